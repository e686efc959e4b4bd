"""Double structures: bodies with nearly the same members."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse

from graph.networks import Affiliation

ALIKE: Final = 0.5
"""From this share of members in common on two bodies are named."""
FEWEST: Final = 2
"""Two bodies with one member each that is the same say nothing: so many must be in common."""


@dataclass(frozen=True)
class Double:
    """Two bodies, as entity numbers, with the numbers behind their likeness."""

    first: int
    second: int
    common: int
    first_size: int
    second_size: int

    @property
    def jaccard(self) -> float:
        """Members in common as a share of the members of both together (P. Jaccard 1901): 1 is the same members."""
        return self.common / (self.first_size + self.second_size - self.common)

    @property
    def overlap(self) -> float:
        """Members in common as a share of the smaller body (Szymkiewicz-Simpson): 1 is one body within the other."""
        return self.common / min(self.first_size, self.second_size)


def doubles(circles: Affiliation, alike: float = ALIKE, fewest: int = FEWEST) -> tuple[Double, ...]:
    """Pairs of bodies with at least `fewest` members in common and an overlap of at least `alike`; most alike first.

    Members are those who take part in any role (`graph.networks.AFFILIATION`). Bodies with fewer than `fewest` known
    members are left out. Cost: for each actor the square of the number of its bodies.
    """
    width = len(circles.bodies)
    row = np.repeat(np.arange(len(circles.actors)), np.diff(circles.starts))
    shape = (len(circles.actors), width)
    table = scipy.sparse.csr_array((np.ones(len(row), dtype=np.int32), (row, circles.columns)), shape=shape)
    common = scipy.sparse.coo_array(scipy.sparse.triu(table.T @ table, k=1))
    smaller = np.minimum(circles.sizes[common.row], circles.sizes[common.col])
    near = (common.data >= fewest) & (common.data >= alike * smaller)
    rows = zip(common.row[near].tolist(), common.col[near].tolist(), common.data[near].tolist(), strict=True)
    return _ordered(circles, (_double(circles, *one) for one in rows))


def _double(circles: Affiliation, first: int, second: int, common: int) -> Double:
    sizes = circles.sizes
    bodies = circles.bodies
    return Double(int(bodies[first]), int(bodies[second]), int(common), int(sizes[first]), int(sizes[second]))


def _ordered(circles: Affiliation, found: Iterable[Double]) -> tuple[Double, ...]:
    rank = circles.snapshot.name_rank
    return tuple(sorted(found, key=lambda one: (-one.jaccard, -one.overlap, -one.common, rank[one.first], one.second)))
