"""The opened registry: its search follows the record, whoever changed it; a forked process has its own connections."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from record_making import change, changed, create, edit, netzwerk, person, remove, tie, verein

from registry.access import PUBLIC_VIEWER, STAFF_VIEWER
from registry.model import Put, Unavailable
from registry.opening import open_registry, store_url
from registry.services import Registry
from registry.store.sqlite import SqliteStore, connections
from registry.vocabulary import Vocabulary


def _found(registry: Registry, words: str) -> list[str]:
    return [hit.id for hit in registry.search(words, STAFF_VIEWER)]


def test_search_follows_every_commit(registry: Registry) -> None:
    one = verein("Quellwasser Beispielstadt")
    assert _found(registry, "Quellwasser") == []
    registry.commit(create(one))
    assert _found(registry, "Quellwasser") == [one.id]
    registry.commit(edit(changed(one, version=1, name="Morgenrot Beispielstadt")))
    assert (_found(registry, "Quellwasser"), _found(registry, "Morgenrot")) == ([], [one.id])
    registry.commit(edit(changed(one, version=2, visibility="staff")))
    assert registry.search("Morgenrot", PUBLIC_VIEWER) == []
    registry.commit(remove(changed(one, version=3)))
    assert _found(registry, "Morgenrot") == []


@pytest.fixture
def other(registry: Registry, place: str) -> Iterator[Registry]:
    """The same record, opened once more, as by another process."""
    with closing(open_registry(place)) as opened:
        yield opened


@pytest.fixture
def in_a_file(tmp_path: Path) -> Iterator[Registry]:
    """An empty registry in a file, for what is SQLite's own."""
    with closing(open_registry(f"sqlite:///{tmp_path}/file.db", create=True)) as opened:
        yield opened


def test_search_follows_what_another_process_commits(registry: Registry, other: Registry) -> None:
    one, two = verein("Quellwasser Beispielstadt"), verein("Morgenrot Beispielstadt")
    registry.commit(create(one))
    assert _found(other, "Quellwasser") == [one.id]
    registry.commit(create(two))
    registry.commit(change(Put(record=changed(one, name="Abendrot"), expected=1)))
    assert (_found(other, "Morgenrot"), _found(other, "Quellwasser")) == ([two.id], [])


def test_search_forgets_what_another_process_erased(registry: Registry, other: Registry) -> None:
    one, house = person("Zyxandra Quorvelle"), verein("Haus Zyxandra Quorvelle")
    registry.commit(create(one, house))
    assert set(_found(other, "Zyxandra Quorvelle")) == {one.id, house.id}
    registry.erase(one.id, "Registerstelle", "Antrag")
    assert _found(other, "Zyxandra Quorvelle") == []
    assert "Quorvelle" not in repr([hit.name for hit in other.search("Haus", STAFF_VIEWER)])


def test_a_change_is_prepared_from_the_present_record(registry: Registry) -> None:
    one = verein()
    registry.commit(create(one))
    written, revision = registry.commit_prepared(
        lambda record: edit(changed(record.entity(one.id), name=f"Nummer {record.revision}"))
    )
    assert (revision, registry.revision()) == (2, 2)
    with registry.reading(STAFF_VIEWER) as record:
        assert record.entity(one.id).name == "Nummer 1"
        assert record.change(written.id) is not None


def test_proposals_backup_and_erasure_go_through_to_the_store(registry: Registry, tmp_path: Path) -> None:
    proposed, one = create(verein()), person()
    registry.propose(proposed)
    assert [each.change_set for each in registry.proposals("open")] == [proposed]
    assert registry.decide(proposed.id, "accepted", "Prüfstelle") == 1
    registry.commit(create(one))
    registry.erase(one.id, "Registerstelle", "Antrag")
    assert registry.erased() == {one.id}
    registry.backup(tmp_path / "copy.db")
    with closing(open_registry(f"sqlite:///{tmp_path}/copy.db")) as copy:
        assert (copy.revision(), copy.check()) == (3, [])


def test_the_store_is_named_by_argument_then_environment_then_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INTEGRATIONSNETZ_STORE", raising=False)
    assert store_url() == "sqlite:///data/registry.db"
    monkeypatch.setenv("INTEGRATIONSNETZ_STORE", "sqlite:///a.db")
    assert store_url() == "sqlite:///a.db"
    assert store_url("sqlite:///b.db") == "sqlite:///b.db"


