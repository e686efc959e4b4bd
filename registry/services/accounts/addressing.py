"""Another e-mail address for an account: asked for with the password, and real once the new address was read.

The new address waits in the item of the link, for an hour; whoever opens the link confirms that they read mails there.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from registry.model import Conflict, Invalid
from registry.services.accounts import limits
from registry.services.accounts.account import Account, checked_email, login_id
from registry.services.accounts.audit import Audit
from registry.services.accounts.inviting import AddressOf
from registry.services.accounts.keeping import Accounts
from registry.services.accounts.limits import Limits
from registry.services.accounts.links import Link, Links
from registry.services.accounts.refusals import Spent
from registry.services.accounts.sessions import Sessions
from registry.services.mail import Outbox, letter
from registry.services.moments import Clock, now
from registry.store.workspace import Workspace

PURPOSE: Final = "address"
LASTS: Final = timedelta(hours=1)


class Addressing:
    """Every verb raises Unavailable as the store does."""

    def __init__(self, workspace: Workspace, address_of: AddressOf, clock: Clock = now) -> None:
        self._workspace = workspace
        self._address_of = address_of
        self._clock = clock
        self._accounts = Accounts(workspace, clock)
        self._links = Links(workspace, clock)
        self._outbox = Outbox(workspace, clock)
        self._audit = Audit(workspace, clock)

    def ask(self, account: Account, email: str, network: str) -> None:
        """Send a link to the new address; earlier links end. Raises Invalid, TooMany, Conflict.

        Where the address is another account's, nothing is sent, and nothing that can be seen tells so.
        """
        address = checked_email(email)
        if login_id(address) == login_id(account.email):
            raise Invalid("this is the address already", where="new", remedy="give another one")
        limit = Limits(self._workspace, self._clock)
        limit.attempt(limits.RESET_NETWORK, network)
        limit.attempt(limits.RESET_ACCOUNT, account.id)
        token, link = self._links.prepare(PURPOSE, account.id, LASTS, {"email": address})
        until = (self._clock() + LASTS).astimezone().strftime("%d.%m.%Y, %H:%M")
        values = {"link": self._address_of(account.language, token), "until": until, "name": account.name}
        mail = self._outbox.item(address, letter("address", account.language, **values), owner=account.id)
        puts = [link, self._audit.item("address-asked", account)]
        if self._accounts.by_email(address) is None:
            puts.append(mail)
        self._workspace.change(puts, self._links.of(PURPOSE, account.id))

    def asked(self, token: str) -> tuple[Account, str, Link]:
        """Whose address a link is to change, and to which. Raises Spent."""
        link = self._links.look(token, PURPOSE)
        account = self._accounts.get([link.owner]).get(link.owner)
        if account is None or account.state != "active":
            raise Spent
        return account, str(link.data["email"]), link

    def confirm(self, token: str, sessions: Sessions) -> Account:
        """The address counts from now on; the link is spent, all sessions end, the old address is told.

        Raises Spent.
        """
        before, address, link = self.asked(token)
        note = self._audit.item("address-changed", before)
        try:
            account = self._accounts.readdress(before, address, adds=[note], drops=[link.item])
        except (Conflict, Invalid) as error:  # somebody has taken this address meanwhile, or changed the account
            raise Spent from error
        sessions.end_all(account)
        told = letter("address-changed", account.language, name=account.name)
        self._outbox.put(before.email, told, owner=account.id)
        return account
