"""`Coverage`: what counts as being there at a Stand, as columns over the entities of a snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np

from graph.columns import STANDINGS, STATUSES, BoolArray, IntArray
from graph.coverage.places import Pairs, Place, direct_places, kreise, within
from graph.snapshot import Snapshot
from graph.standings import attested_column
from registry.model import Status
from registry.model.periods import Standing, bounds

State = Literal["present", "unconfirmed", "advisory", "planned", "collective", "none"]
STATES: Final[tuple[State, ...]] = ("present", "unconfirmed", "advisory", "planned", "collective", "none")
DAYS: Final = 365
"""After so many days what was said counts as not confirmed."""
_UNSURE: Final = (Status.EXPECTED, Status.PLANNED, Status.PROPOSED)
_TAKING_PART: Final = ("membership", "moderation", "leadership")


@dataclass(frozen=True, slots=True)
class Collective:
    """A collective of known size, and the kind of what it is made of."""

    number: int
    kind: str
    size: int
    approximate: bool


@dataclass(frozen=True, eq=False)
class Coverage:
    """See the module. Only actors and offers that stand at the Stand are counted (`counted`)."""

    snapshot: Snapshot
    said: IntArray
    """By entity: the last day (ordinal) for which a source says that it is so, up to the Stand; 0 for none."""
    collectives: tuple[Collective, ...] = ()
    """Those of known size."""

    @cached_property
    def _places(self) -> dict[Place, tuple[Place, ...]]:
        return kreise(self.snapshot)

    @property
    def kreise(self) -> tuple[Place, ...]:
        """Every Kreis: the one with the most towns first, then by name; after them towns that are in none."""
        return tuple(self._places)

    def kreis(self, id_: str = "") -> Place | None:
        """The Kreis with this id; the first of all where none is named; None where there is none (or no such one)."""
        return next((one for one in self._places if one.id == id_ or not id_), None)

    def towns(self, kreis: Place) -> tuple[Place, ...]:
        """The towns and municipalities of a Kreis by name."""
        return self._places.get(kreis, ())

    @cached_property
    def counted(self) -> BoolArray:
        """Actors and offers that stand at the Stand; what was one event in the past does not."""
        snapshot = self.snapshot
        over = (snapshot.status == STATUSES.index(Status.EVENT)) & (
            snapshot.standing == STANDINGS.index(Standing.ENDED)
        )
        return np.asarray(snapshot.entity_shown & snapshot.of_kinds(("actor", "offer")) & ~over, dtype=np.bool_)

    @cached_property
    def unsure(self) -> BoolArray:
        """What is only expected, planned or proposed."""
        return np.isin(self.snapshot.status, [STATUSES.index(one) for one in _UNSURE])

    @cached_property
    def due(self) -> BoolArray:
        """What nobody has said to be so within a year (`DAYS`) before the Stand; nothing without a Stand."""
        if self.snapshot.stand is None:
            return np.zeros(len(self.snapshot), dtype=np.bool_)
        return np.asarray(self.said < self.snapshot.stand.toordinal() - DAYS, dtype=np.bool_)

    @cached_property
    def bodies(self) -> BoolArray:
        """Bodies among what is counted."""
        return self.counted & self.snapshot.of_kinds(("body",))

    @cached_property
    def moderated(self) -> BoolArray:
        """Bodies that somebody moderates, as far as the record says."""
        return self._object_of(("moderation",))

    @cached_property
    def advisory(self) -> BoolArray:
        """Bodies of which only advisory attendance is known: nobody is a member, leads or moderates."""
        return self._object_of(("advice",)) & ~self._object_of(_TAKING_PART)

    def _object_of(self, groups: tuple[str, ...]) -> BoolArray:
        snapshot = self.snapshot
        found = np.zeros(len(snapshot), dtype=np.bool_)
        roles = snapshot.role_mask(snapshot.vocabulary.roles_in(*groups))
        found[snapshot.ties.object[snapshot.tie_shown & roles]] = True
        return found & self.bodies

    @cached_property
    def direct(self) -> Pairs:
        """Pairs (entity, area) as said; see `direct_places`."""
        return direct_places(self.snapshot)

    @cached_property
    def areas(self) -> Pairs:
        """Pairs (entity, area) with everything that contains it."""
        return within(self.snapshot, self.direct)

    def state(self, sure: int, unsure: int, due: int, advisory: int, collective: int = 0) -> State:
        """What a cell is, from numbers of entities: the first that is true of collective, planned, advisory,
        unconfirmed, present. `due` and `advisory` count among the sure ones; `collective` is the size of one.
        """
        if not sure:
            return "collective" if collective else "planned" if unsure else "none"
        if advisory == sure:
            return "advisory"
        return "unconfirmed" if due == sure else "present"


def coverage(snapshot: Snapshot, collectives: Iterable[Collective] = ()) -> Coverage:
    """The coverage of a snapshot, with the dates of its entities' sources up to the Stand."""
    dates = attested_column(snapshot.base.entities.dating, snapshot.stand)
    return Coverage(snapshot, dates.mapped(lambda one: bounds(one)[1].toordinal() if one else 0), tuple(collectives))
