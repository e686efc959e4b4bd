"""Makes a database ready for a record: the server's version, constraints and indexes, the head."""

from __future__ import annotations

from typing import Final

from registry.model import Damaged, Unavailable
from registry.store.neo4j_store import cypher
from registry.store.neo4j_store.asking import Within
from registry.store.neo4j_store.connection import Connection

OLDEST: Final = (5, 26)
"""The first server whose labels and types can be parameters."""


def prepare(connection: Connection, *, create: bool) -> None:
    """Bring the database's schema up to date; with `create`, begin an empty record where there is nothing.

    Raises Unavailable where there is no record (and `create` is not set), the server is too old, or the schema newer
    than this release; Damaged where the database holds something else.
    """
    _refuse_old(connection)
    schema = schema_number(connection)
    if schema is None:
        _refuse_foreign(connection, create=create)
    target = len(cypher.SCHEMA)
    if schema is not None and schema > target:
        raise Unavailable(
            f"the database has schema {schema}, this release knows {target}",
            where="Neo4j",
            remedy="install the newer release",
        )
    if schema != target:
        _migrate(connection, schema or 0)


def schema_number(connection: Connection) -> int | None:
    """The number of the database's schema; None where no record was begun in it."""
    found = connection.rows(cypher.SCHEMA_NUMBER)
    return found[0]["schema"] if found else None


def _migrate(connection: Connection, schema: int) -> None:
    """Each step may be repeated, so that a kill in the middle, or two processes at once, do no harm."""
    for number, step in enumerate(cypher.SCHEMA[schema:], schema + 1):
        for statement in step:
            connection.run(statement)
        connection.run(cypher.AWAIT_INDEXES)

        def note(transaction: Within, number: int = number) -> None:
            transaction.do(cypher.MAKE_HEAD)
            transaction.do(cypher.SET_SCHEMA, schema=number)

        connection.write(note)


def _refuse_foreign(connection: Connection, *, create: bool) -> None:
    if not create:
        raise Unavailable(
            "there is no record in this database",
            where="Neo4j",
            remedy="run `integrationsnetz init` or `integrationsnetz load` first, or name another database",
        )
    found = connection.rows(cypher.ANYTHING)
    if found and not {"Registry", "Published"} & set(found[0]["labels"]):
        raise Damaged(
            "this database holds something else",
            where="Neo4j",
            remedy="name an empty database: the registry needs one of its own",
        )


def _refuse_old(connection: Connection) -> None:
    found = connection.rows(cypher.COMPONENTS)
    version = str(found[0]["version"]) if found else "unknown"
    if found and _numbers(version) < OLDEST:
        raise Unavailable(
            f"the server is Neo4j {version}, which is too old",
            where="Neo4j",
            remedy=f"use Neo4j {OLDEST[0]}.{OLDEST[1]} or newer",
        )


def _numbers(version: str) -> tuple[int, int]:
    """The first two numbers of a version: `5.26.30` gives 5 and 26, `2025.08.0` 2025 and 8."""
    major, minor, *_ = (*version.split("."), "0", "0")
    digits = ("".join(filter(str.isdigit, part)) or "0" for part in (major, minor))
    return int(next(digits)), int(next(digits))