@pytest.mark.filterwarnings("ignore:This process.*multi-threaded:DeprecationWarning")
def test_a_forked_process_opens_its_own_connections(registry: Registry) -> None:
    """As a web server does that forks its workers after opening: both go on, and nothing is lost."""
    registry.commit(create(verein("Vorher")))
    child = os.fork()
    if child == 0:  # pragma: no cover - it runs in the other process
        try:
            registry.commit(create(verein("Im Kind")))
            os._exit(0)
        finally:
            os._exit(1)
    registry.commit(create(verein("Im Elternteil")))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    with registry.reading(STAFF_VIEWER) as record:
        assert {row.names[0] for row in record.entity_rows()} == {"Vorher", "Im Kind", "Im Elternteil"}
    assert registry.check() == []


@pytest.mark.filterwarnings("ignore:This process.*multi-threaded:DeprecationWarning")
def test_a_forked_process_does_not_touch_what_its_parent_opened(in_a_file: Registry) -> None:
    """SQLite forbids even to close it there: closing the store in the child leaves the parent's connections open."""
    registry = in_a_file
    registry.commit(create(verein("Vorher")))
    store = registry._store
    assert isinstance(store, SqliteStore)
    child = os.fork()
    if child == 0:  # pragma: no cover - it runs in the other process
        try:
            kept = [connection for _, connection in store._connections._all]
            registry.close()
            os._exit(0 if [one.execute("PRAGMA user_version").fetchone() for one in kept] else 2)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert registry.commit(create(verein("Danach"))) == 2


def test_threads_that_have_ended_leave_no_connections_behind(in_a_file: Registry) -> None:
    """As a server does that makes a thread for each request: the files it may open would run out."""
    registry = in_a_file
    store = registry._store
    assert isinstance(store, SqliteStore)
    for _ in range(20):
        thread = Thread(target=registry.revision)
        thread.start()
        thread.join()
    assert len(store._connections._all) < 5
    assert registry.commit(create(verein())) == 1


def test_a_view_that_is_older_than_the_index_is_answered_without_another_index(registry: Registry) -> None:
    """A new index takes seconds in a large record; what the later one has is what the viewer may see now."""
    registry.commit(create(verein("Erster Beispielverein")))
    with registry._store.read() as old:
        registry.commit(create(verein("Zweiter Beispielverein")))
        with ThreadPoolExecutor(1) as pool:  # a view of its own
            pool.submit(registry.search, "Beispielverein", STAFF_VIEWER).result()
        index = registry._finder.at(old)
    assert index.revision == 2
    assert {hit.name for hit in index.search("Beispielverein", STAFF_VIEWER, limit=5)} == {
        "Erster Beispielverein",
        "Zweiter Beispielverein",
    }


def test_after_an_erasure_no_process_keeps_the_name_in_its_index(registry: Registry, other: Registry) -> None:
    """Another process learns of it with its next search, and builds its index afresh."""
    one = person("Zyxandra Quorvelle")
    registry.commit(create(one, verein()))
    assert other.search("Quorvelle", STAFF_VIEWER)
    registry.erase(one.id, "Registerstelle", "Antrag")
    assert other.search("Quorvelle", STAFF_VIEWER) == []
    index = other._finder._index
    assert index is not None
    assert "Quorvelle" not in repr([part.table.entries for part in index.names._parts])


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for a lock."""
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.2)


@pytest.mark.usefixtures("impatient")
def test_a_writer_that_never_gets_the_lock_is_told_and_can_try_again(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "registry.db"
    with (
        closing(SqliteStore(path, vocabulary, create=True)) as store,
        closing(SqliteStore(path, vocabulary)) as other,
    ):
        one = create(verein())
        with other._writing():
            with pytest.raises(Unavailable, match="locked") as caught:
                store.commit(one)
            assert "try again" in caught.value.remedy
        assert store.commit(one) == 1


@pytest.mark.usefixtures("impatient")
def test_without_the_wal_a_commit_that_a_reader_delays_can_be_repeated(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """There the commit itself can fail: it must leave no open transaction behind."""
    path = tmp_path / "registry.db"
    with (
        closing(SqliteStore(path, vocabulary, create=True, journal="delete")) as store,
        closing(SqliteStore(path, vocabulary, journal="delete")) as other,
    ):
        network, one = netzwerk(), verein()
        written = create(network, one, tie(one, "mitglied", network))
        with other.read() as reading:
            assert reading.revision == 0
            with pytest.raises(Unavailable, match="locked"):
                store.commit(written)
        assert store.commit(written) == 1
        assert store.check() == []
