"""Duplicates in an opened registry: they follow the record, whoever changed it, on both stores, for each viewer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from record_making import change, changed, create, edit, entity, person, remove, tie, verein

from registry.access import PUBLIC_VIEWER, STAFF_VIEWER, Viewer
from registry.model import Contact, Remove
from registry.opening import open_registry
from registry.services import Registry
from registry.services.duplicates import Query, Reason


def found(registry: Registry, name: str, viewer: Viewer = STAFF_VIEWER, **fields: Any) -> list[str]:
    return [hint.id for hint in registry.duplicates(Query(name, **fields), viewer)]


def reasons(registry: Registry, query: Query) -> set[Reason]:
    """Those of the likeliest hint."""
    hint = registry.duplicates(query, STAFF_VIEWER)[0]
    return {one.reason for one in (*hint.reasons, *hint.against)}


@pytest.fixture
def other(registry: Registry, place: str) -> Iterator[Registry]:
    """The same record, opened once more, as by another process."""
    with closing(open_registry(place)) as opened:
        yield opened


def test_duplicates_follow_every_commit(registry: Registry) -> None:
    one = verein("Quellwasser Beispielstadt e. V.")
    assert found(registry, "Quellwasser Beispielstadt") == []
    registry.commit(create(one))
    assert found(registry, "Quellwasser Beispielstadt") == [one.id]
    registry.commit(edit(changed(one, version=1, name="Morgenrot Musterhausen")))
    assert found(registry, "Quellwasser Beispielstadt") == []
    assert found(registry, "Morgenrot Musterhausen") == [one.id]
    registry.commit(edit(changed(one, version=2, name="Morgenrot Musterhausen", visibility="staff")))
    assert found(registry, "Morgenrot Musterhausen", PUBLIC_VIEWER) == []
    registry.commit(remove(changed(one, version=3)))
    assert found(registry, "Morgenrot Musterhausen") == []


def test_duplicates_follow_where_an_actor_is_whoever_says_it_or_takes_it_back(
    registry: Registry, other: Registry
) -> None:
    one, away = verein("Nachbarschaftshilfe Quellwasser"), verein("Nachbarschaftshilfe Morgenrot")
    here, there = (entity("stadt", name, family="area") for name in ("Beispielstadt", "Musterhausen"))
    query = Query("Nachbarschaftshilfe Quellwasser", places=(here.id,))
    registry.commit(create(one, away, here, there))
    assert reasons(other, query) == {Reason.SAME_NAME}
    where = tie(one, "gebietsbezug", here)
    registry.commit(create(where))
    assert reasons(other, query) == {Reason.SAME_NAME, Reason.SAME_TOWN}
    registry.commit(edit(changed(where, version=1, object=there.id)))
    assert reasons(other, query) == {Reason.SAME_NAME, Reason.OTHER_TOWN}
    registry.commit(edit(changed(where, version=2, subject=away.id)))
    assert reasons(other, query) == {Reason.SAME_NAME}
    registry.commit(change(Remove(id=where.id, expected=3)))
    assert reasons(other, Query("Nachbarschaftshilfe Morgenrot", places=(here.id,))) == {Reason.SAME_NAME}


def test_a_town_that_is_new_in_the_record_is_known_from_then_on(registry: Registry) -> None:
    one = verein("Nachbarschaftshilfe Quellwasser Musterhausen")
    registry.commit(create(one))
    query = Query("Nachbarschaftshilfe Quellwasser")
    assert Reason.WITHOUT_TOWN not in reasons(registry, query)
    registry.commit(create(entity("stadt", "Musterhausen", family="area")))
    assert Reason.WITHOUT_TOWN in reasons(registry, query)


def test_a_contact_that_is_for_staff_alone_is_compared_for_staff_alone(registry: Registry) -> None:
    hidden = Contact(kind="email", value="post@quellwasser.example", visibility="staff")
    one = verein("Nachbarschaftshilfe Quellwasser", contacts=(hidden,))
    registry.commit(create(one))
    contacts = (("email", "POST@quellwasser.example"),)
    assert found(registry, "Morgenrot", STAFF_VIEWER, contacts=contacts) == [one.id]
    assert found(registry, "Morgenrot", PUBLIC_VIEWER, contacts=contacts) == []


def test_duplicates_forget_what_another_process_erased(registry: Registry, other: Registry) -> None:
    one, house = person("Zyxandra Quorvelle"), verein("Haus Zyxandra Quorvelle")
    registry.commit(create(one, house))
    assert found(other, "Zyxandra Quorvelle", kind="person") == [one.id]
    registry.erase(one.id, "Registerstelle", "Antrag")
    assert found(registry, "Zyxandra Quorvelle", kind="person") == []
    assert found(other, "Zyxandra Quorvelle", kind="person") == []


def test_a_pair_that_was_judged_is_not_asked_about_again(registry: Registry) -> None:
    one, two = verein("Nachbarschaftshilfe Quellwasser"), verein("Nachbarschaftshilfe Quellwaser")
    registry.commit(create(one, two))
    query = Query("Nachbarschaftshilfe Quellwasser", exclude=frozenset({one.id}))
    judged = frozenset({frozenset({one.id, two.id})})
    assert [hint.id for hint in registry.duplicates(query, STAFF_VIEWER)] == [two.id]
    assert registry.duplicates(query, STAFF_VIEWER, judged=judged) == []
    (step,) = registry.likely_pairs(STAFF_VIEWER)
    assert [{pair.one, pair.other} for pair in step.pairs] == [{one.id, two.id}]
    (step,) = registry.likely_pairs(STAFF_VIEWER, judged=judged)
    assert step.pairs == ()
