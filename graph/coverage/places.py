"""Where actors and offers are: in which town, or in the Kreis as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.columns import BoolArray, IntArray, expand, unique_pairs
from graph.names import sort_key
from graph.snapshot import Snapshot

TOWN: Final = "gemeinde"
KREIS: Final = "kreis"
PROVIDING: Final = ("bietet_an", "traegerschaft", "leitung", "federfuehrung")
"""Roles from whose subject an offer without an area of its own has its place."""
Pairs = tuple[IntArray, IntArray]


@dataclass(frozen=True)
class Place:
    """One row of a table by place: a town, or (`whole`) the Kreis itself, where what works for all of it is counted."""

    id: str
    name: str
    number: int
    whole: bool = False


def kreise(snapshot: Snapshot) -> dict[Place, tuple[Place, ...]]:
    """Every Kreis with its towns and municipalities by name: the Kreis with the most towns first, then by name.

    After them each town that the record puts into no Kreis (kreisfreie Städte), as a Kreis without towns.
    """
    is_kreis, is_town = snapshot.of_kinds((KREIS,)), snapshot.of_kinds((TOWN,))
    entity, area = snapshot.areas
    pairs = is_town[entity] & is_kreis[area]
    inside: dict[int, list[int]] = {one: [] for one in np.flatnonzero(is_kreis).tolist()}
    for town, kreis in zip(entity[pairs].tolist(), area[pairs].tolist(), strict=True):
        inside[kreis].append(town)
    found = [(_place(snapshot, one, whole=True), towns(snapshot, numbers)) for one, numbers in inside.items()]
    found.sort(key=lambda one: (-len(one[1]), sort_key(one[0].name), one[0].id))
    return dict(found) | {_place(snapshot, one, whole=True): () for one in _alone(snapshot, is_town, is_kreis)}


def _alone(snapshot: Snapshot, is_town: BoolArray, is_kreis: BoolArray) -> list[int]:
    """Towns in no Kreis and no other town, by name."""
    entity, area = snapshot.areas
    within_another = is_town[entity] & (is_kreis | is_town)[area] & (entity != area)
    alone = is_town.copy()
    alone[entity[within_another]] = False
    return sorted(np.flatnonzero(alone).tolist(), key=lambda one: int(snapshot.name_rank[one]))


def towns(snapshot: Snapshot, numbers: Iterable[int]) -> tuple[Place, ...]:
    """These areas by name."""
    ordered = sorted(numbers, key=lambda one: int(snapshot.name_rank[one]))
    return tuple(_place(snapshot, one) for one in ordered)


def _place(snapshot: Snapshot, number: int, *, whole: bool = False) -> Place:
    return Place(snapshot.ids[number], snapshot.names[number], number, whole)


def direct_places(snapshot: Snapshot) -> Pairs:
    """Pairs (entity, area) as the record says where somebody sits or works; an offer of which that is not said is
    where those are who provide it (`PROVIDING`).
    """
    own = snapshot.direct_areas
    placed = np.zeros(len(snapshot), dtype=np.bool_)
    placed[own[0]] = True
    ties = snapshot.ties
    gives = snapshot.tie_shown & snapshot.role_mask(PROVIDING) & snapshot.of_kinds(("offer",))[ties.object]
    gives &= ~placed[ties.object] & placed[ties.subject]
    starts, order = _rows(own, len(snapshot))
    table = (
        [own[1][order[starts[one] : starts[one + 1]]].tolist() for one in range(len(snapshot))] if gives.any() else []
    )
    offers, areas = expand(ties.object[gives], ties.subject[gives], table) if gives.any() else (own[0][:0], own[1][:0])
    return unique_pairs(np.concatenate((own[0], offers)), np.concatenate((own[1], areas)))


def _rows(pairs: Pairs, size: int) -> tuple[np.ndarray, np.ndarray]:
    starts = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(pairs[0], minlength=size), out=starts[1:])
    return starts, np.argsort(pairs[0], kind="stable")


def within(snapshot: Snapshot, direct: Pairs) -> Pairs:
    """Pairs (entity, area) with every area that contains one of the direct ones."""
    return expand(*direct, snapshot.area_parents)


def mask_in(snapshot: Snapshot, pairs: Pairs, area: int) -> BoolArray:
    """Which entities are paired with an area."""
    found = np.zeros(len(snapshot), dtype=np.bool_)
    found[pairs[0][pairs[1] == area]] = True
    return found
