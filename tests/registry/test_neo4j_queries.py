"""The queries of docs/neo4j.md, asked of the five papers in a real Neo4j database.

Each must give what its table in the document says, and what the record says when it is asked in another way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import neo4j
import networkx as nx
import pytest
from neo4j_server import Database
from stores import filled

from registry.access import STAFF_VIEWER
from registry.model import Entity, Observation, Post, StatementType, Status, Tie
from registry.opening import open_registry
from registry.services import Registry
from registry.vocabulary import Vocabulary

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "neo4j.md"
NUMBERS: Final = range(1, 11)
MEETING: Final = ("mitglied", "mitwirkung", "moderation")
_QUESTION: Final = re.compile(r"^### (\d+)\. .+?```cypher\n(.+?)```\n\n((?:\|[^\n]*\n)+)", re.DOTALL | re.MULTILINE)
_Statement = TypeVar("_Statement", Entity, Tie, Post, Observation)
Rows = list[tuple[Any, ...]]


class Question(NamedTuple):
    """A query of the document and its answer there, cell by cell."""

    cypher: str
    columns: list[str]
    rows: list[list[str]]


def _questions() -> dict[int, Question]:
    found = {}
    for number, cypher, table in _QUESTION.findall(DOCUMENT.read_text(encoding="utf-8")):
        columns, _, *rows = ([cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines())
        found[int(number)] = Question(cypher, columns, rows)
    return found


def _examples() -> list[str]:
    """The queries without a table, that stand before the questions."""
    before = DOCUMENT.read_text(encoding="utf-8").partition("## Ten questions")[0]
    return re.findall(r"```cypher\n(.+?)```", before, re.DOTALL)


QUESTIONS: Final = _questions()


@dataclass(frozen=True)
class Known:
    """The live statements, asked of the record and not of the graph."""

    vocabulary: Vocabulary
    entities: dict[str, Entity]
    ties: tuple[Tie, ...]
    posts: tuple[Post, ...]
    observations: tuple[Observation, ...]

    def name(self, id: str) -> str:
        return self.entities[id].name

    def called(self, name: str) -> str:
        [id] = (one.id for one in self.entities.values() if one.name == name)
        return id

    def is_a(self, id: str, kind: str) -> bool:
        return self.vocabulary.is_a(self.entities[id].kind, kind)

    def in_roles(self, *roles: str, ended: bool = False) -> Iterator[Tie]:
        for one in self.ties:
            if one.role in roles and (ended or one.status is not Status.ENDED):
                yield one

    def bodies(self, *roles: str) -> dict[str, set[str]]:
        """For each actor the bodies in which it is by one of these roles."""
        found: dict[str, set[str]] = {}
        for one in self.in_roles(*roles):
            if self.is_a(one.object, "body"):
                found.setdefault(one.subject, set()).add(one.object)
        return found

    def places(self, actor: str) -> set[str]:
        """The areas in which it works or is seated."""
        return {one.object for one in self.in_roles("gebietsbezug", "sitz", ended=True) if one.subject == actor}

    def within(self, area: str) -> set[str]:
        """The area and all that is part of it."""
        found, parts = {area}, list(self.in_roles("teil_von", ended=True))
        while more := {one.subject for one in parts if one.object in found and one.subject not in found}:
            found |= more
        return found

    def common_themes(self, id: str) -> set[str]:
        keys = {one for theme in self.entities[id].themes for one in self.vocabulary.common_themes(theme)}
        return {self.vocabulary.themes[key].label("de") for key in keys}


@pytest.fixture(scope="module")
def url(request: pytest.FixtureRequest) -> str:
    """The store with the papers; nobody writes to it."""
    return filled("neo4j", "papers", request)


@pytest.fixture(scope="module")
def session(url: str) -> Iterator[neo4j.Session]:
    """A session that may only read, which complains about deprecated and doubtful queries."""
    database = Database(url)
    auth = (database.user, database.password)
    with (
        neo4j.GraphDatabase.driver(database.bare_url, auth=auth) as driver,
        driver.session(default_access_mode="READ") as session,
    ):
        yield session


@pytest.fixture(scope="module")
def known(url: str) -> Iterator[Known]:
    """Everything that the record says."""
    with closing(open_registry(url)) as registry:
        yield Known(
            registry.vocabulary,
            {one.id: one for one in _all(registry, Entity, StatementType.ENTITY)},
            tuple(_all(registry, Tie, StatementType.TIE)),
            tuple(_all(registry, Post, StatementType.POST)),
            tuple(_all(registry, Observation, StatementType.OBSERVATION)),
        )


def _all(registry: Registry, kind: type[_Statement], type: StatementType) -> list[_Statement]:
    with registry.reading(STAFF_VIEWER) as record:
        return [one for one in record.scan(type) if isinstance(one, kind)]


def _asked(session: neo4j.Session, cypher: str) -> tuple[list[str], Rows]:
    """Names of the columns, and rows. Fails where the server has a remark on the query."""
    result = session.run(cypher)  # type: ignore[arg-type]  # from a document of ours
    columns, rows = list(result.keys()), [tuple(one.values()) for one in result]
    remarks = [one.status_description for one in result.consume().gql_status_objects if one.is_notification]
    assert not remarks, remarks
    return columns, rows


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(map(_cell, value))
    return "" if value is None else str(value)


def test_the_document_asks_ten_questions() -> None:
    """docs/neo4j.md holds ten numbered queries with their answers."""
    assert list(QUESTIONS) == list(NUMBERS)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_query_gives_what_its_table_says(number: int, session: neo4j.Session) -> None:
    """Every query of the document gives the columns and rows that stand below it, in this order."""
    columns, rows = _asked(session, QUESTIONS[number].cypher)
    assert columns == QUESTIONS[number].columns
    assert [[_cell(value) for value in row] for row in rows] == QUESTIONS[number].rows


@pytest.mark.parametrize("number", NUMBERS)
def test_a_query_agrees_with_the_record(number: int, session: neo4j.Session, known: Known) -> None:
    """Every query gives what follows from the statements of the record without the graph."""
    assert _asked(session, QUESTIONS[number].cypher)[1] == ANSWERS[number](known)


@pytest.mark.parametrize("place", range(len(_examples())))
def test_an_example_finds_something(place: int, session: neo4j.Session) -> None:
    """The queries in the explanations run without a remark of the server and find something."""
    assert _asked(session, _examples()[place])[1]


def test_a_session_for_reading_can_not_write(session: neo4j.Session) -> None:
    """The server refuses a writing query in such a session, as the document says."""
    with pytest.raises(neo4j.exceptions.ClientError, match="read access mode"):
        session.run("MATCH (n:Actor) SET n.name = 'Anders'").consume()


def test_the_public_query_hides_what_is_not_public(neo4j_scratch: Database) -> None:
    """The filter on visibility of the document leaves out a moderation for staff, and one of a body for staff."""
    [query] = (one for one in _examples() if "visibility" in one)
    made = """
    UNWIND [['public', 'public'], ['staff', 'public'], ['public', 'network']] AS seen
    CREATE (:Actor {visibility: 'public'})-[:MODERIERT {visibility: seen[0]}]->(:Body {visibility: seen[1]})
    """
    neo4j_scratch.run(made)
    assert len(neo4j_scratch.run(query)) == 1


# The ten answers, from the statements.


def _moderators(known: Known) -> Rows:
    return sorted(
        (known.name(one.subject), known.name(one.object), known.name(source.document), [source.locator])
        for one in known.in_roles("moderation")
        if "Schule" in known.common_themes(one.object)
        for source in one.sources
    )


def _partners(known: Known) -> Rows:
    us, bodies = known.called("Jobcenter ME-aktiv"), known.bodies("mitglied")
    shared = {actor: sorted(map(known.name, its & bodies[us])) for actor, its in bodies.items() if actor != us}
    rows = [(known.name(actor), len(names), names) for actor, names in shared.items() if names]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _ways(known: Known) -> Rows:
    graph = nx.Graph((one.subject, one.object) for one in known.in_roles(*MEETING, "beratend", ended=True))
    ways = nx.all_shortest_paths(graph, known.called("Jobcenter ME-aktiv"), known.called("Integrationsrat Kamen"))
    return sorted(([known.name(id) for id in way],) for way in ways)


def _for_work(known: Known) -> Rows:
    area = known.within(known.called("StädteRegion Aachen"))
    return sorted(
        (one.name, one.kind, known.name(place))
        for one in known.entities.values()
        if one.family == "actor" and "Arbeit und Wirtschaft" in known.common_themes(one.id)
        for place in known.places(one.id) & area
    )


def _unmoderated(known: Known) -> Rows:
    area = known.within(known.called("Kreis Unna"))
    placed = {one.subject for one in known.in_roles("gebietsbezug", ended=True) if one.object in area}
    moderated = {one.object for one in known.in_roles("moderation", "co_moderation")}
    members = Counter(one.object for one in known.in_roles("mitglied", "mitwirkung", ended=True))
    return sorted((known.name(id), members[id]) for id in placed - moderated if known.is_a(id, "netzwerk"))


def _empty_seats(known: Known) -> Rows:
    holders: dict[str, list[Tie]] = {}
    for one in known.ties:
        holders.setdefault(one.post or "", []).append(one)
    found = []
    for post in known.posts:
        ties = holders.get(post.id, [])
        if post.kind != "function" and not any(one.status is Status.EXISTING for one in ties):
            expected = [known.name(one.subject) for one in ties if one.status is Status.EXPECTED]
            found += [(known.name(post.body), post.name, post.seats, name) for name in expected or [None]]
    return sorted(found, key=lambda row: (row[0], row[1], row[3] or ""))


def _lately(known: Known) -> Rows:
    why = "Quellen geladen: ac-2024, me-2015, me-2021, me-folien, un-2012"
    sizes = {
        "entity": known.entities,
        "observation": known.observations,
        "post": known.posts,
        "tie": known.ties,
    }
    return [(why, type, len(them), 0, 0) for type, them in sizes.items()]


def _doubts(known: Known) -> Rows:
    def row(what: str, them: Collection[Entity] | Collection[Tie] | Collection[Post] | Collection[Observation]) -> Any:
        return what, len(them), sum(not one.sources for one in them), sum(bool(one.flags) for one in them)

    return [
        row("entities", known.entities.values()),
        row("figures", known.observations),
        row("seats", known.posts),
        row("ties", known.ties),
    ]


def _coverage(known: Known) -> Rows:
    kreise = [known.within(known.called(name)) for name in ("StädteRegion Aachen", "Kreis Mettmann", "Kreis Unna")]
    counts: dict[str, list[int]] = {}
    for one in known.entities.values():
        placed = [bool(known.places(one.id) & kreis) for kreis in kreise]
        for theme in known.common_themes(one.id) if one.family == "actor" and any(placed) else ():
            counts[theme] = [count + here for count, here in zip(counts.get(theme, [0, 0, 0]), placed, strict=True)]
    return [(theme, *counts[theme]) for theme in sorted(counts)]


def _brokers(known: Known) -> Rows:
    bodies = known.bodies(*MEETING)
    joined = Counter(pair for its in bodies.values() for pair in combinations(sorted(its), 2))
    rows = [
        (known.name(actor), len(its), sum(joined[pair] == 1 for pair in combinations(sorted(its), 2)))
        for actor, its in bodies.items()
        if len(its) > 1
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))[:5]


ANSWERS: Final[dict[int, Callable[[Known], Rows]]] = {
    1: _moderators,
    2: _partners,
    3: _ways,
    4: _for_work,
    5: _unmoderated,
    6: _empty_seats,
    7: _lately,
    8: _doubts,
    9: _coverage,
    10: _brokers,
}
