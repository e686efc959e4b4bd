"""What if somebody goes: the same as taking them out of the record and measuring anew, by networkx."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from itertools import combinations
from pathlib import Path

import networkx as nx
import pytest
from beispielkreis import ID, fill_registry
from graph_rows import VOCABULARY, Rows, entity, region, tie
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.holding.ground import Ground
from graph.holding.seats import Seat, seat_losses, seats_of
from graph.holding.what_if import Going, going
from graph.networks import actor_network
from graph.snapshot import take_snapshot
from registry.access import PUBLIC_VIEWER
from registry.model import Post
from registry.opening import open_registry

STAND = date(2012, 11, 1)
ACTORS = tuple(f"a{number}" for number in range(7))
BODIES = tuple(f"b{number}" for number in range(4))
ROLES = ("mitglied", "moderation", "co_moderation", "vorsitz", "beratend")
TIES = st.lists(
    st.tuples(st.sampled_from(ACTORS + BODIES), st.sampled_from(ROLES), st.sampled_from(BODIES)), max_size=24
)
Triples = list[tuple[str, str, str]]


def ground(triples: Triples, without: str = "") -> Ground:
    """The ground on these ties; `without` somebody and all their ties."""
    rows = [entity(one) for one in ACTORS if one != without]
    rows += [entity(one, "netzwerk") for one in BODIES if one != without]
    ties = [tie(*one) for one in triples if without not in (one[0], one[2])]
    return Ground(take_snapshot(Rows(rows, ties), STAND, VOCABULARY))


def names(found: Going, numbers: tuple[int, ...]) -> set[str]:
    return {found.snapshot.ids[one] for one in numbers}


def reachable(graph: nx.Graph[str]) -> set[frozenset[str]]:
    return {frozenset(pair) for part in nx.connected_components(graph) for pair in combinations(part, 2)}


@given(TIES, st.sampled_from(ACTORS + BODIES))
@settings(deadline=None)
def test_what_falls_apart_is_what_networkx_finds_without_the_actor(triples: Triples, who: str) -> None:
    found = going(ground(triples), who).falling
    before, after = ground(triples).network.to_networkx(), ground(triples, without=who).network.to_networkx()
    old = nx.node_connected_component(before, who)
    rests = sorted((len(one) for one in nx.connected_components(after) if one & old), reverse=True)
    assert found.together == len(old)
    assert found.rest == (rests[0] if rests else 0)
    assert [len(one) for one in found.pieces] == rests[1:]
    assert found.lost == sum(rests[1:])
    kept = {pair for pair in reachable(before) if who not in pair}
    assert found.pairs == len(kept - reachable(after))
    parts = {frozenset(one) for one in nx.connected_components(after)}
    ids = ground(triples).snapshot.ids
    assert all(frozenset(ids[one] for one in piece.tolist()) in parts for piece in found.pieces)


@given(TIES, st.sampled_from(ACTORS + BODIES))
@settings(deadline=None)
def test_bodies_without_moderation_or_leadership_are_those_that_had_one_and_have_none_in_the_record_without_them(
    triples: Triples, who: str
) -> None:
    found = going(ground(triples), who)
    for task in ("moderation", "leadership"):
        roles = VOCABULARY.roles_in(task)

        def steered(without: str, roles: tuple[str, ...] = tuple(roles)) -> set[str]:
            kept = [one for one in triples if without not in (one[0], one[2])]
            return {other for one, role, other in kept if role in roles and one != other}

        expected = (steered("") - steered(who)) - {who}
        assert {found.snapshot.ids[one.target] for one in found.lost(task)} == expected


@given(TIES, st.sampled_from(BODIES))
@settings(deadline=None)
def test_who_is_only_in_an_ending_body_is_in_none_afterwards(triples: Triples, body: str) -> None:
    found = going(ground(triples), body)
    members = {one for one, _, other in triples if other == body != one}
    elsewhere = {one for one, _, other in triples if other not in (body, one)}
    assert names(found, found.only_here) == members - elsewhere


def test_who_steers_a_body_already_is_the_first_candidate_and_says_why() -> None:
    triples = [
        ("a0", "moderation", "b0"),
        ("a1", "vorsitz", "b0"),
        ("a2", "mitglied", "b0"),
        ("a3", "mitglied", "b0"),
        ("a3", "moderation", "b1"),
        ("a4", "mitglied", "b1"),
    ]
    found = going(ground(triples), "a0")
    (loss,) = found.tasks
    assert names(found, loss.beside) == {"a1"}
    told = {found.snapshot.ids[one.entity]: [reason.why for reason in one.reasons] for one in loss.candidates}
    assert told == {"a1": ["steers", "member", "kind"], "a3": ["deals", "member", "kind"], "a2": ["member", "kind"]}
    assert list(told) == ["a1", "a3", "a2"]


def test_a_collective_and_the_one_who_goes_are_no_candidates() -> None:
    rows = [entity("b", "netzwerk"), entity("a"), entity("viele", "kollektiv")]
    ties = [tie("a", "moderation", "b"), tie("a", "mitglied", "b"), tie("viele", "mitglied", "b")]
    found = going(Ground(take_snapshot(Rows(rows, ties), STAND, VOCABULARY)), "a")
    assert [one.candidates for one in found.tasks] == [()]


def test_a_colleague_of_a_person_is_a_candidate_for_what_they_lead() -> None:
    rows = [entity("p", "person"), entity("q", "person"), entity("amt", "behoerde"), entity("b", "netzwerk")]
    ties = [tie("p", "vorsitz", "b"), tie("p", "beschaeftigt", "amt"), tie("q", "beschaeftigt", "amt")]
    found = going(Ground(take_snapshot(Rows(rows, ties), STAND, VOCABULARY)), "p")
    (loss,) = found.tasks
    told = [(found.snapshot.ids[one.entity], [reason.why for reason in one.reasons]) for one in loss.candidates]
    assert told == [("q", ["colleague", "kind"]), ("amt", ["colleague"])]


def post(**fields: object) -> Post:
    plain = {"id": "p" + "a" * 20, "body": BODY, "name": "Sitz", "kind": "open", "role": "mitglied"}
    return Post.model_validate({**plain, **fields})


BODY, ONE, OTHER = "e" + "b" * 20, "e" + "c" * 20, "e" + "d" * 20


@pytest.mark.parametrize(
    ("holders", "pool", "fate", "left"),
    [
        ((ONE,), (ONE, OTHER), "empty", (OTHER,)),
        ((ONE, OTHER), (), "fewer", ()),
        ((), (ONE,), "unsent", ()),
        ((OTHER,), (ONE, OTHER), "smaller", (OTHER,)),
    ],
)
def test_a_seat_falls_empty_shrinks_or_has_nobody_left_who_sends(
    holders: tuple[str, ...], pool: tuple[str, ...], fate: str, left: tuple[str, ...]
) -> None:
    (loss,) = seat_losses([Seat(post(pool=pool), holders)], ONE)
    assert (loss.fate, loss.left) == (fate, left)


def test_the_seats_of_a_body_that_ends_are_gone_and_those_of_others_stay() -> None:
    seats = [Seat(post(), (ONE,)), Seat(post(id="p" + "b" * 20, body=OTHER), (ONE,))]
    assert [one.fate for one in seat_losses(seats, BODY)] == ["gone"]


def test_who_is_not_there_at_the_stand_cannot_go() -> None:
    rows = [entity("a"), entity("old", end="2005"), entity("town", "stadt")]
    found = Ground(take_snapshot(Rows(rows, []), STAND, VOCABULARY))
    assert going(found, "a").falling.lost == 0
    for id_ in ("old", "town", "nobody"):
        with pytest.raises(KeyError):
            going(found, id_)


def test_what_if_one_by_one_is_what_the_cuts_of_all_at_once_say() -> None:
    found = Ground(take_snapshot(region(400), STAND, VOCABULARY))
    for place, id_ in enumerate(found.network.ids[::7]):
        at = place * 7
        one = going(found, id_).falling
        assert one.lost == found.cuts.lost[at]
        assert len(one.pieces) == max(int(found.cuts.pieces[at]) - 1, 0)


def test_a_seat_that_has_ended_or_is_not_yet_known_is_none(tmp_path: Path) -> None:
    with closing(open_registry(f"sqlite:///{tmp_path}/registry.db", create=True)) as registry:
        fill_registry(registry)
        with registry.reading(PUBLIC_VIEWER) as record:
            for stand, expected in ((date(2014, 1, 1), 3), (date(2000, 1, 1), 0)):
                snapshot = take_snapshot(record, stand, registry.vocabulary)
                seats = seats_of(record, snapshot, [ID["netzwerk"]], stand)
                assert len(seats) == expected
                assert sum(ID["person"] in one.holders for one in seats) == bool(expected)


def test_a_ground_asks_of_the_same_network_as_the_measures() -> None:
    found = ground([("a0", "mitglied", "b0")])
    assert found.network.ids == actor_network(found.snapshot).ids
    assert found.cuts.component[found.network.place_of("a0")] == found.cuts.component[found.network.place_of("b0")]
