"""A part of a snapshot: some of its entities and ties. What layouts, pictures, matrices and twins are made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from graph.columns import BoolArray, IntArray
from graph.snapshot import Snapshot

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, eq=False)
class Selection:
    """Numbers of entities and ties of a snapshot, each ascending; both ends of every tie are among the entities."""

    snapshot: Snapshot
    entities: IntArray
    ties: IntArray

    def __len__(self) -> int:
        return len(self.entities)

    @classmethod
    def of(cls, snapshot: Snapshot, entities: BoolArray, ties: BoolArray) -> Selection:
        """From masks over the whole snapshot; ties whose ends are not both among the entities are left out."""
        fits = ties & entities[snapshot.ties.subject] & entities[snapshot.ties.object]
        return cls(snapshot, np.flatnonzero(entities).astype(np.int32), np.flatnonzero(fits).astype(np.int32))

    @classmethod
    def whole(cls, snapshot: Snapshot) -> Selection:
        """Everything that stands at the snapshot's Stand."""
        return cls.of(snapshot, snapshot.entity_shown, snapshot.tie_shown)

    @property
    def ids(self) -> list[str]:
        """Ids of the entities, in order."""
        return self.snapshot.ids.several(self.entities)

    @property
    def names(self) -> list[str]:
        """Preferred names of the entities, in order."""
        return self.snapshot.names.several(self.entities)

    @cached_property
    def ends(self) -> tuple[IntArray, IntArray]:
        """Subject and object of each tie as places in `entities`."""
        place = np.full(len(self.snapshot), -1, dtype=np.int32)
        place[self.entities] = np.arange(len(self.entities), dtype=np.int32)
        ties = self.snapshot.ties
        return place[ties.subject[self.ties]], place[ties.object[self.ties]]

    @cached_property
    def degree(self) -> IntArray:
        """Number of ties of each entity within the selection (a tie to itself counts twice)."""
        return np.bincount(np.concatenate(self.ends), minlength=len(self)).astype(np.int32)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The selection as a networkx graph, with the attributes of `Snapshot.to_networkx`."""
        graph = self.snapshot.to_networkx()
        keep = {self.snapshot.ties.ids[one] for one in self.ties.tolist()}
        graph.remove_nodes_from(set(graph) - set(self.ids))
        graph.remove_edges_from([edge for edge in graph.edges(keys=True) if edge[2] not in keep])
        return graph
