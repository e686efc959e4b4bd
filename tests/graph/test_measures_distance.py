"""Betweenness and closeness are those of networkx; what is sampled stays within the errors that it states."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measure_graphs import network, networks, plain

from graph.measures.betweenness import betweenness
from graph.measures.closeness import closeness, distances, distances_of, harmonic, harmonic_sampled
from graph.measures.ordering import ordered
from graph.networks import Network


@given(networks())
def test_betweenness_is_that_of_networkx(of: Network) -> None:
    found = betweenness(of)
    assert dict(enumerate(found.values.tolist())) == pytest.approx(nx.betweenness_centrality(plain(of)))
    assert found.exact
    assert not found.bound.any()


@given(networks())
def test_harmonic_closeness_is_that_of_networkx(of: Network) -> None:
    others = max(len(of) - 1, 1)
    expected = {place: value / others for place, value in nx.harmonic_centrality(plain(of)).items()}
    assert dict(enumerate(harmonic(of).tolist())) == pytest.approx(expected)


@given(networks())
def test_closeness_is_that_of_networkx(of: Network) -> None:
    assert dict(enumerate(closeness(of).tolist())) == pytest.approx(nx.closeness_centrality(plain(of)))


@pytest.fixture(scope="module")
def middling() -> Network:
    """400 actors in communities, with leaves, a clique, a long chain and some who are alone."""
    graph = nx.barabasi_albert_graph(250, 2, seed=3)
    edges = [*graph.edges, *combinations(range(250, 262), 2), *((one, one + 1) for one in range(261, 380))]
    return network(400, [*edges, (5, 255)])


@pytest.fixture(scope="module")
def large() -> Network:
    """3,000 actors: rows are put in another order, and there are more sources than fit into one call."""
    random = np.random.default_rng(1)
    graph = nx.powerlaw_cluster_graph(2900, 2, 0.3, seed=random)
    return network(3000, list(graph.edges))


@given(networks(), st.data())
def test_closeness_of_some_is_that_of_all(of: Network, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.integers(0, max(len(of) - 1, 0)), unique=True)) if len(of) else []
    places = np.array(chosen, dtype=np.int32)
    found, whole = distances_of(of, places), distances(of)
    assert found.harmonic().tolist() == pytest.approx(whole.harmonic()[places].tolist())
    assert found.closeness().tolist() == pytest.approx(whole.closeness()[places].tolist())
    assert found.reached.tolist() == whole.reached[places].tolist()


def test_closeness_of_many_is_that_of_all(middling: Network) -> None:
    places = np.arange(0, 390, dtype=np.int32)[::-1].copy()
    assert distances_of(middling, places).harmonic() == pytest.approx(harmonic(middling)[places])


def test_many_batches_are_as_good_as_one(middling: Network) -> None:
    graph = plain(middling)
    assert dict(enumerate(betweenness(middling).values.tolist())) == pytest.approx(nx.betweenness_centrality(graph))
    assert dict(enumerate(closeness(middling).tolist())) == pytest.approx(nx.closeness_centrality(graph))


def test_another_order_of_the_rows_is_the_same_network(large: Network) -> None:
    rows = ordered(large)
    assert sorted(rows.order.tolist()) == list(range(3000))
    assert rows.order.tolist() != list(range(3000))
    first = rows.order[np.repeat(np.arange(3000), np.diff(rows.starts))]
    found = set(map(frozenset, zip(first.tolist(), rows.order[rows.neighbours].tolist(), strict=True)))
    assert found == {frozenset(edge) for edge in plain(large).edges}


def test_distances_of_a_large_network_are_those_of_networkx(large: Network) -> None:
    found, graph = distances(large), plain(large)
    for place in (0, 7, 1500, 2950):
        lengths = nx.single_source_shortest_path_length(graph, place)
        assert found.reached[place] == len(lengths) - 1
        assert found.total[place] == sum(lengths.values())
        assert found.reciprocal[place] == pytest.approx(sum(1 / one for one in lengths.values() if one))


def test_sampled_betweenness_stays_within_its_stated_errors(large: Network) -> None:
    exact = betweenness(large)
    sampled = betweenness(large, sources=600)
    assert sampled.sources == 600
    off = np.abs(sampled.values - exact.values)
    assert (off <= sampled.bound).all()
    highest = np.argsort(-exact.values)[:100]  # of the others too few paths are seen for an interval of their own
    assert (off <= sampled.error)[highest].mean() > 0.8
    assert off.max() < 0.02


def test_sampled_harmonic_closeness_stays_within_its_stated_errors(large: Network) -> None:
    exact = harmonic(large)
    sampled = harmonic_sampled(large, sources=600)
    off = np.abs(sampled.values - exact)
    assert not sampled.exact
    assert (off <= sampled.bound).all()
    assert (off <= sampled.error).mean() > 0.85
    assert sampled.bound.max() < 0.1


def test_where_half_of_all_are_asked_for_the_result_is_exact(middling: Network) -> None:
    assert betweenness(middling, sources=200).exact
    assert not betweenness(middling, sources=150).exact
    assert harmonic_sampled(middling, sources=None).exact


def test_the_same_sample_is_drawn_every_time(middling: Network) -> None:
    assert np.array_equal(betweenness(middling, sources=50).values, betweenness(middling, sources=50).values)


class Stopped(Exception):
    """The test's own way to stop."""


def test_long_measures_tell_how_far_they_are_and_can_be_stopped(large: Network) -> None:
    told: list[tuple[int, int]] = []
    betweenness(large, sources=300, tell=lambda done, total: told.append((done, total)))
    assert told[0][0] == 0
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]

    def stop(done: int, total: int) -> None:
        if done:
            raise Stopped

    with pytest.raises(Stopped):
        betweenness(large, tell=stop)
    with pytest.raises(Stopped):
        harmonic(large, tell=stop)
