"""The form: what is typed becomes a change set, every problem is named at once, and nothing else is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from record_making import create, edit, entity, netzwerk, person, tie, verein

from registry.access import PUBLIC_VIEWER, STAFF_VIEWER
from registry.model import Contact, Entity, LocalText, Period, Put, Remove, Status, Tie
from registry.services import Registry
from registry.services.registering import (
    SELF,
    Checked,
    Form,
    Names,
    Rules,
    Signature,
    Wrong,
    as_edtf,
    as_typed,
    changed_actor,
    check,
    ensure_documents,
    form_at,
    form_of,
    new_actor,
    typed_form,
    versions_text,
)

SIGN = Signature("self_registration", "Zusendung", "Selbsteintrag", SELF, "2026-11-21")
TOWN = entity("stadt", "Musterstadt", family="area", identifiers={"plz": "00011, 00012"})
OTHER_TOWN = entity("stadt", "Probedorf", family="area")
NETWORK = netzwerk("Netzwerk Sprache Beispielkreis")
GOOD: Mapping[str, Sequence[str]] = {
    "kind": ["verein"],
    "name": ["  Musterverein Nord "],
    "aliases": ["MVN\n\nNordverein"],
    "town": ["Musterstadt"],
    "street": ["Beispielweg 1"],
    "postal_code": ["00011"],
    "themes": ["gemeinsam:sprache"],
    "audience": ["Familien"],
    "languages": ["Türkisch, de"],
    "contact-kind": ["email", "phone"],
    "contact-value": ["post@verein.example", ""],
    "contact-visibility": ["public", "public"],
    "consent": ["1"],
    "consent_by": ["Vorstand"],
    "consent_for": ["Veröffentlichung im Register"],
    "summary": ["Hilft beim Deutschlernen."],
    "tie-role": ["mitglied"],
    "tie-other": [""],
    "tie-other_name": ["netzwerk sprache beispielkreis"],
    "tie-since": ["10.2012"],
}


@pytest.fixture
def filled(registry: Registry) -> Registry:
    """A registry with two towns and a network."""
    registry.commit(create(TOWN, OTHER_TOWN, NETWORK))
    ensure_documents(registry)
    return registry


def checked(registry: Registry, typed: Mapping[str, Sequence[str]], **rules: object) -> Checked:
    """What a visitor's fields come to."""
    with registry.reading(PUBLIC_VIEWER) as record:
        names = Names(registry, record, PUBLIC_VIEWER)
        return check(typed_form(typed), names, registry.vocabulary, Rules(**rules))  # type: ignore[arg-type]


def problems(found: Checked) -> set[tuple[str, Wrong]]:
    """Fields and what is wrong with them."""
    return {(one.field, one.wrong) for one in found.problems}


def test_a_filled_form_becomes_one_change_set_that_can_be_committed(filled: Registry) -> None:
    """Everything typed is in the record afterwards, cites what it comes from, and reads back as the same form."""
    found = checked(filled, GOOD)
    assert found.problems == ()
    change = new_actor(found.form, filled.vocabulary, SIGN)
    filled.commit(change)
    with filled.reading(STAFF_VIEWER) as record:
        made = record.entity(change.operations[0].target)
        again = form_of(record, filled.vocabulary, made.id)
    assert made.name == "Musterverein Nord"
    assert made.languages == ("tr", "de")
    assert [one.value for one in made.contacts] == ["post@verein.example", "Beispielweg 1, 00011 Musterstadt"]
    assert [(one.document, one.as_of) for one in made.sources] == [(SELF, "2026-11-21")]
    assert (again.town, again.street, again.postal_code) == ("Musterstadt", "Beispielweg 1", "00011")
    assert [(one.role, one.other, one.since) for one in again.ties] == [("mitglied", NETWORK.id, "2012-10")]
    assert Form.from_data(again.as_data()) == again


def test_a_postal_code_alone_finds_its_town(filled: Registry) -> None:
    """Where the record knows which area has the code, the town need not be typed."""
    found = checked(filled, {**GOOD, "town": [""]})
    assert (found.form.area, found.form.town, found.problems) == (TOWN.id, "Musterstadt", ())


