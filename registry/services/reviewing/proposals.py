"""One proposal as it is looked at: its lines beside the present record, likely duplicates, what it does."""

from __future__ import annotations

from collections.abc import Collection, Set
from dataclasses import dataclass

from registry.access import STAFF_VIEWER
from registry.model import ChangeSet, Entity, Problem, Proposal, Put, Tie
from registry.rules.checking import check_change_set
from registry.services.duplicates import Hint, Query
from registry.services.record import Record
from registry.services.registering.building import documents
from registry.services.registering.sending import Sending, Sendings
from registry.services.registering.showing import PLACES
from registry.services.registry import Registry
from registry.services.reviewing.effects import Coverage, SeatEffect, coverage_of, seats_of
from registry.services.reviewing.lines import Line, lines_of
from registry.services.reviewing.rebasing import Rebased, rebased
from registry.store.port import AnyStatement

_HINTS = 3


@dataclass(frozen=True)
class Review:
    """A proposal as a diff on the network."""

    change_set: ChangeSet
    rebased: Rebased
    lines: tuple[Line, ...]
    beside: tuple[Tie, ...]
    """Present ties of the entities that the proposal writes about, which it leaves as they are."""
    duplicates: dict[str, list[Hint]]
    """For each new entity, what it may be already."""
    coverage: tuple[Coverage, ...]
    seats: tuple[SeatEffect, ...]
    problems: tuple[Problem, ...]
    """Rules that the record would break: with them it can not be accepted as a whole."""


@dataclass(frozen=True)
class Queued:
    """One open proposal in the queue."""

    proposal: Proposal
    sending: Sending


def queue(registry: Registry) -> list[Queued]:
    """What waits for a decision, in the order it came; what is waiting for an answer stands behind."""
    proposals = registry.proposals("open")
    sendings = Sendings(registry)
    known = sendings.of_proposals({one.change_set.id for one in proposals})
    found = [
        Queued(one, known.get(one.change_set.id) or sendings.of_proposal(one.change_set, *_about(one.change_set)))
        for one in proposals
    ]
    return sorted(found, key=lambda one: one.sending.state == "question")


def _about(change_set: ChangeSet) -> tuple[str, str]:
    """Title and entity of a proposal that nobody sent in by form."""
    entities = (one.record for one in change_set.operations if isinstance(one, Put))
    first = next((one for one in entities if isinstance(one, Entity)), None)
    return (first.name, first.id) if first else (change_set.why, "")


def case_of(registry: Registry, change_set: ChangeSet) -> Sending:
    """What is kept beside a proposal; for one that nobody sent in, what will be."""
    return Sendings(registry).of_proposal(change_set, *_about(change_set))


def diff(
    registry: Registry, record: Record, change_set: ChangeSet, judged: Set[frozenset[str]] = frozenset()
) -> Review:
    """Hold a proposal against the record, read with the eyes of staff."""
    found = rebased(record, change_set)
    lines = lines_of(found)
    whole = change_set.model_copy(update={"operations": found.operations})
    return Review(
        change_set=change_set,
        rebased=found,
        lines=lines,
        beside=_beside(record, lines),
        duplicates=_duplicates(registry, lines, judged),
        coverage=coverage_of(record, found, registry.vocabulary),
        seats=seats_of(record, found),
        problems=tuple(check_change_set(whole, _WithDocuments(record), registry.vocabulary)),
    )


class _WithDocuments:
    """The record with the documents that forms cite, which are entered when the first proposal is accepted."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def get(self, ids: Collection[str]) -> dict[str, AnyStatement]:
        """Live statements by id."""
        own = {id: one for id, one in documents().items() if id in ids}
        return {**own, **self._record.get(ids)}

    def about(self, ids: Collection[str]) -> list[AnyStatement]:
        """Live statements that refer to any of these ids."""
        return self._record.about(ids)


def _beside(record: Record, lines: tuple[Line, ...]) -> tuple[Tie, ...]:
    touched = {line.target for line in lines}
    about = {line.target for line in lines if line.statement.type == "entity" and line.before is not None}
    about |= {line.statement.subject for line in lines if isinstance(line.statement, Tie) and line.before is not None}
    ties = record.about(tuple(about), places=["subject", "object"], limit=200) if about else []
    return tuple(one for one in ties if isinstance(one, Tie) and one.id not in touched)


def _duplicates(registry: Registry, lines: tuple[Line, ...], judged: Set[frozenset[str]]) -> dict[str, list[Hint]]:
    places: dict[str, list[str]] = {}
    for line in lines:
        if isinstance(line.after, Tie) and line.after.role in PLACES:
            places.setdefault(line.after.subject, []).append(line.after.object)
    found = {}
    for line in lines:
        if line.change == "new" and isinstance(line.after, Entity):
            query = query_of(line.after, tuple(places.get(line.target, ())))
            found[line.target] = registry.duplicates(query, STAFF_VIEWER, judged=judged, limit=_HINTS)
    return {id: hints for id, hints in found.items() if hints}


def query_of(entity: Entity, places: tuple[str, ...] = ()) -> Query:
    """What an entity that is not in the record yet is asked about."""
    return Query(
        name=entity.name,
        kind=entity.kind,
        family=entity.family,
        places=places,
        contacts=tuple((one.kind, one.value) for one in entity.contacts),
        identifiers=entity.identifiers,
        aliases=entity.aliases,
        id=entity.id,
    )
