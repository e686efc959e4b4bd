"""What people see who open the database: the natural graph, asked in plain Cypher, and how it follows the record."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import neo4j
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from neo4j_server import Database
from record_making import (
    WHO,
    changed,
    create,
    document,
    edit,
    entity,
    live,
    netzwerk,
    note,
    observation,
    person,
    post,
    remove,
    source,
    tie,
    verein,
)
from statement_strategies import texts

from registry.access import STAFF_VIEWER
from registry.model import Contact, Entity, Flag, Invalid, Observation, Period, Post, Size, Tie
from registry.opening import open_registry
from registry.services import Registry
from registry.services.editing import merge, undo
from registry.store.neo4j_store import Neo4jStore, natural
from registry.vocabulary import Vocabulary

ROOT: Final = Path(__file__).parents[2]
LARGE: Final = 2**70
_STANDING: Final = {"visibility": "public", "version": 1, "flags": ["doubtful"]}
_DATES: Final = {"from": "2012-10", "to": "2013~", "from_date": "2012-10-01", "to_date": "2013-12-31"}


class Graph:
    """The database behind the store, asked over one connection."""

    def __init__(self, session: neo4j.Session) -> None:
        self._session = session

    def run(self, cypher: str, **parameters: object) -> list[dict[str, Any]]:
        """The rows of one query."""
        return self._session.run(cypher, parameters).data()  # type: ignore[arg-type]  # queries of these tests


@pytest.fixture
def graph(neo4j_scratch: Database) -> Iterator[Graph]:
    """For plain Cypher."""
    with neo4j_scratch.session() as session:
        yield Graph(session)


@pytest.fixture
def neo4j_store(neo4j_scratch: Database, vocabulary: Vocabulary) -> Iterator[Neo4jStore]:
    """An empty store in it, which must be sound at the end."""
    with closing(Neo4jStore.at(neo4j_scratch.url, vocabulary, create=True)) as store:
        yield store
        assert store.check() == []


@pytest.fixture
def neo4j_registry(neo4j_scratch: Database, neo4j_store: Neo4jStore) -> Iterator[Registry]:
    """A registry on the same store."""
    with closing(open_registry(neo4j_scratch.url)) as registry:
        yield registry


def _labels(graph: Graph, id: str) -> set[str]:
    """Labels of the one node of the natural graph with this id."""
    [row] = graph.run("MATCH (n:Entity|Post|Observation {id: $id}) RETURN labels(n) AS labels", id=id)
    return set(row["labels"])


def _said(graph: Graph, id: str) -> dict[str, Any]:
    """Properties of the one node or tie with this id; days as texts."""
    nodes = graph.run("MATCH (n:Entity|Post|Observation {id: $id}) RETURN properties(n) AS said", id=id)
    ties = graph.run("MATCH (:Entity)-[r {id: $id}]->(:Entity) RETURN properties(r) AS said", id=id)
    [row] = [*nodes, *ties]
    return _plain(row["said"])


def _plain(said: Any) -> dict[str, Any]:
    return {name: value.iso_format() if name.endswith("_date") else value for name, value in said.items()}


def _around(graph: Graph, id: str) -> set[tuple[Any, ...]]:
    """Start, type and end of every relationship of a node."""
    query = """
    MATCH (:Entity|Post|Observation {id: $id})-[r]-()
    RETURN startNode(r).id AS start, type(r) AS type, endNode(r).id AS end
    """
    return {tuple(row.values()) for row in graph.run(query, id=id)}


def _picture(graph: Graph) -> list[str]:
    """The whole natural graph without the numbers of versions, in an order of its own."""
    nodes = "MATCH (n:Entity|Post|Observation) RETURN labels(n) AS labels, n {.*, version: null} AS said"
    edges = """
    MATCH (n:Entity|Post|Observation)-[r]->(m)
    RETURN n.id AS start, type(r) AS type, m.id AS end, r {.*, version: null} AS said
    """
    rows = [*graph.run(nodes), *graph.run(edges)]
    return sorted(repr([sorted(row.pop("labels", [])), sorted(row.pop("said").items()), row]) for row in rows)


# The vocabulary


def test_no_kind_has_a_label_of_the_structure(vocabulary: Vocabulary) -> None:
    """Every kind of the shipped vocabulary has a label of its own, which no other node has."""
    labels = [natural.label(key) for key in vocabulary.kinds]
    assert len(set(labels)) == len(labels)
    assert not natural.STRUCTURE & set(labels)


def test_no_role_has_a_type_of_the_structure(vocabulary: Vocabulary) -> None:
    """Every role of the shipped vocabulary has a relationship type of its own, which nothing else has."""
    types = [role.relationship for role in vocabulary.roles.values()]
    assert len(set(types)) == len(types)
    assert not natural.LINKS & set(types)


def test_a_vocabulary_with_such_names_is_refused(vocabulary: Vocabulary) -> None:
    """A kind `post`, two kinds of one label, and a role of the type HOLDS are refused, each with its file and key."""
    kinds = {key: vocabulary.kinds["verein"].model_copy(update={"key": key}) for key in ("post", "a_b", "a__b")}
    role = vocabulary.roles["mitglied"].model_copy(update={"key": "haelt", "relationship_": "HOLDS"})
    spoilt = replace(vocabulary, kinds={**vocabulary.kinds, **kinds}, roles={**vocabulary.roles, "haelt": role})
    with pytest.raises(Invalid) as refused:
        Neo4jStore.at("bolt://neo4j:unused@127.0.0.1:1", spoilt)
    wheres = [one.where for one in refused.value.problems]
    assert wheres == ["kinds.yaml (post)", "kinds.yaml (a__b)", "roles.yaml (haelt)"]


# What a commit shows


class Full(NamedTuple):
    """Statements in which nothing is left out, and what they refer to."""

    paper: Entity
    member: Entity
    body: Entity
    seat: Post
    held: Tie
    figure: Observation


@pytest.fixture
def full(neo4j_store: Neo4jStore) -> Full:
    """In the store."""
    return _fill(neo4j_store)


def _fill(store: Neo4jStore) -> Full:
    """Commit them in one change."""
    paper, member = document(), verein()
    shared: dict[str, Any] = {
        "sources": (source(paper, "Z. 7", "2012"), source(paper, "Z. 9", "2012-10-30")),
        "flags": (Flag(kind="doubtful", note=note("Unklar gedruckt.")),),
        "period": Period(start="2012-10", end="2013~"),
    }
    body = entity(
        "arbeitsgruppe",
        "Arbeitsgruppe Beispielkreis",
        aliases=("AG Beispiel",),
        translations={"en": "Example task group"},
        size=Size(count=7, approximate=True),
        themes=("un-ki:elementarbereich",),
        identifiers={"vorlage": "00/1"},
        contacts=(
            Contact(kind="email", value="post@verein.example"),
            Contact(kind="phone", value="000 12345", visibility="staff"),
        ),
        languages=("tr",),
        audience=note("Für alle."),
        summary=note("Ein Beispiel."),
        **shared,
    )
    turning = {"kind": "rotating", "seats": 2, "per_turn": 1, "order": "alphabetical", "rhythm": "yearly"}
    told = {"translations": {"en": "Seat of the associations"}, "note": note("Im Wechsel.")}
    seat = post(body, "Sitz der Vereine", pool=(member.id,), starts="2013", **turning, **told, **shared)
    filled = {"post": seat.id, "seats": 1, "wording": "ordentliches Mitglied", "note": note("Ein Vermerk.")}
    held = tie(member, "mitglied", body, theme="un-ki:elementarbereich", **filled, **shared)
    figure = observation(body, upper=15, approximate=True, printed="12 bis 15", note=note("Rund."), **shared)
    store.commit(create(paper, member, body, seat, held, figure))
    return Full(paper, member, body, seat, held, figure)


def test_an_entity_says_all_in_plain_properties(full: Full, graph: Graph) -> None:
    """An entity is a node with the labels of its kind and all broader ones; contacts for staff are not there."""
    assert _labels(graph, full.body.id) == {"Entity", "Actor", "Body", "Arbeitskreis", "Arbeitsgruppe"}
    assert _said(graph, full.body.id) == {
        **_STANDING,
        **_DATES,
        "id": full.body.id,
        "name": "Arbeitsgruppe Beispielkreis",
        "name_en": "Example task group",
        "aliases": ["AG Beispiel"],
        "kind": "arbeitsgruppe",
        "status": "existing",
        "id_vorlage": "00/1",
        "themes": ["un-ki:elementarbereich"],
        "theme_names": ["Elementarbereich"],
        "common_themes": ["Frühe Bildung"],
        "size": 7,
        "size_approximate": True,
        "languages": ["tr"],
        "audience": "Für alle.",
        "summary": "Ein Beispiel.",
        "contacts": ["email: post@verein.example"],
    }


def test_a_tie_says_all_in_plain_properties(full: Full, graph: Graph) -> None:
    """A tie is a relationship that says since when, how, on which theme and where it stands."""
    assert (full.member.id, "IST_MITGLIED_IN", full.body.id) in _around(graph, full.body.id)
    assert _said(graph, full.held.id) == {
        **_STANDING,
        **_DATES,
        "id": full.held.id,
        "role": "mitglied",
        "status": "existing",
        "theme": "un-ki:elementarbereich",
        "theme_name": "Elementarbereich",
        "common_themes": ["Frühe Bildung"],
        "post": full.seat.id,
        "seats": 1,
        "wording": "ordentliches Mitglied",
        "note": "Ein Vermerk.",
        "sources": [full.paper.id, full.paper.id],
        "locators": ["Z. 7", "Z. 9"],
        "as_of": "2012-10-30",
    }


def test_a_seat_and_a_figure_are_nodes(full: Full, graph: Graph) -> None:
    """A seat is joined with its body, its pool and who holds it, a figure with what was counted; all cite."""
    assert _labels(graph, full.seat.id) == {"Post"}
    assert _labels(graph, full.figure.id) == {"Observation"}
    assert _around(graph, full.seat.id) == {
        (full.seat.id, "SEAT_IN", full.body.id),
        (full.seat.id, "POOL", full.member.id),
        (full.member.id, "HOLDS", full.seat.id),
        (full.seat.id, "CITES", full.paper.id),
    }
    assert _around(graph, full.figure.id) == {
        (full.figure.id, "OBSERVES", full.body.id),
        (full.figure.id, "CITES", full.paper.id),
    }
    assert _said(graph, full.figure.id)["name"] == "Teilnehmende"


def test_holding_and_citing_say_how(full: Full, graph: Graph) -> None:
    """HOLDS repeats id, status, visibility and dates of the tie; there is a CITES for each place in a document."""
    [held] = graph.run("MATCH (:Actor)-[r:HOLDS]->(:Post) RETURN properties(r) AS said")
    assert _plain(held["said"]) == {**_DATES, "id": full.held.id, "status": "existing", "visibility": "public"}
    cited = graph.run("MATCH (:Body)-[r:CITES]->(:Document) RETURN properties(r) AS said ORDER BY r.locator")
    assert [row["said"] for row in cited] == [
        {"locator": "Z. 7", "as_of": "2012"},
        {"locator": "Z. 9", "as_of": "2012-10-30"},
    ]


def test_every_property_is_described(full: Full, graph: Graph) -> None:
    """docs/neo4j.md names exactly the properties that nodes and ties of the graph can have."""
    general = {"name_en": "name_<language>", "id_vorlage": "id_<scheme>"}
    found = {general.get(name, name) for one in full[2:] for name in _said(graph, one.id)}
    table = (ROOT / "docs" / "neo4j.md").read_text(encoding="utf-8").split("### Properties")[1].split("\n## ")[0]
    first_cells = re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
    assert found == {name for cell in first_cells for name in re.findall(r"`(.+?)`", cell)}


def test_what_the_database_can_not_hold_is_shown_as_it_can(neo4j_store: Neo4jStore, graph: Graph) -> None:
    """Numbers beyond 64 bits and identifiers with U+0000 in their scheme are kept; the graph shows the nearest."""
    body, member = netzwerk(identifiers={"a\0b": "1"}, size=Size(count=LARGE)), verein()
    figure, seat = observation(body, value=LARGE, upper=10**400), post(body, seats=LARGE)
    neo4j_store.commit(create(body, member, figure, seat, tie(member, "mitglied", body, seats=LARGE)))
    assert live(neo4j_store, figure).value == LARGE
    assert _said(graph, body.id)["id_a\ufffdb"] == "1"
    assert _said(graph, figure.id)["value"] == float(LARGE)
    assert "upper" not in _said(graph, figure.id)


# How the graph follows the record


def test_labels_follow_the_kind(neo4j_store: Neo4jStore, graph: Graph) -> None:
    """An entity that gets another kind has its labels and no others; its relationships stay."""
    body, member = netzwerk(), verein()
    neo4j_store.commit(create(body, member, tie(member, "mitglied", body)))
    before = _around(graph, body.id)
    neo4j_store.commit(edit(changed(live(neo4j_store, body), kind="arbeitsgruppe", name="AG Beispiel")))
    assert _labels(graph, body.id) == {"Entity", "Actor", "Body", "Arbeitskreis", "Arbeitsgruppe"}
    assert _said(graph, body.id)["name"] == "AG Beispiel"
    assert _around(graph, body.id) == before


def test_a_tie_that_moves_is_seen_at_its_new_place(neo4j_store: Neo4jStore, graph: Graph) -> None:
    """A tie that gets other ends and another role is one relationship of the new type between the new ends."""
    here, there, one, other = netzwerk(), netzwerk(), verein(), verein()
    member = tie(one, "mitglied", here)
    neo4j_store.commit(create(here, there, one, other, member))
    moved = changed(live(neo4j_store, member), subject=other.id, role="moderation", object=there.id)
    neo4j_store.commit(edit(moved))
    rows = graph.run("MATCH (a:Entity)-[r]->(b:Entity) RETURN a.id AS start, type(r) AS type, b.id AS end")
    assert [tuple(row.values()) for row in rows] == [(other.id, "MODERIERT", there.id)]


def test_a_seat_is_seen_filled_and_left(neo4j_store: Neo4jStore, graph: Graph) -> None:
    """Whoever takes a seat holds it, and no longer when they leave it; the membership stays."""
    body, member = netzwerk(), verein()
    seat, membership = post(body), tie(member, "mitglied", body)
    neo4j_store.commit(create(body, member, seat, membership))
    free = _around(graph, seat.id)
    neo4j_store.commit(edit(changed(live(neo4j_store, membership), post=seat.id, status="expected")))
    assert _around(graph, seat.id) - free == {(member.id, "HOLDS", seat.id)}
    [held] = graph.run("MATCH ()-[r:HOLDS]->() RETURN r.status AS status")
    assert held["status"] == "expected"
    neo4j_store.commit(edit(changed(live(neo4j_store, membership), post=None)))
    assert _around(graph, seat.id) == free
    assert (member.id, "IST_MITGLIED_IN", body.id) in _around(graph, body.id)


def test_what_else_is_said_is_joined_instead(neo4j_store: Neo4jStore, graph: Graph) -> None:
    """What gets another source, body, pool or subject is joined with that and no longer with the old one."""
    old, new, before, after = document("Altes Konzept"), document("Neues Konzept"), netzwerk(), netzwerk()
    told = {"sources": (source(old),)}
    member, seat, figure = verein(**told), post(before, pool=(after.id,), **told), observation(before, **told)
    neo4j_store.commit(create(old, new, before, after, member, seat, figure))
    told = {"sources": (source(new),)}
    moved = (
        changed(live(neo4j_store, member), **told),
        changed(live(neo4j_store, seat), body=after.id, pool=(member.id,), **told),
        changed(live(neo4j_store, figure), subject=after.id, **told),
    )
    neo4j_store.commit(edit(*moved))
    rows = graph.run("MATCH (n:Entity|Post|Observation)-[r]->(m) RETURN n.id AS start, type(r) AS type, m.id AS end")
    assert {tuple(row.values()) for row in rows} == {
        (member.id, "CITES", new.id),
        (seat.id, "CITES", new.id),
        (seat.id, "SEAT_IN", after.id),
        (seat.id, "POOL", member.id),
        (figure.id, "CITES", new.id),
        (figure.id, "OBSERVES", after.id),
    }


def test_what_is_removed_is_seen_no_more(full: Full, neo4j_store: Neo4jStore, graph: Graph) -> None:
    """Removed statements leave nothing in the graph, and their versions in the history."""
    neo4j_store.commit(remove(*(live(neo4j_store, one) for one in full[2:])))
    assert {row["id"] for row in graph.run("MATCH (n:Entity|Post|Observation) RETURN n.id AS id")} == {
        full.paper.id,
        full.member.id,
    }
    assert graph.run("MATCH (:Entity|Post|Observation)-[r]-() RETURN r") == []
    versions = graph.run(
        "MATCH (v:Version) WHERE v.id IN $ids RETURN v.removed AS gone", ids=[one.id for one in full[2:]]
    )
    assert sorted(bool(row["gone"]) for row in versions) == [False] * 4 + [True] * 4


def test_a_merge_moves_relationships_and_can_be_taken_back(neo4j_registry: Registry, graph: Graph) -> None:
    """After a merge everything hangs on one node; after the un-merge the graph is the one from before."""
    body, keep, drop, paper = netzwerk(), verein("Musterverein"), verein("Muster-Verein e. V."), document()
    moderates, cited = tie(drop, "moderation", body, sources=(source(paper),)), observation(drop)
    twins = [tie(one, "mitglied", body) for one in (keep, drop)]
    neo4j_registry.commit(create(body, keep, drop, paper, moderates, cited, *twins, post(body, pool=(drop.id,))))
    before = _picture(graph)
    done, _ = neo4j_registry.commit_prepared(lambda record: merge(record, keep.id, drop.id, WHO, "doppelt"))
    assert graph.run("MATCH (n:Entity {id: $id}) RETURN n", id=drop.id) == []
    assert _said(graph, keep.id)["aliases"] == ["Muster-Verein e. V."]
    types = sorted(type for _, type, _ in _around(graph, keep.id))
    assert types == ["IST_MITGLIED_IN", "MODERIERT", "OBSERVES", "POOL"]
    neo4j_registry.commit_prepared(lambda record: undo(record, done.id, WHO, "doch zwei"))
    assert _picture(graph) == before


def test_an_erased_person_is_named_nowhere(neo4j_store: Neo4jStore, graph: Graph) -> None:
    """After an erasure no node or relationship of the database has the name; the seat is held without it."""
    chair, body = person("Erika Beispielperson", aliases=("E. Beispielperson",)), netzwerk()
    seat = post(body, "Vorsitz: Erika Beispielperson", role="vorsitz")
    holds = tie(chair, "vorsitz", body, post=seat.id, note=note("Den Vorsitz hat Erika Beispielperson."))
    neo4j_store.commit(create(chair, body, seat, holds, why="Erika Beispielperson gewählt"))
    neo4j_store.erase(chair.id, WHO, "Antrag")
    nodes = graph.run("MATCH (n) RETURN properties(n) AS said")
    edges = graph.run("MATCH ()-[r]->() RETURN properties(r) AS said")
    assert not [row for row in (*nodes, *edges) if "Beispielperson" in repr(row)]
    assert (chair.id, "HOLDS", seat.id) in _around(graph, seat.id)
    assert _said(graph, chair.id)["name"] == "N. N. (gelöscht)"


# Text stays text

INJECTIONS: Final = (
    "x'}) MATCH (n) DETACH DELETE n //",
    '"}) MATCH (n) DETACH DELETE n //',
    "`) MATCH (n) DETACH DELETE n //",
    "a`:Registry",
    "$(labels(n))",
    "$at",
    "{id: $id}",
    "\\u0027}) MATCH (n) DETACH DELETE n //",
    "*:* AND name:[a TO z] OR kind:verein~2",
    "\\",
    "/*",
    "RETURN 1; MATCH (n) SET n.name = 'x'",
)
hostile = st.sampled_from(INJECTIONS) | texts()


def _injected(text: str) -> tuple[Entity, Entity, Tie, Post, Observation]:
    """A network, an association, a tie, a seat and a figure with this text wherever a text may be."""
    words: dict[str, Any] = {"translations": {text: text}}
    body = netzwerk(
        text,
        aliases=(text,),
        identifiers={text: text},
        contacts=(Contact(kind="web", value=text),),
        languages=(text,),
        summary=note(text),
        audience=note(text),
        flags=(Flag(kind="doubtful", note=note(text)),),
        **words,
    )
    member = verein(text)
    seat = post(body, text, note=note(text), **words)
    held = tie(member, "mitglied", body, post=seat.id, wording=text, note=note(text))
    return body, member, held, seat, observation(body, printed=text, note=note(text))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=hostile)
@example(text=INJECTIONS[0])
@example(text=INJECTIONS[2])
@example(text=INJECTIONS[4])
def test_a_text_with_cypher_in_it_is_a_text(
    text: str, neo4j_store: Neo4jStore, neo4j_registry: Registry, graph: Graph
) -> None:
    """Whatever is written or asked for, it is neither run nor does it change what is found."""
    before = _counts(graph)
    new = _injected(text)
    neo4j_store.commit(create(*new, who=text, why=text))
    body, _, held, seat, _ = new
    after = _counts(graph)
    assert after == (before[0] + 4, before[1] + 4, before[2] + 1)
    said = _said(graph, body.id)
    assert [said[name] for name in ("name", f"name_{text}", f"id_{text}")] == [text] * 3
    assert (said["aliases"], said["languages"]) == ([text], [text])
    assert (_said(graph, held.id)["wording"], _said(graph, seat.id)["name"]) == (text, text)
    _look(neo4j_registry, text)
    assert _counts(graph) == after


def _counts(graph: Graph) -> tuple[Any, ...]:
    """Numbers of nodes and relationships of the natural graph, and of changes."""
    query = """
    RETURN COUNT { (:Entity|Post|Observation) } AS nodes, COUNT { (:Entity|Post|Observation)-->() } AS edges,
      COUNT { (:ChangeSet) } AS changes
    """
    return tuple(graph.run(query)[0].values())


def _look(registry: Registry, text: str) -> None:
    """Ask for it in every way that a visitor's text can go; as an id it names nothing."""
    registry.search(text, STAFF_VIEWER)
    with registry.reading(STAFF_VIEWER) as record:
        assert record.get((text,)) == {}
        assert record.about((text,)) == []
        assert record.history(text) == []
        assert record.change(text) is None
        assert list(record.entity_rows((text,))) == []
        assert list(record.tie_rows((text,), roles=(text,))) == []


