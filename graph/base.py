"""What a snapshot is made of before a Stand is named: the columns of the record for one viewer, at one revision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.names import sort_key
from graph.rows import EntityColumns, Followed, Rows, TieColumns
from graph.sequences import Coder, Column, First, Ids, IntArray, NameLists
from registry.model import Visibility

Texts = tuple[str, ...]
Order = NDArray[np.int64] | None
_Row = TypeVar("_Row", EntityColumns, TieColumns)
UNMARKED: Final = ""
_PART: Final = 20_000
"""How many rows are objects at once."""


@dataclass(frozen=True, eq=False)
class Dating:
    """What says when statements hold."""

    status: Column[str]
    start: Column[str]
    end: Column[str]
    attested: Column[Texts]
    """Dates for which its sources say so, each once, earliest first."""


@dataclass(frozen=True, eq=False)
class EntityTable:
    """Columns of the entities, ordered by id."""

    ids: Ids
    names: NameLists
    """Preferred name first."""
    kind: Column[str]
    themes: Column[Texts]
    dating: Dating


@dataclass(frozen=True, eq=False)
class TieTable:
    """Columns of the ties with both ends among the entities, ordered by id."""

    ids: Ids
    subject: IntArray
    object: IntArray
    role: Column[str]
    theme: Column[str]
    dating: Dating


@dataclass(frozen=True, eq=False)
class Base:
    """The columns of one revision for one viewer."""

    revision: int
    level: Visibility
    erased: int
    """How many persons had been erased."""
    mark: str
    """Id of the change set that made the revision; empty where it is not known."""
    entities: EntityTable
    ties: TieTable

    @cached_property
    def name_rank(self) -> IntArray:
        """Place of each entity in the order of German names (DIN 5007-1: ä like a, ß like ss)."""
        keys = [sort_key(name) for name in First(self.entities.names)]
        return ranks(sorted(range(len(keys)), key=keys.__getitem__))


def ranks(order: Sequence[int]) -> IntArray:
    """The place of each number in an order of all of them."""
    rank = np.empty(len(order), dtype=np.int32)
    rank[np.array(order, dtype=np.int64)] = np.arange(len(order), dtype=np.int32)
    return rank


def take_base(record: Rows) -> Base:
    """The columns of what a record's viewer may see. Ties with an end that they may not see are left out.

    Rows are taken in parts, so that only the columns are ever whole in memory.
    """
    entities = entity_table(record.entity_rows())
    ties = tie_table(record.tie_rows(), entities.ids)
    followed = record if isinstance(record, Followed) else None
    return Base(
        record.revision,
        record.viewer.level,
        followed.erased_count() if followed else 0,
        followed.mark() if followed else UNMARKED,
        entities,
        ties,
    )


def entity_table(rows: Iterable[EntityColumns]) -> EntityTable:
    """From rows, which are put in the order of their ids."""
    ids, names = _Ids(), list[NameLists]()
    kind, themes, dates = Coder[str](), Coder[Texts](), _Dates()
    for part in _parts(rows):
        ids.add(part)
        names.append(NameLists.of([row.names for row in part]))
        kind.add([row.kind for row in part])
        themes.add([row.themes for row in part])
        dates.add(part)
    order = ids.order()
    listed = NameLists.joined(names)
    return EntityTable(
        ids.taken(order),
        listed if order is None else listed.taken(NameLists.of([]), order),
        kind.column(order),
        themes.column(order),
        dates.dating(order),
    )


def tie_table(rows: Iterable[TieColumns], entities: Ids) -> TieTable:
    """From rows, which are put in the order of their ids; those whose ends are not both among the entities are left
    out.
    """
    place = entities.finder()
    ids, ends, dates = _Ids(), list[IntArray](), _Dates()
    role, theme = Coder[str](), Coder[str]()
    for whole in _parts(rows):
        part = [row for row in whole if place(row.subject) >= 0 and place(row.object) >= 0]
        ids.add(part)
        ends.append(np.array([(place(row.subject), place(row.object)) for row in part], np.int32).reshape(-1, 2))
        role.add([row.role for row in part])
        theme.add([row.theme for row in part])
        dates.add(part)
    order = ids.order()
    both = np.concatenate([np.empty((0, 2), dtype=np.int32), *ends])
    both = both if order is None else both[order]
    subject, object_ = (np.ascontiguousarray(both[:, one]) for one in (0, 1))
    return TieTable(ids.taken(order), subject, object_, role.column(order), theme.column(order), dates.dating(order))


def dating(rows: Sequence[EntityColumns] | Sequence[TieColumns]) -> Dating:
    """What says when these hold."""
    dates = _Dates()
    dates.add(rows)
    return dates.dating(None)


def _parts(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    every = iter(rows)
    while part := list(islice(every, _PART)):
        yield part


class _Ids:
    """Ids as they come, and the order in which they belong."""

    def __init__(self) -> None:
        self._parts = [np.empty(0, dtype="S1")]

    def add(self, rows: Sequence[EntityColumns] | Sequence[TieColumns]) -> None:
        self._parts.append(Ids.of([row.id for row in rows]).array)

    def order(self) -> Order:
        """None where they are in order, as stores give them."""
        every = np.concatenate(self._parts)
        self._parts = [every]
        return None if bool((every[1:] >= every[:-1]).all()) else np.argsort(every, kind="stable")

    def taken(self, order: Order) -> Ids:
        [every] = self._parts
        return Ids(every if order is None else every[order])


class _Dates:
    """The columns of `Dating`."""

    def __init__(self) -> None:
        self._status, self._start, self._end = Coder[str](), Coder[str](), Coder[str]()
        self._attested = Coder[Texts]()

    def add(self, rows: Sequence[EntityColumns] | Sequence[TieColumns]) -> None:
        self._status.add([row.status for row in rows])
        self._start.add([row.start for row in rows])
        self._end.add([row.end for row in rows])
        self._attested.add([row.attested for row in rows])

    def dating(self, order: Order) -> Dating:
        coders = (self._status.column(order), self._start.column(order), self._end.column(order))
        return Dating(*coders, self._attested.column(order))
