"""Two Stände side by side: the same actors at the same places, once for each Stand, with what went and what came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from graph.columns import BoolArray
from graph.holding.comparing import Comparison, contact_ties
from graph.pictures.labels import LINE, Labels
from graph.pictures.layout import Layout, layout
from graph.pictures.lines import parallel_offsets, picture_labels
from graph.pictures.styles import line_style, node_style
from graph.pictures.svg import Point, border, drawing, element, link, node, text, tie
from graph.selection import Selection
from graph.snapshot import Snapshot

MOST = 70
"""More actors are not drawn: those with most changed ties are; the tables have all."""
_WIDTH = 560.0
_NEW, _GONE = "+", "−"


@dataclass(frozen=True, eq=False)
class Sides:
    """What is drawn of a comparison: the same selection and places for both sides."""

    comparison: Comparison
    selection: Selection
    placed: Layout
    labels: Labels
    left_out: int
    """Actors that changed or have a changed tie and are not drawn."""


def sides(comparison: Comparison, lang: str = "de", most: int = MOST) -> Sides:
    """Choose and place what is drawn: actors that came or went, ends of ties that did, and the contacts among them."""
    snapshot = comparison.after
    changed = np.zeros(len(snapshot), dtype=np.int64)
    for ties in (comparison.ties_came, comparison.ties_went):
        np.add.at(changed, snapshot.ties.subject[ties], 2)
        np.add.at(changed, snapshot.ties.object[ties], 2)
    # Who came or went without any tie says less in a picture than in the list: only where there is room.
    changed[np.concatenate((comparison.came, comparison.went))] += 1
    order = np.lexsort((snapshot.name_rank, -changed))
    chosen = np.zeros(len(snapshot), dtype=np.bool_)
    chosen[order[: min(most, int((changed > 0).sum()))]] = True
    old, new = (contact_ties(one, chosen) for one in (comparison.before, comparison.after))
    selection = Selection.of(snapshot, chosen, old | new)
    placed = layout(selection)
    labels = picture_labels(selection, placed, lang)
    return Sides(comparison, selection, placed, labels, int((changed > 0).sum()) - int(chosen.sum()))


def side_svg(found: Sides, late: bool, link_to: Callable[[str], str], lang: str, title: str, prefix: str) -> str:
    """One side as SVG: the earlier Stand, or with `late` the later one. What the other side lacks bears a sign, what is
    missing here is a dotted ring at its place.
    """
    comparison, selection, placed = found.comparison, found.selection, found.placed
    snapshot, other = (comparison.after, comparison.before) if late else (comparison.before, comparison.after)
    left, top, wide, _high = placed.box
    scale = min((_WIDTH - 120) / max(wide, 1.0), 1.4)

    def spot(x: float, y: float) -> Point:
        return ((x - left) * scale + 60, (y - top) * scale + 20)

    spots = [spot(x, y) for x, y in zip(placed.x.tolist(), placed.y.tolist(), strict=True)]
    here, there = snapshot.entity_shown[selection.entities], other.entity_shown[selection.entities]
    nodes = [
        _node(found, at, spots[at], scale, (bool(here[at]), bool(there[at]), late), link_to, lang)
        for at in range(len(selection))
    ]
    size = (_WIDTH, placed.box[3] * scale + 70)
    return drawing(
        [
            element("g", *_ties(found, spots, scale, snapshot, other), class_="g-ties", aria_hidden="true"),
            *nodes,
            element(
                "g", *_labels(found, scale, here, spot), class_="g-labels", aria_hidden="true", pointer_events="none"
            ),
        ],
        box=(0, 0, *size),
        size=size,
        title=title,
        description=_description(int(here.sum()), int((here & ~there).sum()), late, lang),
        prefix=prefix,
    )


def _description(actors: int, changed: int, late: bool, lang: str) -> str:
    if lang == "en":
        return f"{actors} actors, {changed} of them only at this date, marked {_NEW if late else _GONE}."
    return f"{actors} Akteure, {changed} davon nur zu diesem Stand, bezeichnet mit {_NEW if late else _GONE}."


def _ties(found: Sides, spots: list[Point], scale: float, snapshot: Snapshot, other: Snapshot) -> list[str]:
    selection, placed = found.selection, found.placed
    bends = parallel_offsets(*selection.ends)
    drawn = []
    rows = zip(selection.ties.tolist(), *(one.tolist() for one in selection.ends), bends.tolist(), strict=True)
    for number, subject, object_, bend in rows:
        if snapshot.tie_shown[number]:
            style = line_style(snapshot.roles[snapshot.ties.role[number]], snapshot.vocabulary)
            start = border(spots[subject], placed.radius[subject] * scale, spots[object_])
            end = border(spots[object_], placed.radius[object_] * scale + 1, spots[subject])
            drawn.append(tie(style, start, end, bend=bend, faint=bool(other.tie_shown[number])))
    return drawn


def _node(
    found: Sides,
    at: int,
    spot: Point,
    scale: float,
    state: tuple[bool, bool, bool],
    link_to: Callable[[str], str],
    lang: str,
) -> str:
    snapshot, entity = found.selection.snapshot, int(found.selection.entities[at])
    here, there, late = state
    radius = float(found.placed.radius[at]) * scale
    if not here:
        look: dict[str, str | float] = {"stroke": "#808080", "stroke_width": 1, "stroke_dasharray": "2 3"}
        return element("circle", cx=spot[0], cy=spot[1], r=radius, fill="none", aria_hidden="true", **look)
    kind = snapshot.kind_of(entity)
    shape = node(node_style(kind, snapshot.vocabulary), *spot, radius)
    name = f"{snapshot.names[entity]} ({snapshot.vocabulary.kinds[kind].label(lang)})"
    if there:
        return link(link_to(snapshot.ids[entity]), name, shape)
    sign = _NEW if late else _GONE
    mark = text(sign, spot[0] + radius + 2, spot[1] - radius + 6, size=17, weight="bold", halo=True)
    return link(link_to(snapshot.ids[entity]), f"{sign} {name}", shape, mark)


def _labels(found: Sides, scale: float, here: BoolArray, spot: Callable[[float, float], Point]) -> list[str]:
    placed, labels = found.placed, found.labels
    written = []
    for at in labels.shown(scale).tolist():
        if here[at]:
            x, y = spot(float(placed.x[at]), float(placed.y[at] + placed.radius[at]))
            written.append(text(labels.text[at], x, y + LINE, anchor="middle", halo=True))
    return written
