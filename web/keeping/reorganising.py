"""Reorganisation, guided: what happened, when, who follows, which ties go on; a preview; then one change set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.model import ChangeSet, Conflict, Invalid, NotFound, Tie
from registry.services import Record
from registry.services.keeping.ending import lasting_ties
from registry.services.keeping.reorganising import dissolution, merger, rename, split, succession
from web.keeping.guiding import Guide, read
from web.keeping.previewing import fingerprint, preview
from web.keeping.room import blueprint, commit, whole
from web.presenting.changes import Names
from web.presenting.references import ref
from web.rights import needs
from web.site import lang, vocabulary
from web.texts import gettext as _

WHATS: Final = ("name", "aufloesung", "nachfolge", "fusion", "teilung")


def titles() -> dict[str, tuple[str, str]]:
    """Name and explanation of each kind of reorganisation."""
    return {
        "name": (
            _("Neuer Name"),
            _("Dieselbe Stelle heißt anders. Der alte Name bleibt mit seinem Zeitraum auffindbar."),
        ),
        "aufloesung": (
            _("Auflösung"),
            _("Die Stelle endet, mit ihren Beziehungen und Sitzen. Ihre Geschichte bleibt."),
        ),
        "nachfolge": (
            _("Nachfolge"),
            _("Eine andere Stelle tritt an ihre Stelle, eine neue oder eine, die es schon gibt."),
        ),
        "fusion": (
            _("Fusion"),
            _("Mehrere Stellen werden eine. Doppelte Einträge derselben Stelle führen Sie dagegen zusammen."),
        ),
        "teilung": (_("Teilung"), _("Aus einer Stelle werden mehrere.")),
    }


@blueprint.get("/akteure/<id>/umbau")
@needs("staff")
def reorganise(id: str) -> ResponseReturnValue:
    """Asks what happened."""
    with whole() as record:
        entity = ref(record.entity(id), vocabulary(), lang())
    return render_template("keeping/reorganise.html", entity=entity, titles=titles())


@blueprint.get("/akteure/<id>/umbau/<what>")
@needs("staff")
def guide(id: str, what: str) -> ResponseReturnValue:
    """Asks for what is needed."""
    if what not in WHATS:
        abort(404)
    return _page(id, what)


@blueprint.post("/akteure/<id>/umbau/<what>")
@needs("staff")
def carry_out(id: str, what: str) -> ResponseReturnValue:
    """Show what would be written; with `schreiben` write it, if it is still what was shown."""
    if what not in WHATS:
        abort(404)
    try:
        if "schreiben" not in request.form:
            with whole() as record:
                return _page(id, what, change=_change(record, id, what))
        made = commit(lambda record: _same(_change(record, id, what)))
    except (Invalid, NotFound) as error:
        if error.where == id and isinstance(error, NotFound):
            raise
        return _page(id, what, _told(error)), 422
    except Conflict:
        with whole() as record:
            return _page(id, what, change=_change(record, id, what), overtaken=True), 409
    return redirect(url_for("changes.one", id=made.id, stand=None), code=303)


def _same(change: ChangeSet) -> ChangeSet:
    if fingerprint(change) != request.form.get("gezeigt"):
        raise Conflict("this is not what was shown any more", where="reorganisation", remedy="look at it as it is now")
    return change


def _change(record: Record, id: str, what: str) -> ChangeSet:
    """What was typed as a change set. Raises Invalid, NotFound."""
    typed = read(record, id, request.form)
    words, occasion, carry = vocabulary(), typed.occasion, typed.carried
    match what:
        case "name":
            return rename(record, id, typed.name, occasion)
        case "aufloesung":
            return dissolution(record, words, id, occasion)
        case "nachfolge":
            return succession(record, words, id, typed.heir(), occasion, carry)
        case "fusion":
            return merger(record, words, [id, *typed.partners()], typed.heir(), occasion, carry)
        case _:
            return split(record, words, id, typed.heirs(), occasion, typed.divided())


def _told(error: Invalid | NotFound) -> dict[str, str]:
    sentences = {
        "on": _("Das ist kein Datum. Schreiben Sie 2026, 03.2026 oder 01.03.2026."),
        "partners": _("Diese Stelle ist nicht eindeutig bekannt. Nehmen Sie den Namen, wie er im Register steht."),
        "heir": _("Nennen Sie, wer folgt: einen neuen Namen, oder genau den Namen im Register."),
        "heirs": _("Nennen Sie mindestens zwei, jede in einer eigenen Zeile."),
        "document": _("Dieses Dokument ist nicht bekannt. Nehmen Sie den Namen, wie er im Register steht."),
    }
    return {error.where: sentences[error.where]} if error.where in sentences else {"form": _reason(error)}


def _reason(error: Invalid | NotFound) -> str:
    if "present one" in error.what:
        return _("Der neue Name fehlt, oder er ist der jetzige.")
    if "before it begins" in error.what:
        return _("Dann würde etwas enden, bevor es begonnen hat. Nennen Sie ein späteres Datum.")
    if "have not ended" in error.what:
        return _("Das geht nur bei Organisationen und Zusammenschlüssen, die noch bestehen.")
    if "follow themselves" in error.what:
        return _("Niemand kann sich selbst nachfolgen. Nennen Sie eine andere Stelle.")
    return _("Das widerspricht den Regeln des Registers: %(what)s", what=str(error))


def _page(
    id: str,
    what: str,
    errors: Mapping[str, str] | None = None,
    *,
    change: ChangeSet | None = None,
    overtaken: bool = False,
) -> str:
    with whole() as record:
        entity = record.entity(id)
        guide = Guide.of(what, request.form)
        ties = _ties(record, id) if change is not None and guide.carries else []
        return render_template(
            "keeping/guide.html",
            entity=ref(entity, vocabulary(), lang()),
            what=what,
            title=titles()[what],
            guide=guide,
            errors=errors or {},
            overtaken=overtaken,
            ties=ties,
            lines=preview(record, change) if change else (),
            shown=fingerprint(change) if change else "",
        )


def _ties(record: Record, id: str) -> list[tuple[str, str]]:
    """The ties that could go on: id and words."""
    typed = read(record, id, request.form)
    parts = [id, *typed.partners()]
    found = lasting_ties(record, vocabulary(), parts, typed.occasion.on)
    names = Names(record.entities({end for one in found for end in _ends(one)}), vocabulary(), lang())
    return [(one.id, names.statement(one)) for one in found]


def _ends(tie: Tie) -> tuple[str, str]:
    return tie.subject, tie.object
