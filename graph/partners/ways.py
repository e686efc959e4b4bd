"""The best ways from one actor to another: over whom, by which ties, at what cost.

A tie costs by the group of its role, and more the longer ago it was attested; taking part in a large body costs more,
because a plenary introduces nobody. The cost of a way is the sum over its ties. Source of the search: P. E. Hart,
N. J. Nilsson, B. Raphael, IEEE Trans. Syst. Sci. Cybern. 4, 100-107 (1968), with the exact rest of the way (R. Bellman,
Quart. Appl. Math. 16, 87-90, 1958) as its estimate, so that little more is looked at than the ways that are found.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count, islice, pairwise
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.columns import BoolArray, FloatArray, IntArray, compressed
from graph.partners.asking import LARGE
from graph.partners.ground import Ground, freshness

COSTS: Final[Mapping[str, float]] = MappingProxyType(
    {"moderation": 1.0, "leadership": 1.0, "support": 1.0, "structure": 1.2, "membership": 1.5, "advice": 2.0}
)
"""Of a tie that was attested within a year, by the group of its role."""
STALE: Final = 1.0
"""What a tie costs more that was not attested for five years, or never; in between evenly."""
MOST_STEPS: Final = 6
"""Ties of a way. Nobody is introduced over more."""
_PATIENCE: Final = 5000
"""Branches looked at before the search gives up; ways found until then are the best ones all the same."""


@dataclass(frozen=True)
class Way:
    """One way. `ties[i]` joins `entities[i]` and `entities[i + 1]`."""

    entities: tuple[str, ...]
    ties: tuple[str, ...]
    costs: tuple[float, ...]

    @property
    def cost(self) -> float:
        """The sum over its ties."""
        return sum(self.costs)


@dataclass(frozen=True, eq=False)
class Lanes:
    """The cheapest tie between each two who are in touch; row i is `starts[i]:starts[i + 1]`."""

    ground: Ground
    starts: NDArray[np.int64]
    ends: IntArray
    cost: FloatArray
    tie: IntArray


def lanes(ground: Ground) -> Lanes:
    """The lanes that ways run on; without collectives, who introduce nobody. Cost: sorting the ties once."""
    ties = ground.snapshot.ties
    open_ = ground.contact & ground.eligible[ties.subject] & ground.eligible[ties.object]
    numbers = np.flatnonzero(open_).astype(np.int32)
    price = tie_costs(ground)[numbers]
    rows = np.concatenate((ties.subject[numbers], ties.object[numbers]))
    ends = np.concatenate((ties.object[numbers], ties.subject[numbers]))
    both, doubled = np.tile(numbers, 2), np.tile(price, 2)
    order = np.lexsort((both, doubled, ends, rows))
    rows, ends, both, doubled = rows[order], ends[order], both[order], doubled[order]
    first = np.ones(len(rows), dtype=np.bool_)
    first[1:] = (rows[1:] != rows[:-1]) | (ends[1:] != ends[:-1])
    starts, _ = compressed(rows[first], len(ground))
    return Lanes(ground, starts, ends[first], doubled[first], both[first])


def tie_costs(ground: Ground) -> FloatArray:
    """The cost of each tie; of those that are no contact, without a meaning."""
    snapshot = ground.snapshot
    groups = [snapshot.vocabulary.roles[one].group for one in snapshot.roles]
    base = np.array([COSTS.get(one, max(COSTS.values())) for one in groups] or [0.0])[snapshot.ties.role]
    stale = STALE * (1.0 - freshness(ground.said, ground.today))
    size = ground.size[snapshot.ties.object]
    plenary = np.log2(np.maximum(size, LARGE) / LARGE)
    return np.asarray(base + stale + plenary)


def best_ways(lanes: Lanes, start: str, end: str, most: int = 3) -> tuple[Way, ...]:
    """At most so many ways without circles and of at most `MOST_STEPS` ties, the cheapest first; among equals the
    order is always the same. Raises KeyError for an id that the snapshot does not have.
    """
    index = lanes.ground.snapshot.index
    one, other = index[start], index[end]
    if one == other:
        return ()
    rest = _distances(lanes, other)
    found = islice(_search(lanes, one, other, rest), most) if np.isfinite(rest[one]) else ()
    return tuple(_way(lanes, nodes) for nodes in found)


def _distances(lanes: Lanes, target: int) -> FloatArray:
    """The cost of the cheapest way of at most `MOST_STEPS` ties from everyone to the target."""
    found = np.full(len(lanes.ground), np.inf)
    found[target] = 0.0
    filled = np.flatnonzero(np.diff(lanes.starts))
    for _round in range(MOST_STEPS):
        if not len(filled):
            break
        nearest = np.minimum.reduceat(found[lanes.ends] + lanes.cost, lanes.starts[filled])
        if not (nearest < found[filled]).any():
            break
        found[filled] = np.minimum(found[filled], nearest)
    return found


@dataclass(frozen=True, eq=False)
class _Branch:
    """A beginning of ways, and who may come next, the most promising first."""

    nodes: tuple[int, ...]
    spent: float
    following: IntArray
    spending: FloatArray
    total: FloatArray


def _search(lanes: Lanes, start: int, end: int, rest: FloatArray) -> Iterator[tuple[int, ...]]:
    tick = count()
    heap: list[tuple[float, int, int, _Branch]] = []

    def push(branch: _Branch, place: int) -> None:
        if place < len(branch.following):
            heapq.heappush(heap, (float(branch.total[place]), next(tick), place, branch))

    push(_branch(lanes, (start,), 0.0, rest), 0)
    for _patience in range(_PATIENCE):
        if not heap:
            return
        _, _, place, branch = heapq.heappop(heap)
        push(branch, place + 1)
        nodes = (*branch.nodes, int(branch.following[place]))
        if nodes[-1] == end:
            yield nodes
        elif len(nodes) <= MOST_STEPS:
            push(_branch(lanes, nodes, branch.spent + float(branch.spending[place]), rest), 0)


def _branch(lanes: Lanes, nodes: tuple[int, ...], spent: float, rest: FloatArray) -> _Branch:
    row = slice(lanes.starts[nodes[-1]], lanes.starts[nodes[-1] + 1])
    following, spending = lanes.ends[row], lanes.cost[row]
    total = spent + spending + rest[following]
    open_: BoolArray = np.isfinite(total) & ~np.isin(following, nodes)
    following, spending, total = following[open_], spending[open_], total[open_]
    order = np.lexsort((lanes.ground.snapshot.name_rank[following], np.round(total, 9)))
    return _Branch(nodes, spent, following[order], spending[order], total[order])


def _way(lanes: Lanes, nodes: tuple[int, ...]) -> Way:
    places = [_lane(lanes, one, other) for one, other in pairwise(nodes)]
    snapshot = lanes.ground.snapshot
    return Way(
        tuple(snapshot.ids[one] for one in nodes),
        tuple(snapshot.ties.ids[lanes.tie[one]] for one in places),
        tuple(float(lanes.cost[one]) for one in places),
    )


def _lane(lanes: Lanes, one: int, other: int) -> int:
    start, end = int(lanes.starts[one]), int(lanes.starts[one + 1])
    return start + int(np.searchsorted(lanes.ends[start:end], other))
