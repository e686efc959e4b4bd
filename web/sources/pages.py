"""Routes of the sources."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from web.addresses import number_in, page_in
from web.entities import elsewhere
from web.presenting.dates import date_text
from web.presenting.references import ref
from web.presenting.ties import View
from web.site import here, lang, reading, snapshot, vocabulary
from web.sources.citing import TYPES, Citations, citations
from web.sources.overview import publishers, source_lines
from web.sources.saying import chosen_entries, reading_of

blueprint = Blueprint("sources", __name__)


@blueprint.get("/quellen")
def index() -> ResponseReturnValue:
    """Every document that statements cite."""
    with reading() as record:
        current = snapshot(record)
        answer = citations(record, current)
        lines = source_lines(record, current, here(), answer.value or {})
    return render_template("sources/index.html", answer=answer, lines=lines)


@blueprint.get("/quellen/<id>")
def document(id: str) -> ResponseReturnValue:
    """What a document says, line by line; `zeile` opens the page on which a line stands."""
    chosen = request.args.get("was", "")
    doubts = "zweifel" in request.args
    with reading() as record:
        if address := elsewhere(record, id, "document"):
            return redirect(address, 301)
        answer = citations(record, snapshot(record))
        cited = (answer.value or {}).get(id, Citations())
        entries = chosen_entries(cited, chosen if chosen in TYPES.values() else "", doubts)
        view = View({}, vocabulary(), lang(), here().stand)
        page = reading_of(record, id, entries, page_in(request.args), number_in(request.args, "zeile"), view)
        return render_template(
            "sources/document.html",
            answer=answer,
            document=ref(record.entity(id), vocabulary(), lang()),
            publishers=publishers(record, [id], vocabulary(), lang()).get(id, ()),
            as_of=[date_text(one, lang()) for one in sorted(cited.as_of)],
            cited=cited,
            page=page,
            chosen=chosen,
            doubts=doubts,
        )
