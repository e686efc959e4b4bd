"""Routes of what holds the network together."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graph.holding.comparing import Comparison, compare
from graph.holding.ground import Ground
from graph.holding.meanings import meanings
from graph.holding.merging import merging
from graph.holding.seats import seats_of
from graph.holding.sides_picture import Sides, sides
from graph.holding.what_if import going
from registry.services import Record
from web.holding.answering import answer
from web.holding.asking import Asked, asked, body_only, ground_of
from web.holding.comparing import sheets, sided
from web.holding.merging import merger_answer
from web.holding.picturing import pictured
from web.holding.saving import svg_file
from web.holding.sheets import Sheet, plain, shown_sheets
from web.holding.slow import SLOW, front
from web.holding.topics import TOPICS, Topic
from web.site import here, lang, parse_stand, reading, site, snapshot, vocabulary
from web.tables import csv_file
from web.texts import gettext as _

blueprint: Final = Blueprint("holding", __name__)
YEARS: Final = 1
"""How far the earlier Stand lies back where none is asked for."""


@blueprint.get("/zusammenhalt")
def index() -> ResponseReturnValue:
    """All topics with their most telling figures."""
    with reading() as record:
        ground = ground_of(snapshot(record))
    offered = {key: one for key, one in meanings().items() if key != "fusion"}
    return render_template("holding/index.html", meanings=offered, figures=front(ground))


@blueprint.get("/zusammenhalt/<key>")
def topic(key: str) -> ResponseReturnValue:
    """One topic: what it means, what it does not mean, figures, lists."""
    with reading() as record:
        ground = ground_of(snapshot(record))
        found, values = _topic(key, ground)
        shown = shown_sheets(record, found.sheets) if found else ()
    values = {**values, "topic": found, "sheets": shown, "bars": pictured(found, meanings()[key]) if found else None}
    return render_template("holding/topic.html", meaning=meanings()[key], **values)


def _topic(key: str, ground: Ground) -> tuple[Topic | None, dict[str, object]]:
    if key in SLOW:
        return SLOW[key](ground)
    if key not in TOPICS:
        abort(404)
    # Links carry the language, and the Stand where one is asked for.
    kept = ("holding", key, lang(), here().stand_given)
    found: Topic = site().snapshots.derived(ground.snapshot, kept, lambda: TOPICS[key](ground))
    return found, {}


@blueprint.get("/zusammenhalt/<key>/<sheet>.csv")
def table(key: str, sheet: str) -> ResponseReturnValue:
    """One list of a topic as a table file, with every line."""
    with reading() as record:
        found, _values = _topic(key, ground_of(snapshot(record)))
    if found is None:  # still being computed: the page shows how far
        return redirect(url_for("holding.topic", key=key))
    return _file(next((one for one in found.sheets if one.key == sheet), None))


@blueprint.get("/zusammenhalt/<key>/bild.svg")
def picture(key: str) -> ResponseReturnValue:
    """The picture of a topic as a file."""
    with reading() as record:
        found, values = _topic(key, ground_of(snapshot(record)))
    if found is None:  # still being computed: the page shows how far
        return redirect(url_for("holding.topic", key=key))
    bars = pictured(found, meanings()[key])
    drawn = values.get("picture") or (bars[0] if bars else "")
    return svg_file(key, str(drawn)) if drawn else abort(404)


def _file(sheet: Sheet | None) -> ResponseReturnValue:
    if sheet is None:
        abort(404)
    rows = ([plain(cell) for cell in row] for row in sheet.rows)
    return csv_file(f"zusammenhalt-{sheet.key}-{here().stand.isoformat()}", sheet.heads, rows)


@blueprint.get("/zusammenhalt/was-waere-wenn")
def what_if() -> ResponseReturnValue:
    """What if somebody goes, or two bodies merge: the form, and the answer where it is clear who is meant."""
    with reading() as record:
        ground = ground_of(snapshot(record))
        one, other = (asked(record, ground.snapshot, request.args.get(name, "")) for name in ("wer", "mit"))
        values = _merger(record, ground, one, other) if other.typed else _leaving(record, ground, one)
    key = "fusion" if "merger" in values else "was-waere-wenn"
    return render_template("holding/what_if.html", meaning=meanings()[key], **values)


@blueprint.get("/zusammenhalt/was-waere-wenn/bild.svg")
def what_if_picture() -> ResponseReturnValue:
    """What would fall off, as a file."""
    with reading() as record:
        ground = ground_of(snapshot(record))
        found = _leaving(record, ground, asked(record, ground.snapshot, request.args.get("wer", "")))
    return svg_file("was-waere-wenn", str(found["answer"].pictures[0])) if "answer" in found else abort(404)


def _leaving(record: Record, ground: Ground, one: Asked) -> dict[str, Any]:
    values: dict[str, Any] = {"leaving": one, "joining": Asked("")}
    if one.entity is None:
        return values
    seats = seats_of(record, ground.snapshot, [one.entity.id], here().stand)
    return {**values, "answer": answer(record, going(ground, one.entity.id, seats))}


def _merger(record: Record, ground: Ground, one: Asked, other: Asked) -> dict[str, object]:
    first, second = body_only(one), body_only(other)
    if first.id and first.id == second.id:
        second = Asked(second.value, error=_("Das ist zweimal dieselbe Stelle."))
    elif not first.typed:
        first = Asked("", error=_("Nennen Sie beide."))
    values: dict[str, object] = {"leaving": first, "joining": second}
    if first.entity is None or second.entity is None:
        return values
    ids = (first.entity.id, second.entity.id)
    seats = seats_of(record, ground.snapshot, ids, here().stand)
    return {**values, "merger": merger_answer(record, merging(ground, *ids, seats))}


@blueprint.get("/zusammenhalt/staende")
def compared() -> ResponseReturnValue:
    """Two Stände side by side."""
    days = _days()
    with reading() as record:
        around, found = _comparison(record, days)
        page = sided(found, _sides(found, days, around), days)
        values = {"page": page, "sheets": shown_sheets(record, page.sheets), "days": days, "around": around}
    return render_template("holding/compared.html", meaning=meanings()["staende"], **values)


@blueprint.get("/zusammenhalt/staende/bild-<any(frueher, spaeter):side>.svg")
def compared_picture(side: str) -> ResponseReturnValue:
    """One side of the comparison as a file."""
    days = _days()
    with reading() as record:
        around, found = _comparison(record, days)
        pictures = sided(found, _sides(found, days, around), days).pictures
    return svg_file(f"stand-{side}", str(pictures[side == "spaeter"])) if pictures else abort(404)


def _sides(found: Comparison, days: tuple[date, date], around: Asked) -> Sides:
    key = ("holding-sides", days[0], around.id, lang())
    drawn: Sides = site().snapshots.derived(found.after, key, lambda: sides(found, lang()))
    return drawn


@blueprint.get("/zusammenhalt/staende/<sheet>.csv")
def compared_table(sheet: str) -> ResponseReturnValue:
    """One list of the comparison as a table file, with every line."""
    with reading() as record:
        _around, compared_ = _comparison(record, _days())
        found = sheets(compared_)
    return _file(next((one for one in found if one.key == sheet), None))


def _comparison(record: Record, days: tuple[date, date]) -> tuple[Asked, Comparison]:
    earlier, later = (ground_of(site().snapshots.snapshot(record, one, vocabulary())) for one in days)
    around = asked(record, later.snapshot, request.args.get("um", ""), at_any_time=True)
    return around, compare(earlier, later, around.id or None)


def _days() -> tuple[date, date]:
    """The earlier and the later Stand; the earlier one a year before where none is asked for. Raises NoDay."""
    later = here().stand
    earlier = parse_stand(request.args.get("vorher", "").strip())
    if earlier is None:
        earlier = later.replace(year=max(later.year - YEARS, 1), day=min(later.day, 28))
    return (earlier, later) if earlier <= later else (later, earlier)
