"""The ties of an actor in time: who has been a member, moderator or holder from when to when, as far as sources say."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from graph.filtering import star
from graph.pictures.timeline import TimelineEvent, timeline_events, timeline_svg
from graph.snapshot import Snapshot
from registry.model import Period
from web.actors.room import blueprint
from web.addresses import page_in
from web.presenting.dates import date_text, period_text
from web.presenting.references import Ref, entity_address, ref
from web.site import here, lang, reading, site, vocabulary
from web.texts import gettext as _

SIZE = 60
"""Rows of one page: a picture of hundreds is neither read nor printed."""


@dataclass(frozen=True)
class TimePage:
    """Some of the ties, the earliest first; `total` of all."""

    actor: Ref
    events: tuple[TimelineEvent, ...]
    total: int
    page: int
    pages: int


@blueprint.get("/akteure/<id>/zeit")
def in_time(id: str) -> ResponseReturnValue:
    """A time line, and the same as a table. Whatever the Stand: what is over is a part of it."""
    with reading() as record:
        entity = record.entity(id)
        if entity.family != "actor":
            return redirect(entity_address(entity.id, entity.family), code=301)
        current = site().snapshots.snapshot(record, None, vocabulary())
        page = _page(ref(entity, vocabulary(), lang()), _events(current, id), page_in(request.args))
    title = _("Zeitverlauf: %(name)s", name=page.actor.name)
    # Made by graph.pictures.svg, which escapes every text that it is given.
    drawn = Markup(timeline_svg(list(page.events), lang(), title=title)) if page.events else ""  # noqa: S704
    return render_template("actors/time.html", page=page, picture=drawn, title=title)


def _page(actor: Ref, events: list[TimelineEvent], number: int) -> TimePage:
    pages = max(1, -(-len(events) // SIZE))
    number = min(number, pages)
    return TimePage(actor, tuple(events[(number - 1) * SIZE : number * SIZE]), len(events), number, pages)


def _events(current: Snapshot, id: str) -> list[TimelineEvent]:
    if id not in current.index:
        return []

    def address(other: str) -> str:
        return entity_address(other, current.family_of(current.index[other]))

    return [replace(one, when=when(one)) for one in timeline_events(star(current, id), id, address, lang())]


def when(event: TimelineEvent) -> str:
    """Its dates in words; where the sources say none, for which day they say that it is so."""
    said = period_text(Period(start=event.start, end=event.end), here().lang)
    if said:
        return said
    if event.attested:
        return _("belegt %(date)s", date=date_text(event.attested, here().lang))
    return _("ohne Datum")
