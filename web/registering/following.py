"""The page of a private link: confirming, what has become of it, answering a question, withdrawing."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.model import Conflict, Invalid
from registry.services.registering import Sending, Sendings
from web.presenting.references import entity_address
from web.registering.choices import sent_lines
from web.registering.guarding import ASK, count
from web.registering.room import blueprint
from web.rights import needs
from web.site import reading, registry
from web.texts import gettext as _


@blueprint.get("/zusendung/<token>")
def follow(token: str) -> ResponseReturnValue:
    """How far it has come. Looking at it changes nothing, so that programs that read mails do no harm."""
    return _page(Sendings(registry()).follow(token), token)


@blueprint.post("/zusendung/<token>")
@needs("public")
def act(token: str) -> ResponseReturnValue:
    """Confirm, answer or withdraw."""
    count(ASK)
    sendings = Sendings(registry())
    sending = sendings.follow(token)
    try:
        _act(sendings, sending, request.form.get("aktion", ""))
    except Invalid:
        text = _("Bitte schreiben Sie eine Antwort, höchstens %(most)s Zeichen.", most=5000)
        return _page(sending, token, text, 422)
    except Conflict:
        text = _("Inzwischen ist etwas geschehen. Hier sehen Sie, wie es jetzt steht; Ihr Text steht noch im Feld.")
        return _page(sendings.follow(token), token, text, 409)
    return redirect(url_for("registering.follow", token=token, stand=None), code=303)


def _act(sendings: Sendings, sending: Sending, asked: str) -> None:
    if asked == "bestaetigen":
        sendings.confirm(sending)
    elif asked == "antworten":
        sendings.answer(sending, request.form.get("text", ""))
    elif asked == "zurueckziehen":
        sendings.withdraw(sending)


def _page(sending: Sending, token: str, error: str = "", status: int = 200) -> ResponseReturnValue:
    with reading() as record:
        entity = record.entities([sending.about]).get(sending.about)
    text = render_template(
        "registering/follow.html",
        sending=sending,
        token=token,
        error=error,
        typed=request.form.get("text", ""),
        address=entity_address(entity.id, entity.family) if entity else "",
        lines=sent_lines(sending.form),
    )
    response = make_response(text, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"  # the address itself is the secret
    return response
