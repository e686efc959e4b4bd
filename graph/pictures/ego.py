"""The picture of one entity and what it is tied to, drawn by the server: the subject in the middle, every
neighbour a link.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass

from graph.columns import STATUSES, integers
from graph.filtering import EGO_FAMILIES, star
from graph.names import shortened, sort_key
from graph.pictures.lines import UNSURE
from graph.pictures.styles import LINES, NodeStyle, node_style, status_label
from graph.pictures.svg import Point, border, drawing, element, link, node, text, tie
from graph.pictures.twin import TwinRow, rows_of
from graph.snapshot import Snapshot

MOST = 40
ROW = 38.0
WIDE, NARROW = 920.0, 380.0
_CENTRE_RADIUS, _RADIUS = 20.0, 9.0
_ORDER = list(LINES)
GroupLink = Callable[[str, str], str | None]


@dataclass(frozen=True)
class Spoke:
    """One neighbour with all its ties to the subject, or several of the same kind and role taken together
    (`id` None).
    """

    id: str | None
    name: str
    kind: str
    ties: tuple[TwinRow, ...]
    count: int = 1


_Roles = tuple[tuple[str, bool, str], ...]
"""Roles towards a neighbour, those that stand out first: key, whether the entity is its subject, and the status."""


def spokes(snapshot: Snapshot, id_: str, lang: str, most: int, families: Collection[str]) -> list[Spoke]:
    """Neighbours of an entity: the roles that stand out first, then by name; at most about `most`, the rest grouped."""
    neighbours = _neighbours(snapshot, id_, families)
    sets: dict[tuple[_Roles, str], list[int]] = {}
    for one, ties in neighbours.items():
        sets.setdefault((_roles(snapshot, ties, id_), snapshot.kind_of(one)), []).append(one)
    together = _taken_together(sets, most, snapshot)
    found = []
    for key, members in sets.items():
        if key in together:
            name = f"{len(members)} {snapshot.vocabulary.kinds[key[1]].plural(lang)}"
            found.append(Spoke(None, name, key[1], _rows(snapshot, neighbours[members[0]], lang), len(members)))
        else:
            found += [
                Spoke(snapshot.ids[one], snapshot.names[one], key[1], _rows(snapshot, neighbours[one], lang))
                for one in members
            ]
    found.sort(key=lambda one: (_weight(one.ties[0]), one.ties[0].subject != id_, sort_key(one.name)))
    return found


def _neighbours(snapshot: Snapshot, id_: str, families: Collection[str]) -> dict[int, list[int]]:
    """Numbers of the ties to each neighbour."""
    centre = snapshot.index[id_]
    chosen = star(snapshot, id_, families).ties
    found: dict[int, list[int]] = {}
    ends = (snapshot.ties.subject[chosen].tolist(), snapshot.ties.object[chosen].tolist())
    for number, subject, object_ in zip(chosen.tolist(), *ends, strict=True):
        if subject != object_:
            found.setdefault(object_ if subject == centre else subject, []).append(number)
    return found


def _roles(snapshot: Snapshot, ties: list[int], id_: str) -> _Roles:
    centre, roles, rows = snapshot.index[id_], snapshot.vocabulary.roles, snapshot.ties
    found = (
        (snapshot.roles[rows.role[one]], bool(rows.subject[one] == centre), STATUSES[rows.status[one]]) for one in ties
    )
    return tuple(sorted(found, key=lambda one: (_ORDER.index(roles[one[0]].group), one)))


def _rows(snapshot: Snapshot, ties: list[int], lang: str) -> tuple[TwinRow, ...]:
    return tuple(sorted(rows_of(snapshot, integers(ties), lang), key=_weight))


def _weight(row: TwinRow) -> tuple[int, str]:
    return (_ORDER.index(row.group), row.role)


def _taken_together(
    sets: dict[tuple[_Roles, str], list[int]], most: int, snapshot: Snapshot
) -> set[tuple[_Roles, str]]:
    """The largest sets of one kind and the same roles, so that few enough spokes are left."""

    def stands_out(roles: _Roles) -> bool:
        return LINES[snapshot.vocabulary.roles[roles[0][0]].group].labelled

    left, together = sum(map(len, sets.values())), set()
    # Who moderates and leads is the last to be taken together.
    for key in sorted(sets, key=lambda one: (stands_out(one[0]), -len(sets[one]), one)):
        if left > most and len(sets[key]) > 1:
            together.add(key)
            left -= len(sets[key]) - 1
    return together


def ego_svg(
    snapshot: Snapshot,
    id_: str,
    link_to: Callable[[str], str],
    lang: str = "de",
    *,
    most: int = MOST,
    narrow: bool = False,
    families: Collection[str] = EGO_FAMILIES,
    group_link: GroupLink | None = None,
    prefix: str = "ego",
) -> str:
    """The picture as SVG. Raises KeyError for an id that the snapshot does not have.

    `link_to` makes an address from an entity's id, `group_link` from (role, kind) of neighbours taken
    together; `narrow` draws for a phone: everything on one side. Labels stand in rows and do not overlap.
    """
    found = spokes(snapshot, id_, lang, most, families)
    width = NARROW if narrow else WIDE
    places, height = _places(len(found), narrow)
    centre = (34.0, 54.0) if narrow else (width / 2, height / 2)
    name = snapshot.names[snapshot.index[id_]]
    lines, nodes = [_spine(centre, places)] if narrow and found else [], []
    for spoke, (x, y) in zip(found, places, strict=True):
        spot = (centre[0] + x, centre[1] + y)
        lines.append(_twigs(spoke, centre[0], spot, id_) if narrow else _lines(spoke, centre, spot, id_))
        href = link_to(spoke.id) if spoke.id else group_link(spoke.ties[0].role, spoke.kind) if group_link else None
        nodes.append(_spoke(snapshot, spoke, spot, x >= 0, width, id_, href, lang))
    return drawing(
        [*lines, _centre(snapshot, id_, centre, narrow, link_to), *nodes],
        box=(0, 0, width, height),
        size=(width, height),
        title=f"{name}: ties" if lang == "en" else f"{name}: Beziehungen",
        description=_description(len(found), lang),
        prefix=prefix,
    )


def _description(count: int, lang: str) -> str:
    if lang == "en":
        return f"{count} neighbours or groups of neighbours; the table beside the picture says the same."
    return f"{count} Nachbarn oder Gruppen von Nachbarn; die Tabelle neben dem Bild sagt dasselbe."


def _places(count: int, narrow: bool) -> tuple[list[Point], float]:
    """Places around the middle (x, y) and the height of the picture; each label has a row of its own on its side."""
    right = count if narrow else (count + 1) // 2
    height = max(right * ROW + 40, 150)
    if narrow:
        return [(62.0, 42 + at * ROW) for at in range(count)], height + 60
    found = []
    for at in range(count):
        side, place, rows = (1, at, right) if at < right else (-1, at - right, count - right)
        y = (place - (rows - 1) / 2) * ROW
        x = 70 + 95 * math.sqrt(max(0.0, 1 - (y / (height / 2)) ** 2))
        found.append((side * x, y))
    return found, height


def _lines(spoke: Spoke, centre: Point, spot: Point, id_: str) -> str:
    drawn = []
    for at, row in enumerate(spoke.ties):
        bend = (at - (len(spoke.ties) - 1) / 2) * 0.12
        near, far = border(centre, _CENTRE_RADIUS + 2, spot), border(spot, _RADIUS + 2, centre)
        ends = (near, far) if row.subject == id_ else (far, near)
        faint = row.status in UNSURE
        drawn.append(tie(LINES[row.group], *ends, bend=bend if row.subject == id_ else -bend, faint=faint))
    return "".join(drawn)


def _spine(centre: Point, places: list[Point]) -> str:
    x, y = centre
    return element("path", d=f"M{x} {y}V{y + places[-1][1]}", stroke="#808080", stroke_width=1, class_="g-spine")


def _twigs(spoke: Spoke, spine: float, spot: Point, id_: str) -> str:
    """The ties to one neighbour as short lines from the spine, one under the other."""
    drawn = []
    for at, row in enumerate(spoke.ties):
        y = spot[1] + (at - (len(spoke.ties) - 1) / 2) * 7
        ends = ((spine, y), (spot[0] - _RADIUS - 2, y))
        drawn.append(tie(LINES[row.group], *(ends if row.subject == id_ else ends[::-1]), faint=row.status in UNSURE))
    return "".join(drawn)


def _centre(snapshot: Snapshot, id_: str, centre: Point, narrow: bool, link_to: Callable[[str], str]) -> str:
    number = snapshot.index[id_]
    style = node_style(snapshot.kind_of(number), snapshot.vocabulary)
    name = snapshot.names[number]
    if narrow:
        label = text(shortened(name, 46), 6, 18, weight="bold")
    else:
        label = text(shortened(name, 60), centre[0], 18, anchor="middle", weight="bold")
    return link(link_to(id_), name, node(style, *centre, _CENTRE_RADIUS), label, class_="g-node g-subject")


def _spoke(
    snapshot: Snapshot,
    spoke: Spoke,
    spot: Point,
    right: bool,
    width: float,
    id_: str,
    href: str | None,
    lang: str,
) -> str:
    style: NodeStyle = node_style(spoke.kind, snapshot.vocabulary)
    said = spoke_text(snapshot, spoke, id_, lang)
    x = spot[0] + (_RADIUS + 7) * (1 if right else -1)
    room = (width - x if right else x) - 6
    anchor = "start" if right else "end"
    kind = snapshot.vocabulary.kinds[spoke.kind].label(lang)
    return link(
        href,
        f"{said}: {spoke.name} ({kind})" if spoke.id else f"{said}: {spoke.name}",
        node(style, *spot, _RADIUS),
        text(shortened(spoke.name, int(room / 7.4)), x, spot[1] - 1, anchor=anchor),
        text(shortened(said, int(room / 6.3)), x, spot[1] + 13, anchor=anchor, size=11, class_="g-role"),
    )


def spoke_text(snapshot: Snapshot, spoke: Spoke, id_: str, lang: str) -> str:
    """What the subject is to a neighbour, in words: each role once, read from the subject, with a status
    that is not `existing`.
    """
    said: dict[str, None] = {}
    for row in spoke.ties:
        role = snapshot.vocabulary.roles[row.role]
        words = role.label(lang) if row.subject == id_ else role.inverse(lang)
        status = status_label(row.status, lang)
        said[f"{words} ({status})" if status else words] = None
    return ", ".join(said)
