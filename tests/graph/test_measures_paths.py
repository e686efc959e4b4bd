"""Best paths and ego networks are those of networkx."""

from __future__ import annotations

from itertools import islice

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measure_graphs import network, networks, plain

from graph.measures.paths import best_paths, ego, entry_costs, two_step_reach
from graph.networks import Network


def of_networkx(graph: nx.Graph[int], a: int, b: int, k: int, weight: str | None) -> list[list[int]]:
    try:
        return list(islice(nx.shortest_simple_paths(graph, a, b, weight=weight), k))
    except nx.NetworkXNoPath:
        return []


def length(graph: nx.Graph[int], path: list[int], weight: str | None) -> float:
    return float(nx.path_weight(graph, path, weight)) if weight else len(path) - 1.0


@given(networks(least=1, most=8, weighted=True), st.booleans(), st.data())
def test_the_best_paths_cost_what_those_of_networkx_cost(of: Network, weighted: bool, data: st.DataObject) -> None:
    places = st.integers(0, len(of) - 1)
    a, b, k = data.draw(places), data.draw(places), data.draw(st.integers(0, 6))
    graph, weight = plain(of), "weight" if weighted else None
    found = best_paths(of, a, b, k, of.weights if weighted else None)
    expected = of_networkx(graph, a, b, k, weight)
    assert [one.cost for one in found] == pytest.approx([length(graph, path, weight) for path in expected])
    for one in found:
        assert one.cost == pytest.approx(length(graph, list(one.places), weight))
        assert nx.is_simple_path(graph, one.places)
        assert (one.places[0], one.places[-1]) == (a, b)
    assert len({one.places for one in found}) == len(found)


@given(networks(least=1), st.data())
def test_one_path_by_steps_is_a_shortest_one(of: Network, data: st.DataObject) -> None:
    places = st.integers(0, len(of) - 1)
    a, b = data.draw(places), data.draw(places)
    graph, found = plain(of), best_paths(of, a, b, 1)
    assert bool(found) == nx.has_path(graph, a, b)
    for one in found:
        assert one.cost == len(one.places) - 1 == nx.shortest_path_length(graph, a, b)
        assert nx.is_simple_path(graph, one.places)
        assert (one.places[0], one.places[-1]) == (a, b)


def test_a_closed_edge_is_not_walked() -> None:
    of = network(3, [(0, 1), (1, 2), (0, 2)])
    costs = entry_costs(of, np.array([1.0, np.inf, 1.0]))  # of the edges 0-1, 0-2, 1-2
    assert [one.places for one in best_paths(of, 0, 2, 5, costs)] == [(0, 1, 2)]


@given(networks(weighted=True))
def test_costs_of_edges_stand_in_both_rows(of: Network) -> None:
    assert entry_costs(of, of.edges[2]).tolist() == of.weights.tolist()


@pytest.mark.parametrize("costs", [[0.0, 1.0], [float("nan"), 1.0], [1.0]])
def test_costs_that_mean_nothing_are_refused(costs: list[float]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        best_paths(network(2, [(0, 1)]), 0, 1, cost=np.array(costs))


@given(networks(least=1), st.integers(0, 4), st.data())
def test_an_ego_network_has_everyone_within_so_many_steps(of: Network, steps: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(of) - 1))
    places, distance = ego(of, place, steps)
    expected = nx.single_source_shortest_path_length(plain(of), place, cutoff=steps)
    assert dict(zip(places.tolist(), distance.tolist(), strict=True)) == dict(expected)
    assert distance.tolist() == sorted(distance.tolist())


@given(networks())
def test_two_steps_reach_everyone_with_a_common_contact(of: Network) -> None:
    graph = plain(of)
    expected = [len(nx.single_source_shortest_path_length(graph, place, cutoff=2)) - 1 for place in range(len(of))]
    assert two_step_reach(of).tolist() == expected
    backwards = np.arange(len(of), dtype=np.int32)[::-1].copy()
    assert two_step_reach(of, backwards).tolist() == expected[::-1]
