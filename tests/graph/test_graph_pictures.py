"""What is drawn says what the record says: every actor a named link, every tie a line, nothing a browser would run."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from graph_rows import VOCABULARY, Rows, entity, region, tie
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.filtering import Filter, select, star
from graph.names import sort_key
from graph.pictures.drawing import ego_svg, network_svg, overview_svg, strongest, timeline_svg
from graph.pictures.layout import layout
from graph.pictures.lines import parallel_offsets
from graph.pictures.matrix import matrix
from graph.pictures.overview import BYS, By, overview
from graph.pictures.picture import picture
from graph.pictures.styles import LINES, node_style
from graph.pictures.timeline import TimelineEvent, ordered, timeline_events
from graph.pictures.twin import Sort, TwinRow, twin_rows
from graph.selection import Selection
from graph.snapshot import Snapshot, take_snapshot

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script> & \"Verein\" 'x'"


def snap(rows: Rows) -> Snapshot:
    return take_snapshot(rows, None, VOCABULARY)


@pytest.fixture(scope="module")
def small() -> Snapshot:
    """A centre that moderates and is a member of a network, leads another body, and a hostile name."""
    return snap(
        Rows(
            [
                entity("ki", "integrationszentrum", "KI Musterkreis"),
                entity("netz", "netzwerk", "Netzwerk Bildung"),
                entity("ak", "arbeitskreis", "AK Sprache"),
                entity("verein", "verein", HOSTILE),
                entity("vorlage", "vorlage", "Vorlage 1/2012"),
            ],
            [
                tie("ki", "mitglied", "netz", id_="t1", theme="gemeinsam:bildung"),
                tie("ki", "moderation", "netz", id_="t2", start="2010", end="2012"),
                tie("ki", "vorsitz", "ak", id_="t3", status="planned"),
                tie("verein", "mitglied", "netz", id_="t4"),
                tie("ki", "beraet", "vorlage", id_="t5", start="2012-10-30", end="2012-10-30", status="event"),
            ],
        )
    )


REGION = snap(region(200))


def parsed(svg: str) -> ET.Element:
    """The picture as a tree, after checking what must hold for every one."""
    root = ET.fromstring(svg)
    ids = [one.attrib["id"] for one in root.iter() if "id" in one.attrib]
    assert len(ids) == len(set(ids))
    for one in root.iter():
        assert one.tag.removeprefix(SVG) not in {"script", "style", "foreignObject", "image"}
        assert not [key for key in one.attrib if key == "style" or key.startswith("on")]
    for one in root.iter(f"{SVG}a"):
        assert one.findtext(f"{SVG}title")
    assert root.find(f"{SVG}title") is not None
    return root


def links(svg: str) -> dict[str, str]:
    return {one.attrib["href"]: one.findtext(f"{SVG}title", "") for one in parsed(svg).iter(f"{SVG}a")}


def to(id_: str) -> str:
    return f"/a/{id_}"


def test_every_role_group_has_a_line_of_its_own_that_differs_without_colour() -> None:
    assert set(LINES) == set(VOCABULARY.groups)
    looks = Counter((one.width, one.dashes, one.arrow) for one in LINES.values())
    assert set(looks.values()) == {1}
    assert {key for key, one in LINES.items() if one.labelled} == {"moderation", "leadership"}


def test_every_kind_has_a_shape() -> None:
    assert {node_style(one, VOCABULARY).kind for one in VOCABULARY.kinds if one != "body"} >= {"gremium", "person"}


def test_ego_picture_names_each_neighbour_and_role_as_a_link(small: Snapshot) -> None:
    svg = ego_svg(small, "ki", to)
    assert links(svg) == {
        "/a/ki": "KI Musterkreis",
        "/a/netz": "moderiert, ist Mitglied in: Netzwerk Bildung (Netzwerk)",
        "/a/ak": "hat den Vorsitz von (geplant): AK Sprache (Arbeitskreis)",
    }
    lines = [one for one in parsed(svg).iter(f"{SVG}path") if "g-tie" in one.attrib.get("class", "")]
    assert sorted(one.attrib["class"] for one in lines) == [
        "g-tie g-leadership",
        "g-tie g-membership",
        "g-tie g-moderation",
    ]


def test_ego_picture_reads_the_other_way_round_from_the_body_and_in_english(small: Snapshot) -> None:
    assert links(ego_svg(small, "netz", to, "en"))["/a/ki"].startswith("moderated by, has as a member: KI Musterkreis")


def test_hostile_names_stay_text_in_every_picture(small: Snapshot) -> None:
    selection = select(small, Filter())
    drawn = [
        ego_svg(small, "netz", to),
        network_svg(selection, to),
        overview_svg(overview(selection, "community"), to),
        timeline_svg([TimelineEvent(HOSTILE, HOSTILE, "2012", None)]),
    ]
    for svg in drawn:
        parsed(svg)
        assert "<script" not in svg
    assert HOSTILE in links(drawn[0])["/a/verein"]


@pytest.mark.parametrize("narrow", [False, True])
def test_ego_picture_of_a_large_body_groups_neighbours_and_keeps_labels_in_their_rows(narrow: bool) -> None:
    hub = REGION.ids[int(REGION.tie_count.argmax())]
    svg = ego_svg(REGION, hub, to, most=12, narrow=narrow)
    root = parsed(svg)
    neighbours = len(star(REGION, hub)) - 1
    assert neighbours > 25
    spokes = [one for one in root.iter() if one.attrib.get("class") == "g-node"]
    assert len(spokes) < neighbours
    rows: dict[str, list[float]] = {}
    for one in root.iter(f"{SVG}text"):
        if "g-label" in one.attrib["class"]:
            rows.setdefault(one.attrib.get("text-anchor", "start"), []).append(float(one.attrib["y"]))
    for places in rows.values():
        gaps = [two - one for one, two in zip(sorted(places), sorted(places)[1:], strict=False)]
        assert min(gaps, default=99) >= 13
    width = float(root.attrib["width"])
    for one in root.iter(f"{SVG}text"):
        assert 0 <= float(one.attrib["x"]) <= width


def test_who_moderates_is_not_grouped_away_while_members_can_be() -> None:
    entities = [entity("netz", "netzwerk"), *(entity(f"e{one:02d}") for one in range(60))]
    ties = [tie(f"e{one:02d}", "moderation" if one < 5 else "mitglied", "netz") for one in range(60)]
    svg = ego_svg(snap(Rows(entities, ties)), "netz", to)
    assert {f"/a/e{one:02d}" for one in range(5)} <= set(links(svg))
    assert "55 Vereine" in svg


def test_neighbours_are_taken_together_only_where_their_ties_say_the_same() -> None:
    entities = [entity("netz", "netzwerk"), *(entity(f"e{one:02d}") for one in range(60))]
    ties = [tie(f"e{one:02d}", "mitglied", "netz", status="planned" if one < 20 else "existing") for one in range(60)]
    svg = ego_svg(snap(Rows(entities, ties)), "netz", to, most=5)
    said = {one.text for one in parsed(svg).iter(f"{SVG}title")}
    assert {"hat als Mitglied (geplant): 20 Vereine", "hat als Mitglied: 40 Vereine"} <= said


def test_network_picture_has_a_link_for_every_actor_and_a_line_for_every_tie() -> None:
    selection = select(REGION, Filter())
    root = parsed(network_svg(selection, to))
    assert {one.attrib["href"] for one in root.iter(f"{SVG}a")} == {to(one) for one in selection.ids}
    lines = [one for one in root.iter(f"{SVG}path") if one.attrib.get("class", "").startswith("g-tie ")]
    assert len(lines) == len(selection.ties)
    assert root.attrib["role"] == "group"


def test_network_picture_without_links_is_an_image() -> None:
    root = parsed(network_svg(select(REGION, Filter(groups=("moderation",))), None))
    assert root.attrib["role"] == "img"
    assert not list(root.iter(f"{SVG}a"))


def test_interactive_picture_has_every_tie_and_parallel_ties_bend_apart(small: Snapshot) -> None:
    data = picture(select(small, Filter()), link=to)
    json.dumps(data)
    assert {one["id"] for one in data["nodes"]} == {"ki", "netz", "ak", "verein"}
    edges = {one["id"]: one for one in data["edges"]}
    assert {(one["from"], one["role"], one["to"]) for one in edges.values()} == {
        ("ki", "mitglied", "netz"),
        ("ki", "moderation", "netz"),
        ("ki", "vorsitz", "ak"),
        ("verein", "mitglied", "netz"),
    }
    assert edges["t1"]["smooth"]["type"] != edges["t2"]["smooth"]["type"]
    assert "smooth" not in edges["t4"]
    assert (edges["t2"]["label"], edges["t3"]["label"]) == ("moderiert", "hat den Vorsitz von (geplant)")
    assert "label" not in edges["t4"]
    assert edges["t3"]["faint"]
    assert data["styles"]["moderation"]["width"] > data["styles"]["membership"]["width"]
    assert data["options"]["physics"] == {"enabled": False}
    assert {one["key"] for one in data["legend"]["lines"]} == {"moderation", "leadership", "membership"}


def test_interactive_picture_keeps_the_most_connected_where_there_are_too_many() -> None:
    selection = select(REGION, Filter())
    data = picture(selection, most=30)
    assert (data["shown"], data["total"]) == (30, len(selection))
    assert len(data["nodes"]) == 30
    kept = {one["id"] for one in data["nodes"]}
    degrees = dict(zip(selection.ids, selection.degree.tolist(), strict=True))
    assert min(degrees[one] for one in kept) >= max(count for id_, count in degrees.items() if id_ not in kept)
    assert all(one["from"] in kept and one["to"] in kept for one in data["edges"])


def test_positions_of_the_interactive_picture_are_those_of_the_layout() -> None:
    selection = select(REGION, Filter(kinds=("body",)))
    placed = layout(selection)
    data = picture(selection, placed=placed)
    assert [one["x"] for one in data["nodes"]] == [round(float(one), 1) for one in placed.x]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(lambda one: one[0] != one[1]), max_size=12))
def test_ties_between_the_same_two_never_share_a_curve(ends: list[tuple[int, int]]) -> None:

    subject, object_ = (np.array([one[at] for one in ends], dtype=np.int32) for at in (0, 1))
    bends = parallel_offsets(subject, object_)
    # Seen from the lower end, so that ties in both directions can be compared.
    curves = [
        (min(pair), max(pair), round(float(bend if pair[0] < pair[1] else -bend), 3))
        for pair, bend in zip(ends, bends, strict=True)
    ]
    assert len(set(curves)) == len(curves)
    assert (np.abs(bends) <= 0.5).all()


@pytest.mark.parametrize("by", BYS)
def test_overview_counts_every_actor_and_every_tie_once(by: By) -> None:
    selection = select(REGION, Filter())
    drawn = overview(selection, by)
    assert sum(one.count for one in drawn.groups) == drawn.total == len(selection)
    within, between = sum(one.inner for one in drawn.groups), sum(one.count for one in drawn.ties)
    assert within + between == len(selection.ties)
    assert all(sum(count for _, count in one.roles) == one.count for one in drawn.ties)
    svg = overview_svg(drawn, lambda key: f"/?{by}={key}" if key else None)
    names = list(parsed(svg).iter(f"{SVG}a"))
    assert len(names) == len([one for one in drawn.groups if one.key])
    assert set(strongest(drawn)) <= set(drawn.ties)


def test_overview_by_town_puts_who_works_in_two_towns_into_their_kreis() -> None:
    rows = Rows(
        [entity("a"), entity("b"), entity("c"), entity("k", "kreis"), entity("n", "stadt"), entity("s", "stadt")],
        [
            tie("n", "teil_von", "k"),
            tie("s", "teil_von", "k"),
            tie("a", "gebietsbezug", "n"),
            tie("a", "gebietsbezug", "s"),
            tie("b", "sitz", "n"),
            tie("b", "gebietsbezug", "s"),
        ],
    )
    drawn = overview(select(snap(rows), Filter()), "town")
    assert {one.key: one.count for one in drawn.groups} == {"k": 1, "n": 1, "": 1}


def test_matrix_holds_each_role_of_each_actor_in_each_body(small: Snapshot) -> None:
    found = matrix(select(small, Filter()))
    rows, columns = [one.id for one in found.rows], [one.id for one in found.columns]
    cells = {(rows[at[0]], columns[at[1]]): (one.codes, one.text, one.ties) for at, one in found.cells.items()}
    assert cells == {
        ("ki", "netz"): (("M", "Mod"), "Mitgliedschaft, Moderation", ("t1", "t2")),
        ("ki", "ak"): (("V",), "Vorsitz", ("t3",)),
        ("verein", "netz"): (("M",), "Mitgliedschaft", ("t4",)),
    }
    assert dict(found.legend) == {"M": "Mitgliedschaft", "Mod": "Moderation", "V": "Vorsitz"}


def test_matrix_pages_hold_every_tie_to_a_body_once() -> None:
    selection = select(REGION, Filter())
    whole = {one.tie for one in twin_rows(selection)}
    seen: list[str] = []
    first = matrix(selection, rows=30, columns=8)
    for column_page in range(1, first.column_pages + 1):
        page = matrix(selection, rows=30, columns=8, column_page=column_page)
        for row_page in range(1, page.row_pages + 1):
            part = matrix(selection, rows=30, columns=8, row_page=row_page, column_page=column_page)
            seen += [one for cell in part.cells.values() for one in cell.ties]
    assert len(seen) == len(set(seen))
    assert set(seen) == whole
    assert [one.block for one in first.columns] == sorted(one.block for one in first.columns)


def test_an_empty_selection_has_empty_pictures() -> None:
    nothing = select(REGION, Filter(kinds=("gibtsnicht",)))
    assert picture(nothing)["nodes"] == []
    assert matrix(nothing).cells == {}
    assert overview(nothing, "town").groups == ()
    parsed(network_svg(nothing, to))
    parsed(overview_svg(overview(nothing, "kind"), to))
    parsed(timeline_svg([]))


def test_twin_says_every_tie_of_the_picture_in_words(small: Snapshot) -> None:
    selection = select(small, Filter())
    rows = twin_rows(selection)
    assert {one.tie for one in rows} == {one["id"] for one in picture(selection)["edges"]}
    first = next(one for one in rows if one.tie == "t2")
    assert (first.subject_name, first.role_label, first.object_name) == (
        "KI Musterkreis",
        "moderiert",
        "Netzwerk Bildung",
    )
    assert (first.period, first.status, first.theme) == ("2010/2012", "existing", None)
    assert twin_rows(selection, offset=1, limit=2) == rows[1:3]
    assert twin_rows(selection, "en")[0].role_label == "is a member of"


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_twin_is_sorted_by_what_its_rows_say(lang: str, down: bool) -> None:
    """As sorting the rows themselves would, on a network whose names, themes and dates repeat."""
    dates = itertools.cycle([(None, None), ("2012", None), ("2010-05", "2012"), (None, ".."), ("2012", "..")])
    themes = itertools.cycle([None, "gemeinsam:sprache", "gemeinsam:bildung", "gemeinsam:arbeit"])
    roles = itertools.cycle(["mitglied", "moderation", "vorsitz", "beratend", "sprecher"])
    attested = itertools.cycle([None, "2011", "2016-02-01"])
    names = ["Ärztehaus", "Arbeitslosenzentrum", "Übermorgen e. V.", "Zentrum", "arbeit & mehr", "Ärztehaus", "Äther"]
    bodies = [entity(f"b{one}", "netzwerk", names[one % len(names)]) for one in range(9)]
    members = [entity(f"m{one}", "verein", names[one % len(names)]) for one in range(20)]
    ties = [
        tie(one.id, next(roles), two.id, theme=next(themes), start=start, end=end, attested=next(attested))
        for one in members
        for two in bodies[::2]
        for start, end in [next(dates)]
    ]
    selection = Selection.whole(snap(Rows([*bodies, *members], ties)))
    base = twin_rows(selection, lang)
    groups = list(LINES)
    keys: dict[Sort, Callable[[TwinRow], Any]] = {
        "role": lambda row: (groups.index(row.group), row.role_label),
        "object": lambda row: (sort_key(row.object_name), row.object),
        "theme": lambda row: (not row.theme_label, sort_key(row.theme_label)),
        "time": lambda row: row.period or row.attested or "",
        "subject": lambda row: (sort_key(row.subject_name), row.subject),
    }
    for sort, key in keys.items():
        assert twin_rows(selection, lang, sort=sort, down=down) == sorted(base, key=key, reverse=down), sort
    assert len({row.period or row.attested for row in base}) > 5


def test_time_line_puts_the_earliest_first_and_says_when_nothing_is_known(small: Snapshot) -> None:
    found = timeline_events(star(small, "ki", ("actor", "document")), "ki", to)
    assert next(one.label for one in found) == "Netzwerk Bildung"
    svg = timeline_svg(found)
    assert "Vorlage 1/2012: berät, 2012-10-30" in links(svg).values()
    undated = TimelineEvent("ohne", "", None, None)
    assert ordered([undated, TimelineEvent("früh", "", None, "1999")])[-1] is undated
    assert "Datum nicht bekannt" in timeline_svg([undated])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, "1990", "2012-10", "2012-10-30", "2013"]),
            st.sampled_from([None, "..", "2014", "2020-21"]),
            st.sampled_from([None, "2012-10", "2021"]),
        ),
        max_size=12,
    )
)
def test_every_mark_of_a_time_line_lies_in_the_picture(rows: list[tuple[str | None, str | None, str | None]]) -> None:
    svg = timeline_svg(ordered([TimelineEvent("x", "y", *one) for one in rows]))
    root = parsed(svg)
    width = float(root.attrib["width"])
    places = [float(one) for one in re.findall(r' (?:x1|x2|cx)="([-\d.]+)"', svg)]
    assert all(0 <= one <= width for one in places)
