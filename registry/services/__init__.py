"""Use cases on the record: reading it as a viewer may, finding, editing, exchanging."""

from registry.services.record import Missing, Record
from registry.services.registry import Registry
from registry.services.search import Hit
from registry.store.port import AnyStatement, Change, EntityRow, TieRow, Touched, Version

__all__ = [
    "AnyStatement",
    "Change",
    "EntityRow",
    "Hit",
    "Missing",
    "Record",
    "Registry",
    "TieRow",
    "Touched",
    "Version",
]
