"""What measures run on: a simple undirected network of actors, and the two-mode network of actors and bodies.

Both are views of a snapshot: ties are records (several may stand between the same two actors, each with its role and
period), an edge says that there is at least one. Compressed rows over places: the entity at place i is `entities[i]`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from graph.columns import BoolArray, FloatArray, IntArray, compressed
from graph.filtering import Filter, select
from graph.selection import Selection
from graph.snapshot import Snapshot

if TYPE_CHECKING:
    import networkx as nx

Starts = NDArray[np.int64]
CONTACT: Final = ("membership", "moderation", "leadership", "advice", "support", "structure")
"""Groups of roles in which two actors have to do with each other. Who lies in the same town does not for that alone."""
AFFILIATION: Final = ("membership", "moderation", "leadership", "advice")
"""Groups of roles by which an actor meets the others of a body. Advice is attendance without membership."""
LARGE: Final = 60
"""Bodies with more members are left out of projections: who sits in a plenary of hundreds does not know everyone
there, and the pairs grow with the square (research: 200 million at half a million actors)."""


@dataclass(frozen=True, eq=False)
class Network:
    """A simple undirected network without loops. Row i is `starts[i]:starts[i + 1]`, neighbours ascending."""

    snapshot: Snapshot
    entities: IntArray
    """Entity numbers, ascending."""
    starts: Starts
    neighbours: IntArray
    """Places in `entities`; every edge stands in both rows."""
    weights: FloatArray
    """Of each entry: the number of ties between the two, or what a projection defines."""

    def __len__(self) -> int:
        return len(self.entities)

    @property
    def edge_count(self) -> int:
        """Number of edges, each once."""
        return len(self.neighbours) // 2

    @property
    def ids(self) -> list[str]:
        """Ids of the entities, in order."""
        return self.snapshot.ids.several(self.entities)

    @cached_property
    def degree(self) -> IntArray:
        """Number of neighbours of each entity."""
        return np.diff(self.starts).astype(np.int32)

    @cached_property
    def place(self) -> IntArray:
        """Place of each entity number of the snapshot, -1 for what is not in the network."""
        found = np.full(len(self.snapshot), -1, dtype=np.int32)
        found[self.entities] = np.arange(len(self.entities), dtype=np.int32)
        return found

    def place_of(self, id_: str) -> int:
        """Place of an entity. Raises KeyError where it is not in the network."""
        found = int(self.place[self.snapshot.index[id_]])
        if found < 0:
            raise KeyError(id_)
        return found

    @cached_property
    def edges(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Each edge once: `(first, second, weight)` with first < second, ordered."""
        first = np.repeat(np.arange(len(self), dtype=np.int32), self.degree)
        once = first < self.neighbours
        return first[once], self.neighbours[once], self.weights[once]

    def to_networkx(self) -> nx.Graph[str]:
        """The same as a networkx graph; nodes are ids, edges have a `weight`."""
        import networkx as nx

        graph: nx.Graph[str] = nx.Graph()
        ids = self.ids
        graph.add_nodes_from(ids)
        for one, other, weight in zip(*(part.tolist() for part in self.edges), strict=True):
            graph.add_edge(ids[one], ids[other], weight=weight)
        return graph


def from_edges(
    snapshot: Snapshot, entities: IntArray, first: IntArray, second: IntArray, weights: FloatArray
) -> Network:
    """A network of places. Edges between the same two are one, with the sum of their weights; loops are left out."""
    size = len(entities)
    loop = first == second
    ends = np.concatenate((first[~loop], second[~loop])).astype(np.int64)
    others = np.concatenate((second[~loop], first[~loop])).astype(np.int64)
    keys, inverse = np.unique(ends * max(size, 1) + others, return_inverse=True)
    summed = np.bincount(inverse, weights=np.tile(weights[~loop], 2), minlength=len(keys))
    rows = keys // max(size, 1)
    starts = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=size), out=starts[1:])
    return Network(snapshot, entities, starts, (keys % max(size, 1)).astype(np.int32), summed.astype(np.float64))


