"""The made-up record and its pairs as the index of duplicates takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from registry.services.duplicates import DuplicateIndex, Entry, Query, Reach
from registry.vocabulary import load_vocabulary
from seed.pairs.asking import Asked
from seed.pairs.world import World


def entries(world: World) -> Iterator[Entry]:
    """The areas and actors of a world."""
    for id, kind, name, above in world.areas():
        yield Entry(id, "area", kind, (name,), above=(above,) if above else ())
    for actor in world.actors:
        yield Entry(
            id=actor.id,
            family="actor",
            kind=actor.kind,
            names=actor.names,
            contacts=tuple(Reach(one.kind, one.value, one.visibility.value) for one in actor.contacts),
            identifiers=actor.identifiers,
            areas=tuple((area, "public") for area in actor.areas),
        )


def index(world: World, besides: Iterable[Entry] = ()) -> DuplicateIndex:
    """An index of a world, and of what was entered besides."""
    return DuplicateIndex([*entries(world), *besides], 1, load_vocabulary())


def entered(asked: Asked, id: str) -> Entry:
    """What was asked about, entered in spite of everything."""
    contacts = tuple(Reach(kind, value) for kind, value in asked.contacts)
    areas = tuple((area, "public") for area in asked.areas)
    kind = asked.kind or "organisation"
    return Entry(id, "actor", kind, (asked.name,), contacts=contacts, identifiers=asked.identifiers, areas=areas)


def query(asked: Asked) -> Query:
    """What a form knows, as a query."""
    return Query(
        asked.name, asked.kind, places=asked.areas, contacts=asked.contacts, identifiers=dict(asked.identifiers)
    )
