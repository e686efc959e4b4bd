"""The best ways from one actor to another: over whom, by which ties, at what cost.

A tie costs by the group of its role, and more the longer ago it was attested; taking part in a large body costs more,
because a plenary introduces nobody. The cost of a way is the sum over its ties.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import numpy as np

from graph.columns import FloatArray, IntArray, compressed
from graph.measures.paths import best_paths
from graph.networks import LARGE, Network
from graph.partners.ground import Ground, freshness

COSTS: Final[Mapping[str, float]] = MappingProxyType(
    {"moderation": 1.0, "leadership": 1.0, "support": 1.0, "structure": 1.2, "membership": 1.5, "advice": 2.0}
)
"""Of a tie that was attested within a year, by the group of its role."""
STALE: Final = 1.0
"""What a tie costs more that was not attested for five years, or never; in between evenly."""


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
    """The cheapest tie between each two who are in touch."""

    ground: Ground
    network: Network
    """Over all entities of the snapshot: places are their numbers."""
    cost: FloatArray
    """Of each entry of `network.neighbours`."""
    tie: IntArray
    """Number of the tie of each entry."""


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
    everyone = np.arange(len(ground), dtype=np.int32)
    network = Network(ground.snapshot, everyone, starts, ends[first], np.ones(int(first.sum())))
    return Lanes(ground, network, doubled[first], both[first])


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
    """At most so many ways without circles, the cheapest first.

    Search and cost of it: `graph.measures.paths.best_paths`. Raises KeyError for an id that the snapshot does not have.
    """
    index = lanes.ground.snapshot.index
    one, other = index[start], index[end]
    if one == other:
        return ()
    return tuple(_way(lanes, path.places) for path in best_paths(lanes.network, one, other, most, lanes.cost))


def _way(lanes: Lanes, nodes: tuple[int, ...]) -> Way:
    places = [_lane(lanes.network, one, other) for one, other in pairwise(nodes)]
    snapshot = lanes.ground.snapshot
    return Way(
        tuple(snapshot.ids[one] for one in nodes),
        tuple(snapshot.ties.ids[lanes.tie[one]] for one in places),
        tuple(float(lanes.cost[one]) for one in places),
    )


def _lane(network: Network, one: int, other: int) -> int:
    start, end = int(network.starts[one]), int(network.starts[one + 1])
    return start + int(np.searchsorted(network.neighbours[start:end], other))
