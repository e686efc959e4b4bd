"""The columns of a revision from those of an older one and what was touched since.

The result equals what is taken anew: the same rows, numbers and tables. Its cost grows with what was touched, beside
copies of the arrays.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.base import Base, Dating, EntityTable, TieTable, dating, entity_table, ranks
from graph.names import sort_key
from graph.rows import EntityColumns, Followed, Rows, TieColumns
from graph.sequences import Column, First, Ids, IntArray

Source = NDArray[np.int64]
"""For each row of a new table its place among the rows of the old table and then the fresh ones."""
MOST: Final = 0.05
"""The share of statements above which taking anew is quicker."""


def updated(old: Base, record: Rows) -> Base | None:
    """The columns of the record's revision; None where they are to be taken anew.

    So where too much was touched, where the old ones are not of this record, and where somebody was erased since:
    nothing of what an old table holds of them may go on.
    """
    if not isinstance(record, Followed) or not _follows(old, record):
        return None
    if old.revision == record.revision:
        return old
    entities, ties = record.touched_ids(old.revision)
    if len(entities) + len(ties) > max(100, MOST * (len(old.entities.ids) + len(old.ties.ids))):
        return None
    return _Step(old, record, entities, ties).base(record)


def _follows(old: Base, record: Followed) -> bool:
    """Whether the old columns are of the same record: after a return to a backup its revisions are others."""
    return bool(old.mark) and record.erased_count() == old.erased and record.mark(old.revision) == old.mark


class _Step:
    """From one revision to a later one."""

    def __init__(self, old: Base, record: Followed, entities: Collection[str], ties: Collection[str]) -> None:
        self.old = old
        rows = sorted(record.entity_rows(entities), key=lambda row: row.id) if entities else []
        known = old.entities.ids
        self.newcomers = frozenset(row.id for row in rows if row.id not in known)
        self.source, self.ids = _merged(known, entities, Ids.of([row.id for row in rows]))
        self.kept = _new_numbers(self.source, len(known))
        self.number = self._numbers(known)
        self.entities = self._entities(rows)
        self.tie_rows = self._tie_rows(record, ties)
        self.touched_ties = ties

    def base(self, record: Rows) -> Base:
        mark = record.mark() if isinstance(record, Followed) else ""
        made = Base(record.revision, self.old.level, self.old.erased, mark, self.entities, self._ties())
        if "name_rank" in self.old.__dict__:
            made.__dict__["name_rank"] = self._name_rank()
        return made

    def _numbers(self, known: Ids) -> IntArray:
        """The new number of each old entity, -1 for those that are no more."""
        number, fresh = self.kept.copy(), np.flatnonzero(self.source >= len(known))
        before = known.numbers(self.ids.array[fresh])
        number[before[before >= 0]] = fresh[before >= 0]
        return number

    def _entities(self, rows: list[EntityColumns]) -> EntityTable:
        old, fresh, source = self.old.entities, entity_table(rows), self.source
        return EntityTable(
            self.ids,
            old.names.taken(fresh.names, source),
            old.kind.taken(fresh.kind, source),
            old.themes.taken(fresh.themes, source),
            _dating(old.dating, fresh.dating, source),
        )

    def _tie_rows(self, record: Followed, touched: Collection[str]) -> list[TieColumns]:
        """The ties that were touched, and those of entities that have come into view; both ends must be there."""
        subjects = record.subjects_of(touched, self.newcomers)
        rows = record.tie_rows(subjects) if subjects else ()
        ends = self.newcomers
        wanted = (row for row in rows if row.id in touched or row.subject in ends or row.object in ends)
        kept = [row for row in wanted if row.subject in self.ids and row.object in self.ids]
        return sorted(kept, key=lambda row: row.id)

    def _ties(self) -> TieTable:
        old, rows = self.old.ties, self.tie_rows
        subject, object_ = self.number[old.subject], self.number[old.object]
        loose = (subject < 0) | (object_ < 0)
        source, ids = _merged(old.ids, self.touched_ties, Ids.of([row.id for row in rows]), loose)
        return TieTable(
            ids,
            _filled(subject, [self.ids.number(row.subject) for row in rows], source),
            _filled(object_, [self.ids.number(row.object) for row in rows], source),
            old.role.taken(Column.of([row.role for row in rows]), source),
            old.theme.taken(Column.of([row.theme for row in rows]), source),
            _dating(old.dating, dating(rows), source),
        )

    def _name_rank(self) -> IntArray:
        """The old order without what was touched, and each touched name put in where it belongs."""
        size = len(self.old.entities.ids)
        order = [one for one in self.kept[np.argsort(self.old.name_rank)].tolist() if one >= 0]
        names = First(self.entities.names)

        def key(number: int) -> tuple[tuple[str, str], int]:
            return sort_key(names[number]), number

        for number in np.flatnonzero(self.source >= size).tolist():
            order.insert(bisect_left(order, key(number), key=key), number)
        return ranks(order)


def _merged(
    old: Ids, touched: Collection[str], fresh: Ids, dropped: NDArray[np.bool_] | None = None
) -> tuple[Source, Ids]:
    """Old rows that were neither touched nor dropped, and the fresh ones, in the order of their ids."""
    keep = np.ones(len(old), dtype=np.bool_) if dropped is None else ~dropped
    for ids in (Ids.of(sorted(touched)), fresh):
        places = old.numbers(ids.array)
        keep[places[places >= 0]] = False
    kept = np.flatnonzero(keep)
    source = np.insert(kept, np.searchsorted(old.array[kept], fresh.array), np.arange(len(fresh)) + len(old))
    return source, Ids(np.concatenate((old.array, fresh.array))[source])


def _new_numbers(source: Source, size: int) -> IntArray:
    """The new number of each old row that was not touched, -1 for the others."""
    number = np.full(size, -1, dtype=np.int32)
    kept = source < size
    number[source[kept]] = np.flatnonzero(kept)
    return number


def _filled(old: IntArray, fresh: list[int], source: Source) -> IntArray:
    return np.concatenate((old, np.array(fresh, dtype=np.int32)))[source]


def _dating(old: Dating, fresh: Dating, source: Source) -> Dating:
    return Dating(
        old.status.taken(fresh.status, source),
        old.start.taken(fresh.start, source),
        old.end.taken(fresh.end, source),
        old.attested.taken(fresh.attested, source),
    )
