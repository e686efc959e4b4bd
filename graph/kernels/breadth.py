"""Distances from many vertices at once: breadth first over sets of sources, each set a few machine words of bits.

Source: M. Then et al., The more the merrier: efficient multi-source graph traversal, VLDB 8, 449-460 (2014).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiling import INT32, INT64, OUT_FLOAT, OUT_INT32, OUT_INT64, OUT_WORD, integer, kernel, word

WORDS: Final = 4
BATCH: Final = 64 * WORDS
"""Sources of one call."""
_W: Final = np.int64(WORDS)
_PAIRS: Final = np.uint64(0x5555555555555555)
_FOURS: Final = np.uint64(0x3333333333333333)
_BYTES: Final = np.uint64(0x0F0F0F0F0F0F0F0F)
_SUM: Final = np.uint64(0x0101010101010101)
_1, _2, _4, _56 = np.uint64(1), np.uint64(2), np.uint64(4), np.uint64(56)
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Words = NDArray[np.uint64]
Floats = NDArray[np.float64]


@kernel(word)
def _ones(bits: np.uint64) -> np.int64:
    """Number of ones in a word."""
    bits = bits - ((bits >> _1) & _PAIRS)
    bits = (bits & _FOURS) + ((bits >> _2) & _FOURS)
    bits = (bits + (bits >> _4)) & _BYTES
    return np.int64((bits * _SUM) >> _56)


@kernel(INT64, INT32, INT32, OUT_WORD, OUT_WORD, OUT_INT32)
def _spread(starts: Longs, neighbours: Ints, queue: Ints, front: Words, reached: Words, touched: Ints) -> int:
    """Hand the bits of the frontier on to its neighbours; how many of them got any. `touched` has room for one more."""
    count = 0
    for vertex in queue:
        own = vertex * _W
        first, second, third, fourth = front[own], front[own + 1], front[own + 2], front[own + 3]
        for entry in range(starts[vertex], starts[vertex + 1]):
            other = neighbours[entry]
            at = other * _W
            a, b, c, d = reached[at], reached[at + 1], reached[at + 2], reached[at + 3]
            touched[count] = other
            count += (a | b | c | d) == 0  # no branch: which it is cannot be foretold
            reached[at] = a | first
            reached[at + 1] = b | second
            reached[at + 2] = c | third
            reached[at + 3] = d | fourth
    return count


@kernel(INT32, OUT_WORD, OUT_WORD, OUT_WORD, integer, OUT_INT32, OUT_INT32, OUT_INT64, OUT_FLOAT, OUT_FLOAT)
def _settle(
    touched: Ints,
    seen: Words,
    front: Words,
    reached: Words,
    distance: int,
    queue: Ints,
    others: Ints,
    far: Longs,
    near: Floats,
    squares: Floats,
) -> int:
    """Keep of what was handed on what is new; the next frontier's length."""
    length = 0
    for vertex in touched:
        new = np.int64(0)
        for at in range(vertex * _W, vertex * _W + _W):
            bits = reached[at] & ~seen[at]
            reached[at] = 0
            seen[at] |= bits
            front[at] = bits
            new += _ones(bits)
        if new:
            queue[length] = vertex
            length += 1
            others[vertex] += new
            far[vertex] += new * distance
            near[vertex] += new / distance
            squares[vertex] += new / (distance * distance)
    return length


@kernel(INT32, OUT_WORD, OUT_WORD, OUT_WORD, OUT_INT32, OUT_INT32)
def _settle_each(touched: Ints, seen: Words, front: Words, reached: Words, queue: Ints, counts: Ints) -> int:
    """The same, counting for each source how many vertices it reaches for the first time."""
    length = 0
    for vertex in touched:
        new = False
        for number in range(_W):
            at = vertex * _W + number
            bits = reached[at] & ~seen[at]
            reached[at] = 0
            seen[at] |= bits
            front[at] = bits
            new |= bits != 0
            while bits:
                counts[number * 64 + _ones((bits & (~bits + _1)) - _1)] += 1
                bits &= bits - _1
        if new:
            queue[length] = vertex
            length += 1
    return length


@kernel(INT32, OUT_WORD, OUT_WORD, OUT_INT32)
def _begin(sources: Ints, seen: Words, front: Words, queue: Ints) -> None:
    """Only the sources themselves are seen."""
    seen[:] = 0
    for source in sources:
        front[source * _W : source * _W + _W] = 0
    for number in range(len(sources)):
        bit = _1 << np.uint64(number % 64)
        at = sources[number] * _W + number // 64
        seen[at] |= bit
        front[at] |= bit
        queue[number] = sources[number]


@kernel(INT64, INT32, INT32, OUT_INT32, OUT_INT64, OUT_FLOAT, OUT_FLOAT)
def distances(
    starts: Longs, neighbours: Ints, sources: Ints, others: Ints, far: Longs, near: Floats, squares: Floats
) -> None:
    """Add for each vertex, over these sources: how many reach it from elsewhere, the sum of their distances, of the
    reciprocals, and of the reciprocals' squares. A source that is given twice counts twice.
    """
    size = len(starts) - 1
    seen = np.zeros(size * _W, np.uint64)
    front, reached = np.zeros(size * _W, np.uint64), np.zeros(size * _W, np.uint64)
    queue, touched = np.empty(max(size, BATCH), np.int32), np.empty(size + 1, np.int32)
    for batch in range(0, len(sources), BATCH):
        own = sources[batch : batch + BATCH]
        _begin(own, seen, front, queue)
        length, distance = len(own), 0
        while length:
            distance += 1
            count = _spread(starts, neighbours, queue[:length], front, reached, touched)
            length = _settle(touched[:count], seen, front, reached, distance, queue, others, far, near, squares)


@kernel(INT64, INT32, INT32, OUT_INT32, OUT_INT64, OUT_FLOAT)
def distances_of(starts: Longs, neighbours: Ints, sources: Ints, others: Ints, far: Longs, near: Floats) -> None:
    """Add for each of these sources, which are different: how many others it reaches, the sum of the distances and of
    the reciprocals.
    """
    size = len(starts) - 1
    seen = np.zeros(size * _W, np.uint64)
    front, reached = np.zeros(size * _W, np.uint64), np.zeros(size * _W, np.uint64)
    queue, touched = np.empty(max(size, BATCH), np.int32), np.empty(size + 1, np.int32)
    for batch in range(0, len(sources), BATCH):
        own = sources[batch : batch + BATCH]
        _begin(own, seen, front, queue)
        length, distance = len(own), 0
        while length:
            distance += 1
            counts = np.zeros(BATCH, np.int32)
            count = _spread(starts, neighbours, queue[:length], front, reached, touched)
            length = _settle_each(touched[:count], seen, front, reached, queue, counts)
            for number in range(len(own)):
                others[batch + number] += counts[number]
                far[batch + number] += counts[number] * distance
                near[batch + number] += counts[number] / distance
