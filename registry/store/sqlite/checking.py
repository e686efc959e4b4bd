"""`check`: the integrity of the file and every rule of the model on everything that it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from registry.model import Entity, Problem, Tie
from registry.model.errors import Damaged
from registry.store.archive import Progress
from registry.store.checking import Checked, history_problem
from registry.store.port import AnyStatement
from registry.store.rows import decoded
from registry.store.sqlite.reading import SqliteReading
from registry.store.sqlite.writing import entity_columns, tie_columns
from registry.vocabulary import Vocabulary


def check_file(connection: Any) -> Iterator[Problem]:
    """SQLite's own integrity check and foreign keys."""
    for (text,) in connection.execute("PRAGMA integrity_check(20)"):
        if text != "ok":
            yield Problem("integrity", "file", str(text), "restore the last backup")
    for table, *_ in connection.execute("PRAGMA foreign_key_check"):
        yield Problem("integrity", f"table {table}", "a row points to nothing", "restore the last backup")


def check_record(connection: Any, vocabulary: Vocabulary, progress: Progress) -> Iterator[Problem]:
    """Every live statement against the rules, its columns, references and versions; history and proposals."""
    reading = SqliteReading(connection)
    try:
        checked = Checked(reading, progress)
        _readable(connection, reading)
    except Damaged as error:
        yield Problem("integrity", error.where, error.what, error.remedy)
        return
    statements = checked.statements
    yield from checked.broken_rules(vocabulary)
    yield from checked.wrong_columns(*_columns(connection, statements))
    yield from checked.wrong_references(connection.execute("SELECT target, source, place FROM refs"))
    yield from _versions(connection, statements)
    checked.end()
    for (id,) in connection.execute("SELECT id FROM erased WHERE swept = 0"):
        what = "erased, but traces may be left in unused parts of the file: it was in use"
        yield Problem("erasure", str(id), what, "open the store again while no other program uses it")


def _readable(connection: Any, reading: SqliteReading) -> None:
    """Raises Damaged where a past version, a change or a proposal can not be understood."""
    for row in connection.execute("SELECT id, type, version, payload FROM versions WHERE payload IS NOT NULL"):
        decoded(*row)
    reading.changes(limit=-1)
    reading.proposals()


def _columns(
    connection: Any, statements: dict[str, AnyStatement]
) -> tuple[dict[str, tuple[object, ...]], dict[str, tuple[object, ...]]]:
    """As they are stored, and as they should be."""
    stored = {row[0]: tuple(row) for row in connection.execute("SELECT * FROM entities")}
    stored |= {row[0]: tuple(row) for row in connection.execute("SELECT * FROM ties")}
    right = {one.id: entity_columns(one) for one in statements.values() if isinstance(one, Entity)}
    right |= {one.id: tie_columns(one) for one in statements.values() if isinstance(one, Tie)}
    return stored, right


_HISTORY: Final = (
    (
        "a version is missing",
        "SELECT id FROM versions GROUP BY id HAVING max(version) <> count(*) OR min(version) <> 1",
    ),
    (
        "a version has no content, or two",
        """SELECT v.id FROM versions v LEFT JOIN statements s ON s.id = v.id AND s.version = v.version
        WHERE (v.payload IS NOT NULL) + (s.id IS NOT NULL) + (v.removed <> 0) <> 1""",
    ),
    (
        "the live statement is not its latest version",
        """SELECT s.id FROM statements s WHERE NOT EXISTS
        (SELECT 1 FROM versions v WHERE v.id = s.id AND v.type = s.type AND v.version = s.version)
        OR s.version <> (SELECT max(version) FROM versions v WHERE v.id = s.id)""",
    ),
    (
        "the change set touched another number of statements than it says",
        """SELECT c.id FROM change_sets c LEFT JOIN versions v ON v.revision = c.revision
        GROUP BY c.revision HAVING count(v.id) <> c.touched""",
    ),
)


def _versions(connection: Any, statements: dict[str, AnyStatement]) -> Iterator[Problem]:
    for what, sql in _HISTORY:
        for (id,) in connection.execute(f"{sql} LIMIT 20"):
            yield history_problem(id, what)
    live = {row[0] for row in connection.execute("SELECT id FROM statements")}
    for id in sorted(live - statements.keys(), key=str)[:20]:
        yield Problem("integrity", str(id), "a statement of no known type", "restore the last backup")
    revisions = connection.execute("SELECT coalesce(max(revision), 0), count(*) FROM change_sets").fetchone()
    if revisions[0] != revisions[1]:
        text = json.dumps(list(revisions))
        yield history_problem("change_sets", f"a revision is missing {text}")
