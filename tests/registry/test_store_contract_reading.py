"""What every store promises about reading: consistent views, references, columns, history, changes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
from hypothesis import HealthCheck, given, settings
from record_making import (
    change,
    changed,
    create,
    document,
    edit,
    everything,
    live,
    netzwerk,
    note,
    observation,
    post,
    remove,
    source,
    tie,
    unversioned,
    verein,
)
from statement_strategies import edtf_dates, periods, texts

from registry.model import Entity, Period, Put, Remove, StatementType, Status, Tie, Unavailable, Visibility, new_id
from registry.rules import attested
from registry.store.port import EntityRow, Place, Store, TieRow, Touched

Opener = Callable[[], Store]


def test_an_empty_store_answers_every_question(store: Store) -> None:
    id = new_id("e")
    with store.read() as reading:
        assert reading.revision == 0
        assert everything(reading) == {}
        assert reading.counts() == {"entity": 0, "tie": 0, "post": 0, "observation": 0}
        assert (reading.get((id,)), reading.successors((id,)), reading.about((id,))) == ({}, {}, [])
        assert (list(reading.entity_rows()), list(reading.tie_rows())) == ([], [])
        assert (reading.history(id), reading.changes(), reading.change(new_id("c"))) == ([], [], None)
        assert (reading.touched_since(0), reading.proposals(), reading.erased()) == ([], [], frozenset())
        assert reading.proposal(new_id("c")) is None
    assert store.check() == []


def test_a_view_stays_as_it_was_while_another_commits_and_the_writer_does_not_wait(opener: Opener) -> None:
    store, writer, one = opener(), opener(), verein("Vorher")
    store.commit(create(one))
    with store.read() as reading:
        before = (reading.revision, everything(reading), reading.changes(), list(reading.entity_rows()))
        began = monotonic()
        writer.commit(edit(changed(live(writer, one), name="Nachher")))
        writer.commit(create(verein("Neu")))
        assert monotonic() - began < 5
        assert (reading.revision, everything(reading), reading.changes(), list(reading.entity_rows())) == before
    assert live(store, one).name == "Nachher"


def test_a_view_can_be_asked_for_at_a_revision_that_another_has_committed(opener: Opener) -> None:
    """What a visitor has written by one process their next page shows, whichever process makes it."""
    store, writer = opener(), opener()
    for number in range(1, 4):
        revision = writer.commit(create(verein()))
        with store.read(at_least=revision) as reading:
            assert reading.revision == revision == number
            assert reading.counts()["entity"] == number


def test_a_revision_that_never_was_is_not_waited_for_for_ever(store: Store) -> None:
    with pytest.raises(Unavailable, match="revision 7"), store.read(at_least=7):
        raise AssertionError("this view must not open")


def test_a_view_is_consistent_from_its_opening_and_not_from_its_first_question(opener: Opener) -> None:
    store, writer = opener(), opener()
    with store.read() as reading:
        writer.commit(create(verein()))
        assert (reading.revision, reading.counts()["entity"]) == (0, 0)


def test_a_reader_does_not_wait_for_a_writer(opener: Opener) -> None:
    store, writer = opener(), opener()
    first, many = verein("Zuerst"), [verein(f"Musterverein {number}") for number in range(3000)]
    store.commit(create(first))
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(writer.commit, create(*many))
        seen = set()
        slowest = 0.0
        while not writing.done():
            began = monotonic()
            with store.read() as reading:
                seen.add(reading.counts()["entity"])
            slowest = max(slowest, monotonic() - began)
        assert writing.result() == 2
    assert seen <= {1, 3001}
    assert slowest < 2


def test_a_view_inside_a_view_is_the_same_view(opener: Opener) -> None:
    store, writer = opener(), opener()
    with store.read() as outer:
        assert outer.revision == 0
        writer.commit(create(verein()))
        with store.read() as inner:
            assert inner.revision == 0
        assert outer.counts()["entity"] == 0
    with store.read() as reading:
        assert reading.revision == 1


def _net(store: Store) -> dict[str, Entity | Tie]:
    paper, network, one, other = document(), netzwerk(), verein("Eins"), verein("Zwei")
    seat = post(network, pool=(one.id, other.id), sources=(source(paper),))
    first = tie(one, "mitglied", network, post=seat.id, sources=(source(paper), source(paper, "Z. 9")))
    second = tie(network, "kooperation", other)
    figure = observation(network, sources=(source(paper),))
    store.commit(create(paper, network, one, other, seat, first, second, figure))
    return {
        "paper": paper,
        "network": network,
        "one": one,
        "other": other,
        "seat": seat,
        "first": first,
        "second": second,
        "figure": figure,
    }


@pytest.mark.parametrize(
    ("of", "places", "found"),
    [
        ("network", (), {"seat", "first", "second", "figure"}),
        ("network", ("object",), {"first"}),
        ("network", ("subject",), {"second", "figure"}),
        ("network", ("subject", "object"), {"first", "second", "figure"}),
        ("network", ("body",), {"seat"}),
        ("network", ("source", "pool", "post"), set()),
        ("one", (), {"seat", "first"}),
        ("one", ("pool",), {"seat"}),
        ("seat", ("post",), {"first"}),
        ("paper", ("source",), {"seat", "first", "figure"}),
        ("second", (), set()),
    ],
)
def test_about_finds_what_refers_to_a_record_at_these_places(
    store: Store, of: str, places: tuple[Place, ...], found: set[str]
) -> None:
    net = _net(store)
    with store.read() as reading:
        about = reading.about((net[of].id,), places=places)
    assert {one.id for one in about} == {net[name].id for name in found}
    assert [one.id for one in about] == sorted(one.id for one in about)


def test_about_gives_each_statement_once_and_no_more_than_asked(store: Store) -> None:
    net = _net(store)
    ids = [one.id for one in net.values()]
    with store.read() as reading:
        every = reading.about(ids)
        assert len(every) == len({one.id for one in every}) == 4
        assert [reading.about(ids, limit=size) for size in range(5)] == [every[:size] for size in range(5)]
        assert reading.about(()) == []


def test_about_follows_edits_and_removals(store: Store) -> None:
    net = _net(store)
    first, one, other = net["first"], net["one"], net["other"]
    store.commit(edit(changed(live(store, first), subject=other.id)))
    with store.read() as reading:
        assert first.id not in {each.id for each in reading.about((one.id,))}
        assert first.id in {each.id for each in reading.about((other.id,), places=("subject",))}
    store.commit(remove(live(store, first)))
    with store.read() as reading:
        assert first.id not in {each.id for each in reading.about((other.id,))}


def _entity_row(one: Entity) -> EntityRow:
    period = (one.period.start, one.period.end)
    names = one.all_names()
    return EntityRow(
        one.id, one.family, one.kind, names, one.themes, one.status, *period, attested(one), one.visibility
    )


def _tie_row(one: Tie) -> TieRow:
    period = (one.period.start, one.period.end)
    return TieRow(
        one.id, one.subject, one.role, one.object, one.theme, one.status, *period, attested(one), one.visibility
    )


def _assert_columns(store: Store) -> None:
    with store.read() as reading:
        live = everything(reading)
        entities = [_entity_row(live[id]) for id in sorted(live) if isinstance(live[id], Entity)]
        ties = [_tie_row(live[id]) for id in sorted(live) if isinstance(live[id], Tie)]
        assert list(reading.entity_rows()) == entities
        assert list(reading.tie_rows()) == ties
        for subject in {row.subject for row in ties}:
            own = [row for row in ties if row.subject == subject]
            assert list(reading.tie_rows((subject,))) == own
            assert list(reading.tie_rows((subject,), roles=(own[0].role,))) == [
                row for row in own if row.role == own[0].role
            ]
        assert list(reading.tie_rows(())) == []
        assert list(reading.tie_rows(("e" + "a" * 20,), roles=("mitglied",))) == []
        some = [row.id for row in entities[::2]]
        assert [row.id for row in reading.entity_rows([*some, new_id("e")])] == some


def test_columns_say_what_the_statements_say_after_every_kind_of_change(store: Store) -> None:
    paper = document(sources=())
    one = verein(
        "Eins",
        aliases=("Erster", "Ä ß"),
        translations={"en": "One"},
        themes=("gemeinsam:sprache",),
        status=Status.PLANNED,
        period=Period(start="2012-10", end=".."),
        visibility=Visibility.NETWORK,
        sources=(source(paper, as_of="2012"), source(paper, as_of="2013-05"), source(paper)),
    )
    network = netzwerk()
    member = tie(one, "mitglied", network, theme="gemeinsam:bildung", period=Period(start="2001", end="2002"))
    store.commit(create(paper, one, network, member))
    _assert_columns(store)
    store.commit(edit(changed(live(store, one), name="Neu", aliases=(), themes=(), visibility="staff", period={})))
    _assert_columns(store)
    store.commit(edit(changed(live(store, member), role="vorsitz", status="ended", theme=None)))
    _assert_columns(store)
    store.commit(remove(live(store, member), live(store, one)))
    _assert_columns(store)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=texts(), alias=texts(), period=periods(), as_of=edtf_dates())
def test_whatever_is_written_is_read_back_the_same(
    store: Store, name: str, alias: str, period: Period, as_of: str
) -> None:
    paper = document()
    one = verein(name, aliases=(alias,), period=period, summary=note(alias), sources=(source(paper, as_of=as_of),))
    other = netzwerk()
    written = [paper, one, other, tie(one, "mitglied", other, period=period, note=note(name))]
    store.commit(create(*written))
    with store.read() as reading:
        assert unversioned(reading.get([each.id for each in written]).values()) == unversioned(written)
        rows = list(reading.entity_rows((one.id,)))
    assert rows == [_entity_row(one)]


def test_scan_gives_each_type_ordered_by_id(store: Store) -> None:
    _net(store)
    with store.read() as reading:
        for type in StatementType:
            found = [one.id for one in reading.scan(type)]
            assert found == sorted(found)
            assert len(found) == reading.counts()[type]
            assert all(id.startswith(type[0]) for id in found)


def test_history_has_every_version_with_its_change_and_ends_with_the_removal(store: Store) -> None:
    one, heir = verein("Erst"), verein("Erbe")
    changes = [create(one, heir, why="Anlegen")]
    store.commit(changes[0])
    changes.append(edit(changed(live(store, one), name="Dann"), why="Umbenannt"))
    store.commit(changes[1])
    changes.append(remove(live(store, one), successor=heir.id, kind="merge", why="Doppelt"))
    store.commit(changes[2])
    changes.append(change(Put(record=changed(one, name="Wieder"), expected=3), kind="undo", undoes=changes[2].id))
    store.commit(changes[3])
    with store.read() as reading:
        history = reading.history(one.id)
        assert reading.successors((one.id, heir.id)) == {}
    assert [each.version for each in history] == [1, 2, 3, 4]
    assert [each.statement and each.statement.name for each in history] == ["Erst", "Dann", None, "Wieder"]
    assert [each.statement and each.statement.version for each in history] == [1, 2, None, 4]
    assert [each.successor for each in history] == [None, None, heir.id, None]
    assert [each.change.id for each in history] == [each.id for each in changes]
    assert [each.change.revision for each in history] == [1, 2, 3, 4]
    assert history[3].change.undoes == changes[2].id


def test_successors_are_known_for_what_is_removed_and_merged(store: Store) -> None:
    one, heir, plain = verein(), verein(), verein()
    store.commit(create(one, heir, plain))
    store.commit(remove(live(store, one), successor=heir.id))
    store.commit(remove(live(store, plain)))
    with store.read() as reading:
        assert reading.successors((one.id, heir.id, plain.id)) == {one.id: heir.id}
        assert set(reading.get((one.id, heir.id, plain.id))) == {heir.id}


def test_changes_are_paged_from_the_newest_without_gap_or_repeat(store: Store) -> None:
    made = [create(verein(), why=f"Nummer {number}") for number in range(7)]
    for one in made:
        store.commit(one)
    pages, before = [], None
    with store.read() as reading:
        while page := reading.changes(before=before, limit=3):
            pages.append(page)
            before = page[-1].revision
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [one.id for page in pages for one in page] == [one.id for one in reversed(made)]
    first = pages[-1][0]
    assert (first.kind, first.who, first.why, first.at) == ("create", made[0].who, "Nummer 0", made[0].at)
    assert (first.revision, first.undoes, first.touched) == (1, None, 1)


def test_a_change_knows_what_it_touched(store: Store) -> None:
    one, heir = verein(), verein()
    store.commit(create(one, heir))
    merged = change(
        Remove(id=one.id, expected=1, successor=heir.id), Put(record=changed(heir, name="Beide"), expected=1)
    )
    store.commit(merged)
    with store.read() as reading:
        found = reading.change(merged.id)
    assert found is not None
    assert found[0].touched == 2
    expected = [Touched(one.id, "entity", 2, True, heir.id), Touched(heir.id, "entity", 2, False)]
    assert found[1] == sorted(expected, key=lambda each: each.id)


def test_touched_since_gives_the_latest_state_of_what_was_touched_later(store: Store) -> None:
    one, other = verein(), verein()
    store.commit(create(one, other))
    store.commit(edit(changed(live(store, one), name="Zwei")))
    store.commit(edit(changed(live(store, one), name="Drei")))
    store.commit(remove(live(store, other)))
    with store.read() as reading:
        assert reading.touched_since(4) == []
        assert reading.touched_since(3) == [Touched(other.id, "entity", 2, True)]
        since_first = {each.id: each for each in reading.touched_since(1)}
        assert since_first == {
            one.id: Touched(one.id, "entity", 3, False),
            other.id: Touched(other.id, "entity", 2, True),
        }
        assert len(reading.touched_since(0)) == 2
