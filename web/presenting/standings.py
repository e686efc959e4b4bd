"""How a dated statement stands at a Stand, in words: never called current where its end is unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.columns import STANDINGS, standing_judge
from registry.model import Period, Source, Status
from registry.model.periods import Standing, attested_at, bounds
from web.presenting.dates import date_text, period_text
from web.texts import gettext as _

_SHOWN: Final = (Standing.CURRENT, Standing.ATTESTED)


@dataclass(frozen=True)
class StandingNote:
    """`text` says it, `tone` colours it (sure, attested, expected, gone); `shown` where it belongs to the Stand."""

    text: str
    tone: str
    shown: bool


def standing_note(period: Period, status: Status, sources: Iterable[Source], stand: date, lang: str) -> StandingNote:
    """How a statement with this period, status and sources stands on the day `stand`."""
    attested = attested_at((one.as_of for one in sources if one.as_of), stand)
    if status is Status.EVENT:
        return _event(period, stand, lang)
    found = STANDINGS[standing_judge(stand)(status, period.start, period.end, attested)]
    if status in (Status.EXPECTED, Status.PLANNED, Status.PROPOSED) and found in (*_SHOWN, Standing.NOT_YET):
        return StandingNote(_status_text(status, attested, lang), "expected", found in _SHOWN)
    return StandingNote(_text(found, period, attested, lang), _tone(found), found in _SHOWN)


def _event(period: Period, stand: date, lang: str) -> StandingNote:
    text = period_text(period, lang)
    ahead = bool(period.start) and bounds(period.start or "")[0] > stand
    return StandingNote(text or _("ohne Datum"), "gone" if ahead else "sure", not ahead)


def _status_text(status: Status, attested: str | None, lang: str) -> str:
    text = {
        Status.EXPECTED: _("erwartet"),
        Status.PLANNED: _("geplant"),
        Status.PROPOSED: _("vorgeschlagen"),
    }[status]
    return f"{text} ({_year(attested, lang)})" if attested else text


def _year(edtf: str, lang: str) -> str:
    return date_text(edtf[:4], lang)


def _text(found: Standing, period: Period, attested: str | None, lang: str) -> str:
    match found:
        case Standing.CURRENT:
            return _("gilt zum Stand")
        case Standing.ENDED:
            return _("beendet %(date)s", date=date_text(period.end, lang)) if period.end else _("beendet")
        case Standing.NOT_YET:
            return _("beginnt %(date)s", date=date_text(period.start or "", lang))
        case Standing.ATTESTED:
            latest = attested or period.start
            return _("belegt %(date)s", date=_year(latest, lang)) if latest else _("belegt, ohne Datum")
        case Standing.UNATTESTED:
            return (
                _("zum Stand nicht belegt (erst %(date)s)", date=_year(attested, lang)) if attested else _("unbelegt")
            )


def _tone(found: Standing) -> str:
    return {Standing.CURRENT: "sure", Standing.ATTESTED: "attested"}.get(found, "gone")
