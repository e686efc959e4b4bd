"""networkx as an engine of the benchmark, used as its documentation says."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np

from graph.networks import LARGE, Network
from seed.bench.measures_kinds import DAMPING, EGOS, NEAR, SETTLED, SOURCES, Calls, Result, chosen, ranked
from seed.bench.measures_networks import Networks


def _graph(network: Network) -> nx.Graph[int]:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(network)))
    graph.add_edges_from(zip(*(part.tolist() for part in network.edges[:2]), strict=True))
    return graph


def prepared(networks: Networks, key: str) -> Calls:
    """What networkx can do. Only the graph that the measure needs is made."""
    if key == "graph":
        return {"graph": lambda: np.array([_graph(networks.contacts).number_of_edges()])}
    if key in ("constraint", "effective_size", "likely"):
        return _contacts(_graph(networks.meetings))
    if key == "projection":
        return _projection(networks)
    graph = _graph(networks.contacts)
    return {**_structure(graph), **_distances(graph, networks)}


def _values(found: dict[int, float]) -> Result:
    return np.array([found[place] for place in range(len(found))])


def _broker(graph: nx.Graph[int]) -> int:
    """Who has most contacts, of several the first."""
    return max(graph, key=lambda one: (len(graph[one]), -one))


def _structure(graph: nx.Graph[int]) -> Calls:
    def cut() -> Result:
        edges: Any = nx.bridges(graph)  # the stubs say that it yields nodes
        bridges = np.array(sorted((min(edge), max(edge)) for edge in edges), dtype=int).reshape(-1, 2)
        return np.concatenate([np.sort(np.array(list(nx.articulation_points(graph)), dtype=int)), *bridges.T])

    broker = _broker(graph)

    def without() -> Result:
        others = nx.node_connected_component(graph, broker) - {broker}
        pieces = [len(one) for one in nx.connected_components(graph.subgraph(others))]
        return np.array([sum(pieces) - max(pieces)])

    return {
        "pagerank": lambda: _values(nx.pagerank(graph, DAMPING, tol=SETTLED / len(graph), max_iter=1000)),
        "cores": lambda: _values(nx.core_number(graph)),
        "components": lambda: np.sort([len(one) for one in nx.connected_components(graph)]),
        "cuts": cut,
        "without": without,
        "communities": lambda: np.array([len(one) for one in nx.community.louvain_communities(graph, seed=1)]),
    }


def _distances(graph: nx.Graph[int], networks: Networks) -> Calls:
    size = len(graph)

    def between(count: int) -> Result:
        sources = chosen(size, count)
        found = nx.betweenness_centrality_subset(graph, sources, list(graph), normalized=False)
        return _values(found)

    def path() -> Result:
        return np.array([float(nx.shortest_path_length(graph, one, other)) for one, other in networks.pairs])

    def egos() -> Result:
        return np.array([len(nx.ego_graph(graph, one, radius=2)) for one in chosen(size, EGOS)])

    def near(places: list[int]) -> Result:
        found = nx.harmonic_centrality(graph, nbunch=places)
        return np.array([found[place] for place in places])

    return {
        "betweenness": lambda: between(SOURCES),
        "betweenness_1024": lambda: between(1024),
        "harmonic_some": lambda: near(chosen(size, NEAR)),
        "harmonic": lambda: near(list(range(size))),
        "path": path,
        "egos": egos,
    }


def _contacts(graph: nx.Graph[int]) -> Calls:
    broker = _broker(graph)

    def likely() -> Result:
        known = {*graph[broker], broker}
        scores = nx.resource_allocation_index(graph, [(broker, other) for other in graph if other not in known])
        return ranked(np.array([score for _, _, score in scores]))

    return {
        "constraint": lambda: _values(nx.constraint(graph)),
        "effective_size": lambda: _values(nx.effective_size(graph)),
        "likely": likely,
    }


def _projection(networks: Networks) -> Calls:
    both = networks.both
    fits = (both.sizes >= 2) & (both.sizes <= LARGE)
    row = np.repeat(np.arange(len(both.actors)), np.diff(both.starts))
    keep = fits[both.columns]
    size = len(both.actors)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(zip(row[keep].tolist(), (size + both.columns[keep]).tolist(), strict=True))

    def project() -> Result:
        found = nx.bipartite.collaboration_weighted_projected_graph(graph, range(size))
        degree = [found.degree[place] for place in range(size)]
        return np.concatenate(([0], np.cumsum(degree)))

    return {"projection": project}
