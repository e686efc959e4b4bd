"""Erasing a person, with a proof of what went (Art. 17 DSGVO)."""

from __future__ import annotations

from dataclasses import dataclass

from registry.access import STAFF_VIEWER
from registry.services.privacy.traces import Subject, subject_of, traces
from registry.services.registry import Registry


@dataclass(frozen=True, slots=True)
class Proof:
    """What spoke of the person before and after; it names nobody."""

    id: str
    revision: int
    before: dict[str, int]
    after: dict[str, int]
    """What still has a word of theirs: nothing, unless a word of theirs is somebody else's name as well."""

    @property
    def clean(self) -> bool:
        """Whether no full name, contact or identifier of theirs is left."""
        return not any(self.after.values())


def foreseen(registry: Registry, id: str) -> dict[str, int]:
    """How much speaks of somebody now: `statements`, `versions`, `changes`, `proposals`, and items by kind."""
    with registry.reading(STAFF_VIEWER) as record:
        return traces(registry, record, _subject(registry, id)).counts()


def erase(registry: Registry, id: str, who: str, why: str) -> Proof:
    """Erase a person everywhere and look whether anything is left. Raises NotFound, Erased, Invalid, Unavailable."""
    subject = _subject(registry, id)
    with registry.reading(STAFF_VIEWER) as record:
        before = traces(registry, record, subject).counts()
    revision = registry.erase(id, who, why)
    with registry.reading(STAFF_VIEWER, revision) as record:
        after = traces(registry, record, subject, by_id=False).counts()
    return Proof(id, revision, before, after)


def _subject(registry: Registry, id: str) -> Subject:
    with registry.reading(STAFF_VIEWER) as record:
        return subject_of(record, id, registry.proposals())
