"""Overviews of large selections: groups with counts, and how many ties run between them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

import numpy as np

from graph.columns import FloatArray, IntArray, integers
from graph.communities import communities, community_names
from graph.pictures.forces import place_discs
from graph.selection import Selection
from graph.towns import primary_area

By = Literal["town", "theme", "community", "kind"]
BYS: tuple[By, ...] = ("town", "theme", "community", "kind")
MOST_GROUPS = 60
LABEL_ROOM = 14.0


@dataclass(frozen=True)
class Group:
    """One group. `key`: area id, theme key, kind key or community number; '' for entities without, and
    `rest` for small groups.
    """

    key: str
    name: str
    count: int
    inner: int
    """Ties within the group."""
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class GroupTie:
    """Ties between two groups, given as places in `Overview.groups`: how many, and of which role groups."""

    first: int
    second: int
    count: int
    roles: tuple[tuple[str, int], ...]
    """(role group, count), most first."""


@dataclass(frozen=True)
class Overview:
    """Groups, largest first, and the ties between them, most first."""

    by: By
    groups: tuple[Group, ...]
    ties: tuple[GroupTie, ...]
    total: int
    """Entities in all groups."""


def overview(selection: Selection, by: By = "town", lang: str = "de") -> Overview:
    """Put every entity of a selection into one group and count.

    `town`: the area where it is seated, or else the one in which it works (several: the area that contains them all);
    `theme`: the commonest theme of the common scheme among itself and its ties; `community`: as in the
    layout; `kind`: its kind.
    """
    keys, names = _GROUPINGS[by](selection, lang)
    group, order = _numbered(keys)
    labels = [names.get(one, one) for one in order]
    counts = np.bincount(group, minlength=len(order))
    between, inner = _between(selection, group, len(order))
    radius = 14 + 5.5 * np.sqrt(counts)
    places = place_discs(radius + LABEL_ROOM, [(one.first, one.second) for one in between])
    groups = tuple(
        Group(
            key, labels[at], int(counts[at]), inner[at], float(places[at, 0]), float(places[at, 1]), float(radius[at])
        )
        for at, key in enumerate(order)
    )
    return Overview(by, groups, between, len(selection))


def _numbered(keys: list[str]) -> tuple[IntArray, list[str]]:
    counts = Counter(keys)
    order = sorted(counts, key=lambda one: (one == "", -counts[one], one))
    if len(order) > MOST_GROUPS:
        order = [*order[: MOST_GROUPS - 1], "rest"]
    place = {key: number for number, key in enumerate(order)}
    return integers((place.get(one, place.get("rest", 0)) for one in keys), len(keys)), order


def _between(selection: Selection, group: IntArray, size: int) -> tuple[tuple[GroupTie, ...], list[int]]:
    snapshot = selection.snapshot
    subject, object_ = selection.ends
    low, high = np.minimum(group[subject], group[object_]), np.maximum(group[subject], group[object_])
    inner = np.bincount(low[low == high], minlength=size).tolist()
    found: dict[tuple[int, int], Counter[str]] = {}
    roles = [snapshot.vocabulary.roles[one].group for one in snapshot.roles]
    rows = zip(low.tolist(), high.tolist(), snapshot.ties.role[selection.ties].tolist(), strict=True)
    for (first, second, role), count in Counter(rows).items():
        if first != second:
            found.setdefault((first, second), Counter())[roles[role]] += count
    ties = [
        GroupTie(first, second, sum(one.values()), tuple(sorted(one.items(), key=lambda item: (-item[1], item[0]))))
        for (first, second), one in found.items()
    ]
    return tuple(sorted(ties, key=lambda one: (-one.count, one.first, one.second))), inner


def _by_kind(selection: Selection, lang: str) -> tuple[list[str], dict[str, str]]:
    snapshot = selection.snapshot
    keys = [snapshot.kinds[one] for one in snapshot.kind[selection.entities].tolist()]
    return keys, {one: snapshot.vocabulary.kinds[one].plural(lang) for one in snapshot.kinds}


def _by_community(selection: Selection, lang: str) -> tuple[list[str], dict[str, str]]:
    group = communities(len(selection), *selection.ends)
    names = {str(number): name for number, name in enumerate(community_names(selection, group))}
    names[""] = "without ties" if lang == "en" else "ohne Beziehungen"
    return [str(one) if one >= 0 else "" for one in group.tolist()], {**names, **_rest(lang)}


def _by_theme(selection: Selection, lang: str) -> tuple[list[str], dict[str, str]]:
    snapshot = selection.snapshot
    common = np.array([one.startswith("gemeinsam:") for one in snapshot.themes] or [False])
    weights = np.bincount(snapshot.theme_pairs[1], minlength=len(common)) if len(snapshot.themes) else common * 0
    best: dict[int, int] = {}
    for entity, theme in zip(*(one.tolist() for one in snapshot.theme_pairs), strict=True):
        known = best.get(entity)
        if common[theme] and (known is None or weights[theme] > weights[known]):
            best[entity] = theme
    keys = [snapshot.themes[best[one]] if one in best else "" for one in selection.entities.tolist()]
    terms = snapshot.vocabulary.themes
    names = {one: terms[one].label(lang) for one in snapshot.themes if one in terms}
    return keys, {**names, "": "without a theme" if lang == "en" else "ohne Thema", **_rest(lang)}


def _by_town(selection: Selection, lang: str) -> tuple[list[str], dict[str, str]]:
    snapshot = selection.snapshot
    towns = primary_area(snapshot)[selection.entities]
    used = {one: snapshot.ids[one] for one in np.unique(towns[towns >= 0]).tolist()}
    keys = [used.get(one, "") for one in towns.tolist()]
    names = {id_: snapshot.names[one] for one, id_ in used.items()}
    return keys, {**names, "": "without a place" if lang == "en" else "ohne Ort", **_rest(lang)}


def _rest(lang: str) -> dict[str, str]:
    return {"rest": "smaller groups" if lang == "en" else "kleinere Gruppen"}


_GROUPINGS = {"town": _by_town, "theme": _by_theme, "community": _by_community, "kind": _by_kind}


def overview_box(drawn: Overview) -> tuple[float, float, float, float]:
    """Left, top, width and height of all discs."""
    if not drawn.groups:
        return (0.0, 0.0, 0.0, 0.0)
    x: FloatArray = np.array([one.x for one in drawn.groups])
    y: FloatArray = np.array([one.y for one in drawn.groups])
    r: FloatArray = np.array([one.radius for one in drawn.groups])
    left, top = float((x - r).min()), float((y - r).min())
    return (left, top, float((x + r).max()) - left, float((y + r).max()) - top)
