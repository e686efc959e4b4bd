"""The matrix of coverage counts what a plain walk through the record counts, and its states say what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from graph_rows import VOCABULARY, Rows, entity, region, tie
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.coverage.candidates import candidates
from graph.coverage.gaps import gaps
from graph.coverage.grid import Grid, Wanted, grid, members
from graph.coverage.local import local_bodies, without_local
from graph.coverage.standing import Coverage, coverage
from graph.snapshot import take_snapshot, theme_lineage
from registry.services import EntityRow, TieRow

STAND = date(2013, 1, 1)
THEMES = ("gemeinsam:schule", "gemeinsam:sprache", "un-ki:schule", "gemeinsam:bildung")
PLACES = ("e-a", "e-b", "e-quarter", "e-kreis", "")
AREAS = (
    entity("e-kreis", "kreis", "Musterkreis", attested=None),
    entity("e-a", "stadt", "Adorf", attested=None),
    entity("e-b", "gemeinde", "Beheim", attested=None),
    entity("e-quarter", "gemeinde", "Adorf-Nord", attested=None),
)
PARTS = (
    tie("e-a", "teil_von", "e-kreis", id_="t-a"),
    tie("e-b", "teil_von", "e-kreis", id_="t-b"),
    tie("e-quarter", "teil_von", "e-a", id_="t-q"),
)


def covered(entities: Sequence[EntityRow], ties: Sequence[TieRow], stand: date = STAND) -> Coverage:
    """The coverage of a small record in the Musterkreis."""
    rows = Rows([*AREAS, *entities], [*PARTS, *ties])
    return coverage(take_snapshot(rows, stand, VOCABULARY))


things = st.lists(
    st.tuples(
        st.sampled_from(["netzwerk", "arbeitskreis", "verein", "kurs"]),
        st.lists(st.sampled_from(PLACES), max_size=2, unique=True),
        st.lists(st.sampled_from(THEMES), max_size=2, unique=True),
        st.sampled_from(["existing", "planned", "expected"]),
        st.sampled_from(["2012-10", "2010"]),
    ),
    max_size=12,
)


def made(found: list[tuple[str, list[str], list[str], str, str]]) -> Coverage:
    """A record with these things."""
    entities = [
        entity(f"e{at:03}", kind, themes=tuple(themes), status=status, attested=said)
        for at, (kind, _places, themes, status, said) in enumerate(found)
    ]
    ties = [
        tie(f"e{at:03}", "gebietsbezug", place, id_=f"tp{at:03}{place}")
        for at, (kind, places, *_rest) in enumerate(found)
        for place in places
        if place
    ]
    return covered(entities, ties)


@settings(max_examples=60)
@given(things, st.sampled_from(["body", "offer", "netzwerk", "actor"]))
def test_every_cell_counts_what_a_walk_through_the_record_counts(
    found: list[tuple[str, list[str], list[str], str, str]], kind: str
) -> None:
    """By town (parts of it included), by theme (narrower and corresponding ones included), sure and unsure apart."""
    table = grid(made(found), Wanted(kind=kind))
    inside = {"e-a": {"e-a", "e-quarter"}, "e-quarter": {"e-quarter"}, "e-b": {"e-b"}, "e-kreis": {"e-kreis"}}
    for place, row in zip(table.rows, table.cells, strict=True):
        for column, cell in zip(table.columns, row, strict=True):
            here = [
                (status, said)
                for one, places, themes, status, said in found
                if VOCABULARY.is_a(one, kind)
                and inside[place.id] & set(places)
                and any(column.key in theme_lineage(theme, VOCABULARY) for theme in themes)
            ]
            sure = [said for status, said in here if status == "existing"]
            assert (cell.sure, cell.unsure, cell.due) == (len(sure), len(here) - len(sure), sure.count("2010"))


@settings(max_examples=40)
@given(things, st.sampled_from(["theme", "kind"]))
def test_behind_every_cell_stand_as_many_as_it_counts(
    found: list[tuple[str, list[str], list[str], str, str]], by: str
) -> None:
    """The drill-down shows those that were counted, and the totals count everybody once."""
    told = made(found)
    wanted = Wanted(kind="actor", by=by)  # type: ignore[arg-type]
    table = grid(told, wanted)
    for place, row, total in zip(table.rows, table.cells, table.row_totals, strict=True):
        assert len(members(told, wanted, place, "")) == total.sure + total.unsure
        for column, cell in zip(table.columns, row, strict=True):
            assert len(members(told, wanted, place, column.key)) == cell.sure + cell.unsure
    for column, cell in zip(table.columns, table.column_totals, strict=True):
        assert len(members(told, wanted, None, column.key)) == cell.sure + cell.unsure


def state(table: Grid, town: str, theme: str) -> str:
    """State of one cell."""
    row = next(at for at, one in enumerate(table.rows) if one.id == town)
    column = next(at for at, one in enumerate(table.columns) if one.key == theme)
    return table.cells[row][column].state


@pytest.mark.parametrize(
    ("fields", "role", "expected"),
    [
        ({}, "mitglied", "present"),
        ({}, "beratend", "advisory"),
        ({"status": "planned"}, "mitglied", "planned"),
        ({"attested": "2010"}, "mitglied", "unconfirmed"),
    ],
)
def test_a_cell_says_what_is_wrong_with_what_is_there(fields: dict[str, str], role: str, expected: str) -> None:
    """Only planned, only advisory, not confirmed for a year; and nothing where nothing is."""
    body = entity("e-body", "netzwerk", themes=("gemeinsam:sport",), **fields)
    told = covered([body, entity("e-club")], [tie("e-body", "sitz", "e-a"), tie("e-club", role, "e-body")])
    table = grid(told, Wanted())
    assert state(table, "e-a", "gemeinsam:sport") == expected
    assert state(table, "e-b", "gemeinsam:sport") == "none"


@pytest.mark.parametrize(
    ("only", "counted"),
    [("", ["b1", "b2", "b3", "b4"]), ("moderated", ["b1"]), ("confirmed", ["b1", "b2", "b4"]),
     ("joined", ["b1", "b3", "b4"]), ("sure", ["b1", "b2", "b3"])],
)  # fmt: skip
def test_counting_only_some_makes_the_rest_gaps(only: str, counted: list[str]) -> None:
    """Only what is moderated, confirmed, joined, sure: each leaves out exactly those that are not."""
    bodies = [
        entity("b1", "netzwerk"),
        entity("b2", "netzwerk"),
        entity("b3", "netzwerk", attested="2010"),
        entity("b4", "netzwerk", status="planned"),
    ]
    ties = [tie(one.id, "sitz", "e-a") for one in bodies]
    told = covered(
        [*bodies, entity("e-club")], [*ties, tie("e-club", "moderation", "b1"), tie("e-club", "beratend", "b2")]
    )
    wanted = Wanted(only=only)  # type: ignore[arg-type]
    assert [told.snapshot.ids[one] for one in members(told, wanted, None, "")] == counted
    table = grid(told, wanted)
    assert table.row_totals[0].sure + table.row_totals[0].unsure == len(counted)


def test_an_offer_is_where_those_are_who_provide_it_unless_it_says_otherwise() -> None:
    """Its own area counts; without one that of its provider does."""
    told = covered(
        [entity("e-club"), entity("e-own", "kurs"), entity("e-lent", "kurs")],
        [
            tie("e-club", "sitz", "e-a"),
            tie("e-club", "bietet_an", "e-own"),
            tie("e-club", "bietet_an", "e-lent"),
            tie("e-own", "gebietsbezug", "e-b"),
        ],
    )
    table = grid(told, Wanted(kind="offer"))
    counts = {place.id: total.sure for place, total in zip(table.rows, table.row_totals, strict=True)}
    assert counts == {"e-a": 1, "e-quarter": 0, "e-b": 1, "e-kreis": 0}


def test_gaps_name_theme_and_towns_and_who_could_fill_them() -> None:
    """A theme with a body in one town is missing in the other; who works on it there is the first candidate."""
    told = covered(
        [
            entity("e-body", "netzwerk", themes=("gemeinsam:sport",)),
            entity("e-club", "verein", themes=("gemeinsam:sport",)),
            entity("e-other", "verein"),
        ],
        [
            tie("e-body", "sitz", "e-a"),
            tie("e-club", "sitz", "e-b"),
            tie("e-other", "sitz", "e-b"),
            tie("e-club", "mitglied", "e-body"),
        ],
    )
    found = gaps(told)
    sport = next(one for one in found.no_body if one.theme.key == "gemeinsam:sport")
    assert [one.name for one in sport.towns] == ["Adorf-Nord", "Beheim"]
    assert [told.snapshot.ids[one] for one in found.no_moderation] == ["e-body"]
    assert [one.theme.key for one in found.unmoderated_themes] == ["gemeinsam:sport"]
    place = sport.towns[1]
    offered = candidates(told, Wanted(), place, "gemeinsam:sport")
    assert [(told.snapshot.ids[one.number], one.reason) for one in offered] == [
        ("e-club", "town_theme"),
        ("e-body", "neighbour_theme"),
        ("e-other", "town"),
    ]


def test_local_bodies_are_those_that_work_for_towns() -> None:
    """A body of the whole Kreis is not local; one of two towns names both."""
    told = covered(
        [entity("e-one", "netzwerk"), entity("e-two", "netzwerk")],
        [
            tie("e-one", "gebietsbezug", "e-kreis"),
            tie("e-two", "gebietsbezug", "e-b"),
            tie("e-two", "gebietsbezug", "e-a"),
        ],
    )
    (only,) = local_bodies(told)
    assert (told.snapshot.ids[only.number], [one.name for one in only.towns]) == ("e-two", ["Adorf", "Beheim"])
    assert [one.name for one in without_local(told)] == ["Adorf-Nord"]


def test_a_record_without_a_kreis_has_no_rows_and_no_error() -> None:
    """Nothing to divide is nothing to count."""
    rows = Rows([entity("e-one", "netzwerk")], [])
    told = coverage(take_snapshot(rows, STAND, VOCABULARY))
    assert grid(told, Wanted()).rows == ()
    assert gaps(told).no_body == ()


def test_a_town_in_no_kreis_stands_beside_the_kreise() -> None:
    """It comes after them, has a single row, and its gaps are told like those of a Kreis."""
    alone = entity("e-alone", "stadt", "Alleinstadt", attested=None)
    body = entity("e-body", "netzwerk", themes=("gemeinsam:sport",))
    told = covered([alone, body], [tie("e-body", "sitz", "e-alone")])
    assert [one.name for one in told.kreise] == ["Musterkreis", "Alleinstadt"]
    table = grid(told, Wanted(kreis="e-alone"))
    assert [(one.id, total.sure) for one, total in zip(table.rows, table.row_totals, strict=True)] == [("e-alone", 1)]
    assert "gemeinsam:sport" not in {one.theme.key for one in gaps(told, "e-alone").no_body}


def test_a_large_region_keeps_its_sum() -> None:
    """Over all towns together the bodies of a made-up region are counted once each: every one has one seat."""
    rows = region(2000)
    told = coverage(take_snapshot(rows, STAND, VOCABULARY))
    table = grid(told, Wanted())
    bodies = int((told.bodies & ~told.unsure).sum())
    assert sum(one.sure for one in table.row_totals) == bodies == int(np.sum(told.bodies))
