"""Who signed in, who failed to, who exported, who changed whose role: items of the kind `audit`, kept for a while.

Never a password, a code, a token, an address of a network or an e-mail address: an entry names accounts by their ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from registry.model import new_id
from registry.services.accounts.account import Account
from registry.services.moments import Clock, moment, now, stamp
from registry.store.workspace import Item, Workspace

KIND: Final = "audit"
Event = Literal[
    "signed-in",
    "sign-in-failed",
    "code-failed",
    "signed-out",
    "sessions-ended",
    "password-set",
    "password-asked",
    "address-asked",
    "address-changed",
    "second-factor-on",
    "second-factor-off",
    "recovery-code-used",
    "invited",
    "role-changed",
    "closed",
    "reopened",
    "exported",
    "data-taken",
]
EVENTS: Final[tuple[Event, ...]] = get_args(Event)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit."""

    id: str
    at: datetime
    event: str
    account: str
    """Id of the account that it is about; empty where there is none (a sign-in with an unknown address)."""
    by: str
    """Id of the account that did it, where that is another one; `cli` on the command line."""
    detail: str
    """In few words: the new role, the exported table."""


class Audit:
    """Every verb raises Unavailable as the store does."""

    def __init__(self, workspace: Workspace, clock: Clock = now) -> None:
        self._workspace = workspace
        self._clock = clock

    def note(self, event: Event, account: Account | None = None, *, by: str = "", detail: str = "") -> None:
        """Add a line."""
        self._workspace.change([self.item(event, account, by=by, detail=detail)])

    def item(self, event: Event, account: Account | None = None, *, by: str = "", detail: str = "") -> Item:
        """The line as an item, to be written together with what it tells of."""
        data = {"by": by, "detail": detail[:200]}
        owner = account.id if account else ""
        return Item(KIND, new_id("c"), data, owner=owner, state=event, at=stamp(self._clock()))

    def latest(
        self,
        *,
        account: str | None = None,
        event: str | None = None,
        after: tuple[str, str] | None = None,
        limit: int = 50,
    ) -> list[Entry]:
        """The latest lines, newest first; `after` is time and id of the last line of the page before."""
        found = self._workspace.find(KIND, owner=account, state=event, after=after, latest_first=True, limit=limit)
        return [_entry(one) for one in found]

    def of(self, account: Account) -> Iterator[Entry]:
        """All lines about an account, newest first."""
        after: tuple[str, str] | None = None
        while part := self.latest(account=account.id, after=after, limit=500):
            yield from part
            after = (stamp(part[-1].at), part[-1].id)


def _entry(item: Item) -> Entry:
    return Entry(item.id, moment(item.at), item.state, item.owner, item.data["by"], item.data["detail"])
