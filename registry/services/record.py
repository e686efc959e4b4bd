"""The record as one viewer may see it: the store's reading, filtered by `access` in every verb."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from registry.access import Viewer, visible
from registry.model import Entity, NotFound, StatementType
from registry.store.port import AnyStatement, Change, EntityRow, Place, Reading, TieRow, Touched, Version

_PART: Final = 1000
"""How many statements are filtered at once."""
_FEW: Final = 20


class Missing(NotFound):
    """Nothing is visible under this id; `successor` is what it was merged into, where that is visible."""

    def __init__(self, id: str, successor: str | None = None) -> None:
        self.successor = successor
        super().__init__("nothing is known under this id", where=id, remedy="search for it by name")


class Record:
    """A consistent view of the record for one viewer. What they may not see is not there, in lists and counts too."""

    def __init__(self, reading: Reading, viewer: Viewer) -> None:
        self._reading = reading
        self.viewer = viewer

    @property
    def revision(self) -> int:
        """Number of the last commit in this view; 0 for an empty record."""
        return self._reading.revision

    def entity(self, id: str) -> Entity:
        """The entity with this id. Raises Missing, which knows what it was merged into."""
        found = self.get((id,)).get(id)
        if isinstance(found, Entity):
            return found
        raise Missing(id, self._heir(id))

    def _heir(self, id: str) -> str | None:
        """What a removed entity was merged into in the end, if the viewer may see that."""
        passed: set[str] = set()
        here: str | None = id
        while here is not None and here not in passed:
            passed.add(here)
            here = self._reading.successors((here,)).get(here)
            if here is not None and self.get((here,)):
                return here
        return None

    def get(self, ids: Collection[str]) -> dict[str, AnyStatement]:
        """The visible statements among these ids."""
        return {one.id: one for one in self._filtered(self._reading.get(ids).values())}

    def entities(self, ids: Collection[str]) -> dict[str, Entity]:
        """The visible entities among these ids."""
        return {id: one for id, one in self.get(ids).items() if isinstance(one, Entity)}

    def about(
        self, ids: Collection[str], *, places: Collection[Place] = (), limit: int | None = None
    ) -> list[AnyStatement]:
        """Visible statements that refer to any of these ids (at these places), each once, ordered by id."""
        if self.viewer.sees("staff"):
            return self._reading.about(ids, places=places, limit=limit)
        return self._filtered(self._reading.about(ids, places=places))[:limit]  # a limit counts what is seen

    def scan(self, type: StatementType) -> Iterator[AnyStatement]:
        """All visible statements of a type, ordered by id."""
        found = self._reading.scan(type)
        while part := list(islice(found, _PART)):
            yield from self._filtered(part)

    def entity_rows(self, ids: Collection[str] | None = None) -> Iterator[EntityRow]:
        """Columns of all visible entities (or of these), ordered by id."""
        return (row for row in self._reading.entity_rows(ids) if self.viewer.sees(row.visibility))

    def tie_rows(self, subjects: Collection[str] | None = None, *, roles: Collection[str] = ()) -> Iterator[TieRow]:
        """Columns of all visible ties with visible ends, ordered by id; or of these subjects', in these roles."""
        rows = self._reading.tie_rows(subjects, roles=roles)
        ends = None
        if subjects is not None:
            rows = iter(found := list(rows))
            ends = {end for row in found for end in (row.subject, row.object)}
        hidden = {row.id for row in self._reading.entity_rows(ends) if not self.viewer.sees(row.visibility)}
        for row in rows:
            if self.viewer.sees(row.visibility) and row.subject not in hidden and row.object not in hidden:
                yield row

    def counts(self) -> dict[str, int]:
        """Number of visible statements by type. Quick for staff, who see all; others' are counted one by one."""
        if self.viewer.sees("staff"):
            return self._reading.counts()
        return {str(type): sum(1 for _ in self.scan(type)) for type in StatementType}

    def history(self, id: str) -> list[Version]:
        """All versions of a statement that this viewer may see now, oldest first."""
        if not self.get((id,)) and not self.viewer.sees("staff"):
            return []
        return [self._masked(one) for one in self._reading.history(id)]

    def changes(self, *, before: int | None = None, limit: int = 20) -> list[Change]:
        """The latest committed change sets before a revision, newest first; only those that `change` tells of."""
        if self.viewer.sees("staff"):
            return self._reading.changes(before=before, limit=limit)
        found: list[Change] = []
        while len(found) < limit and (page := self._reading.changes(before=before, limit=limit)):
            before = page[-1].revision
            found += [self._signed(one) for one in page if self.change(one.id)]
        return found[:limit]

    def change(self, id: str) -> tuple[Change, list[Touched]] | None:
        """A committed change set and what it touched; None where no such commit landed.

        None, too, where the viewer sees nothing of what it touched (or merged it into): its reason alone could tell.
        """
        found = self._reading.change(id)
        if found is None or self.viewer.sees("staff"):
            return found
        change, touched = found
        stands = (one.successor if one.removed else one.id for one in touched)
        ids = [id for id in stands if id]
        if any(map(self.get, _growing(ids))):
            return self._signed(change), touched
        return None

    def touched_since(self, revision: int) -> list[Touched]:
        """The latest state of every statement that was touched after this revision; of what is seen now for others."""
        touched = self._reading.touched_since(revision)
        if self.viewer.sees("staff"):
            return touched
        seen = self.get([one.id for one in touched])
        return [one for one in touched if one.id in seen]

    def touched_ids(self, revision: int) -> tuple[frozenset[str], frozenset[str]]:
        """Ids of the entities and of the ties touched after a revision, also of those that are gone or not seen.

        For who keeps columns of the record up to date; ids alone, which say nothing.
        """
        touched = self._reading.touched_since(revision)
        entities = frozenset(one.id for one in touched if one.type == "entity")
        return entities, frozenset(one.id for one in touched if one.type == "tie")

    def subjects_of(self, ties: Collection[str], ends: Collection[str]) -> frozenset[str]:
        """Subjects of the visible ties among these, and of all visible ties that have one of these ends."""
        found = list(self.get(ties).values()) if ties else []
        found += self.about(ends, places=("subject", "object")) if ends else []
        return frozenset(one.subject for one in found if one.type == "tie")

    def erased_count(self) -> int:
        """How many persons were erased: what was made from the record when it was another number may name them."""
        return len(self._reading.erased())

    def mark(self, revision: int | None = None) -> str:
        """Id of the change set that made a revision (this view's where none is named); empty where there is none.

        Names a state of the record: after a return to a backup the same number is another state.
        """
        wanted = self.revision if revision is None else revision
        found = self._reading.changes(before=wanted + 1, limit=1)
        return found[0].id if found and found[0].revision == wanted else ""

    def _masked(self, version: Version) -> Version:
        change = self._signed(version.change)
        seen = next(iter(self._filtered((version.statement,))), None) if version.statement else None
        return Version(version.id, version.version, seen, version.successor, change)

    def _signed(self, change: Change) -> Change:
        """Who made a change is personal data of those who work with the registry: for staff only."""
        return change if self.viewer.sees("staff") else replace(change, who="")

    def _filtered(self, statements: Collection[AnyStatement]) -> list[AnyStatement]:
        seen = [one for one in (visible(one, self.viewer) for one in statements) if one is not None]
        return self._without_hidden(seen)

    def _without_hidden(self, statements: list[AnyStatement]) -> list[AnyStatement]:
        """Drops ties, posts and observations whose ends this viewer may not see: they would tell of them.

        Of the pool of a seat, the documents of sources and the seat of a tie only those stay whom they may see.
        """
        if self.viewer.sees("staff") or not statements:
            return statements
        named = {end for one in statements for end in (*_ends(one), *_pool(one), *_documents(one))}
        seen = {row.id for row in self._reading.entity_rows(named) if self.viewer.sees(row.visibility)}
        kept = [one for one in statements if all(end in seen for end in _ends(one))]
        seats = {one.post for one in kept if one.type == "tie" and one.post}
        if seats:
            seen |= {id for id, one in self._reading.get(seats).items() if self.viewer.sees(one.visibility)}
        return [_trimmed(one, seen) for one in kept]


