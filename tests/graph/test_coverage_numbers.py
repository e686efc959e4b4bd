"""Counts, rates, reach, target compositions and comparisons: what counts as what, and what is left unsaid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from graph_rows import VOCABULARY, Rows, entity, tie
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.coverage.comparison import compare
from graph.coverage.composition import compare_with, targets
from graph.coverage.counting import Count, Tally, counts
from graph.coverage.density import density
from graph.coverage.figures import Figure, Group, best
from graph.coverage.grid import Wanted, grid, members
from graph.coverage.reach import in_no_body, reach
from graph.coverage.standing import Collective, Coverage, coverage
from graph.snapshot import take_snapshot
from registry.model import Observation, Period
from registry.services import EntityRow, TieRow

STAND = date(2013, 1, 1)
TOWNS = ("e-a", "e-b", "e-c")
AREAS = (
    entity("e-kreis", "kreis", "Musterkreis", attested=None),
    *(entity(one, "stadt", f"Ort {one}", attested=None) for one in TOWNS),
)
PARTS = tuple(tie(one, "teil_von", "e-kreis", id_=f"tp-{one}") for one in TOWNS)


def with_collective(told: Coverage, id_: str, size: int) -> Coverage:
    """The same with a collective of Migrantenorganisationen of this size."""
    return replace(told, collectives=(Collective(told.snapshot.index[id_], "migrantenorganisation", size, False),))


def covered(entities: Sequence[EntityRow], ties: Sequence[TieRow], stand: date = STAND) -> Coverage:
    """The coverage of a small record in the Musterkreis."""
    return coverage(take_snapshot(Rows([*AREAS, *entities], [*PARTS, *ties]), stand, VOCABULARY))


def clubs(placed: Sequence[str], status: str = "existing") -> tuple[list[EntityRow], list[TieRow]]:
    """A Migrantenorganisation in each of these places."""
    entities = [entity(f"e-mo{at}", "migrantenorganisation", status=status) for at in range(len(placed))]
    return entities, [tie(f"e-mo{at}", "sitz", place, id_=f"ts{at}") for at, place in enumerate(placed)]


def counted(told: Coverage) -> tuple[Count, ...]:
    """The counts of Migrantenorganisationen."""
    kreis = told.kreis()
    assert kreis is not None
    return counts(Tally(told, "migrantenorganisation"), kreis)


def people(**numbers: float) -> dict[tuple[str, Group], Figure]:
    """Population figures of the towns `a`, `b`, `c` and the Kreis, of all people."""
    return {
        (f"e-{key}", "all"): Figure(f"e-{key}", "all", value, "o", 2011, False, False, False, ())
        for key, value in numbers.items()
    }


@given(st.lists(st.sampled_from([*TOWNS, "e-kreis"]), max_size=8), st.integers(0, 10))
@settings(max_examples=40)
def test_a_collective_counts_as_its_size_and_never_beside_its_members(placed: list[str], size: int) -> None:
    """The larger of named and collective counts; towns can be compared only where all of the collective are named."""
    entities, ties = clubs(placed)
    told = covered([*entities, entity("e-all", "kollektiv")], [*ties, tie("e-all", "gebietsbezug", "e-kreis")])
    *towns, kreis = counted(with_collective(told, "e-all", size))
    assert [one.value for one in towns] == [placed.count(one) for one in TOWNS]
    assert kreis.value == max(len(placed), size)
    assert kreis.whole == (size <= len(placed))


def test_a_cell_says_what_is_counted_only_together() -> None:
    """46 of a kind in the Kreis: its cell says so and leads to the collective; with more named ones it does not."""
    entities, ties = clubs(["e-a", "e-a"])
    all_ = entity("e-all", "kollektiv", themes=("gemeinsam:ehrenamt",))
    told = covered([*entities, all_], [*ties, tie("e-all", "gebietsbezug", "e-kreis")])
    wanted = Wanted(kind="migrantenorganisation")
    for size, state in ((46, "collective"), (0, "none")):
        table = grid(with_collective(told, "e-all", size), wanted)
        at = next(at for at, one in enumerate(table.columns) if one.key == "gemeinsam:ehrenamt")
        assert (table.cells[-1][at].collective, table.cells[-1][at].state) == (size, state)
        assert table.row_totals[0].state == "present"
    found = members(with_collective(told, "e-all", 46), wanted, told.kreis(), "gemeinsam:ehrenamt")
    assert [told.snapshot.ids[one] for one in found] == ["e-all"]
    by_kind = grid(with_collective(told, "e-all", 46), Wanted(kind="actor", by="kind"))
    column = next(at for at, one in enumerate(by_kind.columns) if one.key == "migrantenorganisation")
    assert [(one.sure, one.collective) for one in by_kind.column_totals][column] == (2, 46)


def test_what_is_only_planned_is_no_count_and_no_reach() -> None:
    """A planned one does not count, and its town is told apart from those with nothing."""
    entities, ties = clubs(["e-a"], status="planned")
    found = counted(covered(entities, ties))
    told = reach("migrantenorganisation", found, people(a=100, b=300, c=600))
    assert found[-1].value == 0
    assert [one.id for one in told.planned] == ["e-a"]
    assert [one.id for one in told.lacking] == ["e-b", "e-c"]
    assert told.shares[0].without == 1


def test_reach_is_the_share_of_people_and_says_whose_figures_are_missing() -> None:
    """Of 400 counted people 300 live in a town without; the third town has no figure and is in neither number."""
    found = counted(covered(*clubs(["e-a"])))
    share = reach("migrantenorganisation", found, people(a=100, b=300)).shares[0]
    assert (share.people_with, share.people_without, share.without) == (100, 300, 0.75)
    assert share.unknown == ("Ort e-c",)
    assert reach("migrantenorganisation", found, {}).shares[0].without is None


def test_towns_get_no_rates_where_the_kreis_knows_more_than_its_towns() -> None:
    """46 in the Kreis, one of them named: a rate by town would tell of the record, not of the towns."""
    entities, ties = clubs(["e-a"])
    told = covered([*entities, entity("e-all", "kollektiv")], [*ties, tie("e-all", "gebietsbezug", "e-kreis")])
    found = counted(with_collective(told, "e-all", 46))
    table = density("migrantenorganisation", found, people(a=100, b=300, c=600, kreis=1000))
    assert {row.obstacle for row in table.rows[:-1]} == {"spread"}
    rate = table.kreis.rates["all"]
    assert rate is not None
    assert rate.value == pytest.approx(46)


def test_a_town_is_compared_with_the_towns_of_its_kreis_and_with_the_nearest() -> None:
    """Two of four for a tenth of the people are five times what was to be expected; too large towns do not compare."""
    found = counted(covered(*clubs(["e-a", "e-a", "e-b", "e-c"])))
    table = density("migrantenorganisation", found, people(a=100, b=150, c=750, kreis=1000))
    first = table.rows[0]
    assert first.to_kreis[0] is not None
    assert first.to_kreis[0].value == pytest.approx(2 / 0.4)
    assert first.alike == ("e-b",)
    assert first.to_alike[0] is not None
    assert first.to_alike[0].value == pytest.approx(3)
    assert table.rows[2].alike == ()


def test_without_a_figure_there_is_no_rate_and_no_comparison() -> None:
    """Nothing is divided; the other towns keep theirs."""
    found = counted(covered(*clubs(["e-a", "e-b"])))
    table = density("migrantenorganisation", found, people(a=100, c=50))
    assert table.rows[1].rates["all"] is None
    assert table.rows[1].to_kreis == (None, "figure")
    assert table.rows[0].rates["all"] is not None
    assert table.rows[0].to_kreis == (None, "figure")


def figure(key: str, value: float | None, start: str | None, *, approximate: bool = False) -> Observation:
    """A population figure."""
    return Observation(
        id="o" + key * 20,
        subject="e" + "a" * 20,
        indicator="bevoelkerung",
        unit="persons",
        value=value,
        approximate=approximate,
        period=Period(start=start, end=start),
    )


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([figure("a", 400, None, approximate=True), figure("b", 396, "2011")], 396),
        ([figure("a", 390, "2005"), figure("b", 396, "2011")], 396),
        ([figure("a", 390, "2005"), figure("b", 410, "2020")], 390),
        ([figure("a", 410, "2020"), figure("b", 420, "2024")], 410),
        ([figure("a", 380, None), figure("b", 396, "2011")], 396),
    ],
)
def test_the_figure_to_divide_by_is_exact_dated_and_the_latest_reached(
    found: list[Observation], expected: float
) -> None:
    """Exact before approximate, dated before undated, reached before later, and of these the nearest."""
    assert best(found, STAND).value == expected


def test_who_is_in_no_body_is_found() -> None:
    """One is a member, one has only a collective around it, one has nothing."""
    told = covered(
        [entity("e-body", "netzwerk"), entity("e-in"), entity("e-out"), entity("e-attends")],
        [tie("e-in", "mitglied", "e-body"), tie("e-attends", "beratend", "e-body")],
    )
    assert [told.snapshot.ids[one] for one in in_no_body(told)] == ["e-out"]


def test_a_body_is_compared_with_the_composition_that_a_paper_gives_it() -> None:
    """The job centre is there, the councils are missing, and those of the Kreis come to mind."""
    told = covered(
        [
            entity("e-body", "netzwerk", "Netzwerk Kommunale Integration Kreis Unna"),
            entity("e-job", "jobcenter", "Jobcenter Musterkreis"),
            entity("e-council", "integrationsrat", "Integrationsrat Ort"),
            entity("e-club", "verein", "Musterverein"),
        ],
        [
            tie("e-body", "gebietsbezug", "e-kreis"),
            tie("e-council", "sitz", "e-a"),
            tie("e-job", "mitglied", "e-body", status="expected"),
            tie("e-club", "mitglied", "e-body"),
        ],
    )
    ((body, composition),) = targets(told)
    found = compare_with(told, body, composition)
    needs = {one.need.label("en"): one for one in found.needs}
    assert found.own
    assert (needs["Job centre"].taken, needs["Job centre"].empty, needs["Job centre"].only_expected) == (1, 0, True)
    councils = needs["Integration councils (yearly rotation)"]
    assert councils.empty == 2
    assert [told.snapshot.ids[one] for one in councils.candidates] == ["e-council"]
    assert [told.snapshot.ids[one.number] for one in found.others] == ["e-club"]


def test_two_dates_of_a_kreis_say_what_came_and_went() -> None:
    """One network has ended, one has come; two Kreise are only counted."""
    entities = [
        entity("e-old", "netzwerk", start="2000", end="2010", themes=("gemeinsam:sport",)),
        entity("e-new", "netzwerk", start="2012", themes=("gemeinsam:sport",)),
    ]
    ties = [tie("e-old", "sitz", "e-a", attested=None), tie("e-new", "sitz", "e-a", attested="2012")]
    before, after = covered(entities, ties, date(2009, 1, 1)), covered(entities, ties)
    found = compare(before, after, ("e-kreis", "e-kreis"), "body")
    assert (found.arrived, found.gone) == (("e-new",), ("e-old",))
    sport = next(one for one in found.lines if one.theme.key == "gemeinsam:sport")
    assert (sport.left.sure, sport.right.sure) == (1, 1)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Migrantenselbstorganisationen im Kreis Unna", "migrantenorganisation"),
        ("Integrationsräte im Kreis Unna", "integrationsrat"),
        ("Schulen im Kreis Unna", "schule"),
        ("Ausgewählte Migrantenorganisationen", None),
        ("Vereinsheime", None),
        ("Städte ohne Integrationsrat", None),
    ],
)
def test_a_collective_is_of_the_kind_that_its_name_begins_with(name: str, kind: str | None) -> None:
    """The plural of a kind or another word of the vocabulary, as a whole word; a selection is not the whole."""
    assert VOCABULARY.collective_kind(name) == kind
