"""Items in SQLite (see `registry.store.workspace`)."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, Final

from registry.store.workspace import LAST, Item, item, overtaken

_ITEM: Final = "SELECT kind, id, payload, owner, state, at, version FROM items"
_PUT: Final = "INSERT OR REPLACE INTO items (kind, id, version, owner, state, at, payload) VALUES (?, ?, ?, ?, ?, ?, ?)"
_COUNT: Final = """INSERT INTO items (kind, id, version, owner, state, at, payload)
    VALUES ('count', ?, 1, '', '', ?, '{}')
    ON CONFLICT (kind, id) DO UPDATE SET version = version + 1 RETURNING version"""

Opening = Callable[[], AbstractContextManager[Any]]


class SqliteWorkspace:
    """Items of one file; `reading` and `writing` open a transaction on it."""

    def __init__(self, reading: Opening, writing: Opening) -> None:
        self._reading = reading
        self._writing = writing

    def get(self, kind: str, ids: Collection[str]) -> dict[str, Item]:
        """The items of a kind that are known among these ids."""
        with self._reading() as connection:
            rows = connection.execute(
                f"{_ITEM} WHERE kind = ? AND id IN (SELECT value FROM json_each(?))", (kind, json.dumps(list(ids)))
            )
            return {row[1]: item(*row) for row in rows}

    def find(
        self,
        kind: str,
        *,
        owner: str | None = None,
        state: str | None = None,
        until: str = LAST,
        after: tuple[str, str] | None = None,
        latest_first: bool = False,
        limit: int = 100,
    ) -> list[Item]:
        """Items of a kind, ordered by time and id."""
        order, beyond = ("DESC", "<") if latest_first else ("ASC", ">")
        asked: dict[str, object] = {
            "kind = ?": kind,
            "owner = ?": owner,
            "state = ?": state,
            "at <= ?": until if until != LAST else None,
        }
        given = {clause: value for clause, value in asked.items() if value is not None}
        clauses, values = [*given], [*given.values()]
        if owner:
            clauses.append("owner <> ''")  # without it SQLite does not use the partial index
        if after is not None:
            clauses.append(f"(at, id) {beyond} (?, ?)")
            values += after
        sql = f"{_ITEM} WHERE {' AND '.join(clauses)} ORDER BY at {order}, id {order} LIMIT ?"
        with self._reading() as connection:
            return [item(*row) for row in connection.execute(sql, (*values, limit))]

    def tally(self, kind: str) -> dict[str, int]:
        """Number of items of a kind by state."""
        with self._reading() as connection:
            return dict(
                connection.execute(
                    "SELECT state, count(*) FROM items WHERE kind = ? GROUP BY state", (kind,)
                ).fetchall()
            )

    def change(self, puts: Collection[Item] = (), drops: Collection[Item] = ()) -> list[Item]:
        """Write and remove items, all or nothing."""
        written = [replace(one, version=one.version + 1) for one in puts]
        with self._writing() as connection:
            late = [one.name for one in (*puts, *drops) if _version(connection, one) != one.version]
            if late:
                raise overtaken(late)
            for one in written:
                connection.execute(_PUT, (one.kind, one.id, one.version, one.owner, one.state, one.at, one.payload))
            connection.executemany("DELETE FROM items WHERE kind = ? AND id = ?", [(one.kind, one.id) for one in drops])
        return written

    def count(self, id: str, until: str) -> int:
        """Count one more under this id and give the number."""
        with self._writing() as connection:
            return int(connection.execute(_COUNT, (id, until)).fetchone()[0])

    def purge(self, kind: str, before: str) -> int:
        """Remove the items of a kind whose time is before this."""
        with self._writing() as connection:
            done = connection.execute("DELETE FROM items WHERE kind = ? AND at <> '' AND at < ?", (kind, before))
            return int(done.rowcount)


def _version(connection: Any, one: Item) -> int:
    row = connection.execute("SELECT version FROM items WHERE kind = ? AND id = ?", (one.kind, one.id)).fetchone()
    return int(row[0]) if row else 0
