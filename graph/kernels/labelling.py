"""From which zoom each label of a picture has room."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiling import FLOAT, FLOATS, INT64, integer, kernel, real

Longs = NDArray[np.int64]
Floats = NDArray[np.float64]


@kernel(real, real)
def _zoom(needed: float, distance: float) -> float:
    """At which zoom a distance becomes as large as the pixels that are needed."""
    if distance <= 1e-9:
        return np.inf
    return max(needed, 0.0) / distance * 1.000001


@kernel(FLOATS, integer, integer)
def _apart(boxes: Floats, one: int, other: int) -> float:
    """From which zoom two boxes are apart, sideways or up and down."""
    sideways = _zoom((boxes[3, one] + boxes[3, other]) / 2, abs(boxes[0, other] - boxes[0, one]))
    down = boxes[1, other] - boxes[1, one]
    if down > 0:
        needed = boxes[2, one] + boxes[4, one] - boxes[2, other]
    else:
        needed = boxes[2, other] + boxes[4, other] - boxes[2, one]
    return min(sideways, _zoom(needed, abs(down)))


@kernel(FLOATS, integer, FLOATS)
def _clear_of(boxes: Floats, one: int, discs: Floats) -> float:
    """From which zoom a box covers no disc of greater radius; one that it would cover at any zoom is let be."""
    found = 0.0
    x, anchor, offset, width, height, weight = boxes[:, one]
    for disc in range(discs.shape[1]):
        radius = discs[2, disc]
        if radius <= weight:
            continue
        free = _zoom(width / 2, abs(discs[0, disc] - x) - radius)
        free = min(free, _zoom(-offset, anchor - (discs[1, disc] + radius)))
        free = min(free, _zoom(offset + height, discs[1, disc] - radius - anchor))
        if free < np.inf:
            found = max(found, free)
    return found


@kernel(INT64, FLOATS, FLOAT, FLOATS)
def label_zooms(order: Longs, boxes: Floats, least: Floats, discs: Floats) -> Floats:
    """The zoom from which each box fits among those that come before it in `order`, and over no disc of greater
    radius than its weight; at least `least`.

    Rows of `boxes`: x, anchor, offset, width, height, weight; of `discs`: x, y, radius.
    Cost: O(boxes² + boxes · discs).
    """
    found = np.full(len(order), np.inf)
    for rank in range(len(order)):
        one = order[rank]
        zoom = max(least[one], _clear_of(boxes, one, discs))
        for before in range(rank):
            other = order[before]
            free = _apart(boxes, one, other)
            # What is shown only from a zoom at which the two are apart anyway does not bind.
            if free > zoom and free > found[other]:
                zoom = free
        found[one] = zoom
    return found
