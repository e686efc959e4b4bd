"""Which part of a snapshot is looked at: by kind, role, theme and area, or around one entity."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from graph.columns import BoolArray
from graph.selection import Selection
from graph.snapshot import Snapshot

EGO_FAMILIES = ("actor", "offer", "goal")


@dataclass(frozen=True)
class Filter:
    """What to look at. Empty means everything; several values of one field mean any of them, several
    fields all of them.

    A picture shows what matches and, where `partners`, also the other ends of its ties (a filter for one
    kind would mostly
    leave a picture without ties otherwise). Keys that do not exist match nothing.
    """

    families: tuple[str, ...] = ("actor",)
    """Families that may stand in the picture at all."""
    kinds: tuple[str, ...] = ()
    """With everything narrower."""
    areas: tuple[str, ...] = ()
    """Ids of areas, with all their parts."""
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    """Role groups such as `moderation`; together with `roles` any of both."""
    themes: tuple[str, ...] = ()
    """With narrower themes and those of other schemes that correspond."""
    partners: bool = True
    isolated: bool = True
    """Whether to keep entities that match and have no tie in the selection."""


def select(snapshot: Snapshot, wanted: Filter) -> Selection:
    """The part of a snapshot that a filter asks for, at the snapshot's Stand."""
    allowed = snapshot.of_kinds(wanted.families) & snapshot.entity_shown
    match = allowed & kind_mask(snapshot, wanted.kinds) & area_mask(snapshot, wanted.areas)
    ties = snapshot.tie_shown & _role_wanted(snapshot, wanted)
    if wanted.themes:
        own = pair_mask(snapshot, snapshot.own_themes, _theme_numbers(snapshot, wanted.themes))
        ties &= _tie_theme(snapshot, wanted.themes, own)
    subject, object_ = snapshot.ties.subject, snapshot.ties.object
    ties &= allowed[subject] & allowed[object_]
    ties &= (match[subject] | match[object_]) if wanted.partners else (match[subject] & match[object_])
    keep = np.zeros(len(snapshot), dtype=np.bool_)
    keep[subject[ties]] = keep[object_[ties]] = True
    if wanted.isolated and not wanted.roles and not wanted.groups:
        keep |= match & own if wanted.themes else match
    return Selection.of(snapshot, keep, ties)


def ego(snapshot: Snapshot, id_: str, steps: int = 1, families: Collection[str] = EGO_FAMILIES) -> Selection:
    """An entity, what is at most `steps` ties away, and all ties among these. Raises KeyError for an unknown id."""
    centre = snapshot.index[id_]
    allowed = snapshot.of_kinds(families) & snapshot.entity_shown
    reached = np.zeros(len(snapshot), dtype=np.bool_)
    reached[centre] = allowed[centre] = True
    for _ in range(steps):
        near = _neighbours(snapshot, np.flatnonzero(reached), allowed)
        reached[near] = True
    return Selection.of(snapshot, reached, snapshot.tie_shown)


def star(snapshot: Snapshot, id_: str, families: Collection[str] = EGO_FAMILIES) -> Selection:
    """An entity, what it is tied to, and its own ties alone. Raises KeyError for an unknown id."""
    centre = snapshot.index[id_]
    own = np.zeros(len(snapshot.ties), dtype=np.bool_)
    own[snapshot.ties_of(centre)] = True
    allowed = snapshot.of_kinds(families) & snapshot.entity_shown
    allowed[centre] = True
    own &= snapshot.tie_shown & allowed[snapshot.ties.subject] & allowed[snapshot.ties.object]
    near = np.zeros(len(snapshot), dtype=np.bool_)
    near[snapshot.ties.subject[own]] = near[snapshot.ties.object[own]] = near[centre] = True
    return Selection.of(snapshot, near, own)


def _neighbours(snapshot: Snapshot, numbers: np.ndarray, allowed: BoolArray) -> np.ndarray:
    starts, neighbour, tie = snapshot.adjacency
    rows = [slice(starts[one], starts[one + 1]) for one in numbers]
    found = [neighbour[row][snapshot.tie_shown[tie[row]]] for row in rows]
    near = np.concatenate(found) if found else np.zeros(0, dtype=np.int32)
    return near[allowed[near]]


def kind_mask(snapshot: Snapshot, kinds: Collection[str]) -> BoolArray:
    """Entities of these kinds or narrower; all where none is named."""
    return snapshot.of_kinds(kinds) if kinds else np.ones(len(snapshot), dtype=np.bool_)


def area_mask(snapshot: Snapshot, areas: Collection[str]) -> BoolArray:
    """Entities seated or working in these areas or a part of them; all where none is named."""
    if not areas:
        return np.ones(len(snapshot), dtype=np.bool_)
    numbers = {snapshot.index[one] for one in areas if one in snapshot.index}
    return pair_mask(snapshot, snapshot.areas, numbers)


def pair_mask(snapshot: Snapshot, pairs: tuple[np.ndarray, np.ndarray], numbers: Collection[int]) -> BoolArray:
    """Entities that are paired with one of these numbers."""
    found = np.zeros(len(snapshot), dtype=np.bool_)
    found[pairs[0][np.isin(pairs[1], list(numbers))]] = True
    return found


def _theme_numbers(snapshot: Snapshot, themes: Collection[str]) -> set[int]:
    return {number for number, key in enumerate(snapshot.themes) if key in themes}


def theme_mask(snapshot: Snapshot, themes: Collection[str]) -> BoolArray:
    """Entities that have one of these themes, or a tie that is scoped to it."""
    return pair_mask(snapshot, snapshot.theme_pairs, _theme_numbers(snapshot, themes))


def _tie_theme(snapshot: Snapshot, themes: Collection[str], own: BoolArray) -> BoolArray:
    # A tie without a theme of its own belongs to the themes of its ends: membership in a network for early education.
    wanted = _theme_numbers(snapshot, themes)
    counts = np.array([bool(wanted & set(one)) for one in snapshot.theme_lineage] + [False])
    scoped = snapshot.ties.theme >= 0
    through_ends = own[snapshot.ties.subject] | own[snapshot.ties.object]
    return np.where(scoped, counts[snapshot.ties.theme], through_ends)


def _role_wanted(snapshot: Snapshot, wanted: Filter) -> BoolArray:
    if not wanted.roles and not wanted.groups:
        return np.ones(len(snapshot.ties), dtype=np.bool_)
    return snapshot.role_mask({*wanted.roles, *snapshot.vocabulary.roles_in(*wanted.groups)})
