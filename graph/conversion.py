"""Snapshots as graphs of networkx (the language in which results are offered) and igraph (which computes)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

import networkx as nx

from graph.columns import NO_STAND, STANDINGS, STATUSES, IntArray
from graph.ties import Ties

if TYPE_CHECKING:
    import igraph


class Columns(Protocol):
    """What of a `graph.snapshot.Snapshot` becomes a graph."""

    @property
    def revision(self) -> int: ...
    @property
    def stand(self) -> date | None: ...
    @property
    def ids(self) -> Sequence[str]: ...
    @property
    def names(self) -> Sequence[str]: ...
    @property
    def kinds(self) -> tuple[str, ...]: ...
    @property
    def kind(self) -> IntArray: ...
    @property
    def roles(self) -> tuple[str, ...]: ...
    @property
    def themes(self) -> tuple[str, ...]: ...
    @property
    def ties(self) -> Ties: ...
    def kind_of(self, number: int, /) -> str: ...
    def family_of(self, number: int, /) -> str: ...


def to_networkx(snapshot: Columns) -> nx.MultiDiGraph[str]:
    """Every entity as a node (`name`, `kind`, `family`), every tie as an edge under its id.

    Attributes of edges: `role`, `theme`, `status`, `start`, `end`, `attested`, `standing` (None without a Stand).
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(revision=snapshot.revision, stand=snapshot.stand)
    for number, id_ in enumerate(snapshot.ids):
        graph.add_node(
            id_,
            name=snapshot.names[number],
            kind=snapshot.kind_of(number),
            family=snapshot.family_of(number),
        )
    ties = snapshot.ties
    for tie, id_ in enumerate(ties.ids):
        standing = int(ties.standing[tie])
        graph.add_edge(
            snapshot.ids[ties.subject[tie]],
            snapshot.ids[ties.object[tie]],
            key=id_,
            role=snapshot.roles[ties.role[tie]],
            theme=snapshot.themes[ties.theme[tie]] if ties.theme[tie] >= 0 else None,
            status=STATUSES[ties.status[tie]],
            start=ties.start[tie],
            end=ties.end[tie],
            attested=ties.attested[tie],
            standing=None if standing == NO_STAND else str(STANDINGS[standing]),
        )
    return graph


def to_igraph(snapshot: Columns) -> igraph.Graph:
    """The same, directed, vertices and edges in the order of the snapshot; vertex `id`, `name`, `kind`;
    edge `id`, `role`.
    """
    import igraph

    ties = snapshot.ties
    edges = list(zip(ties.subject.tolist(), ties.object.tolist(), strict=True))
    graph = igraph.Graph(n=len(snapshot.ids), edges=edges, directed=True)
    graph.vs["id"] = list(snapshot.ids)
    graph.vs["name"] = list(snapshot.names)
    graph.vs["kind"] = [snapshot.kinds[one] for one in snapshot.kind.tolist()]
    graph.es["id"] = list(ties.ids)
    graph.es["role"] = [snapshot.roles[one] for one in ties.role.tolist()]
    return graph
