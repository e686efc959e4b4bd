"""Statements, ids and change sets: what is written as JSON is read back the same, and what is wrong is refused."""

from __future__ import annotations

import json
import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from record_making import change, create, entity, entity_id, netzwerk, observation, person, tie, verein
from statement_strategies import entities, statements, texts

from registry.model import (
    ChangeSet,
    Conflict,
    Entity,
    Erased,
    IntegrationsnetzError,
    Invalid,
    LocalText,
    NotFound,
    Observation,
    Problem,
    Put,
    Remove,
    Tie,
    derived_id,
    new_id,
    parse_statement,
    statement_json,
)
from registry.model.ids import is_id
from registry.model.statements import validate_statement
from registry.store.port import AnyStatement


@given(statements)
def test_a_statement_survives_the_way_through_json(statement: AnyStatement) -> None:
    assert parse_statement(statement.type, statement_json(statement), statement.version) == statement


@given(statements)
def test_a_statement_survives_the_way_through_plain_data(statement: AnyStatement) -> None:
    assert validate_statement(json.loads(statement.model_dump_json())) == statement


@given(st.lists(statements, max_size=3), st.lists(entities, max_size=2), texts(), texts())
def test_a_change_set_survives_the_way_through_json(
    put: list[AnyStatement], removed: list[Entity], who: str, why: str
) -> None:
    operations = [Put(record=one, expected=one.version) for one in put]
    written = ChangeSet(
        kind="import",
        who=who,
        why=why,
        operations=(*operations, *(Remove(id=one.id, expected=one.version + 1) for one in removed)),
    )
    assert ChangeSet.model_validate_json(written.model_dump_json()) == written


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_a_figure_is_finite(value: float) -> None:
    """JSON has no infinity: it would come back as no figure at all."""
    with pytest.raises(ValidationError):
        observation(verein(), value=value)


@pytest.mark.parametrize("value", [0, 0.1, 12.5, 10**20, -3, None])
def test_a_figure_keeps_its_value_and_its_type(value: float | None) -> None:
    one = observation(verein(), value=value)
    again = parse_statement("observation", statement_json(one), 0)
    assert isinstance(again, Observation)
    assert (again.value, type(again.value)) == (value, type(value))


