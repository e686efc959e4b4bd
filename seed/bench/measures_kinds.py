"""Which measures are measured, and what every engine must give back for the same question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

Result = NDArray[Any]
Calls = dict[str, Callable[[], Result]]
"""What an engine can do, by the key of the measure; graphs are made before, and their making is timed apart. An empty
result says that it answers a question of its own, so that only the time can be compared."""
SOURCES: Final = 64
NEAR: Final = 200
"""Actors for whom engines that cannot do it for all reckon closeness."""
EGOS: Final = 100
PAIRS: Final = 20
DAMPING: Final = 0.85
SETTLED: Final = 1e-6
"""PageRank ends when the ranks change by less in all."""
_Engine = TypeVar("_Engine")


@dataclass(frozen=True)
class Kind:
    """A measure as a row of the table."""

    key: str
    label: str
    network: str = "contacts"
    compared: bool = True
    """Whether all engines must give the same; else only the time is compared."""

    def agree(self, one: Result, other: Result) -> bool:
        """Whether two engines gave the same. Ranks may differ by what is left when they count as settled."""
        if not self.compared or not len(other):
            return True
        if one.shape != other.shape:
            return False
        if self.key == "pagerank":
            return bool(np.abs(one - other).sum() < 20 * SETTLED)
        return bool(np.allclose(one, other, rtol=1e-6, atol=1e-8, equal_nan=True))


KINDS: Final = (
    Kind("graph", "the engine's own graph from the arrays", compared=False),
    Kind("pagerank", "PageRank"),
    Kind("cores", "core numbers"),
    Kind("components", "components"),
    Kind("cuts", "cut actors and bridges"),
    Kind("without", "what is lost without one actor (compiled: without each)"),
    Kind("betweenness", f"betweenness, {SOURCES} sources"),
    Kind("betweenness_1024", "betweenness, 1 024 sources"),
    Kind("harmonic_some", f"closeness and harmonic, exact, of {NEAR} actors"),
    Kind("harmonic", "closeness and harmonic, exact, of all"),
    Kind("constraint", "constraint (compiled: with effective size)", "meetings"),
    Kind("effective_size", "effective size (compiled: with constraint)", "meetings"),
    Kind("communities", "communities (Leiden; networkx Louvain)", compared=False),
    Kind("path", f"shortest paths of {PAIRS} pairs"),
    Kind("egos", f"who is within two steps, of {EGOS} actors"),
    Kind("projection", "who meets whom, from the bodies", "meetings"),
    Kind("likely", "link prediction (resource allocation) for one", "meetings"),
    Kind("likely_all", "the ten likeliest of everyone", "meetings"),
    Kind("whole", "the full set", compared=False),
)


def chosen(size: int, count: int, seed: int = 3) -> list[int]:
    """The same places for every engine, ascending, each once."""
    random = np.random.default_rng(seed)
    return sorted(random.choice(size, size=min(count, size), replace=False).tolist())


def ranked(scores: NDArray[Any], limit: int = 10) -> Result:
    """The highest scores, rounded so that the order in which engines add does not show."""
    best = np.sort(scores[scores > 0])[::-1][:limit]
    return np.round(np.pad(best, (0, limit - len(best))), 9)
