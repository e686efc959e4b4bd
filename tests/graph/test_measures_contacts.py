"""Structural holes and link prediction are those of networkx, and over bodies those of the definition."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan, log

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from measure_graphs import SNAPSHOT, network, networks, plain

from graph.measures.burt import constraint, effective_size, structural_holes
from graph.measures.prediction import HOWS, How, Likeliest, likely, likely_bodies, likely_for_all, likely_meetings
from graph.networks import Affiliation, Network

REFERENCE: dict[How, Callable[..., object]] = {
    "adamic_adar": nx.adamic_adar_index,
    "resource_allocation": nx.resource_allocation_index,
    "popularity": nx.preferential_attachment,
}


@given(networks(least=1, weighted=True), st.booleans())
def test_constraint_is_that_of_networkx(of: Network, weighted: bool) -> None:
    expected = nx.constraint(plain(of), weight="weight" if weighted else None)
    found = constraint(of, weighted=weighted)
    assert dict(enumerate(found.tolist())) == pytest.approx(expected, nan_ok=True)


@given(networks(least=1, weighted=True), st.booleans())
def test_effective_size_is_that_of_networkx(of: Network, weighted: bool) -> None:
    graph = plain(of)
    # Asked for all at once, networkx 3.6.1 divides by the greatest weight of the other one: not its own definition.
    expected = nx.effective_size(graph, nodes=list(graph), weight="weight" if weighted else None)
    found = effective_size(of, weighted=weighted)
    assert dict(enumerate(found.tolist())) == pytest.approx(expected, nan_ok=True)


def test_who_has_no_contact_has_no_constraint() -> None:
    found = structural_holes(network(3, [(0, 1)]))
    assert isnan(found.constraint[2])
    assert isnan(found.effective_size[2])
    assert len(structural_holes(network(0, [])).constraint) == 0


def pairs_of_networkx(graph: nx.Graph[int], place: int, how: How) -> dict[int, float]:
    others = [other for other in graph if other != place and not graph.has_edge(place, other)]
    if how == "common_neighbours":
        return {other: float(len(list(nx.common_neighbors(graph, place, other)))) for other in others}
    found = REFERENCE[how](graph, [(place, other) for other in others])
    return {other: score for _, other, score in found}  # type: ignore[attr-defined]


def check_best(found: Likeliest, row: int, expected: dict[int, float], limit: int) -> None:
    """The scores are the highest ones, each of the place that it stands by."""
    best = found.of(row)
    wanted = sorted((score for score in expected.values() if score > 0), reverse=True)[:limit]
    assert best.scores.tolist() == pytest.approx(wanted)
    assert best.scores.tolist() == pytest.approx([expected[place] for place in best.places.tolist()])
    assert len(set(best.places.tolist())) == len(best.places)


@given(networks(), st.sampled_from(HOWS), st.integers(0, 4))
def test_the_likeliest_contacts_are_those_of_networkx(of: Network, how: How, limit: int) -> None:
    found, graph = likely_for_all(of, how, limit), plain(of)
    for place in range(len(of)):
        check_best(found, place, pairs_of_networkx(graph, place, how), limit)


@given(networks(least=1, weighted=True), st.data())
def test_for_one_it_is_what_it_is_for_all(of: Network, data: st.DataObject) -> None:
    place, how = data.draw(st.integers(0, len(of) - 1)), data.draw(st.sampled_from(HOWS))
    weighted = data.draw(st.booleans())
    one, all_ = likely(of, place, how, 5, weighted=weighted), likely_for_all(of, how, 5, weighted=weighted).of(place)
    assert one.places.tolist() == all_.places.tolist()
    assert one.scores.tolist() == all_.scores.tolist()


def test_in_a_large_network_it_is_the_same_for_one_and_for_all() -> None:
    of = network(2500, list(nx.powerlaw_cluster_graph(2400, 3, 0.3, seed=5).edges))
    found = likely_for_all(of)
    for place in (0, 3, 1200, 2399, 2450):
        one = likely(of, place)
        assert found.of(place).scores.tolist() == pytest.approx(one.scores.tolist())
        assert found.of(place).places[:3].tolist() == one.places[:3].tolist()


def test_weights_count_on_both_sides() -> None:
    of = network(4, [(0, 1), (1, 2), (0, 3), (3, 2)], [2.0, 3.0, 1.0, 1.0])
    assert likely(of, 0, "common_neighbours", weighted=True).scores.tolist() == [7.0]


def test_of_equal_scores_the_first_place_comes_first() -> None:
    star = network(6, [(0, other) for other in range(1, 6)])
    assert likely(star, 3, limit=2).places.tolist() == [1, 2]


def affiliation(actors: int, bodies: int, pairs: set[tuple[int, int]]) -> Affiliation:
    ordered = sorted(pairs)
    columns = [body for _, body in ordered]
    by_body = sorted((body, actor) for actor, body in ordered)
    starts = np.cumsum([0, *(sum(actor == one for actor, _ in ordered) for one in range(actors))])
    body_starts = np.cumsum([0, *(columns.count(one) for one in range(bodies))])
    return Affiliation(
        SNAPSHOT,
        np.arange(actors, dtype=np.int32),
        np.arange(100, 100 + bodies, dtype=np.int32),
        starts.astype(np.int64),
        np.array(columns, dtype=np.int32),
        body_starts.astype(np.int64),
        np.array([actor for _, actor in by_body], dtype=np.int32),
    )


PAIRS = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 4)), max_size=25)
VALUES: dict[How, Callable[[int], float]] = {
    "common_neighbours": lambda _: 1.0,
    "adamic_adar": lambda number: 1 / log(number),
    "resource_allocation": lambda number: 1 / number,
}


@given(PAIRS, networks(least=7, most=7), st.sampled_from(HOWS))
def test_meetings_are_scored_over_shared_bodies_and_leave_out_who_is_known(
    pairs: set[tuple[int, int]], known: Network, how: How
) -> None:
    found = likely_meetings(affiliation(7, 5, pairs), np.arange(7, dtype=np.int32), known, how, 3)
    bodies = {actor: {body for one, body in pairs if one == actor} for actor in range(7)}
    members = {body: {actor for actor, one in pairs if one == body} for body in range(5)}
    for actor in range(7):
        expected = {
            other: float(len(bodies[actor]) * len(bodies[other]))
            if how == "popularity"
            else sum(VALUES[how](len(members[body])) for body in bodies[actor] & bodies[other])
            for other in range(7)
            if other != actor and not plain(known).has_edge(actor, other)
        }
        check_best(found, actor, expected, 3)


@given(PAIRS, st.sampled_from(HOWS))
def test_bodies_are_scored_over_those_whom_one_meets(pairs: set[tuple[int, int]], how: How) -> None:
    found = likely_bodies(affiliation(7, 5, pairs), np.arange(7, dtype=np.int32), how, 3)
    bodies = {actor: {body for one, body in pairs if one == actor} for actor in range(7)}
    members = {body: {actor for actor, one in pairs if one == body} for body in range(5)}
    for actor in range(7):
        expected = {body: 0.0 for body in range(5) if body not in bodies[actor]}
        for body in expected:
            if how == "popularity":
                expected[body] = float(len(bodies[actor]) * len(members[body]))
                continue
            for own in bodies[actor]:
                for met in (members[own] & members[body]) - {actor}:
                    expected[body] += VALUES[how](len(members[own])) * VALUES[how](len(bodies[met]))
        check_best(found, actor, expected, 3)


def test_known_contacts_of_other_actors_are_refused() -> None:
    both = affiliation(7, 5, {(0, 0), (1, 0)})
    with pytest.raises(ValueError, match="same actors"):
        likely_meetings(both, np.arange(7, dtype=np.int32), network(6, []))
