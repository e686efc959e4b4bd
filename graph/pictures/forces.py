"""Force-directed places (Fruchterman-Reingold) of discs that need room, and discs turned towards their neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import igraph
import numpy as np

from graph.columns import FloatArray
from graph.engine import seeded
from graph.pictures.packing import centred, packed, pushed_apart, spiral


def place_discs(room: FloatArray, pairs: Sequence[tuple[int, int]]) -> FloatArray:
    """Places of discs of these radii, near each other where they are paired; shape (discs, 2), around the origin."""
    edges = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return forced(edges, room) if len(edges) else packed(room)


def forced(edges: np.ndarray, room: FloatArray) -> FloatArray:
    """Force-directed places of discs around the origin, without overlap. `edges`: pairs of discs, shape (edges, 2)."""
    count = len(room)
    if count == 1:
        return np.zeros((1, 2))
    if count == 2:
        return np.array([[-room[1], 0.0], [room[0], 0.0]])
    with seeded():
        graph = igraph.Graph(n=count, edges=edges)
        rough = graph.layout_fruchterman_reingold(seed=spiral(count).tolist(), niter=300, grid="nogrid")
    places = np.asarray(rough.coords)
    places -= places.mean(axis=0)
    return centred(pushed_apart(places * _stretch(places, room), room), room)


def _stretch(places: FloatArray, room: FloatArray) -> float:
    """How much to enlarge rough places so that a circle around them has the area that the discs need, and
    a little more.
    """
    spread = max(float(np.hypot(places[:, 0], places[:, 1]).max()), 1e-6)
    return float(1.15 * np.sqrt((room**2).sum()) / spread)


def turned(places: FloatArray, centres: FloatArray, edges: np.ndarray, disc: np.ndarray) -> FloatArray:
    """Each disc turned so that its members look towards what they are tied to in other discs."""
    ends = np.concatenate((edges, edges[:, ::-1]))
    ends = ends[disc[ends[:, 0]] != disc[ends[:, 1]]]
    inner = places[ends[:, 0]]
    outer = centres[disc[ends[:, 1]]] - centres[disc[ends[:, 0]]]
    outer /= np.maximum(np.hypot(outer[:, 0], outer[:, 1]), 1e-9)[:, None]
    size = len(centres)
    sine = np.bincount(disc[ends[:, 0]], inner[:, 0] * outer[:, 1] - inner[:, 1] * outer[:, 0], size)
    cosine = np.bincount(disc[ends[:, 0]], (inner * outer).sum(axis=1), size)
    angle = np.arctan2(sine, cosine)[disc]
    turn_x = places[:, 0] * np.cos(angle) - places[:, 1] * np.sin(angle)
    turn_y = places[:, 0] * np.sin(angle) + places[:, 1] * np.cos(angle)
    return np.column_stack((turn_x, turn_y))
