"""Everything a store holds, as rows: what one store hands to another when a record moves.

Five parts, each in the order of its key: change sets by revision, versions by revision and id, proposals by number,
erased ids by id, items of the workspace by kind and id (without those that end by themselves). A row says the same in
every store; how a store arranges it for reading is its own affair.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final, Literal, NamedTuple, Protocol

from registry.model import Conflict, Unavailable

Progress = Callable[[int, int], object]
"""Called now and then with how much is done and how much there is."""

Part = Literal["changes", "versions", "proposals", "erased", "items"]
PARTS: Final[tuple[Part, ...]] = ("changes", "versions", "proposals", "erased", "items")
Key = tuple[int | str, ...]
"""Place of a row in its part; `()` is before the first."""


class ChangeRow(NamedTuple):
    """A committed change set without its contents."""

    revision: int
    id: str
    kind: str
    who: str
    why: str
    at: str
    """ISO 8601, as the change set has it."""
    undoes: str | None
    touched: int
    digest: str | None
    """`ChangeSet.digest`; None where it is not known, or about an erased person."""

    @property
    def key(self) -> Key:
        """Revision."""
        return (self.revision,)


class VersionRow(NamedTuple):
    """A version of a statement."""

    revision: int
    id: str
    version: int
    type: str
    removed: bool
    successor: str | None
    payload: str | None
    """What it said (`statement_json`), letter by letter; None where it was removed."""

    @property
    def key(self) -> Key:
        """Revision and id."""
        return (self.revision, self.id)


class ProposalRow(NamedTuple):
    """A proposal, open or decided."""

    number: int
    id: str
    payload: str
    """The change set as JSON."""
    state: str
    decided_by: str | None
    decided_at: str | None
    decision_note: str | None
    revision: int | None

    @property
    def key(self) -> Key:
        """Number, in the order they came."""
        return (self.number,)


class ErasedRow(NamedTuple):
    """The id of an erased person, and the revision that erased them."""

    id: str
    revision: int

    @property
    def key(self) -> Key:
        """Id."""
        return (self.id,)


class ItemRow(NamedTuple):
    """An item of the workspace."""

    kind: str
    id: str
    payload: str
    """Its data as JSON text."""
    owner: str
    state: str
    at: str
    version: int

    @property
    def key(self) -> Key:
        """Kind and id."""
        return (self.kind, self.id)


Row = ChangeRow | VersionRow | ProposalRow | ErasedRow | ItemRow


class Receiving(Protocol):
    """The store at the other end of a move, which can not be opened otherwise until the move is finished.

    Meanwhile the instance that receives may be read: `archive` tells at any time what was taken, everything else
    after `arrange`.
    """

    def begin(self, origin: str) -> None:
        """Mark the store as the target of a move from this origin, or go on with an unfinished move from it.

        Items of an earlier attempt are dropped. Raises Conflict where the store holds anything else already, or an
        unfinished move from another origin.
        """
        ...

    def last(self, part: Part) -> Key:
        """Key of the last row of a part that is held; `()` where there is none."""
        ...

    def take(self, part: Part, rows: Collection[Row]) -> None:
        """Write rows that follow those that are held, in one transaction.

        Proposals, erased ids and items that are held already are written over (they are taken anew by each attempt).
        Raises Conflict where changes or versions do not follow those that are held: another move into the store is
        running.
        """
        ...

    def arrange(self, progress: Progress) -> None:
        """Arrange what was taken for reading; after an interruption it goes on where it was.

        Raises Damaged where a row can not be understood.
        """
        ...

    def finish(self) -> None:
        """Mark the store as whole: from now on it is opened like any other."""
        ...


def filled(where: str) -> Conflict:
    """The error for a target that holds anything."""
    return Conflict(
        "the store holds a record already",
        where=where,
        remedy="name a new store; was a move into this one finished? `integrationsnetz check --hash` of both tells",
    )


def from_elsewhere(where: str, origin: str) -> Conflict:
    """The error for a target into which another source was being moved."""
    return Conflict(
        f"a move from {origin} into this store is not finished",
        where=where,
        remedy="repeat that move, or name a new store",
    )


def overtaken(where: str) -> Conflict:
    """The error for rows that do not follow those that are held."""
    return Conflict(
        "another move into this store has gone further", where=where, remedy="let one end, then repeat the move"
    )


def unfinished(where: str, origin: str) -> Unavailable:
    """The error for opening or using a store whose move is not finished."""
    return Unavailable(
        f"a record is being moved into this store from {origin}, and it is not whole yet",
        where=where,
        remedy="wait for it; where it was stopped, repeat the same `integrationsnetz move`, which goes on",
    )
