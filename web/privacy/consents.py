"""The contacts of an entry and the consents to them: who gave it, when, for what, until when, by which wording."""

from __future__ import annotations

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.model import Contact, Entity, Invalid
from registry.services.importing.cells import edtf
from registry.services.privacy import Consents
from registry.services.privacy.consents import without_consent
from web.presenting.dates import date_text
from web.presenting.references import ref
from web.privacy.room import blueprint, own_account
from web.rights import needs
from web.site import lang, reading, registry, vocabulary
from web.texts import gettext as _


@blueprint.get("/akteure/<id>/datenschutz")
@needs("staff")
def entry(id: str) -> ResponseReturnValue:
    """Contacts with and without consent, and where to go for report and erasure."""
    return _page(id)


@blueprint.post("/akteure/<id>/einwilligung")
@needs("staff")
def give(id: str) -> ResponseReturnValue:
    """Write a consent down."""
    typed = {name: request.form.get(name, "")[:3000] for name in ("by", "purpose", "wording")}
    entity = _entity(id)
    chosen = set(request.form.getlist("contacts"))
    contacts = [one for one in entity.contacts if contact_key(one) in chosen]
    try:
        days = {name: _day(request.form.get(name, "")) for name in ("given", "until")}
        Consents(registry().workspace).give(id, **typed, **days, contacts=contacts, recorded_by=own_account().label)
    except Invalid as error:
        return _page(id, _told(error)), 422
    return redirect(url_for("privacy.entry", id=id, gespeichert=1, stand=None), code=303)


@blueprint.post("/akteure/<id>/einwilligung/<consent>/widerruf")
@needs("staff")
def withdraw(id: str, consent: str) -> ResponseReturnValue:
    """It was taken back."""
    Consents(registry().workspace).withdraw(id, consent)
    return redirect(url_for("privacy.entry", id=id, stand=None), code=303)


def contact_key(contact: Contact) -> str:
    """What a checkbox sends for a contact."""
    return f"{contact.kind}:{contact.value}"


def _day(text: str) -> str:
    """A day as it is typed: 21.11.2026. Raises Invalid at nothing: the service checks it."""
    try:
        return edtf(text) if text.strip() else ""
    except ValueError:
        return text.strip()


def _told(error: Invalid) -> dict[str, str]:
    return {
        "by": {"by": _("Schreiben Sie, wer eingewilligt hat.")},
        "purpose": {"purpose": _("Schreiben Sie, wofür.")},
        "wording": {"wording": _("Schreiben Sie den Wortlaut, oder wo er aufbewahrt wird.")},
        "given": {"given": _("Das ist kein Tag. Schreiben Sie ihn wie 21.11.2026.")},
    }.get(error.where, {"until": _("Das ist kein Tag, oder er liegt vor der Einwilligung.")})


def _entity(id: str) -> Entity:
    with reading() as record:
        return record.entity(id)


def _page(id: str, errors: Mapping[str, str] | None = None) -> str:
    entity = _entity(id)
    found = Consents(registry().workspace).of(id)
    bare = without_consent(entity.contacts, found)
    return render_template(
        "privacy/entry.html",
        entity=ref(entity, vocabulary(), lang()),
        is_person=vocabulary().is_person(entity.kind),
        contacts=[(contact_key(one), one, one not in bare) for one in entity.contacts],
        consents=found,
        typed=request.form,
        said=lambda day: date_text(day, lang()) if day else "",
        errors=errors or {},
    )
