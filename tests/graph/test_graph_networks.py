"""The networks that measures run on are the ones that networkx makes of the same ties."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from graph_rows import VOCABULARY, Rows, entity, tie
from hypothesis import given
from hypothesis import strategies as st

from graph.networks import actor_network, affiliation
from graph.snapshot import Snapshot, take_snapshot

STAND = date(2012, 11, 1)
ACTORS = tuple(f"a{number}" for number in range(7))
BODIES = tuple(f"b{number}" for number in range(4))
PAIRS = st.lists(st.tuples(st.sampled_from(ACTORS + BODIES), st.sampled_from(BODIES)), max_size=30)


def taken(pairs: list[tuple[str, str]], role: str = "mitglied") -> Snapshot:
    rows = [entity(one) for one in ACTORS] + [entity(one, "netzwerk") for one in BODIES]
    return take_snapshot(Rows(rows, [tie(one, role, other) for one, other in pairs]), STAND, VOCABULARY)


@given(PAIRS)
def test_several_ties_between_two_actors_are_one_edge_that_counts_them(pairs: list[tuple[str, str]]) -> None:
    network = actor_network(taken(pairs))
    counts = Counter(frozenset(pair) for pair in pairs if pair[0] != pair[1])
    found = network.to_networkx()
    assert set(found) == {*ACTORS, *BODIES}
    assert {frozenset(edge): weight for *edge, weight in found.edges(data="weight")} == counts
    assert network.edge_count == len(counts)
    assert dict(zip(network.ids, network.degree.tolist(), strict=True)) == dict(found.degree())


@given(PAIRS)
def test_rows_are_ascending_and_every_edge_stands_in_both(pairs: list[tuple[str, str]]) -> None:
    network = actor_network(taken(pairs))
    rows = [network.neighbours[one:other].tolist() for one, other in pairwise(network.starts)]
    assert all(row == sorted(set(row)) for row in rows)
    assert all(place in rows[other] for place, row in enumerate(rows) for other in row)


@given(PAIRS, st.integers(2, 6))
def test_the_projection_weighs_as_newman_does(pairs: list[tuple[str, str]], most: int) -> None:
    both = affiliation(taken(pairs))
    two = nx.Graph()
    members = {body: {one for one, other in pairs if other == body and one != body} for body in BODIES}
    kept = {body for body in BODIES if 2 <= len(members[body]) <= most}
    two.add_nodes_from(("body", body) for body in kept)
    actors = {one for body in BODIES for one in members[body]}
    two.add_nodes_from(actors)
    two.add_edges_from((("body", body), one) for body in kept for one in members[body])
    expected = nx.bipartite.collaboration_weighted_projected_graph(two, actors)
    found = both.shared_bodies(most).to_networkx()
    assert set(found) == actors
    assert {frozenset(edge) for edge in found.edges} == {frozenset(edge) for edge in expected.edges}
    for one, other, weight in found.edges(data="weight"):
        assert weight == pytest.approx(expected[one][other]["weight"])


def test_who_only_lies_in_the_same_town_has_no_contact() -> None:
    rows = [entity("town", "gemeinde"), entity("a"), entity("b")]
    ties = [tie("a", "sitz", "town"), tie("b", "sitz", "town")]
    network = actor_network(take_snapshot(Rows(rows, ties), STAND, VOCABULARY))
    assert network.ids == ["a", "b"]
    assert network.edge_count == 0


def test_a_body_without_a_known_member_is_there_with_none() -> None:
    both = affiliation(taken([("a0", "b1")]))
    assert [both.snapshot.ids[one] for one in both.bodies] == list(BODIES)
    assert both.sizes.tolist() == [0, 1, 0, 0]


def test_an_empty_record_gives_an_empty_network() -> None:
    empty = take_snapshot(Rows([], []), STAND, VOCABULARY)
    assert len(actor_network(empty)) == 0
    assert len(affiliation(empty).shared_bodies()) == 0
    assert np.array_equal(actor_network(empty).starts, [0])


def test_what_is_not_in_the_network_has_no_place() -> None:
    rows = [entity("town", "gemeinde"), entity("a")]
    network = actor_network(take_snapshot(Rows(rows, []), STAND, VOCABULARY))
    assert network.place_of("a") == 0
    with pytest.raises(KeyError):
        network.place_of("town")
