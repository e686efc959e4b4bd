"""Ways between two actors drawn by the server: one row a way, its ends drawn once, every actor a named link."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from graph.names import shortened, wrapped
from graph.pictures.lines import UNSURE
from graph.pictures.styles import LINES, node_style
from graph.pictures.svg import Point, border, drawing, link, node, text, tie
from graph.pictures.twin import TwinRow, twin_row
from graph.snapshot import Snapshot

_WIDTH: Final = 920.0
_NARROW: Final = 340.0
_ROW: Final = 92.0
_STEP: Final = 58.0
_MARGIN: Final = 176.0
_RADIUS: Final = 11.0
Chain = tuple[Sequence[str], Sequence[str]]
"""Ids of the actors of a way, and of the ties that join each to the next."""


def ways_svg(
    snapshot: Snapshot,
    ways: Sequence[Chain],
    link_to: Callable[[str], str],
    lang: str = "de",
    *,
    narrow: bool = False,
    prefix: str = "ways",
) -> str:
    """The picture as SVG; all ways have the same first and the same last actor. `narrow` draws one under the other,
    for a phone. Raises KeyError for ids that the snapshot does not have, ValueError where there is no way.
    """
    if not ways:
        raise ValueError("there is no way to draw")
    made = _Drawing(snapshot, link_to, lang)
    width, height, parts = _stacked(made, ways) if narrow else _rows(made, ways)
    first, last = (snapshot.names[snapshot.index[ways[0][0][at]]] for at in (0, -1))
    return drawing(
        parts,
        box=(0, 0, width, height),
        size=(width, height),
        title=f"Ways from {first} to {last}" if lang == "en" else f"Wege von {first} zu {last}",
        description=_description(len(ways), lang),
        prefix=prefix,
    )


def _description(count: int, lang: str) -> str:
    if lang == "en":
        return f"{count} ways, the best one on top; the list beside the picture says the same."
    return f"{count} Wege, der beste oben; die Liste neben dem Bild sagt dasselbe."


class _Drawing:
    """Draws actors and ties of a snapshot."""

    def __init__(self, snapshot: Snapshot, link_to: Callable[[str], str], lang: str) -> None:
        self.snapshot, self.link_to, self.lang = snapshot, link_to, lang

    def line(self, tie_id: str, one: str, start: Point, end: Point) -> str:
        """A tie between two spots; `one` is who stands at the first."""
        row = self.row(tie_id)
        ends = border(start, _RADIUS + 2, end), border(end, _RADIUS + 2, start)
        ordered = ends if row.subject == one else ends[::-1]
        return tie(LINES[row.group], *ordered, faint=row.status in UNSURE)

    def row(self, tie_id: str) -> TwinRow:
        """The tie in words."""
        # Ties stand in the order of their ids.
        return twin_row(self.snapshot, bisect_left(self.snapshot.ties.ids, tie_id), self.lang)

    def said(self, tie_id: str, one: str) -> str:
        """What a tie is, read from `one`."""
        row = self.row(tie_id)
        role = self.snapshot.vocabulary.roles[row.role]
        return role.label(self.lang) if row.subject == one else role.inverse(self.lang)

    def spot(self, id: str, at: Point, *labels: str) -> str:
        """An actor as a named link."""
        kind = self.snapshot.kind_of(self.snapshot.index[id])
        name = f"{self.name(id)} ({self.snapshot.vocabulary.kinds[kind].label(self.lang)})"
        return link(self.link_to(id), name, node(node_style(kind, self.snapshot.vocabulary), *at, _RADIUS), *labels)

    def between(self, id: str, at: Point, room: float, *, above: bool) -> str:
        """An actor on a way with its name on the side to which no line leads."""
        name = wrapped(self.name(id), max(int(room / 6.6), 8), lines=2)
        lines = name.count("\n") + 1
        y = at[1] - _RADIUS - 6 - (lines - 1) * 14.8 if above else at[1] + _RADIUS + 14
        return self.spot(id, at, text(name, at[0], y, anchor="middle", size=12, halo=True))

    def end(self, id: str, at: Point, *, left: bool) -> str:
        """An end of the ways with its name outside of them."""
        name = wrapped(self.name(id), int((_MARGIN - 30) / 6.9), lines=4)
        x = at[0] + (-1 if left else 1) * (_RADIUS + 8)
        y = at[1] + 4 - name.count("\n") * 7.4
        return self.spot(id, at, text(name, x, y, anchor="end" if left else "start", size=12))

    def name(self, id: str) -> str:
        """What an actor is called."""
        return self.snapshot.names[self.snapshot.index[id]]

    def beside(self, id: str, at: Point, room: float) -> str:
        """An actor with its name to the right."""
        name = shortened(self.name(id), int(room / 7.2))
        return self.spot(id, at, text(name, at[0] + _RADIUS + 10, at[1] + 5))


def _rows(made: _Drawing, ways: Sequence[Chain]) -> tuple[float, float, list[str]]:
    height = _ROW * len(ways) + 20
    left, right = (_MARGIN, height / 2), (_WIDTH - _MARGIN, height / 2)
    lines, spots = [], []
    for place, (entities, ties) in enumerate(ways):
        step = (right[0] - left[0]) / (len(entities) - 1)
        y = _ROW * (place + 0.5) + 10
        inner = [(left[0] + step * at, y) for at in range(1, len(entities) - 1)]
        points = [left, *inner, right]
        for (one, start), (_, end), tie_id in zip(*_pairs(entities, points), ties, strict=True):
            lines.append(made.line(tie_id, one, start, end))
        above = y < left[1]
        spots += [made.between(id, at, step * 0.95, above=above) for id, at in zip(entities[1:-1], inner, strict=True)]
    ends = made.end(ways[0][0][0], left, left=True), made.end(ways[0][0][-1], right, left=False)
    return _WIDTH, height, [*lines, ends[0], *spots, ends[1]]


def _pairs(entities: Sequence[str], points: Sequence[Point]) -> tuple[list[tuple[str, Point]], list[tuple[str, Point]]]:
    both = list(pairwise(zip(entities, points, strict=True)))
    return [one for one, _ in both], [other for _, other in both]


def _stacked(made: _Drawing, ways: Sequence[Chain]) -> tuple[float, float, list[str]]:
    lines, spots, y = [], [], 24.0
    for entities, ties in ways:
        points = [(24.0, y + _STEP * at) for at in range(len(entities))]
        for (one, start), (_, end), tie_id in zip(*_pairs(entities, points), ties, strict=True):
            lines.append(made.line(tie_id, one, start, end))
            middle = (start[1] + end[1]) / 2 + 4
            spots.append(text(shortened(made.said(tie_id, one), 44), 45, middle, size=11, class_="g-role"))
        spots += [made.beside(id, at, _NARROW - 60) for id, at in zip(entities, points, strict=True)]
        y = points[-1][1] + _STEP * 1.2
    return _NARROW, y - _STEP * 0.5, [*lines, *spots]
