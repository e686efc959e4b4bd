"""What a snapshot is made of before a Stand is named: the columns of the record for one viewer, at one revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from graph.names import sort_key
from graph.rows import EntityColumns, Followed, Rows, TieColumns
from graph.sequences import Column, First, Ids, IntArray, NameLists
from registry.model import Visibility

Texts = tuple[str, ...]
UNMARKED: Final = ""


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
    """The columns of what a record's viewer may see. Ties with an end that they may not see are left out."""
    entities = entity_table(sorted(record.entity_rows(), key=lambda row: row.id))
    rows = sorted(record.tie_rows(), key=lambda row: row.id)
    followed = record if isinstance(record, Followed) else None
    return Base(
        record.revision,
        record.viewer.level,
        followed.erased_count() if followed else 0,
        followed.mark() if followed else UNMARKED,
        entities,
        tie_table(rows, entities.ids),
    )


def entity_table(rows: Sequence[EntityColumns]) -> EntityTable:
    """From rows in the order of their ids."""
    return EntityTable(
        Ids.of([row.id for row in rows]),
        NameLists.of([row.names for row in rows]),
        Column.of([row.kind for row in rows]),
        Column.of([row.themes for row in rows]),
        dating(rows),
    )


def tie_table(rows: Sequence[TieColumns], entities: Ids) -> TieTable:
    """From rows in the order of their ids; those whose ends are not both among the entities are left out."""
    number = {id: at for at, id in enumerate(entities)} if len(rows) > len(entities) else None
    place = number.__getitem__ if number else entities.number
    known = number.__contains__ if number else entities.__contains__
    kept = [row for row in rows if known(row.subject) and known(row.object)]
    return TieTable(
        Ids.of([row.id for row in kept]),
        np.fromiter((place(row.subject) for row in kept), dtype=np.int32, count=len(kept)),
        np.fromiter((place(row.object) for row in kept), dtype=np.int32, count=len(kept)),
        Column.of([row.role for row in kept]),
        Column.of([row.theme for row in kept]),
        dating(kept),
    )


def dating(rows: Sequence[EntityColumns] | Sequence[TieColumns]) -> Dating:
    """What says when these hold."""
    return Dating(
        Column.of([row.status for row in rows]),
        Column.of([row.start for row in rows]),
        Column.of([row.end for row in rows]),
        Column.of([row.attested for row in rows]),
    )
