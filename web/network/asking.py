"""What a reader asks of the network: filters from the address, and the part of the record that they choose."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from werkzeug.datastructures import MultiDict

from graph.cache import SnapshotCache
from graph.communities import communities
from graph.filtering import Filter, ego, select
from graph.selection import Selection
from graph.snapshot import Snapshot
from web.addresses import number_in, page_in

GROUPS: Final = ("moderation", "leadership", "membership", "advice", "support", "structure")
"""Role groups of ties between actors."""
FIRST_GROUPS: Final = ("moderation", "leadership", "membership", "advice")
"""What is shown where nothing else is asked for: who sits where, and who moderates and leads."""
SORTS: Final = ("subjekt", "rolle", "objekt", "thema", "zeit")
BYS: Final = {"ort": "town", "thema": "theme", "gemeinschaft": "community"}
MOST_STEPS: Final = 2


@dataclass(frozen=True)
class Asked:
    """One address of the network page, read. Empty strings and tuples mean: not asked for."""

    kind: str = ""
    groups: tuple[str, ...] = ()
    role: str = ""
    theme: str = ""
    area: str = ""
    centre: str = ""
    """Id of the entity whose surroundings are asked for."""
    steps: int = 1
    part: int | None = None
    """Number of one community of what the filter finds."""
    by: str = ""
    """How an overview groups: a key of BYS."""
    view: str = ""
    """`netz` or `uebersicht` where the reader chose one, whatever the size."""
    sort: str = "subjekt"
    down: bool = False
    page: int = 1

    @property
    def what(self) -> Hashable:
        """Everything that decides which ties are shown: a key for caches."""
        return (self.kind, self.shown_groups, self.role, self.theme, self.area, self.centre, self.steps, self.part)

    @property
    def shown_groups(self) -> tuple[str, ...]:
        """The role groups that are shown; none means all of them."""
        if self.groups or self.role:
            return self.groups
        return () if self.centre else FIRST_GROUPS

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the network down."""
        return bool(self.kind or self.groups or self.role or self.theme or self.area or self.centre) or (
            self.part is not None
        )


def asked_of(arguments: MultiDict[str, str]) -> Asked:
    """Read an address. What it does not understand it leaves out; keys that do not exist find nothing."""
    sort, role = arguments.get("sortierung", ""), _text(arguments, "rolle")
    return Asked(
        kind=_text(arguments, "art"),
        # A single role narrows down: the groups that the form sends along would widen it again.
        groups=() if role else tuple(one for one in GROUPS if one in arguments.getlist("gruppe")),
        role=role,
        theme=_text(arguments, "thema"),
        area=_text(arguments, "gebiet"),
        centre=_text(arguments, "um"),
        steps=min(max(number_in(arguments, "schritte") or 1, 1), MOST_STEPS),
        part=number_in(arguments, "teil"),
        by=_one_of(arguments.get("nach", ""), tuple(BYS)),
        view=_one_of(arguments.get("bild", ""), ("netz", "uebersicht")),
        sort=_one_of(sort.lstrip("-"), SORTS) or SORTS[0],
        down=sort.startswith("-"),
        page=page_in(arguments),
    )


def _text(arguments: MultiDict[str, str], name: str) -> str:
    return arguments.get(name, "").strip()[:200]


def _one_of(text: str, allowed: tuple[str, ...]) -> str:
    return text if text in allowed else ""


def chosen(snapshot: Snapshot, asked: Asked, cache: SnapshotCache) -> Selection:
    """The part of a snapshot that is asked for. Raises KeyError where the centre is not in it."""
    return cache.derived(snapshot, ("chosen", asked.what), lambda: _chosen(snapshot, asked))


def _chosen(snapshot: Snapshot, asked: Asked) -> Selection:
    found = _around(snapshot, asked) if asked.centre else select(snapshot, _filter(asked))
    return found if asked.part is None else _community(found, asked.part)


def _filter(asked: Asked) -> Filter:
    return Filter(
        kinds=_tuple(asked.kind),
        areas=_tuple(asked.area),
        roles=_tuple(asked.role),
        groups=asked.shown_groups,
        themes=_tuple(asked.theme),
    )


def _tuple(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _around(snapshot: Snapshot, asked: Asked) -> Selection:
    near = ego(snapshot, asked.centre, asked.steps)
    narrowed = select(snapshot, _wide(asked)) if _narrows(asked) else near
    ties = _mask(near.ties, len(snapshot.ties)) & _mask(narrowed.ties, len(snapshot.ties))
    entities = _mask(near.entities, len(snapshot))
    if _narrows(asked):
        entities[:] = False
        entities[snapshot.ties.subject[ties]] = entities[snapshot.ties.object[ties]] = True
        entities[snapshot.index[asked.centre]] = True
    return Selection.of(snapshot, entities, ties)


def _wide(asked: Asked) -> Filter:
    plain = _filter(asked)
    return Filter(
        families=("actor", "offer", "goal", "document"),
        kinds=plain.kinds,
        areas=plain.areas,
        roles=plain.roles,
        groups=plain.groups,
        themes=plain.themes,
    )


def _narrows(asked: Asked) -> bool:
    return bool(asked.kind or asked.groups or asked.role or asked.theme or asked.area)


def _community(found: Selection, number: int) -> Selection:
    inside = communities(len(found), *found.ends) == number
    entities = np.zeros(len(found.snapshot), dtype=np.bool_)
    entities[found.entities[inside]] = True
    return Selection.of(found.snapshot, entities, _mask(found.ties, len(found.snapshot.ties)))


def _mask(numbers: Any, size: int) -> Any:
    mask = np.zeros(size, dtype=np.bool_)
    mask[numbers] = True
    return mask
