"""What hangs together, and what holds it: components, cut vertices, bridges, and what goes with each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiling import BOOL, INT32, INT64, OUT_INT32, kernel

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]


@kernel(INT64, INT32, BOOL)
def components(starts: Longs, neighbours: Ints, there: Bools) -> Ints:
    """Component of each vertex by breadth first search among those that are there; -1 for the others."""
    size = len(starts) - 1
    component = np.full(size, -1, np.int32)
    queue = np.empty(size, np.int32)
    count = 0
    for root in range(size):
        if component[root] >= 0 or not there[root]:
            continue
        component[root] = count
        queue[0] = root
        head, tail = 0, 1
        while head < tail:
            vertex = queue[head]
            head += 1
            for entry in range(starts[vertex], starts[vertex + 1]):
                other = neighbours[entry]
                if component[other] < 0 and there[other]:
                    component[other] = count
                    queue[tail] = other
                    tail += 1
        count += 1
    return component


@kernel(OUT_INT32, OUT_INT32, OUT_INT32, OUT_INT32)
def _rests(members: Ints, cut_off: Ints, pieces: Ints, largest: Ints) -> None:
    """Of every member of a component: what is left above it is one more piece."""
    for one in members:
        rest = len(members) - 1 - cut_off[one]
        if rest > 0:
            pieces[one] += 1
            largest[one] = max(largest[one], rest)


@kernel(INT64, INT32)
def cuts(starts: Longs, neighbours: Ints) -> tuple[Ints, Ints, Ints, Ints, Bools]:
    """One depth-first pass: `(component, pieces, largest, parent, bridge)`, see `graph.measures.cuts`.

    `largest` is the size of the largest piece that is left of the component when the vertex goes; `bridge` says of a
    vertex that the edge to its parent is one.
    """
    size = len(starts) - 1
    component = np.full(size, -1, np.int32)
    entered = np.zeros(size, np.int32)
    low = np.zeros(size, np.int32)
    below = np.ones(size, np.int32)  # size of the subtree
    parent = np.full(size, -1, np.int32)
    pieces = np.zeros(size, np.int32)
    largest = np.zeros(size, np.int32)
    cut_off = np.zeros(size, np.int32)
    bridge = np.zeros(size, np.bool_)
    position = starts[:-1].copy()
    order = np.empty(size, np.int32)
    count = 0
    clock = 0
    for root in range(size):
        if component[root] >= 0:
            continue
        first = clock
        component[root] = count
        order[clock] = root
        clock += 1
        entered[root] = low[root] = clock
        vertex = np.int32(root)
        while vertex >= 0:
            if position[vertex] < starts[vertex + 1]:
                other = neighbours[position[vertex]]
                position[vertex] += 1
                if component[other] < 0:
                    component[other] = count
                    parent[other] = vertex
                    order[clock] = other
                    clock += 1
                    entered[other] = low[other] = clock
                    vertex = other
                elif other != parent[vertex] and entered[other] < low[vertex]:
                    low[vertex] = entered[other]
                continue
            above = parent[vertex]
            if above >= 0:
                below[above] += below[vertex]
                low[above] = min(low[above], low[vertex])
                bridge[vertex] = low[vertex] > entered[above]
                if low[vertex] >= entered[above]:
                    pieces[above] += 1
                    cut_off[above] += below[vertex]
                    largest[above] = max(largest[above], below[vertex])
            vertex = above
        _rests(order[first:clock], cut_off, pieces, largest)
        count += 1
    return component, pieces, largest, parent, bridge
