"""EDTF dates and periods as people write them."""

from __future__ import annotations

from datetime import date
from typing import Final

from babel.dates import format_date

from registry.model import Period
from registry.model.periods import OPEN, bounds
from web.texts import gettext as _

_QUALIFIERS: Final = "?~%"
_SEASON: Final = 21


def date_text(edtf: str, lang: str) -> str:
    """A date in words: `2012-10-30` 30.10.2012, `2012-10` Oktober 2012, `2007-21` Frühjahr 2007, `2013~` um 2013."""
    plain, mark = (edtf[:-1], edtf[-1]) if edtf[-1] in _QUALIFIERS else (edtf, "")
    text = _plain_text(plain, lang)
    if mark in ("~", "%"):
        text = _("um %(date)s", date=text)
    return _("%(date)s (unsicher)", date=text) if mark in ("?", "%") else text


def _plain_text(edtf: str, lang: str) -> str:
    parts = edtf.split("-")
    if len(parts) == 1:
        return edtf
    if len(parts) == 2 and int(parts[1]) >= _SEASON:
        return f"{_season(int(parts[1]))} {parts[0]}"
    first = bounds(edtf)[0]
    if len(parts) == 2:
        return str(format_date(first, "LLLL yyyy", locale=lang))
    return day_text(first, lang)


def day_text(day: date, lang: str) -> str:
    """A day: 30.10.2012 in German, 30 Oct 2012 in English."""
    return str(format_date(day, "d MMM yyyy" if lang == "en" else "dd.MM.yyyy", locale=lang))


def _season(number: int) -> str:
    return {21: _("Frühjahr"), 22: _("Sommer"), 23: _("Herbst"), 24: _("Winter")}[number]


def period_text(period: Period, lang: str) -> str:
    """A period in words; empty where nothing is known. `ab 2013` says only when it began."""
    start = date_text(period.start, lang) if period.start else ""
    if period.end == OPEN:
        return _("seit %(date)s, unbefristet", date=start) if start else _("unbefristet")
    end = date_text(period.end, lang) if period.end else ""
    if start and end:
        return start if start == end else f"{start} – {end}"
    if start:
        return _("ab %(date)s", date=start)
    return _("bis %(date)s", date=end) if end else ""
