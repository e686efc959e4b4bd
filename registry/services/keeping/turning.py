"""The turn of the year in a rotating seat: one change set ends the present turn and begins the next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from pydantic import ValidationError

from registry.model import (
    ChangeSet,
    Flag,
    Invalid,
    LocalText,
    Operation,
    Period,
    Post,
    Put,
    Source,
    Status,
    Tie,
    new_id,
)
from registry.model.periods import bounds
from registry.services.keeping.rota import Rota, at_a_time, rota_of, rotating_post
from registry.services.keeping.terms import a_year_from, before
from registry.services.record import Record

INFERRED = Flag(
    kind="inferred",
    note=LocalText(
        de="Aus der Reihenfolge des Sitzes errechnet; noch nicht bestätigt.",
        en="Computed from the seat's rotation; not confirmed yet.",
    ),
)


def turn(
    record: Record,
    post: str,
    on: str,
    who: str,
    why: str,
    *,
    holders: Sequence[str] = (),
    confirmed: Source | None = None,
) -> ChangeSet:
    """The change set that begins the next turn of a rotating post on an EDTF date and ends the one before.

    Without `holders` those whose turn it is by the seat's rule take it. With a source that confirms it the new ties
    exist; without one they are expected, cite the sources of the seat, and are marked as inferred. Raises NotFound,
    Invalid.
    """
    seat = rotating_post(record, post)
    term = _term(seat, on)
    found = rota_of(record, seat, bounds(on)[0])
    chosen = _holders(found, holders)
    if any(one.period.start == on for one in found.recorded):
        raise Invalid("the turn of this date is in the record already", where=post, remedy="correct its ties instead")
    ended = [_ended(one, on) for one in _standing(found, on)]
    begun = [_begun(seat, one, term, confirmed) for one in chosen]
    return ChangeSet(kind="edit", who=who, why=why, operations=(*_puts(ended), *_puts(begun)))


def _term(seat: Post, on: str) -> Period:
    try:
        return a_year_from(on) if seat.rhythm == "yearly" else Period(start=on)
    except ValueError as error:
        raise Invalid(f"{on!r} is no date", where="on", remedy="write 2013, 2013-07 or 2013-07-01") from error


def _holders(found: Rota, given: Sequence[str]) -> tuple[str, ...]:
    """Who takes the seat: those named, else those who are due."""
    where = found.post.id
    if not given:
        if found.due is None:
            raise Invalid(
                "whose turn it is does not follow from what the record says of this seat",
                where=where,
                remedy="name who takes it",
            )
        return found.due.holders
    strangers = [one for one in given if one not in found.post.pool]
    if strangers or len(set(given)) != len(given):
        raise Invalid(
            "somebody is named twice, or is not in the pool of this seat", where=where, remedy="choose others"
        )
    most = at_a_time(found.post)
    if most and len(given) > most:
        raise Invalid(f"the seat is for {most} at a time", where=where, remedy="choose fewer")
    return tuple(given)


def _standing(found: Rota, on: str) -> Iterable[Tie]:
    """The ties of the pool that have the seat until then: those of turns, and undated ones."""
    first = bounds(on)[0]
    for tie in (*(one for each in found.recorded for one in each.ties), *found.beside):
        over = tie.status is Status.ENDED or (tie.period.end not in (None, "..") and bounds(tie.period.end)[1] < first)
        later = tie.period.start is not None and bounds(tie.period.start)[0] >= first
        if tie.subject in found.post.pool and not over and not later:
            yield tie


def _ended(tie: Tie, on: str) -> Tie:
    try:
        period = Period(start=tie.period.start, end=before(on))
    except ValidationError as error:
        raise Invalid(
            "the present turn would end before it begins", where=tie.id, remedy="give a later date, or correct the tie"
        ) from error
    return tie.model_copy(update={"period": period, "status": Status.ENDED})


def _begun(seat: Post, holder: str, term: Period, confirmed: Source | None) -> Tie:
    return Tie(
        id=new_id("t"),
        subject=holder,
        role=seat.role,
        object=seat.body,
        post=seat.id,
        period=term,
        status=Status.EXISTING if confirmed else Status.EXPECTED,
        sources=(confirmed,) if confirmed else seat.sources,
        flags=() if confirmed else (INFERRED,),
        visibility=seat.visibility,
    )


def _puts(ties: Collection[Tie]) -> list[Operation]:
    return [Put(record=one, expected=one.version) for one in ties]
