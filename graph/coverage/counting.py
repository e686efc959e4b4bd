"""How many there are of a kind in each town: named ones one by one, collectives of known size as their size."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from graph.coverage.places import Place
from graph.coverage.standing import Collective, Coverage
from graph.coverage.together import fitting
from graph.snapshot import Snapshot
from registry.model import Entity


class Entities(Protocol):
    """The part of a `Record` that sizes are read from."""

    def entities(self, ids: Collection[str]) -> dict[str, Entity]: ...


@dataclass(frozen=True)
class Count:
    """How many of a kind there are in one place.

    Named ones are taken to be among a collective of their kind, so that the larger of both counts (`value`), never
    the sum: six named Integrationsräte and "6 Integrationsräte" are six.
    """

    place: Place
    named: int
    """Known one by one; only those that are sure (not expected, planned or proposed)."""
    unsure: int
    collective: int
    """Size of the largest collective of this kind of this place; 0 for none."""
    approximate: bool
    collectives: tuple[int, ...]
    """Entity numbers of the collectives of this place."""
    spread: int = 0
    """For the Kreis with its towns: the sum over the towns (one in two towns counts in both)."""

    @property
    def value(self) -> int:
        """What counts."""
        return max(self.named, self.collective)

    @property
    def whole(self) -> bool:
        """For the Kreis: whether all of a collective are known one by one, so that its towns can be compared."""
        return self.collective <= self.named


def read_collectives(record: Entities, snapshot: Snapshot) -> tuple[Collective, ...]:
    """Every collective whose size is known and of which its name says what it is made of."""
    numbers = np.flatnonzero(snapshot.of_kinds(("kollektiv",)) & snapshot.entity_shown).tolist()
    known = record.entities([snapshot.ids[one] for one in numbers])
    found = []
    for number in numbers:
        entity = known.get(snapshot.ids[number])
        kind = snapshot.vocabulary.collective_kind(snapshot.names[number])
        if entity is not None and entity.size is not None and kind is not None:
            found.append(Collective(number, kind, entity.size.count, entity.size.approximate))
    return tuple(found)


class Tally:
    """How many of a kind, with everything narrower, there are in every area."""

    def __init__(self, coverage: Coverage, kind: str) -> None:
        """Counts once; `of` then looks up."""
        snapshot = coverage.snapshot
        self.coverage = coverage
        of_kind = coverage.counted & snapshot.of_kinds((kind,))
        entity, area = coverage.areas
        self._named, self._unsure = (
            np.bincount(area[(of_kind & mask)[entity]], minlength=len(snapshot))
            for mask in (~coverage.unsure, coverage.unsure)
        )
        # A collective belongs to the place that it is said of: one of a Kreis tells nothing of its towns.
        self._together: dict[int, list[Collective]] = {}
        for one in fitting(coverage, kind):
            for place in coverage.direct[1][coverage.direct[0] == one.number].tolist():
                self._together.setdefault(place, []).append(one)

    def of(self, place: Place) -> Count:
        """The count of one place with everything in it."""
        own = self._together.get(place.number, [])
        largest = max(own, key=lambda one: (one.size, one.number), default=None)
        return Count(
            place=place,
            named=int(self._named[place.number]),
            unsure=int(self._unsure[place.number]),
            collective=largest.size if largest else 0,
            approximate=bool(largest and largest.approximate),
            collectives=tuple(one.number for one in own),
        )


def counts(tally: Tally, kreis: Place) -> tuple[Count, ...]:
    """The count in each town of a Kreis by name, and in the Kreis with all its towns (last)."""
    found = [tally.of(place) for place in tally.coverage.towns(kreis)]
    whole = tally.of(kreis)
    beyond = sum(one.value - one.named for one in found)  # what towns have in collectives only
    return (*found, replace(whole, named=whole.named + beyond, spread=sum(one.value for one in found)))
