"""Where in the store a person is spoken of: by their id, and by the words that an erasure would take out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from registry.model import Entity, Proposal, Put, StatementType, statement_json
from registry.rules.blotting import words_of
from registry.services.privacy.kinds import KINDS, every
from registry.services.record import Record
from registry.services.registry import Registry
from registry.store.port import AnyStatement, Change, Version
from registry.store.workspace import Item


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom one looks for: ids, and a pattern of their full names, contacts and identifiers."""

    ids: tuple[str, ...]
    words: re.Pattern[str]

    def said_in(self, text: str) -> bool:
        """Whether a text speaks of them."""
        return any(id in text for id in self.ids) or self.words.search(text) is not None

    def named_in(self, text: str) -> bool:
        """Whether a text has a word of theirs; the id alone does not count."""
        return self.words.search(text) is not None


@dataclass(frozen=True)
class Traces:
    """Everything that speaks of somebody."""

    statements: tuple[AnyStatement, ...]
    """Live ones: their own, those that refer to them, those that name them."""
    versions: tuple[Version, ...]
    """Past and present versions of those."""
    changes: tuple[Change, ...]
    """Change sets that name them in who or why."""
    proposals: tuple[Proposal, ...]
    items: tuple[Item, ...]

    def counts(self) -> dict[str, int]:
        """How many of each: `statements`, `versions`, `changes`, `proposals`, and `items` by kind."""
        sizes = {
            "statements": len(self.statements),
            "versions": len(self.versions),
            "changes": len(self.changes),
            "proposals": len(self.proposals),
        }
        for one in self.items:
            sizes[one.kind] = sizes.get(one.kind, 0) + 1
        return sizes


def subject_of(record: Record, id: str, proposals: Iterable[Proposal] = ()) -> Subject:
    """Somebody by the id of their entity, with every name they ever had here. Nobody gives no words."""
    known = [one.statement for one in record.history(id) if isinstance(one.statement, Entity)]
    proposed = [
        one.record
        for proposal in proposals
        for one in proposal.change_set.operations
        if isinstance(one, Put) and isinstance(one.record, Entity) and one.record.id == id
    ]
    return Subject((id,), words_of([*known, *proposed]).wide)


def traces(registry: Registry, record: Record, subject: Subject, *, by_id: bool = True) -> Traces:
    """Everything that speaks of somebody; without `by_id` only what has a word of theirs, as after an erasure."""
    speaks = subject.said_in if by_id else subject.named_in
    live = [one for type in StatementType for one in record.scan(type) if speaks(statement_json(one))]
    near = {one.id for one in live} | set(subject.ids)
    if by_id:
        near |= {one.id for one in record.about(subject.ids)}
    return Traces(
        statements=tuple(live),
        versions=tuple(_versions(record, near, speaks)),
        changes=tuple(one for one in _changes(record) if subject.named_in(f"{one.who}\n{one.why}")),
        proposals=tuple(one for one in registry.proposals() if speaks(one.model_dump_json())),
        items=tuple(_items(registry, subject, by_id=by_id)),
    )


def _versions(record: Record, ids: Collection[str], speaks: object) -> Iterable[Version]:
    for id in sorted(ids):
        for one in record.history(id):
            if one.statement is not None and callable(speaks) and speaks(statement_json(one.statement)):
                yield one


def _changes(record: Record) -> Iterable[Change]:
    before = None
    while found := record.changes(before=before, limit=500):
        yield from found
        before = found[-1].revision


def _items(registry: Registry, subject: Subject, *, by_id: bool) -> Iterable[Item]:
    owners: set[str] = set(subject.ids) if by_id else set()
    for kind in KINDS:
        for one in every(registry.workspace, kind):
            if one.owner in owners or (subject.said_in if by_id else subject.named_in)(one.payload):
                owners.add(one.id)  # what belongs to an account goes with it, so it is told with it
                yield one
