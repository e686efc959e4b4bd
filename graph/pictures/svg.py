"""SVG as text: elements, shapes, lines with heads. No style attribute and no style element, so that a
strict policy holds.

Colours are presentation attributes (a style sheet may override them by class), text takes the colour of the page.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterable

from graph.pictures.styles import LineStyle, NodeStyle, Shape

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
Point = tuple[float, float]
Look = dict[str, str | float | None]


def escaped(text: str) -> str:
    """Text as content or attribute value."""
    return html.escape(_NO_XML.sub("", text), quote=True)


def element(tag: str, *children: str, **attributes: str | float | None) -> str:
    """An element around ready-made children. `stroke_width` is written stroke-width, `class_` class; None
    is left out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(children)
    return f"<{tag}{written}>{inner}</{tag}>" if inner else f"<{tag}{written}/>"


def _value(value: str | float) -> str:
    return escaped(value) if isinstance(value, str) else number(value)


def number(value: float) -> str:
    """A number with one decimal at most."""
    found = f"{value:.1f}".removesuffix(".0")
    return "0" if found == "-0" else found


def drawing(
    children: Iterable[str],
    *,
    box: tuple[float, float, float, float],
    size: tuple[float, float],
    title: str,
    description: str,
    prefix: str,
    linked: bool = True,
) -> str:
    """The whole picture. With links it is a group, so that a screen reader reaches them; without, an image.

    `box`: left, top, width, height in its own unit; `size`: width and height in pixels; `prefix` makes ids
    unique in a page.
    """
    names = (
        element("title", escaped(title), id=f"{prefix}-title"),
        element("desc", escaped(description), id=f"{prefix}-desc"),
    )
    return element(
        "svg",
        *names,
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=" ".join(number(one) for one in box),
        width=size[0],
        height=size[1],
        role="group" if linked else "img",
        aria_labelledby=f"{prefix}-title",
        aria_describedby=f"{prefix}-desc",
        class_="drawing",
        font_family="inherit",
        font_size="13",
        color="currentColor",
    )


def link(href: str | None, name: str, *children: str, class_: str = "g-node") -> str:
    """Children as a named link in tab order, or as a plain named group where there is nowhere to go."""
    # The title is the link's name. An aria-label would have to repeat what is written, cut labels and all (WCAG 2.5.3).
    title = element("title", escaped(name))
    if href is None:
        return element("g", title, *children, class_=class_)
    return element("a", title, *children, href=href, class_=class_)


def text(
    content: str,
    x: float,
    y: float,
    *,
    anchor: str = "start",
    size: float = 13,
    weight: str | None = None,
    class_: str = "g-label",
    halo: bool = False,
) -> str:
    """Lines of text; `y` is the base line of the first one. Hidden from screen readers: links carry the names.

    `halo`: with a rim in the colour of the page, so that it can be read above lines.
    """
    rim: Look = {"stroke": "Canvas", "stroke_width": 3, "stroke_linejoin": "round", "paint_order": "stroke"}
    lines = content.split("\n")
    inner = (
        [escaped(content)]
        if len(lines) == 1
        else [element("tspan", escaped(one), x=x, dy=0 if not at else size * 1.23) for at, one in enumerate(lines)]
    )
    return element(
        "text",
        *inner,
        x=x,
        y=y,
        text_anchor=anchor if anchor != "start" else None,
        font_size=size if size != 13 else None,
        font_weight=weight,
        fill="currentColor",
        class_=class_,
        aria_hidden="true",
        **(rim if halo else {}),
    )


def node(style: NodeStyle, x: float, y: float, radius: float) -> str:
    """The shape of an entity. An invisible disc of at least 24 pixels around it takes clicks and the focus ring."""
    area = element("circle", cx=x, cy=y, r=max(radius + 2, 12), fill="none", pointer_events="all", class_="g-area")
    look: Look = {
        "fill": style.colour,
        "stroke": style.colour,
        "stroke_width": 1.5,
        "class_": f"g-shape g-{style.kind}",
    }
    return area + _shape(style.shape, x, y, radius, look)


