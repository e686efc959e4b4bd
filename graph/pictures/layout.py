"""Where the entities of a selection stand in a picture: computed once, the same for the same record.

Communities become discs that lie apart, with a force-directed placement inside each and among them;
components that hang
together lie apart from each other, and actors without ties stand in rows below.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from graph.columns import FloatArray, IntArray
from graph.communities import communities, community_names
from graph.pictures.forces import forced, turned
from graph.pictures.packing import centred, enclosing_radius, shelved
from graph.selection import Selection

NODE_MIN, NODE_MAX = 7.0, 26.0
GAP, WIDE_GAP = 9.0, 26.0
"""Free room around each node, in the unit of the layout (a pixel at scale 1): in large and in small pictures."""
_MANY = 300


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


def gap(count: int) -> float:
    """Free room around each of so many nodes: more in small pictures, where there is room for every label."""
    return float(np.interp(count, [_MANY / 10, _MANY], [WIDE_GAP, GAP]))


def silent(done: int, total: int) -> None:
    """For who does not want to hear how far it is."""


def layout(selection: Selection, tell: Callable[[int, int], None] = silent) -> Layout:
    """Place the entities of a selection. Deterministic; no two circles overlap.

    `tell` hears how many of them have a place; what it raises ends the work. Cost: seconds for thousands of entities.
    """
    tell(0, len(selection))
    count = len(selection)
    radius = node_radius(selection.degree)
    room = radius + gap(count)
    first, second = selection.ends
    group = communities(count, first, second)
    places = np.zeros((count, 2))
    tied = np.flatnonzero(group >= 0)
    if len(tied):
        places[tied] = _components(tied, first, second, group, room, tell)
    _rows_below(places, group, room)
    if count:
        places = centred(places, radius)
    return Layout(places[:, 0], places[:, 1], radius, group, community_names(selection, group))


def _components(
    tied: np.ndarray,
    first: IntArray,
    second: IntArray,
    group: IntArray,
    room: FloatArray,
    tell: Callable[[int, int], None],
) -> FloatArray:
    """Places of everything that has ties: each component for itself, then their boxes in rows."""
    place = np.full(len(group), -1, dtype=np.int64)
    place[tied] = np.arange(len(tied))
    inside = (place[first] >= 0) & (first != second)
    edges = np.column_stack((place[first[inside]], place[second[inside]]))
    links = coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(len(tied), len(tied)))
    number, component = connected_components(links, directed=False)
    places, sizes, done = np.zeros((len(tied), 2)), np.zeros((number, 2)), 0
    for one, members in enumerate(_members(component, number)):
        own = edges[component[edges[:, 0]] == one]
        space = room[tied][members]
        heard = _counted_on(tell, done, len(group))
        found = _component(np.searchsorted(members, own), group[tied][members], space, heard)
        done += len(members)
        places[members] = found
        sizes[one] = (found + space[:, None]).max(axis=0) - (found - space[:, None]).min(axis=0)
    return np.asarray(places + shelved(sizes)[component])


def _counted_on(tell: Callable[[int, int], None], done: int, total: int) -> Callable[[int], None]:
    return lambda more: tell(done + more, total)


def _members(part: np.ndarray, number: int) -> list[np.ndarray]:
    order = np.argsort(part, kind="stable")
    return np.split(order, np.cumsum(np.bincount(part, minlength=number))[:-1])


def _component(edges: np.ndarray, group: IntArray, room: FloatArray, tell: Callable[[int], None]) -> FloatArray:
    """Places of one component around the origin."""
    keys, disc = np.unique(group, return_inverse=True)
    if len(keys) == 1:
        return forced(edges, room)
    places, sizes, done = np.zeros((len(group), 2)), np.zeros(len(keys)), 0
    for one, members in enumerate(_members(disc, len(keys))):
        tell(done)
        done += len(members)
        own = edges[(disc[edges] == one).all(axis=1)]
        places[members] = forced(np.searchsorted(members, own), room[members])
        sizes[one] = enclosing_radius(places[members], room[members])
    between = disc[edges]
    between = np.unique(np.sort(between[between[:, 0] != between[:, 1]], axis=1), axis=0)
    centres = forced(between, sizes + GAP)
    return centred(turned(places, centres, edges, disc) + centres[disc], room)


def _rows_below(places: FloatArray, group: IntArray, room: FloatArray) -> None:
    """Put what has no ties into rows under the rest, in place."""
    alone = np.flatnonzero(group < 0)
    if not len(alone):
        return
    rest = np.flatnonzero(group >= 0)
    step = 2 * float(room[alone].max())
    left, right, bottom = -1.0, 1.0, 0.0
    if len(rest):
        left, right = float(places[rest, 0].min()), float(places[rest, 0].max())
        bottom = float((places[rest, 1] + room[rest]).max()) + step
    fit = max(int((right - left) // step) + 1, int(np.ceil(np.sqrt(len(alone) * 1.5))))
    numbers = np.arange(len(alone))
    places[alone, 0] = (left + right) / 2 + (numbers % fit - (min(fit, len(alone)) - 1) / 2) * step
    places[alone, 1] = bottom + numbers // fit * (step + 20)  # room for labels
