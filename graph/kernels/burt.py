"""What the contacts of each vertex have to do with each other, from one listing of all triangles.

Triangles are listed by the forward method: every edge points to its end with more neighbours, so that each triangle
is met once, from its first vertex. Source: T. Schank and D. Wagner, Finding, counting and listing all triangles in
large graphs, WEA 2005.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiling import FLOAT, INT32, INT64, OUT_FLOAT, OUT_INT64, integer, kernel

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]


@kernel(INT64, INT32, FLOAT, INT32, INT32)
def pointed(starts: Longs, neighbours: Ints, weights: Floats, order: Ints, rank: Ints) -> tuple[Longs, Ints, Floats]:
    """Rows in this order (`rank` is its inverse), each edge once, in its first end's row. Empty weights: all one."""
    size = len(order)
    out_starts = np.zeros(size + 1, np.int64)
    out = np.empty(len(neighbours) // 2, np.int32)
    out_weights = np.empty(len(weights) // 2)
    at = 0
    for row in range(size):
        vertex = order[row]
        for entry in range(starts[vertex], starts[vertex + 1]):
            other = rank[neighbours[entry]]
            if other > row:
                out[at] = other
                if len(weights):
                    out_weights[at] = weights[entry]
                at += 1
        out_starts[row + 1] = at
    return out_starts, out, out_weights


@kernel(INT64, INT32, FLOAT, FLOAT, OUT_INT64, OUT_FLOAT, OUT_FLOAT, integer, integer)
def triangles(
    starts: Longs,
    out: Ints,
    weights: Floats,
    strength: Floats,
    marked: Longs,
    through: Floats,
    shared: Floats,
    begin: int,
    end: int,
) -> None:
    """Add to each edge, over the triangles of these rows: the product of the weights of the two other edges
    (`shared`), and the same divided by the strength of the vertex between them (`through`).

    `marked` is all -1 and is so again afterwards.
    """
    for first in range(begin, end):
        for entry in range(starts[first], starts[first + 1]):
            marked[out[entry]] = entry
        for entry in range(starts[first], starts[first + 1]):
            second = out[entry]
            for opposite in range(starts[second], starts[second + 1]):
                third = out[opposite]
                closing = marked[third]
                if closing < 0:
                    continue
                one, two, three = weights[entry], weights[opposite], weights[closing]
                shared[entry] += two * three
                shared[opposite] += one * three
                shared[closing] += one * two
                through[entry] += two * three / strength[third]
                through[opposite] += one * three / strength[first]
                through[closing] += one * two / strength[second]
        for entry in range(starts[first], starts[first + 1]):
            marked[out[entry]] = -1


@kernel(INT64, INT32, FLOAT, OUT_INT64, OUT_FLOAT, OUT_FLOAT, integer, integer)
def plain_triangles(
    starts: Longs,
    out: Ints,
    strength: Floats,
    marked: Longs,
    through: Floats,
    shared: Floats,
    begin: int,
    end: int,
) -> None:
    """The same where all weights are one: `shared` counts the triangles of each edge."""
    for first in range(begin, end):
        for entry in range(starts[first], starts[first + 1]):
            marked[out[entry]] = entry
        from_first = 1.0 / strength[first] if strength[first] > 0 else 0.0
        for entry in range(starts[first], starts[first + 1]):
            second = out[entry]
            from_second = 1.0 / strength[second]
            for opposite in range(starts[second], starts[second + 1]):
                third = out[opposite]
                closing = marked[third]
                if closing < 0:
                    continue
                shared[entry] += 1.0
                shared[opposite] += 1.0
                shared[closing] += 1.0
                through[entry] += 1.0 / strength[third]
                through[opposite] += from_first
                through[closing] += from_second
        for entry in range(starts[first], starts[first + 1]):
            marked[out[entry]] = -1


@kernel(INT64, INT32, FLOAT, FLOAT, FLOAT, FLOAT, FLOAT)
def holes(
    starts: Longs, out: Ints, weights: Floats, strength: Floats, strongest: Floats, through: Floats, shared: Floats
) -> tuple[Floats, Floats]:
    """Constraint of each row, and how much of its contacts is redundant."""
    size = len(starts) - 1
    constraint, redundant = np.zeros(size), np.zeros(size)
    for first in range(size):
        for entry in range(starts[first], starts[first + 1]):
            second = out[entry]
            spent = (weights[entry] if len(weights) else 1.0) + through[entry]
            constraint[first] += (spent / strength[first]) ** 2
            constraint[second] += (spent / strength[second]) ** 2
            redundant[first] += shared[entry] / (strength[first] * strongest[second])
            redundant[second] += shared[entry] / (strength[second] * strongest[first])
    return constraint, redundant
