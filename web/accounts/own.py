"""My account: name and language, password, sessions, what is kept about me."""

from __future__ import annotations

from typing import Any

from flask import Response, g, json, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.model import Conflict, Invalid
from registry.services.accounts import Account, Spent
from registry.services.accounts.personal import kept_about
from web import sessions
from web.accounts.asking import accounts, addressing, audit, inviting, network, own_account, signing_in
from web.accounts.room import blueprint
from web.accounts.saying import said
from web.outside import base
from web.rights import needs
from web.site import here, reading, registry
from web.texts import gettext as _


@blueprint.get("/konto")
@needs("account")
def own() -> ResponseReturnValue:
    """All of it on one page."""
    return _page()


@blueprint.post("/konto")
@needs("account")
def describe() -> ResponseReturnValue:
    """Another name or language."""
    given = {"name": request.form.get("name", ""), "language": request.form.get("language", "")}
    try:
        accounts().describe(own_account(), **given)
    except (Invalid, Conflict) as error:
        return _page(errors=said(error), typed=given), 422
    return redirect(url_for("accounts.own", gespeichert="name"), code=303)


@blueprint.post("/konto/passwort")
@needs("account")
def change_password() -> ResponseReturnValue:
    """Another password; the present one is asked for, and all other sessions end."""
    errors = _change_password(own_account())
    if errors:
        return _page(errors=errors), 422
    return redirect(url_for("accounts.own", gespeichert="passwort"), code=303)


@blueprint.post("/konto/adresse")
@needs("account")
def ask_address() -> ResponseReturnValue:
    """Another e-mail address; the present password is asked for, and the new address has to confirm it."""
    account, email = own_account(), request.form.get("email", "")[:320]
    errors = {}
    if not signing_in().knows(account, request.form.get("known", "")):
        errors = {"known": _("Das ist nicht Ihr jetziges Passwort.")}
    else:
        try:
            addressing().ask(account, email, network())
        except (Invalid, Conflict) as error:
            errors = said(error)
    if errors:
        return _page(errors=errors, typed={"email": email}), 422
    return redirect(url_for("accounts.own", gespeichert="adresse"), code=303)


@blueprint.get("/konto/adresse/<token>")
def address(token: str) -> ResponseReturnValue:
    """Where the mail to a new address leads; looking at it changes nothing, as programs look at links, too."""
    try:
        account, email, _link = addressing().asked(token)
    except Spent:
        return render_template("accounts/spent.html", for_address=True), 410
    return render_template("accounts/address.html", account=account, email=email, token=token)


@blueprint.post("/konto/adresse/<token>")
@needs("public")
def set_address(token: str) -> ResponseReturnValue:
    """The new address counts; whoever did it signs in with it."""
    try:
        addressing().confirm(token, sessions.sessions(registry()))
    except Spent:
        return render_template("accounts/spent.html", for_address=True), 410
    response = redirect(url_for("accounts.sign_in", geaendert=1, stand=None), code=303)
    sessions.forget(response)
    return response


@blueprint.post("/konto/sitzungen")
@needs("account")
def end_sessions() -> ResponseReturnValue:
    """End one other session, or all others."""
    one, open_ones = request.form.get("sitzung", ""), sessions.sessions(registry())
    if one:
        open_ones.end_one(own_account(), one)
    else:
        open_ones.end_all(own_account(), but=sessions.token())
    audit().note("sessions-ended", own_account())
    return redirect(url_for("accounts.own", gespeichert="sitzungen", _anchor="sitzungen"), code=303)


@blueprint.get("/konto/daten.json")
@needs("account")
def data() -> ResponseReturnValue:
    """What is kept about me."""
    audit().note("data-taken", own_account())
    g.audited = True
    text = json.dumps(kept_about(registry().workspace, own_account()), ensure_ascii=False, indent=2, sort_keys=False)
    headers = {"Content-Disposition": 'attachment; filename="integrationsnetz-konto.json"'}
    return Response(text + "\n", mimetype="application/json", headers=headers)


def _change_password(account: Account) -> dict[str, str]:
    given, again = request.form.get("password", ""), request.form.get("again", "")
    if not signing_in().knows(account, request.form.get("present", "")):
        return {"present": _("Das ist nicht Ihr jetziges Passwort.")}
    if given != again:
        return {"again": _("Die beiden Passwörter sind nicht gleich.")}
    try:
        account = accounts().set_password(account, given)
    except (Invalid, Conflict) as error:
        return said(error)
    sessions.sessions(registry()).end_all(account, but=sessions.token())
    audit().note("password-set", account)
    inviting().tell(account, "password-set")
    return {}


def _page(errors: dict[str, str] | None = None, typed: dict[str, Any] | None = None) -> str:
    account, session = own_account(), here().session
    with reading() as record:
        kept = record.entities(here().rights.keeps(record))
    return render_template(
        "accounts/own.html",
        account=account,
        errors=errors or {},
        typed={"name": account.name, "language": account.language, "email": "", **(typed or {})},
        mails=bool(base()),
        kept=sorted(kept.values(), key=lambda one: one.name.casefold()),
        open_sessions=sessions.sessions(registry()).of_account(account),
        this=session.id if session else "",
    )
