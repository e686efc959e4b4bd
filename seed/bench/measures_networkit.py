"""networkit as an engine of the benchmark, with one thread as all others have (it is not among what is installed)."""

from __future__ import annotations

import networkit
import numpy as np

from graph.networks import Network
from seed.bench.measures_kinds import DAMPING, SETTLED, SOURCES, Calls, Result
from seed.bench.measures_networks import Networks


def _graph(network: Network) -> networkit.Graph:
    first, second = (ends.astype(np.uint64) for ends in network.edges[:2])  # other types end the process
    return networkit.GraphFromCoo((first, second), n=len(network), directed=False, weighted=False)


def prepared(networks: Networks, key: str) -> Calls:
    """What networkit can do."""
    networkit.setNumberOfThreads(1)
    if key == "graph":
        return {"graph": lambda: np.array([_graph(networks.contacts).numberOfEdges()])}
    graph = _graph(networks.contacts)
    return {**_structure(graph), **_distances(graph, networks)}


def _structure(graph: networkit.Graph) -> Calls:
    sinks = networkit.centrality.SinkHandling.DistributeSinks

    def pagerank() -> Result:
        found = networkit.centrality.PageRank(graph, damp=DAMPING, tol=SETTLED, distributeSinks=sinks)
        found.norm = networkit.centrality.Norm.L1_NORM
        ranks = np.array(found.run().scores())
        return np.asarray(ranks / ranks.sum())  # it leaves out what those without a contact give

    def components() -> Result:
        found = networkit.components.ConnectedComponents(graph)
        return np.sort(list(found.run().getComponentSizes().values()))

    broker = max(graph.iterNodes(), key=lambda one: (graph.degree(one), -one))

    def without() -> Result:
        whole = networkit.components.ConnectedComponents(graph).run()
        inside = whole.getComponentSizes()[whole.componentOfNode(broker)]
        rest = networkit.Graph(graph)
        rest.removeNode(broker)
        found = networkit.components.ConnectedComponents(rest).run()
        pieces = {found.componentOfNode(one) for one in graph.iterNeighbors(broker)}
        sizes = found.getComponentSizes()
        return np.array([inside - 1 - max(sizes[piece] for piece in pieces)])

    return {
        "pagerank": pagerank,
        "cores": lambda: np.array(networkit.centrality.CoreDecomposition(graph).run().scores()),
        "components": components,
        "without": without,
        "communities": lambda: np.array(networkit.community.ParallelLeiden(graph).run().getPartition().getVector()),
    }


def _distances(graph: networkit.Graph, networks: Networks) -> Calls:
    def path() -> Result:
        asked = [networkit.distance.BidirectionalBFS(graph, one, other) for one, other in networks.pairs]
        return np.array([one.run().getDistance() for one in asked])

    def between(count: int) -> Result:
        # Its sources are drawn by itself: the time can be compared, the values cannot.
        networkit.centrality.EstimateBetweenness(graph, count).run()
        return np.empty(0)

    return {
        "betweenness": lambda: between(SOURCES),
        "betweenness_1024": lambda: between(1024),
        "harmonic": lambda: np.array(networkit.centrality.HarmonicCloseness(graph, normalized=False).run().scores()),
        "path": path,
    }
