"""What the SQLite store says of files that it can not or must not use: one plain error, and nothing changed."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from record_making import create, everything, fill, netzwerk, person, verein

from registry.model import Damaged, Invalid, Problem, Unavailable
from registry.opening import open_registry
from registry.store.sqlite import SqliteStore
from registry.store.sqlite.library import dbapi, guard
from registry.store.sqlite.migrations import steps
from registry.vocabulary import Vocabulary

NOBODY = 65534


def _opens_and_reads(path: Path, vocabulary: Vocabulary) -> list[Problem]:
    """Open, check, read everything, write: what a day's work does with a file. Returns what `check` found."""
    with closing(SqliteStore(path, vocabulary)) as store:
        found = store.check()
        with store.read() as reading:
            for id in everything(reading):
                reading.history(id)
            list(reading.entity_rows())
            list(reading.tie_rows())
            reading.changes()
            reading.proposals()
        store.commit(create(verein()))
        return found


def _outcome(path: Path, vocabulary: Vocabulary) -> str:
    """What a day's work with a file comes to; any other exception than these goes through."""
    try:
        return "found" if _opens_and_reads(path, vocabulary) else "clean"
    except (Damaged, Unavailable):
        return "refused"


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder of an ordinary user, in whose name the test runs: permissions mean nothing to root."""
    folder = Path(tempfile.mkdtemp())
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)


def test_a_file_that_may_not_be_written_is_told_with_what_helps(unprivileged: Path, vocabulary: Vocabulary) -> None:
    path = unprivileged / "registry.db"
    with closing(SqliteStore(path, vocabulary, create=True)) as store:
        store.commit(create(verein()))
    path.chmod(0o400)
    unprivileged.chmod(0o500)
    with pytest.raises(Unavailable) as caught:
        _opens_and_reads(path, vocabulary)
    assert caught.value.where == "registry.db"
    assert "writ" in caught.value.remedy
    path.chmod(0o600)
    unprivileged.chmod(0o700)
    assert _opens_and_reads(path, vocabulary) == []


def test_a_file_that_may_not_be_read_is_told_with_what_helps(unprivileged: Path, vocabulary: Vocabulary) -> None:
    path = unprivileged / "registry.db"
    SqliteStore(path, vocabulary, create=True).close()
    path.chmod(0o000)
    with pytest.raises(Unavailable) as caught:
        SqliteStore(path, vocabulary)
    assert caught.value.remedy


def test_a_folder_in_which_nothing_may_be_made_is_told(unprivileged: Path) -> None:
    unprivileged.chmod(0o500)
    with pytest.raises(Unavailable):
        open_registry(f"sqlite:///{unprivileged}/registry.db", create=True)
    with pytest.raises(Unavailable):
        open_registry(f"sqlite:///{unprivileged}/below/registry.db", create=True)
    assert list(unprivileged.iterdir()) == []


@pytest.mark.parametrize("place", ["registry.db", "nowhere/registry.db"])
def test_a_store_that_is_not_there_is_told_and_not_made(tmp_path: Path, vocabulary: Vocabulary, place: str) -> None:
    with pytest.raises(Unavailable) as caught:
        SqliteStore(tmp_path / place, vocabulary)
    assert "init" in caught.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_not_made_by_the_store(tmp_path: Path, vocabulary: Vocabulary) -> None:
    with pytest.raises(Unavailable) as caught:
        SqliteStore(tmp_path / "nowhere" / "registry.db", vocabulary, create=True)
    assert "folder" in caught.value.remedy


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path, vocabulary: Vocabulary) -> None:
    for make in (False, True):
        with pytest.raises(Unavailable):
            SqliteStore(tmp_path, vocabulary, create=make)


@pytest.mark.parametrize("content", [b"Kein SQLite, nur Text. " * 200, b"x", bytes(range(256)) * 64])
@pytest.mark.parametrize("make", [False, True])
def test_a_file_that_is_no_database_stays_as_it_is(
    tmp_path: Path, vocabulary: Vocabulary, content: bytes, make: bool
) -> None:
    path = tmp_path / "brief.txt"
    path.write_bytes(content)
    with pytest.raises(Damaged) as caught:
        SqliteStore(path, vocabulary, create=make)
    assert caught.value.where == "brief.txt"
    assert path.read_bytes() == content


@pytest.mark.parametrize("make", [False, True])
@pytest.mark.parametrize("script", ["CREATE TABLE sammlung (name)", "PRAGMA user_version = 1"])
def test_another_programs_database_stays_as_it_is(
    tmp_path: Path, vocabulary: Vocabulary, make: bool, script: str
) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(script)
    content = path.read_bytes()
    with pytest.raises(Damaged) as caught:
        SqliteStore(path, vocabulary, create=make)
    assert "another program" in caught.value.what
    assert caught.value.where == "other.db"
    assert path.read_bytes() == content
    assert [one.name for one in tmp_path.iterdir()] == ["other.db"]


def test_a_file_of_a_newer_release_is_refused_and_stays_as_it_is(sqlite_file: Path, vocabulary: Vocabulary) -> None:
    newer = len(steps()) + 1
    with closing(dbapi.connect(str(sqlite_file))) as connection:
        connection.execute(f"PRAGMA user_version = {newer}")
    with pytest.raises(Unavailable) as caught:
        SqliteStore(sqlite_file, vocabulary)
    assert str(newer) in caught.value.what
    assert "newer release" in caught.value.remedy
    with closing(dbapi.connect(str(sqlite_file))) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (newer,)


def test_a_file_cut_to_nothing_does_not_come_back_as_an_empty_record(sqlite_file: Path, vocabulary: Vocabulary) -> None:
    sqlite_file.write_bytes(b"")
    with pytest.raises(Unavailable) as caught:
        SqliteStore(sqlite_file, vocabulary)
    assert "backup" in caught.value.remedy
    assert sqlite_file.read_bytes() == b""


@pytest.mark.parametrize("seed", range(20))
def test_a_truncated_file_is_found_out(sqlite_file: Path, vocabulary: Vocabulary, seed: int) -> None:
    whole = sqlite_file.read_bytes()
    sqlite_file.write_bytes(whole[: random.Random(seed).randrange(1, len(whole))])
    assert _outcome(sqlite_file, vocabulary) in {"found", "refused"}


@pytest.mark.parametrize("seed", range(20))
def test_flipped_bits_are_found_out_or_change_nothing(sqlite_file: Path, vocabulary: Vocabulary, seed: int) -> None:
    """Each of many flips gives one of our errors or a finding of `check`; where it gives neither, all can be read."""
    chance = random.Random(seed)
    whole = bytearray(sqlite_file.read_bytes())
    for _ in range(8):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 4, 64))):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        sqlite_file.write_bytes(damaged)
        assert _outcome(sqlite_file, vocabulary) in {"found", "clean", "refused"}


def test_many_flips_within_what_is_held_are_always_found_out(sqlite_file: Path, vocabulary: Vocabulary) -> None:
    """A flip inside the text of a live statement makes the columns, the references or the JSON disagree."""
    whole = sqlite_file.read_bytes()
    place = whole.index(b'"kind":"netzwerk"')
    for offset in range(9, 17):
        damaged = bytearray(whole)
        damaged[place + offset] ^= 1
        sqlite_file.write_bytes(damaged)
        assert _outcome(sqlite_file, vocabulary) in {"found", "refused"}


def test_a_damaged_wal_loses_no_more_than_what_it_held(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "registry.db"
    with closing(SqliteStore(path, vocabulary, create=True)) as store:
        fill(store)
    with closing(SqliteStore(path, vocabulary)) as store:
        store.commit(create(verein("Im WAL")))
        copy = tmp_path / "copy"
        copy.mkdir()
        shutil.copy(path, copy)
        wal = bytearray((tmp_path / "registry.db-wal").read_bytes())
    wal[len(wal) // 2] ^= 0xFF
    (copy / "registry.db-wal").write_bytes(wal)
    with closing(SqliteStore(copy / "registry.db", vocabulary)) as store:
        assert store.check() == []
        with store.read() as reading:
            assert reading.revision == 1


OLD = [(3, 40, 1), (3, 7, 0), (3, 51, 2), (3, 50, 99)]


@pytest.mark.parametrize("version", OLD)
def test_an_old_library_is_refused_with_what_helps(version: tuple[int, ...]) -> None:
    with pytest.raises(Unavailable) as caught:
        guard(version, wal=True)
    assert ".".join(map(str, version)) in caught.value.what
    assert "3.51.3" in caught.value.what
    assert "journal=delete" in caught.value.remedy


@pytest.mark.parametrize("version", OLD)
def test_an_old_library_is_accepted_without_the_wal(version: tuple[int, ...]) -> None:
    guard(version, wal=False)


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 53, 4), (4, 0, 0)])
def test_a_library_without_the_fault_is_accepted(version: tuple[int, ...]) -> None:
    guard(version, wal=True)
    guard(dbapi.sqlite_version_info, wal=True)


@pytest.mark.parametrize(("option", "mode"), [("", "wal"), ("?journal=wal", "wal"), ("?journal=delete", "delete")])
def test_the_journal_can_be_chosen_in_the_url(tmp_path: Path, option: str, mode: str) -> None:
    with closing(open_registry(f"sqlite:///{tmp_path}/registry.db{option}", create=True)) as registry:
        registry.commit(create(verein()))
        assert registry.check() == []
        assert (tmp_path / "registry.db-wal").exists() == (mode == "wal")
    with closing(dbapi.connect(str(tmp_path / "registry.db"))) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == (mode,)


@pytest.mark.parametrize(
    "url",
    [
        "registry.db",
        "sqlite:registry.db",
        "sqlite://",
        "sqlite:///",
        "postgres://host/db",
        "sqlite://host/registry.db",
        "sqlite:///a#b",
    ],
)
def test_a_url_of_no_known_form_is_refused(url: str) -> None:
    with pytest.raises(Invalid) as caught:
        open_registry(url)
    assert "sqlite:///" in caught.value.remedy


@pytest.mark.parametrize("query", ["journal=off", "mode=ro", "journal=wal&x=1", "journal=", "nosync"])
def test_an_unknown_option_in_the_url_is_refused(tmp_path: Path, query: str) -> None:
    with pytest.raises(Invalid):
        open_registry(f"sqlite:///{tmp_path}/registry.db?{query}", create=True)
    assert list(tmp_path.iterdir()) == []


def test_a_secret_in_a_url_does_not_reach_the_error() -> None:
    with pytest.raises(Invalid) as caught:
        open_registry("postgres://leser:geheim@beispiel.invalid/db")
    assert "geheim" not in str(caught.value)


def test_each_writing_connection_waits_for_the_disk(sqlite_file: Path, vocabulary: Vocabulary) -> None:
    """A kill is not a power cut: what `commit` acknowledged has reached the disk (synchronous = FULL)."""
    with closing(SqliteStore(sqlite_file, vocabulary)) as store:
        connection = store._connections.get("write")
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert connection.execute("PRAGMA secure_delete").fetchone() == (1,)


def test_what_a_change_set_said_of_an_erased_person_can_not_be_confirmed_by_its_digest(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    """The digest goes with every change set that wrote of the person or is blotted; others keep theirs."""
    one, network = person("Zyxandra Quorvelle"), netzwerk()
    about, beside, aside = create(one), create(network, why="für Zyxandra Quorvelle"), create(verein())
    with closing(SqliteStore(tmp_path / "registry.db", vocabulary, create=True)) as store:
        for change_set in (about, beside, aside):
            store.commit(change_set)
        store.erase(one.id, "Registerstelle", "Antrag")
        connection = store._connections.get("read")
        kept = dict(connection.execute("SELECT id, digest FROM change_sets"))
    assert (kept.pop(about.id), kept.pop(beside.id), kept.pop(aside.id)) == (None, None, aside.digest())
    assert set(kept.values()) == {None}


def _modes(folder: Path) -> dict[str, int]:
    return {one.name: one.stat().st_mode & 0o777 for one in folder.iterdir()}


def test_only_the_owner_may_read_what_a_store_writes(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """The record has personal data: file, WAL and backup are closed to other users, whatever the umask."""
    folder = tmp_path / "data"
    before = os.umask(0)
    try:
        with closing(open_registry(f"sqlite:///{folder}/registry.db", create=True)) as registry:
            registry.commit(create(verein()))
            registry.backup(folder / "copy.db")
            modes = _modes(folder)
    finally:
        os.umask(before)
    assert set(modes) == {"registry.db", "registry.db-wal", "registry.db-shm", "copy.db"}
    assert set(modes.values()) == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_permissions_that_somebody_gave_a_store_stay(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "registry.db"
    SqliteStore(path, vocabulary, create=True).close()
    path.chmod(0o640)
    with closing(SqliteStore(path, vocabulary, create=True)) as store:
        store.commit(create(verein()))
        assert set(_modes(tmp_path).values()) == {0o640}


def test_a_backup_never_writes_over_a_file(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Neither over another program's, nor through a link that leads nowhere yet."""
    taken, link = tmp_path / "taken.db", tmp_path / "link.db"
    taken.write_bytes(b"mine")
    link.symlink_to(tmp_path / "nowhere.db")
    with closing(SqliteStore(tmp_path / "registry.db", vocabulary, create=True)) as store:
        for target in (taken, link):
            with pytest.raises(Unavailable) as caught:
                store.backup(target)
            assert caught.value.remedy
        with pytest.raises(Unavailable):
            store.backup(tmp_path / "no folder" / "copy.db")
    assert taken.read_bytes() == b"mine"
    assert not (tmp_path / "nowhere.db").exists()
