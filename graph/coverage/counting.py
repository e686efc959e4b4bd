"""How many there are of a kind in each town: named ones one by one, collectives of known size as their size."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from graph.columns import BoolArray
from graph.coverage.places import Place, mask_in
from graph.coverage.standing import Collective, Coverage
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


def counts(coverage: Coverage, kind: str, kreis: Place) -> tuple[Count, ...]:
    """The count of a kind (with everything narrower) in each town of a Kreis by name, and in the Kreis with all its
    towns (last).
    """
    snapshot = coverage.snapshot
    of_kind = coverage.counted & snapshot.of_kinds((kind,))
    known = [one for one in coverage.collectives if snapshot.vocabulary.is_a(one.kind, kind)]
    places = coverage.towns(kreis.number)
    found = [_count(coverage, of_kind, known, place) for place in places]
    whole = _count(coverage, of_kind, known, kreis)
    beyond = sum(one.value - one.named for one in found)  # what towns have in collectives only
    return (*found, replace(whole, named=whole.named + beyond, spread=sum(one.value for one in found)))


def _count(coverage: Coverage, of_kind: BoolArray, collectives: list[Collective], place: Place) -> Count:
    snapshot = coverage.snapshot
    here = of_kind & mask_in(snapshot, coverage.areas, place.number)
    # A collective belongs to the place that it is said of: one of a Kreis tells nothing of its towns.
    direct = set(coverage.direct[0][coverage.direct[1] == place.number].tolist())
    own = [one for one in collectives if one.number in direct]
    largest = max(own, key=lambda one: (one.size, one.number), default=None)
    return Count(
        place=place,
        named=int((here & ~coverage.unsure).sum()),
        unsure=int((here & coverage.unsure).sum()),
        collective=largest.size if largest else 0,
        approximate=bool(largest and largest.approximate),
        collectives=tuple(one.number for one in own),
    )
