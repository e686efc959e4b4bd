"""Where the entities of a selection stand in a picture: computed once, the same for the same record.

Communities (Leiden) become discs that lie apart, with a force-directed placement (Fruchterman-Reingold) inside each and
among them; components that hang together lie apart from each other, and actors without ties stand in rows below.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import igraph
import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from graph.columns import FloatArray, IntArray
from graph.packing import centred, enclosing_radius, packed, pushed_apart, spiral
from graph.selection import Selection

NODE_MIN, NODE_MAX = 7.0, 26.0
GAP = 9.0
"""Free room around each node, in the unit of the layout (a pixel at scale 1)."""
_SMALL = 12
_SEED = 20121030
# igraph draws its random numbers from one generator for the whole process.
_IGRAPH = threading.Lock()


@dataclass(frozen=True, eq=False)
class Layout:
    """Positions of the entities of a selection, in its order. y grows downwards; the middle of the picture
    is (0, 0).
    """

    x: FloatArray
    y: FloatArray
    radius: FloatArray
    group: IntArray
    """Number of its community, -1 for an entity without ties; community 0 is the largest."""
    group_names: tuple[str, ...]
    """What each community is called: the most connected body in it, or else actor."""

    def __len__(self) -> int:
        return len(self.x)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of everything with its radius."""
        if not len(self):
            return (0.0, 0.0, 0.0, 0.0)
        left, top = float((self.x - self.radius).min()), float((self.y - self.radius).min())
        right, bottom = float((self.x + self.radius).max()), float((self.y + self.radius).max())
        return (left, top, right - left, bottom - top)


def node_radius(degree: IntArray) -> FloatArray:
    """Radius of nodes: their area grows with the number of ties."""
    return np.minimum(NODE_MIN + 2.2 * np.sqrt(degree), NODE_MAX)


def layout(selection: Selection) -> Layout:
    """Place the entities of a selection. Deterministic; no two circles overlap."""
    count = len(selection)
    radius = node_radius(selection.degree)
    first, second = selection.ends
    group = communities(count, first, second)
    places = np.zeros((count, 2))
    tied = np.flatnonzero(group >= 0)
    if len(tied):
        places[tied] = _components(tied, first, second, group, radius)
    _rows_below(places, group, radius)
    if count:
        places = centred(places, radius)
    return Layout(places[:, 0], places[:, 1], radius, group, community_names(selection, group))


def communities(count: int, first: IntArray, second: IntArray) -> IntArray:
    """Community of each of `count` nodes by Leiden's method (modularity), largest first; -1 for nodes
    without an edge.
    """
    apart = first != second
    if not apart.any():
        return np.full(count, -1, dtype=np.int32)
    low, high = np.minimum(first, second)[apart], np.maximum(first, second)[apart]
    packed_edges, weights = np.unique(low.astype(np.int64) * count + high, return_counts=True)
    edges = np.column_stack((packed_edges // count, packed_edges % count))
    with _IGRAPH:
        _seed_igraph()
        graph = igraph.Graph(n=count, edges=edges)
        parts = graph.community_leiden(objective_function="modularity", weights=weights.tolist(), n_iterations=4)
    found = np.asarray(parts.membership, dtype=np.int32)
    found[np.bincount(edges.ravel(), minlength=count) == 0] = -1
    return _by_size(_small_whole(found, edges, count))


def _seed_igraph() -> None:
    igraph.set_random_number_generator(random.Random(_SEED))  # noqa: S311 - pictures, not secrets


def _small_whole(group: IntArray, edges: np.ndarray, count: int) -> IntArray:
    # What hangs together and is small is one group: splitting it further would say more than there is.
    links = coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(count, count))
    _, component = connected_components(links, directed=False)
    small = (np.bincount(component)[component] <= _SMALL) & (group >= 0)
    return np.where(small, component + group.max() + 1, group).astype(np.int32)


def _by_size(group: IntArray) -> IntArray:
    keys, where, sizes = np.unique(group[group >= 0], return_inverse=True, return_counts=True)
    first = np.array([int(np.flatnonzero(group == key)[0]) for key in keys])
    rank = np.empty(len(keys), dtype=np.int32)
    rank[np.lexsort((first, -sizes))] = np.arange(len(keys), dtype=np.int32)
    found = group.copy()
    found[group >= 0] = rank[where]
    return found


def _components(tied: np.ndarray, first: IntArray, second: IntArray, group: IntArray, radius: FloatArray) -> FloatArray:
    place = np.full(len(group), -1, dtype=np.int64)
    place[tied] = np.arange(len(tied))
    inside = (place[first] >= 0) & (first != second)
    edges = np.column_stack((place[first[inside]], place[second[inside]]))
    links = coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(len(tied), len(tied)))
    number, component = connected_components(links, directed=False)
    places, sizes = np.zeros((len(tied), 2)), np.zeros(number)
    for one, members in enumerate(_members(component, number)):
        own = edges[component[edges[:, 0]] == one]
        local = np.searchsorted(members, own)
        places[members], sizes[one] = _component(local, group[tied][members], radius[tied][members])
    return np.asarray(places + packed(sizes + 2 * GAP)[component])


