"""Who has agreed that a contact is kept: items of the kind `consent`, which belong to the entity.

`at` is until when the consent holds; empty where it holds until it is taken back.
"""

from __future__ import annotations

from typing import Final

from registry.model import Conflict, derived_id
from registry.model.periods import bounds
from registry.services.registering.dates import as_edtf
from registry.services.registering.fields import Form
from registry.services.registering.showing import address_of
from registry.store.workspace import Item, Workspace

KIND: Final = "consent"


def consent_of(form: Form, entity: str, on: str, change: str) -> Item | None:
    """The consent that a checked form gives for its contacts, on a moment and by a change set; None where none."""
    address = address_of(form)
    contacts = [{"kind": one.kind, "value": one.value, "visibility": one.visibility} for one in form.contacts]
    contacts += [{"kind": "address", "value": address.value, "visibility": "public"}] if address else []
    if not (form.consent and contacts):
        return None
    until = f"{bounds(as_edtf(form.consent_until))[1]}T23:59:59Z" if form.consent_until else ""
    data = {"by": form.consent_by, "for": form.consent_for, "on": on, "change": change, "contacts": contacts}
    return Item(KIND, derived_id("c", "consent", entity, change), data, entity, "given", until)


def keep_consent(workspace: Workspace, item: Item | None) -> None:
    """Keep a consent; one that is kept already stays."""
    if item is not None:
        try:
            workspace.change([item])
        except Conflict:
            return
