"""Staff, and who moderates a body, send a round of confirmation, see what came of the last ones, withdraw a link."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.model import Invalid, NotFound
from registry.services.keeping.rounds import Round, Rounds
from web.keeping.room import blueprint, check_asker
from web.outside import base, outside
from web.presenting.references import ref
from web.rights import needs
from web.site import lang, reading, registry, vocabulary
from web.texts import gettext as _


@blueprint.get("/akteure/<id>/bestaetigung")
@needs("moderator")
def ask_form(id: str) -> ResponseReturnValue:
    """Asks whom to ask, and lists the rounds so far."""
    check_asker(id)
    return _page(id)


@blueprint.post("/akteure/<id>/bestaetigung")
@needs("moderator")
def ask(id: str) -> ResponseReturnValue:
    """Send the link."""
    check_asker(id)
    language = "en" if request.form.get("language") == "en" else "de"
    try:
        Rounds(registry()).ask(
            id, request.form.get("email", "")[:320], lambda token: _address(token, language), lang=language
        )
    except Invalid as error:
        told = _("Das ist keine E-Mail-Adresse. Schreiben Sie sie wie name@example.org.")
        wrong = told if error.where == "email" else _("Gefragt werden nur Netzwerke und Organisationen.")
        return _page(id, wrong), 422
    return redirect(url_for("keeping.ask_form", id=id, gesendet=1, stand=None), code=303)


@blueprint.post("/akteure/<id>/bestaetigung/<round_id>/zurueckziehen")
@needs("moderator")
def withdraw(id: str, round_id: str) -> ResponseReturnValue:
    """The link is not good any more."""
    check_asker(id)
    if Rounds(registry()).get(round_id).entity != id:
        raise NotFound(_("Diese Abfrage gibt es nicht."), where=round_id)
    Rounds(registry()).withdraw(round_id)
    return redirect(url_for("keeping.ask_form", id=id, stand=None), code=303)


def _address(token: str, language: str) -> str:
    return outside("keeping.answer", token=token, lang=language)


def _page(id: str, error: str = "") -> str:
    with reading() as record:
        entity = ref(record.entity(id), vocabulary(), lang())
    found: list[Round] = Rounds(registry()).of(id)
    return render_template(
        "keeping/ask.html",
        entity=entity,
        rounds=found,
        error=error,
        email=request.form.get("email", ""),
        possible=bool(base()),
    )
