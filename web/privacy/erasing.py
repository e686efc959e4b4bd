"""Erasing a person: what would go, a confirmation, and the proof of what went."""

from __future__ import annotations

from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.services.privacy.erasing import erase, foreseen
from web.presenting.references import ref
from web.privacy.room import blueprint, own_account
from web.rights import needs
from web.site import lang, reading, registry, vocabulary, wrote
from web.texts import gettext as _

_SURE: Final = "ja"


@blueprint.get("/akteure/<id>/loeschen")
@needs("staff")
def ask(id: str) -> ResponseReturnValue:
    """Says what would go, and asks whether that is meant."""
    return _page(id)


@blueprint.post("/akteure/<id>/loeschen")
@needs("staff")
def erase_it(id: str) -> ResponseReturnValue:
    """Erase, and show the proof."""
    why = request.form.get("why", "").strip()[:300]
    if request.form.get("sicher") != _SURE or not why:
        return _page(id, _("Nennen Sie den Anlass und bestätigen Sie, dass endgültig gelöscht werden soll.")), 422
    proof = erase(registry(), id, own_account().label, why)
    wrote(proof.revision)
    return render_template("privacy/erased.html", proof=proof, labels=labels())


def _page(id: str, error: str = "") -> str:
    with reading() as record:
        entity = record.entity(id)
    return render_template(
        "privacy/erase.html",
        entity=ref(entity, vocabulary(), lang()),
        is_person=vocabulary().is_person(entity.kind),
        counts=foreseen(registry(), id),
        labels=labels(),
        error=error,
        why=request.form.get("why", ""),
    )


def labels() -> dict[str, str]:
    """What is counted, in words."""
    from registry.services.privacy.kinds import KINDS

    return {
        "statements": _("Angaben im Register"),
        "versions": _("Fassungen im Verlauf"),
        "changes": _("Änderungen, die den Namen nennen"),
        "proposals": _("Vorschläge"),
        **{kind: text.text(lang()) for kind, text in KINDS.items()},
    }
