"""What every store promises of its archive: all it holds as rows, in order, and that it can be filled by them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
from record_making import change, create, edit, everything, live, person, verein
from record_past import live_through, made

from registry.model import Conflict, Unavailable, parse_statement, statement_json
from registry.opening import open_store
from registry.services import editing
from registry.store.archive import PARTS, ChangeRow, ErasedRow, ItemRow, ProposalRow, Row, VersionRow
from registry.store.moving import fingerprint, move
from registry.store.port import Store

Opener = Callable[..., Store]
ORIGIN = "sqlite:///beispiel.db"


@pytest.fixture
def at(place: str) -> Iterator[Opener]:
    """Opens the store under test, each time an instance of its own; `receiving` opens it in the middle of a move."""
    with ExitStack() as stack:
        yield lambda **how: stack.enter_context(closing(open_store(place, **{"create": True, **how})))


@pytest.fixture
def rows() -> dict[str, list[Row]]:
    """The rows of a small record: two change sets, three versions, a proposal, an erased id.

    One live version is written with spaces, as another release might: it must stay so, letter by letter.
    """
    one, two = verein(), verein("Zweiter Verein")
    first, second = create(one, two), edit(one.model_copy(update={"version": 1}))
    proposed = create(verein("Vorgeschlagener Verein"))
    logs = [
        ChangeRow(number, each.id, each.kind, each.who, each.why, each.at.isoformat(), None, touched, each.digest())
        for number, each, touched in ((1, first, 2), (2, second, 1))
    ]
    said = [VersionRow(1, each.id, 1, "entity", False, None, statement_json(each)) for each in (one, two)]
    said.sort(key=lambda row: row.key)
    spaced = json.dumps(json.loads(statement_json(one)), indent=1)
    again = VersionRow(2, one.id, 2, "entity", False, None, spaced)
    return {
        "changes": [*logs],
        "versions": [*said, again],
        "proposals": [ProposalRow(1, proposed.id, proposed.model_dump_json(), "open", None, None, None, None)],
        "erased": [ErasedRow(person().id, 2)],
        "items": [
            ItemRow("account", "b", '{"name":"Ä"}', "", "", "", 3),
            ItemRow("account-key", "a", "{}", "b", "open", "2026-01-02T03:04:05Z", 1),
        ],
    }


# What a store gives away.


def test_the_archive_has_everything_that_the_verbs_tell(at: Opener) -> None:
    store = at()
    live_through(store)
    with store.read() as reading:
        changes = [row for row in reading.archive("changes") if isinstance(row, ChangeRow)]
        told = reading.changes(limit=1000)
        assert [(row.revision, row.id, row.who, row.touched) for row in changes] == [
            (one.revision, one.id, one.who, one.touched) for one in reversed(told)
        ]
        versions = [row for row in reading.archive("versions") if isinstance(row, VersionRow)]
        assert len(versions) == sum(one.touched for one in told)
        for row in versions:
            known = reading.history(row.id)[row.version - 1]
            said = parse_statement(row.type, row.payload, row.version) if row.payload is not None else None
            assert (known.statement, known.successor, known.change.revision) == (said, row.successor, row.revision)
            assert row.removed == (said is None)
        proposals = [row for row in reading.archive("proposals") if isinstance(row, ProposalRow)]
        assert [(row.id, row.state, row.decision_note, row.revision) for row in proposals] == [
            (one.change_set.id, one.state, one.decision_note, one.revision) for one in reading.proposals()
        ]
        assert {row.id for row in reading.archive("erased") if isinstance(row, ErasedRow)} == reading.erased()


@pytest.mark.parametrize("part", PARTS)
def test_each_part_comes_in_the_order_of_its_keys_and_can_be_gone_on_with_after_any_of_them(
    at: Opener, part: str
) -> None:
    store = at()
    live_through(store)
    with store.read() as reading:
        rows = list(reading.archive(part))
        keys = [row.key for row in rows]
        assert keys == sorted(set(keys))
        assert len(rows) > (1 if part != "erased" else 0)
        for number, key in enumerate(keys):
            assert list(reading.archive(part, key)) == rows[number + 1 :]


def test_two_instances_and_two_views_give_the_same_fingerprint(at: Opener) -> None:
    store, other = at(), at()
    live_through(store)
    found = []
    for one in (store, other, store):
        with one.read() as reading:
            found.append(fingerprint(reading))
    assert found[0] == found[1] == found[2]


def test_any_change_changes_the_fingerprint(at: Opener) -> None:
    store = at()
    seen = []

    def look() -> None:
        with store.read() as reading:
            seen.append(tuple(fingerprint(reading).items()))

    look()
    ids = live_through(store)
    look()
    store.commit(create(verein()))
    look()
    made(store, editing.end, ids["network"], "2014")
    look()
    proposed = create(verein())
    store.propose(proposed)
    look()
    store.decide(proposed.id, "declined", "Prüfstelle")
    look()
    one = person()
    store.propose(create(one))
    store.erase(one.id, "Registerstelle", "Antrag")
    look()
    assert len(set(seen)) == len(seen)


def test_an_empty_store_has_an_empty_archive(at: Opener) -> None:
    with at().read() as reading:
        assert [list(reading.archive(part)) for part in PARTS] == [[] for _ in PARTS]
        assert {content.rows for content in fingerprint(reading).values()} == {0}


def test_an_open_view_gives_the_versions_of_its_own_revision(at: Opener) -> None:
    """What is committed while it is open stays unseen in the archive, too."""
    store, other = at(), at()
    one = verein()
    store.commit(create(one))
    with store.read() as reading:
        before = [list(reading.archive(part)) for part in ("changes", "versions")]
        other.commit(edit(live(other, one)))
        other.commit(create(verein()))
        assert [list(reading.archive(part)) for part in ("changes", "versions")] == before


# What a store takes.


def _take_all(store: Store, rows: dict[str, list[Row]]) -> None:
    receiving = store.receive()
    for part in PARTS:
        receiving.take(part, rows[part])


def test_what_was_taken_is_read_like_any_other_record(at: Opener, rows: dict[str, list[Row]]) -> None:
    store = at(receiving=True)
    receiving = store.receive()
    receiving.begin(ORIGIN)
    _take_all(store, rows)
    with store.read() as reading:
        assert [list(reading.archive(part)) for part in PARTS] == [rows[part] for part in PARTS]
    receiving.arrange(lambda *_: None)
    with store.read() as reading:
        assert [list(reading.archive(part)) for part in PARTS] == [rows[part] for part in PARTS]
        assert (reading.revision, reading.counts()["entity"]) == (2, 2)
    receiving.finish()
    other = at()
    assert other.check() == []
    with other.read() as reading:
        assert len(everything(reading)) == 2
        assert [one.version for one in reading.history(rows["versions"][-1].key[1])] == [1, 2]
    assert other.commit(create(verein())) == 3
    assert other.decide(str(rows["proposals"][0][1]), "accepted", "Prüfstelle") == 4
    assert other.check() == []


def test_the_last_key_of_each_part_is_known_after_each_batch(at: Opener, rows: dict[str, list[Row]]) -> None:
    at(receiving=True).receive().begin(ORIGIN)
    for part in PARTS:
        for number, row in enumerate(rows[part]):
            receiving = at(receiving=True).receive()
            assert receiving.last(part) == (rows[part][number - 1].key if number else ())
            receiving.take(part, (row,))
    receiving = at(receiving=True).receive()
    assert [receiving.last(part) for part in PARTS] == [rows[part][-1].key for part in PARTS]


@pytest.mark.parametrize("part", ["changes", "versions"])
def test_rows_that_do_not_follow_are_refused_and_change_nothing(
    at: Opener, rows: dict[str, list[Row]], part: str
) -> None:
    """Two moves into one store at the same time: none writes over the other."""
    store = at(receiving=True)
    store.receive().begin(ORIGIN)
    _take_all(store, rows)
    with pytest.raises(Conflict) as caught:
        store.receive().take(part, rows[part][:1])
    assert "repeat the move" in caught.value.remedy
    with store.read() as reading:
        assert list(reading.archive(part)) == rows[part]


@pytest.mark.parametrize("part", ["proposals", "erased"])
def test_proposals_and_erased_ids_are_written_over(at: Opener, rows: dict[str, list[Row]], part: str) -> None:
    """They are taken anew by each attempt, because they change after they were written."""
    store = at(receiving=True)
    store.receive().begin(ORIGIN)
    _take_all(store, rows)
    old = rows[part][0]
    new = old._replace(state="declined", decided_by="Prüfstelle") if isinstance(old, ProposalRow) else old
    store.receive().take(part, (new,))
    with store.read() as reading:
        assert list(reading.archive(part)) == [new]


def _planted(store: Store, what: str) -> None:
    """A trace of one sort in an empty store."""
    one = person()
    if what == "change":
        store.commit(change())
        return
    if what == "statement":
        store.commit(create(one))
        return
    store.propose(create(one))
    if what == "erased":
        store.erase(one.id, "Registerstelle", "Antrag")


@pytest.mark.parametrize("what", ["change", "statement", "proposal", "erased"])
def test_a_store_that_holds_anything_takes_no_record(at: Opener, what: str) -> None:
    _planted(at(), what)
    store = at(receiving=True)
    with store.read() as reading:
        before = fingerprint(reading)
    with pytest.raises(Conflict) as caught:
        store.receive().begin(ORIGIN)
    assert "new store" in caught.value.remedy
    with at().read() as reading:  # it is whole, and opened as ever
        assert fingerprint(reading) == before


def test_an_unfinished_move_goes_on_only_from_the_same_origin(at: Opener) -> None:
    at(receiving=True).receive().begin(ORIGIN)
    with pytest.raises(Conflict) as caught:
        at(receiving=True).receive().begin("sqlite:///anderes.db")
    assert ORIGIN in caught.value.what
    at(receiving=True).receive().begin(ORIGIN)


def test_a_store_that_is_not_whole_yet_is_not_opened(at: Opener, rows: dict[str, list[Row]]) -> None:
    at(receiving=True).receive().begin(ORIGIN)
    _take_all(at(receiving=True), rows)
    for how in ({"create": True}, {"create": False}):
        with pytest.raises(Unavailable) as caught:
            at(**how)
        assert "integrationsnetz move" in caught.value.remedy
        assert ORIGIN in caught.value.what


def test_who_had_the_store_open_before_neither_reads_nor_writes_until_it_is_whole(at: Opener) -> None:
    """A server on the empty target: it answers that the store is not there, and nothing gets in between."""
    before, target = at(), at(receiving=True)
    one, proposed = person(), create(verein())
    receiving = target.receive()
    receiving.begin(ORIGIN)
    for attempt in (
        lambda: before.read().__enter__(),
        lambda: before.commit(create(one)),
        lambda: before.propose(proposed),
        lambda: before.decide(proposed.id, "declined", "Prüfstelle"),
        lambda: before.erase(one.id, "Registerstelle", "Antrag"),
        lambda: target.commit(create(one)),
    ):
        with pytest.raises(Unavailable):
            attempt()
    receiving.arrange(lambda *_: None)
    receiving.finish()
    assert before.commit(create(one)) == 1


def test_a_moved_record_can_be_moved_on(at: Opener, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Into the store under test, and out of it again."""
    folder = tmp_path_factory.mktemp("others")
    with ExitStack() as stack:
        first, last = (
            stack.enter_context(closing(open_store(f"sqlite:///{folder}/{name}.db", create=True)))
            for name in ("first", "last")
        )
        live_through(first)
        middle = at(receiving=True)
        there = move(first, middle, origin=ORIGIN)
        back = move(middle, last, origin="the store under test")
        assert there.parts == back.parts
        assert last.check() == []
