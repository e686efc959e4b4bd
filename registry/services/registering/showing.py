"""The form of an entity that the record has: as it is now, or as it was in the versions that a page has shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from registry.model import Contact, Entity, Tie
from registry.services.record import Record
from registry.services.registering.fields import ContactField, Form, TieField
from registry.services.registering.offered import roles_offered
from registry.store.port import AnyStatement
from registry.vocabulary import Vocabulary

PLACES: Final = ("sitz", "gebietsbezug")
"""Roles that say where an actor is; the first that it has is the one that the form shows."""
_ADDRESS: Final = re.compile(r"(?:(?P<street>.+?), )?(?P<code>[0-9]{5})(?: (?P<town>.+))?")
_GONE: Final = ("ended", "event")


def form_of(record: Record, vocabulary: Vocabulary, id: str) -> Form:
    """The form of an entity as the record's viewer sees it now. Raises Missing."""
    entity = record.entity(id)
    ties = [one for one in record.about((id,), places=["subject"]) if isinstance(one, Tie)]
    return _form(record, entity, _shown(ties, vocabulary, entity.family))


def form_at(record: Record, id: str, versions: Mapping[str, int]) -> Form | None:
    """The form as it was in these versions; None where the viewer may not see them (any more)."""
    then = {one: _version(record, one, number) for one, number in versions.items()}
    entity = then.get(id)
    if not isinstance(entity, Entity) or any(one is None for one in then.values()):
        return None
    return _form(record, entity, [one for one in then.values() if isinstance(one, Tie)])


def address_of(form: Form) -> Contact | None:
    """The contact that street, postal code and town make; None where neither street nor code is given."""
    text = ", ".join(filter(None, (form.street, " ".join(filter(None, (form.postal_code, form.town))))))
    if not (form.street or form.postal_code) or not text:
        return None
    return Contact(kind="address", value=text[:500])


def place_of(ties: Iterable[Tie]) -> Tie | None:
    """The tie that says where it is."""
    found = [one for one in ties if one.role in PLACES and one.status not in _GONE]
    return min(found, key=lambda one: (PLACES.index(one.role), one.id)) if found else None


def _version(record: Record, id: str, number: int) -> AnyStatement | None:
    return next((one.statement for one in record.history(id) if one.version == number), None)


def _shown(ties: list[Tie], vocabulary: Vocabulary, family: str) -> list[Tie]:
    """The ties that a form can say: those at present, in the roles that it offers, and where it is."""
    roles = {role.key for role in roles_offered(vocabulary, family, everyone=False)}
    place = place_of(ties)
    found = [one for one in ties if one.role in roles and one.role not in PLACES and one.status not in _GONE]
    order = {role: number for number, role in enumerate(vocabulary.roles)}
    return sorted(found, key=lambda one: (order[one.role], one.id)) + ([place] if place else [])


def _form(record: Record, entity: Entity, ties: list[Tie]) -> Form:
    place = place_of(ties)
    known = record.entities({one.object for one in ties})
    street, code, address = _address(entity.contacts)
    town = known[place.object].name if place and place.object in known else ""
    return Form(
        kind=entity.kind,
        name=entity.name,
        aliases=entity.aliases,
        town=town,
        area=place.object if place else "",
        street=street,
        postal_code=code,
        themes=entity.themes,
        audience=entity.audience.de if entity.audience else "",
        languages=entity.languages,
        contacts=tuple(
            ContactField(one.kind, one.value, one.visibility.value) for one in entity.contacts if one != address
        ),
        summary=entity.summary.de if entity.summary else "",
        ties=tuple(_tie(one, known) for one in ties if one.role not in PLACES),
        versions={entity.id: entity.version, **{one.id: one.version for one in ties}},
    )


def _address(contacts: tuple[Contact, ...]) -> tuple[str, str, Contact | None]:
    """Street and postal code of the first public address that is written as the form writes it."""
    for one in contacts:
        if one.kind == "address" and one.visibility == "public" and (found := _ADDRESS.fullmatch(one.value)):
            return found["street"] or "", found["code"], one
    return "", "", None


def _tie(tie: Tie, known: Mapping[str, Entity]) -> TieField:
    name = known[tie.object].name if tie.object in known else ""
    return TieField(tie.role, tie.object, name, tie.period.start or "", tie.period.end or "", tie.id)
