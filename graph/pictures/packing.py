"""Discs that do not overlap: pushing apart, packing. Everything here is deterministic."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from graph.columns import FloatArray

_GOLDEN = np.pi * (3 - np.sqrt(5))


def spiral(count: int, step: float = 1.0) -> FloatArray:
    """Places of an even spiral around the origin (Vogel's sunflower), nearest first; shape (count, 2)."""
    numbers = np.arange(count)
    radius, angle = step * np.sqrt(numbers), numbers * _GOLDEN
    return np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))


def overlapping(places: FloatArray, radii: FloatArray) -> tuple[np.ndarray, FloatArray]:
    """Pairs of discs that overlap, shape (pairs, 2), and by how much each."""
    if len(places) < 2:
        return np.zeros((0, 2), dtype=np.int64), np.zeros(0)
    pairs = cKDTree(places).query_pairs(2 * float(radii.max()), output_type="ndarray")
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    apart = np.hypot(*(places[pairs[:, 0]] - places[pairs[:, 1]]).T)
    missing = radii[pairs[:, 0]] + radii[pairs[:, 1]] - apart
    found = missing > 1e-9
    return pairs[found], missing[found]


def pushed_apart(places: FloatArray, radii: FloatArray, rounds: int = 60) -> FloatArray:
    """Places at which no two discs overlap, near the given ones; what still overlaps after the rounds is
    scaled apart.
    """
    places = places + spiral(len(places), 1e-3)  # discs in one place must know where to go
    for _ in range(rounds):
        pairs, missing = overlapping(places, radii)
        if not len(pairs):
            return places
        _push(places, pairs, missing)
    return _scaled_apart(places, radii)


def _push(places: FloatArray, pairs: np.ndarray, missing: FloatArray) -> None:
    first, second = pairs[:, 0], pairs[:, 1]
    way = places[second] - places[first]
    length = np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-9)
    shift = way / length[:, None] * (missing * 0.52)[:, None]
    np.add.at(places, first, -shift)
    np.add.at(places, second, shift)


def _scaled_apart(places: FloatArray, radii: FloatArray) -> FloatArray:
    pairs, missing = overlapping(places, radii)
    if not len(pairs):
        return places
    needed = radii[pairs[:, 0]] + radii[pairs[:, 1]]
    factor = float((needed / np.maximum(needed - missing, 1e-6)).max())
    if factor > 3:  # nearly the same place: an even spiral is better than a picture full of nothing
        return spiral(len(places), 2 * float(radii.max()))
    return places * (factor * 1.0001)


def enclosing_radius(places: FloatArray, radii: FloatArray) -> float:
    """Radius around the origin in which all discs lie."""
    return float((np.hypot(places[:, 0], places[:, 1]) + radii).max()) if len(places) else 0.0


def centred(places: FloatArray, radii: FloatArray) -> FloatArray:
    """The places moved so that the middle of their bounding box is the origin."""
    low = (places - radii[:, None]).min(axis=0)
    high = (places + radii[:, None]).max(axis=0)
    return np.asarray(places - (low + high) / 2)


def packed(radii: FloatArray, aspect: float = 1.5) -> FloatArray:
    """Places of discs packed around the largest: each, largest first, at the free place nearest to the middle.

    `aspect`: how much wider than high the whole may become.
    """
    places = np.zeros((len(radii), 2))
    order = np.lexsort((np.arange(len(radii)), -radii))
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    around = np.column_stack((np.cos(angles), np.sin(angles)))
    for done, current in enumerate(order):
        if done:
            set_ = order[:done]
            places[current] = _nearest_free(places[set_], radii[set_], radii[current], around, aspect)
    return places


def _nearest_free(
    places: FloatArray, radii: FloatArray, radius: float, around: FloatArray, aspect: float
) -> FloatArray:
    touching = places[:, None, :] + around[None, :, :] * (radii + radius)[:, None, None] * 1.0001
    tries = touching.reshape(-1, 2)
    far = np.hypot(tries[:, 0] / aspect, tries[:, 1])
    for number in np.argsort(far, kind="stable"):
        apart = np.hypot(*(places - tries[number]).T)
        if (apart >= radii + radius - 1e-9).all():
            return np.asarray(tries[number])
    return np.array([float((np.abs(places[:, 0]) + radii).max()) + radius, 0.0])


def shelved(sizes: FloatArray, aspect: float = 1.3) -> FloatArray:
    """Middles of boxes (width, height) set side by side in rows, the largest first; shape (boxes, 2), the
    first row on top.
    """
    area = sizes.prod(axis=1)
    order = np.lexsort((np.arange(len(sizes)), -area))
    width = max(float(sizes[:, 0].max()), float(np.sqrt(area.sum() * aspect)))
    places = np.zeros((len(sizes), 2))
    top = 0.0
    for row in _rows(sizes[:, 0], order, width):
        wide, high = sizes[row, 0], float(sizes[row, 1].max())
        places[row, 0] = np.cumsum(wide) - wide / 2 - wide.sum() / 2
        places[row, 1] = top + high / 2
        top += high
    return places


def _rows(widths: FloatArray, order: np.ndarray, width: float) -> list[list[int]]:
    rows: list[list[int]] = []
    left = 0.0
    for one in order.tolist():
        if rows and widths[one] <= left + 1e-9:
            rows[-1].append(one)
        else:
            rows.append([one])
            left = width
        left -= float(widths[one])
    return rows
