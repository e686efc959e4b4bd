"""Seats of a body at a Stand: filled, expected, empty, expired; and filling one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from registry.model import ChangeSet, Invalid, NotFound, Period, Post, Put, Source, Status, Tie, new_id
from registry.model.periods import Standing, attested_at, bounds, standing
from registry.services.record import Record

_HELD = (Standing.CURRENT, Standing.ATTESTED)
_NOT_YET_SURE = (Status.EXPECTED, Status.PLANNED, Status.PROPOSED)


@dataclass(frozen=True, slots=True)
class SeatStanding:
    """How one post stands."""

    post: Post
    held: tuple[Tie, ...]
    """Ties that fill it at the Stand."""
    expected: tuple[Tie, ...]
    """Ties that are only expected, planned or proposed to."""
    expired: tuple[Tie, ...]
    """Where it has an empty seat: the ties that ended last."""
    empty: int | None
    """Seats that nobody fills or is expected to fill; None where they are not counted."""


def seat_standings(record: Record, body: str, stand: date) -> tuple[SeatStanding, ...]:
    """Every post of a body with its standing, by name of the post. Raises Missing for an unknown body."""
    record.entity(body)
    posts = [one for one in record.about((body,), places=["body"]) if isinstance(one, Post)]
    ties = [one for one in record.about([one.id for one in posts], places=["post"]) if isinstance(one, Tie)]
    ordered = sorted((one for one in posts if one.status is not Status.ENDED), key=lambda post: (post.name, post.id))
    return tuple(seat_standing(one, [tie for tie in ties if tie.post == one.id], stand) for one in ordered)


def seat_standing(post: Post, ties: Iterable[Tie], stand: date) -> SeatStanding:
    """How a post stands, given the ties that fill or filled it."""
    found = list(ties)
    standing_now = [one for one in found if stands(one, stand)]
    held = [one for one in standing_now if one.status not in _NOT_YET_SURE]
    expected = [one for one in standing_now if one.status in _NOT_YET_SURE]
    taken = sum(1 if one.seats is None else one.seats for one in standing_now)
    empty = None if post.seats is None else max(post.seats - taken, 0)
    expired = () if empty == 0 or held else _last_ended(found, stand)
    return SeatStanding(post, tuple(held), tuple(expected), expired, empty)


def stands(tie: Tie, stand: date) -> bool:
    """Whether a tie holds at a Stand, as far as the record says: current or attested, and not said to be ended."""
    attested = attested_at([one.as_of for one in tie.sources if one.as_of], stand)
    found = standing(tie.period.start, tie.period.end, attested, stand)
    return found in _HELD and (tie.status is not Status.ENDED or tie.period.end is not None)


def _last_ended(ties: Iterable[Tie], stand: date) -> tuple[Tie, ...]:
    over = [one for one in ties if one.period.end not in (None, "..") and bounds(one.period.end)[1] < stand]
    last = max((bounds(one.period.end or "") for one in over), default=None)
    return tuple(one for one in over if bounds(one.period.end or "") == last)


def fill(
    record: Record,
    post: str,
    holder: str,
    period: Period,
    who: str,
    why: str,
    *,
    status: Status = Status.EXISTING,
    sources: tuple[Source, ...] = (),
) -> ChangeSet:
    """Let somebody take a seat from a date on. Raises NotFound, Missing, Invalid where no seat is free then."""
    seat = record.get((post,)).get(post)
    if not isinstance(seat, Post):
        raise NotFound("there is no such seat", where=post, remedy="open it from the page of its body")
    record.entity(holder)
    if period.start is None:
        raise Invalid("the day, month or year from which is missing", where="start", remedy="give it")
    ties = [one for one in record.about((post,), places=["post"]) if isinstance(one, Tie)]
    now = seat_standing(seat, ties, bounds(period.start)[0])
    if any(one.subject == holder for one in (*now.held, *now.expected)):
        raise Invalid("they hold this seat already", where=post, remedy="end or correct that tie")
    if now.empty == 0:
        raise Invalid("no seat is free at that time", where=post, remedy="end the tie of whoever leaves first")
    tie = Tie(
        id=new_id("t"),
        subject=holder,
        role=seat.role,
        object=seat.body,
        post=seat.id,
        period=period,
        status=status,
        sources=sources,
        visibility=seat.visibility,
    )
    return ChangeSet(kind="create", who=who, why=why, operations=(Put(record=tie, expected=0),))