def _members(component: np.ndarray, number: int) -> list[np.ndarray]:
    order = np.argsort(component, kind="stable")
    return np.split(order, np.cumsum(np.bincount(component, minlength=number))[:-1])


def _component(edges: np.ndarray, group: IntArray, radius: FloatArray) -> tuple[FloatArray, float]:
    """Places of one component around the origin, and its radius."""
    keys, disc = np.unique(group, return_inverse=True)
    if len(keys) == 1:
        places = _force(len(group), edges, radius)
        return places, enclosing_radius(places, radius)
    places, sizes = np.zeros((len(group), 2)), np.zeros(len(keys))
    for one, members in enumerate(_members(disc, len(keys))):
        own = edges[(disc[edges] == one).all(axis=1)]
        places[members] = _force(len(members), np.searchsorted(members, own), radius[members])
        sizes[one] = enclosing_radius(places[members], radius[members])
    centres = _discs(disc[edges], sizes)
    places = _turned(places, centres, edges, disc) + centres[disc]
    places = centred(places, radius)
    return places, enclosing_radius(places, radius)


def _discs(between: np.ndarray, sizes: FloatArray) -> FloatArray:
    apart = between[between[:, 0] != between[:, 1]]
    return _force(len(sizes), np.unique(np.sort(apart, axis=1), axis=0), sizes + GAP)


def place_discs(sizes: FloatArray, pairs: Sequence[tuple[int, int]]) -> FloatArray:
    """Places of discs of these radii, near each other where they are paired; shape (discs, 2), around the origin."""
    edges = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    if not len(edges):
        return packed(sizes + GAP)
    return _force(len(sizes), edges, sizes)


def _force(count: int, edges: np.ndarray, radius: FloatArray) -> FloatArray:
    """Force-directed places of discs with these radii around the origin, without overlap."""
    if count < 3:
        width = radius.sum() + 2 * GAP
        return np.array([[0.0, 0.0], [width, 0.0]])[:count] - ([width / 2, 0.0] if count == 2 else 0.0)
    start = spiral(count)
    with _IGRAPH:
        _seed_igraph()
        graph = igraph.Graph(n=count, edges=edges)
        rough = graph.layout_fruchterman_reingold(seed=start.tolist(), niter=300, grid="nogrid")
    places = np.asarray(rough.coords)
    places -= places.mean(axis=0)
    return centred(pushed_apart(places * _stretch(places, edges, radius), radius + GAP), radius)


def _stretch(places: FloatArray, edges: np.ndarray, radius: FloatArray) -> float:
    """How much to enlarge rough places so that the discs have room: by the room they need and by how near
    neighbours are.
    """
    area = np.pi * ((radius + GAP) ** 2).sum()
    spread = max(float(np.hypot(places[:, 0], places[:, 1]).max()), 1e-6)
    return float(1.15 * np.sqrt(area / np.pi) / spread) if len(edges) else 1.0


def _turned(places: FloatArray, centres: FloatArray, edges: np.ndarray, disc: np.ndarray) -> FloatArray:
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


def _rows_below(places: FloatArray, group: IntArray, radius: FloatArray) -> None:
    """Put what has no ties into rows under the rest, in place."""
    alone = np.flatnonzero(group < 0)
    if not len(alone):
        return
    rest = np.flatnonzero(group >= 0)
    step = 2 * (float(radius[alone].max()) + GAP)
    left, right, bottom = -1.0, 1.0, 0.0
    if len(rest):
        left, right = float(places[rest, 0].min()), float(places[rest, 0].max())
        bottom = float((places[rest, 1] + radius[rest]).max()) + 2 * step
    fit = max(int((right - left) // step) + 1, int(np.ceil(np.sqrt(len(alone) * 1.5))))
    numbers = np.arange(len(alone))
    places[alone, 0] = (left + right) / 2 + (numbers % fit - (min(fit, len(alone)) - 1) / 2) * step
    places[alone, 1] = bottom + numbers // fit * step


def community_names(selection: Selection, group: IntArray) -> tuple[str, ...]:
    """What each community is called: its most connected body, or else actor."""
    snapshot = selection.snapshot
    bodies = snapshot.of_kinds(("body",))[selection.entities]
    names = []
    for one in range(int(group.max()) + 1 if len(group) else 0):
        members = np.flatnonzero(group == one)
        best = members[np.lexsort((members, -selection.degree[members], ~bodies[members]))[0]]
        names.append(snapshot.names[selection.entities[best]])
    return _distinct(names)


def _distinct(names: list[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(found)
