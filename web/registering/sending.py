"""Sending in: a new organisation, or a correction of an entry, by everyone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registry.model import ChangeSet, Invalid
from registry.model.changes import ChangeKind
from registry.services.accounts import TooMany
from registry.services.accounts.account import checked_email
from registry.services.mail import Letter, letter
from registry.services.registering import SELF, Drafts, Form, Sendings, Signature
from web.outside import base, outside
from web.registering.choices import Mode
from web.registering.guarding import SEND_ADDRESS, SEND_NETWORK, count, too_quick, trapped
from web.registering.room import blueprint
from web.registering.submitting import blank, refused, submitted, too_many
from web.registering.typed import Typed, typed_in
from web.rights import needs
from web.site import lang, reading, registry, today
from web.texts import gettext as _


@blueprint.get("/eintragen")
def new() -> ResponseReturnValue:
    """The form for a new organisation."""
    return blank(Mode(direct=False)) if base() else _closed()


@blueprint.post("/eintragen")
@needs("public")
def send_new() -> ResponseReturnValue:
    """Send it in."""
    return _sent(Mode(direct=False))


@blueprint.get("/korrektur/<id>")
def correction(id: str) -> ResponseReturnValue:
    """The form of an entry, for what is wrong or has changed."""
    mode = mode_of(id, direct=False)
    return blank(mode) if base() else _closed()


@blueprint.post("/korrektur/<id>")
@needs("public")
def send_correction(id: str) -> ResponseReturnValue:
    """Send it in."""
    return _sent(mode_of(id, direct=False))


@blueprint.get("/eintragen/danke")
def thanks() -> ResponseReturnValue:
    """What happens next; the same whoever asks."""
    return render_template("registering/thanks.html")


@blueprint.get("/entwurf/<token>")
def draft(token: str) -> ResponseReturnValue:
    """Go on with a draft by its private link. Raises NotFound."""
    found = Drafts(registry().workspace).get(token)
    mode = mode_of(found.about, direct=False) if found.about else Mode(direct=False)
    return blank(mode, Typed(found.form, note=found.note, draft=found.id))


def mode_of(id: str, *, direct: bool) -> Mode:
    """The mode for an entry that the reader may see. Raises Missing."""
    with reading() as record:
        entity = record.entity(id)
    return Mode(direct, id, entity.family, entity.display_name(lang()))


def _closed() -> ResponseReturnValue:
    return render_template("registering/closed.html"), 503


def _sent(mode: Mode) -> ResponseReturnValue:
    if trapped():
        return redirect(url_for("registering.thanks", stand=None), code=303)
    typed = typed_in()
    if typed.action == "send":
        wrong = _sender(typed)
        if wrong:
            return refused(mode, typed, 422, wrong)
        typed = replace(typed, email=checked_email(typed.email))
    return submitted(mode, typed, _signature(mode), lambda sure, change: _keep(mode, typed, sure, change))


def _sender(typed: Typed) -> dict[str, str]:
    """What is wrong with who sends it, or with how."""
    if too_quick():
        again = _(
            "Das ging sehr schnell, oder die Seite war lange offen. Bitte sehen Sie kurz nach und senden noch einmal."
        )
        return {"form": again}
    if len(typed.note) > 5000:
        return {"note": _("Das ist zu lang: höchstens %(most)s Zeichen.", most=5000)}
    try:
        checked_email(typed.email)
    except Invalid:
        return {"email": _("Das ist keine E-Mail-Adresse. Schreiben Sie sie wie name@example.org.")}
    return {}


def _signature(mode: Mode) -> Callable[[Form], Signature]:
    kind: ChangeKind = "edit" if mode.about else "self_registration"

    def sign(form: Form) -> Signature:
        what = "Korrektur" if mode.about else "Selbsteintrag"
        return Signature(kind, "Zusendung", f"{what}: {form.name}"[:500], SELF, today().isoformat())

    return sign


def _keep(mode: Mode, typed: Typed, sure: Typed, change: ChangeSet) -> ResponseReturnValue:
    """Keep the sending, and let the mail go out that asks for its confirmation."""
    try:
        count(SEND_NETWORK)
        count(SEND_ADDRESS, typed.email.casefold())
    except TooMany as error:
        return too_many(mode, typed, error)
    sendings = Sendings(registry())
    about = mode.about or change.operations[0].target
    item = sendings.send(change, sure.form, about=about, email=typed.email, note=typed.note, lang=lang())
    title = sure.form.name
    sendings.keep(item, lambda token: confirmation(token, title))
    if typed.draft:
        Drafts(registry().workspace).drop(typed.draft)
    return redirect(url_for("registering.thanks", stand=None), code=303)


def confirmation(token: str, title: str) -> Letter:
    """The mail with the private link."""
    return letter("sending-confirm", lang(), title=title, link=outside("registering.follow", token=token))
