"""Filters, neighbourhoods and the list of actors agree with a plain reading of the rows."""

from __future__ import annotations

import pytest
from graph_rows import VOCABULARY, Rows, entity, region, tie
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.filtering import Filter, ego, select, star
from graph.listing import SORTS, Sort, list_actors
from graph.selection import Selection
from graph.snapshot import Snapshot, take_snapshot


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """A council, a network for early education and its members in two towns of a Kreis."""
    rows = Rows(
        [
            entity("kreis", "kreis", "Musterkreis"),
            entity("nord", "stadt", "Nordstadt"),
            entity("sued", "stadt", "Südstadt"),
            entity("netz", "netzwerk", "Netzwerk Frühe Hilfen", themes=("un-ki:elementarbereich",)),
            entity("rat", "integrationsrat", "Integrationsrat Nordstadt"),
            entity("kita", "kita", "Kita Ä"),
            entity("verein", "verein", "Verein B"),
            entity("allein", "verein", "Verein Allein"),
            entity("kurs", "kurs", "Kurs"),
        ],
        [
            tie("nord", "teil_von", "kreis"),
            tie("sued", "teil_von", "kreis"),
            tie("rat", "sitz", "nord"),
            tie("kita", "sitz", "nord"),
            tie("verein", "sitz", "sued"),
            tie("kita", "mitglied", "netz", id_="t1"),
            tie("kita", "moderation", "netz", id_="t2"),
            tie("verein", "mitglied", "netz", theme="gemeinsam:sport", id_="t3"),
            tie("verein", "mitglied", "rat", id_="t4"),
            tie("verein", "bietet_an", "kurs", id_="t5"),
        ],
    )
    return take_snapshot(rows, None, VOCABULARY)


def ids(found: Selection) -> set[str]:
    return set(found.ids)


def ties(found: Selection) -> set[str]:
    return {found.snapshot.ties.ids[one] for one in found.ties}


def test_without_a_filter_all_actors_and_their_ties_are_there(snapshot: Snapshot) -> None:
    found = select(snapshot, Filter())
    assert ids(found) == {"netz", "rat", "kita", "verein", "allein"}
    assert ties(found) == {"t1", "t2", "t3", "t4"}


def test_a_kind_is_shown_with_narrower_kinds_and_the_other_ends_of_its_ties(snapshot: Snapshot) -> None:
    assert ids(select(snapshot, Filter(kinds=("gremium",)))) == {"rat", "verein"}
    assert ids(select(snapshot, Filter(kinds=("gremium",), partners=False))) == {"rat"}


def test_an_area_includes_its_parts(snapshot: Snapshot) -> None:
    assert ids(select(snapshot, Filter(areas=("kreis",), partners=False))) == {"rat", "kita", "verein"}
    assert ids(select(snapshot, Filter(areas=("sued",), partners=False))) == {"verein"}


def test_a_role_leaves_only_its_ties_and_who_has_them(snapshot: Snapshot) -> None:
    found = select(snapshot, Filter(groups=("moderation",)))
    assert (ids(found), ties(found)) == ({"netz", "kita"}, {"t2"})


def test_a_theme_finds_scoped_ties_and_bodies_that_work_on_it_in_any_scheme(snapshot: Snapshot) -> None:
    found = select(snapshot, Filter(themes=("gemeinsam:bildung",)))
    assert (ids(found), ties(found)) == ({"netz", "kita"}, {"t1", "t2"})
    assert ties(select(snapshot, Filter(themes=("gemeinsam:sport",)))) == {"t3"}


def test_an_unknown_key_matches_nothing(snapshot: Snapshot) -> None:
    for wanted in (
        Filter(kinds=("gibtsnicht",)),
        Filter(areas=("gibtsnicht",)),
        Filter(themes=("x:y",)),
        Filter(roles=("gibtsnicht",)),
    ):
        assert not len(select(snapshot, wanted))


