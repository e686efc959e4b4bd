"""What the index of duplicates knows of the record: entities with where they are, and what changed since a revision."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from registry.model import Entity, StatementType, Tie, Visibility
from registry.services.duplicates.entries import Entry, Reach, Shown
from registry.services.duplicates.index import DuplicateIndex
from registry.store.port import AnyStatement, Reading, TieRow, Touched
from registry.vocabulary import Vocabulary

_PLACES: Final = "place"
_ABOVE: Final = "teil_von"
_REBUILD_AT: Final = 2000
"""Above so many touched statements a fresh index is quicker than an update."""


def entries(reading: Reading, vocabulary: Vocabulary, ids: Collection[str] | None = None) -> list[Entry]:
    """The entities of the record (or these), each with what its ties say of where it is."""
    found = list(_entities(reading, ids))
    ties: dict[str, list[TieRow]] = defaultdict(list)
    for tie in reading.tie_rows(None if ids is None else [one.id for one in found]):
        ties[tie.subject].append(tie)
    places = vocabulary.roles_in(_PLACES)
    return [_entry(one, ties[one.id], places, person=vocabulary.is_person(one.kind)) for one in found]


def _entities(reading: Reading, ids: Collection[str] | None) -> Iterator[Entity]:
    statements = reading.scan(StatementType.ENTITY) if ids is None else reading.get(ids).values()
    return (one for one in statements if isinstance(one, Entity))


def _entry(entity: Entity, ties: Iterable[TieRow], places: Collection[str], *, person: bool) -> Entry:
    areas: dict[str, str] = {}
    bodies: dict[str, str] = {}
    above: dict[str, None] = {}
    for tie in ties:
        if tie.role in places:
            areas[tie.object] = _wider(areas.get(tie.object), tie.visibility)
        elif person:
            bodies[tie.object] = _wider(bodies.get(tie.object), tie.visibility)
        elif tie.role == _ABOVE and entity.family == "area" and tie.visibility == Visibility.PUBLIC:
            above[tie.object] = None
    return Entry(
        id=entity.id,
        family=entity.family,
        kind=entity.kind,
        names=(entity.name, *entity.aliases),
        translated=tuple(entity.translations.values()),
        visibility=entity.visibility.value,
        contacts=tuple(Reach(one.kind, one.value, one.visibility.value) for one in entity.contacts),
        identifiers=tuple(sorted(entity.identifiers.items())),
        areas=_shown(areas),
        bodies=_shown(bodies),
        above=tuple(above),
    )


def _shown(found: dict[str, str]) -> tuple[Shown, ...]:
    return tuple(sorted(found.items()))


def _wider(one: str | None, other: str) -> str:
    """Of two ties to one area the one that more people may see."""
    order = list(Visibility)
    return other if one is None or order.index(Visibility(other)) < order.index(Visibility(one)) else one


class DuplicateFinder:
    """Hands out the index for a view; one thread prepares it, the others wait for it, as the finder of search does."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._lock = threading.Lock()
        self._index: DuplicateIndex | None = None
        self._erased: frozenset[str] = frozenset()

    def at(self, reading: Reading) -> DuplicateIndex:
        """The index of the view's revision, or of a later one that another thread has needed already."""
        index = self._index
        if index is not None and index.revision >= reading.revision:
            return index
        with self._lock:
            index = self._index
            if index is None or index.revision < reading.revision:
                index = self._index = self._renewed(index, reading)
            return index

    def forget(self) -> None:
        """Drop what this process keeps: after an erasure, for one."""
        with self._lock:
            self._index = None

    def _renewed(self, old: DuplicateIndex | None, reading: Reading) -> DuplicateIndex:
        erased = reading.erased()
        touched = [] if old is None else reading.touched_since(old.revision)
        # An update would keep an erased name in memory, unused, until there is a fresh index.
        if old is None or erased != self._erased or len(touched) > _REBUILD_AT:
            self._erased = erased
            return DuplicateIndex(entries(reading, self._vocabulary), reading.revision, self._vocabulary)
        gone = {one.id for one in touched if one.type == "entity" and one.removed}
        ids = {one.id for one in touched if one.type == "entity"} | set(_subjects(reading, touched))
        return old.updated(entries(reading, self._vocabulary, ids - gone), gone, reading.revision)


def _subjects(reading: Reading, touched: Iterable[Touched]) -> Iterator[str]:
    """Whose ties were touched: those of now, and those that a tie had before it was removed or moved."""
    ties = [one for one in touched if one.type == "tie"]
    yield from _of_ties(reading.get([one.id for one in ties if one.version == 1]).values())
    for one in ties:
        if one.version > 1:
            yield from _of_ties(version.statement for version in reading.history(one.id))


def _of_ties(statements: Iterable[AnyStatement | None]) -> Iterator[str]:
    return (tie.subject for tie in statements if isinstance(tie, Tie))
