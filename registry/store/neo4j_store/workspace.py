"""Items in Neo4j (see `registry.store.workspace`): a node for each, named by kind and id."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final, LiteralString
from uuid import uuid4

from neo4j import Record

from registry.store.neo4j_store import cypher
from registry.store.neo4j_store.asking import Within
from registry.store.neo4j_store.connection import Connection
from registry.store.workspace import LAST, Item, item, overtaken

_FIND: Final[dict[tuple[str, bool], LiteralString]] = {
    ("kind", False): cypher.FIND_ITEMS,
    ("kind", True): cypher.FIND_ITEMS_LATEST,
    ("state", False): cypher.FIND_ITEMS_IN,
    ("state", True): cypher.FIND_ITEMS_IN_LATEST,
    ("owner", False): cypher.FIND_ITEMS_OF,
    ("owner", True): cypher.FIND_ITEMS_OF_LATEST,
}


class Neo4jWorkspace:
    """Items of one database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, kind: str, ids: Collection[str]) -> dict[str, Item]:
        """The items of a kind that are known among these ids."""
        rows = self._connection.rows(cypher.ITEMS, names=[f"{kind}/{id}" for id in ids])
        return {row["id"]: _item(row) for row in rows}

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
        by = "owner" if owner is not None else "state" if state is not None else "kind"
        at, id = after or (None, "")
        rows = self._connection.rows(
            _FIND[by, latest_first],
            kind=kind,
            owner=owner,
            state=state,
            until=until,
            after=at,
            id=id,
            limit=limit,
        )
        return [_item(row) for row in rows]

    def tally(self, kind: str) -> dict[str, int]:
        """Number of items of a kind by state."""
        return {row["state"]: row["number"] for row in self._connection.rows(cypher.TALLY_ITEMS, kind=kind)}

    def change(self, puts: Collection[Item] = (), drops: Collection[Item] = ()) -> list[Item]:
        """Write and remove items, all or nothing."""
        written = [replace(one, version=one.version + 1) for one in puts]
        token = uuid4().hex
        tried = False

        def change(tx: Within) -> None:
            nonlocal tried
            again, tried = tried, True
            found = _locked(tx, [one.name for one in (*puts, *drops)])
            if again and _landed(found, written, drops, token):
                # Our own first attempt had landed without our knowing; what the lock made goes again.
                tx.do(cypher.DROP_ITEMS, names=[one.name for one in drops])
                return
            late = [one.name for one in (*puts, *drops) if found[one.name]["version"] != one.version]
            if late:
                raise overtaken(late)
            tx.do(cypher.PUT_ITEMS, rows=[{**properties(one), "token": token} for one in written])
            tx.do(cypher.DROP_ITEMS, names=[one.name for one in drops])

        self._connection.write(change)
        return written

    def count(self, id: str, until: str) -> int:
        """Count one more under this id and give the number."""

        def count(tx: Within) -> int:
            return int(tx.rows(cypher.COUNT_ITEM, name=f"count/{id}", id=id, until=until)[0]["number"])

        return self._connection.write(count)

    def purge(self, kind: str, before: str) -> int:
        """Remove the items of a kind whose time is before this."""

        def purge(tx: Within) -> int:
            return int(tx.rows(cypher.PURGE_ITEMS, kind=kind, before=before)[0]["number"])

        return self._connection.write(purge)


def properties(one: Item) -> dict[str, Any]:
    """What the node of an item holds."""
    return {
        "name": one.name,
        "kind": one.kind,
        "id": one.id,
        "payload": one.payload,
        "owner": one.owner,
        "state": one.state,
        "at": one.at,
        "version": one.version,
    }


def _item(row: Record) -> Item:
    return item(*row.values())


def _locked(tx: Within, names: list[str]) -> dict[str, Record]:
    """What there is under these names, after everyone else has finished with them; in one order, so that none waits for
    another who waits for them."""
    ordered = sorted(names)
    tx.do(cypher.LOCK_ITEMS, names=ordered)
    return {row["name"]: row for row in tx.rows(cypher.LOCKED_ITEMS, names=ordered)}


def _landed(found: dict[str, Record], written: list[Item], drops: Collection[Item], token: str) -> bool:
    if written:
        return all(found[one.name]["token"] == token for one in written)
    return all(found[one.name]["version"] == 0 for one in drops)
