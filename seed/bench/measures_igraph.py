"""igraph as an engine of the benchmark."""

from __future__ import annotations

import igraph
import numpy as np

from graph.networks import LARGE, Network
from seed.bench.measures_kinds import DAMPING, EGOS, NEAR, SOURCES, Calls, Result, chosen
from seed.bench.measures_networks import Networks


def _graph(network: Network) -> igraph.Graph:
    return igraph.Graph(n=len(network), edges=np.column_stack(network.edges[:2]))


def prepared(networks: Networks, key: str) -> Calls:
    """What igraph can do."""
    if key == "graph":
        return {"graph": lambda: np.array([_graph(networks.contacts).ecount()])}
    if key == "constraint":
        meetings = _graph(networks.meetings)
        return {"constraint": lambda: np.array(meetings.constraint())}
    if key == "projection":
        return _projection(networks)
    graph = _graph(networks.contacts)
    return {**_structure(graph), **_distances(graph, networks)}


def _structure(graph: igraph.Graph) -> Calls:
    def cut() -> Result:
        ends = np.array([graph.es[one].tuple for one in graph.bridges()])
        bridges = ends[np.lexsort((ends.max(axis=1), ends.min(axis=1)))]
        points = np.sort(graph.articulation_points())
        return np.concatenate([points, bridges.min(axis=1), bridges.max(axis=1)])

    broker = int(np.argmax(graph.degree()))

    def without() -> Result:
        of = np.array(graph.connected_components().membership)
        inside = np.flatnonzero(of == of[broker])
        pieces = graph.induced_subgraph(inside[inside != broker].tolist()).connected_components().sizes()
        return np.array([sum(pieces) - max(pieces)])

    return {
        "pagerank": lambda: np.array(graph.pagerank(damping=DAMPING)),
        "cores": lambda: np.array(graph.coreness()),
        "components": lambda: np.sort(graph.connected_components().sizes()),
        "cuts": cut,
        "without": without,
        "communities": lambda: np.array(
            graph.community_leiden(objective_function="modularity", n_iterations=4).membership
        ),
    }


def _distances(graph: igraph.Graph, networks: Networks) -> Calls:
    size = graph.vcount()

    def between(count: int) -> Result:
        return np.array(graph.betweenness(directed=False, sources=chosen(size, count)))

    def near(places: list[int]) -> Result:
        sums: Result = np.nan_to_num(np.array(graph.harmonic_centrality(vertices=places, normalized=False)))
        return sums

    def path() -> Result:
        return np.array([len(graph.get_shortest_path(one, other)) - 1.0 for one, other in networks.pairs])

    return {
        "betweenness": lambda: between(SOURCES),
        "betweenness_1024": lambda: between(1024),
        "harmonic_some": lambda: near(chosen(size, NEAR)),
        "harmonic": lambda: near(list(range(size))),
        "path": path,
        "egos": lambda: np.array(graph.neighborhood_size(chosen(size, EGOS), order=2)),
    }


def _projection(networks: Networks) -> Calls:
    both = networks.both
    fits = (both.sizes >= 2) & (both.sizes <= LARGE)
    row = np.repeat(np.arange(len(both.actors)), np.diff(both.starts))
    keep = fits[both.columns]
    size = len(both.actors)
    edges = np.column_stack((row[keep], size + both.columns[keep]))
    kinds = [False] * size + [True] * len(both.bodies)
    graph = igraph.Graph(n=size + len(both.bodies), edges=edges)

    def project() -> Result:
        found = graph.bipartite_projection(types=kinds, which=0)
        return np.concatenate(([0], np.cumsum(found.degree())))

    return {"projection": project}
