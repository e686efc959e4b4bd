"""Bridges between two networks as a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graph.partners.bridges import Bridges, Link, bridges
from graph.snapshot import Snapshot
from registry.services import Record
from web.partners.resolving import meant_addresses, resolve_both
from web.partners.room import blueprint, ground_of
from web.presenting.references import Ref, ref
from web.site import lang, reading, snapshot, vocabulary


@dataclass(frozen=True)
class LinkLine:
    """Somebody who joins both, whom they know in each, and how many more."""

    ref: Ref
    first: tuple[Ref, ...]
    second: tuple[Ref, ...]
    first_more: int
    second_more: int


@blueprint.get("/partner/bruecken")
def between() -> ResponseReturnValue:
    """Who sits in both networks, or joins them in two steps."""
    with reading() as record:
        ids = request.args.get("a", ""), request.args.get("b", "")
        one, other = resolve_both(record, ("a_name", ids[0]), ("b_name", ids[1]))
        if {"a_name", "b_name"} & set(request.args) and not (one.open or other.open):
            return redirect(url_for("partners.between", a=one.id or None, b=other.id or None), code=302)
        values = _found(record, snapshot(record), one.id, other.id)
        meant = meant_addresses("partners.between", ("a", one), ("b", other))
        return render_template("partners/bridges.html", first=one, second=other, meant_addresses=meant, **values)


def _found(record: Record, current: Snapshot, first: str, second: str) -> dict[str, Any]:
    if not first or not second or first == second:
        return {"same": bool(first) and first == second}
    for id in (first, second):
        record.entity(id)  # raises Missing, which knows a successor
    if first not in current.index or second not in current.index:
        return {"gone": True}
    found = bridges(ground_of(current), first, second)
    known = _refs(record, found)
    return {
        "found": found,
        "both": [known[one] for one in found.both if one in known],
        "across": [_line(one, known) for one in found.across if one.id in known],
        "standing": [_line(one, known) for one in found.between if one.id in known],
    }


def _refs(record: Record, found: Bridges) -> dict[str, Ref]:
    links = (*found.across, *found.between)
    ids = {*found.both, *(one.id for one in links), *(id for one in links for id in (*one.first, *one.second))}
    return {id: ref(one, vocabulary(), lang()) for id, one in record.entities(ids).items()} if ids else {}


def _line(one: Link, known: dict[str, Ref]) -> LinkLine:
    first, second = (tuple(known[id] for id in side if id in known) for side in (one.first, one.second))
    return LinkLine(known[one.id], first, second, one.first_count - len(first), one.second_count - len(second))
