"""Change sets: the list of recent ones, what one touched, and the history of a record."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from registry.model import Entity, NotFound
from registry.services import AnyStatement, Record
from web.presenting.changes import Names, ends, named, touched_lines, type_label, version_lines
from web.presenting.references import entity_address
from web.site import lang, reading, vocabulary
from web.texts import gettext as _

blueprint = Blueprint("changes", __name__)
SIZE: Final = 50
TOUCHED: Final = 100


@blueprint.get("/aenderungen")
def index() -> ResponseReturnValue:
    """The latest change sets, page by page."""
    before = request.args.get("vor", type=int)
    with reading() as record:
        changes = record.changes(before=before, limit=SIZE)
    older = changes[-1].revision if len(changes) == SIZE else None
    return render_template("changes/index.html", changes=changes, before=before, older=older)


@blueprint.get("/aenderungen/<id>")
def one(id: str) -> ResponseReturnValue:
    """One change set: who, when, why, and what it touched."""
    page = max(1, request.args.get("seite", 1, type=int))
    with reading() as record:
        found = record.change(id)
        if found is None:
            raise NotFound(_("Diese Änderung gibt es nicht."), where=id)
        change, touched = found
        shown = touched[(page - 1) * TOUCHED : page * TOUCHED]
        statements = record.get([one.id for one in shown])
        lines = touched_lines(shown, statements, _names(record, statements))
    pages = -(-len(touched) // TOUCHED)
    return render_template("changes/one.html", change=change, lines=lines, page=page, pages=pages)


@blueprint.get("/aenderungen/eintrag/<id>")
def history(id: str) -> ResponseReturnValue:
    """Every version of a record: who changed what, when and why."""
    with reading() as record:
        versions = record.history(id)
        if not versions:
            raise NotFound(_("Unter dieser Kennung ist nichts bekannt."), where=id)
        statements = [one.statement for one in versions if one.statement]
        latest = statements[-1] if statements else None
        names = Names(record.entities({other for one in statements for other in named(one)}), vocabulary(), lang())
        name = names.statement(latest) if latest else id
    address = entity_address(id, latest.family) if isinstance(latest, Entity) else ""
    type = type_label(latest.type) if latest else ""
    lines = version_lines(versions, names)
    return render_template("changes/history.html", id=id, name=name, type=type, address=address, versions=lines)


def _names(record: Record, statements: dict[str, AnyStatement]) -> Names:
    own = {id: one for id, one in statements.items() if isinstance(one, Entity)}
    others = {end for one in statements.values() for end in ends(one)} - own.keys()
    return Names({**record.entities(others), **own}, vocabulary(), lang())