WRONG = {
    "id of another type": {"id": new_id("t")},
    "id of no form": {"id": "verein-1"},
    "empty name": {"name": ""},
    "name of spaces": {"name": "   "},
    "name of two lines": {"name": "Muster\nverein"},
    "name with a control character": {"name": "Muster\x00verein"},
    "name too long": {"name": "x" * 501},
    "unknown family": {"family": "verein"},
    "kind that is no key": {"kind": "Eingetragener Verein"},
    "unknown field": {"nachname": "Muster"},
    "unknown status": {"status": "vielleicht"},
    "unknown visibility": {"visibility": "geheim"},
    "period backwards": {"period": {"start": "2013", "end": "2012"}},
    "source that is no document's id": {"sources": ({"document": "konzept", "locator": "Z. 1"},)},
    "source without a document": {"sources": ({"locator": "Z. 1"},)},
    "negative size": {"size": {"count": -1}},
    "flag of no kind": {"flags": ({"kind": "falsch", "note": {"de": "x"}},)},
    "contact of no kind": {"contacts": ({"kind": "taube", "value": "x"},)},
    "negative version": {"version": -1},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_an_entity_with_a_wrong_field_is_refused_and_the_field_named(wrong: str) -> None:
    with pytest.raises(ValidationError) as caught:
        entity(**WRONG[wrong])
    field = next(iter(WRONG[wrong]))
    assert any(error["loc"][0] == field for error in caught.value.errors())


def test_every_wrong_field_is_told_at_once() -> None:
    with pytest.raises(ValidationError) as caught:
        entity(name="", kind="?", status="vielleicht")
    assert {error["loc"][0] for error in caught.value.errors()} == {"name", "kind", "status"}


def test_statements_can_not_be_changed_in_place() -> None:
    for one in (verein(), tie(verein(), "mitglied", netzwerk()), create(verein())):
        with pytest.raises(ValidationError):
            one.id = "x"  # type: ignore[misc]


def test_spaces_around_a_text_are_not_part_of_it() -> None:
    assert verein("  Musterverein ").name == "Musterverein"


def test_names_are_the_preferred_one_then_aliases_then_other_languages() -> None:
    one = verein("Eins", aliases=("Zwei", "Drei"), translations={"en": "One"})
    assert one.all_names() == ("Eins", "Zwei", "Drei", "One")
    assert (one.display_name("en"), one.display_name("de"), one.display_name("tr")) == ("One", "Eins", "Eins")


def test_a_text_without_translation_is_given_in_german() -> None:
    assert LocalText(de="Ja").text("en") == "Ja"
    assert LocalText(de="Ja", en="Yes").text("en") == "Yes"
    assert LocalText(de="Ja", en="Yes").text("de") == "Ja"


@given(st.sampled_from("etpoc"))
def test_a_new_id_has_the_form_of_an_id_and_is_new(prefix: str) -> None:
    ids = {new_id(prefix) for _ in range(50)}  # type: ignore[arg-type]
    assert len(ids) == 50
    assert all(is_id(id) and id.startswith(prefix) for id in ids)


@given(st.lists(st.text(), max_size=4))
def test_a_derived_id_is_always_the_same_and_has_the_form_of_an_id(parts: list[str]) -> None:
    parts = [part.encode(errors="ignore").decode() for part in parts]
    assert derived_id("e", *parts) == derived_id("e", *parts)
    assert is_id(derived_id("e", *parts))


def test_a_derived_id_depends_on_every_part_and_the_place_of_its_bounds() -> None:
    ids = {derived_id("e", *parts) for parts in (("a", "b"), ("ab",), ("b", "a"), ("a", "b", ""), ("a",), ())}
    assert len(ids) == 6
    assert derived_id("e", "a")[1:] == derived_id("t", "a")[1:]


@pytest.mark.parametrize("text", ["", "e", "x" + "a" * 20, "e" + "a" * 19, "e" + "A" * 20, "e" + "a" * 20 + "\n"])
def test_what_is_no_id_is_told(text: str) -> None:
    assert not is_id(text)


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "put", "record": {"type": "entity"}, "expected": 0},
        {"op": "remove", "id": entity_id("x"), "expected": 0},
        {"op": "destroy", "id": entity_id("x"), "expected": 1},
    ],
)
def test_an_operation_of_no_form_is_refused(operation: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ChangeSet.model_validate({"kind": "edit", "who": "A", "why": "B", "operations": [operation]})


@pytest.mark.parametrize("fields", [{"who": ""}, {"why": " "}, {"kind": "hack"}, {"at": "2012-01-01T10:00:00"}])
def test_a_change_set_says_who_why_what_and_when_with_its_time_zone(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        change(**fields)


def test_operations_know_their_target() -> None:
    one = person()
    assert [each.target for each in change(Put(record=one, expected=0), Remove(id=one.id, expected=1)).operations] == [
        one.id,
        one.id,
    ]


def test_an_error_reads_where_what_and_remedy() -> None:
    assert str(IntegrationsnetzError("kaputt", where="Zeile 3", remedy="heilen")) == "Zeile 3: kaputt → heilen"
    assert str(NotFound("fehlt")) == "fehlt"
    assert str(Erased("weg", remedy="lassen")) == "weg → lassen"
    assert Conflict("x", records=("a", "b")).records == ("a", "b")


def test_an_error_for_many_problems_has_all_and_speaks_of_the_first() -> None:
    problems = [Problem("role", f"tie {number}", f"falsch {number}", "richtig") for number in range(3)]
    error = Invalid.of(problems)
    assert error.problems == tuple(problems)
    assert str(error) == "tie 0: falsch 0 (and 2 more) → richtig"
    assert str(problems[0]) == "tie 0: falsch 0 → richtig"


def test_a_tie_is_of_the_types_it_says() -> None:
    with pytest.raises(ValidationError):
        Tie(id=new_id("e"), subject=new_id("e"), role="mitglied", object=new_id("e"))
    with pytest.raises(ValidationError):
        tie(verein(), "mitglied", new_id("p"))


@given(st.lists(statements, max_size=3, unique_by=lambda one: one.id), st.randoms())
def test_a_digest_tells_what_is_said_and_not_when_or_in_which_order_of_names(
    made: list[AnyStatement], random: Random
) -> None:
    first = create(*made)
    turned = []
    for one in made:
        both = {name: dict(random.sample(list(given.items()), len(given))) for name, given in _dictionaries(one)}
        turned.append(one.model_copy(update={**both, "version": 7}))
    again = create(*turned, id=first.id, at=first.at.replace(year=1999))
    assert again.digest() == first.digest()
    assert ChangeSet.model_validate_json(first.model_dump_json()).digest() == first.digest()
    for other in ({"why": first.why + "!"}, {"who": "Andere"}, {"undoes": new_id("c")}, {"kind": "sync"}):
        assert first.model_copy(update=other).digest() != first.digest()


def _dictionaries(one: AnyStatement) -> list[tuple[str, dict[str, str]]]:
    return [(name, getattr(one, name)) for name in ("translations", "identifiers") if hasattr(one, name)]


def test_a_digest_tells_apart_what_is_written_removed_and_expected() -> None:
    one, other = verein(), verein()
    sets = [
        create(one),
        create(one, other),
        create(other, one),
        change(Put(record=one, expected=1), kind="create"),
        change(Remove(id=one.id, expected=1), kind="create"),
        change(Remove(id=one.id, expected=1, successor=other.id), kind="create"),
        create(one.model_copy(update={"name": "Anders"})),
    ]
    assert len({each.digest() for each in sets}) == len(sets)
