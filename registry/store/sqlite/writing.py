"""The writing half: what one commit does inside its transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from registry.model import (
    ChangeSet,
    Conflict,
    Entity,
    Erased,
    Invalid,
    Operation,
    Put,
    Remove,
    StatementType,
    Tie,
    statement_json,
)
from registry.rules import attested, check_change_set, references
from registry.store.port import AnyStatement
from registry.store.sqlite.reading import SqliteReading
from registry.vocabulary import Vocabulary


def write_change_set(connection: Any, change_set: ChangeSet, vocabulary: Vocabulary) -> int:
    """Check and write a change set inside the caller's transaction and return its revision.

    Raises Erased, Conflict, Invalid; the caller rolls back.
    """
    landed = _landed(connection, change_set)
    if landed is not None:
        return landed
    reading = SqliteReading(connection)
    refuse_erased(reading, change_set)
    versions = _versions(connection, change_set.operations)
    _refuse_stale(change_set, versions)
    problems = check_change_set(change_set, reading, vocabulary)
    if problems:
        raise Invalid.of(problems)
    revision = reading.revision + 1
    write_log(connection, revision, change_set, len(change_set.operations))
    _write(connection, revision, change_set.operations, versions)
    return revision


def _landed(connection: Any, change_set: ChangeSet) -> int | None:
    """The revision of a change set that is committed already. Raises Conflict where it was another one."""
    sql = "SELECT revision, digest FROM change_sets WHERE id = ?"
    found = connection.execute(sql, (change_set.id,)).fetchone()
    if found is None:
        return None
    revision, digest = found
    if digest not in (None, change_set.digest()):
        raise Conflict(
            "another change set is committed under this id",
            records=(change_set.id,),
            where=change_set.id,
            remedy="give the change set an id of its own",
        )
    return int(revision)


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


def refuse_erased(reading: SqliteReading, change_set: ChangeSet) -> None:
    """Raises Erased where the change set writes of an erased person."""
    erased = reading.erased()
    hit = [one.target for one in change_set.operations if one.target in erased]
    if hit:
        raise Erased(
            "the person behind this id was erased at their request",
            where=", ".join(hit),
            remedy="leave this record out; a seat can be filled by a new entry",
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


def _refuse_stale(change_set: ChangeSet, versions: dict[str, tuple[int, bool, str | None]]) -> None:
    stale = []
    for one in change_set.operations:
        latest, live, _ = versions.get(one.target, (0, False, None))
        # A removed record is written anew under its latest version, never as if it had not been.
        if one.expected != latest or (isinstance(one, Remove) and not live):
            stale.append(one.target)
    if stale:
        raise Conflict(
            "the record has changed since this change was prepared",
            records=stale,
            where=", ".join(stale[:5]),
            remedy="read it again, compare, and repeat the change",
        )


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


_TYPES = {
    "e": StatementType.ENTITY,
    "t": StatementType.TIE,
    "p": StatementType.POST,
    "o": StatementType.OBSERVATION,
}


def _version_row(operation: Operation, revision: int) -> tuple[object, ...]:
    successor = operation.successor if isinstance(operation, Remove) else None
    type = _TYPES[operation.target[0]]
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
    return (
        entity.id,
        entity.family,
        entity.kind,
        json.dumps(entity.all_names(), ensure_ascii=False),
        json.dumps(entity.themes),
        str(entity.status),
        entity.period.start,
        entity.period.end,
        " ".join(attested(entity)),
        str(entity.visibility),
    )


def tie_columns(tie: Tie) -> tuple[object, ...]:
    """The row of the table `ties`."""
    return (
        tie.id,
        tie.subject,
        tie.role,
        tie.object,
        tie.theme,
        str(tie.status),
        tie.period.start,
        tie.period.end,
        " ".join(attested(tie)),
        str(tie.visibility),
    )
