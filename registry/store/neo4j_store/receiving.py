"""The other end of a move: takes the rows of another store, batch by batch, and makes the natural graph of them.

Each step is one transaction that also notes how far it is, so that a kill at any moment leaves something from which
the same move can go on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Final

from registry.store.archive import Key, Part, Progress, Row, VersionRow, filled, from_elsewhere, overtaken
from registry.store.neo4j_store import cypher, natural
from registry.store.neo4j_store.asking import Within
from registry.store.neo4j_store.connection import Connection
from registry.store.neo4j_store.projecting import each, put_links, put_nodes
from registry.store.neo4j_store.writing import close, columns_of, lock, write_versions
from registry.store.port import AnyStatement
from registry.store.rows import decoded
from registry.vocabulary import Vocabulary

_WHERE: Final = "Neo4j"
_BATCH: Final = 2000
RENEWAL: Final = "itself, because its graph is made anew"
"""Stands for the origin of a move while the natural graph is renewed."""
_FIRST_TIE: Final = "t"
"""Ties come last in the order of ids; before them stand what becomes nodes."""


class Neo4jReceiving:
    """See `registry.store.archive.Receiving`."""

    def __init__(self, connection: Connection, vocabulary: Vocabulary, publish: Callable[[int], None]) -> None:
        self._connection = connection
        self._vocabulary = vocabulary
        self._publish = publish

    def begin(self, origin: str) -> None:
        """Mark the database as the target of a move, or go on with an unfinished one from the same origin."""

        def begin(tx: Within) -> None:
            before = lock(tx).receiving
            if before is None and tx.rows(cypher.HOLDS_ANYTHING)[0]["held"]:
                raise filled(_WHERE)
            if before not in (None, origin):
                raise from_elsewhere(_WHERE, str(before))
            if before is not None:
                tx.do(cypher.CLEAR_ITEMS)
            tx.do(cypher.SET_RECEIVING, origin=origin)

        self._connection.write(begin)

    def renew(self) -> None:
        """Make the natural graph anew where it was made with another vocabulary or by another release.

        Meanwhile the store is closed to others; what is interrupted is gone on with by the next call.
        """
        fingerprint = natural.fingerprint(self._vocabulary)

        def begin(tx: Within) -> bool:
            head = lock(tx)
            if head.receiving not in (None, RENEWAL) or head.vocabulary == fingerprint:
                return False
            if head.revision == 0:
                tx.do(cypher.SET_VOCABULARY, fingerprint=fingerprint)
                return False
            tx.do(cypher.SET_RECEIVING, origin=RENEWAL)
            return True

        if self._connection.write(begin):
            self.arrange(lambda *_: None)
            self.finish()

    def last(self, part: Part) -> Key:
        """Key of the last row of a part that is held."""
        return self._connection.write(lambda tx: _last(tx, part))  # written to the same server as what follows

    def take(self, part: Part, rows: Collection[Row]) -> None:
        """Write rows that follow those that are held, in one transaction."""
        rows = tuple(rows)

        def take(tx: Within) -> None:
            lock(tx)
            if part in ("changes", "versions") and rows:
                last = _last(tx, part)
                if last == rows[-1].key:
                    return  # our own first attempt had landed
                if rows[0].key <= last:
                    raise overtaken(_WHERE)
            _TAKE[part](tx, rows)

        self._connection.write(take)

    def arrange(self, progress: Progress) -> None:
        """Make the natural graph of the live statements: first every node, then what is between them."""
        total = 2 * int(self._connection.rows(cypher.NUMBER_OF_RECORDS)[0]["number"])
        if self._connection.rows(cypher.ARRANGED)[0]["arranged"] is None:
            self._connection.run(cypher.CLEAR_NATURAL)
            self._connection.write(lambda tx: tx.do(cypher.SET_ARRANGED, arranged="nodes:"))
        done = 0
        while number := self._connection.write(self._arrange_some):
            done += number
            progress(min(done, total), total)
        progress(total, total)

    def _arrange_some(self, tx: Within) -> int:
        """The next statements in the order of their ids: first nodes, and when all are made, what is between."""
        lock(tx)
        stage, _, after = str(tx.rows(cypher.ARRANGED)[0]["arranged"]).partition(":")
        statements = [decoded(*row) for row in tx.rows(cypher.TO_ARRANGE, after=after, limit=_BATCH)]
        if stage == "nodes":
            statements = [one for one in statements if one.id < _FIRST_TIE]
            put_nodes(tx, statements, self._vocabulary)
        else:
            put_links(tx, statements, self._vocabulary)
        arranged = f"{stage}:{statements[-1].id}" if statements else "links:"
        if statements or stage == "nodes":
            tx.do(cypher.SET_ARRANGED, arranged=arranged)
        return len(statements) or int(stage == "nodes")

    def finish(self) -> None:
        """Mark the database as whole."""

        def finish(tx: Within) -> int:
            lock(tx)
            last = _last(tx, "changes")
            revision = int(last[0]) if last else 0
            tx.do(cypher.SET_REVISION, revision=revision)
            tx.do(cypher.SET_ARRANGED, arranged=None)
            tx.do(cypher.SET_RECEIVING, origin=None)
            tx.do(cypher.SET_VOCABULARY, fingerprint=natural.fingerprint(self._vocabulary))
            return revision

        self._publish(self._connection.write(finish))


_LAST: Final = {
    "changes": cypher.LAST_CHANGE,
    "versions": cypher.LAST_VERSION,
    "proposals": cypher.LAST_PROPOSAL,
    "erased": cypher.LAST_ERASED,
    "items": cypher.LAST_ITEM,
}


def _last(tx: Within, part: Part) -> Key:
    found = tx.rows(_LAST[part])
    return tuple(found[0]) if found else ()


def _take_versions(tx: Within, rows: Collection[Any]) -> None:
    tx.do(cypher.SET_ARRANGED, arranged=None)  # more come, after an attempt that was already arranging
    said = {row.key: decoded(row.id, row.type, row.version, row.payload) for row in rows if not row.removed}
    write_versions(tx, [_version(row, said.get(row.key)) for row in rows], said.values())
    close(tx, ((row.id, row.version - 1, row.revision) for row in rows if row.version > 1))


def _version(row: VersionRow, statement: AnyStatement | None) -> dict[str, Any]:
    """The version's properties, its payload letter by letter as it came."""
    return {
        "id": row.id,
        "version": row.version,
        "type": row.type,
        "since": row.revision,
        "removed": row.removed,
        "successor": row.successor,
        "payload": row.payload,
        "columns": columns_of(statement) if statement else None,
        "role": getattr(statement, "role", None) if row.type == "tie" else None,
    }


_TAKE: Final[dict[Part, Callable[[Within, Collection[Any]], None]]] = {
    "changes": lambda tx, rows: each(tx, cypher.TAKE_CHANGES, (row._asdict() for row in rows)),
    "versions": _take_versions,
    "proposals": lambda tx, rows: each(tx, cypher.TAKE_PROPOSALS, (row._asdict() for row in rows)),
    "erased": lambda tx, rows: each(tx, cypher.TAKE_ERASED, (row._asdict() for row in rows)),
    "items": lambda tx, rows: each(
        tx, cypher.TAKE_ITEMS, ({**row._asdict(), "name": f"{row.kind}/{row.id}"} for row in rows)
    ),
}