def _growing(ids: list[str]) -> Iterator[list[str]]:
    """A few of them first: mostly one of these is seen already, and an import has touched thousands."""
    yield ids[:_FEW]
    for at in range(_FEW, len(ids), _PART):
        yield ids[at : at + _PART]


def _pool(statement: AnyStatement) -> tuple[str, ...]:
    return statement.pool if statement.type == "post" else ()


def _documents(statement: AnyStatement) -> tuple[str, ...]:
    return tuple(one.document for one in statement.sources)


def _trimmed(statement: AnyStatement, seen: Collection[str]) -> AnyStatement:
    """The statement without what it names besides its ends and is not seen."""
    changes: dict[str, Any] = {}
    if not all(one in seen for one in _pool(statement)):
        changes["pool"] = tuple(one for one in _pool(statement) if one in seen)
    if not all(one in seen for one in _documents(statement)):
        changes["sources"] = tuple(one for one in statement.sources if one.document in seen)
    if statement.type == "tie" and statement.post and statement.post not in seen:
        changes["post"] = None
    return statement.model_copy(update=changes) if changes else statement


def _ends(statement: AnyStatement) -> tuple[str, ...]:
    match statement.type:
        case "tie":
            return statement.subject, statement.object
        case "post":
            return (statement.body,)
        case "observation":
            return (statement.subject,)
        case _:
            return ()
