"""Routes of offers."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.services.importing import entity_table
from web.entities import ANY, Plan, elsewhere, entity_page
from web.offers.listing import offer_list, wanted
from web.rights import needs
from web.site import here, lang, reading, snapshot, vocabulary
from web.tables import csv_file, xlsx_file

blueprint = Blueprint("offers", __name__)


@blueprint.get("/angebote")
def index() -> ResponseReturnValue:
    """The list with its filter."""
    want = wanted(request.args)
    with reading() as record:
        listed = offer_list(record, snapshot(record), want, here())
    return render_template("offers/index.html", want=want, listed=listed)


@blueprint.get("/angebote.csv")
def table() -> ResponseReturnValue:
    """Everything that the filter leaves, as a table file."""
    want = wanted(request.args)
    with reading() as record:
        listed = offer_list(record, snapshot(record), want, here(), size=10**9)
    head = (
        _("Name"),
        _("Art"),
        _("Wer bietet an"),
        _("Themen"),
        _("Gebiet"),
        _("Zeitraum"),
        _("Zielgruppe"),
        _("Kennung"),
    )
    rows = (
        (
            *(one.ref.name, one.ref.kind_label, "; ".join(name for name, _href in one.providers)),
            *("; ".join(one.themes), "; ".join(one.areas), one.period, one.audience, one.ref.id),
        )
        for one in listed.lines
    )
    return csv_file(f"angebote-{here().stand.isoformat()}", head, rows)


@blueprint.get("/angebote.xlsx")
@needs("analyst")
def workbook() -> ResponseReturnValue:
    """The same offers with all that is known of each, as a workbook that can be changed and imported again."""
    want = wanted(request.args)
    with reading() as record:
        listed = offer_list(record, snapshot(record), want, here(), size=10**9)
        whole = entity_table(record, vocabulary(), [one.ref.id for one in listed.lines], lang(), _("Angebote"))
        return xlsx_file(f"angebote-{here().stand.isoformat()}", [whole])


@blueprint.get("/angebote/<id>")
def one(id: str) -> ResponseReturnValue:
    """One offer: who stands behind it, for whom it is, what it belongs to, its figures."""
    with reading() as record:
        if address := elsewhere(record, id, "offer"):
            return redirect(address, 301)
        page = entity_page(record, id, _plan(), request.args.getlist("alle"))
    return render_template("offers/one.html", page=page)


def _plan() -> Plan:
    return (
        (
            "anbieter",
            _("Wer dahinter steht"),
            tuple(
                (role, "in")
                for role in (
                    "bietet_an",
                    "traegerschaft",
                    "leitung",
                    "federfuehrung",
                    "foerderung",
                    "kooperation",
                    "mitwirkung",
                    "beteiligt",
                    "initiiert",
                )
            ),
        ),
        ("zielgruppe", _("Für wen"), (("richtet_sich_an", "out"),)),
        ("kontakt", _("Wer Auskunft gibt"), (("ansprechpartner", "in"),)),
        ("aufbau", _("Teile, Vorgänger und Nachfolger"), (("nachfolge", ANY), ("teil_von", ANY))),
        ("ziele", _("Ziele"), (("verfolgt", "out"), ("beteiligt", "out"))),
        ("bezuege", _("Bezüge"), (("bezieht_sich_auf", "out"), ("bezieht_sich_auf", "in"))),
    )
