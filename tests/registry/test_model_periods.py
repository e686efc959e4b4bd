"""Dates and periods: what a date can mean, how periods are ordered, and that unknown stays unknown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError
from statement_strategies import edtf_dates, periods

from registry.model import UNKNOWN, Period
from registry.model.periods import OPEN, Standing, attested_at, bounds, standing

DAYS = st.dates(date(1000, 1, 1), date(9000, 1, 1))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2013", "2013-01-01", "2013-12-31"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2013-02", "2013-02-01", "2013-02-28"),
        ("2012-10-30", "2012-10-30", "2012-10-30"),
        ("2012?", "2012-01-01", "2012-12-31"),
        ("2012-10~", "2012-10-01", "2012-10-31"),
        ("2012-10-30%", "2012-10-30", "2012-10-30"),
        ("2007-21", "2007-03-01", "2007-05-31"),
        ("2007-22", "2007-06-01", "2007-08-31"),
        ("2007-23", "2007-09-01", "2007-11-30"),
        ("2007-24", "2007-12-01", "2007-12-31"),
    ],
)
def test_a_date_means_all_days_from_its_first_to_its_last(text: str, first: str, last: str) -> None:
    assert bounds(text) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    [
        "", "12", "2012-", "2012-1", "2012-13", "2012-00", "2012-25", "2013-02-29", "2012-10-32", "2012-10-00",
        "2012-21-05", "30.10.2012", "2012/2013", "..", "2012-10-30?~", "0000", "2012\n", " 2012", "２０１２", "٢٠١٢",
        "20120", "-2012", "2012-10-30T10:00", "nächstes Jahr",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_and_named(text: str) -> None:
    with pytest.raises(ValueError, match="is not") as caught:
        bounds(text)
    assert repr(text) in str(caught.value)
    with pytest.raises(ValidationError):
        Period(start=text)


@given(edtf_dates())
@example("2012-02")
def test_the_first_day_of_a_date_is_not_after_its_last(text: str) -> None:
    first, last = bounds(text)
    assert first <= last <= first + timedelta(days=366)
    assert first.year == last.year == int(text[:4])


@given(DAYS)
def test_a_day_is_within_its_month_and_its_month_within_its_year(day: date) -> None:
    exact, month, year = bounds(day.isoformat()), bounds(f"{day:%Y-%m}"), bounds(f"{day:%Y}")
    assert exact == (day, day)
    assert year[0] <= month[0] <= day <= month[1] <= year[1]


@pytest.mark.parametrize(
    ("start", "end"), [("2013", "2012"), ("2012-10", "2012-09"), ("2012-10-30", "2012-10-29"), ("2012-23", "2012-22")]
)
def test_a_period_that_ends_before_it_begins_is_refused_with_both_dates(start: str, end: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Period(start=start, end=end)
    assert start in str(caught.value)
    assert end in str(caught.value)
    assert "before it begins" in str(caught.value)


@pytest.mark.parametrize(("start", "end"), [("2012", "2012-01"), ("2012-10", "2012"), ("2012-10-30", "2012-24")])
def test_a_period_whose_dates_overlap_is_accepted(start: str, end: str) -> None:
    assert Period(start=start, end=end).end == end


@given(edtf_dates(), edtf_dates())
def test_of_two_dates_at_least_one_order_is_a_period(one: str, other: str) -> None:
    def accepted(start: str, end: str) -> bool:
        try:
            Period(start=start, end=end)
        except ValidationError:
            return False
        return True

    assert accepted(one, other) or accepted(other, one)
    assert accepted(one, other) == (bounds(other)[1] >= bounds(one)[0])


def test_a_start_is_never_open() -> None:
    with pytest.raises(ValidationError):
        Period(start=OPEN)


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (UNKNOWN, ""),
        (Period(start="2005", end="2006"), "2005/2006"),
        (Period(start="2012-10"), "2012-10/"),
        (Period(end="2006"), "/2006"),
        (Period(start="2013", end=".."), "2013/.."),
        (Period.on("2012-05-07"), "2012-05-07"),
    ],
)
def test_a_period_is_written_as_an_edtf_interval(period: Period, text: str) -> None:
    assert str(period) == text


@given(periods(), st.none() | edtf_dates(), DAYS)
def test_what_has_no_known_end_is_never_called_current(period: Period, attested: str | None, stand: date) -> None:
    found = standing(period.start, period.end, attested, stand)
    if period.end is None:
        assert found in {Standing.NOT_YET, Standing.ATTESTED, Standing.UNATTESTED}
    else:
        assert found is not Standing.ATTESTED


RANK = {
    Standing.NOT_YET: 0,
    Standing.UNATTESTED: 0,
    Standing.ATTESTED: 1,
    Standing.CURRENT: 1,
    Standing.ENDED: 2,
}


@given(periods(), st.none() | edtf_dates(), DAYS, DAYS)
def test_time_leads_from_not_yet_to_current_to_ended_and_never_back(
    period: Period, attested: str | None, one: date, other: date
) -> None:
    earlier, later = sorted((one, other))
    before = standing(period.start, period.end, attested, earlier)
    after = standing(period.start, period.end, attested, later)
    assert RANK[before] <= RANK[after]


@given(periods(), st.none() | edtf_dates(), DAYS)
def test_known_dates_decide(period: Period, attested: str | None, stand: date) -> None:
    found = standing(period.start, period.end, attested, stand)
    too_early = bool(period.start) and stand < bounds(str(period.start))[0]
    over = period.end not in (None, OPEN) and stand > bounds(str(period.end))[1]
    assert (found is Standing.NOT_YET) == too_early
    assert (found is Standing.ENDED) == (over and not too_early)


@pytest.mark.parametrize(
    ("start", "end", "attested", "stand", "expected"),
    [
        ("2012", None, None, "2030-01-01", Standing.ATTESTED),
        (None, None, "2012", "2011-12-31", Standing.UNATTESTED),
        (None, None, "2012", "2012-01-01", Standing.ATTESTED),
        (None, None, None, "1900-01-01", Standing.ATTESTED),
        ("2012", OPEN, None, "2011-12-31", Standing.NOT_YET),
        ("2012", OPEN, None, "2012-01-01", Standing.CURRENT),
        (None, OPEN, "2015", "2014-12-31", Standing.UNATTESTED),
        (None, OPEN, "2015", "2015-01-01", Standing.CURRENT),
        ("2012-10", "2013", None, "2013-12-31", Standing.CURRENT),
        ("2012-10", "2013", None, "2014-01-01", Standing.ENDED),
    ],
)
def test_how_a_statement_stands_on_a_day(
    start: str | None, end: str | None, attested: str | None, stand: str, expected: Standing
) -> None:
    assert standing(start, end, attested, date.fromisoformat(stand)) is expected


@given(st.lists(DAYS, max_size=4), st.none() | DAYS)
def test_attested_at_a_stand_is_the_latest_date_that_is_reached(dates: list[date], stand: date | None) -> None:
    """A later source does not hide that an earlier one attests it already."""
    found = attested_at([one.isoformat() for one in dates], stand)
    reached = [one for one in dates if stand is None or one <= stand]
    assert found == (max(reached).isoformat() if reached else min(dates).isoformat() if dates else None)
