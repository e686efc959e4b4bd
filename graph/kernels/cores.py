"""Core numbers: how deep in the densely tied part a vertex stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiling import INT32, INT64, kernel


@kernel(INT64, INT32)
def core_numbers(starts: NDArray[np.int64], neighbours: NDArray[np.int32]) -> NDArray[np.int32]:
    """Peel vertices in the order of their remaining degree, kept sorted in bins (Batagelj, Zaveršnik 2003)."""
    size = len(starts) - 1
    core = np.empty(size, np.int32)
    most = 0
    for vertex in range(size):
        core[vertex] = starts[vertex + 1] - starts[vertex]
        most = max(most, core[vertex])
    bins = np.zeros(most + 2, np.int32)
    for vertex in range(size):
        bins[core[vertex] + 1] += 1
    for degree in range(most + 1):
        bins[degree + 1] += bins[degree]
    place = np.empty(size, np.int32)
    order = np.empty(size, np.int32)
    for vertex in range(size):
        place[vertex] = bins[core[vertex]]
        order[place[vertex]] = vertex
        bins[core[vertex]] += 1
    for degree in range(most + 1, 0, -1):
        bins[degree] = bins[degree - 1]
    bins[0] = 0
    for step in range(size):
        vertex = order[step]
        for entry in range(starts[vertex], starts[vertex + 1]):
            other = neighbours[entry]
            if core[other] > core[vertex]:
                first = bins[core[other]]  # the first of its bin changes places with it, and the bin begins after it
                swapped = order[first]
                order[first], order[place[other]] = other, swapped
                place[swapped], place[other] = place[other], first
                bins[core[other]] += 1
                core[other] -= 1
    return core
