"""What a store does, in verbs, and the errors each raises. Reading and writing are different words.

A store keeps the record: statements (the live ones and every version they had), change sets, proposals and the
ids of what was
erased. `read()` opens a consistent view; `commit` is the only way to write statements. Every error is one of
`registry.model.errors`: `Invalid` (a rule is broken), `Conflict` (a record has moved on), `Erased`, `NotFound`,
`Unavailable` (cannot answer now), `Damaged` (what is held is not whole).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from registry.model import ChangeSet, Entity, Observation, Post, Problem, Proposal, StatementType, Tie
from registry.store.archive import Key, Part, Progress, Receiving, Row
from registry.store.workspace import Workspace

AnyStatement = Entity | Tie | Post | Observation
Place = Literal["subject", "object", "post", "body", "pool", "source"]
"""Where a statement refers to another one."""


class EntityRow(NamedTuple):
    """The columns of an entity that lists, search and snapshots need."""

    id: str
    family: str
    kind: str
    names: tuple[str, ...]
    """Preferred name first, then aliases and names in other languages."""
    themes: tuple[str, ...]
    status: str
    start: str | None
    end: str | None
    attested: tuple[str, ...]
    """Dates for which its sources say so (EDTF), each once, earliest first."""
    visibility: str


class TieRow(NamedTuple):
    """The columns of a tie that snapshots need."""

    id: str
    subject: str
    role: str
    object: str
    theme: str | None
    status: str
    start: str | None
    end: str | None
    attested: tuple[str, ...]
    visibility: str


@dataclass(frozen=True, slots=True)
class Touched:
    """One statement that a change set touched: which version it wrote (a removal is a version too)."""

    id: str
    type: str
    version: int
    removed: bool
    successor: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A committed change set without its contents: what stands in a list of recent changes."""

    revision: int
    id: str
    kind: str
    who: str
    why: str
    at: datetime
    undoes: str | None
    touched: int
    """How many statements it touched."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a statement: what it said (None where it was removed) and the change that wrote it."""

    id: str
    version: int
    statement: AnyStatement | None
    successor: str | None
    change: Change


class Reading(Protocol):
    """A consistent view of the record: what is committed while it is open stays unseen."""

    @property
    def revision(self) -> int:
        """Number of the last commit in this view; 0 for an empty record."""
        ...

    def get(self, ids: Collection[str]) -> dict[str, AnyStatement]:
        """The live statements among these ids."""
        ...

    def successors(self, ids: Collection[str]) -> dict[str, str]:
        """For removed statements among these ids, what they were merged into."""
        ...

    def about(
        self, ids: Collection[str], *, places: Collection[Place] = (), limit: int | None = None
    ) -> list[AnyStatement]:
        """Live statements that refer to any of these ids at any of these places (all places where none is named).

        Each statement once, ordered by id.
        """
        ...

    def scan(self, type: StatementType) -> Iterator[AnyStatement]:
        """All live statements of a type, ordered by id."""
        ...

    def entity_rows(self, ids: Collection[str] | None = None) -> Iterator[EntityRow]:
        """Columns of all live entities (or of these), ordered by id."""
        ...

    def tie_rows(self, subjects: Collection[str] | None = None, *, roles: Collection[str] = ()) -> Iterator[TieRow]:
        """Columns of all live ties, or of those of these subjects and in these roles, ordered by id."""
        ...

    def counts(self) -> dict[str, int]:
        """Number of live statements by type."""
        ...

    def history(self, id: str) -> list[Version]:
        """All versions of a statement, oldest first; empty where nothing was ever known under the id."""
        ...

    def changes(self, *, before: int | None = None, limit: int = 20) -> list[Change]:
        """The latest committed change sets before a revision, newest first."""
        ...

    def change(self, id: str) -> tuple[Change, list[Touched]] | None:
        """A committed change set and what it touched; None where no such commit landed."""
        ...

    def touched_since(self, revision: int) -> list[Touched]:
        """The latest state of every statement that was touched after this revision."""
        ...

    def proposals(self, state: Literal["open", "accepted", "declined"] | None = None) -> list[Proposal]:
        """Proposals in the order they came."""
        ...

    def proposal(self, id: str) -> Proposal | None:
        """One proposal by its change set's id."""
        ...

    def erased(self) -> frozenset[str]:
        """Ids of erased persons."""
        ...

    def archive(self, part: Part, after: Key = ()) -> Iterator[Row]:
        """Every row of a part after a key, in the order of the key, up to this view's revision (see `archive.py`)."""
        ...


class Store(Protocol):
    """A place where the record is kept. See the module's docstring for the errors."""

    @property
    def workspace(self) -> Workspace:
        """What is kept beside the record."""
        ...

    def read(self, at_least: int = 0) -> AbstractContextManager[Reading]:
        """Open a consistent view. Never blocked by a writer.

        The view has at least this revision: what another process has committed for the same visitor, say, which a
        server of a cluster may learn of a moment later. Raises Unavailable where it does not within some seconds.
        """
        ...

    def commit(self, change_set: ChangeSet) -> int:
        """Write a change set, all or nothing, and return its revision.

        A change set that is already committed is not written again: its revision is returned (so that an
        unacknowledged commit can simply be repeated). Raises Invalid, Conflict (a record has moved on, or another
        change set is committed under this id, see `ChangeSet.digest`), Erased, Unavailable.
        """
        ...

    def propose(self, change_set: ChangeSet) -> None:
        """Keep a change set that is not committed yet.

        Raises Conflict where its id is known already, Erased where it writes of an erased person.
        """
        ...

    def decide(self, id: str, verdict: Literal["accepted", "declined"], who: str, note: str = "") -> int | None:
        """Decide an open proposal; accepting commits it in the same transaction and returns the revision.

        Raises NotFound, Conflict where it is decided already, and everything that `commit` raises (it then stays open).
        """
        ...

    def forget(self, ids: Collection[str]) -> int:
        """Take out of these declined proposals what they said; gives of how many.

        It stays known that there was one, and who declined it when. Others than declined ones are left alone.
        """
        ...

    def erase(self, id: str, who: str, why: str) -> int:
        """Remove a person's data from the record, its history and all proposals; the seat stays, anonymous.

        What was merged into the person goes with them, and so does a person who was removed or of whom only a
        proposal speaks (it stays, without them, and can not be accepted). Returns the revision. Raises NotFound,
        Erased where it was done already, and Invalid for an entity that is not a person.
        """
        ...

    def backup(self, target: Path) -> None:
        """Copy the store to a new file while others go on.

        Raises Unavailable where the target exists or cannot be written.
        """
        ...

    def check(self, progress: Progress | None = None) -> list[Problem]:
        """Integrity of what is held and every rule of the model; empty where all is well."""
        ...

    def receive(self) -> Receiving:
        """Take over the record of another store (see `archive.py`)."""
        ...

    def close(self) -> None:
        """Give back connections and files; the store can not be used afterwards."""
        ...
