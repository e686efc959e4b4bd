"""Accounts as they are read: who somebody is, and what they were given to do."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal

from email_validator import EmailNotValidError, validate_email

from registry.model import Invalid
from registry.store.workspace import Item

KIND: Final = "account"
LOGIN: Final = "login"
"""Kind of the items that lead from an e-mail address to its account."""
LANGUAGES: Final = ("de", "en")
State = Literal["invited", "active", "closed"]


class Role(StrEnum):
    """What an account may do; `Rights` says what follows from it."""

    MEMBER = "member"
    """Keeps the entries of the actors that it acts for; where one of them moderates a network, its members too."""
    ANALYST = "analyst"
    """Reads all, exports."""
    STAFF = "staff"
    """Reviews and edits all."""
    ADMINISTRATOR = "administrator"
    """Staff that looks after accounts, too."""


@dataclass(frozen=True, slots=True)
class Account:
    """One person's (or office's) way in. Made from its item, which stays with it so that changes can be compared."""

    item: Item = field(repr=False)
    email: str = field(repr=False)
    name: str
    """What change sets name as `who`: an office or a person, as they call themselves."""
    role: Role
    actors: tuple[str, ...]
    """Ids of the actors that it acts for."""
    language: str
    state: State
    second_factor: bool
    """Whether a code is asked for beside the password."""

    @property
    def id(self) -> str:
        """Opaque and for good."""
        return self.item.id

    @property
    def label(self) -> str:
        """Who is named in change sets and audit; never the e-mail address."""
        return self.name


def account_of(item: Item) -> Account:
    """The account that an item is."""
    data = item.data
    state: State = "invited" if item.state == "invited" else "active" if item.state == "active" else "closed"
    return Account(
        item=item,
        email=data["email"],
        name=data["name"],
        role=Role(data["role"]),
        actors=tuple(data["actors"]),
        language=data["language"],
        state=state,
        second_factor=bool(data.get("second")),
    )


def checked_email(text: str) -> str:
    """The address in its plain form. Raises Invalid; whether anybody reads it is not asked."""
    try:
        found = validate_email(
            text.strip(), check_deliverability=False, allow_smtputf8=False, test_environment=_is_for_tests(text)
        )
    except EmailNotValidError as error:
        raise Invalid(
            "this is no e-mail address", where="email", remedy="write it like name@example.org, without spaces"
        ) from error
    return found.normalized


def _is_for_tests(text: str) -> bool:
    # `.test` and `.localhost` are nobody's on the net, and what trials and machines on their own use.
    return text.strip().rpartition(".")[2].lower() in ("test", "localhost")


def login_id(email: str) -> str:
    """Id of the item that leads to the account: SHA-256 of the folded address."""
    folded = unicodedata.normalize("NFKC", email).strip().casefold()
    return hashlib.sha256(folded.encode()).hexdigest()
