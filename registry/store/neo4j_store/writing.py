"""The writing half: what one commit does inside its transaction, which has locked the head before it reads anything."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from typing import Any, NamedTuple

from neo4j import Record

from registry.model import ChangeSet, Damaged, Entity, Invalid, Operation, Put, Remove, Tie, statement_json
from registry.rules import check_change_set, references
from registry.store.deciding import landed, refuse_erased, refuse_stale
from registry.store.neo4j_store import cypher
from registry.store.neo4j_store.asking import Within
from registry.store.neo4j_store.projecting import each, project
from registry.store.neo4j_store.reading import Neo4jReading, batched
from registry.store.port import AnyStatement
from registry.store.rows import TYPES, decoded, entity_row, tie_row
from registry.vocabulary import Vocabulary


class Latest(NamedTuple):
    """The latest version of a statement that was ever known."""

    version: int
    live: bool
    statement: AnyStatement | None


class Head(NamedTuple):
    """The node that every writer locks first."""

    revision: int
    receiving: str | None
    """Where the record comes from that is moved into the database; None where no move is under way."""
    vocabulary: str | None
    """Fingerprint of the vocabulary that the natural graph was made with."""


def lock(tx: Within) -> Head:
    """Wait until no other writer is at work and give the head as it stands then. Raises Damaged where it is lost.

    The lock is a statement of its own, and what is read comes after it: a query that does both may see two commits.
    """
    tx.do(cypher.LOCK)
    return head_of(tx.rows(cypher.LOCKED_HEAD))


def head_of(rows: list[Record]) -> Head:
    """The head that a query found. Raises Damaged where there is none, or several."""
    if len(rows) != 1:
        raise Damaged("the database has lost its head", where="Neo4j", remedy="restore the last backup")
    return Head(*(rows[0][name] for name in Head._fields))


def write_change_set(tx: Within, reading: Neo4jReading, change_set: ChangeSet, vocabulary: Vocabulary) -> int:
    """Check and write a change set inside the caller's locked transaction and return its revision.

    Raises Erased, Conflict, Invalid; the caller rolls back.
    """
    before = landed(known(tx, change_set.id), change_set)
    if before is not None:
        return before
    refuse_erased(erased_among(tx, change_set.operations), change_set)
    latest = _latest(tx, change_set.operations)
    refuse_stale(change_set, {id: (one.version, one.live) for id, one in latest.items()})
    problems = check_change_set(change_set, reading, vocabulary)
    if problems:
        raise Invalid.of(problems)
    revision = reading.revision + 1
    write_log(tx, revision, change_set, len(change_set.operations))
    _write(tx, revision, change_set.operations, latest, vocabulary)
    return revision


def known(tx: Within, id: str) -> tuple[int, str | None] | None:
    """Revision and digest of what is committed under an id."""
    found = tx.rows(cypher.KNOWN, id=id)
    return (found[0]["revision"], found[0]["digest"]) if found else None


def erased_among(tx: Within, operations: Iterable[Operation]) -> set[str]:
    """Targets that are erased persons."""
    ids = sorted({one.target for one in operations})
    return {row["id"] for part in batched(ids) for row in tx.rows(cypher.ERASED_AMONG, ids=part)}


def _latest(tx: Within, operations: Iterable[Operation]) -> dict[str, Latest]:
    ids = sorted({one.target for one in operations})
    found = {}
    for row in chain.from_iterable(tx.rows(cypher.LATEST, ids=part) for part in batched(ids)):
        id, type, version, removed, payload = row
        found[id] = Latest(version, not removed, None if removed else decoded(id, type, version, payload))
    return found


def write_log(tx: Within, revision: int, change_set: ChangeSet, touched: int) -> None:
    """The node that says who changed what, when and why; the head has its revision from then on."""
    properties = {
        "revision": revision,
        "id": change_set.id,
        "kind": change_set.kind,
        "who": change_set.who,
        "why": change_set.why,
        "at": change_set.at.isoformat(),
        "undoes": change_set.undoes,
        "touched": touched,
        "digest": None if change_set.kind == "erase" else change_set.digest(),
    }
    tx.do(cypher.LOG, properties=properties)


def _write(
    tx: Within, revision: int, operations: Collection[Operation], latest: dict[str, Latest], vocabulary: Vocabulary
) -> None:
    put = [one.record.model_copy(update={"version": one.expected + 1}) for one in operations if isinstance(one, Put)]
    removed = [_removal(one, revision) for one in operations if isinstance(one, Remove)]
    close(tx, ((one.target, one.expected, revision) for one in operations if one.expected))
    write_versions(tx, [*(version_of(one, revision) for one in put), *removed], put)
    old = [one.statement for one in latest.values() if one.statement is not None]
    project(tx, old, put, vocabulary)


def close(tx: Within, versions: Iterable[tuple[str, int, int]]) -> None:
    """These versions (id, version) stand until these revisions."""
    each(tx, cypher.CLOSE, ({"id": id, "version": version, "until": until} for id, version, until in versions))


def write_versions(tx: Within, rows: Iterable[dict[str, Any]], statements: Iterable[AnyStatement]) -> None:
    """Versions of change sets that are written already, given by their properties; the statements are what they say."""
    said = {(one.id, one.version): _references(one) for one in statements}
    _anchor(tx, said.values())
    each(tx, cypher.WRITE, ({"properties": row, "references": said.get(_key(row), [])} for row in rows))


def refer_anew(tx: Within, statements: Iterable[AnyStatement]) -> None:
    """Who refers to whom, and at which place, for versions that are written already."""
    said = {(one.id, one.version): _references(one) for one in statements}
    versions = [{"id": id, "version": version} for id, version in said]
    each(tx, cypher.UNREFER, versions)
    _anchor(tx, said.values())
    each(tx, cypher.REFER, ({**row, **one} for row in versions for one in said[_key(row)]))


def _key(row: Mapping[str, Any]) -> tuple[str, int]:
    return row["id"], row["version"]


def _references(statement: AnyStatement) -> list[dict[str, str]]:
    return [{"place": place, "target": target} for place, target in dict.fromkeys(references(statement))]


def _anchor(tx: Within, references: Iterable[list[dict[str, str]]]) -> None:
    """What is referred to has a node for the references to end at."""
    for part in batched(sorted({one["target"] for each_ones in references for one in each_ones})):
        tx.do(cypher.ANCHOR, ids=part)


def version_of(statement: AnyStatement, revision: int) -> dict[str, Any]:
    """The properties of a version that says something."""
    return {
        "id": statement.id,
        "version": statement.version,
        "type": statement.type,
        "since": revision,
        "removed": False,
        "payload": statement_json(statement),
        "columns": columns_of(statement),
        "role": statement.role if isinstance(statement, Tie) else None,
    }


def _removal(operation: Remove, revision: int) -> dict[str, Any]:
    return {
        "id": operation.id,
        "version": operation.expected + 1,
        "type": str(TYPES[operation.id[0]]),
        "since": revision,
        "removed": True,
        "successor": operation.successor,
    }


def columns_of(statement: AnyStatement) -> str | None:
    """The columns of an entity or tie as one text: a list of them is read much faster so than value by value."""
    if isinstance(statement, Entity):
        return json.dumps(entity_row(statement), ensure_ascii=False, separators=(",", ":"))
    if isinstance(statement, Tie):
        return json.dumps(tie_row(statement), ensure_ascii=False, separators=(",", ":"))
    return None
