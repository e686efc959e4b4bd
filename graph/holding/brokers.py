"""Who connects others: betweenness, Burt's constraint and effective size, for those with a place of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.holding.ground import Ground
from graph.measures.betweenness import betweenness
from graph.measures.burt import structural_holes

EXACT: Final = 4000
"""Up to so many actors every path is looked at; above, paths from `SAMPLED` actors drawn at random."""
SAMPLED: Final = 1024
MOST: Final = 200
"""So many brokers are kept."""
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Broker:
    """One actor with its measures. It carries its name, so that it can be shown beside a newer record."""

    id: str
    name: str
    kind: str
    contacts: int
    betweenness: float
    """Share of the pairs of others between whom a shortest path leads over it, 0 to 1."""
    error: float
    """1.96 standard errors of the betweenness; 0 where it is exact."""
    constraint: float
    """Burt's constraint: low where one's contacts have little to do with each other."""
    effective: float
    """Burt's effective size: contacts, less what they are redundant."""


@dataclass(frozen=True)
class Brokers:
    """Those with the highest betweenness, and persons in a function beside, by name. A person is not ranked."""

    actors: tuple[Broker, ...]
    persons: tuple[Broker, ...]
    sources: int
    """Paths from so many actors were looked at; all of them where it equals `of`."""
    of: int


def find_brokers(ground: Ground, tell: Tell) -> Brokers:
    """Betweenness of all, and the measures of those who have any. Cost: sources × contacts."""
    network, snapshot = ground.network, ground.snapshot
    sources = SAMPLED if len(network) > EXACT else None
    found = betweenness(network, sources, tell)
    holes = structural_holes(network)
    rank = snapshot.name_rank[network.entities]
    between = np.flatnonzero(found.values > 0)
    person = snapshot.of_kinds(("person",))[network.entities[between]]
    actors, persons = between[~person], between[person]

    def broker(place: int) -> Broker:
        entity = int(network.entities[place])
        return Broker(
            id=snapshot.ids[entity],
            name=snapshot.names[entity],
            kind=snapshot.kind_of(entity),
            contacts=int(network.degree[place]),
            betweenness=float(found.values[place]),
            error=float(found.error[place]),
            constraint=float(holes.constraint[place]),
            effective=float(holes.effective_size[place]),
        )

    best = actors[np.lexsort((rank[actors], -found.values[actors]))][:MOST]
    named = persons[np.lexsort((rank[persons], -found.values[persons]))][:MOST]
    return Brokers(
        actors=tuple(broker(one) for one in best.tolist()),
        persons=tuple(broker(one) for one in named[np.argsort(rank[named])].tolist()),
        sources=found.sources,
        of=len(network),
    )
