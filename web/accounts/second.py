"""Switching the second factor on and off."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.model import Conflict, Invalid
from registry.services.accounts.audit import Event
from registry.services.accounts.codes import new_secret, picture_of
from registry.services.accounts.second import switch_off, switch_on
from web import sessions
from web.accounts.asking import accounts, audit, inviting, own_account, signing_in
from web.accounts.room import blueprint
from web.accounts.saying import said
from web.rights import needs
from web.site import registry
from web.texts import gettext as _


@blueprint.get("/konto/zweiter-faktor")
@needs("account")
def second_factor() -> ResponseReturnValue:
    """The picture for the app and the field for its first code; or how to switch it off."""
    return _page(new_secret())


@blueprint.post("/konto/zweiter-faktor")
@needs("account")
def switch_second_on() -> ResponseReturnValue:
    """The recovery codes, which are shown this once."""
    account, secret = own_account(), request.form.get("secret", "")
    if not signing_in().knows(account, request.form.get("present", "")):
        return _page(secret, {"present": _("Das ist nicht Ihr jetziges Passwort.")}), 422
    try:
        recovery = switch_on(accounts(), account, secret, request.form.get("code", "")[:40])
    except (Invalid, Conflict) as error:
        return _page(secret, said(error)), 422
    _tell("second-factor-on")
    return render_template("accounts/recovery.html", codes=recovery)


@blueprint.post("/konto/zweiter-faktor/aus")
@needs("account")
def switch_second_off() -> ResponseReturnValue:
    """A password alone from now on."""
    account = own_account()
    if not signing_in().knows(account, request.form.get("present", "")):
        return _page(new_secret(), {"present": _("Das ist nicht Ihr jetziges Passwort.")}), 422
    switch_off(accounts(), account)
    _tell("second-factor-off")
    return redirect(url_for("accounts.own", gespeichert="zweiter-faktor"), code=303)


def _tell(event: Event) -> None:
    account = own_account()
    sessions.sessions(registry()).end_all(account, but=sessions.token())
    audit().note(event, account)
    inviting().tell(account, "second-factor")


def _page(secret: str, errors: dict[str, str] | None = None) -> str:
    account = own_account()
    picture = picture_of(secret, account.email) if len(secret) == 32 else ""
    return render_template("accounts/second.html", account=account, secret=secret, picture=picture, errors=errors or {})
