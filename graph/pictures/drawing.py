"""Pictures of networks and overviews drawn by the server as SVG: every node a named link in tab order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np

from graph.columns import STATUSES
from graph.names import wrapped
from graph.pictures.ego import ego_svg
from graph.pictures.labels import BELOW, LINE, ROLE_FONT, Boxes, Labels, text_size, thresholds
from graph.pictures.layout import Layout, layout
from graph.pictures.lines import UNSURE, parallel_offsets, picture_labels
from graph.pictures.overview import Group, GroupTie, Overview, overview_box
from graph.pictures.styles import NodeStyle, line_style, node_style
from graph.pictures.svg import Point, border, drawing, element, link, node, text, tie
from graph.pictures.timeline import timeline_svg
from graph.selection import Selection

__all__ = ["ego_svg", "network_svg", "overview_svg", "timeline_svg"]

_DISC = NodeStyle("group", "circle", "#4b6a88", "Kreis", "circle")


def network_svg(
    selection: Selection,
    link_to: Callable[[str], str] | None,
    lang: str = "de",
    *,
    placed: Layout | None = None,
    labels: Labels | None = None,
    width: float = 1200,
    title: str = "",
    prefix: str = "network",
) -> str:
    """The interactive picture as a still one, to save and to print. Labels that would cover others are left out.

    Without `link_to` it is an image without links. `placed` and `labels` must belong to this selection.
    """
    placed = placed or layout(selection)
    labels = labels or picture_labels(selection, placed, lang)
    left, top, wide, high = placed.box
    scale = min(width / max(wide, 1.0), 1.4)
    margin = 90.0

    def spot(x: float, y: float) -> Point:
        return ((x - left) * scale + margin, (y - top) * scale + 20)

    spots = [spot(x, y) for x, y in zip(placed.x.tolist(), placed.y.tolist(), strict=True)]
    nodes = [
        _node(selection, at, spots[at], float(placed.radius[at]) * scale, link_to, lang) for at in range(len(selection))
    ]
    size = (wide * scale + 2 * margin, high * scale + 80)
    return drawing(
        [
            element("g", *_ties(selection, placed, spots, scale), class_="g-ties", aria_hidden="true"),
            *nodes,
            element(
                "g",
                *_labels(labels, placed, scale, spot),
                class_="g-labels",
                aria_hidden="true",
                pointer_events="none",
            ),
        ],
        box=(0, 0, *size),
        size=size,
        title=title or ("Network" if lang == "en" else "Netzwerk"),
        description=_counts(len(selection), len(selection.ties), lang),
        prefix=prefix,
        linked=link_to is not None,
    )


def _labels(labels: Labels, placed: Layout, scale: float, spot: Callable[[float, float], Point]) -> list[str]:
    """The labels that cover no other at this scale: of nodes under them, of ties at the middle of their lines."""
    written = []
    for at in labels.shown(scale).tolist():
        x, y = spot(float(placed.x[at]), float(placed.y[at] + placed.radius[at]))
        written.append(text(labels.text[at], x, y + LINE, anchor="middle", halo=True))
    for at in labels.ties_shown(scale).tolist():
        one = labels.ties[at]
        x, y = spot(one.x, one.y)
        written.append(text(one.text, x, y + 4, anchor="middle", size=ROLE_FONT, class_="g-role", halo=True))
    return written


def _counts(actors: int, ties: int, lang: str) -> str:
    return f"{actors} actors, {ties} ties" if lang == "en" else f"{actors} Akteure, {ties} Beziehungen"


def _ties(selection: Selection, placed: Layout, spots: list[Point], scale: float) -> list[str]:
    snapshot = selection.snapshot
    bends = parallel_offsets(*selection.ends)
    drawn = []
    rows = zip(selection.ties.tolist(), *(one.tolist() for one in selection.ends), bends.tolist(), strict=True)
    for number, subject, object_, bend in rows:
        style = line_style(snapshot.roles[snapshot.ties.role[number]], snapshot.vocabulary)
        start = border(spots[subject], placed.radius[subject] * scale, spots[object_])
        end = border(spots[object_], placed.radius[object_] * scale + 1, spots[subject])
        faint = STATUSES[snapshot.ties.status[number]] in UNSURE
        drawn.append((style.width, tie(style, start, end, bend=bend, faint=faint)))
    return [one for _, one in sorted(drawn, key=lambda one: one[0])]


def _node(
    selection: Selection,
    at: int,
    spot: Point,
    radius: float,
    link_to: Callable[[str], str] | None,
    lang: str,
) -> str:
    snapshot, entity = selection.snapshot, int(selection.entities[at])
    kind = snapshot.kind_of(entity)
    name = f"{snapshot.names[entity]} ({snapshot.vocabulary.kinds[kind].label(lang)})"
    shape = node(node_style(kind, snapshot.vocabulary), *spot, radius)
    return link(link_to(snapshot.ids[entity]) if link_to else None, name, shape)


def overview_svg(
    drawn: Overview,
    link_to: Callable[[str], str | None],
    lang: str = "de",
    *,
    width: float = 960,
    title: str = "",
    prefix: str = "overview",
) -> str:
    """Groups as discs with their counts, lines between them as wide as there are ties. `link_to` takes a
    group's key.
    """
    texts = [wrapped(one.name, 22) for one in drawn.groups]
    scale = _overview_scale(drawn, texts, width)
    left, top, wide, high = overview_box(drawn)
    margin = 90.0
    spots = [((one.x - left) * scale + margin, (one.y - top) * scale + 16) for one in drawn.groups]
    size = (wide * scale + 2 * margin, high * scale + 16 + 2 * LINE + 20)
    bands = strongest(drawn)
    most = max((one.count for one in bands), default=1)
    lines = [_band(drawn, spots, scale, one, one.count / most) for one in reversed(bands)]
    discs = [
        _disc(group, label, spot, scale, link_to, lang)
        for group, label, spot in zip(drawn.groups, texts, spots, strict=True)
    ]
    return drawing(
        [element("g", *lines, class_="g-ties", aria_hidden="true"), *discs],
        box=(0, 0, *size),
        size=size,
        title=title or ("Overview" if lang == "en" else "Übersicht"),
        description=_counts(drawn.total, sum(one.count for one in drawn.ties), lang),
        prefix=prefix,
    )


def strongest(drawn: Overview, each: int = 3) -> list[GroupTie]:
    """The ties between groups that are drawn: of each group the `each` largest. The table has them all."""
    taken: Counter[int] = Counter()
    found = []
    for one in drawn.ties:
        if min(taken[one.first], taken[one.second]) < each:
            found.append(one)
            taken.update((one.first, one.second))
    return found


def _overview_scale(drawn: Overview, texts: list[str], width: float) -> float:
    """Large enough for every label to be shown, and for the width where there is room; at most 3."""
    if not drawn.groups:
        return 1.0
    sizes = np.array([text_size(one) for one in texts])
    x, y, radius = np.array([(one.x, one.y, one.radius) for one in drawn.groups]).T
    boxes = Boxes(x, y + radius, np.full(len(x), BELOW), sizes[:, 0], sizes[:, 1], radius)
    needed = float(thresholds(boxes).max())
    fitting = min((width - 180) / max(overview_box(drawn)[2], 1.0), 1.2)
    return min(3.0, max(needed, fitting))


def _band(drawn: Overview, spots: list[Point], scale: float, pair: GroupTie, share: float) -> str:
    first, second = pair.first, pair.second
    start = border(spots[first], _disc_radius(drawn.groups[first], scale), spots[second])
    end = border(spots[second], _disc_radius(drawn.groups[second], scale), spots[first])
    return element(
        "line",
        x1=start[0],
        y1=start[1],
        x2=end[0],
        y2=end[1],
        stroke="#5f7285",
        stroke_width=round(1 + 9 * share, 1),
        stroke_opacity="0.45",
        class_="g-band",
    )


def _disc_radius(group: Group, scale: float) -> float:
    """A little smaller than the room that the disc has been given, so that no other one covers its name."""
    return max(group.radius * scale - LINE, 14.0)


def _disc(group: Group, label: str, spot: Point, scale: float, link_to: Callable[[str], str | None], lang: str) -> str:
    radius = _disc_radius(group, scale)
    shape = element(
        "circle",
        cx=spot[0],
        cy=spot[1],
        r=radius,
        fill="Canvas",
        stroke=_DISC.colour,
        stroke_width=2,
        class_="g-shape g-group",
    )
    count = text(str(group.count), spot[0], spot[1] + 5, anchor="middle", weight="bold")
    name = text(label, spot[0], spot[1] + radius + LINE, anchor="middle", halo=True)
    said = f"{group.name}: {_counts(group.count, group.inner, lang)}"
    return link(link_to(group.key), said, shape, count, name, class_="g-node g-group-link")
