"""Small statements and change sets for tests: every argument has a fitting default, all names are made up.

store.commit(create(verein(), netzwerk()))
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from registry.model import (
    ChangeSet,
    Entity,
    LocalText,
    Observation,
    Post,
    Put,
    Remove,
    Source,
    StatementType,
    Tie,
    derived_id,
    new_id,
)
from registry.store.port import AnyStatement, Reading, Store

WHO = "Registerstelle Beispielkreis"
_Statement = TypeVar("_Statement", Entity, Tie, Post, Observation)


def entity_id(name: str) -> str:
    """The id that the same name always gives, so that a failing test can be read."""
    return derived_id("e", "test", name)


def entity(kind: str = "verein", name: str = "Musterverein Beispielstadt", **fields: Any) -> Entity:
    """An actor, unless `family` says otherwise, with an id of its own unless `id` is given."""
    return Entity(**{"id": new_id("e"), "family": "actor", "kind": kind, "name": name, **fields})


def verein(name: str = "Musterverein Beispielstadt", **fields: Any) -> Entity:
    """An association."""
    return entity("verein", name, **fields)


def netzwerk(name: str = "Netzwerk Beispielkreis", **fields: Any) -> Entity:
    """A network."""
    return entity("netzwerk", name, **fields)


def person(name: str = "Erika Beispielperson", **fields: Any) -> Entity:
    """A person."""
    return entity("person", name, **fields)


def document(name: str = "Konzept Beispielkreis", **fields: Any) -> Entity:
    """A document."""
    return entity("konzept", name, **{"family": "document", **fields})


def tie(subject: Entity | str, role: str, object: Entity | str, **fields: Any) -> Tie:  # noqa: A002
    """A tie between two entities or their ids."""
    return Tie(**{"id": new_id("t"), "subject": _id(subject), "role": role, "object": _id(object), **fields})


def post(body: Entity | str, name: str = "Vertretung der Beispielvereine", **fields: Any) -> Post:
    """An open seat in a body."""
    return Post(**{"id": new_id("p"), "body": _id(body), "name": name, "kind": "open", "role": "mitglied", **fields})


def observation(subject: Entity | str, **fields: Any) -> Observation:
    """A number of people taking part."""
    plain = {"id": new_id("o"), "indicator": "teilnehmende", "unit": "persons", "value": 12}
    return Observation(**{**plain, "subject": _id(subject), **fields})


def source(of: Entity | str, locator: str = "Z. 1", as_of: str | None = None) -> Source:
    """A place in a document."""
    return Source(document=_id(of), locator=locator, as_of=as_of)


def note(text: str) -> LocalText:
    """A text in German."""
    return LocalText(de=text)


def change(*operations: Put | Remove, **fields: Any) -> ChangeSet:
    """A change set of these operations."""
    plain = {"kind": "edit", "who": WHO, "why": "Beispiel"}
    return ChangeSet(**{**plain, **fields, "operations": operations})


def create(*statements: AnyStatement, **fields: Any) -> ChangeSet:
    """A change set that adds these statements to the record."""
    return change(*(Put(record=one, expected=0) for one in statements), **{"kind": "create", **fields})


def edit(*statements: AnyStatement, **fields: Any) -> ChangeSet:
    """A change set that writes these statements over the versions that they carry."""
    return change(*(Put(record=one, expected=one.version) for one in statements), **fields)


def remove(*statements: AnyStatement, successor: str | None = None, **fields: Any) -> ChangeSet:
    """A change set that removes these statements in the versions that they carry."""
    return change(*(Remove(id=one.id, expected=one.version, successor=successor) for one in statements), **fields)


def changed(statement: _Statement, **fields: Any) -> _Statement:
    """The statement with other contents, checked like a new one; same id and version."""
    return type(statement).model_validate({**statement.model_dump(), **fields})


def fill(store: Store) -> dict[str, Entity]:
    """A network with a moderation, twelve members and a document that says so."""
    paper, network, chair = document(), netzwerk(), person()
    members = [verein(f"Musterverein {number} Beispielstadt") for number in range(12)]
    told = (source(paper, "Z. 7", "2012"),)
    ties = [tie(one, "mitglied", network, sources=told) for one in members]
    store.commit(create(paper, network, chair, *members, *ties, tie(chair, "moderation", network, sources=told)))
    return {"paper": paper, "network": network, "person": chair, "member": members[0]}


def live(store: Store, statement: _Statement) -> _Statement:
    """What the store holds now under the statement's id."""
    with store.read() as reading:
        found = reading.get((statement.id,))[statement.id]
    assert isinstance(found, type(statement))
    return found


def everything(reading: Reading) -> dict[str, AnyStatement]:
    """All live statements by id."""
    return {one.id: one for type in StatementType for one in reading.scan(type)}


def unversioned(statements: Iterable[AnyStatement]) -> dict[str, AnyStatement]:
    """The statements by id, without their versions, to compare contents."""
    return {one.id: one.model_copy(update={"version": 0}) for one in statements}


def _id(one: Entity | str) -> str:
    return one if isinstance(one, str) else one.id
