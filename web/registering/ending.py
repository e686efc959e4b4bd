"""Ending an entry: it stays in the record with its history, and is not shown as present any more."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from registry.access import STAFF_VIEWER
from registry.model import ChangeSet, Invalid
from registry.services import editing
from registry.services.registering import as_edtf
from web.presenting.references import entity_address
from web.registering.direct import commit, label
from web.registering.room import blueprint
from web.registering.sending import mode_of
from web.registering.typed import sentence
from web.rights import needs
from web.site import registry
from web.texts import gettext as _


@blueprint.get("/eintraege/<id>/beenden")
@needs("staff")
def end(id: str) -> ResponseReturnValue:
    """Asks for the day and the reason."""
    return render_template("registering/end.html", mode=mode_of(id, direct=True), on="", why="", error="")


@blueprint.post("/eintraege/<id>/beenden")
@needs("staff")
def end_it(id: str) -> ResponseReturnValue:
    """End it."""
    mode = mode_of(id, direct=True)
    on, why = request.form.get("on", "").strip(), sentence(request.form.get("why", ""))
    try:
        commit(_ended(id, on, why or f"Beendet: {mode.name}"))
    except (ValueError, Invalid):
        error = _("Schreiben Sie einen Tag, Monat oder ein Jahr, nicht vor dem Anfang: 2013, 10.2012 oder 30.10.2012.")
        return render_template("registering/end.html", mode=mode, on=on, why=why, error=error), 422
    return redirect(entity_address(id, mode.family), code=303)


def _ended(id: str, on: str, why: str) -> ChangeSet:
    """The change set that ends a statement on a day as typed. Raises ValueError, Invalid, NotFound."""
    with registry().reading(STAFF_VIEWER) as record:
        return editing.end(record, id, as_edtf(on), label(), why[:500])
