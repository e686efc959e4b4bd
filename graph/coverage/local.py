"""Which local bodies work for which towns, as the record says where each of them works."""

from __future__ import annotations

from dataclasses import dataclass

from graph.coverage.places import Place, mask_in
from graph.coverage.standing import Coverage


@dataclass(frozen=True)
class Local:
    """A body, and the towns that it is said to work for."""

    number: int
    towns: tuple[Place, ...]


def local_bodies(coverage: Coverage, kreis: str = "", kind: str = "body") -> tuple[Local, ...]:
    """Bodies of a kind that work for towns of a Kreis rather than for all of it, by name; the towns by name."""
    snapshot = coverage.snapshot
    place = coverage.kreis(kreis)
    known = {one.number: one for one in (coverage.towns(place) if place else ())}
    wanted = coverage.bodies & snapshot.of_kinds((kind,))
    if place is not None:
        wanted &= mask_in(snapshot, coverage.areas, place.number)
    fits = wanted[coverage.direct[0]]
    found: dict[int, list[Place]] = {}
    for entity, area in zip(coverage.direct[0][fits].tolist(), coverage.direct[1][fits].tolist(), strict=True):
        if area in known:
            found.setdefault(entity, []).append(known[area])
    ordered = sorted(found, key=lambda one: int(snapshot.name_rank[one]))
    rank = snapshot.name_rank
    return tuple(Local(one, tuple(sorted(found[one], key=lambda place: int(rank[place.number])))) for one in ordered)


def without_local(coverage: Coverage, kreis: str = "", kind: str = "body") -> tuple[Place, ...]:
    """Towns of a Kreis for which no such body works."""
    place = coverage.kreis(kreis)
    served = {one.number for body in local_bodies(coverage, kreis, kind) for one in body.towns}
    return tuple(one for one in (coverage.towns(place) if place else ()) if one.number not in served)
