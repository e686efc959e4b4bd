"""Change sets: the only way in which the record is written."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from registry.model.ids import new_id
from registry.model.statements import Statement, Text, statement_json

ChangeId = Annotated[str, StringConstraints(pattern=r"^c[a-z2-7]{20}$")]
ChangeKind = Literal["create", "edit", "end", "merge", "import", "seed", "sync", "undo", "erase", "self_registration"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Put(_Frozen):
    """Write a statement. `expected` is the version it replaces, 0 where it must not exist yet."""

    op: Literal["put"] = "put"
    record: Statement
    expected: Annotated[int, Field(ge=0)]

    @property
    def target(self) -> str:
        """Id of the statement that is written."""
        return self.record.id


class Remove(_Frozen):
    """Take a statement out of the record (its history stays); `successor` is what it was merged into."""

    op: Literal["remove"] = "remove"
    id: str
    expected: Annotated[int, Field(ge=1)]
    successor: str | None = None

    @property
    def target(self) -> str:
        """Id of the statement that is removed."""
        return self.id


Operation = Annotated[Put | Remove, Field(discriminator="op")]


class ChangeSet(_Frozen):
    """Who changes what, when and why; all of its operations are committed or none."""

    id: ChangeId = Field(default_factory=lambda: new_id("c"))
    kind: ChangeKind
    who: Text
    why: Text
    at: AwareDatetime = Field(default_factory=lambda: datetime.now(UTC))
    operations: tuple[Operation, ...]
    undoes: ChangeId | None = None

    def digest(self) -> str:
        """SHA-256 of what the change set says (when it was made left aside): tells a repeat from another one.

        Equal for equal content, whatever the order of names in its dictionaries and whatever fields with a default a
        later release adds.
        """
        sha = hashlib.sha256(json.dumps([self.kind, self.who, self.why, self.undoes]).encode())
        for one in self.operations:
            said = statement_json(_ordered(one.record)) if isinstance(one, Put) else one.successor
            sha.update(f"\x1e{one.op}\x1f{one.target}\x1f{one.expected}\x1f{said or ''}".encode())
        return sha.hexdigest()


def _ordered(record: Statement) -> Statement:
    """The record with its dictionaries in the order of their keys."""
    given = {name: getattr(record, name, {}) for name in ("translations", "identifiers")}
    several = {name: dict(sorted(one.items())) for name, one in given.items() if len(one) > 1}
    return record.model_copy(update=several) if several else record


class Proposal(_Frozen):
    """A change set that is not committed yet, or the decision about it."""

    change_set: ChangeSet
    state: Literal["open", "accepted", "declined"] = "open"
    decided_by: str | None = None
    decided_at: AwareDatetime | None = None
    decision_note: str | None = None
    revision: int | None = None
