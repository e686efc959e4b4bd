"""Who stands where in the network: cut actors, bridges, core and periphery, who has no contact; brokers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from graph.columns import FloatArray, IntArray
from graph.holding.ground import Ground
from graph.holding.steering import by_name
from graph.measures.cores import core_numbers
from graph.networks import Network


@dataclass(frozen=True, eq=False)
class Weak:
    """Where the network hangs on one actor or one contact. Entity numbers."""

    cut: IntArray
    """Cut actors: without one of these others no longer hang together with the rest; those with most others first."""
    lost: IntArray
    """For each of these how many others fall off the largest rest."""
    pieces: IntArray
    """For each of these into how many pieces its part of the network falls."""
    bridges: tuple[tuple[int, int, int], ...]
    """Contacts that are the only path between two sides with more than one actor each: both ends, and how many hang
    on the smaller side; those with most first."""
    ends: int
    """Actors with a single contact: that is a bridge, too, but nobody hangs on it beside them."""


def weak(ground: Ground) -> Weak:
    """Cut actors and bridges of the network of contacts, by what hangs on them. Definitions: `graph.measures.cuts`."""
    network, found = ground.network, ground.cuts
    rank = ground.snapshot.name_rank[network.entities]
    cut = np.flatnonzero(found.articulation)
    cut = cut[np.lexsort((rank[cut], -found.pieces[cut], -found.lost[cut]))]
    first, second = found.bridges
    one = (network.degree[first] == 1) | (network.degree[second] == 1)
    return Weak(
        cut=network.entities[cut],
        lost=found.lost[cut],
        pieces=found.pieces[cut],
        bridges=_bridges(ground, first[~one], second[~one]),
        ends=int((network.degree == 1).sum()),
    )


def _bridges(ground: Ground, first: IntArray, second: IntArray) -> tuple[tuple[int, int, int], ...]:
    entities, rank = ground.network.entities.tolist(), ground.snapshot.name_rank
    pairs = zip(first.tolist(), second.tolist(), strict=True)
    found = [(entities[one], entities[other], _smaller(ground.network, one, other)) for one, other in pairs]
    return tuple(sorted(found, key=lambda one: (-one[2], rank[one[0]], rank[one[1]])))


def _smaller(network: Network, one: int, other: int) -> int:
    """Actors on the smaller side of a bridge. Both are walked in turn: it costs no more than that side."""
    sides = (_walk(network, one, other), _walk(network, other, one))
    count = 0
    while all(next(side, None) is not None for side in sides):
        count += 1
    return count


def _walk(network: Network, start: int, bar: int) -> Iterator[int]:
    """Every place that one end of a bridge reaches without it."""
    seen, queue = {start, bar}, [start]
    for current in queue:
        yield current
        for near in network.neighbours[network.starts[current] : network.starts[current + 1]].tolist():
            if near not in seen:
                seen.add(near)
                queue.append(near)


@dataclass(frozen=True, eq=False)
class Core:
    """Core and periphery. Arrays over the places of the network."""

    network: Network
    numbers: IntArray
    """Core number of each actor (`graph.measures.cores`)."""

    @property
    def deepest(self) -> int:
        """The largest core number: everybody in the core has at least so many contacts within it."""
        return int(self.numbers.max()) if len(self.numbers) else 0

    @property
    def core(self) -> IntArray:
        """Entity numbers of the innermost core."""
        found: IntArray = self.network.entities[(self.numbers == self.deepest) & (self.numbers > 0)]
        return found

    @property
    def shells(self) -> tuple[tuple[int, int], ...]:
        """(core number, how many actors have it), the innermost first."""
        numbers, counts = np.unique(self.numbers, return_counts=True)
        return tuple(zip(numbers[::-1].tolist(), counts[::-1].tolist(), strict=True))

    @property
    def edge(self) -> IntArray:
        """Entity numbers of the periphery: one contact, or in chains of such (core number 1)."""
        found: IntArray = self.network.entities[self.numbers == 1]
        return found


def core(ground: Ground) -> Core:
    """Core and periphery by nested k-cores. Cost: one pass over the contacts."""
    return Core(ground.network, core_numbers(ground.network))


def isolated(ground: Ground) -> IntArray:
    """Actors at the Stand without any contact, as entity numbers in the order of names."""
    found = ground.network.entities[ground.network.degree == 0]
    return by_name(ground.snapshot, found)


@dataclass(frozen=True, eq=False)
class Brokers:
    """Who connects others. Arrays over the places of the network; definitions with the measures themselves."""

    network: Network
    betweenness: FloatArray
    """Share of the shortest paths between two others that lead over the actor, 0 to 1, on average over all pairs."""
    error: float
    """Standard error of the betweenness where it was sampled, else 0."""
    constraint: FloatArray
    """Burt's constraint: low where the contacts have nothing to do with each other; NaN without a contact."""
    effective: FloatArray
    """Burt's effective size: contacts, less what they are redundant."""
