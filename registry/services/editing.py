"""Use cases that change the record; each gives a change set, which is then committed or proposed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import ValidationError

from registry.model import (
    ChangeSet,
    Conflict,
    Entity,
    Invalid,
    NotFound,
    Observation,
    Operation,
    Period,
    Post,
    Put,
    Remove,
    Status,
    Tie,
)
from registry.services.record import Record
from registry.store.port import AnyStatement, Touched, Version

_Item = TypeVar("_Item")


def end(record: Record, id: str, on: str, who: str, why: str) -> ChangeSet:
    """End a tie, post or entity on an EDTF date. Raises NotFound, Invalid where it would end before it begins."""
    statement = record.get((id,)).get(id)
    if statement is None:
        raise NotFound("nothing is known under this id", where=id, remedy="search for it by name")
    if isinstance(statement, Observation):
        raise Invalid("a figure has no end", where=id, remedy="correct or remove the observation")
    try:
        period = Period(start=statement.period.start, end=Period.on(on).start)  # an end is a date, never open
    except ValidationError as error:
        what = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        raise Invalid(what, where=id, remedy="give a date on or after the start") from error
    ended = statement.model_copy(update={"period": period, "status": Status.ENDED})
    return ChangeSet(kind="end", who=who, why=why, operations=(_put(ended),))


def merge(record: Record, keep: str, drop: str, who: str, why: str) -> ChangeSet:
    """Merge the entity `drop` into `keep`: every tie, post and figure moves with its dates and sources.

    What only `drop` had (names, contacts, identifiers, themes, sources) is added to `keep`; ties that would join
    `keep` to itself fall away; ties that become the same are joined. Undoing this change set is the un-merge.
    Raises NotFound, Invalid.
    """
    kept, dropped = record.entity(keep), record.entity(drop)
    if keep == drop or kept.family != dropped.family:
        raise Invalid(
            "only two different entities of one family can be merged", where=f"{keep}, {drop}", remedy="choose others"
        )
    moved = [_moved(one, drop, keep) for one in record.about((drop,)) if one.id not in (keep, drop)]
    present = [one for one in record.about((keep,)) if isinstance(one, Tie)]
    operations = [
        _put(_moved(_joined(kept, dropped), drop, keep)),
        *_moves(moved, present),
        Remove(id=drop, expected=dropped.version, successor=keep),
    ]
    return ChangeSet(kind="merge", who=who, why=why, operations=tuple(operations))


def undo(record: Record, change_id: str, who: str, why: str) -> ChangeSet:
    """The inverse of a committed change set.

    Raises NotFound where it never landed, Invalid for an erasure (which can not be undone), and Conflict, naming the
    records, where any of them has been changed since.
    """
    found = record.change(change_id)
    if found is None:
        raise NotFound("there is no such change", where=change_id, remedy="see the list of changes")
    change, touched = found
    if change.kind == "erase":
        raise Invalid("an erasure can not be undone", where=change_id, remedy="enter the person anew if they agree")
    histories = {one.id: record.history(one.id) for one in touched}
    moved_on = [one.id for one in touched if histories[one.id][-1].version != one.version]
    if moved_on:
        raise Conflict(
            "records have been changed since",
            records=moved_on,
            where=", ".join(moved_on[:5]),
            remedy="undo the later changes first",
        )
    inverses = [_inverse(one, histories[one.id]) for one in touched]
    operations = tuple(one for one in inverses if one is not None)
    return ChangeSet(kind="undo", who=who, why=why, operations=operations, undoes=change_id)


def _put(statement: AnyStatement) -> Put:
    return Put(record=statement, expected=statement.version)


def _inverse(touched: Touched, history: list[Version]) -> Operation | None:
    before = next((one for one in history if one.version == touched.version - 1), None)
    if before is None or before.statement is None:
        successor = before.successor if before is not None else None
        return None if touched.removed else Remove(id=touched.id, expected=touched.version, successor=successor)
    return Put(record=before.statement, expected=touched.version)


def _moved(statement: AnyStatement, drop: str, keep: str) -> AnyStatement:
    def swap(id: str) -> str:
        return keep if id == drop else id

    changes: dict[str, Any] = {
        "sources": _union(
            (), tuple(one.model_copy(update={"document": swap(one.document)}) for one in statement.sources)
        )
    }
    match statement:
        case Tie():
            changes |= {"subject": swap(statement.subject), "object": swap(statement.object)}
        case Post():
            changes |= {"body": swap(statement.body), "pool": tuple(dict.fromkeys(map(swap, statement.pool)))}
        case Observation():
            changes |= {"subject": swap(statement.subject)}
    return statement.model_copy(update=changes)


def _moves(moved: Iterable[AnyStatement], present: Iterable[Tie]) -> list[Operation]:
    """What becomes of the statements about the dropped entity."""
    same = {_sameness(one): one for one in present}
    operations: dict[str, Operation] = {}
    for one in moved:
        if isinstance(one, Tie) and one.subject == one.object:
            operations[one.id] = Remove(id=one.id, expected=one.version)
        elif isinstance(one, Tie) and (twin := same.get(_sameness(one))) is not None and twin.id != one.id:
            joined = twin.model_copy(
                update={"sources": _union(twin.sources, one.sources), "flags": _union(twin.flags, one.flags)}
            )
            same[_sameness(joined)] = joined
            operations[twin.id] = _put(joined)
            operations[one.id] = Remove(id=one.id, expected=one.version, successor=twin.id)
        else:
            operations[one.id] = _put(one)
            if isinstance(one, Tie):
                same[_sameness(one)] = one
    return list(operations.values())


def _sameness(tie: Tie) -> tuple[object, ...]:
    return (
        tie.subject,
        tie.role,
        tie.object,
        tie.period,
        tie.status,
        tie.theme,
        tie.post,
        tie.seats,
        tie.wording,
        tie.note,
        tie.visibility,
    )


def _joined(kept: Entity, dropped: Entity) -> Entity:
    names = [name for name in dropped.all_names() if name not in kept.all_names()]
    return kept.model_copy(
        update={
            "aliases": (*kept.aliases, *dict.fromkeys(names)),
            "former": _union(kept.former, dropped.former),
            "themes": _union(kept.themes, dropped.themes),
            "identifiers": {**dropped.identifiers, **kept.identifiers},
            "contacts": _union(kept.contacts, dropped.contacts),
            "languages": _union(kept.languages, dropped.languages),
            "sources": _union(kept.sources, dropped.sources),
            "flags": _union(kept.flags, dropped.flags),
            "size": kept.size or dropped.size,
            "audience": kept.audience or dropped.audience,
            "summary": kept.summary or dropped.summary,
        }
    )


def _union(first: tuple[_Item, ...], second: tuple[_Item, ...]) -> tuple[_Item, ...]:
    """Both without repetitions, in their order."""
    found: list[_Item] = []
    for one in (*first, *second):
        if one not in found:
            found.append(one)
    return tuple(found)
