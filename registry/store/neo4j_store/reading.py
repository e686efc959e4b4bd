"""The reading half: a view of the record as it stood at one revision."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final, Literal, LiteralString, TypeVar, cast

from neo4j import Record

from registry.model import Proposal, StatementType
from registry.model.changes import ChangeSet
from registry.store.archive import ChangeRow, ErasedRow, ItemRow, Key, Part, ProposalRow, Row, VersionRow
from registry.store.neo4j_store import cypher
from registry.store.neo4j_store.asking import Asking
from registry.store.port import AnyStatement, Change, EntityRow, Place, TieRow, Touched, Version
from registry.store.rows import TYPES, decoded, whole
from registry.store.workspace import EPHEMERAL

BATCH: Final = 10_000
"""So many ids go into one question."""
_EVERY: Final = 2**62
_LETTERS: Final = {str(type): letter for letter, type in TYPES.items()}
_Item = TypeVar("_Item")


def _range(letter: str) -> dict[str, str]:
    """Between which texts the ids are that begin with a letter: no id is the letter alone."""
    return {"after": letter, "end": chr(ord(letter) + 1)}


def batched(items: Iterable[_Item], size: int = BATCH) -> Iterator[list[_Item]]:
    """The items in lists of this size."""
    found = iter(items)
    while part := list(islice(found, size)):
        yield part


class Neo4jReading:
    """A consistent view: every query asks for what was written by its revision and not yet replaced then.

    Versions are never changed but by an erasure, which takes the person out of earlier views as well. Decisions on
    proposals that have no revision (declined ones) show as soon as they are made.
    """

    def __init__(self, ask: Asking, revision: int) -> None:
        self._ask = ask
        self._at = revision

    @property
    def revision(self) -> int:
        """Number of the last commit in this view."""
        return self._at

    def _rows(self, query: LiteralString, **parameters: object) -> list[Record]:
        return self._ask.rows(query, at=self._at, **parameters)

    def _each(self, query: LiteralString, ids: Collection[str], **parameters: object) -> Iterator[Record]:
        """Rows for many ids, a part of the ids at a time."""
        for part in batched(sorted(set(ids))):
            yield from self._rows(query, ids=part, **parameters)

    def get(self, ids: Collection[str]) -> dict[str, AnyStatement]:
        """The live statements among these ids."""
        return {row[0]: decoded(*row) for row in self._each(cypher.GET, ids)}

    def successors(self, ids: Collection[str]) -> dict[str, str]:
        """For removed statements among these ids, what they were merged into."""
        return {row["id"]: row["successor"] for row in self._each(cypher.SUCCESSORS, ids)}

    def about(
        self, ids: Collection[str], *, places: Collection[Place] = (), limit: int | None = None
    ) -> list[AnyStatement]:
        """Live statements that refer to any of these ids at any of these places."""
        if limit == 0:
            return []
        query = cypher.ABOUT_AT if places else cypher.ABOUT
        cut = _EVERY if limit is None else limit
        found = {row[0]: row for row in self._each(query, ids, places=list(places), limit=cut)}
        return [decoded(*found[id]) for id in sorted(found)[:limit]]

    def scan(self, type: StatementType) -> Iterator[AnyStatement]:
        """All live statements of a type, ordered by id."""
        rows = self._ask.stream(cypher.SCAN, at=self._at, **_range(_LETTERS[str(type)]))
        return (decoded(*row) for row in rows)

    def entity_rows(self, ids: Collection[str] | None = None) -> Iterator[EntityRow]:
        """Columns of all live entities (or of these), ordered by id."""
        if ids is None:
            return map(_entity_row, self._pages(cypher.COLUMNS, "e"))
        entities = [id for id in ids if id.startswith("e")]
        return map(_entity_row, _parsed(row[0] for row in self._each(cypher.COLUMNS_OF, entities)))

    def _pages(self, query: LiteralString, letter: str, **parameters: object) -> Iterator[list[Any]]:
        """Columns of many, a page of them in one answer, which is read much faster so than row by row.

        Versions are never changed, so that the pages are those of one view whenever they are asked for.
        """
        after: str | None = letter
        while after is not None:
            after, columns = self._rows(query, **{**_range(letter), "after": after}, limit=BATCH, **parameters)[0]
            yield from _parsed(columns)

    def tie_rows(self, subjects: Collection[str] | None = None, *, roles: Collection[str] = ()) -> Iterator[TieRow]:
        """Columns of all live ties, or of those of these subjects and in these roles, ordered by id."""
        if subjects is not None:
            found = (
                row
                for part in batched(sorted(set(subjects)))
                for row in self._rows(cypher.TIES_OF, subjects=part, roles=list(roles))
            )
            return map(_tie_row, _parsed(row[0] for row in sorted(found, key=lambda row: str(row[1]))))
        if roles:
            return map(_tie_row, self._pages(cypher.COLUMNS_IN_ROLES, "t", roles=list(roles)))
        return map(_tie_row, self._pages(cypher.COLUMNS, "t"))

    def counts(self) -> dict[str, int]:
        """Number of live statements by type."""
        found = {row["type"]: row["number"] for row in self._rows(cypher.COUNTS)}
        return {str(type): found.get(str(type), 0) for type in StatementType}

    def history(self, id: str) -> list[Version]:
        """All versions of a statement, oldest first."""
        return [_version(row) for row in self._rows(cypher.HISTORY, id=id)]

    def changes(self, *, before: int | None = None, limit: int = 20) -> list[Change]:
        """The latest committed change sets before a revision, newest first."""
        top = _EVERY if before is None else before
        return [_change(row) for row in self._rows(cypher.CHANGES, before=top, limit=_EVERY if limit < 0 else limit)]

    def change(self, id: str) -> tuple[Change, list[Touched]] | None:
        """A committed change set and what it touched; None where no such commit landed."""
        found = self._rows(cypher.CHANGE, id=id)
        if not found:
            return None
        change = _change(found[0])
        return change, [Touched(*row) for row in self._rows(cypher.TOUCHED_BY, revision=change.revision)]

    def touched_since(self, revision: int) -> list[Touched]:
        """The latest state of every statement that was touched after this revision."""
        rows = self._ask.stream(cypher.TOUCHED_SINCE, at=self._at, revision=revision)
        return [Touched(*row) for row in rows]

    def proposals(self, state: Literal["open", "accepted", "declined"] | None = None) -> list[Proposal]:
        """Proposals in the order they came."""
        found = (_proposal(row) for row in self._archived_proposals(()))
        return [one for one in found if state is None or one.state == state]

    def proposal(self, id: str) -> Proposal | None:
        """One proposal by its change set's id."""
        return next((_proposal(self._proposal_row(row)) for row in self._rows(cypher.PROPOSAL, id=id)), None)

    def erased(self) -> frozenset[str]:
        """Ids of erased persons."""
        return frozenset(row["id"] for row in self._rows(cypher.ERASED))

    def archive(self, part: Part, after: Key = ()) -> Iterator[Row]:
        """Every row of a part after a key, in the order of the key, up to this view's revision."""
        parts: dict[Part, Callable[[Key], Iterator[Row]]] = {
            "changes": self._archived_changes,
            "versions": self._archived_versions,
            "proposals": self._archived_proposals,
            "erased": self._archived_erased,
            "items": self._archived_items,
        }
        return parts[part](after)

    def _archived_changes(self, after: Key) -> Iterator[ChangeRow]:
        rows = self._ask.stream(cypher.ARCHIVED_CHANGES, at=self._at, after=after[0] if after else 0)
        return (ChangeRow(*row) for row in rows)

    def _archived_versions(self, after: Key) -> Iterator[VersionRow]:
        revision, id = after or (0, "")
        return (
            VersionRow(*row)
            for row in self._ask.stream(cypher.ARCHIVED_VERSIONS, at=self._at, revision=revision, id=id)
        )

    def _archived_proposals(self, after: Key) -> Iterator[ProposalRow]:
        rows = self._ask.stream(cypher.PROPOSALS, after=after[0] if after else 0)
        return map(self._proposal_row, rows)

    def _proposal_row(self, row: Sequence[Any]) -> ProposalRow:
        found = ProposalRow(*row)
        if found.revision is not None and found.revision > self._at:  # accepted by a later commit than this view sees
            return found._replace(state="open", decided_by=None, decided_at=None, decision_note=None, revision=None)
        return found

    def _archived_erased(self, after: Key) -> Iterator[ErasedRow]:
        first = after[0] if after else ""
        return (ErasedRow(*row) for row in self._rows(cypher.ERASED) if row[0] > first)

    def _archived_items(self, after: Key) -> Iterator[ItemRow]:
        kind, id = after or ("", "")
        rows = self._ask.stream(cypher.ARCHIVED_ITEMS, kind=kind, id=id, without=sorted(EPHEMERAL))
        return (ItemRow(*row) for row in rows)


