"""Time lines drawn by the server: one row an event or period, each a link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from graph.names import shortened
from graph.pictures.styles import LINES, status_label
from graph.pictures.svg import drawing, element, link, text
from graph.pictures.twin import TwinRow, twin_rows
from graph.selection import Selection
from registry.model.periods import OPEN, bounds

ROW = 30.0
WIDTH, LABELS = 920.0, 380.0
_DAYS = 365.2425


@dataclass(frozen=True)
class TimelineEvent:
    """One row: a label, when (EDTF, as in a tie), and where it leads."""

    label: str
    detail: str
    start: str | None
    end: str | None
    attested: str | None = None
    href: str | None = None
    group: str = "deliberation"
    """Role group: gives the colour."""
    when: str = ""
    """The date in words; without them it is written as recorded."""

    @property
    def dated(self) -> bool:
        """Whether anything is known that a time line could show."""
        return bool(self.start or self.attested or (self.end and self.end != OPEN))


def timeline_events(
    selection: Selection, id_: str, link_to: Callable[[str], str], lang: str = "de"
) -> list[TimelineEvent]:
    """The ties of an entity in a selection as events, the earliest first, those without any date last."""
    events = []
    for row in twin_rows(selection, lang):
        if id_ in {row.subject, row.object}:
            events.append(_event(selection, row, id_, link_to, lang))
    return ordered(events)


def _event(selection: Selection, row: TwinRow, id_: str, link_to: Callable[[str], str], lang: str) -> TimelineEvent:
    role = selection.snapshot.vocabulary.roles[row.role]
    out = row.subject == id_
    number = selection.snapshot.index[row.object if out else row.subject]
    said = [role.label(lang) if out else role.inverse(lang), status_label(row.status, lang)]
    return TimelineEvent(
        label=selection.snapshot.names[number],
        detail=", ".join(one for one in said if one),
        start=row.start,
        end=row.end,
        attested=row.attested,
        href=link_to(selection.snapshot.ids[number]),
        group=row.group,
    )


def ordered(events: list[TimelineEvent]) -> list[TimelineEvent]:
    """The earliest first; what has no date at all last, in the order given."""
    return sorted(events, key=lambda one: (not one.dated, _first(one) or date.max))


def _first(event: TimelineEvent) -> date | None:
    known = event.start or (event.end if event.end != OPEN else None) or event.attested
    return bounds(known)[0] if known else None


def _last(event: TimelineEvent) -> date | None:
    known = (event.end if event.end != OPEN else None) or event.attested or event.start
    return bounds(known)[1] if known else None


def timeline_svg(events: list[TimelineEvent], lang: str = "de", *, title: str = "", prefix: str = "timeline") -> str:
    """Rows in the order given. A bar is a known period, a dot a day, a dotted line an end that is not
    known, a ring the day of
    the last source that says so. Rows without any date say so.
    """
    first, last = _span(events)
    scale = (WIDTH - LABELS - 30) / max((last - first).days, 1)

    def place(day: date) -> float:
        return LABELS + 10 + (day - first).days * scale

    height = ROW * (len(events) + 1) + 20
    rows = [_row(event, ROW * (at + 1) + 18, place, lang) for at, event in enumerate(events)]
    return drawing(
        [*_axis(first, last, place, height), *rows],
        box=(0, 0, WIDTH, height),
        size=(WIDTH, height),
        title=title or ("Time line" if lang == "en" else "Zeitverlauf"),
        description=f"{len(events)} rows" if lang == "en" else f"{len(events)} Zeilen",
        prefix=prefix,
    )


def _span(events: list[TimelineEvent]) -> tuple[date, date]:
    days = [day for one in events for day in (_first(one), _last(one)) if day]
    if not days:
        return date(2000, 1, 1), date(2001, 1, 1)
    return date(min(days).year, 1, 1), date(max(days).year, 12, 31)


def _axis(first: date, last: date, place: Callable[[date], float], height: float) -> list[str]:
    years = last.year - first.year + 1
    step = next(one for one in (1, 2, 5, 10, 20, 50, 100, 1000) if years / one <= 10)
    drawn = []
    for year in range(first.year, last.year + 1):
        if year % step == 0 or years == 1:
            x = place(date(year, 1, 1))
            drawn.append(
                element(
                    "line", x1=x, x2=x, y1=22, y2=height, stroke="currentColor", stroke_opacity="0.2", class_="g-grid"
                )
            )
            drawn.append(text(str(year), x, 16, anchor="middle", size=11, class_="g-year"))
    return drawn


def _row(event: TimelineEvent, y: float, place: Callable[[date], float], lang: str) -> str:
    when = event.when or period_text(event, lang)
    label = text(shortened(event.label, 54), 4, y)
    detail = text(shortened(f"{event.detail} · {when}", 60), 4, y + 12, size=10, class_="g-role")
    area = element(
        "rect", x=0, y=y - 14, width=WIDTH, height=ROW - 2, fill="none", pointer_events="all", class_="g-area"
    )
    return link(event.href, f"{event.label}: {event.detail}, {when}", area, label, detail, _mark(event, y - 2, place))


def period_text(event: TimelineEvent, lang: str) -> str:
    """When, in words: the dates as recorded, or since which source it is attested, or that nothing is known."""
    english = lang == "en"
    if event.start and event.start == event.end:
        return event.start
    if event.start or (event.end and event.end != OPEN):
        end = {"..": "today" if english else "heute", None: "?"}.get(event.end, event.end)
        return f"{event.start or '?'} – {end}"
    if event.attested:
        return f"attested {event.attested}" if english else f"belegt {event.attested}"
    return "date not known" if english else "Datum nicht bekannt"


def _mark(event: TimelineEvent, y: float, place: Callable[[date], float]) -> str:
    colour = LINES[event.group].colour
    first, last = _first(event), _last(event)
    if first is None or last is None:
        return ""
    left, right = place(first), place(last)
    if not event.start and not (event.end and event.end != OPEN):
        return element("circle", cx=left, cy=y, r=4.5, fill="none", stroke=colour, stroke_width=2)
    if right - left < 6:
        return element("circle", cx=left, cy=y, r=5, fill=colour, stroke=colour)
    known = event.start and event.end and event.end != OPEN
    return element(
        "line",
        x1=left,
        x2=right,
        y1=y,
        y2=y,
        stroke=colour,
        stroke_width=6 if known else 3,
        stroke_dasharray=None if known else "2 4",
    )
