"""Sessions: who has signed in, until when. Items of the kind `session`; only hashes of their tokens are kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from registry.model import Conflict
from registry.services.accounts.account import KIND as ACCOUNT
from registry.services.accounts.account import Account, account_of
from registry.services.moments import Clock, moment, now, stamp
from registry.store.workspace import Item, Workspace

KIND: Final = "session"
_HALF: Final = timedelta(minutes=10)
"""So long may the code of the second factor be looked for."""
_FORM: Final = 43
"""Letters of a token: 256 bits in base 64."""
Stage = Literal["half", "full"]
"""`half`: the password was right and a code is still asked for."""


@dataclass(frozen=True, slots=True)
class Ends:
    """When sessions end."""

    idle: timedelta = timedelta(hours=2)
    """After the last page."""
    longest: timedelta = timedelta(hours=12)
    """After signing in, whatever happens."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session that holds at present, with its account."""

    item: Item = field(repr=False)
    account: Account
    stage: Stage
    began: datetime
    seen: datetime
    """To within a few minutes."""
    ends: datetime
    """If no further page is asked for."""
    device: str
    """What it was begun with, in few words: *Firefox, Linux*."""

    @property
    def id(self) -> str:
        """Hash of its token."""
        return self.item.id


class Sessions:
    """Every verb raises Unavailable as the store does."""

    def __init__(
        self,
        workspace: Workspace,
        ends: Ends = Ends(),
        clock: Clock = now,
        token: Callable[[int], str] = secrets.token_urlsafe,
    ) -> None:
        self._workspace = workspace
        self._ends = ends
        self._clock = clock
        self._token = token

    def begin(self, account: Account, stage: Stage = "full", *, device: str = "", instead: str = "") -> str:
        """Begin a session and give its token; the one of the token `instead` ends with it."""
        token, began = self._token(32), self._clock()
        longest = began + (_HALF if stage == "half" else self._ends.longest)
        data = {"began": stamp(began), "seen": stamp(began), "longest": stamp(longest), "device": device[:80]}
        item = Item(KIND, _hash(token), data, account.id, stage, self._end(began, longest))
        self._workspace.change([item])
        self.end(instead)
        return token

    def of(self, token: str) -> Session | None:
        """The session of a token, if it holds; it lasts longer from now."""
        if len(token) != _FORM:
            return None
        id = _hash(token)
        item = self._workspace.get(KIND, [id]).get(id)
        found = self._living(item) if item else None
        if item is None or found is None:
            return None
        self._prolong(item)
        return found

    def of_account(self, account: Account) -> list[Session]:
        """Its sessions that hold, the latest first."""
        items = self._workspace.find(KIND, owner=account.id, state="full", latest_first=True)
        found = [one for one in map(self._living, items) if one]
        return sorted(found, key=lambda one: one.seen, reverse=True)

    def end(self, token: str) -> None:
        """End the session of this token, if there is one."""
        if token:
            self._drop(list(self._workspace.get(KIND, [_hash(token)]).values()))

    def end_one(self, account: Account, id: str) -> None:
        """End the session with this id, if it is of this account."""
        self._drop([one for one in self._workspace.get(KIND, [id]).values() if one.owner == account.id])

    def end_all(self, account: Account, *, but: str = "") -> None:
        """End all sessions of an account, except the one of the token `but`."""
        kept = _hash(but) if but else ""
        self._drop([one for one in self._workspace.find(KIND, owner=account.id, limit=1000) if one.id != kept])

    def _living(self, item: Item) -> Session | None:
        if item.at <= stamp(self._clock()) or item.state not in ("half", "full"):
            return None
        kept = self._workspace.get(ACCOUNT, [item.owner]).get(item.owner)
        account = account_of(kept) if kept else None
        if account is None or account.state != "active":
            return None
        data = item.data
        stage: Stage = "half" if item.state == "half" else "full"
        return Session(
            item, account, stage, moment(data["began"]), moment(data["seen"]), moment(item.at), data["device"]
        )

    def _prolong(self, item: Item) -> None:
        present = self._clock()
        if present - moment(item.data["seen"]) < self._ends.idle / 20:
            return  # not every page writes
        longer = item.changed(seen=stamp(present), at=self._end(present, moment(item.data["longest"])))
        try:
            self._workspace.change([longer])
        except Conflict:
            return  # another page of the same session did so, or it was just ended

    def _end(self, seen: datetime, longest: datetime) -> str:
        return stamp(min(seen + self._ends.idle, longest))

    def _drop(self, items: list[Item]) -> None:
        for one in items:
            self._drop_one(one)

    def _drop_one(self, item: Item) -> None:
        known: Item | None = item
        while known is not None:
            try:
                self._workspace.change(drops=[known])
            except Conflict:  # a page has just prolonged it
                known = self._workspace.get(KIND, [item.id]).get(item.id)
            else:
                return


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
