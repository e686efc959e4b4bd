"""Mails that are to be sent: items of the kind `mail`, written together with what they tell of.

A mail waits until it is due, is taken by one sender with a lease, and is then sent, waits again, or is given up
(`failed`). When it was sent its text is dropped. A mail that a killed sender had taken is sent by the next one, under
the same Message-ID: of two copies (the server had it, nobody wrote that down) readers' programs show one.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from registry.model import Conflict
from registry.services.mail.texts import Letter
from registry.services.moments import Clock, moment, now, stamp
from registry.store.workspace import Item, Workspace

KIND: Final = "mail"
State = Literal["waiting", "sending", "sent", "failed"]
STATES: Final[tuple[State, ...]] = ("waiting", "sending", "sent", "failed")
LEASE: Final = timedelta(minutes=5)
PAUSES: Final = tuple(timedelta(minutes=one) for one in (1, 5, 15, 60, 180, 360, 720, 1440))
"""Between one refusal and the next attempt; after the last one a mail is given up: in all about two days."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it is kept."""

    item: Item = field(repr=False)
    to: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    text: str
    """Key of its text."""
    tries: int
    reason: str
    """Why it was refused last, without addresses."""

    @property
    def id(self) -> str:
        """Opaque; its Message-ID is made of it."""
        return self.item.id

    @property
    def state(self) -> str:
        """`waiting`, `sending`, `sent`, `failed`."""
        return self.item.state

    @property
    def at(self) -> datetime:
        """When it is due, was sent or given up, or how long it is taken."""
        return moment(self.item.at)


class Outbox:
    """Every verb raises Unavailable as the store does."""

    def __init__(self, workspace: Workspace, clock: Clock = now) -> None:
        self._workspace = workspace
        self._clock = clock

    def item(self, to: str, letter: Letter, *, owner: str = "", once: str = "", due: datetime | None = None) -> Item:
        """A mail to be written together with other items; `due` from now where it is not given.

        `owner`: whom or what it is about. `once`: the same text gives the same item, so that a mail that is written
        again meets a Conflict.
        """
        id = hashlib.sha256(f"mail\x1f{once}".encode()).hexdigest()[:32] if once else secrets.token_hex(16)
        data = {"to": to, "subject": letter.subject, "body": letter.body, "text": letter.key, "tries": 0, "reason": ""}
        return Item(KIND, id, data, owner, "waiting", stamp(due or self._clock()))

    def put(self, to: str, letter: Letter, *, owner: str = "", once: str = "", due: datetime | None = None) -> bool:
        """Keep a mail; False where it was kept before (`once`)."""
        try:
            self._workspace.change([self.item(to, letter, owner=owner, once=once, due=due)])
        except Conflict:
            return False
        return True

    def mails(self, states: Collection[str] = STATES, limit: int = 100) -> list[Mail]:
        """The latest mails in these states, newest first."""
        found = [
            _mail(item)
            for state in states
            for item in self._workspace.find(KIND, state=state, latest_first=True, limit=limit)
        ]
        return sorted(found, key=lambda one: (one.item.at, one.id), reverse=True)[:limit]

    def tally(self) -> dict[str, int]:
        """Number of mails by state."""
        return self._workspace.tally(KIND)

    def due(self) -> bool:
        """Whether there is anything to be sent now."""
        return any(True for _ in self._due(1))

    def taken(self) -> Iterator[Mail]:
        """Mails that are due, one by one, each taken for a while so that no other sender has it."""
        passed: set[str] = set()
        while part := [item for item in self._due(50) if item.id not in passed]:
            for item in part:
                passed.add(item.id)
                try:
                    held = item.changed(state="sending", at=stamp(self._clock() + LEASE))
                    yield _mail(self._workspace.change([held])[0])
                except Conflict:  # another sender was quicker
                    continue

    def sent(self, mail: Mail) -> None:
        """It is on its way: its text is dropped."""
        self._write(mail, "sent", self._clock(), subject="", body="", tries=mail.tries + 1, reason="")

    def refused(self, mail: Mail, reason: str, *, for_good: bool) -> None:
        """It was not taken: it waits, longer each time, or is given up."""
        tries = mail.tries + 1
        if for_good or tries > len(PAUSES):
            self._write(mail, "failed", self._clock(), tries=tries, reason=reason[:300])
        else:
            self._write(mail, "waiting", self._clock() + PAUSES[tries - 1], tries=tries, reason=reason[:300])

    def back(self, mail: Mail) -> None:
        """It was not tried: it is due again at once."""
        self._write(mail, "waiting", self._clock())

    def again(self, ids: Collection[str] | None = None) -> int:
        """Let mails that were given up (these, or all) be tried again now; gives how many."""
        found = self._workspace.find(KIND, state="failed", limit=10_000)
        chosen = [one for one in found if ids is None or one.id in ids]
        for one in chosen:
            self._workspace.change([one.changed(state="waiting", at=stamp(self._clock()), tries=0)])
        return len(chosen)

    def _due(self, limit: int) -> Iterator[Item]:
        until = stamp(self._clock())
        for state in ("sending", "waiting"):  # the first are those whose sender was lost
            yield from self._workspace.find(KIND, state=state, until=until, limit=limit)

    def _write(self, mail: Mail, state: State, at: datetime, **data: object) -> None:
        self._workspace.change([mail.item.changed(state=state, at=stamp(at), **data)])


def _mail(item: Item) -> Mail:
    data = item.data
    return Mail(item, data["to"], data["subject"], data["body"], data["text"], data["tries"], data["reason"])