@pytest.mark.parametrize(
    ("field", "value", "where", "wrong"),
    [
        ("name", "", "name", Wrong.MISSING),
        ("name", "x" * 501, "name", Wrong.TOO_LONG),
        ("name", "a\x00b", "name", Wrong.NO_TEXT),
        ("kind", "", "kind", Wrong.MISSING),
        ("kind", "raumschiff", "kind", Wrong.UNKNOWN),
        ("kind", "person", "kind", Wrong.UNKNOWN),
        ("town", "Nirgendsheim", "town", Wrong.UNKNOWN),
        ("postal_code", "123", "postal_code", Wrong.NO_POSTAL_CODE),
        ("themes", "gemeinsam:nichts", "themes", Wrong.UNKNOWN),
        ("languages", "Klingelonisch", "languages", Wrong.UNKNOWN),
        ("contact-value", "post(at)verein", "contacts:0", Wrong.NO_EMAIL),
        ("contact-visibility", "niemand", "contacts:0", Wrong.UNKNOWN),
        ("consent", "", "consent", Wrong.NO_CONSENT),
        ("consent_by", "", "consent_by", Wrong.MISSING),
        ("consent_until", "bald", "consent_until", Wrong.NO_DATE),
        ("tie-since", "neulich", "ties:0", Wrong.NO_DATE),
        ("tie-until", "2005", "ties:0", Wrong.ENDS_EARLY),
        ("tie-role", "teilzeit", "ties:0", Wrong.UNKNOWN),
        ("tie-other_name", "Netzwerk Sprache", "ties:0", Wrong.UNLIKE),
    ],
)
def test_each_field_says_what_is_wrong_with_it(
    filled: Registry, field: str, value: str, where: str, wrong: Wrong
) -> None:
    """The field is named, and whatever was typed stays in the form."""
    found = checked(filled, {**GOOD, field: [value]})
    assert problems(found) == {(where, wrong)}


def test_all_problems_are_named_at_once(filled: Registry) -> None:
    """Nobody has to send a form five times to learn of five errors."""
    found = checked(filled, {"kind": ["?"], "postal_code": ["1"], "contact-kind": ["web"], "contact-value": ["x y"]})
    expected = {"name", "kind", "postal_code", "contacts:0", "consent_by", "consent"}
    assert {field for field, _ in problems(found)} == expected


def test_an_id_stands_only_for_the_name_with_which_it_was_chosen(filled: Registry) -> None:
    """Whoever chooses a body and then types another name means the other one."""
    chosen = {**GOOD, "tie-other": [NETWORK.id], "tie-other_name": ["Das Netzwerk"], "tie-picked": ["Das Netzwerk"]}
    assert checked(filled, chosen).form.ties[0].other == NETWORK.id
    assert checked(filled, {**chosen, "tie-other_name": ["Quatschrunde"]}).form.ties[0].other == ""


@pytest.fixture
def club(filled: Registry) -> Entity:
    """A club with a contact that only staff see, a translation, a tie and a place."""
    made = verein(
        "Musterverein",
        contacts=(
            Contact(kind="email", value="alt@verein.example"),
            Contact(kind="phone", value="1", visibility="staff"),
        ),
        summary=LocalText(de="Alt.", en="Old."),
        themes=("gemeinsam:kultur",),
        translations={"en": "Sample club"},
    )
    member = tie(made, "mitglied", NETWORK, wording="Sprecherin", period=Period(start="2010"))
    filled.commit(create(made, member, tie(made, "sitz", TOWN)))
    return made


def corrected(registry: Registry, id: str, **fields: Sequence[str]) -> tuple[Put | Remove, ...]:
    """The operations of a visitor's correction of some fields."""
    with registry.reading(PUBLIC_VIEWER) as record:
        then = form_of(record, registry.vocabulary, id)
        names = Names(registry, record, PUBLIC_VIEWER)
        yours = Form.from_data({**then.as_data(), **fields})
        found = check(yours, names, registry.vocabulary, Rules(own=id), then)
    assert found.problems == ()
    with registry.reading(STAFF_VIEWER) as record:
        change = changed_actor(record, registry.vocabulary, id, then, found.form, SIGN)
    if change.operations:
        registry.commit(change)
    return change.operations


def test_a_correction_changes_what_was_changed_and_nothing_that_its_writer_can_not_see(
    filled: Registry, club: Entity
) -> None:
    """The contact for staff, the translations and the wording of ties stay as they are."""
    (operation,) = corrected(filled, club.id, summary="Neu.", themes=["gemeinsam:kultur", "gemeinsam:sprache"])
    assert isinstance(operation, Put)
    made = operation.record
    assert isinstance(made, Entity)
    assert made.contacts == club.contacts
    assert made.translations == {"en": "Sample club"}
    assert made.summary == LocalText(de="Neu.", en="Old.")
    assert made.themes == ("gemeinsam:kultur", "gemeinsam:sprache")


