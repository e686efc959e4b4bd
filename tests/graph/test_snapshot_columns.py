"""The lazy columns of a snapshot read like tuples, and whole columns stand as each statement does."""

from __future__ import annotations

from datetime import date
from operator import attrgetter
from random import Random

import numpy as np
from bases import assert_equal
from graph_rows import VOCABULARY, Rows, entity, region, tie
from hypothesis import given
from hypothesis import strategies as st

from graph.base import dating, take_base
from graph.columns import STANDINGS, standing_judge
from graph.sequences import Column, First, Ids, NameLists, Numbers
from graph.snapshot import take_snapshot
from graph.standings import attested_column, standings
from registry.model.periods import attested_at
from registry.services import TieRow

TEXTS = st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=8))
NAMES = st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=3).map(tuple))
DATES = st.sampled_from(["1999", "2005", "2012-10", "2012-10-30", "2012-11?", "2007-22", "2030"])
DATED = st.tuples(
    st.sampled_from(["existing", "expected", "planned", "proposed", "ended", "event"]),
    st.none() | DATES,
    st.none() | DATES | st.just(".."),
    st.lists(DATES, max_size=3, unique=True).map(tuple),
)


@given(TEXTS)
def test_ids_read_like_a_tuple_and_are_found_again(texts: list[str]) -> None:
    """By number, slice and search; what is not among them is not found, nor is what only begins alike."""
    wanted = sorted(set(texts) - {""}, key=str.encode)
    ids = Ids.of(wanted)
    assert (list(ids), ids[1:], len(ids)) == (wanted, tuple(wanted[1:]), len(wanted))
    assert ids.several(np.arange(len(wanted))[::2]) == wanted[::2]
    for _ in range(2):
        assert [ids.number(one) for one in wanted] == list(range(len(wanted)))
        assert all(ids.number(one + "x") == (wanted.index(one + "x") if one + "x" in wanted else -1) for one in wanted)
        ids._searches = 10**6  # from here on by dictionary
    assert dict(Numbers(ids)) == {one: number for number, one in enumerate(wanted)}


@given(NAMES, NAMES, st.data())
def test_names_keep_their_texts_when_rows_are_taken_from_two_tables(
    first: list[tuple[str, ...]], second: list[tuple[str, ...]], data: st.DataObject
) -> None:
    """Any rows of both, in any order, have the names they had."""
    both = first + second
    source = data.draw(st.lists(st.integers(0, len(both) - 1), max_size=20)) if both else []
    taken = NameLists.of(first).taken(NameLists.of(second), np.array(source, dtype=np.int64))
    assert list(taken) == [both[one] for one in source]
    preferred, places = First(taken), np.arange(len(taken))[::-1].copy()
    assert preferred.several(places) == [preferred[int(one)] for one in places] == [one[0] for one in taken][::-1]
    assert list(preferred) == [one[0] for one in taken]


@given(TEXTS, TEXTS, st.data())
def test_columns_taken_from_two_tables_equal_those_made_anew(
    first: list[str], second: list[str], data: st.DataObject
) -> None:
    """The same values and the same tables of values: nothing of what went is left behind."""
    both = [*first, *second]
    source = data.draw(st.lists(st.integers(0, len(both) - 1), max_size=20)) if both else []
    taken = Column.of(first).taken(Column.of(second), np.array(source, dtype=np.int64))
    anew = Column.of([both[one] for one in source])
    assert (taken.keys, taken.codes.tolist()) == (anew.keys, anew.codes.tolist())


@given(st.lists(DATED, max_size=12), st.dates(date(1998, 1, 1), date(2031, 1, 1)))
def test_columns_stand_as_each_statement_does(
    drawn: list[tuple[str, str | None, str | None, tuple[str, ...]]], stand: date
) -> None:
    """The rule for whole columns and the rule for one statement say the same."""
    rows = [
        TieRow(f"t{number}", "a", "mitglied", "b", None, status, start, end, attested, "public")
        for number, (status, start, end, attested) in enumerate(drawn)
    ]
    columns, judge = dating(rows), standing_judge(stand)
    counted = [attested_at(row.attested, stand) for row in rows]
    assert list(attested_column(columns, stand)) == counted
    found = [STANDINGS[one] for one in standings(columns, stand).tolist()]
    wanted = [judge(row.status, row.start, row.end, one) for row, one in zip(rows, counted, strict=True)]
    assert found == [STANDINGS[one] for one in wanted]


def test_ties_without_both_ends_are_left_out() -> None:
    """What a viewer may not see is not there by its ties either."""
    rows = Rows([entity("a"), entity("b", "netzwerk")], [tie("a", "mitglied", "b"), tie("a", "mitglied", "hidden")])
    assert len(take_snapshot(rows, None, VOCABULARY).ties) == 1


def test_the_order_and_number_of_rows_make_no_difference() -> None:
    """More rows than are read at once, in any order, give the columns of the same rows in order."""
    rows = region(4500)
    assert len(rows.ties) > 20_000
    wanted = take_base(Rows(sorted(rows.entities, key=attrgetter("id")), sorted(rows.ties, key=attrgetter("id"))))
    mixed = Rows(Random(3).sample(rows.entities, len(rows.entities)), Random(4).sample(rows.ties, len(rows.ties)))
    assert_equal(take_base(mixed), wanted)
    assert list(wanted.ties.ids) == sorted(row.id for row in rows.ties)
    numbers = {row.id: number for number, row in enumerate(sorted(rows.entities, key=attrgetter("id")))}
    assert wanted.ties.subject.tolist() == [numbers[row.subject] for row in sorted(rows.ties, key=attrgetter("id"))]
