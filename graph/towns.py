"""The one area of each entity that a map or an overview puts it into."""

from __future__ import annotations

import numpy as np

from graph.columns import IntArray, unique_pairs
from graph.snapshot import Snapshot


def primary_area(snapshot: Snapshot) -> IntArray:
    """Number of each entity's area, -1 for none: its seat, or else where it works; for several, the smallest
    that holds all.
    """
    found = np.full(len(snapshot), -1, dtype=np.int32)
    for role in ("gebietsbezug", "sitz"):  # the seat counts more
        entities, areas = _pairs(snapshot, role)
        firsts = np.flatnonzero(np.diff(entities, prepend=-1))
        ends = np.append(firsts[1:], len(entities))
        single = ends - firsts == 1
        found[entities[firsts[single]]] = areas[firsts[single]]
        for first, end in zip(firsts[~single].tolist(), ends[~single].tolist(), strict=True):
            found[entities[first]] = _common_area(snapshot, areas[first:end].tolist())
    return found


def _pairs(snapshot: Snapshot, role: str) -> tuple[IntArray, IntArray]:
    ties = snapshot.ties
    fits = snapshot.role_mask((role,)) & snapshot.tie_shown & snapshot.of_kinds(("area",))[ties.object]
    return unique_pairs(ties.subject[fits], ties.object[fits])


def _common_area(snapshot: Snapshot, areas: list[int]) -> int:
    # An area that holds another one of the list says nothing more than that one.
    holders = {more for one in areas for more in snapshot.area_parents[one][1:]}
    lowest = sorted(set(areas) - holders) or areas
    if len(lowest) == 1:
        return lowest[0]
    shared = set.intersection(*(set(snapshot.area_parents[one]) for one in lowest))
    return next((one for one in snapshot.area_parents[lowest[0]] if one in shared), -1)
