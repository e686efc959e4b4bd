"""The writing half: what one commit does inside its transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from registry.model import ChangeSet, Entity, Invalid, Operation, Put, Remove, Tie, statement_json
from registry.rules import check_change_set, references
from registry.store.deciding import landed, refuse_erased, refuse_stale
from registry.store.port import AnyStatement
from registry.store.rows import TYPES, entity_row, tie_row
from registry.store.sqlite.reading import SqliteReading
from registry.vocabulary import Vocabulary


def write_change_set(connection: Any, change_set: ChangeSet, vocabulary: Vocabulary) -> int:
    """Check and write a change set inside the caller's transaction and return its revision.

    Raises Erased, Conflict, Invalid; the caller rolls back.
    """
    before = landed(_known(connection, change_set.id), change_set)
    if before is not None:
        return before
    reading = SqliteReading(connection)
    refuse_erased(reading.erased(), change_set)
    versions = _versions(connection, change_set.operations)
    refuse_stale(change_set, {id: known[:2] for id, known in versions.items()})
    problems = check_change_set(change_set, reading, vocabulary)
    if problems:
        raise Invalid.of(problems)
    revision = reading.revision + 1
    write_log(connection, revision, change_set, len(change_set.operations))
    _write(connection, revision, change_set.operations, versions)
    return revision


def _known(connection: Any, id: str) -> tuple[int, str | None] | None:
    """Revision and digest of what is committed under an id."""
    row = connection.execute("SELECT revision, digest FROM change_sets WHERE id = ?", (id,)).fetchone()
    return None if row is None else (row[0], row[1])


def write_log(connection: Any, revision: int, change_set: ChangeSet, touched: int) -> None:
    """The row that says who changed what, when and why."""
    connection.execute(
        "INSERT INTO change_sets (revision, id, kind, who, why, at, undoes, touched, digest)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            revision,
            change_set.id,
            change_set.kind,
            change_set.who,
            change_set.why,
            change_set.at.isoformat(),
            change_set.undoes,
            touched,
            None if change_set.kind == "erase" else change_set.digest(),
        ),
    )


def _versions(connection: Any, operations: Iterable[Operation]) -> dict[str, tuple[int, bool, str | None]]:
    """Latest version, whether it is live, and the live payload, of every target that was ever known."""
    ids = json.dumps([one.target for one in operations])
    rows = connection.execute(
        "SELECT v.id, max(v.version), s.payload FROM versions v LEFT JOIN statements s ON s.id = v.id"
        " WHERE v.id IN (SELECT value FROM json_each(?)) GROUP BY v.id",
        (ids,),
    )
    return {id: (version, payload is not None, payload) for id, version, payload in rows}


def _write(
    connection: Any,
    revision: int,
    operations: Iterable[Operation],
    versions: dict[str, tuple[int, bool, str | None]],
) -> None:
    operations = tuple(operations)
    past = [(payload, id, latest) for id, (latest, live, payload) in versions.items() if live]
    connection.executemany("UPDATE versions SET payload = ? WHERE id = ? AND version = ?", past)
    for id, old in SqliteReading(connection).get([id for id, known in versions.items() if known[1]]).items():
        clear_columns(connection, id, old)
    connection.executemany(
        "INSERT INTO versions (id, version, type, revision, removed, successor) VALUES (?, ?, ?, ?, ?, ?)",
        (_version_row(one, revision) for one in operations),
    )
    removed = [(one.id,) for one in operations if isinstance(one, Remove)]
    connection.executemany("DELETE FROM statements WHERE id = ?", removed)
    put = [one.record.model_copy(update={"version": one.expected + 1}) for one in operations if isinstance(one, Put)]
    write_statements(connection, put)


def _version_row(operation: Operation, revision: int) -> tuple[object, ...]:
    successor = operation.successor if isinstance(operation, Remove) else None
    type = TYPES[operation.target[0]]
    gone = isinstance(operation, Remove)
    return operation.target, operation.expected + 1, str(type), revision, int(gone), successor


def write_statements(connection: Any, statements: list[AnyStatement]) -> None:
    """The live rows, columns and references of these statements (each with the version it now has)."""
    connection.executemany(
        "INSERT INTO statements VALUES (?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET version = excluded.version, payload = excluded.payload",
        ((one.id, one.type, one.version, statement_json(one)) for one in statements),
    )
    connection.executemany(
        "INSERT INTO entities VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (entity_columns(one) for one in statements if isinstance(one, Entity)),
    )
    connection.executemany(
        "INSERT INTO ties VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (tie_columns(one) for one in statements if isinstance(one, Tie)),
    )
    connection.executemany("INSERT OR IGNORE INTO refs VALUES (?, ?, ?)", _ref_rows(statements))


def clear_columns(connection: Any, id: str, statement: AnyStatement) -> None:
    """Take away the columns and references that a statement had."""
    connection.execute("DELETE FROM entities WHERE id = ?", (id,))
    connection.execute("DELETE FROM ties WHERE id = ?", (id,))
    connection.executemany("DELETE FROM refs WHERE target = ? AND source = ? AND place = ?", _ref_rows([statement]))


def _ref_rows(statements: Iterable[AnyStatement]) -> Iterator[tuple[str, str, str]]:
    for one in statements:
        for place, target in references(one):
            yield target, one.id, place


def entity_columns(entity: Entity) -> tuple[object, ...]:
    """The row of the table `entities`."""
    row = entity_row(entity)
    lists = {
        "names": json.dumps(row.names, ensure_ascii=False),
        "themes": json.dumps(row.themes),
        "attested": " ".join(row.attested),
    }
    return tuple({**row._asdict(), **lists}.values())


def tie_columns(tie: Tie) -> tuple[object, ...]:
    """The row of the table `ties`."""
    row = tie_row(tie)
    return (*row[:8], " ".join(row.attested), row.visibility)
