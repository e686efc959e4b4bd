"""Leiden's method: communities of high modularity, each of which hangs together.

Source: V. A. Traag, L. Waltman and N. J. van Eck, From Louvain to Leiden: guaranteeing well-connected communities, Sci.
Rep. 9, 5233 (2019); M. E. J. Newman, Phys. Rev. E 70, 056131 (2004) for weights. In the refinement the best merge is
taken instead of one by chance, so that the same network always gives the same communities.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiling import FLOAT, INT32, INT64, OUT_BOOL, OUT_FLOAT, OUT_INT32, integer, kernel, real
from graph.kernels.ranking import strengths

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_SEED: Final = 20121030


@kernel(INT64, INT32, FLOAT, INT32, INT32, integer, integer, OUT_FLOAT, OUT_INT32)
def _towards(
    starts: Longs,
    neighbours: Ints,
    weights: Floats,
    label: Ints,
    within: Ints,
    inside: int,
    vertex: int,
    to: Floats,
    touched: Ints,
) -> int:
    """Weight from a vertex to each label among its neighbours; how many labels. With `inside` >= 0 only neighbours
    that `within` puts there count. `touched` has room for one more than there are.
    """
    count = 0
    for entry in range(starts[vertex], starts[vertex + 1]):
        other = neighbours[entry]
        if inside >= 0 and within[other] != inside:
            continue
        found = label[other]
        touched[count] = found
        count += to[found] == 0.0
        to[found] += weights[entry]
    return count


@kernel(INT32, OUT_FLOAT, FLOAT, real, real, integer, real)
def _best(touched: Ints, to: Floats, mass: Floats, own: float, total: float, best: int, gain: float) -> int:
    """The label with the highest gain of modularity above `gain`, else `best`; `to` is all zero afterwards."""
    for label in touched:
        found = to[label] - own * mass[label] / total
        to[label] = 0.0
        if found > gain + 1e-12:
            best, gain = label, found
    return best


@kernel(INT64, INT32, INT32, integer, integer, OUT_BOOL, OUT_INT32, integer)
def _wake(
    starts: Longs, neighbours: Ints, community: Ints, vertex: int, tail: int, waits: Bools, queue: Ints, waiting: int
) -> int:
    """Put neighbours in other communities at the end of the queue; how many wait then."""
    for entry in range(starts[vertex], starts[vertex + 1]):
        other = neighbours[entry]
        if community[other] != community[vertex] and not waits[other]:
            waits[other] = True
            queue[(tail + waiting) % len(queue)] = other
            waiting += 1
    return waiting


@kernel(INT64, INT32, FLOAT, FLOAT, real, INT32, OUT_INT32)
def move(
    starts: Longs, neighbours: Ints, weights: Floats, strength: Floats, total: float, order: Ints, community: Ints
) -> None:
    """Move vertices to the community that gains most, until none gains."""
    size = len(order)
    mass, members = np.zeros(size), np.zeros(size, np.int32)
    for vertex in range(size):
        mass[community[vertex]] += strength[vertex]
        members[community[vertex]] += 1
    free = np.empty(size + 1, np.int32)
    left = 0
    for label in range(size):
        free[left] = label
        left += members[label] == 0
    queue, waits = order.copy(), np.ones(size, np.bool_)
    to, touched = np.zeros(size), np.empty(size + 1, np.int32)
    head, waiting = 0, size
    while waiting:
        vertex = queue[head]
        head, waiting = (head + 1) % size, waiting - 1
        waits[vertex] = False
        own, mine = community[vertex], strength[vertex]
        count = _towards(starts, neighbours, weights, community, community, -1, vertex, to, touched)
        mass[own] -= mine
        members[own] -= 1
        stays = to[own] - mine * mass[own] / total
        alone = stays < 0.0 and members[own] > 0
        best = _best(touched[:count], to, mass, mine, total, -1 if alone else own, max(stays, 0.0) if alone else stays)
        if best < 0:
            left -= 1
            best = free[left]
        if members[own] == 0 and best != own:
            free[left] = own
            left += 1
        mass[best] += mine
        members[best] += 1
        if best != own:
            community[vertex] = best
            waiting = _wake(starts, neighbours, community, vertex, head, waits, queue, waiting)


@kernel(INT64, INT32, FLOAT, FLOAT, real, INT32, INT32)
def refine(
    starts: Longs, neighbours: Ints, weights: Floats, strength: Floats, total: float, order: Ints, community: Ints
) -> Ints:
    """Merge vertices within their communities, as far as what is merged hangs together well: labels are vertices."""
    size = len(order)
    refined = np.arange(size).astype(np.int32)
    whole, mass, alone = np.zeros(size), strength.copy(), np.ones(size, np.bool_)
    outward = np.zeros(size)  # from each part to the rest of its community
    for vertex in range(size):
        whole[community[vertex]] += strength[vertex]
        for entry in range(starts[vertex], starts[vertex + 1]):
            if community[neighbours[entry]] == community[vertex]:
                outward[vertex] += weights[entry]
    to, touched = np.zeros(size), np.empty(size + 1, np.int32)
    for vertex in order:
        own, mine, within = community[vertex], strength[vertex], whole[community[vertex]]
        if not alone[vertex] or outward[vertex] < mine * (within - mine) / total:
            continue
        count = _towards(starts, neighbours, weights, refined, community, own, vertex, to, touched)
        best, gain, weight = vertex, 1e-12, 0.0
        for label in touched[:count]:
            found = to[label] - mine * mass[label] / total
            if found > gain and outward[label] >= mass[label] * (within - mass[label]) / total:
                best, gain, weight = label, found, to[label]
            to[label] = 0.0
        if best != vertex:
            refined[vertex] = best
            outward[best] += outward[vertex] - 2.0 * weight
            mass[best] += mine
            alone[vertex] = alone[best] = False
    return refined


@kernel(INT64, INT32, FLOAT, INT32, integer)
def aggregate(starts: Longs, neighbours: Ints, weights: Floats, label: Ints, labels: int) -> tuple[Longs, Ints, Floats]:
    """The network of labels: weights between them summed, those within left out."""
    size = len(label)
    begins = np.zeros(labels + 2, np.int64)
    for vertex in range(size):
        begins[label[vertex] + 2] += 1
    for one in range(labels):
        begins[one + 2] += begins[one + 1]
    members = np.empty(size, np.int32)
    for vertex in range(size):
        members[begins[label[vertex] + 1]] = vertex
        begins[label[vertex] + 1] += 1
    rows = np.zeros(labels + 1, np.int64)
    out, out_weights = np.empty(len(neighbours) + 1, np.int32), np.empty(len(neighbours))
    to = np.zeros(labels)
    at = 0
    for one in range(labels):
        first = at
        for place in range(begins[one], begins[one + 1]):
            for entry in range(starts[members[place]], starts[members[place] + 1]):
                other = label[neighbours[entry]]
                if other != one:
                    out[at] = other
                    at += to[other] == 0.0
                    to[other] += weights[entry]
        for place in range(first, at):
            out_weights[place] = to[out[place]]
            to[out[place]] = 0.0
        rows[one + 1] = at
    return rows, out[:at].copy(), out_weights[:at].copy()


@kernel(INT64, INT32, INT32)
def together(starts: Longs, neighbours: Ints, label: Ints) -> Ints:
    """The parts of labels that hang together, as labels of their own."""
    size = len(label)
    found, queue = np.full(size, -1, np.int32), np.empty(size, np.int32)
    for root in range(size):
        if found[root] >= 0:
            continue
        found[root] = root
        queue[0] = root
        head, tail = 0, 1
        while head < tail:
            vertex = queue[head]
            head += 1
            for entry in range(starts[vertex], starts[vertex + 1]):
                other = neighbours[entry]
                if found[other] < 0 and label[other] == label[vertex]:
                    found[other] = root
                    queue[tail] = other
                    tail += 1
    return found


def _numbered(labels: Ints) -> tuple[Ints, int]:
    """Labels as 0, 1, 2 …, in the order of the old ones."""
    there = np.zeros(len(labels), dtype=np.int32)
    there[labels] = 1
    number = (np.cumsum(there) - 1).astype(np.int32)
    return number[labels], int(there.sum())


def leiden(starts: Longs, neighbours: Ints, weights: Floats, rounds: int = 2) -> Ints:
    """Community of each vertex; vertices of one hang together by edges among them. Weights above 0, the same in both
    directions. The same network always gives the same result.

    Each round begins with the communities of the one before. Cost: some passes over the edges a round.
    """
    size = len(starts) - 1
    random = np.random.default_rng(_SEED)
    found = np.arange(size, dtype=np.int32)
    for _ in range(rounds if len(neighbours) else 0):
        found = _round(starts, neighbours, weights, found, random)
    return _numbered(together(starts, neighbours, found))[0]


def _round(starts: Longs, neighbours: Ints, weights: Floats, found: Ints, random: np.random.Generator) -> Ints:
    strength = strengths(starts, weights)
    total = float(strength.sum())
    place = np.arange(len(found), dtype=np.int32)  # of each vertex in the aggregated network
    community = found.copy()
    while True:
        order = random.permutation(len(community)).astype(np.int32)
        move(starts, neighbours, weights, strength, total, order, community)
        community, count = _numbered(community)
        part, parts = _numbered(refine(starts, neighbours, weights, strength, total, order, community))
        if count == len(community) or parts == len(community):
            return community[place]
        starts, neighbours, weights = aggregate(starts, neighbours, weights, part, parts)
        strength = np.bincount(part, weights=strength, minlength=parts).astype(np.float64)
        above = np.empty(parts, dtype=np.int32)
        above[part] = community
        community, place = above, part[place]
