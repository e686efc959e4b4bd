"""The picture of what hangs on an actor: who it is, what goes on hanging together, every part that would fall off."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from graph.columns import IntArray
from graph.holding.what_if import Going
from graph.names import shortened
from graph.pictures.styles import NodeStyle, node_style
from graph.pictures.svg import Point, drawing, element, link, node, text
from graph.snapshot import Snapshot

MOST = 24
"""So many parts are drawn one by one; the list beside the picture has them all."""
ROW = 44.0
WIDE, NARROW = 920.0, 380.0
_SPINE, _DISC = 36.0, 84.0
_TOP = 58.0
_LINE, _CUT = "#5f7285", "#b3541e"
_PART = NodeStyle("group", "circle", "#4b6a88", "Kreis", "circle")


@dataclass(frozen=True)
class _Row:
    size: int
    label: str
    note: str
    href: str | None
    style: NodeStyle
    cut: bool


def cut_svg(
    found: Going,
    link_to: Callable[[str], str],
    lang: str = "de",
    *,
    narrow: bool = False,
    prefix: str = "cut",
    anchor: str = "teil",
) -> str:
    """The picture as SVG, rows from top to bottom: what stays together, then each part that falls off, largest first.

    `link_to` makes an address of an entity's id; a part of several leads to `#{anchor}-{number}` in the list, from 1.
    """
    width = NARROW if narrow else WIDE
    rows = [_rest(found, lang), *_parts(found, link_to, lang, anchor)]
    height = _TOP + ROW * len(rows) + 14
    name = found.snapshot.names[found.entity]
    marks = [_row(row, (_DISC, _TOP + 34 + ROW * at), width) for at, row in enumerate(rows)]
    spine = element(
        "path", d=f"M{_SPINE} {_TOP}V{_TOP + 34 + ROW * (len(rows) - 1)}", stroke=_LINE, stroke_width=1.5, fill="none"
    )
    return drawing(
        [spine, _subject(found.snapshot, found.entity, link_to, width), *marks],
        box=(0, 0, width, height),
        size=(width, height),
        title=f"What hangs on {name}" if lang == "en" else f"Was an {name} hängt",
        description=_description(found, lang),
        prefix=prefix,
    )


def _description(found: Going, lang: str) -> str:
    lost, parts = found.falling.lost, len(found.falling.pieces)
    if lang == "en":
        return f"{lost} actors in {parts} parts would fall off; the list beside the picture names them all."
    return f"{lost} Akteure in {parts} Teilen fielen ab; die Liste beim Bild nennt sie alle."


def _subject(snapshot: Snapshot, entity: int, link_to: Callable[[str], str], width: float) -> str:
    name = snapshot.names[entity]
    style = node_style(snapshot.kind_of(entity), snapshot.vocabulary)
    label = text(shortened(name, int((width - 70) / 8)), 62, 39, weight="bold", size=15)
    return link(link_to(snapshot.ids[entity]), name, node(style, _SPINE, 36, 18), label, class_="g-node g-subject")


def _rest(found: Going, lang: str) -> _Row:
    rest = found.falling.rest
    if lang == "en":
        label = f"{rest} actors go on hanging together" if rest else "nobody else hangs together with it"
    else:
        label = f"{rest} Akteure hängen weiter zusammen" if rest else "sonst hängt niemand damit zusammen"
    return _Row(rest, label, "", None, _PART, cut=False)


def _parts(found: Going, link_to: Callable[[str], str], lang: str, anchor: str) -> list[_Row]:
    pieces = found.falling.pieces
    rows = [_part(found.snapshot, one, link_to, lang, f"#{anchor}-{at + 1}") for at, one in enumerate(pieces[:MOST])]
    more = pieces[MOST:]
    if more:
        count = sum(len(one) for one in more)
        words = f"{len(more)} more parts" if lang == "en" else f"{len(more)} weitere Teile"
        note = f"with {count} actors" if lang == "en" else f"mit {count} Akteuren"
        rows.append(_Row(count, words, note, f"#{anchor}-{MOST + 1}", _PART, cut=True))
    return rows


def _part(snapshot: Snapshot, piece: IntArray, link_to: Callable[[str], str], lang: str, anchor: str) -> _Row:
    first = int(piece[0])
    if len(piece) == 1:
        kind = snapshot.kind_of(first)
        label = snapshot.vocabulary.kinds[kind].label(lang)
        style = node_style(kind, snapshot.vocabulary)
        return _Row(1, snapshot.names[first], label, link_to(snapshot.ids[first]), style, cut=True)
    words = f"{len(piece)} actors" if lang == "en" else f"{len(piece)} Akteure"
    return _Row(len(piece), words, ", ".join(snapshot.names[one] for one in piece.tolist()), anchor, _PART, cut=True)


def _row(row: _Row, spot: Point, width: float) -> str:
    x, y = spot
    radius = min(8 + 1.6 * math.sqrt(row.size), 19) if row.size > 1 else 8
    twig = element(
        "path",
        d=f"M{_SPINE} {y}H{x - radius - 2}",
        stroke=_CUT if row.cut else _LINE,
        stroke_width=2.5 if row.cut else 4,
        stroke_dasharray="4 5" if row.cut else None,
        fill="none",
        class_="g-cut" if row.cut else "g-kept",
    )
    room = int((width - x - 34) / 7.4)
    said = f"{row.label}: {row.note}" if row.note else row.label
    words = [text(shortened(row.label, room), x + 26, y + (-2 if row.note else 5))]
    if row.note:
        words.append(text(shortened(row.note, int(room * 1.15)), x + 26, y + 13, size=11, class_="g-role"))
    # The whole row takes clicks, also between the mark and its words.
    row_area = element(
        "rect", x=x - 20, y=y - ROW / 2, width=width - x + 14, height=ROW, fill="none", pointer_events="all"
    )
    return twig + link(row.href, said, row_area, node(row.style, x, y, radius), *words)
