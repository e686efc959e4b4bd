"""Filling a record with a synthetic region, committing single changes, and what reads, checks or copies all of it."""

from __future__ import annotations

import contextlib
import sys
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Final, TypeVar

from graph.snapshot import Snapshot, take_snapshot
from registry.access import PUBLIC_VIEWER, STAFF_VIEWER
from registry.model import ChangeSet, Entity, Put, derived_id
from registry.opening import open_registry
from registry.services import Registry
from seed.bench.aims import COLUMNS, LOADING
from seed.bench.stores import Target
from seed.bench.timing import Measured, WrongResult, short_hash, timed
from seed.synthetic import Region

_Result = TypeVar("_Result")
_MOMENT: Final = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
"""When everything was changed: the same in every store, as pages tell it."""
_READINGS: Final = 3
_WARMING: Final = 100


class TooLong(Exception):
    """Loading took longer than it may; says how far it came."""


def fill(target: Target, limit: float = float("inf")) -> Measured:
    """Commit the whole region; making it up is not timed. Raises TooLong after `limit` seconds of committing."""
    region, registry, spent, written = target.region, target.registry, 0.0, 0
    for change_set in region.change_sets():
        dated = change_set.model_copy(update={"at": _MOMENT})
        start = perf_counter()
        registry.commit(dated)
        spent += perf_counter() - start
        written += len(dated.operations)
        _say_progress(target.store, written, region.size, spent)
        if spent > limit and written < region.size:
            raise TooLong(f"loading was stopped after {spent:.0f} s with {written} of {region.size} statements")
    with registry.reading(STAFF_VIEWER) as record:
        found = record.counts()
    if sum(found.values()) != region.size or found["tie"] != region.ties:
        raise WrongResult(f"{found} instead of {region.size} statements")
    ties = f"{region.ties:,}".replace(",", " ")
    remark = f"{ties} ties, in change sets of 5 000"
    return Measured(LOADING, region.actors, (spent * 1000,), remark, target.store, (short_hash(found),))


def _say_progress(store: str, written: int, size: int, spent: float) -> None:
    """A line for every tenth of a large region: loading takes its time."""
    if size > 100_000 and (written * 10 // size) > ((written - 5000) * 10 // size):
        print(f"{store}: {written} of {size} statements, {spent:.0f} s", file=sys.stderr, flush=True)


def commits(target: Target, repeats: int) -> Iterator[Measured]:
    """Edit one actor after the other, each in a change set of its own; reading it before is not timed."""
    registry, region = target.registry, target.region
    ids, others = chosen(region, repeats)
    for id in others:
        registry.commit(edit_of(registry, id))
    prepared = [edit_of(registry, id) for id in ids]
    found = timed(registry.commit, prepared, lambda change_set, _: _landed(registry, change_set))
    yield Measured("committing one edit", region.actors, found.times, store=target.store, answers=found.answers)


def chosen(region: Region, repeats: int) -> tuple[list[str], list[str]]:
    """Ids of so many actors from all over the region, the large bodies among them; and some others to warm up with.

    A server that has just been started is slow for its first hundreds of calls, which says nothing of the later ones.
    """
    every = region.actors // repeats
    ids = [region.id("actor", number * every) for number in range(repeats)]
    return ids, [region.id("actor", number * every + 1) for number in range(min(repeats, _WARMING))]


def edit_of(registry: Registry, id: str) -> ChangeSet:
    """A change set that gives an actor one more name."""
    with registry.reading(STAFF_VIEWER) as record:
        one = record.entity(id)
    edited = one.model_copy(update={"aliases": (*one.aliases, "Messung")})
    put = Put(record=edited, expected=one.version)
    key = derived_id("c", "bench", id, str(one.version))
    return ChangeSet(id=key, kind="edit", who="bench", why="Messung", at=_MOMENT, operations=(put,))


def _landed(registry: Registry, change_set: ChangeSet) -> bool:
    (put,) = change_set.operations
    with registry.reading(STAFF_VIEWER) as record:
        now = record.get((put.target,))[put.target]
    return isinstance(now, Entity) and "Messung" in now.aliases and now.version == 2


def columns(target: Target) -> Iterator[Measured]:
    """The columns of all entities and ties as a snapshot asks for them, and the snapshot that is made of them."""
    numbers, region = (target.region.size - target.region.ties, target.region.ties), target.region
    found = timed(lambda _: count_columns(target.registry), range(_READINGS), lambda _, got: got == numbers)
    same = (*found.answers, _said(target.registry))
    yield Measured(COLUMNS, region.actors, found.times, "everything, row by row", target.store, same)
    frozen = timed(
        lambda _: _snapshot(target.registry),
        range(_READINGS),
        lambda _, got: (len(got), len(got.ties)) == numbers,
        lambda got: (tuple(got.ids), tuple(got.all_names), got.ties.subject.tolist(), got.ties.object.tolist()),
    )
    yield Measured(
        "snapshot", region.actors, frozen.times, "columns, and arrays made of them", target.store, frozen.answers
    )


def count_columns(registry: Registry) -> tuple[int, int]:
    """Read the columns of every entity and every tie; gives how many there are."""
    with registry.reading(PUBLIC_VIEWER) as record:
        return _length(record.entity_rows()), _length(record.tie_rows())


def _length(rows: Iterator[object]) -> int:
    return deque(enumerate(rows, 1), maxlen=1)[0][0]


def _said(registry: Registry) -> str:
    """All columns as one hash."""
    with registry.reading(PUBLIC_VIEWER) as record:
        hashes = (short_hash(row) for rows in (record.entity_rows(), record.tie_rows()) for row in rows)
        return short_hash("".join(hashes))


def _snapshot(registry: Registry) -> Snapshot:
    with registry.reading(PUBLIC_VIEWER) as record:
        return take_snapshot(record, None, registry.vocabulary)


def checks(target: Target) -> Iterator[Measured]:
    """`integrationsnetz check`, and the hash of all contents that `check --hash` tells: equal on every store."""
    registry = target.registry
    yield _once(target, "check", registry.check, lambda found: not found)
    yield _once(target, "hash of all contents", registry.fingerprint, bool)


def backups(target: Target) -> Iterator[Measured]:
    """`integrationsnetz backup`: a file that is a store by itself, with the same contents whatever store it is of."""
    copy = target.folder / "backup.db"
    yield _once(target, "backup", lambda: _backup(target, copy), lambda _: copy.exists(), lambda _: _contents(copy))


def _backup(target: Target, copy: Path) -> None:
    target.registry.backup(copy)


def _contents(file: Path) -> object:
    with contextlib.closing(open_registry(f"sqlite:///{file}")) as registry:
        return registry.fingerprint()


def _once(
    target: Target,
    what: str,
    call: Callable[[], _Result],
    check: Callable[[_Result], bool],
    shown: Callable[[_Result], object] = lambda result: result,
) -> Measured:
    found = timed(lambda _: call(), (what,), lambda _, result: check(result), shown)
    return Measured(what, target.region.actors, found.times, store=target.store, answers=found.answers)
