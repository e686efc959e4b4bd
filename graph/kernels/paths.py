"""Paths between two vertices, and what lies within some steps of one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiling import BOOL, FLOAT, INT32, INT64, OUT_FLOAT, OUT_INT32, OUT_INT32S, integer, kernel, real

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@kernel(OUT_FLOAT, OUT_INT32, integer, real, integer)
def _push(keys: Floats, held: Ints, length: int, key: float, vertex: int) -> None:
    """Put a vertex into the binary heap of `length` entries; of equal keys the last one comes first.

    So a guided search goes straight on where several ways are as good.
    """
    at = length
    while at > 0:
        above = (at - 1) // 2
        if keys[above] < key:
            break
        keys[at], held[at] = keys[above], held[above]
        at = above
    keys[at], held[at] = key, vertex


@kernel(OUT_FLOAT, OUT_INT32, integer)
def _pop(keys: Floats, held: Ints, length: int) -> None:
    """Take the first out of the heap of `length` entries; it has one less then."""
    last = length - 1
    key, vertex = keys[last], held[last]
    at = 0
    while 2 * at + 1 < last:
        below = 2 * at + 1
        if below + 1 < last and keys[below + 1] < keys[below]:
            below += 1
        if key <= keys[below]:
            break
        keys[at], held[at] = keys[below], held[below]
        at = below
    keys[at], held[at] = key, vertex


@kernel(INT64, INT32, integer, integer)
def steps_to(starts: Longs, neighbours: Ints, target: int, until: int) -> Floats:
    """Steps from each vertex to the target, as far as `until`: its own for what is not nearer."""
    size = len(starts) - 1
    steps = np.full(size, np.inf)
    queue = np.empty(size, np.int32)
    steps[target] = 0.0
    queue[0] = target
    head, tail = 0, 1
    while head < tail and steps[until] == np.inf:
        vertex = queue[head]
        head += 1
        for entry in range(starts[vertex], starts[vertex + 1]):
            other = neighbours[entry]
            if steps[other] == np.inf:
                steps[other] = steps[vertex] + 1.0
                queue[tail] = other
                tail += 1
    found: Floats = np.minimum(steps, steps[until])
    return found


@kernel(INT64, INT32, FLOAT, integer, integer)
def costs_to(starts: Longs, neighbours: Ints, costs: Floats, target: int, until: int) -> Floats:
    """The same by the cost of each entry (Dijkstra)."""
    size = len(starts) - 1
    known = np.full(size, np.inf)
    keys, held = np.empty(len(neighbours) + 1), np.empty(len(neighbours) + 1, np.int32)
    known[target] = 0.0
    keys[0], held[0] = 0.0, target
    length = 1
    while length:
        key, vertex = keys[0], held[0]
        _pop(keys, held, length)
        length -= 1
        if vertex == until:
            break
        if key > known[vertex]:
            continue
        for entry in range(starts[vertex], starts[vertex + 1]):
            other = neighbours[entry]
            cost = key + costs[entry]
            if cost < known[other]:
                known[other] = cost
                _push(keys, held, length, cost, other)
                length += 1
    found: Floats = np.minimum(known, known[until])
    return found


@kernel(OUT_INT32, integer)
def _traced(before: Ints, target: int) -> Ints:
    """The path that leads to the target, in its direction."""
    length = 0
    vertex = target
    while vertex >= 0:
        length += 1
        vertex = before[vertex]
    found = np.empty(length, np.int32)
    vertex = target
    for at in range(length - 1, -1, -1):
        found[at] = vertex
        vertex = before[vertex]
    return found


@kernel(INT64, INT32, FLOAT, FLOAT, integer, integer, BOOL, INT32, real)
def guided(
    starts: Longs,
    neighbours: Ints,
    costs: Floats,
    rest: Floats,
    source: int,
    target: int,
    closed: Bools,
    banned: Ints,
    most: float,
) -> Ints:
    """The cheapest path that avoids closed vertices, and the banned ones as the first step; empty where there is none
    that costs at most `most`.

    `rest` is no more than what is left from each vertex to the target (A*: P. E. Hart, N. J. Nilsson and B. Raphael,
    IEEE Trans. Syst. Sci. Cybern. 4, 100-107, 1968). Empty costs: all one.
    """
    size = len(starts) - 1
    spent = np.full(size, np.inf)
    before = np.full(size, -1, np.int32)
    entries = len(neighbours) + 1
    keys, held = np.empty(entries), np.empty(entries, np.int32)
    spent[source] = 0.0
    keys[0], held[0] = rest[source], source
    length = 1
    while length:
        key, vertex = keys[0], held[0]
        _pop(keys, held, length)
        length -= 1
        if vertex == target:
            return _traced(before, target)
        if key > spent[vertex] + rest[vertex]:
            continue
        for entry in range(starts[vertex], starts[vertex + 1]):
            other = neighbours[entry]
            cost = spent[vertex] + (costs[entry] if len(costs) else 1.0)
            if closed[other] or cost >= spent[other] or cost + rest[other] > most:
                continue
            if vertex == source and (banned == other).any():
                continue
            spent[other] = cost
            before[other] = vertex
            _push(keys, held, length, cost + rest[other], other)
            length += 1
    return np.empty(0, np.int32)


@kernel(INT64, INT32, integer, integer)
def within(starts: Longs, neighbours: Ints, vertex: int, steps: int) -> tuple[Ints, Ints]:
    """Vertices at most so many steps away, nearest first, and their distances."""
    seen = np.zeros(len(starts) - 1, np.bool_)
    queue = np.empty(len(starts) - 1, np.int32)
    distance = np.empty(len(starts) - 1, np.int32)
    seen[vertex] = True
    queue[0], distance[0] = vertex, 0
    head, tail = 0, 1
    while head < tail and distance[head] < steps:
        one = queue[head]
        for entry in range(starts[one], starts[one + 1]):
            other = neighbours[entry]
            if not seen[other]:
                seen[other] = True
                queue[tail], distance[tail] = other, distance[head] + 1
                tail += 1
        head += 1
    return queue[:tail].copy(), distance[:tail].copy()


@kernel(INT64, INT32, INT32)
def two_steps(starts: Longs, neighbours: Ints, vertices: Ints) -> Ints:
    """How many other vertices are one or two steps away, of each of these."""
    stamp = np.full(len(starts) - 1, -1, np.int32)
    found = np.zeros(len(vertices), np.int32)
    for number in range(len(vertices)):
        vertex = vertices[number]
        stamp[vertex] = number
        count = 0
        for entry in range(starts[vertex], starts[vertex + 1]):
            middle = neighbours[entry]
            count += stamp[middle] != number
            stamp[middle] = number
            for step in range(starts[middle], starts[middle + 1]):
                count += stamp[neighbours[step]] != number
                stamp[neighbours[step]] = number
        found[number] = count
    return found


@kernel(INT64, INT32, INT32, OUT_INT32, OUT_INT32, OUT_INT32)
def _level(
    starts: Longs, neighbours: Ints, frontier: Ints, own: Ints, other: Ints, queue: Ints
) -> tuple[int, int, int]:
    """One more step of a side: how long its next frontier is, and the edge by which it met the other side (or -1).

    `own` holds of each vertex that this side has reached from which, plus 1; `other` the same of the other side. The
    first edge that is met is as good as any: had it led to an earlier level of the other side, that would have met
    this side before.
    """
    length = 0
    for vertex in frontier:
        for entry in range(starts[vertex], starts[vertex + 1]):
            reached = neighbours[entry]
            if other[reached]:
                return length, vertex, reached
            if not own[reached]:
                own[reached] = vertex + 1
                queue[length] = reached
                length += 1
    return length, -1, -1


@kernel(INT32, INT32, integer, integer)
def _joined(before: Ints, after: Ints, near: int, far: int) -> Ints:
    """The path that goes back from `near` to its beginning and on from `far` to its end."""
    found = [np.int32(near)]
    while before[found[-1]] - 1 != found[-1]:
        found.append(np.int32(before[found[-1]] - 1))
    found.reverse()
    found.append(np.int32(far))
    while after[found[-1]] - 1 != found[-1]:
        found.append(np.int32(after[found[-1]] - 1))
    return np.array(found)


@kernel(INT64, INT32, integer, integer, OUT_INT32S)
def shortest(starts: Longs, neighbours: Ints, source: int, target: int, work: Ints) -> Ints:
    """A path with the fewest steps between two different vertices, searched from both; empty where there is none.

    `work`: five rows of a number for each vertex, all 0. Who calls gives them, because the system fills what numpy asks
    for with zeros only where it is used, which is little; here it would all be filled.
    """
    before, after, front, back, spare = work[0], work[1], work[2], work[3], work[4]
    before[source], after[target] = source + 1, target + 1
    front[0], back[0] = source, target
    ahead, behind = 1, 1
    while ahead and behind:
        if ahead <= behind:
            ahead, near, far = _level(starts, neighbours, front[:ahead], before, after, spare)
            front, spare = spare, front
        else:
            behind, far, near = _level(starts, neighbours, back[:behind], after, before, spare)
            back, spare = spare, back
        if near >= 0:
            return _joined(before, after, near, far)
    return np.empty(0, np.int32)
