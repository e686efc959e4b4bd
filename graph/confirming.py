"""What of a snapshot was not said by any source or confirmation for long: the work list, from columns alone.

The rule is that of `registry.services.keeping.attesting.due`, which reads the record row by row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from graph.columns import STANDINGS, STATUSES, BoolArray, IntArray
from graph.sequences import Column
from graph.snapshot import Snapshot
from graph.standings import attested_column
from registry.model.periods import Standing, bounds
from registry.services.keeping.attesting import COUNTED, BodyDue, EntryDue

_HELD: Final = [STANDINGS.index(one) for one in (Standing.CURRENT, Standing.ATTESTED)]
_SAID: Final = [STATUSES.index(one) for one in ("existing", "expected")]


@dataclass(frozen=True, eq=False)
class Unconfirmed:
    """Entity numbers; beside each body how many of its ties stand and are due, and when the oldest was said."""

    snapshot: Snapshot
    days: int
    attested: Column[str]
    """Of each entity the date for which it was last said."""
    bodies: IntArray
    """Those with due ties; with most of them first, then by name."""
    standing: IntArray
    """Ties of each of `bodies` that stand."""
    due: IntArray
    """Those of them that are due."""
    oldest: tuple[str | None, ...]
    """The date for which the oldest due tie was last said; None where one never was."""
    entries: IntArray
    """Actors that are due, by name."""

    @property
    def ties(self) -> int:
        """How many ties are due."""
        return int(self.due.sum())

    def bodies_at(self, cut: slice) -> list[BodyDue]:
        """Some of the bodies."""
        return [self._body(place) for place in range(*cut.indices(len(self.bodies)))]

    def _body(self, place: int) -> BodyDue:
        number = int(self.bodies[place])
        snapshot = self.snapshot
        counts = int(self.standing[place]), int(self.due[place])
        return BodyDue(snapshot.ids[number], snapshot.names[number], *counts, self.oldest[place])

    def entries_at(self, cut: slice) -> list[EntryDue]:
        """Some of the entries."""
        snapshot = self.snapshot
        return [
            EntryDue(snapshot.ids[one], snapshot.names[one], snapshot.kind_of(one), self.attested[one])
            for one in self.entries[cut].tolist()
        ]


def unconfirmed(snapshot: Snapshot, days: int) -> Unconfirmed:
    """What stands at a snapshot's Stand and was not said for any day of the `days` days before it.

    Raises ValueError for a snapshot without a Stand.
    """
    if snapshot.stand is None:
        raise ValueError("a snapshot without a Stand has no day to count from")
    ties, limit = snapshot.ties, snapshot.stand - timedelta(days=days)
    asked = snapshot.role_mask(snapshot.vocabulary.roles_in(*COUNTED)) & snapshot.of_kinds(("body",))[ties.object]
    stands = asked & _stands(ties.status, ties.standing)
    late = stands & _late(ties.attested, limit)
    count = np.bincount(ties.object[stands], minlength=len(snapshot))
    due = np.bincount(ties.object[late], minlength=len(snapshot))
    bodies: IntArray = np.flatnonzero(due).astype(np.int32)
    bodies = bodies[np.lexsort((snapshot.name_rank[bodies], -due[bodies]))]
    entries = _stands(snapshot.status, snapshot.standing) & snapshot.of_kinds(("actor",))
    attested = attested_column(snapshot.base.entities.dating, snapshot.stand)
    found = np.flatnonzero(entries & _late(attested, limit)).astype(np.int32)
    return Unconfirmed(
        snapshot,
        days,
        attested,
        bodies,
        count[bodies].astype(np.int32),
        due[bodies].astype(np.int32),
        _oldest(snapshot, late, bodies),
        found[np.argsort(snapshot.name_rank[found], kind="stable")],
    )


def _stands(status: IntArray, standing: IntArray) -> BoolArray:
    return np.asarray(np.isin(status, _SAID) & np.isin(standing, _HELD), dtype=np.bool_)


def _late(attested: Column[str], limit: date) -> BoolArray:
    last = attested.mapped(lambda one: bounds(one)[1].toordinal())
    return np.asarray(last < limit.toordinal(), dtype=np.bool_)


def _oldest(snapshot: Snapshot, late: BoolArray, bodies: IntArray) -> tuple[str | None, ...]:
    # Dates in order of when they begin; -1, for one that was never said for any day, is before all of them.
    attested = snapshot.ties.attested
    keys = sorted(attested.keys, key=bounds)
    rank = attested.mapped(keys.index)
    first = np.full(len(snapshot), len(keys), dtype=np.int64)
    np.minimum.at(first, snapshot.ties.object[late], rank[late])
    return tuple(keys[one] if one >= 0 else None for one in first[bodies].tolist())
