"""Rows of a network in another order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiling import INT32, INT64, kernel

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


@kernel(INT64, INT32, INT32, INT32)
def permuted(starts: Longs, neighbours: Ints, order: Ints, rank: Ints) -> tuple[Longs, Ints]:
    """Row i is that of the vertex `order[i]` (`rank` is its inverse), its neighbours by their new numbers, ascending.

    Every edge stands in both rows, so rows are filled column by column and need no sorting.
    """
    size = len(order)
    rows = np.zeros(size + 1, np.int64)
    for row in range(size):
        rows[row + 1] = rows[row] + starts[order[row] + 1] - starts[order[row]]
    at = rows[:-1].copy()
    found = np.empty(len(neighbours), np.int32)
    for row in range(size):
        vertex = order[row]
        for entry in range(starts[vertex], starts[vertex + 1]):
            other = rank[neighbours[entry]]
            found[at[other]] = row
            at[other] += 1
    return rows, found