def test_a_neighbourhood_reaches_as_far_as_its_steps_and_a_star_has_only_its_own_ties(snapshot: Snapshot) -> None:
    assert ids(ego(snapshot, "rat")) == {"rat", "verein"}
    assert ids(ego(snapshot, "rat", 2)) == {"rat", "verein", "netz", "kurs"}
    assert ties(ego(snapshot, "rat", 3)) == {"t1", "t2", "t3", "t4", "t5"}
    assert ties(star(snapshot, "netz")) == {"t1", "t2", "t3"}
    with pytest.raises(KeyError):
        ego(snapshot, "gibtsnicht")


def test_selection_as_networkx_has_its_ties_alone(snapshot: Snapshot) -> None:
    graph = star(snapshot, "netz").to_networkx()
    assert {key for _, _, key in graph.edges(keys=True)} == {"t1", "t2", "t3"}
    assert set(graph) == {"netz", "kita", "verein"}


def test_list_counts_each_facet_with_the_other_filters_applied(snapshot: Snapshot) -> None:
    page = list_actors(snapshot, kind="organisation")
    assert [one.id for one in page.rows] == ["kita", "allein", "verein"]
    assert {one.key: one.count for one in page.facets.kind} == {
        "organisation": 3,
        "verein": 2,
        "bildungseinrichtung": 1,
        "kita": 1,
        "body": 2,
        "netzwerk": 1,
        "gremium": 1,
        "integrationsrat": 1,
    }
    assert {one.key: one.count for one in page.facets.area} == {"kreis": 2, "nord": 1, "sued": 1}
    assert {one.key: one.broader for one in page.facets.area}["nord"] == "kreis"
    assert {one.key: one.count for one in page.facets.role if one.broader != "place"} == {
        "mitglied": 2,
        "moderation": 1,
        "bietet_an": 1,
    }


def test_list_narrows_to_ids_and_pages_stay_in_range(snapshot: Snapshot) -> None:
    page = list_actors(snapshot, ids=["rat", "netz", "gibtsnicht"], size=1, page=99)
    assert (page.total, page.page, page.pages) == (2, 2, 2)
    assert [one.id for one in page.rows] == ["netz"]


REGION = take_snapshot(region(120), None, VOCABULARY)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([None, "body", "verein", "organisation", "netzwerk"]),
    st.sampled_from([None, "e-area", "e-town00001"]),
    st.sampled_from([None, "gemeinsam:bildung", "un-ki:schule", "gemeinsam:sprache"]),
    st.sampled_from([None, "mitglied", "moderation", "sitz"]),
    st.sampled_from(SORTS),
)
def test_every_choice_of_a_facet_leaves_as_many_rows_as_it_says(
    kind: str | None, area: str | None, theme: str | None, role: str | None, sort: Sort
) -> None:
    asked = {"kind": kind, "area": area, "theme": theme, "role": role}
    page = list_actors(REGION, **asked, sort=sort, size=1000)
    assert len(page.rows) == page.total
    for facet in asked:
        for choice in getattr(page.facets, facet)[:4]:
            other = list_actors(REGION, **{**asked, facet: choice.key}, size=1)
            assert other.total == choice.count


@pytest.mark.parametrize("sort", SORTS)
def test_sorted_pages_join_to_the_whole_list_in_order(sort: Sort) -> None:
    whole = list_actors(REGION, sort=sort, size=1000).rows
    pages = [list_actors(REGION, sort=sort, size=50, page=page).rows for page in (1, 2, 3)]
    assert [one.id for one in whole] == [one.id for rows in pages for one in rows]
    values = {
        "ties": [one.ties for one in whole],
        "kind": [VOCABULARY.kinds[one.kind].label("de").casefold() for one in whole],
        "area": [one.areas[0][1] for one in whole],
        "name": [one.name.casefold() for one in whole],
    }[sort.lstrip("-")]
    assert values == sorted(values, reverse=sort.startswith("-"))
