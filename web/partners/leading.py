"""The ways from one actor to another: the picture, and the same in words."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from graph.partners.ways import Lanes, Way, best_ways, lanes
from graph.pictures.styles import line_legend
from graph.pictures.ways import ways_svg
from graph.snapshot import Snapshot
from registry.model import Entity, Tie
from registry.services import Record
from web.partners.resolving import meant_addresses, resolve_both
from web.partners.room import blueprint, ground_of
from web.partners.wording import points_text
from web.presenting.references import Ref, entity_address, ref
from web.presenting.ties import TieLine, View, tie_line
from web.site import here, lang, reading, site, snapshot, vocabulary

MOST: Final = 4
"""Ways that are shown."""


@dataclass(frozen=True)
class Step:
    """One tie of a way, read from who stands before it."""

    line: TieLine
    cost: str


@dataclass(frozen=True)
class WayLine:
    """One way in words: whom it starts with, and its steps."""

    start: Ref
    steps: tuple[Step, ...]
    cost: str


@blueprint.get("/partner/wege")
def ways() -> ResponseReturnValue:
    """The best ways between two actors."""
    with reading() as record:
        one, other = resolve_both(
            record, ("name", request.args.get("von", "")), ("nach_name", request.args.get("nach", ""))
        )
        if {"name", "nach_name"} & set(request.args) and not (one.open or other.open):
            return redirect(url_for("partners.ways", von=one.id or None, nach=other.id or None), code=302)
        values = _found(record, snapshot(record), one.id, other.id)
        meant = meant_addresses("partners.ways", ("von", one), ("nach", other))
        return render_template("partners/ways.html", first=one, second=other, meant_addresses=meant, **values)


def _found(record: Record, current: Snapshot, start: str, end: str) -> dict[str, Any]:
    if not start or not end:
        return {}
    ends = [record.entity(one) for one in (start, end)]  # raises Missing, which knows a successor
    if any(one.id not in current.index for one in ends):
        return {"ways": ()}
    found = best_ways(lanes_of(current), start, end, MOST)
    if not found:
        return {"ways": ()}
    roles = {current.roles[current.ties.role[one]] for one in _numbers(current, found)}
    return {
        "ways": way_lines(record, found),
        "pictures": _pictures(current, found),
        "legend": line_legend(roles, vocabulary(), lang()),
    }


def lanes_of(current: Snapshot) -> Lanes:
    """The lanes of a snapshot, made once."""
    return site().snapshots.derived(current, "lanes", lambda: lanes(ground_of(current)))


def _numbers(current: Snapshot, found: tuple[Way, ...]) -> list[int]:
    # Ties stand in the order of their ids.
    return [bisect_left(current.ties.ids, one) for way in found for one in way.ties]


def _pictures(current: Snapshot, found: tuple[Way, ...]) -> tuple[Markup, Markup]:
    chains = [(one.entities, one.ties) for one in found]

    def address(id: str) -> str:
        return entity_address(id, current.family_of(current.index[id]))

    # Names are escaped by the drawing itself.
    wide = Markup(ways_svg(current, chains, address, lang(), prefix="ways"))  # noqa: S704
    narrow = Markup(ways_svg(current, chains, address, lang(), narrow=True, prefix="ways-narrow"))  # noqa: S704
    return wide, narrow


def way_lines(record: Record, found: tuple[Way, ...]) -> tuple[WayLine, ...]:
    """The ways in words, with the sources of their ties."""
    got = record.get({id for way in found for id in (*way.entities, *way.ties)})
    ties = {id: one for id, one in got.items() if isinstance(one, Tie)}
    known = {id: one for id, one in got.items() if isinstance(one, Entity)}
    known |= record.entities({source.document for one in ties.values() for source in one.sources})
    view = View(known, vocabulary(), lang(), here().stand)
    return tuple(_way_line(one, ties, view) for one in found)


def _way_line(way: Way, ties: dict[str, Tie], view: View) -> WayLine:
    steps = [
        Step(tie_line(ties[tie], one, view), points_text(cost, lang()))
        for (one, _), tie, cost in zip(pairwise(way.entities), way.ties, way.costs, strict=True)
    ]
    return WayLine(ref(view.known[way.entities[0]], vocabulary(), lang()), tuple(steps), points_text(way.cost, lang()))
