"""Invitations and forgotten passwords: a mail with a link that works once, under which a password is set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final, Literal

from registry.model import Conflict
from registry.services.accounts import limits
from registry.services.accounts.account import Account, login_id
from registry.services.accounts.audit import Audit
from registry.services.accounts.keeping import Accounts
from registry.services.accounts.limits import Limits
from registry.services.accounts.links import Link, Links
from registry.services.accounts.refusals import Spent
from registry.services.accounts.sessions import Sessions
from registry.services.mail import Outbox, letter
from registry.services.moments import Clock, now
from registry.store.workspace import Item, Workspace

Purpose = Literal["reset", "invitation"]
LAST: Final[dict[Purpose, timedelta]] = {"reset": timedelta(hours=1), "invitation": timedelta(days=7)}
PATH: Final = "/{lang}/passwort/{token}"
"""Where the pages answer such a link."""
_NOBODY: Final = "nobody"
AddressOf = Callable[[str, str], str]
"""Gives the whole address of a link from language and token."""


def address_at(site: str) -> AddressOf:
    """Addresses of links below that of the pages, `https://register.example`."""
    return lambda lang, token: site + PATH.format(lang=lang, token=token)


class Inviting:
    """Every verb raises Unavailable as the store does."""

    def __init__(self, workspace: Workspace, address_of: AddressOf, clock: Clock = now) -> None:
        self._workspace = workspace
        self._address_of = address_of
        self._clock = clock
        self._accounts = Accounts(workspace, clock)
        self._links = Links(workspace, clock)
        self._outbox = Outbox(workspace, clock)
        self._audit = Audit(workspace, clock)

    def invite(self, account: Account, *, by: str = "") -> str:
        """Send an invited account the link for its password; earlier ones end. Gives the link. Raises Conflict."""
        return self._send("invitation", account, self._audit.item("invited", account, by=by))

    def reset(self, account: Account, *, by: str = "") -> str:
        """The same for an account that has a password. Raises Conflict."""
        return self._send("reset", account, self._audit.item("password-asked", account, by=by))

    def forgotten(self, email: str, network: str) -> None:
        """Send a link to this address if there is an account. Nothing that can be seen or timed tells whether.

        Raises TooMany.
        """
        limit = Limits(self._workspace, self._clock)
        limit.attempt(limits.RESET_NETWORK, network)
        limit.attempt(limits.RESET_ACCOUNT, login_id(email))
        account = self._accounts.by_email(email)
        if account is not None and account.state == "closed":
            account = None
        try:
            self._send("reset", account, self._audit.item("password-asked", account))
        except Conflict:  # asked for twice at the same moment: one of both mails goes out
            return

    def asked(self, token: str) -> tuple[Account, Link]:
        """Whose password a link is to set. Raises Spent."""
        link, purpose = self._link(token)
        account = self._accounts.get([link.owner]).get(link.owner)
        if account is None or account.state not in (("invited",) if purpose == "invitation" else ("invited", "active")):
            raise Spent
        return account, link

    def set_password(self, token: str, password: str, sessions: Sessions) -> Account:
        """Set the password that a link is for; the link is spent and all sessions end. Raises Spent, Invalid."""
        account, link = self.asked(token)
        try:
            account = self._accounts.set_password(account, password, drops=[link.item])
        except Conflict as error:  # used at the same moment in another window
            raise Spent from error
        sessions.end_all(account)
        self.tell(account, "password-set")
        self._audit.note("password-set", account)
        return account

    def tell(self, account: Account, text: str) -> None:
        """Tell people by mail that something about their account was changed."""
        self._outbox.put(account.email, letter(text, account.language, name=account.name), owner=account.id)

    def _link(self, token: str) -> tuple[Link, Purpose]:
        try:
            return self._links.look(token, "reset"), "reset"
        except Spent:
            return self._links.look(token, "invitation"), "invitation"

    def _send(self, purpose: Purpose, account: Account | None, audit: Item) -> str:
        """Link, mail and audit are written together, or none; without an account all but the mail."""
        owner = account.id if account else _NOBODY
        lang = account.language if account else "de"
        token, link = self._links.prepare(purpose, owner, LAST[purpose])
        address = self._address_of(lang, token)
        until = (self._clock() + LAST[purpose]).astimezone().strftime("%d.%m.%Y, %H:%M")
        name = account.name if account else ""
        values = {"link": address, "until": until, **({"name": name} if purpose == "invitation" else {})}
        mail = self._outbox.item(account.email if account else "-", letter(purpose, lang, **values), owner=owner)
        puts = [link, audit, *([mail] if account else [])]
        self._workspace.change(puts, self._links.of(purpose, owner))
        return address
