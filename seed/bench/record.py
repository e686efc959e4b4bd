"""Filling a record with a synthetic region, and committing single changes to it."""

from __future__ import annotations

from time import perf_counter

from registry.access import STAFF_VIEWER
from registry.model import ChangeSet, Entity, Put
from registry.services import Registry
from seed.bench.timing import Measured, WrongResult, timed
from seed.synthetic import Region


def fill(registry: Registry, region: Region) -> Measured:
    """Commit the whole region; making it up is not timed."""
    spent = 0.0
    for change_set in region.change_sets():
        start = perf_counter()
        registry.commit(change_set)
        spent += perf_counter() - start
    with registry.reading(STAFF_VIEWER) as record:
        found = record.counts()
    if sum(found.values()) != region.size or found["tie"] != region.ties:
        raise WrongResult(f"{found} instead of {region.size} statements")
    aim = 60_000.0 if region.actors == 50_000 else None
    ties = f"{region.ties:,}".replace(",", " ")
    remark = f"{ties} ties, in change sets of 5 000"
    return Measured("loading the region", region.actors, (spent * 1000,), aim, remark)


def commits(registry: Registry, region: Region, repeats: int) -> Measured:
    """Edit one actor after the other, each in a change set of its own; reading it before is not timed."""
    ids = [region.id("actor", number * (region.actors // repeats)) for number in range(repeats)]
    prepared = [_edit(registry, id) for id in ids]
    times = timed(registry.commit, prepared, lambda change_set, _: _landed(registry, change_set))
    return Measured("committing one edit", region.actors, tuple(times))


def _edit(registry: Registry, id: str) -> ChangeSet:
    with registry.reading(STAFF_VIEWER) as record:
        one = record.entity(id)
    edited = one.model_copy(update={"aliases": (*one.aliases, "Messung")})
    put = Put(record=edited, expected=one.version)
    return ChangeSet(kind="edit", who="bench", why="Messung", operations=(put,))


def _landed(registry: Registry, change_set: ChangeSet) -> bool:
    (put,) = change_set.operations
    with registry.reading(STAFF_VIEWER) as record:
        now = record.get((put.target,))[put.target]
    return isinstance(now, Entity) and "Messung" in now.aliases and now.version == 2