def test_all_cypher_stands_in_one_module() -> None:
    """No other module of the store holds a piece of Cypher, so that none can be put together from texts."""
    clause = re.compile(r"\b(MATCH|MERGE|UNWIND|DETACH|CREATE|RETURN) [(\[{$\w]")
    found = []
    for path in (ROOT / "registry" / "store" / "neo4j_store").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        strings = [one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if any(clause.search(one) for one in strings):
            found.append(path.name)
    assert found == ["cypher.py"]


# What was done by hand

BY_HAND: Final = {
    "a name": "MATCH (n:Arbeitsgruppe) SET n.name = 'Anders'",
    "another property": "MATCH (n:Arbeitsgruppe) SET n.farbe = 'rot'",
    "a label more": "MATCH (n:Arbeitsgruppe) SET n:Stadt",
    "a label less": "MATCH (n:Arbeitsgruppe) REMOVE n:Body",
    "a label of a seat": "MATCH (n:Post) SET n:Stuhl",
    "a property of a tie": "MATCH (:Actor)-[r:IST_MITGLIED_IN]->() SET r.status = 'ended'",
    "a tie less": "MATCH (:Actor)-[r:IST_MITGLIED_IN]->() DELETE r",
    "a tie twice": "MATCH (a:Actor)-[r:IST_MITGLIED_IN]->(b) CREATE (a)-[s:IST_MITGLIED_IN]->(b) SET s = properties(r)",
    "a tie of one's own": "MATCH (a:Verein) MATCH (b:Body) CREATE (a)-[:KENNT]->(b)",
    "a tie to a seat": "MATCH (a:Verein) MATCH (b:Post) CREATE (a)-[:KENNT]->(b)",
    "a source twice": "MATCH (a:Post)-[r:CITES]->(b) CREATE (a)-[s:CITES]->(b) SET s = properties(r)",
    "a figure less": "MATCH (n:Observation) DETACH DELETE n",
    "an actor of one's own": "CREATE (:Entity:Actor {name: 'Anders'})",
    "a seat of one's own": "CREATE (:Post {id: 'paaaaaaaaaaaaaaaaaaaa'})",
    "a note": "CREATE (:Notiz {text: 'Anrufen!'})",
    "a note on an actor": "MATCH (n:Arbeitsgruppe) CREATE (:Notiz {text: 'Anrufen!'})-[:ZU]->(n)",
    "a way into the history": "MATCH (n:Arbeitsgruppe) MATCH (v:Version {id: n.id}) CREATE (n)-[:HATTE]->(v)",
}


@pytest.mark.parametrize("what", BY_HAND)
def test_check_tells_of_what_was_done_by_hand(
    what: str, neo4j_scratch: Database, vocabulary: Vocabulary, graph: Graph
) -> None:
    """Whatever was changed in the graph, added or taken away by hand is a problem for `check`, and nothing else is."""
    with closing(Neo4jStore.at(neo4j_scratch.url, vocabulary, create=True)) as store:
        _fill(store)
        assert store.check() == []
        graph.run(BY_HAND[what])
        found = store.check()
    assert found
    assert {one.rule for one in found} == {"graph"}


def test_what_was_joined_by_hand_does_not_stand_in_the_way(full: Full, neo4j_store: Neo4jStore, graph: Graph) -> None:
    """Statements can be removed although somebody has joined notes of their own to them."""
    graph.run("MATCH (n:Body|Post|Observation) CREATE (:Notiz {text: 'Anrufen!'})-[:ZU]->(n)")
    neo4j_store.commit(remove(*(live(neo4j_store, one) for one in full[2:])))
    assert graph.run("MATCH (n:Body|Post|Observation) RETURN n") == []
    graph.run("MATCH (n:Notiz) DETACH DELETE n")
