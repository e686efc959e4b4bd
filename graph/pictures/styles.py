"""How roles and kinds look, the same in every picture: roles by width, dash and arrow head, kinds by
shape; colour only besides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from registry.vocabulary import Vocabulary

Arrow = Literal["filled", "open", "bar", "dot", "none"]
Shape = Literal["square", "diamond", "circle", "triangle", "hexagon", "down", "star", "page", "pin"]


@dataclass(frozen=True)
class LineStyle:
    """How the ties of a role group are drawn. `dashes`: lengths of stroke and gap in pixels, empty for a whole line."""

    group: str
    width: float
    dashes: tuple[int, ...]
    arrow: Arrow
    labelled: bool
    """Whether the role is written beside the line."""
    colour: str
    """Readable on white and on near-black alike (at least 3:1)."""
    de: str
    en: str
    opacity: float = 1.0

    def text(self, lang: str) -> str:
        """What the line looks like, in words."""
        return self.en if lang == "en" else self.de


LINES: Final = {
    one.group: one
    for one in (
        LineStyle("moderation", 4, (), "filled", True, "#b3541e", "dick, gefüllter Pfeil", "thick, filled arrow"),
        LineStyle(
            "leadership",
            3.2,
            (10, 5),
            "filled",
            True,
            "#a3357a",
            "dick gestrichelt, gefüllter Pfeil",
            "thick dashed, filled arrow",
        ),
        LineStyle("membership", 1.2, (), "none", False, "#5f7285", "dünn, ohne Pfeil", "thin, no arrow", 0.6),
        LineStyle("advice", 1.8, (2, 4), "open", False, "#4a77b8", "gepunktet, offener Pfeil", "dotted, open arrow"),
        LineStyle(
            "support",
            1.6,
            (7, 4),
            "open",
            False,
            "#3f8060",
            "gestrichelt, offener Pfeil",
            "dashed, open arrow",
        ),
        LineStyle(
            "structure",
            1.6,
            (12, 3, 2, 3),
            "dot",
            False,
            "#7a6fb0",
            "Strich-Punkt, runder Kopf",
            "dash-dot, round head",
        ),
        LineStyle("place", 1, (1, 5), "dot", False, "#808080", "weit gepunktet", "widely dotted"),
        LineStyle(
            "deliberation", 1.6, (4, 4), "bar", False, "#8a6d1d", "kurz gestrichelt, Balken", "short dashes, bar"
        ),
        LineStyle("offer", 2, (), "open", False, "#2f7f8f", "mittel, offener Pfeil", "medium, open arrow"),
        LineStyle(
            "goal", 1.6, (14, 5), "open", False, "#9a5b4f", "lang gestrichelt, offener Pfeil", "long dashes, open arrow"
        ),
    )
}


@dataclass(frozen=True)
class NodeStyle:
    """How entities of a kind, and narrower ones without a style of their own, are drawn."""

    kind: str
    shape: Shape
    colour: str
    de: str
    en: str

    def text(self, lang: str) -> str:
        """The shape in words."""
        return self.en if lang == "en" else self.de


NODES: Final = {
    one.kind: one
    for one in (
        NodeStyle("body", "square", "#2f6fb0", "Quadrat", "square"),
        NodeStyle("gremium", "diamond", "#8a4fa3", "Raute", "diamond"),
        NodeStyle("organisation", "circle", "#2d8062", "Kreis", "circle"),
        NodeStyle("behoerde", "hexagon", "#4b6a88", "Sechseck", "hexagon"),
        NodeStyle("person", "triangle", "#b0622d", "Dreieck", "triangle"),
        NodeStyle("funktion", "triangle", "#b0622d", "Dreieck", "triangle"),
        NodeStyle("kollektiv", "down", "#7d7a2c", "Dreieck nach unten", "triangle pointing down"),
        NodeStyle("actor", "circle", "#6b6b6b", "Kreis", "circle"),
        NodeStyle("offer", "star", "#2f7f8f", "Stern", "star"),
        NodeStyle("goal", "pin", "#9a5b4f", "Ring", "ring"),
        NodeStyle("document", "page", "#8a6d1d", "Blatt", "page"),
        NodeStyle("area", "pin", "#808080", "Ring", "ring"),
    )
}
VIS_SHAPES: Final[dict[Shape, str]] = {
    "square": "square",
    "diamond": "diamond",
    "circle": "dot",
    "triangle": "triangle",
    "hexagon": "hexagon",
    "down": "triangleDown",
    "star": "star",
    "page": "square",
    "pin": "dot",
}


def line_style(role: str, vocabulary: Vocabulary) -> LineStyle:
    """How ties of this role are drawn."""
    return LINES[vocabulary.roles[role].group]


def node_style(kind: str, vocabulary: Vocabulary) -> NodeStyle:
    """How entities of this kind are drawn: the style of the narrowest broader kind that has one."""
    return next(NODES[one] for one in vocabulary.lineage(kind) if one in NODES)


@dataclass(frozen=True)
class LegendEntry:
    """A line of a legend: `key` is a role group or a kind, `label` what it means, `look` what it looks
    like in words.
    """

    key: str
    label: str
    look: str


def line_legend(roles: Iterable[str], vocabulary: Vocabulary, lang: str) -> tuple[LegendEntry, ...]:
    """Legend of the role groups of these roles, the ones that stand out first."""
    used = {vocabulary.roles[one].group for one in roles}
    return tuple(
        LegendEntry(group, vocabulary.groups[group].label(lang), style.text(lang))
        for group, style in LINES.items()
        if group in used
    )


def node_legend(kinds: Iterable[str], vocabulary: Vocabulary, lang: str) -> tuple[LegendEntry, ...]:
    """Legend of the shapes of these kinds."""
    used = {node_style(one, vocabulary).kind for one in kinds}
    return tuple(
        LegendEntry(kind, vocabulary.kinds[kind].label(lang), style.text(lang))
        for kind, style in NODES.items()
        if kind in used
    )


_STATUS: Final = {
    "expected": ("erwartet", "expected"),
    "planned": ("geplant", "planned"),
    "proposed": ("vorgeschlagen", "proposed"),
    "ended": ("beendet", "ended"),
}


def status_label(status: str, lang: str) -> str:
    """What has to be said of a status; nothing of what exists or has taken place."""
    return _STATUS[status][1 if lang == "en" else 0] if status in _STATUS else ""
