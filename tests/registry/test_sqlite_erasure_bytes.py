"""After an erasure the person is not in the bytes either: not in a table, the file, the WAL or the journal."""

from __future__ import annotations

import shutil
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from record_making import changed, create, edit, entity_id, live, netzwerk, note, person, tie, verein

from registry.model import Contact
from registry.store.sqlite import SqliteStore
from registry.store.sqlite.connections import Journal
from registry.store.sqlite.library import dbapi
from registry.vocabulary import Vocabulary

MARKER = "Zyxandra Quorvelle"
SEEDS = (7, 8, 9)
"""Of the ids: where rows come to lie. With some of them, secure_delete alone leaves remains of rows in the file."""


def _traces(path: Path) -> list[str]:
    """The files beside and including the store's that hold the marker in any spelling."""
    found = []
    for file in filter(Path.is_file, sorted(path.parent.iterdir())):
        content = file.read_bytes().lower()
        found += [f"{file.name}: {word}" for word in (b"zyxandra", b"quorvelle", b"98127-4711") if word in content]
    return found


def _in_tables(path: Path) -> list[str]:
    found = []
    with closing(dbapi.connect(str(path))) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for table in tables:
            for row in connection.execute(f"SELECT * FROM {table}"):
                if "quorvelle" in str(row).lower() or "98127-4711" in str(row):
                    found.append(f"{table}: {row}")
    return found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_no_byte_of_the_person_is_left_after_many_versions(
    tmp_path: Path, vocabulary: Vocabulary, journal: Journal, seed: int
) -> None:
    """Many versions and neighbours, so that rows move between pages and pages are freed before the erasure."""
    path = tmp_path / "registry.db"
    with closing(SqliteStore(path, vocabulary, create=True, journal=journal)) as store:
        names = (f"{seed}-{number}" for number in count())
        one, network = (
            person(MARKER, id=entity_id(next(names)), contacts=(Contact(kind="phone", value="98127-4711"),)),
            netzwerk(id=entity_id(next(names))),
        )
        store.commit(create(one, network))
        for number in range(40):
            neighbours = [verein(f"Musterverein {number}-{each}", id=entity_id(next(names))) for each in range(10)]
            held = tie(
                one, "leitung", network, id="t" + entity_id(next(names))[1:], note=note(f"{MARKER} " * (number * 6 + 1))
            )
            store.commit(create(held, *neighbours, why=f"{MARKER} {number}"))
            longer = note(f"{MARKER} {number} " * (40 - number) * 5)
            store.commit(edit(changed(live(store, one), summary=longer, aliases=(f"{MARKER} {number}",))))
            store.commit(edit(changed(live(store, held), note=note(f"kurz, {MARKER}"))))
            store.propose(edit(changed(live(store, one), summary=longer)))
        assert _traces(path)
        assert _in_tables(path)
        store.erase(one.id, "Registerstelle", "Antrag")
        assert _in_tables(path) == []
        assert _traces(path) == []
        store.commit(create(verein()))
        assert store.check() == []
    assert _traces(path) == []


def test_a_reader_that_is_in_the_way_delays_the_bytes_and_not_the_erasure(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    """The WAL can not be folded in under an old view; after that view has closed, the next chance is taken."""
    path = tmp_path / "registry.db"
    with (
        closing(SqliteStore(path, vocabulary, create=True)) as store,
        closing(SqliteStore(path, vocabulary)) as other,
    ):
        one = person(MARKER)
        store.commit(create(one))
        with other.read() as reading:
            store.erase(one.id, "Registerstelle", "Antrag")
            assert MARKER in reading.get((one.id,))[one.id].name
            assert {one.rule for one in store.check()} == {"erasure"}
        assert _in_tables(path) == []
        store.commit(create(verein()))
        assert _traces(path) == []
        assert store.check() == []


def test_what_a_killed_process_left_undone_is_done_at_the_next_opening(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "registry.db"
    one = person(MARKER)
    with closing(SqliteStore(path, vocabulary, create=True)) as store, closing(SqliteStore(path, vocabulary)) as other:
        store.commit(create(one))
        with other.read():
            store.erase(one.id, "Registerstelle", "Antrag")
            (tmp_path / "killed").mkdir()
            for file in (path, path.with_name("registry.db-wal")):
                shutil.copy(file, tmp_path / "killed")
    killed = tmp_path / "killed" / "registry.db"
    assert _traces(killed)
    with closing(SqliteStore(killed, vocabulary)) as store:
        assert store.check() == []
        assert _traces(killed) == []
