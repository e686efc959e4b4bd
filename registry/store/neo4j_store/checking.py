"""`check`: every rule of the model on the history, and whether the natural graph says what the history says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

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
        checked.end()

    def _readable(self, reading: Neo4jReading) -> None:
        """Raises Damaged where a past version, a change or a proposal can not be understood."""
        for row in self._connection.stream(cypher.PAYLOADS):
            decoded(*row[:4])
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
        """The natural graph beside what it should be."""
        shown = {**self._nodes(), **self._ties()}
        right = {id: _expected(one, self._vocabulary) for id, one in statements.items()}
        links = {_key(row["id"], row["type"], row["target"], row["properties"]) for row in self._links()}
        right_links = {key for one in statements.values() for key in _expected_links(one)}
        wrong = {id for id in shown.keys() | right.keys() if shown.get(id) != right.get(id)}
        wrong |= {id for id, *_ in links ^ right_links}
        for id in sorted(wrong)[:_SHOWN]:
            yield Problem("graph", id, "the graph does not show what the record says", _RENEW)

    def _nodes(self) -> dict[str, Any]:
        rows = self._connection.stream(cypher.NATURAL_ENTITIES)
        found: dict[str, Any] = {row["id"]: (sorted(row["labels"]), row["properties"]) for row in rows}
        for query in (cypher.NATURAL_POSTS, cypher.NATURAL_OBSERVATIONS):
            found |= {row["id"]: row["properties"] for row in self._connection.stream(query)}
        return found

    def _ties(self) -> dict[str, Any]:
        rows = self._connection.stream(cypher.NATURAL_TIES)
        return {str(row["properties"].get("id")): tuple(row) for row in rows}

    def _links(self) -> Iterator[Record]:
        return self._connection.stream(cypher.NATURAL_LINKS)


_Key = tuple[str, str, str, str]


def _key(id: str, type: str, target: str, properties: dict[str, Any]) -> _Key:
    return id, type, target, repr(sorted(properties.items()))


def _expected(one: AnyStatement, vocabulary: Vocabulary) -> Any:
    match one:
        case Entity():
            return sorted(natural.labels(one, vocabulary)), natural.entity_properties(one, vocabulary)
        case Post():
            return natural.post_properties(one)
        case Observation():
            return natural.observation_properties(one, vocabulary)
        case Tie():
            type = vocabulary.roles[one.role].relationship
            return one.subject, type, one.object, natural.tie_properties(one, vocabulary)


def _expected_links(one: AnyStatement) -> Iterator[_Key]:
    for link in natural.links(one):
        yield _key(*link)
    if isinstance(one, Tie) and one.post:
        yield _key(one.subject, "HOLDS", one.post, natural.holding_properties(one))


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
