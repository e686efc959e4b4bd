"""`check`: every rule of the model on the history, and whether the natural graph says what the history says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any, Final, NamedTuple

from neo4j import Record

from registry.model import Damaged, Entity, Observation, Post, Problem, Tie
from registry.store.archive import Progress
from registry.store.checking import Checked, history_problem
from registry.store.neo4j_store import cypher, natural
from registry.store.neo4j_store.connection import Connection
from registry.store.neo4j_store.reading import Neo4jReading
from registry.store.neo4j_store.writing import columns_of
from registry.store.port import AnyStatement
from registry.store.rows import decoded
from registry.vocabulary import Vocabulary

_RENEW: Final = (
    "run `integrationsnetz init`, which makes the graph of another vocabulary anew; else move the record into an empty"
    " database (`integrationsnetz move`)"
)
_OWN: Final = "remove them; what is not part of the record belongs into a database of its own"
_SHOWN: Final = 20


class Check:
    """One check of a database; others may go on writing."""

    def __init__(self, connection: Connection, vocabulary: Vocabulary, progress: Progress) -> None:
        self._connection = connection
        self._vocabulary = vocabulary
        self._progress = progress

    def problems(self, reading: Neo4jReading) -> Iterator[Problem]:
        """Every rule that the record breaks, and whatever in the database is not as the history says."""
        try:
            checked = Checked(reading, self._progress)
            self._readable(reading)
        except Damaged as error:
            yield Problem("integrity", error.where, error.what, error.remedy)
            return
        yield from checked.broken_rules(self._vocabulary)
        yield from self._beside(checked)
        yield from self._history(reading.revision)
        yield from self._natural(checked.statements)
        yield from self._foreign()
        checked.end()

    def _readable(self, reading: Neo4jReading) -> None:
        """Raises Damaged where a past version, a change or a proposal can not be understood."""
        for row in self._connection.stream(cypher.PAST_PAYLOADS):
            decoded(*row)
        reading.changes(limit=-1)
        reading.proposals()

    def _beside(self, checked: Checked) -> Iterator[Problem]:
        """Columns and references that are held with the live versions."""
        rows = self._connection.rows(cypher.SEEN_COLUMNS)
        right = {
            id: (columns_of(one), one.role if isinstance(one, Tie) else None) for id, one in checked.statements.items()
        }
        yield from checked.wrong_columns({row["id"]: (row["columns"], row["role"]) for row in rows}, right)
        held = self._connection.rows(cypher.SEEN_REFERENCES)
        yield from checked.wrong_references((row["target"], row["id"], row["place"]) for row in held)

    def _history(self, revision: int) -> Iterator[Problem]:
        yield from _chains(self._connection.stream(cypher.CHAIN))
        rows = self._connection.rows(cypher.TOUCHED_NUMBERS, at=revision)
        for row in rows:
            if row["touched"] != row["number"]:
                what = "the change set touched another number of statements than it says"
                yield history_problem(row["revision"], what)
        numbers = [row["revision"] for row in rows]
        if numbers != list(range(1, len(numbers) + 1)) or len(numbers) != revision:
            yield history_problem("change_sets", f"a revision is missing: {len(numbers)} of {revision}")

    def _natural(self, statements: dict[str, AnyStatement]) -> Iterator[Problem]:
        """The natural graph beside what it should be, piece by piece; the same piece twice is one too many."""
        awaited = Counter(piece for one in statements.values() for piece in _pieces(one, self._vocabulary))
        wrong = set()
        for piece in self._shown():
            if awaited[piece]:
                awaited[piece] -= 1
            else:
                wrong.add(piece.where)
        wrong |= {piece.where for piece, number in awaited.items() if number}
        for where in sorted(wrong)[:_SHOWN]:
            yield Problem("graph", where, "the graph does not show what the record says", _RENEW)

    def _shown(self) -> Iterator[_Piece]:
        """Every node and relationship of the natural graph, and what was joined to it."""
        for row in self._connection.stream(cypher.NATURAL_NODES):
            yield _node(*row)
        for row in self._connection.stream(cypher.NATURAL_EDGES):
            yield _edge(*row)
        for row in self._connection.stream(cypher.FOREIGN_EDGES):
            yield _Piece(str(row["id"]), hash(row["type"]))

    def _foreign(self) -> Iterator[Problem]:
        """Nodes that are none of ours."""
        for row in self._connection.rows(cypher.FOREIGN_NODES, known=sorted(natural.STRUCTURE)):
            where = ":".join(row["labels"]) or "nodes without a label"
            yield Problem("graph", where, f"{row['number']} of these nodes are not the registry's", _OWN)


class _Piece(NamedTuple):
    """A node or relationship: what it belongs to, and a hash of all that it says."""

    where: str
    said: int


def _node(id: str | None, labels: Collection[str], properties: dict[str, Any]) -> _Piece:
    return _Piece(str(id), hash(repr((sorted(labels), sorted(properties.items())))))


def _edge(start: str | None, type: str, end: str | None, properties: dict[str, Any]) -> _Piece:
    """A tie or a holding belongs to the tie, everything else to where it starts."""
    return _Piece(str(properties.get("id", start)), hash((start, type, end, repr(sorted(properties.items())))))


def _pieces(one: AnyStatement, vocabulary: Vocabulary) -> Iterator[_Piece]:
    """What the graph should show of a statement."""
    match one:
        case Entity():
            yield _node(one.id, natural.labels(one, vocabulary), natural.entity_properties(one, vocabulary))
        case Post():
            yield _node(one.id, ("Post",), natural.post_properties(one))
        case Observation():
            yield _node(one.id, ("Observation",), natural.observation_properties(one, vocabulary))
        case Tie():
            type = vocabulary.roles[one.role].relationship
            yield _edge(one.subject, type, one.object, natural.tie_properties(one, vocabulary))
            if one.post:
                yield _edge(one.subject, "HOLDS", one.post, natural.holding_properties(one))
    for link in natural.links(one):
        yield _edge(*link)


def _chains(rows: Iterator[Record]) -> Iterator[Problem]:
    """Versions are numbered from 1, each stands until the next, and says something unless it was a removal."""
    before: Record | None = None
    for row in rows:
        follows = before is not None and before["id"] == row["id"]
        if row["version"] != (before["version"] + 1 if follows and before is not None else 1):
            yield history_problem(row["id"], "a version is missing")
        if follows and before is not None and before["until"] != row["since"]:
            yield history_problem(row["id"], "a version does not stand until the next")
        if not follows and before is not None and before["until"] is not None:
            yield history_problem(before["id"], "the latest version does not stand")
        if row["said"] == row["removed"]:
            yield history_problem(row["id"], "a version has no content, or a removal has")
        before = row
    if before is not None and before["until"] is not None:
        yield history_problem(before["id"], "the latest version does not stand")
