"""Two entities side by side, field by field, and what merging them would do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from registry.model import ChangeSet, Entity, Put
from registry.services import Record
from web.presenting.changes import Names, field_labels, field_texts, named
from web.presenting.references import entity_address
from web.site import lang, vocabulary


@dataclass(frozen=True)
class Side:
    """One of the two."""

    id: str
    name: str
    kind: str
    href: str
    ties: int
    """How many ties, seats and figures are about it."""


@dataclass(frozen=True)
class Line:
    """One field of both."""

    field: str
    one: str
    other: str

    @property
    def same(self) -> bool:
        """Whether they say the same."""
        return self.one == self.other


@dataclass(frozen=True)
class Effect:
    """What a merge does with what is about the one that goes."""

    moved: int
    joined: int
    """Ties that become the same as one that is there."""
    fallen: int
    """Ties between the two, which fall away."""


def side(record: Record, entity: Entity) -> Side:
    """How one of the two is called, and how much is about it."""
    kind = vocabulary().kinds[entity.kind].label(lang())
    number = sum(1 for one in record.about((entity.id,)) if one.id != entity.id)
    return Side(entity.id, entity.display_name(lang()), kind, entity_address(entity.id, entity.family), number)


def lines(record: Record, one: Entity, other: Entity) -> list[Line]:
    """Every field that one of them has."""
    mentioned = record.entities(named(one) | named(other))
    names = Names(mentioned, vocabulary(), lang())
    left, right = (field_texts(entity, names) for entity in (one, other))
    found = [Line(field, left.get(field, ""), right.get(field, "")) for field in dict.fromkeys((*left, *right))]
    first = {field: place for place, field in enumerate(field_labels("name", "kind", "aliases", "contacts"))}
    last = field_labels("sources")[0]
    return sorted(found, key=lambda line: (line.field == last, first.get(line.field, len(first))))


def effect(change_set: ChangeSet, keep: str, drop: str) -> Effect:
    """What a prepared merge comes to."""
    found = Counter(
        "moved" if isinstance(one, Put) else "joined" if one.successor else "fallen"
        for one in change_set.operations
        if one.target not in (keep, drop)
    )
    # Of two ties that become one, the other end of it is written anew, too.
    return Effect(found["moved"] - found["joined"], found["joined"], found["fallen"])