def _parsed(columns: Iterable[str]) -> Iterator[list[Any]]:
    """Rows of columns as they are held, one JSON text for each."""
    for part in batched(columns):
        with whole("columns", part[0][:24]):
            yield from json.loads(f"[{','.join(part)}]")


def _entity_row(row: list[Any]) -> EntityRow:
    with whole("entity", row[0]):
        return EntityRow._make((*row[:3], tuple(row[3]), tuple(row[4]), *row[5:8], tuple(row[8]), row[9]))


def _tie_row(row: list[Any]) -> TieRow:
    with whole("tie", row[0]):
        return TieRow._make((*row[:8], tuple(row[8]), row[9]))


def _change(row: Record) -> Change:
    revision, id, kind, who, why, at, undoes, touched = (
        row[name] for name in ("revision", "change", "kind", "who", "why", "at", "undoes", "touched")
    )
    with whole("change", id):
        return Change(revision, id, kind, who, why, datetime.fromisoformat(at), undoes, touched)


def _version(row: Record) -> Version:
    statement = None if row["removed"] else decoded(row["id"], row["type"], row["version"], row["payload"])
    return Version(row["id"], row["version"], statement, row["successor"], _change(row))


def _proposal(row: ProposalRow) -> Proposal:
    with whole("proposal", row.id):
        return Proposal(
            change_set=ChangeSet.model_validate_json(row.payload),
            state=cast(Literal["open", "accepted", "declined"], row.state),
            decided_by=row.decided_by,
            decided_at=datetime.fromisoformat(row.decided_at) if row.decided_at else None,
            decision_note=row.decision_note,
            revision=row.revision,
        )
