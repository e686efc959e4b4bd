"""Signing in and out."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.services.accounts import NotSignedIn
from web import sessions
from web.accounts.asking import device, network, next_address, signing_in
from web.accounts.room import blueprint
from web.rights import needs
from web.site import here


@blueprint.get("/anmelden")
def sign_in() -> ResponseReturnValue:
    """Address and password, or the code where it is still asked for."""
    if here().account is not None:
        return redirect(next_address())
    return _page(half=here().session is not None)


@blueprint.post("/anmelden")
@needs("public")
def enter() -> ResponseReturnValue:
    """Begin a session; the same answer for everything that was wrong."""
    email, password = request.form.get("email", "")[:320], request.form.get("password", "")[:1000]
    try:
        signed = signing_in().enter(email, password, network=network(), device=device(), instead=sessions.token())
    except NotSignedIn:
        return _page(half=False, email=email, wrong=True), 422
    onward = next_address() if signed.stage == "full" else url_for("accounts.sign_in", next=next_address())
    return _carrying(onward, signed.token)


@blueprint.post("/anmelden/code")
@needs("public")
def confirm() -> ResponseReturnValue:
    """The code of the second factor."""
    session = here().session
    if session is None or session.stage == "full":
        return redirect(url_for("accounts.sign_in", next=next_address()), code=303)
    try:
        signed = signing_in().confirm(session, sessions.token(), request.form.get("code", "")[:40])
    except NotSignedIn:
        return _page(half=True, wrong=True), 422
    return _carrying(next_address(), signed.token)


@blueprint.post("/abmelden")
@needs("public")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    signing_in().leave(here().session, sessions.token())
    response = redirect(url_for("start.page", stand=None), code=303)
    sessions.forget(response)
    return response


def _page(*, half: bool, email: str = "", wrong: bool = False) -> str:
    return render_template("accounts/sign_in.html", next=next_address(), half=half, email=email, wrong=wrong)


def _carrying(address: str, token: str) -> ResponseReturnValue:
    response = redirect(address, code=303)
    sessions.keep(response, token)
    return response
