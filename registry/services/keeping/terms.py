"""Reckoning with EDTF dates in their own precision: a year later, the last date before."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Final

from registry.model import Period
from registry.model.periods import bounds

_MARKS: Final = "?~%"
_SPRING, _WINTER = 21, 24


def years_later(edtf: str, years: int) -> str:
    """The same date so many years later; the 29th of February becomes the 28th. Raises ValueError beyond year 9999."""
    plain, mark = _parted(edtf)
    year, *rest = plain.split("-")
    later = f"{int(year) + years:04}"
    if rest == ["02", "29"] and not calendar.isleap(int(later)):
        rest = ["02", "28"]
    moved = "-".join([later, *rest]) + mark
    bounds(moved)
    return moved


def before(edtf: str) -> str:
    """The last date before this one in its precision: 2013 → 2012, 2013-01 → 2012-12, 2013-01-01 → 2012-12-31."""
    plain, mark = _parted(edtf)
    parts = [int(one) for one in plain.split("-")]
    match parts:
        case [year]:
            return f"{year - 1:04}{mark}"
        case [year, season] if season >= _SPRING:
            return (f"{year - 1:04}-{_WINTER}" if season == _SPRING else f"{year:04}-{season - 1}") + mark
        case [year, month]:
            return (f"{year - 1:04}-12" if month == 1 else f"{year:04}-{month - 1:02}") + mark
        case _:
            return (date.fromisoformat(plain) - timedelta(days=1)).isoformat() + mark


def a_year_from(start: str) -> Period:
    """The period of one year: 2013 is 2013, 2013-07 ends 2014-06, 2013-07-01 ends 2014-06-30."""
    return Period(start=start, end=before(years_later(start, 1)))


def eve(edtf: str) -> str:
    """When something ended whose successor began then: the day before a day; a month or year is not told apart."""
    return before(edtf) if len(_parted(edtf)[0]) == len("2013-07-01") else edtf


def _parted(edtf: str) -> tuple[str, str]:
    return (edtf[:-1], edtf[-1]) if edtf[-1] in _MARKS else (edtf, "")
