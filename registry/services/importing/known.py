"""What matching needs to know of the record: names, identifiers, towns, and who was merged into whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from registry.model import Entity, StatementType
from registry.services.importing.joining import name_key
from registry.services.importing.values import FAMILIES
from registry.services.record import Missing, Record

PLACES: Final = ("sitz", "gebietsbezug")
"""Roles of ties that say where an actor is or works."""
_PART: Final = 2000


@dataclass
class Known:
    """The record's actors, offers, goals and documents, by what a row may say of them."""

    record: Record
    ids: set[str] = field(default_factory=set)
    names: dict[str, list[str]] = field(default_factory=dict)
    """Ids by `name_key`."""
    families: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    """The preferred name by id."""
    identified: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """Ids by scheme and value of an identifier."""

    @classmethod
    def of(cls, record: Record, schemes: Collection[str]) -> Known:
        """From the whole record; identifiers of these schemes only, as reading them means reading every entity."""
        known = cls(record)
        names: dict[str, list[str]] = defaultdict(list)
        for row in record.entity_rows():
            if row.family in FAMILIES:
                known.ids.add(row.id)
                known.families[row.id] = row.family
                known.written[row.id] = row.names[0]
                for key in dict.fromkeys(map(name_key, row.names)):
                    names[key].append(row.id)
        known.names = dict(names)
        if schemes:
            known.identified = _identified(record, schemes)
        return known

    def successor(self, id: str) -> str | None:
        """The id itself where it is in the record, else what it was merged into; None where there is neither."""
        if id in self.ids:
            return id
        try:
            return self.record.entity(id).id
        except Missing as missing:
            return missing.successor if missing.successor in self.ids else None

    def towns(self, ids: Iterable[str]) -> dict[str, set[str]]:
        """The areas in which these entities are or work."""
        found: dict[str, set[str]] = defaultdict(set)
        wanted = sorted(set(ids))
        for at in range(0, len(wanted), _PART):
            for row in self.record.tie_rows(wanted[at : at + _PART], roles=PLACES):
                found[row.subject].add(row.object)
        return found


def _identified(record: Record, schemes: Collection[str]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in record.scan(StatementType.ENTITY):
        if isinstance(one, Entity) and one.family in FAMILIES:
            for scheme, value in one.identifiers.items():
                if scheme in schemes:
                    found[scheme, identifier_key(value)].append(one.id)
    return dict(found)


def identifier_key(value: str) -> str:
    """What identifiers are compared by: letters and digits alone."""
    return "".join(one for one in value.casefold() if one.isalnum()) or value
