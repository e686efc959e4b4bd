"""`check`: the integrity of the file and every rule of the model on everything that it holds."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from registry.model import Entity, Problem, StatementType, Tie
from registry.model.errors import Damaged
from registry.rules import check_statement, references
from registry.store.archive import Progress
from registry.store.port import AnyStatement
from registry.store.rows import decoded
from registry.store.sqlite.reading import SqliteReading
from registry.store.sqlite.writing import entity_columns, tie_columns
from registry.vocabulary import Vocabulary

_TOLD: Final = 2000
"""After so many statements there is word of how far it is."""


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
    size = sum(reading.counts().values())
    done = itertools.count()

    def counted(statements: Iterable[AnyStatement]) -> Iterator[AnyStatement]:
        for one in statements:
            if (number := next(done)) % _TOLD == 0:
                progress(number, 3 * size)
            yield one

    try:
        statements = {one.id: one for type in StatementType for one in counted(reading.scan(type))}
        _readable(connection, reading)
    except Damaged as error:
        yield Problem("integrity", error.where, error.what, error.remedy)
        return
    for one in counted(statements.values()):
        yield from check_statement(one, statements.get, vocabulary)
    yield from _columns(connection, statements)
    yield from _refs(connection, statements)
    yield from _versions(connection, statements)
    progress(3 * size, 3 * size)
    for (id,) in connection.execute("SELECT id FROM erased WHERE swept = 0"):
        what = "erased, but traces may be left in unused parts of the file: it was in use"
        yield Problem("erasure", str(id), what, "open the store again while no other program uses it")


def _readable(connection: Any, reading: SqliteReading) -> None:
    """Raises Damaged where a past version, a change or a proposal can not be understood."""
    for row in connection.execute("SELECT id, type, version, payload FROM versions WHERE payload IS NOT NULL"):
        decoded(*row)
    reading.changes(limit=-1)
    reading.proposals()


def _columns(connection: Any, statements: dict[str, AnyStatement]) -> Iterator[Problem]:
    stored = {row[0]: tuple(row) for row in connection.execute("SELECT * FROM entities")}
    stored |= {row[0]: tuple(row) for row in connection.execute("SELECT * FROM ties")}
    right = {one.id: entity_columns(one) for one in statements.values() if isinstance(one, Entity)}
    right |= {one.id: tie_columns(one) for one in statements.values() if isinstance(one, Tie)}
    for id in sorted(stored.keys() | right.keys(), key=str):
        if stored.get(id) != right.get(id):
            what = "the list columns differ from the statement"
            yield Problem("columns", str(id), what, "load an export into a new store")


def _refs(connection: Any, statements: dict[str, AnyStatement]) -> Iterator[Problem]:
    stored = set(connection.execute("SELECT target, source, place FROM refs"))
    right = {(target, one.id, place) for one in statements.values() for place, target in references(one)}
    for target, source, place in sorted(stored ^ right, key=str)[:20]:
        what = f"the reference ({place}) to {target} is not what the statement says"
        yield Problem("references", str(source), what, "load an export into a new store")


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
            yield Problem("history", str(id), what, "restore the last backup")
    live = {row[0] for row in connection.execute("SELECT id FROM statements")}
    for id in sorted(live - statements.keys(), key=str)[:20]:
        yield Problem("integrity", str(id), "a statement of no known type", "restore the last backup")
    revisions = connection.execute("SELECT coalesce(max(revision), 0), count(*) FROM change_sets").fetchone()
    if revisions[0] != revisions[1]:
        text = json.dumps(list(revisions))
        yield Problem("history", "change_sets", f"a revision is missing {text}", "restore the last backup")
