"""The turn of a rotating seat: asked, shown as a preview, written."""

from __future__ import annotations

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.model import ChangeSet, Conflict, Invalid, NotFound, Post
from registry.services import Record
from registry.services.accounts import Forbidden
from registry.services.importing.cells import edtf
from registry.services.keeping.rota import Rota, rota_of, rotating_post
from registry.services.keeping.turning import turn
from registry.services.registering import as_typed
from web.keeping.previewing import fingerprint, preview
from web.keeping.room import blueprint, commit, one_line, signature, whole
from web.keeping.seats import obstacle_text, rule_text
from web.presenting.references import ref
from web.rights import needs
from web.site import here, lang, today, vocabulary
from web.texts import gettext as _


@blueprint.get("/akteure/<id>/plaetze/<post>/wechsel")
@needs("moderator")
def turn_form(id: str, post: str) -> ResponseReturnValue:
    """Asks when the next turn begins, and who takes it: whoever is due, unless others are named."""
    return _page(id, post)


@blueprint.post("/akteure/<id>/plaetze/<post>/wechsel")
@needs("moderator")
def turn_it(id: str, post: str) -> ResponseReturnValue:
    """Show what would be written; with `schreiben` write it, if it is still what was shown."""
    try:
        on = edtf(request.form.get("on", ""))
    except ValueError:
        return _page(id, post, {"on": _("Das ist kein Datum. Schreiben Sie 2026, 03.2026 oder 01.03.2026.")}), 422
    try:
        if "schreiben" not in request.form:
            return _page(id, post, change=_made(post, on))
        made = commit(lambda record: _same(_prepared(record, post, on)))
    except Invalid as error:
        return _page(id, post, _told(error)), 422
    except Conflict:
        return _page(id, post, change=_made(post, on), overtaken=True), 409
    return redirect(url_for("changes.one", id=made.id, stand=None), code=303)


def _prepared(record: Record, post: str, on: str) -> ChangeSet:
    why = one_line(request.form.get("why", "")) or "Wechsel im Sitz"  # texts of change sets are German
    return turn(record, post, on, signature(), why, holders=request.form.getlist("holders"))


def _made(post: str, on: str) -> ChangeSet:
    with whole() as record:
        return _prepared(record, post, on)


def _same(change: ChangeSet) -> ChangeSet:
    """The change set, if it is what was shown. Raises Conflict."""
    if fingerprint(change) != request.form.get("gezeigt"):
        raise Conflict("this is not what was shown any more", where="turn", remedy="look at it as it is now")
    return change


def _told(error: Invalid) -> dict[str, str]:
    if "already" in error.what:
        return {"on": _("Dieser Wechsel steht schon im Register.")}
    if "before it begins" in error.what:
        return {"on": _("Dann würde der jetzige Sitz enden, bevor er beginnt. Nennen Sie ein späteres Datum.")}
    return {"holders": _("Wählen Sie, wer den Sitz übernimmt: höchstens so viele, wie er Plätze hat.")}


def _page(
    id: str,
    post: str,
    errors: Mapping[str, str] | None = None,
    *,
    change: ChangeSet | None = None,
    overtaken: bool = False,
) -> str:
    with whole() as record:
        seat = _seat(record, id, post)
        found = rota_of(record, seat, today())
        pool = [ref(found.names[one], vocabulary(), lang()) for one in found.waiting]
        return render_template(
            "keeping/turn.html",
            body=ref(found.names[id], vocabulary(), lang()),
            seat=seat,
            name=seat.display_name(lang()),
            rule=rule_text(seat),
            obstacle=obstacle_text(found.obstacle),
            pool=pool,
            due=found.due.holders if found.due else (),
            typed=_typed(found),
            errors=errors or {},
            overtaken=overtaken,
            lines=preview(record, change) if change else (),
            shown=fingerprint(change) if change else "",
        )


def _seat(record: Record, id: str, post: str) -> Post:
    """The rotating post of this body. Raises NotFound, Invalid, Forbidden."""
    seat = rotating_post(record, post)
    if seat.body != id:
        raise NotFound(_("Diesen Sitz gibt es nicht."), where=post)
    if not here().rights.may_edit(record, post):
        raise Forbidden("this account may not change the seats of this body", where=id)
    return seat


def _typed(found: Rota) -> dict[str, object]:
    """What was typed; before that, the date of the turn that is due."""
    if request.method == "POST":
        typed = request.form
        return {"on": typed.get("on", ""), "why": typed.get("why", ""), "holders": typed.getlist("holders")}
    due = found.due.period.start if found.due else None
    return {"on": as_typed(due or str(today().year)), "why": "", "holders": []}
