"""`check`: the integrity of the file and every rule of the model on everything that it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from registry.model import Entity, Problem, StatementType, Tie
from registry.model.errors import Damaged
from registry.rules import attested, check_statement, references
from registry.store.port import AnyStatement
from registry.store.sqlite.reading import SqliteReading
from registry.vocabulary import Vocabulary


def check_file(connection: Any) -> Iterator[Problem]:
    """SQLite's own integrity check and foreign keys."""
    for (text,) in connection.execute("PRAGMA integrity_check(20)"):
        if text != "ok":
            yield Problem("integrity", "file", str(text), "restore the last backup")
    for table, *_ in connection.execute("PRAGMA foreign_key_check"):
        yield Problem("integrity", f"table {table}", "a row points to nothing", "restore the last backup")


def check_record(connection: Any, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every live statement against the rules, its columns, references and versions."""
    reading = SqliteReading(connection)
    try:
        statements = {one.id: one for type in StatementType for one in reading.scan(type)}
    except Damaged as error:
        yield Problem("integrity", error.where, error.what, error.remedy)
        return
    for one in statements.values():
        yield from check_statement(one, statements.get, vocabulary)
    yield from _columns(reading, statements)
    yield from _refs(connection, statements)
    yield from _versions(connection)


def _columns(reading: SqliteReading, statements: dict[str, AnyStatement]) -> Iterator[Problem]:
    def differs(id: str, is_right: bool) -> Iterator[Problem]:
        if not is_right:
            yield Problem(
                "columns", id, "the list columns differ from the statement", "load an export into a new store"
            )

    entities = {row.id: row for row in reading.entity_rows()}
    ties = {row.id: row for row in reading.tie_rows()}
    for id, one in statements.items():
        if isinstance(one, Entity):
            row = entities.pop(id, None)
            yield from differs(id, row is not None and row.names == one.all_names() and row.attested == attested(one))
        elif isinstance(one, Tie):
            line = ties.pop(id, None)
            ends = (one.subject, one.role, one.object)
            yield from differs(id, line is not None and (line.subject, line.role, line.object) == ends)
    for id in (*entities, *ties):
        yield from differs(id, False)


def _refs(connection: Any, statements: dict[str, AnyStatement]) -> Iterator[Problem]:
    stored = set(connection.execute("SELECT target, source, place FROM refs"))
    right = {(target, one.id, place) for one in statements.values() for place, target in references(one)}
    for target, source, place in sorted(stored ^ right)[:20]:
        what = f"the reference ({place}) to {target} is not what the statement says"
        yield Problem("references", source, what, "load an export into a new store")


def _versions(connection: Any) -> Iterator[Problem]:
    gaps = connection.execute(
        "SELECT id FROM versions GROUP BY id HAVING max(version) <> count(*) OR min(version) <> 1 LIMIT 20"
    )
    for (id,) in gaps:
        yield Problem("history", id, "a version is missing", "restore the last backup")
    wrong = connection.execute(
        "SELECT v.id FROM versions v LEFT JOIN statements s ON s.id = v.id AND s.version = v.version"
        " WHERE v.removed = 0 AND (v.payload IS NULL) <> (s.id IS NOT NULL) LIMIT 20"
    )
    for (id,) in wrong:
        yield Problem("history", id, "a version has no content, or two", "restore the last backup")
    revisions = connection.execute("SELECT coalesce(max(revision), 0), count(*) FROM change_sets").fetchone()
    if revisions[0] != revisions[1]:
        text = json.dumps(list(revisions))
        yield Problem("history", "change_sets", f"a revision is missing {text}", "restore the last backup")
