"""The start page, and the search with its suggestions."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from web.finding import ALL, found, suggestions
from web.overview import overview
from web.site import here, reading, registry, site, snapshot

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
def page() -> ResponseReturnValue:
    """Search, three doors, figures, recent changes."""
    with reading() as record:
        current = snapshot(record)
        figures = site().snapshots.derived(current, "figures", lambda: overview(current))
        return render_template("start/page.html", figures=figures, recent=record.changes(limit=5))


@blueprint.get("/suche")
def search() -> ResponseReturnValue:
    """Everything that a search finds, and why."""
    words, family = request.args.get("q", "").strip()[:200], request.args.get("familie", ALL)
    with reading() as record:
        hits = found(registry(), record, words, here(), family=family)
        return render_template("start/search.html", words=words, hits=hits, family=family)


@blueprint.get("/suche/vorschlaege")
def suggest() -> ResponseReturnValue:
    """The first hits as options of a listbox, for the search field."""
    words = request.args.get("q", "").strip()[:200]
    with reading() as record:
        hits = suggestions(registry(), record, words, here())
    list_id = "".join(one for one in request.args.get("id", "liste") if one.isalnum() or one == "-")
    return make_response(render_template("start/options.html", hits=hits, list_id=list_id))
