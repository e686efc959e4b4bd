"""Communities hang together, are of high modularity, and are always the same."""

from __future__ import annotations

from itertools import combinations

import igraph
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from measure_graphs import network, networks, plain

from graph.communities import communities
from graph.kernels.leiden import leiden
from graph.networks import Network


def found_in(of: Network) -> list[set[int]]:
    labels = leiden(of.starts, of.neighbours, of.weights)
    return [set(np.flatnonzero(labels == one).tolist()) for one in np.unique(labels)]


@given(networks(weighted=True))
def test_every_community_hangs_together_and_everyone_is_in_one(of: Network) -> None:
    parts, graph = found_in(of), plain(of)
    assert sorted(place for part in parts for place in part) == list(range(len(of)))
    assert all(nx.is_connected(graph.subgraph(part)) for part in parts)


@given(networks(least=2, weighted=True))
def test_they_are_no_worse_than_components_and_than_everyone_alone(of: Network) -> None:
    graph = plain(of)
    if not of.edge_count:
        return
    modularity = nx.community.modularity(graph, found_in(of))
    assert modularity >= nx.community.modularity(graph, list(nx.connected_components(graph))) - 1e-9
    assert modularity >= nx.community.modularity(graph, [{place} for place in graph]) - 1e-9


@pytest.mark.parametrize(
    "graph",
    [
        nx.karate_club_graph(),
        nx.planted_partition_graph(8, 25, 0.5, 0.02, seed=3),
        nx.powerlaw_cluster_graph(800, 3, 0.5, seed=3),
        nx.relaxed_caveman_graph(30, 8, 0.2, seed=3),
    ],
    ids=["karate club", "planted", "power law", "caves"],
)
def test_modularity_is_as_high_as_that_of_igraph(graph: nx.Graph[int]) -> None:
    of = network(len(graph), list(graph.edges))
    pairs = igraph.Graph(n=len(graph), edges=list(graph.edges))
    peer = max(pairs.community_leiden(objective_function="modularity", n_iterations=4).modularity for _ in range(3))
    assert nx.community.modularity(plain(of), found_in(of)) > peer - 0.01


def test_planted_communities_are_found() -> None:
    graph = nx.planted_partition_graph(8, 25, 0.5, 0.02, seed=3)
    of = network(200, list(graph.edges))
    assert {frozenset(part) for part in found_in(of)} == {frozenset(range(one, one + 25)) for one in range(0, 200, 25)}


def test_the_order_of_ties_makes_no_difference() -> None:
    graph = nx.powerlaw_cluster_graph(300, 2, 0.5, seed=3)
    first, second = (np.array(ends, dtype=np.int32) for ends in zip(*graph.edges, strict=True))
    order = np.random.default_rng(1).permutation(len(first))
    one, other = communities(300, first, second), communities(300, second[order], first[order])
    assert one.tolist() == other.tolist()


def test_heavy_edges_hold_together() -> None:
    ring = [(one, (one + 1) % 12) for one in range(12)]
    of = network(12, ring, [10.0 if one % 3 else 0.1 for one in range(12)])
    assert {frozenset(part) for part in found_in(of)} == {
        frozenset({1, 2, 3}),
        frozenset({4, 5, 6}),
        frozenset({7, 8, 9}),
        frozenset({10, 11, 0}),
    }


def test_what_is_small_and_hangs_together_is_one_community() -> None:
    small = [(one, one + 1) for one in range(9)]
    large = [(10 + one, 10 + other) for one, other in combinations(range(20), 2)]
    first, second = (np.array(ends, dtype=np.int32) for ends in zip(*small, *large, strict=True))
    found = communities(31, first, second)
    assert found.tolist() == [1] * 10 + [0] * 20 + [-1]
