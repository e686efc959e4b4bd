"""The seats of a body: how each stands, and the calendar of those that rotate; filling one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.model import Entity, Invalid, NotFound, Period, Post, Tie
from registry.services import Record
from registry.services.importing.cells import edtf
from registry.services.keeping.rota import Obstacle, Rota, Turn, rota
from registry.services.keeping.seats import SeatStanding, fill, seat_standings
from web.keeping.room import actor_named, blueprint, commit, one_line, signature
from web.presenting.dates import period_text
from web.presenting.references import Ref, ref
from web.rights import needs
from web.site import here, lang, reading, vocabulary
from web.texts import gettext as _


@dataclass(frozen=True)
class TurnLine:
    """One turn of the calendar."""

    period: str
    holders: tuple[Ref, ...]
    state: str
    """In words: held, expected, next, computed."""
    tone: str
    due: bool


@dataclass(frozen=True)
class Calendar:
    """The calendar of one rotating seat."""

    id: str
    name: str
    rule: str
    turns: tuple[TurnLine, ...]
    waiting: tuple[Ref, ...]
    beside: tuple[Ref, ...]
    obstacle: str
    overdue: bool
    may_turn: bool


@dataclass(frozen=True)
class SeatLine:
    """How one post stands."""

    id: str
    name: str
    seats: int | None
    held: tuple[Ref, ...]
    expected: tuple[Ref, ...]
    expired: tuple[Ref, ...]
    empty: int | None
    may_fill: bool


@blueprint.get("/akteure/<id>/plaetze")
def seats(id: str) -> ResponseReturnValue:
    """The seats of a body and their calendars at the Stand."""
    with reading() as record:
        body = record.entity(id)
        standings = seat_standings(record, id, here().stand)
        names = _names(record, [tie for one in standings for tie in (*one.held, *one.expected, *one.expired)])
        lines = [_seat(record, one, names) for one in standings]
        calendars = [_calendar(record, one) for one in rota(record, id, here().stand)]
    return render_template("keeping/seats.html", body=_ref(body), lines=lines, calendars=calendars)


@blueprint.get("/akteure/<id>/plaetze/<post>/besetzen")
@needs("moderator")
def fill_form(id: str, post: str) -> ResponseReturnValue:
    """Asks who takes a seat, and from when on."""
    return _fill_page(id, post)


@blueprint.post("/akteure/<id>/plaetze/<post>/besetzen")
@needs("moderator")
def fill_it(id: str, post: str) -> ResponseReturnValue:
    """Let somebody take a seat."""
    typed, why = (
        request.form,
        one_line(request.form.get("why", "")) or "Sitz besetzt",
    )  # texts of change sets are German
    try:
        term = Period(start=edtf(typed.get("since", "")))
        made = commit(lambda record: fill(record, post, _holder(typed.get("who", "")), term, signature(), why))
    except (ValueError, Invalid, NotFound) as error:
        return _fill_page(id, post, _told(error)), 422
    return redirect(url_for("changes.one", id=made.id, stand=None), code=303)


def _holder(text: str) -> str:
    """Id of who is meant by an id or a whole name. Raises NotFound."""
    found = actor_named(text)
    if found is None:
        raise NotFound("nobody is known by this name", where="who", remedy="choose from the list")
    return found


def _told(error: ValueError | Invalid | NotFound) -> dict[str, str]:
    if isinstance(error, NotFound):
        return {"who": _("Unter diesem Namen ist niemand bekannt. Nehmen Sie den Namen, wie er im Register steht.")}
    if not isinstance(error, Invalid):
        return {"since": _("Das ist kein Datum. Schreiben Sie 2026, 03.2026 oder 01.03.2026.")}
    return {
        "start": {"since": _("Es fehlt, ab wann.")},
    }.get(error.where, {"who": _("Zu dieser Zeit ist kein Sitz frei, oder diese Stelle hat ihn schon.")})


def _fill_page(id: str, post: str, errors: Mapping[str, str] | None = None) -> str:
    with reading() as record:
        body = record.entity(id)
        seat = record.get([post]).get(post)
        if not isinstance(seat, Post) or seat.body != id:
            raise NotFound(_("Diesen Sitz gibt es nicht."), where=post)
        pool = [_ref(one) for one in record.entities(seat.pool).values()]
    return render_template(
        "keeping/fill.html", body=_ref(body), seat=seat, pool=pool, typed=request.form, errors=errors or {}
    )


def _ref(entity: Entity) -> Ref:
    return ref(entity, vocabulary(), lang())


def _names(record: Record, ties: Iterable[Tie]) -> dict[str, Entity]:
    return record.entities({one.subject for one in ties})


def _seat(record: Record, found: SeatStanding, names: Mapping[str, Entity]) -> SeatLine:
    def refs(ties: Iterable[Tie]) -> tuple[Ref, ...]:
        return tuple(_ref(names[one.subject]) for one in ties if one.subject in names)

    return SeatLine(
        id=found.post.id,
        name=found.post.display_name(lang()),
        seats=found.post.seats,
        held=refs(found.held),
        expected=refs(found.expected),
        expired=refs(found.expired),
        empty=found.empty,
        may_fill=found.post.kind != "rotating" and found.empty != 0 and here().rights.may_edit(record, found.post.id),
    )


def _calendar(record: Record, found: Rota) -> Calendar:
    def refs(ids: Iterable[str]) -> tuple[Ref, ...]:
        return tuple(_ref(found.names[one]) for one in ids if one in found.names)

    turns = [
        TurnLine(
            period=period_text(one.period, lang()) or _("ohne Datum"),
            holders=refs(one.holders),
            state=_state(one, due=one is found.due),
            tone="sure" if one.ties and one.state == "present" else "attested" if one.ties else "expected",
            due=one is found.due,
        )
        for one in (*found.recorded, *found.computed)
    ]
    return Calendar(
        id=found.post.id,
        name=found.post.display_name(lang()),
        rule=rule_text(found.post),
        turns=tuple(turns),
        waiting=refs(found.waiting),
        beside=refs(dict.fromkeys(one.subject for one in found.beside)),
        obstacle=obstacle_text(found.obstacle),
        overdue=found.overdue,
        may_turn=here().rights.may_edit(record, found.post.id),
    )


def _state(turn: Turn, *, due: bool) -> str:
    if turn.ties:
        sure = all(one.status in ("existing", "ended") for one in turn.ties)
        words = {"past": _("gewesen"), "present": _("hat den Sitz"), "ahead": _("steht fest")}
        return words.get(turn.state, _("belegt")) if sure else _("erwartet, noch nicht bestätigt")
    if due:
        return _("als Nächstes an der Reihe")
    return _("rechnerisch, nicht belegt") if turn.state == "past" else _("rechnerisch")


def rule_text(post: Post) -> str:
    """The rule of a rotating post in words; what the source leaves open is said to be open."""
    count = post.per_turn or post.seats
    parts = [
        _("je %(count)s von %(pool)s", count=count, pool=len(post.pool)) if count else _("Anzahl nicht genannt"),
        _("in alphabetischer Reihenfolge") if post.order else _("Reihenfolge nicht genannt"),
        _("jährlich wechselnd") if post.rhythm else _("Rhythmus nicht genannt"),
        _("Beginn %(date)s", date=period_text(Period(start=post.starts), lang()))
        if post.starts
        else _("Beginn nicht genannt"),
    ]
    return "; ".join(parts)


def obstacle_text(obstacle: Obstacle) -> str:
    """Why nobody can be said to be next; empty where somebody can."""
    return {
        "": "",
        "order": _(
            "In welcher Reihenfolge gewechselt wird, sagt die Quelle nicht. Nennen Sie beim Wechsel, wer folgt."
        ),
        "collective": _("Die Quelle nennt nur eine Gesamtheit. Ihre Stellen müssten erst einzeln eingetragen werden."),
        "size": _("Wie viele den Sitz zugleich haben, sagt die Quelle nicht."),
        "pool": _("Aus welchen Stellen gewechselt wird, sagt die Quelle nicht."),
    }[obstacle]
