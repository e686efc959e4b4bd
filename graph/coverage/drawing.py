"""Pictures of coverage: the matrix as a heat map, rates with their intervals. Each has a table that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.coverage.grid import Cell, Grid
from graph.coverage.rates import Interval
from graph.coverage.standing import State
from graph.names import shortened
from graph.pictures.svg import drawing, element, text

MARKS: Final[dict[State, dict[str, str]]] = {
    "present": {"de": "", "en": ""},
    "unconfirmed": {"de": "?", "en": "?"},
    "advisory": {"de": "b", "en": "adv"},
    "collective": {"de": "ges.", "en": "tog."},
    "planned": {"de": "gepl.", "en": "plan."},
    "none": {"de": "–", "en": "–"},
}
"""What stands in a cell beside the number, so that the colour says nothing that cannot be read."""
_SIDE, _HIGH, _NAMES, _HEAD = 44.0, 28.0, 190.0, 190.0
_BLUE: Final = "#2f5fb3"
_SHADES: Final = ((1, "0.14"), (2, "0.26"), (4, "0.38"), (8, "0.5"))


def cell_text(found: Cell, lang: str) -> str:
    """What stands in a cell: the number and what is wrong with it."""
    mark = MARKS[found.state]["en" if lang == "en" else "de"]
    number = found.sure or found.collective or found.unsure
    return f"{number} {mark}".strip() if number else mark


def heat_map(table: Grid, lang: str, title: str, description: str) -> str:
    """The matrix as an image: the more there is, the fuller the colour; a cell with nothing is hatched."""
    width = _NAMES + _SIDE * len(table.columns) + 10
    height = _HEAD + _HIGH * len(table.rows) + 10
    heads = [
        element(
            "g",
            text(shortened(one.label, 30), 0, 0, size=12),
            transform=f"translate({_NAMES + _SIDE * at + _SIDE / 2 + 4:.0f} {_HEAD - 8:.0f}) rotate(-60)",
        )
        for at, one in enumerate(table.columns)
    ]
    rows = [part for at, _ in enumerate(table.rows) for part in _row(table, at, lang)]
    return drawing(
        [_hatch(), *heads, *rows],
        box=(0, 0, width + 60, height),
        size=(width + 60, height),
        title=title,
        description=description,
        prefix="heat",
        linked=False,
    )


def _hatch() -> str:
    line = element("path", d="M0 6L6 0", stroke="currentColor", stroke_width=0.8, stroke_opacity="0.35")
    return element("defs", element("pattern", line, id="heat-none", width=6, height=6, patternUnits="userSpaceOnUse"))


def _row(table: Grid, at: int, lang: str) -> list[str]:
    y = _HEAD + _HIGH * at
    place = table.rows[at]
    name = text(shortened(place.name, 26), 4, y + 18, weight="bold" if place.whole else None)
    return [name, *(_square(one, _NAMES + _SIDE * x, y, lang) for x, one in enumerate(table.cells[at]))]


def _square(found: Cell, x: float, y: float, lang: str) -> str:
    number = found.sure or found.collective or found.unsure
    shade = next((opacity for least, opacity in reversed(_SHADES) if number >= least), None)
    fill = "url(#heat-none)" if shade is None else _BLUE
    dashed = "3 2" if found.state in ("planned", "advisory", "unconfirmed", "collective") else None
    square = element(
        "rect", x=x + 1, y=y + 1, width=_SIDE - 2, height=_HIGH - 2, fill=fill, fill_opacity=shade,
        stroke="currentColor", stroke_opacity="0.45", stroke_width=1.5 if dashed else 0.6, stroke_dasharray=dashed,
    )  # fmt: skip
    return square + text(cell_text(found, lang), x + _SIDE / 2, y + 18, anchor="middle", size=12)


@dataclass(frozen=True)
class Bar:
    """One line of a picture of intervals: a name, the interval, and the same in words."""

    name: str
    interval: Interval
    words: str


def interval_picture(
    bars: Sequence[Bar], title: str, description: str, mark: float | None = None, prefix: str = "rates"
) -> str:
    """Intervals as lines with a dot at the value, one below the other; `mark` is drawn as a line across (a Kreis).

    `prefix` makes ids unique in a page.
    """
    left, width, high = 200.0, 520.0, 26.0
    most = max([one.interval.high for one in bars] + [mark or 0.0]) or 1.0
    scale = (width - 10) / most
    drawn = [part for at, one in enumerate(bars) for part in _bar(one, left, 10 + high * at, scale)]
    if mark is not None:
        x = left + mark * scale
        drawn.append(
            element("line", x1=x, x2=x, y1=4, y2=10 + high * len(bars), stroke="currentColor", stroke_dasharray="4 3")
        )
    size = (left + width + 210, 20 + high * len(bars))
    return drawing(
        drawn, box=(0, 0, *size), size=size, title=title, description=description, prefix=prefix, linked=False
    )


def _bar(one: Bar, left: float, y: float, scale: float) -> list[str]:
    low, value, high = (left + number * scale for number in (one.interval.low, one.interval.value, one.interval.high))
    line = element("line", x1=low, x2=high, y1=y + 10, y2=y + 10, stroke=_BLUE, stroke_width=3)
    ends = [element("line", x1=x, x2=x, y1=y + 5, y2=y + 15, stroke=_BLUE, stroke_width=2) for x in (low, high)]
    dot = element("circle", cx=value, cy=y + 10, r=4.5, fill=_BLUE)
    return [text(shortened(one.name, 26), 4, y + 14), line, *ends, dot, text(one.words, left + 530, y + 14, size=11)]
