"""The list of actors with facets: what matches, sorted and paged, and how many more choices would leave."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from graph.columns import BoolArray, IntArray
from graph.filtering import area_mask, theme_mask
from graph.names import sort_key
from graph.snapshot import Snapshot

Sort = Literal["name", "-name", "kind", "-kind", "area", "-area", "ties", "-ties"]
SORTS: tuple[Sort, ...] = ("name", "-name", "kind", "-kind", "area", "-area", "ties", "-ties")


@dataclass(frozen=True)
class ActorRow:
    """One line of the list."""

    id: str
    name: str
    kind: str
    areas: tuple[tuple[str, str], ...]
    """(id, name) of each area in which it is seated or works."""
    themes: tuple[str, ...]
    """Keys of its themes and those of its ties, common scheme only."""
    ties: int


@dataclass(frozen=True)
class Choice:
    """One value of a facet, how many rows it would leave, and the value that contains it (None at the top)."""

    key: str
    label: str
    count: int
    broader: str | None = None


@dataclass(frozen=True)
class Facets:
    """Choices of each facet with the other filters applied, most rows first; those that leave nothing are left out."""

    kind: tuple[Choice, ...]
    area: tuple[Choice, ...]
    theme: tuple[Choice, ...]
    """Keys of the common scheme; `theme` filters accept keys of any scheme."""
    role: tuple[Choice, ...]
    """Roles in which the rows take part as the subject of a tie."""


@dataclass(frozen=True)
class Page:
    """A page of the list: `page` counts from 1; `total` rows on `pages` pages."""

    rows: tuple[ActorRow, ...]
    total: int
    page: int
    pages: int
    facets: Facets


def list_actors(
    snapshot: Snapshot,
    *,
    families: Collection[str] = ("actor",),
    kind: str | None = None,
    area: str | None = None,
    theme: str | None = None,
    role: str | None = None,
    ids: Collection[str] | None = None,
    sort: Sort = "name",
    page: int = 1,
    size: int = 50,
    lang: str = "de",
) -> Page:
    """Entities of these families that stand at the snapshot's Stand and match; `kind` and `area` with
    everything in them.

    `ids` narrows to what a search found. A page beyond the last gives the last one. Unknown keys match nothing.
    """
    base = snapshot.of_kinds(families) & snapshot.entity_shown & _id_mask(snapshot, ids)
    everything = np.ones(len(snapshot), dtype=np.bool_)
    masks = {
        "kind": snapshot.of_kinds((kind,)) if kind else everything,
        "area": area_mask(snapshot, (area,) if area else ()),
        "theme": theme_mask(snapshot, (theme,)) if theme else everything,
        "role": _role_mask(snapshot, role) if role else everything,
    }
    found = np.flatnonzero(base & masks["kind"] & masks["area"] & masks["theme"] & masks["role"])
    ordered = found[_order(snapshot, found, sort, lang)]
    pages = max(1, -(-len(ordered) // size))
    page = min(max(page, 1), pages)
    rows = tuple(_row(snapshot, int(one)) for one in ordered[(page - 1) * size : page * size])
    return Page(rows, len(ordered), page, pages, _facets(snapshot, base, masks, lang))


def _id_mask(snapshot: Snapshot, ids: Collection[str] | None) -> BoolArray:
    if ids is None:
        return np.ones(len(snapshot), dtype=np.bool_)
    found = np.zeros(len(snapshot), dtype=np.bool_)
    found[[snapshot.index[one] for one in ids if one in snapshot.index]] = True
    return found


def _role_mask(snapshot: Snapshot, role: str) -> BoolArray:
    found = np.zeros(len(snapshot), dtype=np.bool_)
    found[snapshot.ties.subject[snapshot.tie_shown & snapshot.role_mask((role,))]] = True
    return found


def _order(snapshot: Snapshot, found: np.ndarray, sort: Sort, lang: str) -> np.ndarray:
    key, down = sort.lstrip("-"), sort.startswith("-")
    by_name = snapshot.name_rank[found]
    if key == "name":
        return np.argsort(-by_name if down else by_name)
    if key == "ties":
        values = snapshot.tie_count[found]
    elif key == "kind":
        values = _kind_rank(snapshot, lang)[snapshot.kind[found]]
    else:
        values = _area_rank(snapshot)[found]
    return np.lexsort((by_name, -values if down else values))


def _kind_rank(snapshot: Snapshot, lang: str) -> np.ndarray:
    labels = [sort_key(snapshot.vocabulary.kinds[one].label(lang)) for one in snapshot.kinds]
    return np.array([sorted(labels).index(one) for one in labels], dtype=np.int32)


def _area_rank(snapshot: Snapshot) -> np.ndarray:
    first, second = snapshot.direct_areas
    rank = np.full(len(snapshot), len(snapshot), dtype=np.int32)
    np.minimum.at(rank, first, snapshot.name_rank[second])
    return rank


def _row(snapshot: Snapshot, number: int) -> ActorRow:
    return ActorRow(
        id=snapshot.ids[number],
        name=snapshot.names[number],
        kind=snapshot.kind_of(number),
        areas=tuple((snapshot.ids[one], snapshot.names[one]) for one in _paired(snapshot.direct_areas, number)),
        themes=tuple(
            key
            for one in _paired(snapshot.theme_pairs, number)
            if (key := snapshot.themes[one]).startswith("gemeinsam:")
        ),
        ties=int(snapshot.tie_count[number]),
    )


def _paired(pairs: tuple[IntArray, IntArray], number: int) -> list[int]:
    # Numbers of another width would make numpy copy the whole column at every look-up.
    left, right = np.searchsorted(pairs[0], np.array([number, number + 1], dtype=pairs[0].dtype))
    return [int(one) for one in pairs[1][left:right]]


def _facets(snapshot: Snapshot, base: BoolArray, masks: dict[str, BoolArray], lang: str) -> Facets:
    def others(facet: str) -> BoolArray:
        found = base.copy()
        for key, mask in masks.items():
            if key != facet:
                found &= mask
        return found

    return Facets(
        kind=_kind_choices(snapshot, others("kind"), lang),
        area=_area_choices(snapshot, others("area")),
        theme=_theme_choices(snapshot, others("theme"), lang),
        role=_role_choices(snapshot, others("role"), lang),
    )


def _kind_choices(snapshot: Snapshot, mask: BoolArray, lang: str) -> tuple[Choice, ...]:
    counts: dict[str, int] = {}
    for number, count in enumerate(np.bincount(snapshot.kind[mask], minlength=len(snapshot.kinds)).tolist()):
        for key in snapshot.vocabulary.lineage(snapshot.kinds[number])[:-1]:
            counts[key] = counts.get(key, 0) + count
    terms = snapshot.vocabulary.kinds
    return _sorted(Choice(key, terms[key].plural(lang), n, terms[key].broader) for key, n in counts.items())


def _area_choices(snapshot: Snapshot, mask: BoolArray) -> tuple[Choice, ...]:
    counts = _pair_counts(snapshot.areas, mask, len(snapshot))
    choices = []
    for number in np.flatnonzero(counts).tolist():
        parents = snapshot.area_parents[number][1:2]
        broader = snapshot.ids[parents[0]] if parents else None
        choices.append(Choice(snapshot.ids[number], snapshot.names[number], int(counts[number]), broader))
    return _sorted(choices)


def _theme_choices(snapshot: Snapshot, mask: BoolArray, lang: str) -> tuple[Choice, ...]:
    counts = _pair_counts(snapshot.theme_pairs, mask, len(snapshot.themes))
    terms = snapshot.vocabulary.themes
    return _sorted(
        Choice(key, terms[key].label(lang), int(count), terms[key].broader)
        for key, count in zip(snapshot.themes, counts.tolist(), strict=True)
        if key.startswith("gemeinsam:") and key in terms
    )


def _role_choices(snapshot: Snapshot, mask: BoolArray, lang: str) -> tuple[Choice, ...]:
    counts = _pair_counts(snapshot.subject_roles, mask, len(snapshot.roles))
    terms = snapshot.vocabulary.roles
    return _sorted(
        Choice(key, terms[key].noun(lang), int(count), terms[key].group)
        for key, count in zip(snapshot.roles, counts.tolist(), strict=True)
    )


def _pair_counts(pairs: tuple[IntArray, IntArray], mask: BoolArray, size: int) -> np.ndarray:
    return np.bincount(pairs[1][mask[pairs[0]]], minlength=size)


def _sorted(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    kept = [one for one in choices if one.count]
    return tuple(sorted(kept, key=lambda one: (-one.count, sort_key(one.label), one.key)))
