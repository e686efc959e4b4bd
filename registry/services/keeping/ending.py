"""What becomes of everything about organisations and bodies that end: ties, seats, pools of seats."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from registry.model import (
    Entity,
    Flag,
    Invalid,
    LocalText,
    Operation,
    Period,
    Post,
    Put,
    Remove,
    Source,
    Status,
    Tie,
    new_id,
)
from registry.model.periods import OPEN, bounds
from registry.services.keeping.terms import eve
from registry.services.record import Record
from registry.store.port import AnyStatement
from registry.vocabulary import Vocabulary

SUCCESSION: Final = "nachfolge"
_FACTS: Final = (SUCCESSION, "initiiert", "bezieht_sich_auf")
"""Roles of ties that stay true when an end of theirs is no more."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and why it happened, who says so, and where it stands."""

    on: str
    """The first day, month or year of what is new (EDTF)."""
    who: str
    why: str
    sources: tuple[Source, ...] = ()


def lasting_ties(record: Record, vocabulary: Vocabulary, ids: Collection[str], on: str) -> list[Tie]:
    """The ties of these that a reorganisation at this date would end, and could carry on, ordered by id."""
    found = [one for one in record.about(ids, places=["subject", "object"]) if isinstance(one, Tie)]
    others = record.entities({end for one in found for end in (one.subject, one.object)})
    return [one for one in found if _lasts(one, vocabulary, others) and not _over(one, on)]


def _lasts(tie: Tie, vocabulary: Vocabulary, others: Mapping[str, Entity]) -> bool:
    """Whether a tie goes on in time, and is no fact of the past."""
    role = vocabulary.roles[tie.role]
    lasting = not role.dated and role.group != "deliberation" and tie.role not in _FACTS
    document = tie.object in others and others[tie.object].family == "document"
    return lasting and not document and tie.status not in (Status.EVENT, Status.ENDED)


def _over(tie: Tie, on: str) -> bool:
    end = tie.period.end
    return end not in (None, OPEN) and bounds(end)[1] < bounds(on)[0]


class Ending:
    """What becomes of everything about organisations that end."""

    def __init__(
        self,
        record: Record,
        vocabulary: Vocabulary,
        ended: Sequence[Entity],
        occasion: Occasion,
        heirs: Mapping[str, tuple[Entity, ...]],
    ) -> None:
        self._vocabulary = vocabulary
        self._ended = {one.id: one for one in ended}
        self._occasion = occasion
        self._heirs = heirs
        self._about = record.about(tuple(self._ended), places=["subject", "object", "body", "pool"])
        self._lasting = lasting_ties(record, vocabulary, tuple(self._ended), occasion.on)
        self._names = record.entities({end for one in self._lasting for end in (one.subject, one.object)})
        new = [one.id for several in heirs.values() for one in several if one.version]
        present = record.about(new, places=["subject", "object"]) if new else []
        self._present = {_sameness(one) for one in present if isinstance(one, Tie) and one.status is not Status.ENDED}

    def lasting(self) -> list[Tie]:
        """The ties that end, and could go on with whoever follows."""
        return self._lasting

    def operations(
        self, carry: Mapping[str, tuple[Entity, ...]] | None = None, *, seats_to: Entity | None = None
    ) -> list[Operation]:
        """Everything that is written about what ends, and what goes on: `carry` by the tie's id."""
        entities = [put(self._end(one, self._occasion.sources)) for one in self._ended.values()]
        ties = [self._end_tie(one) for one in self._lasting]
        seats, moved = self._seats(seats_to)
        return [*entities, *seats, *ties, *self._carried(carry or {}, moved)]

    def _end(self, statement: Any, sources: tuple[Source, ...] = ()) -> Any:
        period = period_until(statement.id, statement.period.start, eve(self._occasion.on))
        changes = {"period": period, "status": Status.ENDED, "sources": (*statement.sources, *sources)}
        return statement.model_copy(update=changes)

    def _end_tie(self, tie: Tie) -> Operation:
        start = tie.period.start
        if start and bounds(start)[0] > bounds(eve(self._occasion.on))[1]:
            return Remove(id=tie.id, expected=tie.version)  # it had not begun, and will not
        return put(self._end(tie))

    def _seats(self, to: Entity | None) -> tuple[list[Operation], dict[str, str]]:
        """Seats of what ends, their copies in what follows (by the old one's id), and pools in which it stood."""
        operations: list[Operation] = []
        moved: dict[str, str] = {}
        for post in (one for one in self._about if isinstance(one, Post) and one.status is not Status.ENDED):
            pool = tuple(dict.fromkeys(id for member in post.pool for id in self._following(member)))
            if post.body not in self._ended:
                operations.append(put(post.model_copy(update={"pool": pool})))
                continue
            operations.append(put(self._end(post)))
            if to is not None and self._vocabulary.family(to.kind) == "actor":
                copy = {"id": new_id("p"), "body": to.id, "pool": pool, "period": Period(start=self._occasion.on)}
                moved[post.id] = copy["id"]  # type: ignore[assignment]
                operations.append(put(self._taken_over(post, copy)))
        return operations, moved

    def _following(self, member: str) -> tuple[str, ...]:
        if member not in self._ended:
            return (member,)
        return tuple(one.id for one in self._heirs.get(member, ()))

    def _carried(self, carry: Mapping[str, tuple[Entity, ...]], seats: Mapping[str, str]) -> Iterator[Operation]:
        made = set(self._present)
        for tie in self._lasting:
            for heir in carry.get(tie.id, ()):
                new = self._going_on(tie, heir, seats)
                if _sameness(new) not in made and self._fits(new, heir):
                    made.add(_sameness(new))
                    yield put(new)

    def _going_on(self, tie: Tie, heir: Entity, seats: Mapping[str, str]) -> Tie:
        own_seat = tie.post if tie.object not in self._ended else seats.get(tie.post or "")
        changes = {
            "id": new_id("t"),
            "subject": heir.id if tie.subject in self._ended else tie.subject,
            "object": heir.id if tie.object in self._ended else tie.object,
            "period": Period(start=self._occasion.on),
            "post": own_seat,
        }
        going: Tie = self._taken_over(tie, changes)
        return going

    def _taken_over(self, statement: Any, changes: Mapping[str, Any]) -> Any:
        names = ", ".join(f"„{one.name}“" for one in self._ended.values())[:400]
        note = LocalText(de=f"Übernommen von {names}.", en=f"Taken over from {names}.")
        kept = {"version": 0, "sources": self._occasion.sources, "flags": (Flag(kind="inferred", note=note),)}
        return statement.model_copy(update={**changes, **kept})

    def _fits(self, tie: Tie, heir: Entity) -> bool:
        """Whether a tie can go on: no tie to itself, and of a kind that may stand at this end."""
        role = self._vocabulary.roles[tie.role]
        allowed = role.subject if tie.subject == heir.id else role.object
        return tie.subject != tie.object and self._vocabulary.fits(heir.kind, allowed)


def _sameness(tie: Tie) -> tuple[object, ...]:
    return tie.subject, tie.role, tie.object, tie.theme, tie.post


def period_until(id: str, start: str | None, end: str) -> Period:
    """The period that ends then. Raises Invalid where that is before it begins."""
    try:
        return Period(start=start, end=end)
    except ValidationError as error:
        raise Invalid(
            f"it would end ({end}) before it begins ({start})", where=id, remedy="give a later date"
        ) from error


def put(statement: AnyStatement) -> Put:
    """Write a statement over the version that it has."""
    return Put(record=statement, expected=statement.version)
