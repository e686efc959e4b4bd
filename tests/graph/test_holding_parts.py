"""Load, cut actors, core, communities, double structures, mergers and two Stände, against plain counting."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date
from itertools import combinations

import networkx as nx
import pytest
from graph_rows import VOCABULARY, Rows, entity, region, tie
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.holding.brokers import find_brokers
from graph.holding.community_picture import community_name, community_overview
from graph.holding.comparing import compare
from graph.holding.cut_picture import cut_svg
from graph.holding.doubles import doubles
from graph.holding.ground import Ground
from graph.holding.groups import find_communities
from graph.holding.meanings import meanings
from graph.holding.merging import merging
from graph.holding.places import core, isolated, weak
from graph.holding.seats import Seat
from graph.holding.sides_picture import side_svg, sides
from graph.holding.what_if import going
from graph.measures.telling import QUIET
from graph.pictures.drawing import overview_svg
from graph.snapshot import take_snapshot
from registry.model import Post

STAND = date(2012, 11, 1)
ACTORS = tuple(f"a{number}" for number in range(6))
BODIES = tuple(f"b{number}" for number in range(5))
ROLES = ("mitglied", "moderation", "vorsitz", "beratend")
TRIPLES = st.lists(
    st.tuples(st.sampled_from(ACTORS + BODIES), st.sampled_from(ROLES), st.sampled_from(BODIES)), max_size=26
)
Triples = list[tuple[str, str, str]]


def ground(triples: Triples) -> Ground:
    rows = [*(entity(one) for one in ACTORS), *(entity(one, "netzwerk") for one in BODIES)]
    return Ground(take_snapshot(Rows(rows, [tie(*one) for one in triples]), STAND, VOCABULARY))


def members(triples: Triples, body: str) -> set[str]:
    return {one for one, _, other in triples if other == body != one}


@given(TRIPLES)
@settings(deadline=None)
def test_load_counts_each_body_once_and_finds_those_with_nobody_or_one(triples: Triples) -> None:
    found = ground(triples)
    ids, load = found.snapshot.ids, found.load
    for task, roles in (("moderation", {"moderation"}), ("leadership", {"vorsitz"})):
        pairs = {(one, other) for one, role, other in triples if role in roles and one != other}
        count = found.steering.count_of_targets(task)  # type: ignore[arg-type]
        assert {id_: int(count[at]) for at, id_ in enumerate(ids) if count[at]} == {
            one: sum(actor == one for actor, _ in pairs) for one, _ in pairs
        }
    by = {
        body: {one for one, role, other in triples if other == body != one and role in ("moderation", "vorsitz")}
        for body in BODIES
    }
    assert {ids[one] for one in load.without.tolist()} == {body for body in BODIES if not by[body]}
    assert {ids[one] for one in load.single.tolist()} == {body for body in BODIES if len(by[body]) == 1}
    only = found.steering.only("moderation")
    for body in BODIES:
        moderators = {one for one, role, other in triples if other == body != one and role == "moderation"}
        place = found.snapshot.index[body]
        assert only[place] == (found.snapshot.index[next(iter(moderators))] if len(moderators) == 1 else -1)


def test_persons_are_listed_by_name_and_not_ranked() -> None:
    rows = [entity("p1", "person", "Zora"), entity("p2", "person", "Anna"), entity("v", "verein")]
    rows += [entity(one, "netzwerk") for one in BODIES]
    ties = [tie("p1", "moderation", "b0"), tie("p1", "moderation", "b1"), tie("p2", "moderation", "b2")]
    ties += [tie("v", "moderation", "b3")]
    found = Ground(take_snapshot(Rows(rows, ties), STAND, VOCABULARY))
    names = found.snapshot.names
    assert [names[one] for one in found.load.actors.tolist()] == ["v"]
    assert [names[one] for one in found.load.persons.tolist()] == ["Anna", "Zora"]
    brokers = find_brokers(found, QUIET)
    assert {one.kind for one in brokers.actors} <= {"verein", "netzwerk"}


@given(TRIPLES)
@settings(deadline=None)
def test_cut_actors_and_bridges_are_those_of_networkx_with_the_smaller_side(triples: Triples) -> None:
    found = ground(triples)
    made, graph = weak(found), found.network.to_networkx()
    ids = found.snapshot.ids
    assert {ids[one] for one in made.cut.tolist()} == set(nx.articulation_points(graph))
    assert made.lost.tolist() == sorted(made.lost.tolist(), reverse=True)
    inner = {}
    for one, other in nx.bridges(graph):
        if 1 in (graph.degree[one], graph.degree[other]):
            continue
        cut = nx.Graph(graph)
        cut.remove_edge(one, other)
        inner[frozenset((one, other))] = min(len(nx.node_connected_component(cut, end)) for end in (one, other))
    assert made.ends == sum(degree == 1 for _, degree in graph.degree)
    assert {frozenset((ids[one], ids[other])): count for one, other, count in made.bridges} == inner


@given(TRIPLES)
@settings(deadline=None)
def test_the_core_and_who_is_alone_are_those_of_networkx(triples: Triples) -> None:
    found = ground(triples)
    graph, ids = found.network.to_networkx(), found.snapshot.ids
    numbers = nx.core_number(graph)
    made, deepest = core(found), max(numbers.values())
    assert made.deepest == deepest
    assert {ids[one] for one in made.core.tolist()} == {one for one in graph if numbers[one] == deepest > 0}
    assert {ids[one] for one in isolated(found).tolist()} == set(nx.isolates(graph))
    assert sum(count for _, count in made.shells) == len(graph)


@given(TRIPLES)
@settings(deadline=None)
def test_double_structures_are_the_pairs_that_share_enough_members(triples: Triples) -> None:
    found = ground(triples)
    expected = {}
    for one, other in combinations(BODIES, 2):
        own, their = members(triples, one), members(triples, other)
        common = own & their
        if len(common) >= 2 and len(common) >= 0.5 * min(len(own), len(their)):
            expected[one, other] = (len(common) / len(own | their), len(common) / min(len(own), len(their)))
    ids = found.snapshot.ids
    made = {(ids[one.first], ids[one.second]): (one.jaccard, one.overlap) for one in doubles(found.circles)}
    assert set(made) == set(expected)
    assert all(made[pair] == pytest.approx(expected[pair]) for pair in made)


@given(TRIPLES, st.sampled_from(list(combinations(BODIES, 2))))
@settings(deadline=None)
def test_a_merger_counts_every_member_of_either_once(triples: Triples, pair: tuple[str, str]) -> None:
    found = merging(ground(triples), *pair)
    one, other = (members(triples, body) - set(pair) for body in pair)
    ids = found.snapshot.ids
    assert {ids[at] for at in found.both} == one & other
    assert {ids[at] for at in found.only_first} == one - other
    assert {ids[at] for at in found.only_second} == other - one
    assert found.size == len(one | other)
    graph = ground(triples).network.to_networkx()
    assert (found.apart is None) == nx.has_path(graph, *pair)


def test_two_moderations_have_to_be_decided_and_one_does_not() -> None:
    triples = [("a0", "moderation", "b0"), ("a1", "moderation", "b1"), ("a2", "vorsitz", "b0")]
    found = merging(ground(triples), "b0", "b1")
    assert [found.snapshot.ids[one] for one in found.contested("moderation")] == ["a0", "a1"]
    assert found.contested("leadership") == ()


def test_two_chairs_are_there_twice_and_seats_of_members_add_up() -> None:
    first, second = "e" + "b" * 20, "e" + "c" * 20
    rows = [entity(first, "netzwerk"), entity(second, "netzwerk")]
    found = Ground(take_snapshot(Rows(rows, []), STAND, VOCABULARY))
    seats = [
        Seat(Post(id=f"p{letter * 20}", body=body, name="Sitz", kind="open", role=role), ())
        for letter, body, role in zip(
            "abcd", (first, second, first, second), ("vorsitz", "vorsitz", "mitglied", "mitglied"), strict=True
        )
    ]
    assert [twice for _, twice in merging(found, first, second, seats).seats] == [True, True, False, False]


def test_communities_are_named_by_what_most_of_them_have_and_others_have_not() -> None:
    rows = [entity(f"s{at}", themes=("gemeinsam:sprache",)) for at in range(9)]
    rows += [entity(f"r{at}", themes=("gemeinsam:arbeit",)) for at in range(9)]
    rows += [entity("body-s", "netzwerk"), entity("body-r", "netzwerk"), entity("alone")]
    ties = [tie(f"{side}{at}", "mitglied", f"body-{side}") for side in "sr" for at in range(9)]
    found = find_communities(Ground(take_snapshot(Rows(rows, ties), STAND, VOCABULARY)))
    assert [(one.themes[0][0], one.centre, one.size) for one in found.groups] == [
        ("gemeinsam:arbeit", "body-r", 10),
        ("gemeinsam:sprache", "body-s", 10),
    ]
    assert (found.apart, found.between) == (1, ())
    assert found.modularity == pytest.approx(0.5)
    name = community_name(found.groups[0], VOCABULARY, "de")
    assert name == f"{VOCABULARY.themes['gemeinsam:arbeit'].label('de')} (body-r)"


def test_modularity_of_communities_is_that_of_networkx() -> None:
    found = Ground(take_snapshot(region(300), STAND, VOCABULARY))
    made, graph = find_communities(found), found.network.to_networkx()
    groups = [{id_ for id_, _ in one.members} for one in made.groups]
    inside = graph.subgraph(set().union(*groups))
    assert made.modularity == pytest.approx(nx.community.modularity(inside, groups), abs=1e-9)
    assert sum(one.inner for one in made.groups) + sum(count for *_, count in made.between) == graph.number_of_edges()


def two_dates() -> tuple[Ground, Ground]:
    rows = [entity(one) for one in ACTORS] + [entity("b0", "netzwerk"), entity("late", start="2011")]
    ties = [
        tie("a0", "mitglied", "b0", start="2001", end="2005"),
        tie("a1", "mitglied", "b0", start="2001"),
        tie("a2", "moderation", "b0", start="2011"),
    ]
    made = [take_snapshot(Rows(rows, ties), one, VOCABULARY) for one in (date(2004, 1, 1), STAND)]
    return Ground(made[0]), Ground(made[1])


def test_what_came_and_what_went_between_two_dates() -> None:
    before, after = two_dates()
    found = compare(before, after)
    ties, ids = found.after.ties, found.after.ids
    assert [ids[ties.subject[one]] for one in found.ties_came.tolist()] == ["a2"]
    assert [ids[ties.subject[one]] for one in found.ties_went.tolist()] == ["a0"]
    assert "late" in {ids[one] for one in found.came.tolist()}
    assert found.states[1].without == 0
    assert found.states[0].without == 1


def test_a_comparison_around_an_actor_has_its_ties_and_their_other_ends_alone() -> None:
    before, after = two_dates()
    ids = after.snapshot.ids
    for actor, came, went in (("b0", {"b0", "a2"}, {"a0", "b0"}), ("a2", {"a2", "b0"}, set()), ("a5", set(), set())):
        found = compare(before, after, around=actor)
        ties = after.snapshot.ties
        for numbers, expected in ((found.ties_came, came), (found.ties_went, went)):
            ends = {*ties.subject[numbers].tolist(), *ties.object[numbers].tolist()}
            assert {ids[one] for one in ends} == expected
        assert "late" not in {ids[one] for one in found.came.tolist()}
        assert found.states == compare(before, after).states


def test_two_snapshots_of_different_revisions_are_not_compared() -> None:
    before, _ = two_dates()
    newer = Ground(take_snapshot(Rows([], [], revision=2), STAND, VOCABULARY))
    with pytest.raises(ValueError, match="one revision"):
        compare(before, newer)


def test_an_empty_record_has_nothing_that_holds() -> None:
    empty = Ground(take_snapshot(Rows([], []), STAND, VOCABULARY))
    assert find_communities(empty).groups == ()
    assert find_brokers(empty, QUIET).actors == ()
    assert (core(empty).deepest, len(weak(empty).cut), len(isolated(empty)), doubles(empty.circles)) == (0, 0, 0, ())
    assert compare(empty, empty).states[0].largest == 0


def links(svg: str) -> list[str]:
    root = ET.fromstring(svg)
    return [one.attrib["href"] for one in root.iter("{http://www.w3.org/2000/svg}a")]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_cut_picture_links_every_part_and_hides_no_number(lang: str) -> None:
    triples = [("a0", "mitglied", "b0"), ("a1", "mitglied", "b0"), ("a2", "mitglied", "b0"), ("a2", "mitglied", "b1")]
    triples += [("a3", "mitglied", "b1"), ("a4", "mitglied", "b1")]
    found = going(ground(triples), "b0")
    for narrow in (False, True):
        svg = cut_svg(found, lambda id_: f"/{id_}", lang, narrow=narrow)
        assert links(svg) == ["/b0", "/a0", "/a1"]
        assert f"{found.falling.rest} " in svg
        assert "style" not in svg


def test_the_two_sides_stand_at_the_same_places_and_mark_what_changed() -> None:
    found = compare(*two_dates())
    drawn = sides(found)
    early = side_svg(drawn, late=False, link_to=lambda id_: f"/{id_}", lang="de", title="früher", prefix="one")
    late = side_svg(drawn, late=True, link_to=lambda id_: f"/{id_}", lang="de", title="später", prefix="two")
    assert "/late" in links(late)
    assert "/late" not in links(early)
    assert "+ late" in late
    assert drawn.left_out == 0
    assert ET.fromstring(early).attrib["viewBox"] == ET.fromstring(late).attrib["viewBox"]


def test_the_overview_of_communities_draws_every_one_with_its_size() -> None:
    found = find_communities(Ground(take_snapshot(region(300), STAND, VOCABULARY)))
    drawn = community_overview(found, VOCABULARY, "en")
    assert [one.count for one in drawn.groups] == [one.size for one in found.groups[:40]]
    ET.fromstring(overview_svg(drawn, lambda key: f"/{key}", "en"))


def test_every_topic_says_what_it_means_and_what_it_does_not_mean_in_both_languages() -> None:
    for one in meanings().values():
        for text in (one.title, one.means, one.means_not, one.definition):
            assert text.de
            assert text.en
            assert text.de != text.en
        assert one.means.de.count(".") >= 1
