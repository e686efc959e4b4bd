"""A change set carried over to the record as it is now: what has moved on since it was made keeps what others wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from registry.model import ChangeSet, Operation, Put
from registry.services.record import Record
from registry.services.registering.meeting import merged
from registry.store.port import AnyStatement

_KEPT: Final = frozenset({"version", "id", "type"})
_One = TypeVar("_One", bound=AnyStatement)


@dataclass(frozen=True, slots=True)
class Rebased:
    """Operations that expect the present versions, as far as that is possible."""

    operations: tuple[Operation, ...]
    present: Mapping[str, AnyStatement]
    """What the record has now under the targets."""
    moved: frozenset[str]
    """Targets that somebody has changed since."""
    overlaps: Mapping[str, tuple[str, ...]]
    """By target, the fields that both have changed to different things; the proposal's word stands in the operation."""
    gone: frozenset[str]
    """Targets that are not in the record any more; their operations are left out."""

    @property
    def unchanged(self) -> bool:
        """Whether the change set can be committed as it was sent in."""
        return not self.moved and not self.gone


def rebased(record: Record, change_set: ChangeSet) -> Rebased:
    """Read with the eyes of staff. A new statement whose id is known by now counts as gone: it was entered already."""
    present = record.get([one.target for one in change_set.operations])
    operations: list[Operation] = []
    moved: set[str] = set()
    gone: set[str] = set()
    overlaps: dict[str, tuple[str, ...]] = {}
    for one in change_set.operations:
        now = present.get(one.target)
        if (now is None and one.expected > 0) or (now is not None and one.expected == 0):
            gone.add(one.target)
        elif now is None or now.version == one.expected:
            operations.append(one)
        else:
            moved.add(one.target)
            carried, both = _carried(record, one, now)
            operations.append(carried)
            if both:
                overlaps[one.target] = both
    return Rebased(tuple(operations), present, frozenset(moved), overlaps, frozenset(gone))


def _carried(record: Record, operation: Operation, now: AnyStatement) -> tuple[Operation, tuple[str, ...]]:
    if not isinstance(operation, Put):
        return operation.model_copy(update={"expected": now.version}), ()
    past = (one.statement for one in record.history(now.id) if one.version == operation.expected)
    base = next(past, None)
    if base is None:
        return operation.model_copy(update={"expected": now.version}), tuple(changed_fields(now, operation.record))
    statement, both = joined(base, now, operation.record)
    return Put(record=statement, expected=now.version), both


def changed_fields(before: AnyStatement, after: AnyStatement) -> list[str]:
    """Names of the fields in which two versions differ."""
    return [
        name
        for name in type(after).model_fields
        if name not in _KEPT and getattr(before, name, None) != getattr(after, name)
    ]


def joined(base: AnyStatement, now: AnyStatement, proposed: AnyStatement) -> tuple[AnyStatement, tuple[str, ...]]:
    """The present statement with what the proposal changes; and the fields that both have changed otherwise."""
    updates: dict[str, Any] = {}
    both = []
    for name in changed_fields(base, proposed):
        before, present, wanted = (getattr(one, name) for one in (base, now, proposed))
        if isinstance(wanted, tuple):
            updates[name] = merged(present, before, wanted)
        else:
            updates[name] = wanted
            if present not in (before, wanted):
                both.append(name)
    return now.model_copy(update=updates), tuple(both)


def only(before: AnyStatement, after: _One, fields: Iterable[str]) -> _One:
    """The statement as it was with some of the fields of what it is to be; sources come along with anything."""
    wanted = set(fields)
    updates = {name: getattr(after, name) for name in changed_fields(before, after) if name in wanted | {"sources"}}
    kept: _One = before.model_copy(update=updates)  # type: ignore[assignment]
    return kept