def of_selection(selection: Selection) -> Network:
    """The network of a selection; weights are numbers of ties."""
    first, second = selection.ends
    return from_edges(selection.snapshot, selection.entities, first, second, np.ones(len(first)))


def actor_network(snapshot: Snapshot, wanted: Filter | None = None) -> Network:
    """Actors at the snapshot's Stand and their contacts (`CONTACT`); or the part of it that a filter asks for."""
    if wanted is not None:
        return of_selection(select(snapshot, wanted))
    actors = snapshot.of_kinds(("actor",)) & snapshot.entity_shown
    return of_selection(Selection.of(snapshot, actors, snapshot.tie_shown & _in_groups(snapshot, CONTACT)))


def _in_groups(snapshot: Snapshot, groups: Collection[str]) -> BoolArray:
    return snapshot.role_mask(snapshot.vocabulary.roles_in(*groups))


@dataclass(frozen=True, eq=False)
class Affiliation:
    """The two-mode network: which actors take part in which bodies. Each pair once, whatever number of roles."""

    snapshot: Snapshot
    actors: IntArray
    """Entity numbers, ascending; a body can be a member of a body and is then an actor, too."""
    bodies: IntArray
    """Entity numbers, ascending; also bodies of which no member is known."""
    starts: Starts
    columns: IntArray
    """Bodies of actor i, as places in `bodies`: `columns[starts[i]:starts[i + 1]]`."""
    body_starts: Starts
    rows: IntArray
    """Actors of body j, as places in `actors`: `rows[body_starts[j]:body_starts[j + 1]]`."""

    @cached_property
    def sizes(self) -> IntArray:
        """Number of actors of each body."""
        return np.diff(self.body_starts).astype(np.int32)

    def shared_bodies(self, most: int = LARGE) -> Network:
        """Actors who meet: an edge for each pair with a body of 2 to `most` actors in common.

        Weight of a pair: the sum over shared bodies of 1 / (size - 1), so that each body gives each of its actors a
        weight of one in all (M. E. J. Newman, Scientific collaboration networks II, Phys. Rev. E 64, 016132, 2001).
        Cost: the sum of the squared sizes. Entities are `actors`.
        """
        from graph.kernels import meetings

        fits = (self.sizes >= 2) & (self.sizes <= most)
        share = np.where(fits, 1.0 / np.maximum(self.sizes - 1, 1), 0.0)
        rows = meetings.meetings(self.starts, self.columns, self.body_starts, self.rows, share)
        return Network(self.snapshot, self.actors, *rows)


def affiliation(snapshot: Snapshot, groups: Collection[str] = AFFILIATION) -> Affiliation:
    """Who takes part in which body at the snapshot's Stand, in roles of these groups."""
    shown = snapshot.entity_shown
    bodies = snapshot.of_kinds(("body",)) & shown
    actors = snapshot.of_kinds(("actor",)) & shown
    ties = snapshot.ties
    counts = snapshot.tie_shown & _in_groups(snapshot, groups) & actors[ties.subject] & bodies[ties.object]
    counts &= ties.subject != ties.object
    pairs = np.unique(ties.subject[counts].astype(np.int64) * max(len(snapshot), 1) + ties.object[counts])
    subject, object_ = pairs // max(len(snapshot), 1), pairs % max(len(snapshot), 1)
    body_numbers = np.flatnonzero(bodies).astype(np.int32)
    actor_numbers = np.unique(subject).astype(np.int32)
    rows = np.searchsorted(actor_numbers, subject).astype(np.int32)
    columns = np.searchsorted(body_numbers, object_).astype(np.int32)
    starts, order = compressed(rows, len(actor_numbers))
    body_starts, body_order = compressed(columns, len(body_numbers))
    return Affiliation(snapshot, actor_numbers, body_numbers, starts, columns[order], body_starts, rows[body_order])
