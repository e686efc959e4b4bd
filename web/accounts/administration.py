"""Administrators look after accounts: list, invite, role and actors, close."""

from __future__ import annotations

from collections.abc import Collection

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.model import Conflict, Entity, Invalid
from registry.services.accounts import Account, Role
from registry.services.accounts.audit import Event
from web import sessions
from web.accounts.asking import accounts, audit, inviting, own_account
from web.accounts.labels import roles, states
from web.accounts.room import blueprint
from web.accounts.saying import said
from web.accounts.typing_in import Typed, typed_in, typed_of
from web.outside import base
from web.rights import needs
from web.site import here, reading, registry


@blueprint.get("/konten")
@needs("administrator")
def index() -> ResponseReturnValue:
    """All accounts."""
    found = accounts().all()
    names = _actors({id for one in found for id in one.actors})
    return render_template("accounts/index.html", accounts=found, names=names, roles=roles(), states=states())


@blueprint.get("/konten/neu")
@needs("administrator")
def new() -> ResponseReturnValue:
    """The form of an invitation."""
    return _form(Typed())


@blueprint.post("/konten/neu")
@needs("administrator")
def invite() -> ResponseReturnValue:
    """Make an account and send the invitation; or look actors up for it."""
    typed = typed_in()
    if typed.searching:
        return _form(typed)
    try:
        account = accounts().add(
            typed.email, Role(typed.role), name=typed.name, language=typed.language, actors=_known(typed.actors)
        )
    except (Invalid, Conflict) as error:
        return _form(typed, said(error)), 422
    inviting().invite(account, by=own_account().id)
    return redirect(url_for("accounts.one", id=account.id, gespeichert="einladung"), code=303)


@blueprint.get("/konten/<id>")
@needs("administrator")
def one(id: str) -> ResponseReturnValue:
    """One account."""
    account = accounts().one(id)
    return _form(typed_of(account), account=account)


@blueprint.post("/konten/<id>")
@needs("administrator")
def entrust(id: str) -> ResponseReturnValue:
    """Another role or other actors; or look actors up for it."""
    account, typed = accounts().one(id), typed_in()
    if typed.searching:
        return _form(typed, account=account)
    if typed.was != typed_of(account).was:
        return _form(typed, account=account, overtaken=True), 409
    try:
        changed = accounts().entrust(account, role=Role(typed.role), actors=_known(typed.actors))
    except (Invalid, Conflict) as error:
        return _form(typed, said(error), account=account), 422
    audit().note("role-changed", changed, by=own_account().id, detail=f"{account.role} → {changed.role}")
    return redirect(url_for("accounts.one", id=id, gespeichert="rolle"), code=303)


@blueprint.post("/konten/<id>/zustand")
@needs("administrator")
def change_state(id: str) -> ResponseReturnValue:
    """Close it, open it again, or send the link for a password."""
    account = accounts().one(id)
    try:
        done = _change_state(account, request.form.get("was", ""))
    except (Invalid, Conflict) as error:
        return _form(typed_of(account), said(error), account=account), 422
    return redirect(url_for("accounts.one", id=id, gespeichert=done), code=303)


def _change_state(account: Account, asked: str) -> str:
    by = own_account().id
    if asked == "schliessen":
        accounts().close(account)
        sessions.sessions(registry()).end_all(account)
        return _noted("closed", account, by)
    if asked == "oeffnen" and account.state == "closed":
        inviting().invite(accounts().reopen(account), by=by)
        return _noted("reopened", account, by)
    if account.state == "invited":
        inviting().invite(account, by=by)
    elif account.state == "active":
        inviting().reset(account, by=by)
    return "einladung"


def _noted(event: Event, account: Account, by: str) -> str:
    audit().note(event, account, by=by)
    return event


def _known(ids: Collection[str]) -> list[str]:
    """Those of the actors that are in the record; the others were never offered."""
    return sorted(_actors(ids))


def _actors(ids: Collection[str]) -> dict[str, Entity]:
    with reading() as record:
        return {id: one for id, one in record.entities(ids).items() if one.family == "actor"}


def _form(
    typed: Typed, errors: dict[str, str] | None = None, *, account: Account | None = None, overtaken: bool = False
) -> str:
    found = registry().search(typed.search, here().viewer, limit=12, families=("actor",)) if typed.search else []
    offered = _actors({*typed.actors, *(one.id for one in found)})
    return render_template(
        "accounts/form.html",
        typed=typed,
        errors=errors or {},
        account=account,
        overtaken=overtaken,
        offered=sorted(offered.values(), key=lambda one: (one.id not in typed.actors, one.name.casefold())),
        present=_actors(account.actors) if account else {},
        roles=roles(),
        states=states(),
        possible=bool(base()),
    )
