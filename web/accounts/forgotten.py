"""Forgotten passwords and invitations: both end at a page where a password is set."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.model import Invalid
from registry.services.accounts import Spent
from web import sessions
from web.accounts.asking import inviting, network
from web.accounts.room import blueprint
from web.accounts.saying import said
from web.outside import base
from web.rights import needs
from web.site import registry
from web.texts import gettext as _


@blueprint.get("/passwort-vergessen")
def forgotten() -> ResponseReturnValue:
    """Asks for the address."""
    return render_template("accounts/forgotten.html", possible=bool(base()), done=False)


@blueprint.post("/passwort-vergessen")
@needs("public")
def ask() -> ResponseReturnValue:
    """The same answer whether there is an account or not; nothing is sent to an address that has none."""
    if base():
        inviting().forgotten(request.form.get("email", "")[:320], network())
    return render_template("accounts/forgotten.html", possible=bool(base()), done=True)


@blueprint.get("/passwort/<token>")
def password(token: str) -> ResponseReturnValue:
    """Where an invitation and a forgotten password lead to; looking at it does not use the link up."""
    try:
        account, _link = inviting().asked(token)
    except Spent:
        return render_template("accounts/spent.html"), 410
    return render_template("accounts/password.html", account=account, token=token, errors={})


@blueprint.post("/passwort/<token>")
@needs("public")
def set_password(token: str) -> ResponseReturnValue:
    """Set the password; whoever did it signs in with it then, so that a link alone never is a session."""
    given, again = request.form.get("password", ""), request.form.get("again", "")
    try:
        account, _link = inviting().asked(token)
        if given != again:
            errors = {"again": _("Die beiden Passwörter sind nicht gleich.")}
            return render_template("accounts/password.html", account=account, token=token, errors=errors), 422
        inviting().set_password(token, given, sessions.sessions(registry()))
    except Invalid as error:
        return render_template("accounts/password.html", account=account, token=token, errors=said(error)), 422
    except Spent:
        return render_template("accounts/spent.html"), 410
    response = redirect(url_for("accounts.sign_in", gesetzt=1, stand=None), code=303)
    sessions.forget(response)
    return response
