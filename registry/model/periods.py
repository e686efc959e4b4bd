"""Valid time: EDTF dates and periods, in which unknown stays unknown.

Dates follow Extended Date/Time Format (Library of Congress, 2019; ISO 8601-2): level 0 dates `2013`,
`2012-10`, `2012-10-30`,
level 1 seasons `2007-21` (spring) to `2007-24` (winter) and the qualifiers `?` (uncertain), `~` (approximate),
`%` (both).
An end may also be `..`, open: known not to have ended. A missing start or end is unknown, which is not the same.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

OPEN: Final = ".."
_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?[?~%]?")
_SEASONS: Final = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 12)}


@lru_cache(maxsize=8192)
def bounds(edtf: str) -> tuple[date, date]:
    """First and last day that an EDTF date can mean; `2012-10` gives 2012-10-01 and 2012-10-31.

    Raises ValueError when the text is no such date.
    """
    match = _DATE.fullmatch(edtf)
    if match is None:
        raise ValueError(f"{edtf!r} is not a date such as 2013, 2012-10 or 2012-10-30")
    try:
        return _bounds(match)
    except ValueError as error:
        raise ValueError(f"{edtf!r} is not in the calendar ({error})") from error


def _bounds(match: re.Match[str]) -> tuple[date, date]:
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if match[3]:
        exact = date(year, month, day)
        return exact, exact
    if not match[2]:
        return date(year, 1, 1), date(year, 12, 31)
    first, last = _SEASONS.get(month, (month, month))
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _checked_date(text: str) -> str:
    bounds(text)
    return text


def _checked_end(text: str) -> str:
    return text if text == OPEN else _checked_date(text)


EdtfDate = Annotated[str, AfterValidator(_checked_date)]
EdtfEnd = Annotated[str, AfterValidator(_checked_end)]


class Period(BaseModel):
    """From `start` to `end`, each an EDTF date or None for unknown; `end` may be `..` for open."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: EdtfDate | None = None
    end: EdtfEnd | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Period:
        if self.start and self.end and self.end != OPEN and bounds(self.end)[1] < bounds(self.start)[0]:
            raise ValueError(f"the period ends ({self.end}) before it begins ({self.start})")
        return self

    def __str__(self) -> str:
        """EDTF interval notation: `2005/2006`, `2012-10/` (end unknown), `2013/..` (open), '' (nothing known)."""
        if self.start and self.start == self.end:
            return self.start
        return f"{self.start or ''}/{self.end or ''}" if self.start or self.end else ""

    @classmethod
    def on(cls, day: str) -> Period:
        """The period of something that happened at one date."""
        return cls(start=day, end=day)


UNKNOWN: Final = Period()


class Standing(StrEnum):
    """How a dated statement stands at a Stand."""

    CURRENT = "current"
    ENDED = "ended"
    NOT_YET = "not_yet"
    ATTESTED = "attested"
    UNATTESTED = "unattested"


def standing(start: str | None, end: str | None, attested: str | None, stand: date) -> Standing:
    """How something with this period, last attested at `attested`, stands on the day `stand`.

    Known dates decide first: before the earliest start it is NOT_YET, after the latest end ENDED, and with
    start and end known
    (or the end open) CURRENT in between. Where the end is unknown it is never called current: it is ATTESTED
    from the first day on which the start or a source attests it, and UNATTESTED before that.
    """
    if start and stand < bounds(start)[0]:
        return Standing.NOT_YET
    if end == OPEN:
        return Standing.CURRENT if start or _reached(attested, stand) else Standing.UNATTESTED
    if end:
        if stand > bounds(end)[1]:
            return Standing.ENDED
        return Standing.CURRENT if start or _reached(attested, stand) else Standing.UNATTESTED
    return Standing.ATTESTED if start or _reached(attested, stand) else Standing.UNATTESTED


def attested_at(dates: Iterable[str], stand: date | None) -> str | None:
    """The latest of these EDTF dates that is reached at the Stand (the latest of all without one).

    Where none is reached yet, the earliest; None where there is no date.
    """
    ordered = sorted(dates, key=bounds)
    reached = [one for one in ordered if stand is None or bounds(one)[0] <= stand]
    return reached[-1] if reached else next(iter(ordered), None)


def _reached(attested: str | None, stand: date) -> bool:
    # Nothing dated at all: there is no day on which it could be said not to be attested.
    return attested is None or bounds(attested)[0] <= stand
