"""Bridges between two networks are what plain sets of ties say; the ground knows how fresh each tie is."""

from __future__ import annotations

from datetime import date

import pytest
from graph_rows import VOCABULARY, Rows, entity, region, tie
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.networks import AFFILIATION, CONTACT
from graph.partners.bridges import NAMED, bridges
from graph.partners.ground import Ground, ground
from graph.partners.prediction import MEASURES, nearness
from graph.snapshot import take_snapshot

STAND = date(2014, 6, 1)


def ground_of(rows: Rows) -> Ground:
    """A record as a search sees it."""
    return ground(take_snapshot(rows, STAND, VOCABULARY))


def pairs(here: Ground, groups: tuple[str, ...]) -> set[tuple[str, str]]:
    """(subject, object) of the ties between actors that stand, in these groups, by plain looking."""
    snapshot = here.snapshot
    found = set()
    for number in range(len(snapshot.ties)):
        one, other = int(snapshot.ties.subject[number]), int(snapshot.ties.object[number])
        role = VOCABULARY.roles[snapshot.roles[snapshot.ties.role[number]]]
        actors = snapshot.family_of(one) == snapshot.family_of(other) == "actor"
        if snapshot.tie_shown[number] and actors and one != other and role.group in groups:
            found.add((snapshot.ids[one], snapshot.ids[other]))
    return found


@given(st.integers(20, 60), st.integers(1, 20))
@settings(max_examples=50)
def test_bridges_are_what_sets_of_ties_say(actors: int, seed: int) -> None:
    """Who sits in both, who of one is in touch with the other, who of neither with both: no more, no less."""
    here = ground_of(region(actors, seed))
    contacts = pairs(here, CONTACT)
    touch = contacts | {(other, one) for one, other in contacts}
    body = [id for id in here.snapshot.ids if here.size[here.snapshot.index[id]] > 1][:2]
    if len(body) < 2:
        return
    inside = [{one for one, other in pairs(here, AFFILIATION) if other == each} | {each} for each in body]
    found = bridges(here, *body, most=1000)
    assert set(found.both) == inside[0] & inside[1]
    only = inside[0] - inside[1] - set(body), inside[1] - inside[0] - set(body)
    across = {
        one for mine, theirs in (only, only[::-1]) for one in mine if any((one, other) in touch for other in theirs)
    }
    assert {one.id for one in found.across} == across
    neither = set(here.snapshot.ids) - inside[0] - inside[1]
    between = {one for one in neither if all(any((one, other) in touch for other in side) for side in only)}
    assert {one.id for one in found.between} == between
    for link in found.between:
        assert link.first_count == sum((link.id, other) in touch for other in only[0])
        assert len(link.first) == min(link.first_count, NAMED)
        assert all((link.id, other) in touch and other in only[1] for other in link.second)


@pytest.mark.parametrize(
    ("attested", "fresh"),
    [("2014-05", 1.0), ("2013-06-01", 1.0), ("2011-06-01", 0.5), ("2009-05-31", 0.0), ("2016", 1.0), (None, 0.0)],
)
def test_freshness_falls_from_one_year_to_five(attested: str | None, fresh: float) -> None:
    """In full within a year, nothing after five, evenly between; what a source says of later counts as of today."""
    rows = Rows([entity("a"), entity("b", "netzwerk")], [tie("a", "mitglied", "b", start="2000", attested=attested)])
    assert ground_of(rows).fresh[0] == pytest.approx(fresh, abs=0.01)


def test_freshness_is_that_of_the_latest_contact_whoever_enters_into_it() -> None:
    """A body is as fresh as what its members are attested for."""
    rows = Rows(
        [entity("a"), entity("b", "netzwerk"), entity("c")],
        [tie("a", "mitglied", "b", attested="2006"), tie("c", "mitglied", "b", id_="t-new", attested="2014-01")],
    )
    here = ground_of(rows)
    newest = [here.snapshot.ties.ids[one] for one in here.newest]
    assert newest[1:] == ["t-new", "t-new"]
    assert here.fresh[0] == 0.0


@given(st.integers(10, 40), st.integers(1, 20))
@settings(max_examples=40)
def test_measures_of_two_steps_are_those_of_networkx(actors: int, seed: int) -> None:
    """Common neighbours, Adamic–Adar and resource allocation agree with networkx for every pair."""
    import networkx as nx
    import numpy as np

    matrix = ground_of(region(actors, seed)).touch
    graph = nx.from_scipy_sparse_array(matrix)
    found = {name: measure(matrix, np.eye(matrix.shape[0], dtype=np.float32)) for name, measure in MEASURES.items()}
    every = [(one, other) for one in graph for other in graph if one < other]
    for one, other in every[:: max(1, len(every) // 200)]:
        assert found["common_neighbours"][one, other] == len(list(nx.common_neighbors(graph, one, other)))
    for name, theirs in (("adamic_adar", nx.adamic_adar_index), ("resource_allocation", nx.resource_allocation_index)):
        for one, other, value in theirs(graph, every[:: max(1, len(every) // 200)]):
            assert found[name][one, other] == pytest.approx(value, rel=1e-4)


def test_nearness_is_l3_and_resource_allocation_by_hand() -> None:
    """a–u–v–y: one path of three steps over two with two contacts each; a and v have u in common."""
    rows = Rows(
        [entity("a"), entity("u", "netzwerk"), entity("v"), entity("y", "netzwerk")],
        [tie("a", "mitglied", "u"), tie("v", "mitglied", "u"), tie("v", "mitglied", "y")],
    )
    here = ground_of(rows)
    import numpy as np

    found = nearness(here.touch, np.array([1, 0, 0, 0], dtype=np.float32))
    assert found[here.snapshot.index["y"]] == pytest.approx(1 / (2 * 2) ** 0.5)
    assert found[here.snapshot.index["v"]] == pytest.approx(1 / 2)
