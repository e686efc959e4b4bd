"""What a search for partners needs of the record besides a snapshot: languages, audiences, who can be reached.

Read once for a viewer, then renewed by what was touched since. Of contacts only that there are any is kept.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np

from graph.columns import FloatArray
from graph.snapshot import Key, Snapshot
from registry.access import Viewer
from registry.model import Entity, StatementType, Visibility
from registry.services import AnyStatement, Touched
from registry.services.search.spelling import reduced_words

_DIRECT: Final = ("email", "phone")
_STEP: Final = 2000
_SNAPSHOTS: Final = 6
MOST_RENEWED: Final = 3000
"""Above so many changed entities, facts are read anew: a page must not wait for that."""
Tell = Callable[[int, int], None]


class Readable(Protocol):
    """The part of a `Record` that facts are read from."""

    viewer: Viewer

    @property
    def revision(self) -> int: ...
    def scan(self, type: StatementType) -> Iterable[AnyStatement]: ...
    def entities(self, ids: Collection[str]) -> dict[str, Entity]: ...
    def touched_since(self, revision: int) -> list[Touched]: ...


@dataclass(frozen=True, slots=True)
class Fact:
    """Of one entity, as far as the viewer may see."""

    contact: float = 0.0
    """1 with a mail address or telephone number, 0.5 with another way only, 0 with none."""
    languages: tuple[str, ...] = ()
    """BCP 47 tags."""
    audience: tuple[str, ...] = ()
    """Reduced words of the text that says whom it is for."""


_NOTHING: Final = Fact()


@dataclass(frozen=True, eq=False)
class Facts:
    """Facts by id; who is not there has nothing of the kind that the viewer may see."""

    revision: int
    level: Visibility
    known: Mapping[str, Fact]
    _contacts: dict[Key, FloatArray] = field(default_factory=dict, repr=False)

    def contacts(self, snapshot: Snapshot) -> FloatArray:
        """`Fact.contact` of each entity of a snapshot; kept for the snapshots asked for last."""
        found = self._contacts.get(snapshot.key)
        if found is None:
            found = np.zeros(len(snapshot))
            some = [(id.encode(), one.contact) for id, one in self.known.items() if one.contact]
            places = snapshot.ids.numbers(np.array([id for id, _ in some], dtype=np.bytes_))
            found[places[places >= 0]] = np.array([contact for _, contact in some])[places >= 0]
            if len(self._contacts) >= _SNAPSHOTS:
                self._contacts.clear()
            self._contacts[snapshot.key] = found
        return found


def _quiet(_done: int, _total: int) -> None:
    return None


def read_facts(record: Readable, tell: Tell = _quiet, total: int = 0) -> Facts:
    """The facts of everything that a viewer sees. Cost: one pass over all entities (see docs/performance.md)."""
    known: dict[str, Fact] = {}
    for number, entity in enumerate(record.scan(StatementType.ENTITY)):
        if isinstance(entity, Entity) and (fact := fact_of(entity)) != _NOTHING:
            known[entity.id] = fact
        if number % _STEP == 0:
            tell(number, max(total, number))
    return Facts(record.revision, record.viewer.level, known)


def renewed(facts: Facts, record: Readable, most: int = MOST_RENEWED) -> Facts | None:
    """Facts of an older revision brought to the record's; None where more than `most` entities were touched since, so
    that reading everything anew is as quick. Cost: what was touched.

    What the viewer may not see any more can stay in it: it is in no snapshot of theirs, and so in no answer.
    """
    if facts.revision >= record.revision:
        return facts
    touched = {one.id for one in record.touched_since(facts.revision) if one.type == StatementType.ENTITY}
    if len(touched) > most:
        return None
    known = {id: fact for id, fact in facts.known.items() if id not in touched}
    for id, entity in record.entities(touched).items():
        if (fact := fact_of(entity)) != _NOTHING:
            known[id] = fact
    return Facts(record.revision, record.viewer.level, known)


def fact_of(entity: Entity) -> Fact:
    """What is kept of an entity, whose contacts are those that its reader may see."""
    kinds = {one.kind for one in entity.contacts}
    contact = 1.0 if kinds & set(_DIRECT) else 0.5 if kinds else 0.0
    text = " ".join(filter(None, (entity.audience.de, entity.audience.en))) if entity.audience else ""
    return Fact(contact, entity.languages, reduced_words(text) if text else ())


def has_words(wanted: Iterable[str], there: Collection[str]) -> bool:
    """Whether each of these reduced words begins one of those."""
    return all(any(word.startswith(one) for word in there) for one in wanted)


class Keeper:
    """The facts that a process has read, by level of viewer; threads share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[Visibility, Facts] = {}

    def at(self, record: Readable) -> Facts | None:
        """The facts of this record where they were read for this viewer before; None where they must be read."""
        held = self._held.get(record.viewer.level)
        found = None if held is None else renewed(held, record)
        return None if found is None else self.keep(found)

    def keep(self, facts: Facts) -> Facts:
        """Keep these unless there are later ones, and give them back."""
        with self._lock:
            held = self._held.get(facts.level)
            if held is None or held.revision < facts.revision:
                self._held[facts.level] = facts
        return facts
