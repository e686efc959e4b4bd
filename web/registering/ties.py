"""One tie: its dates, its end, or taking it out of the record."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from registry.access import STAFF_VIEWER
from registry.model import ChangeSet, Conflict, Invalid, NotFound, Operation, Period, Put, Remove, Tie
from registry.services.registering import as_edtf, as_typed
from registry.services.registering.building import redated
from web.presenting.changes import Names
from web.presenting.references import entity_address
from web.registering.direct import commit, sign
from web.registering.room import blueprint
from web.registering.typed import sentence
from web.rights import needs
from web.site import here, lang, reading, registry, vocabulary
from web.texts import gettext as _


@dataclass(frozen=True)
class TieTyped:
    """The form of a tie."""

    since: str
    until: str
    why: str
    version: int


@blueprint.get("/beziehungen/<id>")
@needs("account")
def tie(id: str) -> ResponseReturnValue:
    """Its form."""
    found = _mine(id)
    return _page(found, TieTyped(found.period.start or "", found.period.end or "", "", found.version))


@blueprint.post("/beziehungen/<id>")
@needs("account")
def change_tie(id: str) -> ResponseReturnValue:
    """Write other dates, or take it out."""
    found = _mine(id)
    version = request.form.get("version", "")
    asked = [request.form.get(name, "").strip() for name in ("since", "until", "why")]
    typed = TieTyped(asked[0], asked[1], sentence(asked[2]), found.version)
    if version != str(found.version):
        text = _("Inzwischen hat jemand anderes diese Beziehung geändert: %(now)s.", now=str(found.period) or "–")
        return _page(found, typed, text), 409
    try:
        commit(_change(found, typed, take_out=request.form.get("aktion") == "entfernen"))
    except (ValueError, Invalid):
        text = _("Schreiben Sie 2013, 10.2012 oder 30.10.2012, das Ende nicht vor dem Anfang.")
        return _page(found, typed, text), 422
    except Conflict:
        text = _("Eben hat jemand anderes hier etwas geändert. Bitte sehen Sie noch einmal hin.")
        return _page(_mine(id), typed, text), 409
    with reading() as record:
        entity = record.entity(found.subject)
    return redirect(entity_address(entity.id, entity.family), code=303)


def _mine(id: str) -> Tie:
    """A tie that the reader may change. Raises NotFound; answers 403 for those who may not."""
    with reading() as record:
        found = record.get((id,)).get(id)
        if not isinstance(found, Tie):
            raise NotFound(_("Unter dieser Kennung ist nichts bekannt."), where=id)
        if not here().rights.may_edit(record, id):
            abort(403)
    with registry().reading(STAFF_VIEWER) as record:
        whole = record.get((id,)).get(id)
    return whole if isinstance(whole, Tie) else found


def _change(tie: Tie, typed: TieTyped, *, take_out: bool) -> ChangeSet:
    """The change set. Raises ValueError (pydantic's, too) for dates that are none."""
    why = typed.why or ("Beziehung entfernt" if take_out else "Zeitraum einer Beziehung geändert")
    signature = sign("edit", why)
    operations: tuple[Operation, ...] = (Remove(id=tie.id, expected=tie.version),)
    if not take_out:
        period = Period(start=_edtf(typed.since), end=_edtf(typed.until))
        operations = (Put(record=redated(tie, period, signature), expected=tie.version),)
    return ChangeSet(kind="edit", who=signature.who, why=signature.why, operations=operations)


def _edtf(text: str) -> str | None:
    if not text or text == "..":
        return text or None
    return as_edtf(text)


def _page(tie: Tie, typed: TieTyped, error: str = "") -> str:
    with reading() as record:
        known = record.entities([tie.subject, tie.object])
    name = Names(known, vocabulary(), lang()).statement(tie)
    return render_template("registering/tie.html", tie=tie, name=name, typed=typed, error=error, as_typed=as_typed)