def _shape(shape: Shape, x: float, y: float, r: float, look: Look) -> str:
    if shape == "circle":
        return element("circle", cx=x, cy=y, r=r, **look)
    if shape == "pin":
        return element("circle", cx=x, cy=y, r=r * 0.85, **{**look, "fill": "none", "stroke_width": 3})
    if shape == "page":
        return element("rect", x=x - r * 0.7, y=y - r, width=r * 1.4, height=r * 2, **{**look, "fill_opacity": "0.5"})
    corners = " ".join(f"{number(x + dx * r)},{number(y + dy * r)}" for dx, dy in _CORNERS[shape])
    return element("polygon", points=corners, **look)


def _around(count: int, turn: float, radii: tuple[float, ...] = (1.0,)) -> list[Point]:
    steps = ((radii[at % len(radii)], turn + 2 * math.pi * at / count) for at in range(count))
    return [(far * math.cos(angle), far * math.sin(angle)) for far, angle in steps]


_CORNERS: dict[str, list[Point]] = {
    "square": [(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)],
    "diamond": _around(4, 0),
    "triangle": _around(3, -math.pi / 2),
    "down": _around(3, math.pi / 2),
    "hexagon": _around(6, 0),
    "star": _around(10, -math.pi / 2, (1.0, 0.45)),
}


def tie(style: LineStyle, start: Point, end: Point, *, bend: float = 0.0, faint: bool = False) -> str:
    """A line from border to border with the head of its style; `bend` in parts of its length, positive to the right."""
    control = _control(start, end, bend)
    tip, way = end, _direction(control, end)
    back = _HEAD_LENGTH.get(style.arrow, 0.0) * _head_size(style)
    stop = (tip[0] - way[0] * back, tip[1] - way[1] * back)
    path = f"M{_pair(start)}" + (f"Q{_pair(control)} {_pair(stop)}" if bend else f"L{_pair(stop)}")
    line = element(
        "path",
        d=path,
        fill="none",
        stroke=style.colour,
        stroke_width=style.width,
        stroke_dasharray=" ".join(str(one) for one in style.dashes) or None,
        stroke_opacity=_opacity(style, faint),
        class_=f"g-tie g-{style.group}",
    )
    return line + _head(style, tip, way)


_HEAD_LENGTH = {"filled": 0.9}


def _opacity(style: LineStyle, faint: bool) -> str | None:
    found = style.opacity * (0.55 if faint else 1.0)
    return f"{found:.2f}" if found < 1 else None


def _head_size(style: LineStyle) -> float:
    return 6 + 1.6 * style.width


def _head(style: LineStyle, tip: Point, way: Point) -> str:
    size = _head_size(style)
    (x, y), (dx, dy) = tip, way
    left = (x - size * dx - size * 0.5 * dy, y - size * dy + size * 0.5 * dx)
    right = (x - size * dx + size * 0.5 * dy, y - size * dy - size * 0.5 * dx)
    look: Look = {"stroke": style.colour, "class_": f"g-head g-{style.group}"}
    if style.arrow == "filled":
        return element("path", d=f"M{_pair(tip)}L{_pair(left)}L{_pair(right)}Z", fill=style.colour, **look)
    if style.arrow == "open":
        return element("path", d=f"M{_pair(left)}L{_pair(tip)}L{_pair(right)}", fill="none", stroke_width=1.5, **look)
    if style.arrow == "bar":
        ends = (x - size * 0.5 * dy, y + size * 0.5 * dx), (x + size * 0.5 * dy, y - size * 0.5 * dx)
        return element("path", d=f"M{_pair(ends[0])}L{_pair(ends[1])}", fill="none", stroke_width=2.5, **look)
    if style.arrow == "dot":
        return element("circle", cx=x - 3 * dx, cy=y - 3 * dy, r=3, fill=style.colour, **look)
    return ""


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _control(start: Point, end: Point, bend: float) -> Point:
    (x1, y1), (x2, y2) = start, end
    return ((x1 + x2) / 2 - (y2 - y1) * bend, (y1 + y2) / 2 + (x2 - x1) * bend)


def _direction(start: Point, end: Point) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy) or 1.0
    return (dx / length, dy / length)


def border(centre: Point, radius: float, towards: Point) -> Point:
    """Where a line from a node's centre towards a point leaves its disc."""
    dx, dy = _direction(centre, towards)
    return (centre[0] + dx * radius, centre[1] + dy * radius)
