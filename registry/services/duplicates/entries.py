"""What an index of duplicates knows of an entity, and what a form knows of one that may be new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from registry.access import Viewer
from registry.model import Visibility

LEVELS: Final = tuple(Visibility)
"""From what everyone may see to what only staff may."""
_LEVEL: Final[dict[str, int]] = {visibility.value: number for number, visibility in enumerate(LEVELS)}
Shown = tuple[str, str]
"""An id and the visibility with which it is known."""


class Reach(NamedTuple):
    """A way to reach an entity: as the record's contact, in a fifth of the memory."""

    kind: str
    value: str
    visibility: str = "public"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entity of the record as far as it is compared, each part with its visibility."""

    id: str
    family: str
    kind: str
    names: tuple[str, ...]
    """Preferred name first, then aliases."""
    translated: tuple[str, ...] = ()
    """Names in other languages: who types one finds it; two entities are not held against each other by them."""
    visibility: str = "public"
    contacts: tuple[Reach, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    """Scheme and value."""
    areas: tuple[Shown, ...] = ()
    """Where it is or works, by tie."""
    bodies: tuple[Shown, ...] = ()
    """Of a person: the bodies in which it has a function."""
    above: tuple[str, ...] = ()
    """Of an area: those that it is part of."""

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every name that it can be found by."""
        return (*self.names, *self.translated)


@dataclass(frozen=True, slots=True)
class Query:
    """What is known so far of a body, as a form has it. Everything but the name may be missing."""

    name: str
    kind: str | None = None
    family: str = "actor"
    places: tuple[str, ...] = ()
    """Ids of areas, or names of towns as typed."""
    contacts: tuple[tuple[str, str], ...] = ()
    """Kind and value, as typed."""
    identifiers: Mapping[str, str] = field(default_factory=dict)
    """Value by scheme."""
    exclude: frozenset[str] = frozenset()
    """Ids that are no answer: its own, for one."""
    aliases: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    """Of a person: the ids of bodies in which it has a function."""
    id: str | None = None
    """Its own id where it is in the record or proposed already: what was judged with it is no answer."""

    @property
    def names(self) -> tuple[str, ...]:
        """The preferred one first."""
        return (self.name, *self.aliases)

    @property
    def own(self) -> frozenset[str]:
        """The ids with which pairs were judged: its own, or those excluded where it has none."""
        return self.exclude if self.id is None else frozenset({self.id})


def level(visibility: str) -> int:
    """The place of a visibility in LEVELS."""
    return _LEVEL[visibility]


def level_of(viewer: Viewer) -> int:
    """The highest level that a viewer sees."""
    return max(number for number, visibility in enumerate(LEVELS) if viewer.sees(visibility))


def as_query(entry: Entry, viewer: Viewer) -> Query:
    """An entity of the record asked about itself, as this viewer knows it."""
    return Query(
        name=entry.names[0],
        kind=entry.kind,
        family=entry.family,
        places=tuple(id for id, visibility in entry.areas if viewer.sees(visibility)),
        contacts=tuple((one.kind, one.value) for one in entry.contacts if viewer.sees(one.visibility)),
        identifiers=dict(entry.identifiers),
        aliases=entry.names[1:],
        bodies=tuple(id for id, visibility in entry.bodies if viewer.sees(visibility)),
        id=entry.id,
    )
