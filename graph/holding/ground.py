"""What every question about what holds is asked of: contacts, who takes part where, who steers what; each made once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.columns import IntArray
from graph.holding.steering import Load, Steering, load, steering
from graph.measures.cuts import Cuts, cuts
from graph.networks import Affiliation, Network, actor_network, affiliation
from graph.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class Ground:
    """A snapshot with what these questions need of it. Keep it as long as the snapshot."""

    snapshot: Snapshot

    @cached_property
    def network(self) -> Network:
        """Actors and their contacts."""
        return actor_network(self.snapshot)

    @cached_property
    def cuts(self) -> Cuts:
        """Component of each place of the network, cut actors and bridges."""
        return cuts(self.network)

    @cached_property
    def circles(self) -> Affiliation:
        """Who takes part in which body."""
        return affiliation(self.snapshot)

    @cached_property
    def steering(self) -> Steering:
        """Who moderates and leads what."""
        return steering(self.snapshot)

    @cached_property
    def load(self) -> Load:
        """How that work is spread."""
        return load(self.steering)

    @cached_property
    def memberships(self) -> IntArray:
        """By entity number: in how many bodies it takes part."""
        found = np.zeros(len(self.snapshot), dtype=np.int32)
        found[self.circles.actors] = np.diff(self.circles.starts)
        return found

    @cached_property
    def steered(self) -> IntArray:
        """By entity number: how many bodies and organisations it moderates or leads, each once."""
        return np.bincount(self.steering.actor, minlength=len(self.snapshot)).astype(np.int32)

    def members_of(self, body: int) -> list[int]:
        """Who takes part in a body, as entity numbers, ascending."""
        place = _place(self.circles.bodies, body)
        if place is None:
            return []
        row = slice(self.circles.body_starts[place], self.circles.body_starts[place + 1])
        found: list[int] = self.circles.actors[self.circles.rows[row]].tolist()
        return sorted(found)


def _place(numbers: IntArray, wanted: int) -> int | None:
    place = int(numbers.searchsorted(wanted))
    return place if place < len(numbers) and numbers[place] == wanted else None
