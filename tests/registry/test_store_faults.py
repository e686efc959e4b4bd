"""A killed process loses nothing that was acknowledged, leaves nothing half, and the store stays whole."""

from __future__ import annotations

import random
import signal
import time
from contextlib import closing
from pathlib import Path

import pytest
from processes import line, rest, started
from record_making import create, verein

from registry.opening import open_store
from registry.store.port import Store
from registry.store.sqlite import SqliteStore
from registry.store.sqlite.library import dbapi
from registry.store.sqlite.migrations import migrate
from registry.vocabulary import Vocabulary

KILLS = 60
MIGRATION_KILLS = 24


def _killed_writer(place: str, seconds: float) -> list[list[str]]:
    """What a writer acknowledged until it was killed after this time."""
    with started("write", place) as process:
        assert line(process) == ["ready"], process.communicate()[1]
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        said = rest(process)
    return [words.split() for words in said.splitlines(keepends=True) if words.endswith("\n")]


def _assert_whole(store: Store, acknowledged: list[list[str]]) -> None:
    with store.read() as reading:
        for id, *statements in acknowledged:
            found = reading.change(id)
            assert found is not None
            assert {one.id for one in found[1]} == set(statements)
            assert set(reading.get(statements)) == set(statements)
        changes = reading.changes(limit=10**6)
        assert [one.revision for one in changes] == list(range(reading.revision, 0, -1))
        assert {one.touched for one in changes} <= {9}
        assert sum(reading.counts().values()) == 9 * reading.revision


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_writer_killed_at_any_moment_loses_no_acknowledged_change_and_leaves_no_half_one(
    place: str,
) -> None:
    """At least 50 kills of a process that writes nine statements a time into one store.

    Each kill may hit one commit that has landed and was not acknowledged; it may be seen only when others follow.
    """
    chance = random.Random(20120507)
    acknowledged: list[list[str]] = []
    for number in range(KILLS):
        new = _killed_writer(place, chance.uniform(0.0, 0.25))
        acknowledged += new
        with closing(open_store(place)) as store:
            _assert_whole(store, new)
            if number % 10 == 9:
                assert store.check() == []
            with store.read() as reading:
                unacknowledged = reading.revision - len(acknowledged)
            assert 0 <= unacknowledged <= number + 1
    with closing(open_store(place)) as store:
        _assert_whole(store, acknowledged)
        assert store.check() == []
    assert len(acknowledged) > KILLS // 3  # the kills came while there was something to lose


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_process_killed_while_it_proposes_decides_and_erases_leaves_a_whole_record(
    place: str, tmp_path: Path
) -> None:
    chance = random.Random(7)
    for _ in range(15):
        with started("churn", place) as process:
            assert line(process) == ["ready"], process.communicate()[1]
            time.sleep(chance.uniform(0.0, 0.2))
            process.send_signal(signal.SIGKILL)
            said = rest(process)
        erased = set(said.split()[:-1])
        with closing(open_store(place)) as store:
            assert store.check() == []
            with store.read() as reading:
                assert erased <= reading.erased()
                names = {row.id: row.names[0] for row in reading.entity_rows()}
                assert all("Quorvelle" not in names[id] for id in reading.erased())
                accepted = reading.proposals("accepted")
                assert all(reading.change(one.change_set.id) is not None for one in accepted)
                assert not any(reading.change(one.change_set.id) for one in reading.proposals("open"))
        for path in tmp_path.glob("*.db"):
            assert (b"Quorvelle" in path.read_bytes()) <= any("Quorvelle" in name for name in names.values())


def _slow_steps(folder: Path) -> None:
    """Eight more steps, each of which rewrites a table of some thousand rows and takes a while."""
    folder.mkdir()
    (folder / "0001_start.sql").write_text(
        "CREATE TABLE plain (number INTEGER PRIMARY KEY, text TEXT);\n"
        "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 4000)\n"
        "INSERT INTO plain SELECT i, 'Zeile ' || i FROM n;\n"
    )
    for number in range(2, 10):
        (folder / f"{number:04}_step.sql").write_text(
            f"CREATE TABLE copy{number} AS SELECT number, text || ' {number}' AS text FROM plain;\n"
            f"ALTER TABLE plain ADD COLUMN added{number} INTEGER;\n"
            f"UPDATE plain SET added{number} = {number}, text = text || '.';\n"
        )


def _assert_version_is_whole(path: Path) -> int:
    """The schema version, after proving that exactly its steps, and all of each, are in the file."""
    with closing(dbapi.connect(str(path))) as connection:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        assert tables == ({"plain"} if version else set()) | {f"copy{number}" for number in range(2, version + 1)}
        if version:
            assert connection.execute("SELECT count(*) FROM plain").fetchone() == (4000,)
            text = connection.execute("SELECT text FROM plain WHERE number = 1").fetchone()[0]
            assert text == "Zeile 1" + "." * (version - 1)
            columns = [row[1] for row in connection.execute("PRAGMA table_info(plain)")]
            assert columns[2:] == [f"added{number}" for number in range(2, version + 1)]
    return version


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_migration_killed_at_any_moment_leaves_the_old_or_the_new_version(tmp_path: Path) -> None:
    chance = random.Random(11)
    _slow_steps(tmp_path / "steps")
    seen, longest = set(), 0.1
    for number in range(MIGRATION_KILLS):
        path = tmp_path / f"file{number}.db"
        with started("upgrade", path, tmp_path / "steps") as process:
            assert line(process) == ["ready"], process.communicate()[1]
            time.sleep(chance.uniform(0.0, longest))
            process.send_signal(signal.SIGKILL)
            process.communicate()
        if path.exists() and path.stat().st_size:
            seen.add(_assert_version_is_whole(path))
        with closing(dbapi.connect(str(path), isolation_level=None)) as connection:
            assert migrate(connection, tmp_path / "steps") == 9
        assert _assert_version_is_whole(path) == 9
    assert len(seen) >= 3, f"the kills came at no telling moments: {seen}"


def test_a_step_that_fails_leaves_the_version_before_it(tmp_path: Path) -> None:
    folder = tmp_path / "steps"
    _slow_steps(folder)
    (folder / "0003_step.sql").write_text("CREATE TABLE half (a);\nINSERT INTO nowhere VALUES (1);\n")
    path = tmp_path / "file.db"
    with (
        closing(dbapi.connect(str(path), isolation_level=None)) as connection,
        pytest.raises(dbapi.OperationalError, match="nowhere"),
    ):
        migrate(connection, folder)
    assert _assert_version_is_whole(path) == 2


def test_a_step_without_its_last_semicolon_is_applied_too(tmp_path: Path) -> None:
    (tmp_path / "0001_step.sql").write_text("CREATE TABLE one (a);\nCREATE TABLE two (b)\n-- and a comment\n")
    with closing(dbapi.connect(":memory:", isolation_level=None)) as connection:
        assert migrate(connection, tmp_path) == 1
        assert connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (2,)


def test_a_file_of_the_first_schema_is_brought_up_to_date_with_its_record(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    """A file as the first release made it: opened, it has today's schema and says the same."""
    from registry.store.sqlite.migrations import FOLDER, steps

    first = tmp_path / "first"
    first.mkdir()
    (first / "0001_record.sql").write_text((FOLDER / "0001_record.sql").read_text())
    path = tmp_path / "registry.db"
    with closing(dbapi.connect(str(path), isolation_level=None)) as connection:
        assert migrate(connection, first) == 1
    with closing(SqliteStore(path, vocabulary)) as store:
        store.commit(create(verein()))
        assert store.check() == []
    with closing(dbapi.connect(str(path))) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(steps()),)
