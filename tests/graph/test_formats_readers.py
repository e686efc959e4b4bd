"""Each file is opened by a reader that others wrote and says the same as the snapshot."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import igraph
import networkx as nx
import pytest
from graph_rows import VOCABULARY, Rows, entity, region, tie
from hypothesis import given
from hypothesis import strategies as st

from graph.formats import FORMATS, Content, content
from graph.selection import Selection
from graph.snapshot import take_snapshot

STAND = date(2012, 10, 30)
GEXF = "{http://gexf.net/1.3}"
NASTY = ["<b>&\"'", "=1+1", "Ω – Přerov", "a\x0bb\x00", "Zeile\neins", "\u202erückwärts", "]]>", "Ä, ö; ß"]


def made(rows: Rows, stand: date | None = STAND) -> Content:
    """What stands in the files of everything that stands."""
    return content(Selection.whole(take_snapshot(rows, stand, VOCABULARY)))


def text(form: str, what: Content) -> str:
    """The whole file."""
    return "".join(FORMATS[form].write(what))


@pytest.fixture(scope="module")
def few() -> Content:
    """A record with parallel ties, periods of all kinds, and names that are hard to write."""
    entities = [entity(f"e{at}", name=name) for at, name in enumerate(NASTY)]
    net = entity("n", "netzwerk", "Netzwerk", themes=("gemeinsam:bildung", "gemeinsam:sprache"), start="2009-05")
    ties = [
        tie("e0", "mitglied", "n", id_="t1", start="2010", end="2014-02"),
        tie("e0", "moderation", "n", id_="t2", start="2010-22", end=".."),
        tie("e1", "mitglied", "n", id_="t3", theme="gemeinsam:sprache"),
        tie("e1", "mitglied", "n", id_="t4", theme="gemeinsam:bildung"),
        tie("e2", "mitglied", "e2", id_="t5"),
        tie("e3", "mitglied", "n", id_="t6", start="2013"),
    ]
    return made(Rows([*entities, net], ties), None)


def clean(name: str) -> str:
    """A name as XML can say it."""
    return re.sub("[\x00\x0b]", "", name)


def test_networkx_reads_the_gexf(few: Content) -> None:
    """Every entity, every tie with its role, parallel ones apart; what has no value has no attribute."""
    graph = nx.read_gexf(io.BytesIO(text("gexf", few).encode()))
    assert graph.is_directed()
    assert graph.is_multigraph()
    assert {id: data["label"] for id, data in graph.nodes(data=True)} == {
        id: clean(label) for id, label in zip(few.ids, few.labels, strict=True)
    }
    assert graph.nodes["n"]["themes"] == "gemeinsam:bildung|gemeinsam:sprache"
    assert graph.nodes["n"]["period_start"] == "2009-05"
    assert graph.nodes["n"]["start"] == "2009-05-01"
    found = sorted((a, b, data["id"], data["role"]) for a, b, data in graph.edges(data=True))
    assert found == [
        ("e0", "n", "t1", "mitglied"),
        ("e0", "n", "t2", "moderation"),
        ("e1", "n", "t3", "mitglied"),
        ("e1", "n", "t4", "mitglied"),
        ("e2", "e2", "t5", "mitglied"),
        ("e3", "n", "t6", "mitglied"),
    ]


def test_the_gexf_keeps_to_the_rules_that_gephi_documents(few: Content) -> None:
    """Version 1.3: declared attributes before they are used, days as inclusive bounds, kinds for parallel edges."""
    root = ET.fromstring(text("gexf", few))
    assert (root.tag, root.get("version")) == (f"{GEXF}gexf", "1.3")
    graph = root.find(f"{GEXF}graph")
    assert graph is not None
    wanted = {"mode": "dynamic", "defaultedgetype": "directed", "timeformat": "date", "timerepresentation": "interval"}
    assert graph.attrib == wanted
    assert [one.tag.removeprefix(GEXF) for one in graph] == ["attributes", "attributes", "nodes", "edges"]
    for which, element in (("node", "nodes/{0}node"), ("edge", "edges/{0}edge")):
        declared = {one.get("id") for one in graph.findall(f"{GEXF}attributes[@class='{which}']/{GEXF}attribute")}
        found = graph.findall(GEXF + element.format(GEXF))
        assert {said.get("for") for one in found for said in one.iter(f"{GEXF}attvalue")} <= declared
        days = [day for one in found for day in (one.get("start"), one.get("end")) if day]
        assert all(date.fromisoformat(day) for day in days)
    edges = {one.get("id"): one for one in graph.iter(f"{GEXF}edge")}
    assert (edges["t1"].get("start"), edges["t1"].get("end")) == ("2010-01-01", "2014-02-28")
    assert (edges["t2"].get("start"), edges["t2"].get("end")) == ("2010-06-01", None)
    kinds = [(one.get("source"), one.get("target"), one.get("kind")) for one in edges.values()]
    assert len(set(kinds)) == len(kinds)
    assert {one.get("source") for one in edges.values()} <= {one.get("id") for one in graph.iter(f"{GEXF}node")}


def test_networkx_and_igraph_read_the_graphml(few: Content, tmp_path: Path) -> None:
    """Both see the same entities, ties and attributes."""
    path = tmp_path / "network.graphml"
    path.write_text(text("graphml", few), encoding="utf-8")
    graph = nx.read_graphml(path)
    assert {name: graph.graph[name] for name in ("revision", "stand", "level")} == {
        "revision": "1",
        "stand": "",
        "level": "public",
    }
    assert graph.nodes["e0"]["label"] == NASTY[0]
    assert graph.edges["e0", "n", "t1"]["period_end"] == "2014-02"
    other = igraph.Graph.Read_GraphML(str(path))
    assert other.is_directed()
    assert [clean(one) for one in few.labels] == other.vs["label"]
    assert sorted((other.vs[e.source]["id"], other.vs[e.target]["id"], e["tie"]) for e in other.es) == sorted(
        (a, b, key) for a, b, key in graph.edges(keys=True)
    )
    roles = {data["tie"]: data["role"] for _, _, data in graph.edges(data=True)}
    assert dict(zip(other.es["tie"], other.es["role"], strict=True)) == roles


def test_networkx_reads_the_json(few: Content) -> None:
    """Node-link form: attributes, periods and keys are there, what is not known is null."""
    graph = nx.node_link_graph(json.loads(text("json", few)), edges="edges")
    assert graph.is_directed()
    assert graph.is_multigraph()
    assert [data["label"] for _, data in graph.nodes(data=True)] == few.labels
    assert graph.edges["e0", "n", "t2"]["period_end"] == ".."
    assert graph.edges["e0", "n", "t2"]["last"] is None
    assert graph.graph == {"revision": 1, "stand": None, "level": "public"}


def test_the_tables_have_the_columns_that_gephi_looks_for(few: Content) -> None:
    """`Id`, `Label`; `Source`, `Target`, `Type`; every edge ends at a node; no cell is a formula."""
    nodes = list(csv.DictReader(io.StringIO(text("nodes", few))))
    edges = list(csv.DictReader(io.StringIO(text("edges", few))))
    assert [one["Id"] for one in nodes] == few.ids
    assert [one["Id"] for one in edges] == few.tie_ids
    assert {one["Type"] for one in edges} == {"Directed"}
    assert {one[end] for one in edges for end in ("Source", "Target")} <= {one["Id"] for one in nodes}
    assert nodes[few.labels.index("=1+1")]["Label"] == "'=1+1"
    assert edges[0]["period_start"] == "2010"


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_an_empty_network_is_a_whole_file(form: str) -> None:
    """With nothing in it, every reader opens it still."""
    empty = text(form, made(Rows([], [])))
    if form == "gexf":
        assert len(nx.read_gexf(io.BytesIO(empty.encode()))) == 0
    elif form == "graphml":
        assert len(nx.parse_graphml(empty)) == 0
    elif form == "json":
        assert len(nx.node_link_graph(json.loads(empty), edges="edges")) == 0
    else:
        assert len(list(csv.reader(io.StringIO(empty)))) == 1


def test_only_what_stands_at_the_stand_is_in_the_file() -> None:
    """A tie of later years is not in the file of 2012."""
    rows = Rows([entity("a"), entity("n", "netzwerk")], [tie("a", "mitglied", "n", start="2013")])
    assert (made(rows).tie_ids, len(made(rows, None).tie_ids)) == ([], 1)


def test_many_pieces_make_one_file() -> None:
    """Where the rows do not fit into one piece, none is lost or said twice."""
    what = made(region(2600))
    graph = nx.node_link_graph(json.loads(text("json", what)), edges="edges")
    assert (len(graph), graph.number_of_edges()) == (len(what.ids), len(what.tie_ids))
    assert sum(1 for _ in ET.fromstring(text("gexf", what)).iter(f"{GEXF}edge")) == len(what.tie_ids)


@given(st.lists(st.text(max_size=12), min_size=1, max_size=5))
def test_any_name_can_be_written_and_read_again(names: list[str]) -> None:
    """Whatever stands in a name, the files are well-formed; JSON keeps it to the letter."""
    what = made(Rows([entity(f"e{at}", name=name) for at, name in enumerate(names)], []))
    labels = [one.get("label") for one in ET.fromstring(text("gexf", what)).iter(f"{GEXF}node")]
    assert len(labels) == len(names)
    ET.fromstring(text("graphml", what))
    assert [one["label"] for one in json.loads(text("json", what))["nodes"]] == [
        one or f"e{at}" for at, one in enumerate(names)
    ]
