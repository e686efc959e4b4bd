"""What stands in a file, whatever its form: entities, ties, and their attributes as columns of few distinct values.

Attributes of entities: `kind` and `family` (keys of the vocabulary), `kind_label`, `names` (others than the label),
`themes` (keys as recorded). Of ties: `role` and `theme` (keys), `role_label`. Of both: `status`, `standing` at the
Stand, and `period_start`, `period_end`, `attested` as the record says them (EDTF: `2012-10`; `..` for open).

`first` and `last` are the same period as days: the first day that the start can mean, the last day that the end can
mean. Without a `last` the end is open or not known; `period_end` tells which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

import numpy as np

from graph.base import Dating
from graph.columns import NO_STAND, STANDINGS, IntArray
from graph.selection import Selection
from graph.sequences import Column
from graph.snapshot import Snapshot
from registry.model.periods import OPEN, bounds

LANGUAGE: Final = "de"
BETWEEN: Final = "|"
"""Stands between the values of an attribute that has several."""


@dataclass(frozen=True, eq=False)
class Attribute:
    """An attribute of all entities or all ties."""

    name: str
    keys: tuple[str | None, ...]
    """Values that occur."""
    codes: IntArray
    """For each entity or tie the place of its value; -1 for none."""

    def __len__(self) -> int:
        return len(self.codes)

    def values(self, form: Callable[[str], str], none: str = "", rows: slice = slice(None)) -> list[str]:
        """The value of each row, each distinct one formed once."""
        table = [*(none if key is None else form(key) for key in self.keys), none]
        return [table[code] for code in self.codes[rows].tolist()]


@dataclass(frozen=True, eq=False)
class Content:
    """What stands in a file."""

    revision: int
    stand: date | None
    level: str
    ids: list[str]
    labels: list[str]
    entity_attributes: tuple[Attribute, ...]
    tie_ids: list[str]
    source: list[int]
    """Places in `ids`."""
    target: list[int]
    tie_attributes: tuple[Attribute, ...]

    def attribute(self, name: str, *, of_ties: bool = False) -> Attribute:
        """One attribute by its name. Raises KeyError."""
        found = {one.name: one for one in (self.tie_attributes if of_ties else self.entity_attributes)}
        return found[name]


def content(selection: Selection) -> Content:
    """What stands in a file of this part of a snapshot."""
    snapshot = selection.snapshot
    subject, object_ = selection.ends
    return Content(
        snapshot.revision,
        snapshot.stand,
        str(snapshot.level),
        selection.ids,
        selection.names,
        tuple(_taken(_entity_attributes(snapshot, selection.entities), selection.entities)),
        snapshot.ties.ids.several(selection.ties),
        subject.tolist(),
        object_.tolist(),
        tuple(_taken(_tie_attributes(snapshot), selection.ties)),
    )


def _taken(attributes: Iterator[Attribute], rows: IntArray) -> Iterator[Attribute]:
    return (Attribute(one.name, one.keys, one.codes[rows]) for one in attributes)


def _entity_attributes(snapshot: Snapshot, rows: IntArray) -> Iterator[Attribute]:
    kinds, vocabulary = snapshot.kinds, snapshot.vocabulary
    yield Attribute("kind", kinds, snapshot.kind)
    yield Attribute("kind_label", tuple(vocabulary.kinds[one].label(LANGUAGE) for one in kinds), snapshot.kind)
    yield Attribute("family", tuple(vocabulary.family(one) for one in kinds), snapshot.kind)
    yield _other_names(snapshot, rows)
    themes = snapshot.base.entities.themes
    yield Attribute("themes", tuple(BETWEEN.join(one) or None for one in themes.keys), themes.codes)
    yield from _dated(snapshot.base.entities.dating, snapshot.standing)


def _other_names(snapshot: Snapshot, rows: IntArray) -> Attribute:
    codes, keys = np.full(len(snapshot), -1, dtype=np.int32), list[str | None]()
    starts = snapshot.all_names.starts
    for one in rows[starts[rows + 1] - starts[rows] > 1].tolist():
        codes[one] = len(keys)
        keys.append(BETWEEN.join(snapshot.all_names[one][1:]))
    return Attribute("names", tuple(keys), codes)


def _tie_attributes(snapshot: Snapshot) -> Iterator[Attribute]:
    roles, ties = snapshot.roles, snapshot.ties
    yield Attribute("role", roles, ties.role)
    yield Attribute("role_label", tuple(snapshot.vocabulary.roles[one].label(LANGUAGE) for one in roles), ties.role)
    yield Attribute("theme", ties.theme_keys.keys, ties.theme_keys.codes)
    yield from _dated(ties.dating, ties.standing)


def _dated(dating: Dating, standing: IntArray) -> Iterator[Attribute]:
    yield Attribute("status", dating.status.keys, dating.status.codes)
    yield Attribute("standing", tuple(map(str, STANDINGS)), np.where(standing == NO_STAND, -1, standing))
    yield Attribute("period_start", dating.start.keys, dating.start.codes)
    yield Attribute("period_end", dating.end.keys, dating.end.codes)
    yield Attribute("attested", tuple(BETWEEN.join(one) or None for one in dating.attested.keys), dating.attested.codes)
    yield _days("first", dating.start, partial(_day, 0))
    yield _days("last", dating.end, partial(_day, 1))


def _days(name: str, column: Column[str], day: Callable[[str], str | None]) -> Attribute:
    return Attribute(name, tuple(map(day, column.keys)), column.codes)


def _day(which: int, text: str) -> str | None:
    return None if text == OPEN else bounds(text)[which].isoformat()


def parts(size: int, of: int = 2000) -> Iterator[slice]:
    """The rows in pieces, so that a file is sent while it is made."""
    return (slice(at, min(at + of, size)) for at in range(0, size, of))


def columns(
    attributes: Sequence[Attribute], form: Callable[[str], str], rows: slice, none: str = ""
) -> list[list[str]]:
    """The values of these rows, one list an attribute."""
    return [one.values(form, none, rows) for one in attributes]