def test_a_form_sent_back_unchanged_changes_nothing(filled: Registry, club: Entity) -> None:
    """No operation, whatever the form can not say about the entity."""
    assert corrected(filled, club.id) == ()


def test_a_tie_ends_or_was_never_true(filled: Registry, club: Entity) -> None:
    """An end in the past ends it with its date and keeps its wording; “wrong” takes it out of the record."""
    with filled.reading(STAFF_VIEWER) as record:
        (row,) = form_of(record, filled.vocabulary, club.id).ties
    base = {"role": row.role, "other": row.other, "other_name": row.other_name, "since": row.since, "id": row.id}
    (ended,) = corrected(filled, club.id, ties=[{**base, "until": "2020"}])  # type: ignore[list-item]
    assert isinstance(ended, Put)
    assert isinstance(ended.record, Tie)
    assert (ended.record.status, ended.record.wording) == (Status.ENDED, "Sprecherin")


def test_another_town_is_another_tie(filled: Registry, club: Entity) -> None:
    """What attests that it was in one town does not attest that it is in another."""
    operations = corrected(filled, club.id, town="Probedorf", area="")
    assert [one.op for one in operations] == ["remove", "put"]
    with filled.reading(STAFF_VIEWER) as record:
        assert form_of(record, filled.vocabulary, club.id).area == OTHER_TOWN.id


def test_the_form_of_earlier_versions_is_as_it_was(filled: Registry, club: Entity) -> None:
    """Whoever began before somebody else's change is shown what stood there then."""
    with filled.reading(PUBLIC_VIEWER) as record:
        then = form_of(record, filled.vocabulary, club.id)
    current = club.model_copy(update={"name": "Umbenannt", "version": 1})
    filled.commit(edit(current))
    with filled.reading(PUBLIC_VIEWER) as record:
        assert form_at(record, club.id, then.versions or {}) == then
        assert form_of(record, filled.vocabulary, club.id).name == "Umbenannt"


def test_what_a_visitor_may_not_see_is_not_in_the_form(filled: Registry, club: Entity) -> None:
    """A public form has no contact of staff, and none of a hidden entity."""
    hidden = person("Erika Beispielperson", visibility="staff")
    filled.commit(create(hidden))
    with filled.reading(PUBLIC_VIEWER) as record:
        assert [one.value for one in form_of(record, filled.vocabulary, club.id).contacts] == ["alt@verein.example"]
        with pytest.raises(Exception, match="nothing is known"):
            form_of(record, filled.vocabulary, hidden.id)


@pytest.mark.parametrize(
    ("typed", "edtf"), [("2013", "2013"), ("10.2012", "2012-10"), ("1.2.2012", "2012-02-01"), ("2012-10~", "2012-10~")]
)
def test_days_are_read_as_people_write_them(typed: str, edtf: str) -> None:
    """And shown so that they read back as the same."""
    assert as_edtf(typed) == edtf
    assert as_edtf(as_typed(edtf)) == edtf


def test_versions_travel_in_one_field() -> None:
    """What the hidden field says reads back; anything else is no version."""
    versions = {"e" + "a" * 20: 3, "t" + "b" * 20: 12}
    assert typed_form({"versions": [versions_text(versions)]}).versions == versions
    assert typed_form({"versions": ["x:y z 12 :"]}).versions is None


FIELDS = sorted({*GOOD, "tie-until", "tie-id", "tie-wrong", "tie-picked", "versions", "consent_until", "area"})


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """One filled registry for many examples."""
    from registry.opening import open_registry

    opened = open_registry(f"sqlite:///{tmp_path_factory.mktemp('form')}/registry.db", create=True)
    opened.commit(create(TOWN, OTHER_TOWN, NETWORK))
    yield opened
    opened.close()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.dictionaries(st.sampled_from(FIELDS), st.lists(st.text(max_size=60), max_size=3)))
def test_whatever_is_typed_is_either_refused_by_field_or_makes_a_change_set(
    quick: Registry, typed: dict[str, list[str]]
) -> None:
    """No text in any field raises; and where nothing is wrong the record takes it."""
    found = checked(quick, {**GOOD, **typed})
    if not found.problems:
        change = new_actor(found.form, quick.vocabulary, SIGN)
        assert change.operations
