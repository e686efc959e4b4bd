"""From a checked form to a change set: a new actor with its ties, or what was changed about one of the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from registry.model import (
    ChangeSet,
    Contact,
    Entity,
    LocalText,
    Operation,
    Period,
    Put,
    Remove,
    Source,
    Status,
    Tie,
    Visibility,
    derived_id,
    new_id,
)
from registry.model.changes import ChangeKind
from registry.model.periods import bounds
from registry.services.record import Record
from registry.services.registering.fields import ContactField, Form, TieField
from registry.services.registering.meeting import merged
from registry.services.registering.showing import address_of, place_of
from registry.services.registry import Registry
from registry.vocabulary import Vocabulary

SELF: Final = derived_id("e", "registering", "self")
"""The document that stands for what organisations say of themselves."""
OFFICE: Final = derived_id("e", "registering", "office")
"""The document that stands for what the registering staff have found out."""
_DOCUMENTS: Final = {
    SELF: ("Angaben der Organisationen selbst", "What organisations say of themselves"),
    OFFICE: ("Feststellungen der Registerstelle", "Findings of the registering staff"),
}


@dataclass(frozen=True, slots=True)
class Signature:
    """Who changes something, why, what attests it, and on which day (ISO)."""

    kind: ChangeKind
    who: str
    why: str
    document: str
    """Id of the document that stands for those who say so."""
    on: str
    locator: str = ""

    @property
    def source(self) -> Source:
        """What every statement of the change set cites."""
        return Source(document=self.document, locator=self.locator, as_of=self.on)


def ensure_documents(registry: Registry) -> None:
    """Enter the two documents that forms cite, once. Raises what `commit` raises."""
    operations = tuple(Put(record=one, expected=0) for one in documents().values())
    registry.commit(
        ChangeSet(
            id=derived_id("c", "registering", "documents"),
            kind="create",
            who="Integrationsnetz",
            why="Quellenangaben für Eingaben angelegt",
            operations=operations,
        )
    )


def documents() -> dict[str, Entity]:
    """The two documents by id, as they are entered before the first change set that cites them."""
    return {
        id: Entity(id=id, family="document", kind="datensammlung", name=german, translations={"en": english})
        for id, (german, english) in _DOCUMENTS.items()
    }


def new_actor(form: Form, vocabulary: Vocabulary, sign: Signature, id: str = "") -> ChangeSet:
    """The change set that enters a checked form. Raises pydantic.ValidationError for one that is not."""
    entity = Entity.model_validate(
        {
            "id": id or new_id("e"),
            "family": vocabulary.family(form.kind),
            "kind": form.kind,
            "name": form.name,
            "aliases": form.aliases,
            "themes": form.themes,
            "languages": form.languages,
            "contacts": _contacts(form),
            "audience": LocalText(de=form.audience) if form.audience else None,
            "summary": LocalText(de=form.summary) if form.summary else None,
            "sources": (sign.source,),
        }
    )
    ties = [_new_tie(entity.id, one, sign) for one in form.ties]
    if form.area:
        ties.append(_place(entity, form.area, vocabulary, sign))
    return _signed(sign, [_put(entity, 0), *(_put(one, 0) for one in ties)])


def changed_actor(
    record: Record, vocabulary: Vocabulary, id: str, then: Form, yours: Form, sign: Signature
) -> ChangeSet:
    """What `yours` changes against `then` (the form that its writer was shown), carried out on the whole statements.

    `record` is read with the eyes of staff: what the writer may not see stays as it is. The change set has no
    operation where nothing was changed. Raises Missing.
    """
    entity = record.entity(id)
    ties = {one.id: one for one in record.about((id,), places=["subject"]) if isinstance(one, Tie)}
    return _signed(
        sign,
        [
            *_entity(entity, then, yours, sign),
            *_moved(entity, place_of(ties.values()), vocabulary, (then, yours), sign),
            *_ties(id, ties, then, yours, sign),
        ],
    )


def _signed(sign: Signature, operations: list[Operation]) -> ChangeSet:
    return ChangeSet(kind=sign.kind, who=sign.who, why=sign.why, operations=tuple(operations))


def _contacts(form: Form) -> tuple[Contact, ...]:
    address = address_of(form)
    own = tuple(_contact(one) for one in form.contacts)
    return (*own, address) if address and address not in own else own


def _contact(field: ContactField) -> Contact:
    return Contact.model_validate(
        {"kind": field.kind, "value": field.value, "visibility": Visibility(field.visibility)}
    )


def _entity(entity: Entity, then: Form, yours: Form, sign: Signature) -> Iterator[Operation]:
    updates: dict[str, Any] = {name: getattr(yours, name) for name in ("kind", "name") if _differ(name, then, yours)}
    for name in ("aliases", "themes", "languages"):
        if _differ(name, then, yours):
            updates[name] = merged(getattr(entity, name), getattr(then, name), getattr(yours, name))
    before, typed = _contacts(then), _contacts(yours)
    if before != typed:
        updates["contacts"] = merged(entity.contacts, before, typed)
    for name in ("audience", "summary"):
        if _differ(name, then, yours):
            updates[name] = _text(getattr(entity, name), getattr(yours, name))
    changed = Entity.model_validate({**entity.model_dump(), **_plain(updates)})
    if changed != entity:
        yield _put(_attested(changed, sign), entity.version)


def _plain(updates: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.model_dump() if isinstance(value, LocalText) else value for name, value in updates.items()}


def _differ(name: str, then: Form, yours: Form) -> bool:
    return bool(getattr(then, name) != getattr(yours, name))


def _text(before: LocalText | None, typed: str) -> LocalText | None:
    """The German text anew; its translation stays, since nobody can tell whether it still fits without reading it."""
    return LocalText(de=typed, en=before.en if before else "") if typed else None


def _attested(statement: Any, sign: Signature) -> Any:
    """The statement with this source in place of an earlier one of the same document."""
    others = tuple(one for one in statement.sources if one.document != sign.document)
    return statement.model_copy(update={"sources": (*others, sign.source)})


def _put(statement: Entity | Tie, version: int) -> Put:
    return Put(record=statement, expected=version)


def _place(entity: Entity, area: str, vocabulary: Vocabulary, sign: Signature) -> Tie:
    role = "gebietsbezug" if vocabulary.is_a(entity.kind, "body") or entity.family != "actor" else "sitz"
    return Tie(id=new_id("t"), subject=entity.id, role=role, object=area, sources=(sign.source,))


def _moved(
    entity: Entity, place: Tie | None, vocabulary: Vocabulary, forms: tuple[Form, Form], sign: Signature
) -> Iterator[Operation]:
    """Another place is another tie: what attests the one does not attest the other."""
    then, yours = forms
    if then.area == yours.area or (place is not None and place.object == yours.area):
        return
    if place is not None and place.object == then.area:
        yield Remove(id=place.id, expected=place.version)
    if yours.area:
        yield _put(_place(entity, yours.area, vocabulary, sign), 0)


def _new_tie(subject: str, field: TieField, sign: Signature) -> Tie:
    period = Period(start=field.since or None, end=field.until or None)
    return Tie.model_validate(
        {
            "id": new_id("t"),
            "subject": subject,
            "role": field.role,
            "object": field.other,
            "period": period,
            "status": _status(period, Status.EXISTING, sign),
            "sources": (sign.source,),
        }
    )


def _status(period: Period, status: Status, sign: Signature) -> Status:
    over = period.end not in (None, "..") and bounds(period.end or "")[1].isoformat() <= sign.on
    return Status.ENDED if over else status


def _ties(subject: str, known: Mapping[str, Tie], then: Form, yours: Form, sign: Signature) -> Iterator[Operation]:
    before = {one.id: one for one in then.ties}
    for one in yours.ties:
        tie = known.get(one.id)
        if not one.id:
            yield _put(_new_tie(subject, one, sign), 0)
        elif tie is None or one == before.get(one.id):
            continue
        elif one.wrong:
            yield Remove(id=tie.id, expected=tie.version)
        else:
            yield from _redated(tie, one, sign)


def _redated(tie: Tie, field: TieField, sign: Signature) -> Iterator[Operation]:
    period = Period(start=field.since or None, end=field.until or None)
    if period != tie.period:
        yield _put(redated(tie, period, sign), tie.version)


def redated(tie: Tie, period: Period, sign: Signature) -> Tie:
    """The tie with another period, ended where that is over; it cites who says so."""
    changed = tie.model_copy(update={"period": period, "status": _status(period, tie.status, sign)})
    found: Tie = _attested(changed, sign)
    return found
