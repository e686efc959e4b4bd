"""The best paths from one actor to another."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from graph.columns import FloatArray, IntArray
from graph.networks import Network


@dataclass(frozen=True, order=True)
class Path:
    """A path without repetition. Ordered by cost, then by places."""

    cost: float
    """Sum of the costs of its edges; the number of steps where no costs were given."""
    places: tuple[int, ...]
    """From one end to the other, both with it."""


def best_paths(network: Network, a: int, b: int, k: int = 5, cost: FloatArray | None = None) -> tuple[Path, ...]:
    """The k cheapest paths from place a to place b, cheapest first; fewer where there are no more.

    `cost` is parallel to `network.neighbours`, the same in both directions of an edge, above 0; inf closes an edge.
    Method: J. Y. Yen, Management Science 17, 712-716 (1971), with E. L. Lawler's rule that no deviation is tried
    twice; searches are guided by what is left from everywhere to b, which is reckoned once. One path by steps alone is
    searched from both ends. Which of several equally cheap paths are given is not defined, but always the same. Cost:
    one search through the network, then k × steps short ones. Raises ValueError where the costs are not as described.
    """
    _check(network, cost)
    if a == b:
        return (Path(0.0, (a,)),) if k > 0 else ()
    if k == 1 and cost is None:
        return _shortest(network, a, b)
    search = _Search.towards(network, a, b, cost)
    found: list[Path] = []
    waiting = [(one, 0) for one in search.path((a,), set(), np.inf)] if k > 0 else []
    known = {one.places for one, _ in waiting}
    while waiting and len(found) < k:
        best, deviation = heapq.heappop(waiting)
        found.append(best)
        for at in range(deviation, len(best.places) - 1):
            root = best.places[: at + 1]
            tried = {one.places[at + 1] for one in found if one.places[: at + 1] == root}
            for path in search.path(root, tried, _needed(waiting, k - len(found))):
                if path.places not in known:
                    known.add(path.places)
                    heapq.heappush(waiting, (path, at))
    return tuple(found)


def _shortest(network: Network, a: int, b: int) -> tuple[Path, ...]:
    from graph.kernels import paths as kernels

    work = np.zeros((5, len(network)), dtype=np.int32)
    found = kernels.shortest(network.starts, network.neighbours, a, b, work).tolist()
    return (Path(len(found) - 1.0, tuple(found)),) if found else ()


def _needed(waiting: list[tuple[Path, int]], more: int) -> float:
    """What a path may cost to be among the best: no more than enough of those that wait."""
    if more <= 0:
        return -1.0
    return np.inf if len(waiting) < more else heapq.nsmallest(more, waiting)[-1][0].cost


@dataclass(frozen=True, eq=False)
class _Search:
    """Searches for paths to one target."""

    network: Network
    target: int
    costs: FloatArray
    rest: FloatArray
    closed: np.ndarray = field(repr=False)

    @classmethod
    def towards(cls, network: Network, source: int, target: int, cost: FloatArray | None) -> _Search:
        from graph.kernels import paths as kernels

        starts, neighbours = network.starts, network.neighbours
        closed = np.zeros(len(network), dtype=np.bool_)
        if cost is None:
            return cls(network, target, np.empty(0), kernels.steps_to(starts, neighbours, target, source), closed)
        return cls(network, target, cost, kernels.costs_to(starts, neighbours, cost, target, source), closed)

    def path(self, root: Sequence[int], tried: set[int], most: float) -> list[Path]:
        """The cheapest path that begins with this root, goes on other than was tried and costs at most `most`: none
        or one.
        """
        from graph.kernels import paths as kernels

        spent = sum(self._cost(one, other) for one, other in pairwise(root))
        left = (most - spent) * (1 + 1e-9)
        if not self.rest[root[-1]] <= left or not np.isfinite(self.rest[root[-1]]):
            return []
        self.closed[list(root[:-1])] = True
        banned = np.array(sorted(tried), dtype=np.int32)
        found = kernels.guided(
            self.network.starts, self.network.neighbours, self.costs, self.rest, root[-1], self.target, self.closed,
            banned, left,
        )  # fmt: skip
        self.closed[list(root[:-1])] = False
        if not len(found):
            return []
        places = (*root[:-1], *found.tolist())
        return [Path(sum(self._cost(one, other) for one, other in pairwise(places)), places)]

    def _cost(self, one: int, other: int) -> float:
        if not len(self.costs):
            return 1.0
        begin, end = self.network.starts[one], self.network.starts[one + 1]
        return float(self.costs[begin + np.searchsorted(self.network.neighbours[begin:end], other)])


def _check(network: Network, cost: FloatArray | None) -> None:
    if cost is not None and (cost.shape != network.neighbours.shape or not (cost > 0).all()):
        raise ValueError("a path needs a cost above 0 for every entry of `network.neighbours`")


def entry_costs(network: Network, of_edges: FloatArray) -> FloatArray:
    """Costs for `best_paths` from costs of `network.edges`, in their order."""
    first, second, _ = network.edges
    size = max(len(network), 1)
    keys = first.astype(np.int64) * size + second
    rows = np.repeat(np.arange(len(network), dtype=np.int64), network.degree)
    low, high = np.minimum(rows, network.neighbours), np.maximum(rows, network.neighbours)
    return of_edges[np.searchsorted(keys, low * size + high)]


def ego(network: Network, place: int, steps: int = 2) -> tuple[IntArray, IntArray]:
    """Who is at most so many steps away from this actor, nearest first and itself first of all; and how many steps.

    Definition: the ego network of an actor (L. C. Freeman, Social Networks 4, 291-312, 1982, for one step). Cost: the
    edges of those who are nearer than `steps`.
    """
    from graph.kernels import paths as kernels

    places, distance = kernels.within(network.starts, network.neighbours, place, steps)
    return places, distance


def two_step_reach(network: Network, places: IntArray | None = None) -> IntArray:
    """How many others are at most two steps away, of these places or of all.

    Cost: the numbers of contacts of their contacts.
    """
    from graph.kernels import paths as kernels

    wanted = np.arange(len(network), dtype=np.int32) if places is None else places
    found: IntArray = kernels.two_steps(network.starts, network.neighbours, wanted)
    return found
