"""Positions that stay from one revision to the next: who was in the picture before stands where they stood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from graph.columns import BoolArray, FloatArray, IntArray, compressed
from graph.communities import communities, community_names
from graph.pictures.layout import Layout, gap, layout, node_radius, silent
from graph.pictures.packing import overlapping, pushed_apart, spiral
from graph.selection import Selection

KEPT: Final = 0.7
"""Where fewer of those to be drawn have a place already, everything is placed anew."""
MOST: Final = 100_000
"""So many places are remembered."""
_SPIRAL: Final = 4000


@dataclass(frozen=True, eq=False)
class Remembered:
    """Where entities stood when they were last drawn: ids in ascending order, places of shape (ids, 2)."""

    ids: NDArray[np.bytes_]
    places: FloatArray

    def of(self, ids: NDArray[np.bytes_]) -> tuple[BoolArray, FloatArray]:
        """Which of these ids have a place, and the places (0 where there is none)."""
        if not len(self.ids):
            return np.zeros(len(ids), dtype=np.bool_), np.zeros((len(ids), 2))
        at = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        known = np.asarray(self.ids[at] == ids, dtype=np.bool_)
        return known, np.where(known[:, None], self.places[at], 0.0)

    def with_(self, ids: NDArray[np.bytes_], places: FloatArray) -> Remembered:
        """With these places, which count more than older ones; the oldest go where there are too many."""
        old = ~np.isin(self.ids, ids)
        room = max(MOST - len(ids), 0)
        kept_ids, kept_places = self.ids[old][:room], self.places[old][:room]
        width = max(ids.dtype.itemsize, kept_ids.dtype.itemsize, 1)
        every = np.concatenate((ids.astype(f"S{width}"), kept_ids.astype(f"S{width}")))
        order = np.argsort(every)
        return Remembered(every[order], np.concatenate((places, kept_places))[order])


NOTHING: Final = Remembered(np.empty(0, "S1"), np.zeros((0, 2)))


def settled(
    selection: Selection, before: Remembered = NOTHING, tell: Callable[[int, int], None] = silent
) -> tuple[Layout, Remembered]:
    """The layout of a selection, and what to remember of it. `tell` as for `layout`.

    Those with a remembered place keep it (but for a little, where circles have grown into each other); the others
    come as near to their neighbours as there is room. No two circles overlap. Deterministic.
    """
    ids = _ids(selection)
    known, places = before.of(ids)
    if not len(ids) or known.mean() < KEPT:
        made = layout(selection, tell)
        return made, NOTHING.with_(ids, np.column_stack((made.x, made.y)))
    radius = node_radius(selection.degree)
    _place_new(places, known, radius + gap(len(selection)), *_neighbours(selection), tell)
    if len(overlapping(places, radius)[0]):
        places = pushed_apart(places, radius)
    group = communities(len(selection), *selection.ends)
    made = Layout(places[:, 0], places[:, 1], radius, group, community_names(selection, group))
    return made, before.with_(ids, places)


def _ids(selection: Selection) -> NDArray[np.bytes_]:
    return np.array([one.encode() for one in selection.ids], dtype=np.bytes_)


def _neighbours(selection: Selection) -> tuple[NDArray[np.int64], IntArray]:
    first, second = selection.ends
    starts, order = compressed(np.concatenate((first, second)), len(selection))
    return starts, np.concatenate((second, first))[order]


def _place_new(
    places: FloatArray,
    known: BoolArray,
    room: FloatArray,
    starts: NDArray[np.int64],
    others: IntArray,
    tell: Callable[[int, int], None],
) -> None:
    """Give the unknown a place, in place: the most connected first, so that theirs find them there."""
    standing = known.copy()
    degree = np.diff(starts)
    for one in sorted(np.flatnonzero(~known).tolist(), key=lambda one: (-int(degree[one]), one)):
        tell(int(standing.sum()), len(places))
        near = others[starts[one] : starts[one + 1]]
        near = near[standing[near]]
        target = places[near].mean(axis=0) if len(near) else _below(places[standing], room[standing])
        places[one] = _free(target, float(room[one]), places[standing], room[standing])
        standing[one] = True


def _below(places: FloatArray, room: FloatArray) -> FloatArray:
    return np.array([float(places[:, 0].mean()), float((places[:, 1] + room).max())])


def _free(target: FloatArray, room: float, places: FloatArray, rooms: FloatArray) -> FloatArray:
    """The first place on a spiral around the target at which a disc does not touch another."""
    candidates = target + spiral(_SPIRAL, room * 0.7)
    nearest, _ = cKDTree(places).query(candidates)
    free = np.flatnonzero(nearest >= room + float(rooms.max()))
    if len(free):
        return np.asarray(candidates[free[0]])
    return np.array([float(target[0]), float((places[:, 1] + rooms).max()) + room])
