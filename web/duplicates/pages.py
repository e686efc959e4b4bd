"""The list of likely duplicates, and two entities side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.model import Entity
from registry.services import Record, editing
from registry.services.judgements import Judgement, Judgements
from registry.services.sweeping import OWNER, TASK, Suspicion, latest_search, suspicions
from web.addresses import page_in
from web.duplicates.comparing import Side, effect, lines, side
from web.presenting.grounds import ground_texts
from web.rights import needs
from web.site import here, reading, registry, wrote
from web.tasks import queue
from web.texts import gettext as _

blueprint = Blueprint("duplicates", __name__)
SIZE: Final = 20


@dataclass(frozen=True)
class PairLine:
    """One pair of the list."""

    one: Side
    other: Side
    percent: int
    reasons: list[str]
    against: list[str]


@dataclass(frozen=True)
class JudgedLine:
    """A judgement of the list."""

    one: Side
    other: Side
    verdict: str
    who: str


def _who() -> str:
    account = here().account
    return account.label if account is not None else ""


def _judgements() -> Judgements:
    return Judgements(registry().workspace)


@blueprint.get("/dubletten")
@needs("staff")
def index() -> ResponseReturnValue:
    """What the last search has found and nobody has judged, likeliest first."""
    search, found = suspicions(queue(), _judgements())
    page = page_in(request.args)
    with reading() as record:
        latest = _judgements().latest(10)
        pairs = [*(one.pair for one in found), *(one.pair for one in latest)]
        known = record.entities(frozenset().union(*pairs))
        there = [one for one in found if one.pair <= known.keys()]
        shown = [_line(record, known, one) for one in there[(page - 1) * SIZE : page * SIZE]]
        judged = [_judged(record, known, one) for one in latest if one.pair <= known.keys()]
    return render_template(
        "duplicates/index.html",
        pairs=shown,
        count=len(there),
        page=page,
        pages=-(-len(there) // SIZE),
        search=search,
        task=latest_search(queue()),
        latest=judged,
        judged=len(_judgements().pairs()),
    )


def _line(record: Record, known: dict[str, Entity], one: Suspicion) -> PairLine:
    return PairLine(
        side(record, known[one.one]),
        side(record, known[one.other]),
        round(100 * one.score),
        ground_texts(one.reasons),
        ground_texts(one.against),
    )


def _judged(record: Record, known: dict[str, Entity], one: Judgement) -> JudgedLine:
    return JudgedLine(side(record, known[one.one]), side(record, known[one.other]), one.verdict, one.who)


@blueprint.post("/dubletten/suchen")
@needs("staff")
def search() -> ResponseReturnValue:
    """Begin a search through the whole record, unless one is under way."""
    latest = latest_search(queue())
    if latest is None or latest.state not in ("waiting", "running"):
        queue().add(TASK, {}, OWNER)
    return redirect(url_for("duplicates.index"), code=303)


@blueprint.post("/dubletten/urteil")
@needs("staff")
def judge() -> ResponseReturnValue:
    """Keep what somebody found of a pair; two that are the same are merged on the page of both."""
    one, other = request.form.get("one", ""), request.form.get("other", "")
    with reading() as record:
        record.entity(one), record.entity(other)
    _judgements().judge(one, other, request.form.get("verdict", ""), _who())
    return redirect(url_for("duplicates.index"), code=303)


@blueprint.post("/dubletten/wieder")
@needs("staff")
def take_back() -> ResponseReturnValue:
    """Forget a judgement, so that the pair is asked about again."""
    _judgements().take_back(request.form.get("one", ""), request.form.get("other", ""))
    return redirect(url_for("duplicates.index"), code=303)


@blueprint.get("/dubletten/<one>/<other>")
@needs("staff")
def compare(one: str, other: str) -> ResponseReturnValue:
    """Two entities side by side, and what merging them would do."""
    with reading() as record:
        entities = record.entity(one), record.entity(other)
        prepared = editing.merge(record, one, other, _who(), _("Vorschau"))
        sides = [side(record, entity) for entity in entities]
        rows = lines(record, *entities)
    judged = next((found for found in _judgements().of(one) if found.other == other), None)
    return render_template(
        "duplicates/compare.html", sides=sides, lines=rows, effect=effect(prepared, one, other), judged=judged
    )


@blueprint.post("/dubletten/zusammenfuehren")
@needs("staff")
def merge() -> ResponseReturnValue:
    """Merge two entities into the one that is kept, and say that they were the same."""
    keep, drop = request.form.get("keep", ""), request.form.get("drop", "")
    who, why = _who(), request.form.get("why", "").strip()[:300] or _("Dublette zusammengeführt")
    change_set, revision = registry().commit_prepared(lambda record: editing.merge(record, keep, drop, who, why))
    _judgements().judge(keep, drop, "same", who)
    wrote(revision)
    return redirect(url_for("changes.one", id=change_set.id), code=303)
