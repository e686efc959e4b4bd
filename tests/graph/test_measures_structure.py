"""Components, cut actors, bridges, cores and PageRank are those of networkx on every network that can be found."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measure_graphs import network, networks, plain

from graph.measures.components import components
from graph.measures.cores import core_numbers
from graph.measures.cuts import cuts
from graph.measures.pagerank import pagerank
from graph.networks import Network


def parts(labels: list[int]) -> set[frozenset[int]]:
    return {frozenset(p for p, one in enumerate(labels) if one == label) for label in set(labels) if label >= 0}


@given(networks())
def test_components_are_those_of_networkx_largest_first(of: Network) -> None:
    found = components(of)
    assert parts(found.component.tolist()) == {frozenset(one) for one in nx.connected_components(plain(of))}
    assert found.sizes.tolist() == sorted(np.bincount(found.component).tolist(), reverse=True)


@given(networks(), st.sets(st.integers(0, 11)))
def test_components_without_some_are_those_of_what_remains(of: Network, gone: set[int]) -> None:
    without = np.array([place in gone for place in range(len(of))], dtype=np.bool_)
    graph = plain(of)
    graph.remove_nodes_from(gone)
    found = components(of, without)
    assert parts(found.component.tolist()) == {frozenset(one) for one in nx.connected_components(graph)}
    assert {p for p, one in enumerate(found.component.tolist()) if one < 0} == {p for p in gone if p < len(of)}


@given(networks())
def test_cut_actors_and_bridges_are_those_of_networkx(of: Network) -> None:
    found, graph = cuts(of), plain(of)
    assert set(np.flatnonzero(found.articulation).tolist()) == set(nx.articulation_points(graph))
    bridges = list(zip(*(part.tolist() for part in found.bridges), strict=True))
    assert bridges == sorted((min(edge), max(edge)) for edge in nx.bridges(graph))
    assert parts(found.component.tolist()) == {frozenset(one) for one in nx.connected_components(graph)}


@given(networks())
def test_what_is_lost_without_each_actor_is_what_its_removal_leaves_apart(of: Network) -> None:
    found, graph = cuts(of), plain(of)
    for place in range(len(of)):
        others = nx.node_connected_component(graph, place) - {place}
        pieces = sorted(map(len, nx.connected_components(graph.subgraph(others))))
        assert found.pieces[place] == len(pieces)
        assert found.lost[place] == sum(pieces[:-1])


@given(networks())
def test_core_numbers_are_those_of_networkx(of: Network) -> None:
    assert dict(enumerate(core_numbers(of).tolist())) == nx.core_number(plain(of))


@given(networks(weighted=True), st.booleans())
def test_pagerank_is_that_of_networkx(of: Network, weighted: bool) -> None:
    expected = nx.pagerank(plain(of), weight="weight" if weighted else None, tol=1e-10, max_iter=1000)
    found = pagerank(of, weighted=weighted, accuracy=1e-12)
    assert dict(enumerate(found.tolist())) == pytest.approx(expected, abs=1e-9)


def test_a_long_chain_does_not_end_in_recursion() -> None:
    size = 400
    found = cuts(network(size, [(place, place + 1) for place in range(size - 1)]))
    assert found.lost[size // 2] == size // 2 - 1
    assert found.articulation.sum() == size - 2


def test_pagerank_says_when_it_does_not_settle() -> None:
    with pytest.raises(ArithmeticError, match="settle"):
        pagerank(network(3, [(0, 1)]), damping=1.0, accuracy=-1.0)
