"""Reorganisation of organisations and bodies: renaming, dissolution, succession, merger, split.

Each gives one change set. Nothing of the past is changed: what ends gets its end, what goes on elsewhere gets a tie of
its own from that date on, marked as inferred, and `nachfolge` says who follows whom. Merging two records of one and the
same organisation is another thing: `editing.merge`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from registry.model import ChangeSet, Entity, Invalid, Operation, Period, Status, Tie, new_id
from registry.model.changes import ChangeKind
from registry.model.periods import bounds
from registry.model.statements import FormerName
from registry.services.keeping.ending import SUCCESSION, Ending, Occasion, period_until, put
from registry.services.keeping.terms import eve
from registry.services.record import Record
from registry.vocabulary import Vocabulary


def rename(record: Record, id: str, name: str, occasion: Occasion) -> ChangeSet:
    """Another name from a date on; the old one stays as an alias, with the date until which it was the name.

    Raises Missing, Invalid.
    """
    entity = record.entity(id)
    plain = " ".join(name.split())
    if not plain or plain == entity.name:
        raise Invalid("the new name is missing, or is the present one", where=id, remedy="write the new name")
    start = entity.former[-1].period.end if entity.former else entity.period.start
    former = FormerName(name=entity.name, period=period_until(id, start, eve(_date(occasion))))
    aliases = tuple(one for one in dict.fromkeys((*entity.aliases, entity.name)) if one != plain)
    renamed = _checked(
        entity,
        name=plain,
        aliases=aliases,
        former=(*entity.former, former),
        sources=(*entity.sources, *occasion.sources),
    )
    return _change("edit", occasion, [put(renamed)])


def dissolution(record: Record, vocabulary: Vocabulary, id: str, occasion: Occasion) -> ChangeSet:
    """An organisation or body ends, with its ties and seats; pools of seats lose it. Raises Missing, Invalid."""
    _date(occasion)
    ending = Ending(record, vocabulary, [_living(record, id)], occasion, {})
    return _change("end", occasion, ending.operations())


def succession(
    record: Record,
    vocabulary: Vocabulary,
    old: str,
    new: Entity,
    occasion: Occasion,
    carry: Collection[str] | None = None,
) -> ChangeSet:
    """`new` (one of the record, or a new one) follows `old`, which ends.

    `carry` are the ids of the ties that go on with the new one (None: all that last). Raises Missing, Invalid.
    """
    return merger(record, vocabulary, [old], new, occasion, carry)


def merger(
    record: Record,
    vocabulary: Vocabulary,
    parts: Sequence[str],
    new: Entity,
    occasion: Occasion,
    carry: Collection[str] | None = None,
) -> ChangeSet:
    """Several become `new` (one of the record, or a new one) and end; seats and the ties in `carry` go on with it.

    Raises Missing, Invalid.
    """
    ended = [_living(record, one) for one in dict.fromkeys(parts)]
    _different(ended, [new])
    _date(occasion)
    ending = Ending(record, vocabulary, ended, occasion, {one.id: (new,) for one in ended})
    chosen = {one.id: (new,) for one in ending.lasting() if carry is None or one.id in carry}
    operations = [*_made([new]), *_succeeds([new], ended, occasion), *ending.operations(chosen, seats_to=new)]
    return _change("edit", occasion, operations)


def split(
    record: Record,
    vocabulary: Vocabulary,
    id: str,
    into: Sequence[Entity],
    occasion: Occasion,
    carry: Mapping[str, Collection[int]] | None = None,
) -> ChangeSet:
    """One becomes several and ends; `carry` says by tie's id with which of them (by place) it goes on.

    Raises Missing, Invalid.
    """
    ended = _living(record, id)
    if len(into) < 2:
        raise Invalid("a split needs at least two that follow", where=id, remedy="name them, or choose a succession")
    _different([ended], into)
    _date(occasion)
    ending = Ending(record, vocabulary, [ended], occasion, {ended.id: tuple(into)})
    lasting = {one.id for one in ending.lasting()}
    chosen = {tie: tuple(into[place] for place in places) for tie, places in (carry or {}).items() if tie in lasting}
    operations = [*_made(into), *_succeeds(into, [ended], occasion), *ending.operations(chosen)]
    return _change("edit", occasion, operations)


def _made(entities: Iterable[Entity]) -> list[Operation]:
    """What is new among these."""
    return [put(one) for one in entities if one.version == 0]


def _succeeds(new: Iterable[Entity], old: Iterable[Entity], occasion: Occasion) -> Iterator[Operation]:
    ended = list(old)
    for heir in new:
        for one in ended:
            yield put(
                Tie(
                    id=new_id("t"),
                    subject=heir.id,
                    role=SUCCESSION,
                    object=one.id,
                    period=Period(start=occasion.on),
                    sources=occasion.sources,
                    visibility=max(heir.visibility, one.visibility, key=["public", "network", "staff"].index),
                )
            )


def _living(record: Record, id: str) -> Entity:
    entity = record.entity(id)
    if entity.family != "actor" or entity.status is Status.ENDED:
        raise Invalid(
            "only organisations and bodies that have not ended can change so", where=id, remedy="choose others"
        )
    return entity


def _different(old: Iterable[Entity], new: Iterable[Entity]) -> None:
    ids = [one.id for one in (*old, *new)]
    if len(set(ids)) < len(ids):
        raise Invalid("nobody can follow themselves", where=", ".join(ids[:3]), remedy="choose others")


def _date(occasion: Occasion) -> str:
    try:
        bounds(occasion.on)
    except ValueError as error:
        raise Invalid(f"{occasion.on!r} is no date", where="on", remedy="write 2026, 2026-03 or 2026-03-01") from error
    return occasion.on


def _checked(entity: Entity, **changes: Any) -> Entity:
    try:
        return Entity.model_validate({**entity.model_dump(), **changes})
    except ValidationError as error:
        raise Invalid(str(error.errors()[0]["msg"]), where=entity.id, remedy="correct the name") from error


def _change(kind: ChangeKind, occasion: Occasion, operations: Sequence[Operation]) -> ChangeSet:
    return ChangeSet(kind=kind, who=occasion.who, why=occasion.why, operations=tuple(operations))
