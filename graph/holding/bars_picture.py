"""A number for each of a few actors as bars with names: what the first lines of a list say, at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.names import shortened, text_width
from graph.pictures.svg import drawing, element, link, text

MOST: Final = 12
"""So many are drawn; the list beside the picture has all."""
WIDE, NARROW = 920.0, 380.0
_ROW: Final = 44.0
_COLOUR: Final = "#2f6fb0"
_LEFT: Final = 8.0


@dataclass(frozen=True)
class Bar:
    """One row: a name, where it leads, its number in parts (the first filled, a second one outlined), and in words."""

    name: str
    href: str | None
    parts: tuple[float, ...]
    said: str


def bars_svg(rows: Sequence[Bar], lang: str, title: str, *, narrow: bool = False, prefix: str = "bars") -> str:
    """The first rows as SVG; the bar of the largest takes the width that its words leave."""
    drawn = rows[:MOST]
    width = NARROW if narrow else WIDE
    room = width - 2 * _LEFT - max((text_width(one.said) for one in drawn), default=0.0) - 8
    most = max((sum(one.parts) for one in drawn), default=0.0) or 1.0
    height = _ROW * len(drawn) + 12
    return drawing(
        [_row(one, 8 + _ROW * at, room / most, width) for at, one in enumerate(drawn)],
        box=(0, 0, width, height),
        size=(width, height),
        title=title,
        description=_description(len(drawn), len(rows), lang),
        prefix=prefix,
    )


def _description(drawn: int, rows: int, lang: str) -> str:
    if lang == "en":
        return f"{drawn} of {rows} rows as bars; the table beside the picture says the same."
    return f"{drawn} von {rows} Zeilen als Balken; die Tabelle beim Bild sagt dasselbe."


def _row(row: Bar, top: float, scale: float, width: float) -> str:
    x, pieces = _LEFT, []
    for at, part in enumerate(row.parts):
        if part:
            pieces.append(_piece(x, top + 19, part * scale, filled=at == 0))
            x += part * scale
    area = element("rect", x=2, y=top - 4, width=width - 4, height=_ROW - 2, fill="none", pointer_events="all")
    name = text(shortened(row.name, int((width - 2 * _LEFT) / 7.4)), _LEFT, top + 12)
    return link(row.href, f"{row.name}: {row.said}", area, *pieces, name, text(row.said, x + 6, top + 31))


def _piece(x: float, y: float, length: float, *, filled: bool) -> str:
    return element(
        "rect",
        x=x,
        y=y,
        width=max(length, 1.5),
        height=14,
        fill=_COLOUR if filled else "none",
        stroke=_COLOUR,
        stroke_width=1.5,
        class_="g-bar",
    )
