"""Ways to ask the database: on its own, or inside a writing transaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import LiteralString, Protocol

from neo4j import ManagedTransaction, Record


class Asking(Protocol):
    """What a reading needs: `rows` has the whole answer, `stream` gives it as it comes."""

    def rows(self, query: LiteralString, **parameters: object) -> list[Record]:
        """All rows of a query."""
        ...

    def stream(self, query: LiteralString, **parameters: object) -> Iterator[Record]:
        """The rows of a query as they come."""
        ...


class Within:
    """Asks inside a transaction, which sees what it has written itself."""

    def __init__(self, transaction: ManagedTransaction) -> None:
        self._transaction = transaction

    def rows(self, query: LiteralString, **parameters: object) -> list[Record]:
        """All rows of a query."""
        return list(self._transaction.run(query, parameters))

    def stream(self, query: LiteralString, **parameters: object) -> Iterator[Record]:
        """The rows of a query as they come."""
        return iter(self._transaction.run(query, parameters))

    def do(self, query: LiteralString, **parameters: object) -> None:
        """A statement without an answer."""
        self._transaction.run(query, parameters).consume()
