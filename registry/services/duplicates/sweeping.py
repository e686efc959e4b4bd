"""Every pair of the record that is likely one body: a list to work through.

    for step in all_pairs(index, viewer, judged):
        show(step.pairs, step.done / step.total)
        remember(step.cursor)

Entities are taken in the order of their ids; each is compared with the later ones that are most like it. Who was
interrupted goes on with `after=cursor` and gets the rest, no pair twice.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from registry.access import Viewer
from registry.services.duplicates.entries import as_query, level_of
from registry.services.duplicates.estimating import Candidate, Mask, Part
from registry.services.duplicates.index import DuplicateIndex
from registry.services.duplicates.judging import Hint, Judge
from registry.services.duplicates.places import Places
from registry.services.duplicates.rarity import Rarity
from registry.services.duplicates.table import SORTS, Bearer, Table

SURE: Final = 0.7
"""From this score on a pair is worth a place in the list. More than for a hint: of all pairs hardly any is one."""
STEP: Final = 500
"""Entities in one step."""
_CLOSEST: Final = 6
"""So many later entities are looked at for each name, besides those with a contact or number in common."""
_LEAST: Final = 0.65
"""Of the estimate, for a pair to be looked at."""
_ANYWHERE: Final = ("email", "phone", "body")
"""What makes a pair even of two that are in different places, as a number of a register does; names, hosts and
streets make by far the most pairs there, and hardly one of them is one body."""
_SAME_AREA: Final = 0.25
_COMMON: Final = 0.02
"""Letter triples that a larger share of all names has are left out: they make most of the work and tell least."""
_MOST_BEARERS: Final = 20
_MOST_NAMESAKES: Final = 200

_Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """Two entities of the record; `hint` is about the second."""

    one: str
    other: str
    hint: Hint


@dataclass(frozen=True, slots=True)
class Step:
    """What was found in one step, likeliest first; `cursor` is where to go on."""

    pairs: tuple[LikelyPair, ...]
    done: int
    total: int
    cursor: str


def all_pairs(
    index: DuplicateIndex,
    viewer: Viewer,
    judged: Set[frozenset[str]] = frozenset(),
    *,
    after: str = "",
    least: float = SURE,
) -> Iterator[Step]:
    """Every pair of at least this score that the viewer may see and nobody has judged, in steps of STEP entities.

    Raises nothing; an index with changes since its base is built anew first (some seconds at 50,000).
    """
    whole = index.compact()
    if not whole.judge.parts:
        return
    sweep = _Sweep(whole.judge, viewer)
    total = len(sweep.table)
    for start in range(bisect_right([entry.id for entry in sweep.table.entries], after), total, STEP):
        end = min(start + STEP, total)
        pairs = [pair for pair in sweep.step(start, end, least) if frozenset((pair.one, pair.other)) not in judged]
        pairs.sort(key=lambda pair: (-pair.hint.score, pair.one, pair.other))
        yield Step(tuple(pairs), end, total, sweep.table.entries[end - 1].id)


class _Sweep:
    """What all steps have in common."""

    def __init__(self, judge: Judge, viewer: Viewer) -> None:
        self._judge, self._viewer = judge, viewer
        self._level = level_of(viewer)
        (part,) = judge.parts
        self.table = part.table
        self._may: Mask = self.table.levels <= self._level
        self._names, self._sizes = _weighted(part, judge.rarity)
        self._areas = _Whereabouts(self.table, judge.places, self._level)
        self._sorts = self.table.families.astype(np.int64) * len(SORTS) + self.table.sorts

    def step(self, start: int, end: int, least: float) -> Iterator[LikelyPair]:
        """The pairs of the entities start … end-1 with later ones."""
        found: dict[int, set[int]] = defaultdict(set)
        for one, other in self._close(start, end):
            found[one].add(other)
        for one in range(start, end):
            if self._may[one]:
                found[one].update(self._with_common_key(one), self._namesakes(one))
        for one, others in found.items():
            entry = self.table.entries[one]
            asked = self._judge.asked(as_query(entry, self._viewer), self._viewer)
            for other in sorted(others):
                judged = self._judge.judged(asked, Candidate(0, other, tuple(self.table.rows_of[other])))
                if judged.score >= least:
                    yield LikelyPair(entry.id, judged.entry.id, judged.hint())

    def _close(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """By letter triples, and by place."""
        owners = self.table.owners
        first, last = np.searchsorted(owners, [start, end])
        if first == last or not self._names.nnz:
            return
        shared = (self._names[first:last] @ _ones(self._names[first:]).T).tocoo()
        rows, others = shared.row + first, shared.col + first
        estimates = 2 * shared.data / (self._sizes[rows] + self._sizes[others])
        maybe = (others > rows) & (estimates >= _LEAST - _SAME_AREA)
        rows, others, estimates = rows[maybe], others[maybe], estimates[maybe]
        mine, theirs = owners[rows], owners[others]
        estimates += _SAME_AREA * self._areas.same(mine, theirs)
        fit = (theirs > mine) & (estimates >= _LEAST) & ~self._areas.apart(mine, theirs)
        fit &= (self._sorts[mine] == self._sorts[theirs]) & self._may[mine] & self._may[theirs]
        yield from _closest(rows[fit], mine[fit], theirs[fit], estimates[fit])

    def _with_common_key(self, one: int) -> Iterator[int]:
        for key, least in self.table.keys_of[one]:
            bearers = [other.entity for other in self.table.keys[key] if other.level <= self._level]
            if least <= self._level and len(bearers) <= _MOST_BEARERS:
                anywhere = key.sort in _ANYWHERE or key.sort.startswith("id:")
                yield from (n for n in bearers if self._fits(one, n) and (anywhere or not self._apart(one, n)))

    def _namesakes(self, one: int) -> Iterator[int]:
        """Bodies whose names are made of the same words, however common these are, in the same place."""
        for row in self.table.rows_of[one]:
            others = self.table.by_core[self.table.rows[row].core]
            if len(others) <= _MOST_NAMESAKES:
                yield from (n for n in others if self._fits(one, n) and not self._apart(one, n))

    def _apart(self, one: int, other: int) -> bool:
        return bool(self._areas.apart(np.int64(one), np.int64(other)))

    def _fits(self, one: int, other: int) -> bool:
        return other > one and bool(self._may[other]) and bool(self._sorts[one] == self._sorts[other])


def _weighted(part: Part, rarity: Rarity) -> tuple[Any, NDArray[np.float64]]:
    """Names as rows of a matrix of the rarer letter triples with their weights, and the sum of each row."""
    table = part.table
    frequency = np.diff(table.triple_starts)
    weights = np.where(frequency <= max(50, _COMMON * len(table.rows)), rarity.weights, 0.0)
    names = csr_array(
        (weights[table.row_triples], table.row_triples, table.row_starts), shape=(len(table.rows), len(weights))
    )
    names.eliminate_zeros()
    return names, np.maximum(np.asarray(names.sum(axis=1)).ravel(), 1e-9)


def _ones(names: Any) -> Any:
    return csr_array((np.ones_like(names.data), names.indices, names.indptr), shape=names.shape)


class _Whereabouts:
    """The first area of each entity as a number, -1 where none is known, and the area above it."""

    def __init__(self, table: Table, places: Places, level: int) -> None:
        numbers = {area: number for number, area in enumerate(sorted(table.by_area))}
        above = [next(iter(places.areas[id].above), "") if id in places.areas else "" for id in numbers]
        self._areas: _Ints = np.full(len(table), -1, dtype=np.int64)
        for area, number in numbers.items():
            bearers: list[Bearer] = [one for one in table.by_area[area] if one.level <= level]
            self._areas[[one.entity for one in bearers if self._areas[one.entity] < 0]] = number
        # The last is for those whose area is not known.
        self._above: _Ints = np.array([*(numbers.get(id, -2) for id in above), -2], dtype=np.int64)[self._areas]

    def same(self, one: _Ints, other: _Ints) -> Mask:
        """Whether they are known to be in one area."""
        same: Mask = (self._areas[one] == self._areas[other]) & (self._areas[one] >= 0)
        return same

    def apart(self, one: _Ints | np.int64, other: _Ints | np.int64) -> Mask:
        """Whether they are known to be in different areas, neither of which is above the other."""
        mine, theirs = self._areas[one], self._areas[other]
        apart: Mask = (mine != theirs) & (mine >= 0) & (theirs >= 0)
        apart &= (self._above[one] != theirs) & (self._above[other] != mine)
        return apart


def _closest(rows: _Ints, mine: _Ints, theirs: _Ints, estimates: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """The closest few of each row."""
    order = np.lexsort((theirs, -estimates, rows))
    rows, mine, theirs = rows[order], mine[order], theirs[order]
    starts = np.searchsorted(rows, rows)
    kept = np.arange(rows.size) - starts < _CLOSEST
    yield from zip(mine[kept].tolist(), theirs[kept].tolist(), strict=True)
