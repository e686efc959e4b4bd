"""Snapshots that processes share: making the file, opening it, and following a commit of one edit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from graph.base import Base, take_base
from graph.sharing import Shelf
from graph.sharing.layout import laid
from graph.snapshot import Snapshot
from graph.updating import updated
from registry.access import PUBLIC_VIEWER
from registry.services import Registry
from registry.services.derived import Folder
from seed.bench.aims import OPENED
from seed.bench.record import chosen, edit_of
from seed.bench.stores import Target
from seed.bench.timing import Measured, WrongResult, timed

_TIMES: Final = 15
_EDITS: Final = 5
_WHOLE: Final = "by another worker, which checks that it is whole"


def sharing(target: Target) -> Iterator[Measured]:
    """Each checked against the columns taken from the store. Raises WrongResult."""
    registry, shelf, actors = target.registry, Shelf(Folder(target.folder / "shared")), target.region.actors
    base = _taken(registry)
    base.name_rank  # noqa: B018 - a file has it, and who takes it anew needs it too
    kept = timed(shelf.keep, [base] * 3, lambda _, got: _equal(got, base), _said)
    yield Measured("writing a snapshot's file", actors, kept.times, "and opening it", target.store, kept.answers)
    found = timed(lambda _: _opened(registry, shelf), range(_TIMES), lambda _, got: _equal(got, base), _said)
    yield Measured(OPENED, actors, found.times, _WHOLE, target.store, found.answers)
    days = timed(
        lambda year: _shown(Snapshot(base, date(year, 1, 1), registry.vocabulary)),
        range(2005, 2005 + _TIMES),
        lambda _, got: 0 <= got <= target.region.ties,
    )
    yield Measured(
        "what stands on another day", actors, days.times, "all ties and entities", target.store, days.answers
    )
    yield _followed(target, base)


def _followed(target: Target, base: Base) -> Measured:
    registry, times, answers = target.registry, list[float](), list[str]()
    for id in chosen(target.region, _EDITS)[0]:
        registry.commit(edit_of(registry, id))
        found = timed(lambda _: _following(registry, base), range(1), lambda _, got: got is not None, _said)
        times += found.times
        answers += found.answers
    if not _equal(_following(registry, base), _taken(registry)):
        raise WrongResult("what follows is not what is taken anew")
    return Measured(
        "snapshot after one edit", target.region.actors, tuple(times), "by difference", target.store, tuple(answers)
    )


def _shown(snapshot: Snapshot) -> int:
    return int(snapshot.entity_shown.sum() and snapshot.tie_shown.sum())


def _taken(registry: Registry) -> Base:
    with registry.reading(PUBLIC_VIEWER) as record:
        return take_base(record)


def _opened(registry: Registry, shelf: Shelf) -> Base | None:
    with registry.reading(PUBLIC_VIEWER) as record:
        return shelf.latest(record, PUBLIC_VIEWER.level, record.revision)


def _following(registry: Registry, base: Base) -> Base | None:
    with registry.reading(PUBLIC_VIEWER) as record:
        return updated(base, record)


def _equal(one: Base | None, other: Base) -> bool:
    if one is None:
        return False
    first, second = laid(one), laid(other)
    return first.keys == second.keys and all(
        first.arrays[name].tobytes() == array.tobytes() for name, array in second.arrays.items()
    )


def _said(base: Base | None) -> int:
    return base.revision if base else 0
