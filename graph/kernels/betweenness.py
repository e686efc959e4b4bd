"""Brandes' accumulation for several sources at once: lanes lie beside each other, so that each step serves them all.

Source: U. Brandes, A faster algorithm for betweenness centrality, J. Math. Sociol. 25, 163-177 (2001).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiling import FLOAT, INT32, INT64, OUT_FLOAT, OUT_INT32, integer, kernel

LANES: Final = 8
"""Sources of one call."""
_K: Final = np.int64(LANES)
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]


@kernel(INT64, INT32, INT32, FLOAT, OUT_FLOAT, OUT_INT32, OUT_INT32, integer)
def _spread(
    starts: Longs, neighbours: Ints, frontier: Ints, front: Floats, sums: Floats, touched: Ints, last: Ints, level: int
) -> int:
    """Add the numbers of paths of the frontier to its neighbours'; how many of them got any.

    `last` says at which level a vertex was touched last; `touched` has room for one more than there are.
    """
    count = 0
    for vertex in frontier:
        own = vertex * _K
        a, b, c, d = front[own], front[own + 1], front[own + 2], front[own + 3]
        e, f, g, h = front[own + 4], front[own + 5], front[own + 6], front[own + 7]
        for entry in range(starts[vertex], starts[vertex + 1]):
            other = neighbours[entry]
            touched[count] = other
            count += last[other] != level  # no branch: which it is cannot be foretold
            last[other] = level
            at = other * _K
            sums[at] += a
            sums[at + 1] += b
            sums[at + 2] += c
            sums[at + 3] += d
            sums[at + 4] += e
            sums[at + 5] += f
            sums[at + 6] += g
            sums[at + 7] += h
    return count


@kernel(INT32, OUT_FLOAT, OUT_INT32, OUT_FLOAT, OUT_FLOAT, integer, OUT_INT32)
def _settle(
    touched: Ints, sums: Floats, distance: Ints, paths: Floats, front: Floats, level: int, frontier: Ints
) -> int:
    """Keep the numbers of paths of those that are reached for the first time; how many they are."""
    length = 0
    for vertex in touched:
        new = False
        for at in range(vertex * _K, vertex * _K + _K):
            first = (distance[at] < 0) & (sums[at] > 0.0)
            new |= first
            distance[at] = level if first else distance[at]
            paths[at] = sums[at] if first else paths[at]
            front[at] = sums[at] if first else 0.0
            sums[at] = 0.0
        if new:
            frontier[length] = vertex
            length += 1
    return length


@kernel(INT64, INT32, INT32, INT32, FLOAT, FLOAT, OUT_FLOAT, integer, INT32, OUT_FLOAT, OUT_FLOAT)
def _gather(
    starts: Longs,
    neighbours: Ints,
    frontier: Ints,
    distance: Ints,
    paths: Floats,
    below: Floats,
    above: Floats,
    level: int,
    times: Ints,
    total: Floats,
    squares: Floats,
) -> None:
    """Dependencies of a level from the level below it; a coefficient is (1 + dependency) / paths."""
    for vertex in frontier:
        a = b = c = d = e = f = g = h = 0.0
        for entry in range(starts[vertex], starts[vertex + 1]):
            at = neighbours[entry] * _K
            a += below[at]
            b += below[at + 1]
            c += below[at + 2]
            d += below[at + 3]
            e += below[at + 4]
            f += below[at + 5]
            g += below[at + 6]
            h += below[at + 7]
        own = vertex * _K
        above[own], above[own + 1], above[own + 2], above[own + 3] = a, b, c, d
        above[own + 4], above[own + 5], above[own + 6], above[own + 7] = e, f, g, h
        sum_, square = 0.0, 0.0
        for lane in range(_K):
            at = own + lane
            here = distance[at] == level
            dependency = paths[at] * above[at] if here else 0.0
            above[at] = above[at] + 1.0 / paths[at] if here else 0.0
            sum_ += dependency * times[lane]
            square += dependency * dependency * times[lane]
        total[vertex] += sum_
        squares[vertex] += square


@kernel(INT32, OUT_FLOAT)
def _clear(frontier: Ints, values: Floats) -> None:
    for vertex in frontier:
        for at in range(vertex * _K, vertex * _K + _K):
            values[at] = 0.0


@kernel(INT64, INT32, INT32, OUT_INT32, OUT_FLOAT, OUT_FLOAT, OUT_FLOAT, OUT_INT32, OUT_INT32)
def _levels(
    starts: Longs,
    neighbours: Ints,
    sources: Ints,
    distance: Ints,
    paths: Floats,
    front: Floats,
    sums: Floats,
    touched: Ints,
    last: Ints,
) -> tuple[Ints, Longs]:
    """Distances and numbers of paths from each source; the vertices of each level, and where each level ends."""
    size = len(starts) - 1
    order = np.empty(max(4 * size, LANES), np.int32)
    ends = np.zeros(16, np.int64)
    last[:] = 0
    for lane in range(len(sources)):
        distance[sources[lane] * _K + lane] = 0
        front[sources[lane] * _K + lane] = 1.0
        order[lane] = sources[lane]
    ends[1] = len(sources)
    level = 0
    while ends[level + 1] > ends[level]:
        level += 1
        if level + 2 > len(ends):
            ends = np.append(ends, np.zeros(len(ends), np.int64))
        if ends[level] + size > len(order):
            order = np.append(order, np.empty(len(order), np.int32))
        begin, end = ends[level - 1], ends[level]
        count = _spread(starts, neighbours, order[begin:end], front, sums, touched, last, level)
        _clear(order[begin:end], front)
        ends[level + 1] = end + _settle(touched[:count], sums, distance, paths, front, level, order[end:])
    return order, ends[: level + 1]


@kernel(INT64, INT32, INT32, INT32, OUT_FLOAT, OUT_FLOAT)
def dependencies(starts: Longs, neighbours: Ints, sources: Ints, times: Ints, total: Floats, squares: Floats) -> None:
    """Add for each vertex the dependencies of different sources on it, and their squares.

    `times` says how often each source counts; both are as long as a multiple of LANES, or `sources` is shorter. The
    dependency of s on v is the sum over t of the share of shortest paths from s to t that pass through v.
    """
    size = len(starts) - 1
    distance, paths = np.empty(size * _K, np.int32), np.ones(size * _K)
    front, sums = np.zeros(size * _K), np.zeros(size * _K)
    touched, last = np.empty(size + 1, np.int32), np.empty(size, np.int32)
    for batch in range(0, len(sources), _K):
        distance[:] = -1
        own = sources[batch : batch + _K]
        order, ends = _levels(starts, neighbours, own, distance, paths, front, sums, touched, last)
        below, above = sums, front
        for step in range(len(ends) - 2, 0, -1):
            here = order[ends[step] : ends[step + 1]]
            _gather(starts, neighbours, here, distance, paths, below, above, step, times[batch:], total, squares)
            if step + 2 < len(ends):
                _clear(order[ends[step + 1] : ends[step + 2]], below)
            below, above = above, below
        if len(ends) > 2:
            _clear(order[ends[1] : ends[2]], below)
