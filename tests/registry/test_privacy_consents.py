"""Consent per contact: who, when, for what, until when, by which wording; and when it does not hold any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from record_making import create, entity_id, person

from registry.model import Contact, Invalid, NotFound
from registry.services import Registry
from registry.services.privacy import Consents
from registry.services.privacy.consents import without_consent

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CLUB = entity_id("verein")
MAIL = Contact(kind="email", value="verein@beispiel.example")
PHONE = Contact(kind="phone", value="000 123")
FIELDS = {"by": "Vorstand", "purpose": "öffentlich zeigen", "wording": "Wir sind einverstanden.", "recorded_by": "Büro"}


def _consents(registry: Registry, days: int = 0) -> Consents:
    return Consents(registry.workspace, clock=lambda: NOW + timedelta(days=days))


def test_a_consent_is_kept_with_everything_that_was_agreed_to(registry: Registry) -> None:
    """It stands with its entity, from today where no other day is said."""
    given = _consents(registry).give(CLUB, **FIELDS, until="2027-11-20", contacts=[MAIL])
    (found,) = _consents(registry).of(CLUB)
    assert found == given
    assert (found.by, found.purpose, found.wording) == ("Vorstand", "öffentlich zeigen", "Wir sind einverstanden.")
    assert (found.given, found.until, found.state) == ("2026-11-21", "2027-11-20", "given")
    assert (found.covers(MAIL), found.covers(PHONE)) == (True, False)
    assert _consents(registry).of(entity_id("anderer")) == []


def test_a_consent_holds_on_its_last_day_and_not_after(registry: Registry) -> None:
    """Then the contact is without consent again."""
    _consents(registry).give(CLUB, **FIELDS, until="2026-11-25", contacts=[MAIL])
    for days, state in ((4, "given"), (5, "ended")):
        found = _consents(registry, days).of(CLUB)
        assert [one.state for one in found] == [state]
        assert without_consent([MAIL, PHONE], found) == ((PHONE,) if state == "given" else (MAIL, PHONE))


def test_a_consent_that_is_withdrawn_covers_nothing(registry: Registry) -> None:
    """It stays known that it was given, and the same can be given anew."""
    given = _consents(registry).give(CLUB, **FIELDS)
    assert without_consent([MAIL, PHONE], [given]) == ()
    _consents(registry).withdraw(CLUB, given.id)
    _consents(registry).withdraw(CLUB, given.id)
    assert [one.state for one in _consents(registry).of(CLUB)] == ["withdrawn"]
    assert without_consent([MAIL], _consents(registry).of(CLUB)) == (MAIL,)
    _consents(registry).give(CLUB, **FIELDS)
    assert [one.state for one in _consents(registry).of(CLUB)] == ["given", "withdrawn"]


def test_what_ends_soon_is_told_and_what_has_no_end_is_not(registry: Registry) -> None:
    """The earliest first, ended ones too, so that somebody can ask again."""
    consents = _consents(registry)
    for until in ("", "2026-12-10", "2027-06-01", "2026-11-22"):
        consents.give(CLUB, **FIELDS, until=until)
    consents.withdraw(CLUB, consents.give(CLUB, **FIELDS, until="2026-12-01").id)
    assert [one.until for one in consents.ending(timedelta(days=30))] == ["2026-11-22", "2026-12-10"]


@pytest.mark.parametrize(
    "wrong", [{"by": " "}, {"purpose": ""}, {"wording": "x" * 2001}, {"given": "gestern"}, {"until": "2020-01-01"}]
)
def test_a_consent_that_says_too_little_is_refused(registry: Registry, wrong: dict[str, str]) -> None:
    """Nothing is kept then."""
    with pytest.raises(Invalid):
        _consents(registry).give(CLUB, **{**FIELDS, **wrong})
    assert _consents(registry).of(CLUB) == []


def test_only_a_consent_of_this_entry_can_be_withdrawn_from_it(registry: Registry) -> None:
    """Neither an unknown one nor another's."""
    given = _consents(registry).give(CLUB, **FIELDS)
    for entity, id in ((entity_id("anderer"), given.id), (CLUB, "c" + "a" * 20)):
        with pytest.raises(NotFound):
            _consents(registry).withdraw(entity, id)


def test_the_consents_of_an_erased_person_go_with_them(registry: Registry) -> None:
    """They belong to the person."""
    somebody = person()
    registry.commit(create(somebody))
    _consents(registry).give(somebody.id, **FIELDS)
    registry.erase(somebody.id, "Registerstelle", "auf Wunsch")
    assert _consents(registry).of(somebody.id) == []
