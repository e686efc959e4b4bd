"""A snapshot is a faithful, frozen view of the record for one viewer and one Stand."""

from __future__ import annotations

import threading
from datetime import date

import numpy as np
import pytest
from graph_rows import VOCABULARY, Rows, entity, region, tie
from hypothesis import given
from hypothesis import strategies as st

from graph.cache import Memory, SnapshotCache
from graph.snapshot import Snapshot, take_snapshot
from registry.access import STAFF_VIEWER

IDS = [f"e{number}" for number in range(6)]
MEMBER_TIES = st.lists(
    st.tuples(st.sampled_from(IDS), st.sampled_from(["mitglied", "moderation"]), st.sampled_from([*IDS, "hidden"])),
    max_size=25,
)


def snap(rows: Rows, stand: date | None = None) -> Snapshot:
    return take_snapshot(rows, stand, VOCABULARY)


@given(MEMBER_TIES)
def test_networkx_graph_has_exactly_the_ties_whose_ends_are_seen(drawn: list[tuple[str, str, str]]) -> None:
    ties = [tie(*one, id_=f"t{number}") for number, one in enumerate(drawn)]
    graph = snap(Rows([entity(one, "netzwerk") for one in IDS], ties)).to_networkx()
    found = {(subject, data["role"], object_, key) for subject, object_, key, data in graph.edges(keys=True, data=True)}
    assert found == {(one.subject, one.role, one.object, one.id) for one in ties if one.object != "hidden"}
    assert set(graph) == set(IDS)


@given(MEMBER_TIES)
def test_adjacency_holds_every_tie_once_at_each_of_its_ends(drawn: list[tuple[str, str, str]]) -> None:
    snapshot = snap(Rows([entity(one, "netzwerk") for one in IDS], [tie(*one) for one in drawn]))
    starts, neighbour, number = snapshot.adjacency
    for entity_ in range(len(snapshot)):
        rows = slice(starts[entity_], starts[entity_ + 1])
        pairs = sorted(zip(neighbour[rows].tolist(), number[rows].tolist(), strict=True))
        ends = zip(snapshot.ties.subject.tolist(), snapshot.ties.object.tolist(), strict=True)
        both = [(one, other) for at, (s, o) in enumerate(ends) for one, other in ((s, (o, at)), (o, (s, at)))]
        assert pairs == sorted(other for one, other in both if one == entity_)


def test_igraph_has_the_same_ties() -> None:
    snapshot = snap(region(60))
    graph, wanted = snapshot.to_igraph(), snapshot.to_networkx()
    assert graph.es["id"] == list(snapshot.ties.ids)
    ends = {graph.es[at]["id"]: (graph.vs[e.source]["id"], graph.vs[e.target]["id"]) for at, e in enumerate(graph.es)}
    assert ends == {key: (one, other) for one, other, key in wanted.edges(keys=True)}


@pytest.mark.parametrize(
    ("row", "stand", "stands"),
    [
        ({"start": "2010", "end": "2014"}, date(2012, 5, 1), True),
        ({"start": "2010", "end": "2014"}, date(2015, 1, 1), False),
        ({"start": "2010", "end": "2014"}, date(2009, 1, 1), False),
        ({"attested": "2012-10"}, date(2026, 1, 1), True),
        ({"attested": "2012-10"}, date(2011, 1, 1), False),
        ({"start": "2012-10-30", "end": "2012-10-30", "status": "event"}, date(2020, 1, 1), True),
        ({"start": "2012-10-30", "end": "2012-10-30", "status": "event"}, date(2012, 1, 1), False),
        ({"status": "ended", "attested": "2012"}, date(2013, 1, 1), False),
        ({"status": "ended", "attested": "2012"}, None, True),
    ],
)
def test_a_tie_is_shown_where_it_stands_at_the_stand(row: dict[str, str], stand: date | None, stands: bool) -> None:
    rows = Rows([entity("a"), entity("b", "netzwerk")], [tie("a", "mitglied", "b", **row)])
    assert snap(rows, stand).tie_shown.tolist() == [stands]


def test_an_entity_that_has_ended_is_not_shown_and_one_attested_by_a_tie_is() -> None:
    rows = Rows(
        [entity("a", end="2010"), entity("b", attested="2015"), entity("c", "netzwerk", attested="2015")],
        [tie("b", "mitglied", "c", start="2008", end="..")],
    )
    assert snap(rows, date(2012, 1, 1)).entity_shown.tolist() == [False, True, True]


