"""PageRank, pulled along compressed rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiling import FLOAT, INT32, INT64, OUT_FLOAT, integer, kernel, real

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


@kernel(INT64, FLOAT)
def strengths(starts: Longs, weights: Floats) -> Floats:
    """Sum of the weights of each row; its length where `weights` is empty."""
    size = len(starts) - 1
    found = np.zeros(size)
    for vertex in range(size):
        if len(weights):
            for entry in range(starts[vertex], starts[vertex + 1]):
                found[vertex] += weights[entry]
        else:
            found[vertex] = starts[vertex + 1] - starts[vertex]
    return found


@kernel(INT64, INT32, FLOAT, FLOAT, real, real, OUT_FLOAT, OUT_FLOAT)
def _round(
    starts: Longs,
    neighbours: Ints,
    weights: Floats,
    strength: Floats,
    base: float,
    damping: float,
    rank: Floats,
    given: Floats,
) -> float:
    """Take what the neighbours give, the newest of each; how much the ranks have changed in all."""
    change = 0.0
    for vertex in range(len(rank)):
        total = 0.0
        if len(weights):
            for entry in range(starts[vertex], starts[vertex + 1]):
                total += given[neighbours[entry]] * weights[entry]
        else:
            for entry in range(starts[vertex], starts[vertex + 1]):
                total += given[neighbours[entry]]
        new = base + damping * total
        change += abs(new - rank[vertex])
        rank[vertex] = new
        if strength[vertex] > 0:
            given[vertex] = new / strength[vertex]
    return change


@kernel(INT64, INT32, FLOAT, real, real, integer)
def pagerank(
    starts: Longs, neighbours: Ints, weights: Floats, damping: float, tolerance: float, rounds: int
) -> tuple[Floats, int]:
    """Ranks that sum to one, and the rounds that it took (-1: not settled). `weights` may be empty: all one.

    Ends when the ranks change by less than `tolerance` in all. Gauss-Seidel: each rank is reckoned from the newest
    ones of its neighbours, which takes about half the rounds. Who has no edge gives its rank to everyone; as there is
    nothing else that it depends on, that share is known beforehand.
    """
    strength = strengths(starts, weights)
    size = len(strength)
    alone = 0
    for vertex in range(size):
        alone += strength[vertex] <= 0
    if alone == size:
        return np.full(size, 1.0 / max(size, 1)), 0
    base = (1.0 - damping) / (size - damping * alone)
    rank, given = np.full(size, 1.0 / size), np.zeros(size)
    for vertex in range(size):
        if strength[vertex] > 0:
            given[vertex] = rank[vertex] / strength[vertex]
    for step in range(rounds):
        if _round(starts, neighbours, weights, strength, base, damping, rank, given) < tolerance:
            return rank / rank.sum(), step + 1
    return rank / rank.sum(), -1
