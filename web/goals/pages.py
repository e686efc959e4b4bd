"""Routes of goals."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.services.importing import entity_table
from web.entities import Plan, elsewhere, entity_page
from web.goals.tree import goal_ids, goal_list, path_of, wanted
from web.rights import needs
from web.site import here, lang, reading, snapshot, vocabulary
from web.tables import xlsx_file

blueprint = Blueprint("goals", __name__)


@blueprint.get("/ziele")
def index() -> ResponseReturnValue:
    """All goals as trees, by paper."""
    want = wanted(request.args)
    with reading() as record:
        listed = goal_list(record, snapshot(record), want, here())
    return render_template("goals/index.html", want=want, listed=listed)


@blueprint.get("/ziele.xlsx")
@needs("analyst")
def workbook() -> ResponseReturnValue:
    """The goals that the filter leaves, as a workbook that can be changed and imported again."""
    with reading() as record:
        ids = goal_ids(record, snapshot(record), wanted(request.args), here())
        whole = entity_table(record, vocabulary(), ids, lang(), _("Ziele"))
        return xlsx_file(f"ziele-{here().stand.isoformat()}", [whole])


@blueprint.get("/ziele/<id>")
def one(id: str) -> ResponseReturnValue:
    """One goal: what it is part of and what is part of it, who pursues it and who contributes."""
    with reading() as record:
        if address := elsewhere(record, id, "goal"):
            return redirect(address, 301)
        page = entity_page(record, id, _plan(), request.args.getlist("alle"))
        path = path_of(record, snapshot(record), id, here())
    return render_template("goals/one.html", page=page, path=path)


def _plan() -> Plan:
    return (
        ("teile", _("Was dazu gehört"), (("teil_von", "in"),)),
        ("verfolgt", _("Wer es verfolgt"), (("verfolgt", "in"), ("federfuehrung", "in"), ("co_moderation", "in"))),
        (
            "beteiligt",
            _("Wer beteiligt ist"),
            (("beteiligt", "in"), ("kooperation", "in"), ("foerderung", "in"), ("initiiert", "in")),
        ),
        ("kontakt", _("Wer Auskunft gibt"), (("ansprechpartner", "in"),)),
        ("zielgruppe", _("Für wen"), (("richtet_sich_an", "out"),)),
        ("teil", _("Wovon es Teil ist"), (("teil_von", "out"),)),
        ("bezuege", _("Bezüge"), (("bezieht_sich_auf", "out"), ("bezieht_sich_auf", "in"))),
    )
