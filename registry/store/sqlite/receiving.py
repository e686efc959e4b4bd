"""The other end of a move: takes the rows of another store into a file, batch by batch, and arranges them for reading.

While it goes on, a row of the table `moving` says so, and every other instance refuses to work with the file. Each
step is one transaction, so that a kill at any moment leaves something from which the same move can go on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from typing import Any, Final

from registry.model import Damaged, statement_json
from registry.store.archive import (
    ChangeRow,
    ItemRow,
    Key,
    Part,
    Progress,
    ProposalRow,
    Row,
    VersionRow,
    filled,
    from_elsewhere,
    overtaken,
)
from registry.store.rows import decoded
from registry.store.sqlite.archiving import last_key
from registry.store.sqlite.library import dbapi
from registry.store.sqlite.writing import write_statements

BATCH: Final = 2000
"""How many statements are arranged in one transaction."""


def _insert(into: str, fields: Collection[str]) -> str:
    return f"{into} ({', '.join(fields)}) VALUES ({', '.join('?' * len(fields))})"


_INSERT: Final[dict[Part, str]] = {
    "changes": _insert("INSERT INTO change_sets", ChangeRow._fields),
    "versions": _insert("INSERT INTO versions", VersionRow._fields),
    "proposals": _insert("INSERT OR REPLACE INTO proposals", ProposalRow._fields),
    # Nothing that was erased before it came here was ever in this file.
    "erased": "INSERT OR REPLACE INTO erased (id, revision, swept) VALUES (?, ?, 1)",
    "items": _insert("INSERT OR REPLACE INTO items", ItemRow._fields),
}
_HELD: Final = ("change_sets", "versions", "statements", "proposals", "erased", "items")
# Removed statements have a payload in no version that counts.
_NEXT: Final = """SELECT id, type, version, payload FROM versions v WHERE id > ? AND removed = 0
    AND version = (SELECT max(version) FROM versions w WHERE w.id = v.id) ORDER BY id LIMIT ?"""


def origin_of(connection: Any) -> str | None:
    """Where the record comes from that is moved into this file; None where no move is under way."""
    row = connection.execute("SELECT origin FROM moving").fetchone()
    return None if row is None else str(row[0])


class SqliteReceiving:
    """See `registry.store.archive.Receiving`."""

    def __init__(
        self, name: str, writing: Callable[[], AbstractContextManager[Any]], sweep: Callable[[], object]
    ) -> None:
        """`writing` opens a transaction on the file of this name, `sweep` takes out what was erased."""
        self._name = name
        self._writing = writing
        self._sweep = sweep

    def begin(self, origin: str) -> None:
        """Mark the file as the target of a move, or go on with an unfinished one from the same origin."""
        with self._writing() as connection:
            before = origin_of(connection)
            if before is None:
                if any(connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in _HELD):
                    raise filled(self._name)
                connection.execute("INSERT INTO moving (origin, attempts) VALUES (?, 1)", (origin,))
            elif before != origin:
                raise from_elsewhere(self._name, before)
            else:
                connection.execute("UPDATE moving SET attempts = attempts + 1")
                connection.execute("DELETE FROM items")

    def last(self, part: Part) -> Key:
        """Key of the last row of a part that is held."""
        with self._writing() as connection:
            return last_key(connection, part)

    def take(self, part: Part, rows: Collection[Row]) -> None:
        """Write rows that follow those that are held, in one transaction."""
        rows = tuple(rows)
        with self._writing() as connection:
            if part in ("changes", "versions") and rows and rows[0].key <= last_key(connection, part):
                raise overtaken(self._name)
            if part == "versions" and rows:
                _disarrange(connection)
            try:
                connection.executemany(_INSERT[part], rows)
            except dbapi.IntegrityError as error:
                raise Damaged(
                    f"rows of the source do not fit together ({error})",
                    where=f"{part} from {rows[0].key} on",
                    remedy="run `integrationsnetz check` on the source",
                ) from error

    def arrange(self, progress: Progress) -> None:
        """Make the live statements, their columns and references from the latest versions, in batches."""
        with self._writing() as connection:
            done = connection.execute("SELECT count(*) FROM statements").fetchone()[0]
            total = connection.execute("SELECT count(*) FROM versions WHERE version = 1").fetchone()[0]
        progress(done, total)
        while number := self._arrange_some():
            done += number
            progress(done, total)
        progress(total, total)

    def _arrange_some(self) -> int:
        """The next live statements in the order of their ids, so that the last one tells where to go on."""
        with self._writing() as connection:
            last = connection.execute("SELECT coalesce(max(id), '') FROM statements").fetchone()[0]
            rows = connection.execute(_NEXT, (last, BATCH)).fetchall()
            statements = [decoded(*row) for row in rows]
            write_statements(connection, statements)
            pairs = zip(statements, rows, strict=True)
            # Letter by letter as it came, also where this release would write it otherwise.
            otherwise = [(row[3], one.id) for one, row in pairs if statement_json(one) != row[3]]
            connection.executemany("UPDATE statements SET payload = ? WHERE id = ?", otherwise)
            moved = [(one.id, one.version) for one in statements]
            connection.executemany("UPDATE versions SET payload = NULL WHERE id = ? AND version = ?", moved)
        return len(rows)

    def finish(self) -> None:
        """Mark the file as whole."""
        with self._writing() as connection:
            # Between two attempts the source may have erased somebody of whom the first one took rows.
            connection.execute("UPDATE erased SET swept = 0 WHERE (SELECT attempts FROM moving) > 1")
            connection.execute("DELETE FROM moving")
        self._sweep()


def _disarrange(connection: Any) -> None:
    """Put live payloads back into their versions: more versions come, after an attempt that was already arranging."""
    if connection.execute("SELECT 1 FROM statements LIMIT 1").fetchone():
        connection.execute(
            "UPDATE versions SET payload = s.payload FROM statements s"
            " WHERE s.id = versions.id AND s.version = versions.version"
        )
        for table in ("refs", "ties", "entities", "statements"):
            connection.execute(f"DELETE FROM {table}")