def test_an_actor_in_a_town_is_in_its_kreis_and_land_too() -> None:
    rows = Rows(
        [entity("a"), entity("x-kreis", "kreis"), entity("x-land", "land"), entity("x-stadt", "stadt")],
        [
            tie("a", "sitz", "x-stadt"),
            tie("x-stadt", "teil_von", "x-kreis"),
            tie("x-kreis", "teil_von", "x-land"),
            tie("x-land", "teil_von", "x-stadt"),  # a mistake in the record must not hang
        ],
    )
    snapshot = snap(rows)
    areas = {snapshot.ids[two] for one, two in zip(*snapshot.areas, strict=True) if snapshot.ids[one] == "a"}
    assert areas == {"x-stadt", "x-kreis", "x-land"}


def test_a_theme_counts_as_its_broader_and_corresponding_ones() -> None:
    snapshot = snap(Rows([entity("a", themes=("un-ki:elementarbereich",))], []))
    found = {snapshot.themes[one] for one in snapshot.own_themes[1]}
    assert {
        "un-ki:elementarbereich",
        "un-ki:bildung-erziehung",
        "gemeinsam:fruehe-bildung",
        "gemeinsam:bildung",
    } == found


def test_german_names_sort_umlauts_like_their_vowels() -> None:
    names = ["Zeche", "Öffnung", "Ofen", "oben", "Ärzte", "Arzt", "Straße", "Strasse A"]
    snapshot = snap(Rows([entity(f"e{at}", name=name) for at, name in enumerate(names)], []))
    ranked = [names[one] for one in np.argsort(snapshot.name_rank)]
    assert ranked == ["Arzt", "Ärzte", "oben", "Ofen", "Öffnung", "Straße", "Strasse A", "Zeche"]


def test_an_empty_record_has_an_empty_snapshot() -> None:
    snapshot = snap(Rows([], []), date(2020, 1, 1))
    assert (len(snapshot), len(snapshot.ties), snapshot.tie_count.tolist()) == (0, 0, [])


def test_cache_takes_a_snapshot_once_per_revision_stand_and_viewer() -> None:
    cache, rows = SnapshotCache(), region(20)
    first = cache.snapshot(rows, None, VOCABULARY)
    assert cache.snapshot(rows, None, VOCABULARY) is first
    assert cache.snapshot(rows, date(2020, 1, 1), VOCABULARY) is not first
    rows.viewer = STAFF_VIEWER
    assert cache.snapshot(rows, None, VOCABULARY) is not first
    rows.revision = 2
    assert cache.snapshot(rows, None, VOCABULARY).revision == 2
    assert rows.read == 3, "the columns are read once for all Stände"


def test_of_a_level_two_revisions_are_held() -> None:
    """Memory does not grow with commits; who still reads the revision before the newest does not take it anew."""
    cache, rows = SnapshotCache(), region(20)
    taken = {}
    for revision in (1, 2, 3):
        rows.revision = revision
        taken[revision] = cache.snapshot(rows, None, VOCABULARY)
        cache.derived(taken[revision], "key", lambda revision=revision: revision)
    read = rows.read
    for revision, held in ((2, True), (3, True), (1, False)):
        rows.revision = revision
        assert (cache.snapshot(rows, None, VOCABULARY) is taken[revision]) is held
    assert rows.read == read + 1
    assert cache.derived(taken[3], "key", lambda: 0) == 3
    assert cache.derived(taken[1], "key", lambda: 0) == 0


def test_threads_that_ask_at_once_get_one_computation() -> None:
    memory, started, release, made = Memory(4), threading.Event(), threading.Event(), []

    def compute() -> int:
        started.set()
        release.wait(5)
        made.append(1)
        return 42

    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(memory.get("key", compute))) for _ in range(6)]
    for one in threads:
        one.start()
    started.wait(5)
    release.set()
    for one in threads:
        one.join(5)
    assert answers == [42] * 6
    assert made == [1]


def test_cache_forgets_the_oldest_and_never_keeps_an_error() -> None:
    memory, made = Memory(2), []

    def compute(key: str) -> str:
        made.append(key)
        return key

    for key in ("a", "b", "c", "a"):
        memory.get(key, lambda key=key: compute(key))
    assert made == ["a", "b", "c", "a"]
    with pytest.raises(ZeroDivisionError):
        memory.get("broken", lambda: 1 // 0)
    assert memory.get("broken", lambda: 1) == 1
