"""The benchmark of partners hides what it asks for, counts what is found rightly, and tells every measure."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.partners.prediction import MEASURES
from registry.vocabulary import load_vocabulary
from seed.bench.partners import STAND, page, recalls, region_rows, searches
from seed.bench.partners_hiding import FIRST, Draw, Hidden, draws, found_by

VOCABULARY = load_vocabulary()
ROWS = region_rows(200, VOCABULARY)


def one_draw(seed: int) -> Draw:
    """A made-up region without a tenth of its contacts."""
    return next(draws(ROWS, STAND, VOCABULARY, [seed]))


@given(st.integers(1, 50), st.booleans())
@settings(max_examples=10)
def test_what_is_sought_is_hidden_and_who_is_asked_has_others_left(seed: int, by_body: bool) -> None:
    """Nobody who is sought is in touch with the asker any more; every asker is in touch with somebody."""
    draw = one_draw(seed)
    here = draw.asked(by_body=by_body, most=40)
    assert 0 < len(here.askers) <= 40
    for asker, sought in zip(here.askers.tolist(), here.sought, strict=True):
        near = set(here.ground.touch.indices[here.ground.touch.indptr[asker] : here.ground.touch.indptr[asker + 1]])
        assert near
        assert sought
        assert not near & sought
        assert asker not in sought
    assert here.count == sum(min(len(one), FIRST) for one in here.sought)


def test_an_oracle_finds_all_and_an_ignorant_nothing() -> None:
    """Scores that say who is sought find as much as can be found; none, or only of those known, find nothing."""
    here = one_draw(3).asked(by_body=True, most=20)
    order = np.arange(len(here.ground))
    total = 0
    for place, sought in enumerate(here.sought):
        told = np.zeros(len(here.ground))
        told[list(sought)] = 1.0
        total += found_by(here, place, told, order)
        assert found_by(here, place, np.zeros(len(here.ground)), order) == 0
        known = np.asarray(here.ground.touch @ (np.arange(len(here.ground)) == here.askers[place]), dtype=np.float64)
        assert found_by(here, place, known, order) == 0
    assert total == here.count


def test_equals_are_cut_by_the_order_that_is_given() -> None:
    """Where everyone has the same score, the first ten of the order are taken and no more."""
    draw = one_draw(2)
    asker = int(draw.asked(by_body=False, most=1).askers[0])
    near = set(draw.ground.touch.indices[draw.ground.touch.indptr[asker] : draw.ground.touch.indptr[asker + 1]])
    strangers = [one for one in np.flatnonzero(draw.ground.eligible).tolist() if one != asker and one not in near]
    here = Hidden(draw.ground, np.array([asker]), (frozenset(strangers),))
    assert found_by(here, 0, np.ones(len(draw.ground)), np.arange(len(draw.ground))) == FIRST
    rest = Hidden(draw.ground, np.array([asker]), (frozenset(strangers[FIRST:]),))
    assert found_by(rest, 0, np.ones(len(draw.ground)), np.arange(len(draw.ground))) == 0


def test_the_table_tells_every_measure_from_both_sides() -> None:
    """A line for each, the default marked, and the times of five kinds of question below."""
    found = list(recalls("a region", ROWS, STAND, [1, 2], 20))
    assert {one.measure for one in found} == {*MEASURES, "finder"}
    assert all(0 <= share <= 1 for one in found for share in one.shares)
    text = page(found, searches(ROWS, 200))
    assert "**default**" in text
    assert text.count("\n| ") == 1 + len(MEASURES) + 1 + 1 + 1 + 5
    by_name = {(one.side, one.measure): np.mean(one.shares) for one in found}
    assert by_name["who takes part asks", "combined"] > by_name["who takes part asks", "common_neighbours"]


def test_nothing_is_sought_of_who_stays_in_touch() -> None:
    """Of several ties between the same two, one that is hidden is not sought while another stands."""
    draw = one_draw(5)
    pairs = list(zip(draw.subjects.tolist(), draw.objects.tolist(), strict=True))
    here = draw.asked(by_body=False, most=10_000)
    asked = dict(zip(here.askers.tolist(), here.sought, strict=True))
    for one, other in pairs:
        if draw.ground.touch[one, other]:
            assert other not in asked.get(one, frozenset())
