"""The accounts of a registry: found, made, changed, closed. Items of the kinds `account` and `login`."""

from __future__ import annotations

import re
import secrets
from base64 import b32encode
from collections.abc import Collection, Iterable
from typing import Any, Final

from registry.model import Conflict, Invalid, NotFound
from registry.services.accounts.account import (
    KIND,
    LANGUAGES,
    LOGIN,
    Account,
    Role,
    State,
    account_of,
    checked_email,
    login_id,
)
from registry.services.accounts.guessing import refuse_guessable
from registry.services.accounts.passwords import hashed
from registry.services.moments import Clock, now, stamp
from registry.store.workspace import Item, Workspace

_NAME_LENGTH: Final = 120
_MOST_ACTORS: Final = 200


class Accounts:
    """Every verb raises Unavailable as the store does; those that write raise Conflict where somebody was quicker."""

    def __init__(self, workspace: Workspace, clock: Clock = now) -> None:
        self._workspace = workspace
        self._clock = clock

    def get(self, ids: Collection[str]) -> dict[str, Account]:
        """The accounts that are known among these ids, closed ones too."""
        return {id: account_of(one) for id, one in self._workspace.get(KIND, ids).items()}

    def one(self, id: str) -> Account:
        """The account with this id. Raises NotFound."""
        found = self.get([id]).get(id)
        if found is None:
            raise NotFound("there is no such account", where="account", remedy="look it up in the list of accounts")
        return found

    def by_email(self, email: str) -> Account | None:
        """The account with this address, in whatever case it is written."""
        login = login_id(email)
        found = self._workspace.get(LOGIN, [login]).get(login)
        return self.get([found.owner]).get(found.owner) if found else None

    def all(self) -> list[Account]:
        """Every account, by name."""
        found: list[Item] = []
        after: tuple[str, str] | None = None
        while part := self._workspace.find(KIND, after=after, limit=500):
            found += part
            after = (part[-1].at, part[-1].id)
        return sorted((account_of(one) for one in found), key=lambda one: (one.name.casefold(), one.id))

    def add(
        self,
        email: str,
        role: Role,
        *,
        name: str = "",
        language: str = "de",
        actors: Iterable[str] = (),
        password: str | None = None,
    ) -> Account:
        """A new account; without a password it is `invited` until one was set. Raises Invalid, Conflict."""
        address = checked_email(email)
        shown = _checked_name(name or address.partition("@")[0])
        data: dict[str, Any] = {
            "email": address,
            "name": shown,
            "role": str(role),
            "actors": _checked_actors(actors),
            "language": _checked_language(language),
            "made": stamp(self._clock()),
            "password": None,
        }
        if password is not None:
            refuse_guessable(password, (address, shown))
            data["password"] = hashed(password)
        account = Item(KIND, _new_id(), data, state="active" if password is not None else "invited", at=data["made"])
        login = Item(LOGIN, login_id(address), owner=account.id)
        try:
            kept, _ = self._workspace.change([account, login])
        except Conflict as error:
            raise Conflict("there is an account with this address", where="email", remedy="change that one") from error
        return account_of(kept)

    def describe(self, account: Account, *, name: str, language: str) -> Account:
        """Another name or language. Raises Invalid, Conflict."""
        return self.write(account, name=_checked_name(name), language=_checked_language(language))

    def readdress(
        self, account: Account, email: str, *, adds: Collection[Item] = (), drops: Collection[Item] = ()
    ) -> Account:
        """Another e-mail address. Raises Invalid, Conflict (there is an account with it)."""
        address, login = checked_email(email), login_id(account.email)
        if login_id(address) == login:
            raise Invalid("this is the address already", where="new", remedy="give another one")
        old = self._workspace.get(LOGIN, [login])
        new = Item(LOGIN, login_id(address), owner=account.id)
        return self.write(account, adds=[new, *adds], drops=[*old.values(), *drops], email=address)

    def entrust(self, account: Account, *, role: Role, actors: Iterable[str]) -> Account:
        """Another role, other actors that it acts for. Raises Conflict, Invalid (nobody would administer any more)."""
        return self.write(account, role=str(role), actors=_checked_actors(actors))

    def close(self, account: Account) -> Account:
        """Nobody signs in with it any more. Raises Conflict, Invalid (nobody would administer any more)."""
        return self.write(account, state="closed", password=None, second=None)

    def reopen(self, account: Account) -> Account:
        """A closed account is `invited` again: it needs a new password. Raises Conflict."""
        return self.write(account, state="invited") if account.state == "closed" else account

    def set_password(self, account: Account, password: str, *, drops: Collection[Item] = ()) -> Account:
        """A new password, which opens an invited account; `drops` (the link that was used) go with it.

        Raises Invalid, Conflict.
        """
        if account.state == "closed":
            raise Invalid("this account is closed", where="account", remedy="an administrator can open it again")
        refuse_guessable(password, (account.email, account.name))
        return self.write(account, drops=drops, password=hashed(password), state="active")

    def write(
        self, account: Account, *, adds: Collection[Item] = (), drops: Collection[Item] = (), **changes: Any
    ) -> Account:
        """Change fields of an account's item (see `Item.changed`), with what else is written and removed.

        Raises Conflict, Invalid.
        """
        item = account.item.changed(**changes)
        puts = [item, *self._witness(account, account_of(item)), *adds]
        return account_of(self._workspace.change(puts, drops)[0])

    def _witness(self, before: Account, after: Account) -> list[Item]:
        """Another administrator's item, where this one stops to be one.

        It is written along unchanged: of two who end each other at the same moment one meets a conflict, so that the
        last one stays.
        """
        if not _administers(before) or _administers(after):
            return []
        others = [one.item for one in self.all() if one.id != before.id and _administers(one)]
        if not others:
            raise Invalid(
                "this is the last administrator", where="role", remedy="make another account an administrator first"
            )
        return others[:1]


def _administers(account: Account) -> bool:
    return account.role is Role.ADMINISTRATOR and account.state == "active"


def _new_id() -> str:
    return "a" + b32encode(secrets.token_bytes(13)).decode().lower()[:20]


def _checked_name(name: str) -> str:
    plain = " ".join(name.split())
    if not plain or len(plain) > _NAME_LENGTH or not plain.isprintable() or "@" in plain:
        raise Invalid(
            f"the name must have 1 to {_NAME_LENGTH} characters and no @",
            where="name",
            remedy="write what may stand in the history, for example an office",
        )
    return plain


def _checked_language(language: str) -> str:
    if language not in LANGUAGES:
        raise Invalid("this language is not known", where="language", remedy="take one of " + ", ".join(LANGUAGES))
    return language


def _checked_actors(actors: Iterable[str]) -> list[str]:
    found = sorted(set(actors))
    if len(found) > _MOST_ACTORS or not all(re.fullmatch("e[a-z2-7]{20}", one) for one in found):
        raise Invalid(
            f"these are not (at most {_MOST_ACTORS}) ids of actors", where="actors", remedy="choose them by name"
        )
    return found


__all__ = ["Accounts", "State"]
