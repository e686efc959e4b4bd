"""Routes of documents."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from graph.pictures.timeline import TimelineEvent, timeline_svg
from registry.services.importing import entity_table
from web.documents.listing import chosen_documents, deliberations, document_list, events, in_sequence, wanted
from web.entities import ANY, Plan, elsewhere, entity_page
from web.rights import needs
from web.site import here, lang, reading, snapshot, vocabulary
from web.sources.citing import citation_counts
from web.tables import xlsx_file

blueprint = Blueprint("documents", __name__)


@blueprint.get("/dokumente")
def index() -> ResponseReturnValue:
    """The list with its filter, and the deliberations of what is listed as a time line and as a table."""
    want = wanted(request.args)
    with reading() as record:
        current = snapshot(record)
        listed = document_list(record, current, want, citation_counts(record, current), here())
        found = deliberations(record, current, listed.numbers, here())
    return render_template(
        "documents/index.html", want=want, listed=listed, found=found, timeline=_drawn(events(found))
    )


@blueprint.get("/dokumente.xlsx")
@needs("analyst")
def workbook() -> ResponseReturnValue:
    """The documents that the filter leaves, as a workbook that can be changed and imported again."""
    want = wanted(request.args)
    with reading() as record:
        current = snapshot(record)
        ids = [current.ids[one] for one in chosen_documents(record, current, want, here())]
        whole = entity_table(record, vocabulary(), ids, lang(), _("Dokumente"))
        return xlsx_file(f"dokumente-{here().stand.isoformat()}", [whole])


@blueprint.get("/dokumente/<id>")
def one(id: str) -> ResponseReturnValue:
    """One document: profile, who deliberated it, who is responsible, what refers to it."""
    with reading() as record:
        if address := elsewhere(record, id, "document"):
            return redirect(address, 301)
        page = entity_page(record, id, _plan(), request.args.getlist("alle"))
        current = snapshot(record)
        found = in_sequence(deliberations(record, current, [current.index[id]], here()))
        cited = citation_counts(record, current).get(id, 0)
    drawn = _drawn(events(found, of_one=True)) if len(found) > 1 else ""
    return render_template("documents/one.html", page=page, found=found, timeline=drawn, cited=cited)


def _drawn(rows: list[TimelineEvent]) -> Markup:
    # Made by graph.pictures.svg, which escapes every text that it is given.
    return Markup(timeline_svg(rows, here().lang, title=_("Zeitverlauf der Beratungen")))  # noqa: S704


def _plan() -> Plan:
    return (
        (
            "beratungsfolge",
            _("Beratungsfolge"),
            (("beraet", "in"), ("beschliesst", "in"), ("nimmt_zur_kenntnis", "in")),
        ),
        (
            "verantwortlich",
            _("Verantwortlich und beteiligt"),
            (
                ("verantwortet", "in"),
                ("bearbeitet", "in"),
                ("federfuehrung", "in"),
                ("co_moderation", "in"),
                ("beteiligt", "in"),
                ("initiiert", "in"),
                ("foerderung", "in"),
            ),
        ),
        ("aufbau", _("Teile, Vorgänger und Nachfolger"), (("nachfolge", ANY), ("teil_von", ANY))),
        ("bezuege", _("Worauf es sich bezieht"), (("bezieht_sich_auf", "out"),)),
        ("genannt", _("Was sich darauf bezieht"), (("bezieht_sich_auf", "in"),)),
    )
