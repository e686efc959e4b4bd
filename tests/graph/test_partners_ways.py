"""Ways between two actors: the cheapest ones, equal to those that networkx finds, along ties that stand."""

from __future__ import annotations

from datetime import date
from itertools import islice

import networkx as nx
import pytest
from graph_rows import VOCABULARY, Rows, entity, region, tie
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.partners.ground import ground
from graph.partners.ways import Lanes, best_ways, lanes, tie_costs
from graph.snapshot import take_snapshot

STAND = date(2014, 6, 1)


def lanes_of(rows: Rows) -> Lanes:
    """The lanes of a record."""
    return lanes(ground(take_snapshot(rows, STAND, VOCABULARY)))


def reference(found: Lanes) -> nx.Graph[str]:
    """The same as a networkx graph, made of the ties."""
    snapshot, costs = found.ground.snapshot, tie_costs(found.ground)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(snapshot.ids)
    for number in found.ground.contact.nonzero()[0].tolist():
        one, other = (snapshot.ids[end[number]] for end in (snapshot.ties.subject, snapshot.ties.object))
        if all(found.ground.eligible[snapshot.index[id]] for id in (one, other)):
            known = graph.get_edge_data(one, other, {"cost": float("inf")})["cost"]
            graph.add_edge(one, other, cost=min(known, float(costs[number])))
    return graph


@given(st.integers(8, 40), st.integers(1, 30), st.integers(0, 10**6), st.integers(0, 10**6))
@settings(max_examples=60)
def test_ways_are_the_cheapest_that_networkx_finds(actors: int, seed: int, one: int, other: int) -> None:
    """The costs of the best five are those of the five shortest simple paths."""
    found = lanes_of(region(actors, seed))
    ids = [id for id in found.ground.snapshot.ids if not id.startswith("e-")]
    start, end = ids[one % len(ids)], ids[other % len(ids)]
    if start == end:
        assert best_ways(found, start, end) == ()
        return
    ways, graph = best_ways(found, start, end, 5), reference(found)
    try:
        paths = list(islice(nx.shortest_simple_paths(graph, start, end, weight="cost"), 5))
    except nx.NetworkXNoPath:
        paths = []
    assert [way.cost for way in ways] == pytest.approx([nx.path_weight(graph, path, "cost") for path in paths])


@given(st.integers(8, 60), st.integers(1, 30), st.integers(0, 10**6))
@settings(max_examples=60)
def test_every_way_follows_ties_that_stand_and_never_turns_back(actors: int, seed: int, one: int) -> None:
    """Each tie joins its two, stands at the Stand and is told with its cost; nobody comes twice; cheapest first."""
    found = lanes_of(region(actors, seed))
    snapshot, costs = found.ground.snapshot, tie_costs(found.ground)
    number = {id: place for place, id in enumerate(snapshot.ties.ids)}
    ids = [id for id in snapshot.ids if not id.startswith("e-")]
    ways = best_ways(found, ids[0], ids[1 + one % (len(ids) - 1)], 4)
    assert [way.cost for way in ways] == sorted(way.cost for way in ways)
    assert len({way.entities for way in ways}) == len(ways)
    for way in ways:
        assert len(set(way.entities)) == len(way.entities)
        for at, (id, cost) in enumerate(zip(way.ties, way.costs, strict=True)):
            tie_ = number[id]
            ends = {snapshot.ids[snapshot.ties.subject[tie_]], snapshot.ids[snapshot.ties.object[tie_]]}
            assert ends == set(way.entities[at : at + 2])
            assert snapshot.tie_shown[tie_]
            assert cost == pytest.approx(costs[tie_])


def test_a_fresh_tie_through_a_moderator_is_better_than_an_old_membership() -> None:
    """Of two ways over one body each, the one that was attested last and led by somebody comes first."""
    rows = Rows(
        [entity("a", "verein"), entity("b", "schule"), entity("old", "netzwerk"), entity("new", "netzwerk")],
        [
            tie("a", "mitglied", "old", attested="2006"),
            tie("b", "mitglied", "old", attested="2006"),
            tie("a", "mitglied", "new", attested="2014-03"),
            tie("b", "moderation", "new", attested="2014-03"),
        ],
    )
    first, second = best_ways(lanes_of(rows), "a", "b")
    assert first.entities == ("a", "new", "b")
    assert first.cost == pytest.approx(1.5 + 1.0)
    assert second.cost == pytest.approx(2 * (1.5 + 1.0))


def test_a_plenary_introduces_nobody() -> None:
    """Over a body of 240 a way costs twice two more than over one of 60; a collective is no way at all."""
    crowd = [entity(f"m{n:03d}", "verein") for n in range(238)]
    rows = Rows(
        [entity("a"), entity("b"), entity("hall", "konferenz"), entity("all", "kollektiv"), *crowd],
        [
            tie("a", "mitglied", "hall", attested="2014-03"),
            tie("b", "mitglied", "hall", attested="2014-03"),
            *(tie(one.id, "mitglied", "hall", attested="2014-03") for one in crowd),
            tie("a", "kooperation", "all", attested="2014-03"),
            tie("b", "kooperation", "all", attested="2014-03"),
        ],
    )
    (way,) = best_ways(lanes_of(rows), "a", "b")
    assert way.cost == pytest.approx(2 * (1.5 + 2.0))
