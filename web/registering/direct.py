"""Entering and editing by those who may: what they write is in the record at once, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue

from registry.access import STAFF_VIEWER
from registry.model import ChangeSet, Conflict, Entity, Invalid, Put
from registry.model.changes import ChangeKind
from registry.services.accounts import Forbidden
from registry.services.moments import now, stamp
from registry.services.registering import (
    OFFICE,
    SELF,
    Drafts,
    Form,
    Signature,
    consent_of,
    ensure_documents,
    keep_consent,
)
from web.presenting.references import entity_address
from web.registering.choices import Mode
from web.registering.room import blueprint
from web.registering.sending import mode_of
from web.registering.submitting import blank, refused, submitted
from web.registering.typed import Typed, sentence, typed_in
from web.rights import needs
from web.site import here, reading, registry, today, vocabulary, wrote
from web.texts import gettext as _

_FAMILIES = ("actor", "offer", "goal", "document")


@blueprint.get("/eintraege/neu")
@needs("staff")
def enter() -> ResponseReturnValue:
    """The form for a new entry."""
    return blank(_new())


@blueprint.post("/eintraege/neu")
@needs("staff")
def enter_it() -> ResponseReturnValue:
    """Write it."""
    return _submitted(_new())


@blueprint.get("/eintraege/<id>/bearbeiten")
@needs("account")
def edit(id: str) -> ResponseReturnValue:
    """The form of an entry."""
    return blank(_mine(id))


@blueprint.post("/eintraege/<id>/bearbeiten")
@needs("account")
def edit_it(id: str) -> ResponseReturnValue:
    """Write what was changed."""
    return _submitted(_mine(id))


def _new() -> Mode:
    family = request.args.get("familie", "actor")
    return Mode(direct=True, family=family if family in _FAMILIES else "actor")


def _mine(id: str) -> Mode:
    """The mode for an entry that the reader may change. Raises Missing; answers 403 for those who may not."""
    mode = mode_of(id, direct=True)
    with reading() as record:
        if not here().rights.may_edit(record, id):
            abort(403)
    return mode


def label() -> str:
    """Who is named in change sets: the office or person whose account this is."""
    account = here().account
    return account.label if account else ""


def sign(kind: ChangeKind, why: str) -> Signature:
    """The signature of a change by whoever is signed in: staff cite their office, others themselves."""
    document = OFFICE if here().rights.may_review else SELF
    return Signature(kind, label(), why[:500], document, today().isoformat())


def _submitted(mode: Mode) -> ResponseReturnValue:
    typed = typed_in()
    return submitted(mode, typed, _signature(mode, typed), lambda sure, change: _write(mode, typed, sure, change))


def _signature(mode: Mode, typed: Typed) -> Callable[[Form], Signature]:
    def signed(form: Form) -> Signature:
        plain = f"Bearbeitet: {form.name}" if mode.about else f"Angelegt: {form.name}"
        why = sentence(typed.note, 500) or plain
        return sign("edit" if mode.about else "create", why)

    return signed


def _write(mode: Mode, typed: Typed, sure: Typed, change: ChangeSet) -> ResponseReturnValue:
    try:
        commit(change)
    except Forbidden:
        text = _("Einen Teil davon darf dieses Konto nicht selbst ändern. Schlagen Sie ihn als Korrektur vor.")
        return refused(mode, sure, 403, {"form": text})
    except Conflict:
        text = _("Eben hat jemand anderes hier etwas geändert. Bitte senden Sie noch einmal, dann sehen Sie was.")
        return refused(mode, sure, 409, {"form": text})
    except Invalid as error:
        text = _("Das widerspricht den Regeln des Registers: %(what)s", what=str(error))
        return refused(mode, sure, 422, {"form": text})
    id = mode.about or change.operations[0].target
    keep_consent(registry().workspace, consent_of(sure.form, id, stamp(now()), change.id))
    if typed.draft:
        Drafts(registry().workspace).drop(typed.draft)
    return redirect(entity_address(id, _family(change, id, mode)), code=303)


def commit(change: ChangeSet) -> int:
    """Write a change set by whoever is signed in. Raises Forbidden, and what `commit` raises."""
    with registry().reading(STAFF_VIEWER) as record:
        here().rights.check(record, change)
    ensure_documents(registry())
    revision = registry().commit(change)
    wrote(revision)
    return revision


def _family(change: ChangeSet, id: str, mode: Mode) -> str:
    """A changed kind can belong to another family."""
    entities = (one.record for one in change.operations if isinstance(one, Put))
    found = next((one for one in entities if isinstance(one, Entity) and one.id == id), None)
    return vocabulary().family(found.kind) if found else mode.family
