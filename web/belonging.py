"""To which Kreis a document, goal or offer belongs: by its own area, or by who is tied to it, as the record says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from graph.names import sort_key
from graph.snapshot import Snapshot
from web.site import site

_ACTING: Final = ("deliberation", "offer", "goal", "leadership")
_PART: Final = "teil_von"
Areas = dict[int, tuple[int, ...]]


def kreise(snapshot: Snapshot) -> Areas:
    """For each entity number the areas it belongs to: Kreise where there are any, else what it names. Kept."""
    return site().snapshots.derived(snapshot, "kreise", lambda: find_kreise(snapshot))


def find_kreise(snapshot: Snapshot) -> Areas:
    """Own area first; else those of the actors who deliberate, carry or pursue it; else those of what it is part of."""
    own = _own(snapshot)
    found = dict(own)
    roles = snapshot.vocabulary.roles_in(*_ACTING)
    found.update(_inherited(snapshot, roles, own, found, upwards=False))
    for _round in range(6):  # goals stand in each other at most so deep
        more = _inherited(snapshot, (_PART,), found, found, upwards=True)
        if not more:
            break
        found.update(more)
    return found


def _own(snapshot: Snapshot) -> Areas:
    is_kreis = snapshot.of_kinds(("kreis",))
    named = _collect(snapshot.direct_areas)
    around = _collect(snapshot.areas)
    return {entity: tuple(one for one in around[entity] if is_kreis[one]) or areas for entity, areas in named.items()}


def _collect(pairs: tuple[np.ndarray, np.ndarray]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for entity, area in zip(pairs[0].tolist(), pairs[1].tolist(), strict=True):
        found.setdefault(entity, []).append(area)
    return {entity: tuple(areas) for entity, areas in found.items()}


def _inherited(snapshot: Snapshot, roles: Iterable[str], givers: Areas, known: Areas, *, upwards: bool) -> Areas:
    """Areas of the other end for entities without: from subject to object, or `upwards` from object to subject."""
    ties = np.flatnonzero(snapshot.tie_shown & snapshot.role_mask(tuple(roles)))
    ends = (snapshot.ties.subject[ties].tolist(), snapshot.ties.object[ties].tolist())
    givers_at, takers_at = (ends[1], ends[0]) if upwards else ends
    found: dict[int, set[int]] = {}
    for giver, taker in zip(givers_at, takers_at, strict=True):
        if taker not in known and giver in givers:
            found.setdefault(taker, set()).update(givers[giver])
    return {taker: tuple(sorted(areas)) for taker, areas in found.items()}


def area_counts(snapshot: Snapshot, numbers: Iterable[int]) -> list[tuple[str, str, int]]:
    """(id, name, count) of the areas that these entities belong to, in the order of names."""
    belongs = kreise(snapshot)
    counts: dict[int, int] = {}
    for number in numbers:
        for area in belongs.get(number, ()):
            counts[area] = counts.get(area, 0) + 1
    rows = [(snapshot.ids[area], snapshot.names[area], count) for area, count in counts.items()]
    return sorted(rows, key=lambda row: sort_key(row[1]))
