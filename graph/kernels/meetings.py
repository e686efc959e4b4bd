"""Who meets whom: the projection of actors and bodies on the actors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiling import FLOAT, INT32, INT64, OUT_FLOAT, OUT_INT32, integer, kernel

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]


@kernel(INT64, INT32, INT64, INT32, FLOAT, integer, OUT_FLOAT, OUT_INT32)
def _met(
    starts: Longs,
    bodies: Ints,
    body_starts: Longs,
    members: Ints,
    share: Floats,
    actor: int,
    sums: Floats,
    others: Ints,
) -> int:
    """Add up the shares of the bodies that somebody has in common with others; how many others. `others` has room for
    one more than there are.
    """
    count = 0
    for entry in range(starts[actor], starts[actor + 1]):
        body = bodies[entry]
        value = share[body]
        if value <= 0.0:
            continue
        for place in range(body_starts[body], body_starts[body + 1]):
            other = members[place]
            before = sums[other]
            others[count] = other
            count += before == 0.0  # no branch: which it is cannot be foretold
            sums[other] = before + value
    return count


@kernel(INT64, INT32, INT64, INT32, FLOAT)
def meetings(
    starts: Longs, bodies: Ints, body_starts: Longs, members: Ints, share: Floats
) -> tuple[Longs, Ints, Floats]:
    """Rows of all pairs of actors with a body of a positive share in common; weight: the sum of these shares.

    Rows are filled column by column, so that they need no sorting.
    """
    size = len(starts) - 1
    sums, others = np.zeros(size), np.empty(size + 1, np.int32)
    ends = np.zeros(size + 1, np.int64)
    for actor in range(size):
        count = _met(starts, bodies, body_starts, members, share, actor, sums, others)
        ends[actor + 1] = ends[actor] + max(count - 1, 0)  # not itself
        for other in others[:count]:
            sums[other] = 0.0
    at = ends[:-1].copy()
    neighbours, weights = np.empty(ends[size], np.int32), np.empty(ends[size])
    for actor in range(size):
        count = _met(starts, bodies, body_starts, members, share, actor, sums, others)
        for other in others[:count]:
            if other != actor:
                neighbours[at[other]], weights[at[other]] = actor, sums[other]
                at[other] += 1
            sums[other] = 0.0
    return ends, neighbours, weights
