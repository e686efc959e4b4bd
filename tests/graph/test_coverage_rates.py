"""Rates and their intervals: exact as published, never narrower than may be, refused where nothing is known."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, poisson

from graph.coverage.rates import expected, garwood, nearest, rate, standardised

PUBLISHED = {0: (0.0, 3.6889), 1: (0.0253, 5.5716), 5: (1.6235, 11.6683), 10: (4.7954, 18.3904), 20: (12.2165, 30.8884)}
"""Limits of the exact 95 % interval of a Poisson count as tables print them."""


@pytest.mark.parametrize("count", PUBLISHED)
def test_the_interval_of_a_count_is_the_published_one(count: int) -> None:
    """To the last digit that the tables have."""
    found = garwood(count)
    assert (round(found.low, 4), round(found.high, 4)) == PUBLISHED[count]


@given(st.integers(0, 100_000), st.floats(0.5, 0.999))
def test_the_interval_is_garwoods_and_holds_the_count(count: int, level: float) -> None:
    """Half the quantiles of chi-squared with 2x and 2x + 2 degrees of freedom, as scipy has them."""
    found, tail = garwood(count, level), (1 - level) / 2
    assert found.low <= count <= found.high
    assert math.isclose(found.high, chi2.ppf(1 - tail, 2 * count + 2) / 2, rel_tol=1e-6)
    assert math.isclose(found.low, chi2.ppf(tail, 2 * count) / 2 if count else 0, rel_tol=1e-6)


@given(st.floats(0.01, 60))
def test_the_interval_holds_the_truth_at_least_as_often_as_it_says(mean: float) -> None:
    """Whatever the true mean is, the counts whose interval misses it come together at most 5 % of the time."""
    counts = range(int(mean + 10 * math.sqrt(mean)) + 20)
    held = sum(poisson.pmf(one, mean) for one in counts if garwood(one).low <= mean <= garwood(one).high)
    assert held >= 0.95 - 1e-9


@given(st.integers(0, 5000), st.floats(1, 1e7))
def test_a_rate_lies_in_its_interval_and_counts_per_thousand(count: int, people: float) -> None:
    """The rate is the count by the people, times 1,000; more people make it smaller, interval and all."""
    found = rate(count, people)
    assert math.isclose(found.value, 1000 * count / people)
    assert found.low <= found.value <= found.high
    assert rate(count, people * 2).high < found.high


@given(st.integers(0, 500), st.floats(100, 1e6))
def test_a_place_compared_with_itself_is_as_expected(count: int, people: float) -> None:
    """The ratio of a place to itself is one, and its interval holds one."""
    if count:
        found = standardised(count, expected(count, people, people))
        assert math.isclose(found.value, 1)
        assert found.low < 1 < found.high


@pytest.mark.parametrize("call", [lambda: rate(1, 0), lambda: standardised(1, 0), lambda: garwood(-1)])
def test_nothing_is_divided_by_nothing(call: object) -> None:
    """No people, nothing expected, less than nothing: an error, never infinity."""
    with pytest.raises(ValueError, match=r"needs|expected|no interval"):
        call()  # type: ignore[operator]


def test_the_nearest_places_are_nearest_by_ratio() -> None:
    """Half as large is as far as twice as large; what is further than the factor is not comparable."""
    found = nearest(1000, [("half", 500.0), ("near", 900.0), ("double", 1900.0), ("far", 2100.0), ("none", 0.0)])
    assert found == ["near", "double", "half"]
