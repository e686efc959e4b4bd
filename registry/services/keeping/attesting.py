"""When a statement was last said to be so, by whom, and what is due to be confirmed.

A confirmation is a source like any other: it cites the document of its round (kind `rueckmeldung`), names the role that
confirmed as its place, and the day as its `as_of`. So every rule about sources, Stand and attestation holds for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from registry.model import Entity, Source, Status
from registry.model.periods import Standing, attested_at, bounds, standing
from registry.services.record import Record
from registry.store.port import AnyStatement, EntityRow, TieRow
from registry.vocabulary import Vocabulary

REPLY: Final = "rueckmeldung"
"""Kind of the documents of rounds."""
ASKED: Final = ("membership", "advice", "leadership")
"""Groups of roles whose ties the moderation of a body is asked about; who moderates is said by staff."""
COUNTED: Final = (*ASKED, "moderation")
"""Groups of roles whose ties are counted as confirmed or not."""
_STANDS: Final = (Standing.CURRENT, Standing.ATTESTED)
_ASKED_STATUS: Final = frozenset({Status.EXISTING, Status.EXPECTED})


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who confirmed a statement, and when."""

    on: str
    """The day, 2026-11-21."""
    by: str
    """In which role, as the round has it."""
    document: str


def confirmed(statement: AnyStatement, documents: Mapping[str, Entity]) -> Confirmation | None:
    """The latest confirmation among the sources of a statement, given its documents by id."""
    found = [
        Confirmation(one.as_of, one.locator, one.document)
        for one in statement.sources
        if one.as_of and one.document in documents and documents[one.document].kind == REPLY
    ]
    return max(found, key=lambda one: one.on, default=None)


def last_said(sources: Iterable[Source]) -> str | None:
    """The latest date for which any source says so (EDTF); None where none is dated."""
    return latest(one.as_of for one in sources if one.as_of)


def latest(dates: Iterable[str]) -> str | None:
    """The latest of these EDTF dates by its last day."""
    return max(dates, key=lambda one: (bounds(one)[1], one), default=None)


def is_due(said: str | None, days: int, today: date) -> bool:
    """Whether what was last said for this date is to be confirmed: more than so many days ago, or never."""
    return said is None or bounds(said)[1] < today - timedelta(days=days)


@dataclass(frozen=True, slots=True)
class BodyDue:
    """A body some of whose ties nobody has confirmed for long."""

    id: str
    name: str
    ties: int
    """Of memberships, seats, leadership, moderation and advice that stand today."""
    due: int
    oldest: str | None
    """The date for which the oldest of them was last said; None where one never was."""


@dataclass(frozen=True, slots=True)
class EntryDue:
    """An entry that nobody has confirmed for long."""

    id: str
    name: str
    kind: str
    said: str | None


@dataclass(frozen=True)
class Due:
    """What is to be confirmed."""

    days: int
    bodies: tuple[BodyDue, ...]
    """With most due ties first."""
    entries: tuple[EntryDue, ...]
    """Actors, by name."""

    @property
    def ties(self) -> int:
        """How many ties are due."""
        return sum(one.due for one in self.bodies)


def due(record: Record, vocabulary: Vocabulary, days: int, today: date) -> Due:
    """What stands today and was not said for any day of the last `days` days, by a source or a confirmation."""
    rows = {row.id: row for row in record.entity_rows()}
    found: dict[str, list[str | None]] = {}
    for tie in record.tie_rows(roles=vocabulary.roles_in(*COUNTED)):
        if tie.object in rows and vocabulary.is_a(rows[tie.object].kind, "body") and _row_stands(tie, today):
            found.setdefault(tie.object, []).append(latest(tie.attested))
    bodies = [_body(rows[id], said, days, today) for id, said in found.items()]
    entries = (_entry(row) for row in rows.values() if row.family == "actor" and _row_stands(row, today))
    return Due(
        days=days,
        bodies=tuple(
            sorted((one for one in bodies if one.due), key=lambda one: (-one.due, one.name.casefold(), one.id))
        ),
        entries=tuple(
            sorted(
                (one for one in entries if is_due(one.said, days, today)), key=lambda one: (one.name.casefold(), one.id)
            )
        ),
    )


def _body(row: EntityRow, said: Collection[str | None], days: int, today: date) -> BodyDue:
    late = [one for one in said if is_due(one, days, today)]
    known = [one for one in late if one is not None]
    oldest = None if len(known) < len(late) else min(known, key=bounds, default=None)
    return BodyDue(row.id, row.names[0], len(said), len(late), oldest)


def _entry(row: EntityRow) -> EntryDue:
    return EntryDue(row.id, row.names[0], row.kind, latest(row.attested))


def _row_stands(row: TieRow | EntityRow, today: date) -> bool:
    if row.status not in _ASKED_STATUS:
        return False
    return standing(row.start, row.end, attested_at(row.attested, today), today) in _STANDS
