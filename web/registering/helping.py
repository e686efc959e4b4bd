"""Parts of the form that htmx asks for: likely duplicates while typing, names to choose from, a row, saving."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.services.registering import ContactField, TieField
from web.registering.choices import Mode, helpers
from web.registering.guarding import ASK, DRAFT, count, trapped
from web.registering.looking import hints
from web.registering.room import blueprint
from web.registering.sending import mode_of
from web.registering.submitting import keep_draft
from web.registering.typed import typed_in
from web.rights import fulfils, needs
from web.site import here, reading, registry

_SUGGESTED = 8


def _mode() -> Mode:
    about = request.values.get("about", "")
    direct = request.values.get("direct") == "1" and fulfils("account")
    return mode_of(about, direct=direct) if about else Mode(direct=direct)


@blueprint.post("/eintragen/aehnlich")
@needs("public")
def alike() -> ResponseReturnValue:
    """What is in the record already and may be the same."""
    count(ASK)
    mode = _mode()
    with reading() as record:
        return render_template("registering/hints.html", hints=hints(record, typed_in().form, mode), asked=True)


@blueprint.get("/eintragen/namen")
def names() -> ResponseReturnValue:
    """Names that begin or sound like what is typed, as options of a list."""
    count(ASK)
    families = ("area",) if request.args.get("was") == "ort" else ("actor", "offer")
    words = next((value for key, value in request.args.items() if key in ("town", "tie-other_name")), "").strip()
    found = registry().search(words[:200], here().viewer, limit=_SUGGESTED, families=families) if words else []
    with reading() as record:
        known = record.entities([one.id for one in found])
    return render_template("registering/names.html", names=[known[one.id].name for one in found if one.id in known])


@blueprint.get("/eintragen/zeile")
def row() -> ResponseReturnValue:
    """One more row for a contact or a tie."""
    what = "tie" if request.args.get("was") == "tie" else "contact"
    empty = TieField() if what == "tie" else ContactField()
    return render_template("registering/row.html", what=what, row=empty, mode=_mode(), **helpers())


@blueprint.post("/eintragen/speichern")
@needs("public")
def save() -> ResponseReturnValue:
    """Save what was typed so far."""
    count(DRAFT)
    typed, mode = typed_in(), _mode()
    empty = not (typed.form.name or typed.form.contacts or typed.form.summary or typed.form.ties)
    kept = "" if trapped() or empty else keep_draft(mode, typed)
    return render_template("registering/saved.html", draft=kept)
