"""What is wrong with a field, what kinds of contact there are, and who may see them: in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from registry.services.registering import FieldProblem, Wrong
from web.texts import gettext as _

_TEXTS: Final[dict[Wrong, Callable[[FieldProblem], str]]] = {
    Wrong.MISSING: lambda _one: _("Bitte füllen Sie dieses Feld aus."),
    Wrong.TOO_LONG: lambda one: _("Das ist zu lang: höchstens %(most)s Zeichen.", most=one.value),
    Wrong.TOO_MANY: lambda one: _("Das sind zu viele: höchstens %(most)s.", most=one.value),
    Wrong.NO_TEXT: lambda _one: _("Das enthält Zeichen, die kein Text sind. Bitte tippen Sie es neu."),
    Wrong.UNKNOWN: lambda one: _("„%(value)s“ ist im Register nicht bekannt.", value=one.value[:80]),
    Wrong.SEVERAL: lambda _one: _("Davon gibt es mehrere. Bitte wählen Sie aus, was gemeint ist."),
    Wrong.UNLIKE: lambda _one: _("Unter genau diesem Namen ist nichts bekannt. Ist eines davon gemeint?"),
    Wrong.NO_EMAIL: lambda _one: _("Das ist keine E-Mail-Adresse. Schreiben Sie sie wie name@example.org."),
    Wrong.NO_PHONE: lambda _one: _("Das ist keine Telefonnummer. Schreiben Sie sie mit Vorwahl, nur mit Ziffern."),
    Wrong.NO_ADDRESS: lambda _one: _("Das ist keine Internetadresse. Schreiben Sie sie wie www.example.org."),
    Wrong.NO_POSTAL_CODE: lambda _one: _("Eine Postleitzahl hat fünf Ziffern."),
    Wrong.NO_DATE: lambda one: _(
        "„%(value)s“ ist kein Datum. Schreiben Sie 2013, 10.2012 oder 30.10.2012.", value=one.value
    ),
    Wrong.ENDS_EARLY: lambda _one: _("Das Ende liegt vor dem Anfang."),
    Wrong.UNFIT: lambda one: _("Das passt nicht zu „%(value)s“. Bitte wählen Sie etwas anderes.", value=one.value[:80]),
    Wrong.SELF: lambda _one: _("Das ist der Eintrag selbst."),
    Wrong.TWICE: lambda _one: _("Das steht schon weiter oben."),
    Wrong.NO_CONSENT: lambda _one: _(
        "Ohne Einwilligung dürfen wir Kontaktangaben nicht aufnehmen. Bestätigen Sie sie, oder lassen Sie sie weg."
    ),
    Wrong.NOTHING: lambda _one: _("Es wurde nichts geändert."),
}


def problem_text(one: FieldProblem) -> str:
    """One problem in a sentence that says what helps."""
    return _TEXTS[one.wrong](one)


def by_field(problems: Iterable[FieldProblem]) -> dict[str, str]:
    """All problems of each field as one text."""
    found: dict[str, list[str]] = {}
    for one in problems:
        found.setdefault(one.field, []).append(problem_text(one))
    return {field: " ".join(dict.fromkeys(texts)) for field, texts in found.items()}


def field_names() -> dict[str, str]:
    """What the fields are called, for the summary of problems and for changes by others."""
    return {
        "kind": _("Art"),
        "name": _("Name"),
        "aliases": _("Auch genannt"),
        "town": _("Ort"),
        "street": _("Straße und Hausnummer"),
        "postal_code": _("Postleitzahl"),
        "themes": _("Themen"),
        "audience": _("Zielgruppe"),
        "languages": _("Sprachen"),
        "contacts": _("Kontakt"),
        "consent": _("Einwilligung"),
        "consent_by": _("Wer hat eingewilligt?"),
        "consent_for": _("Wofür?"),
        "consent_until": _("Bis wann?"),
        "summary": _("Beschreibung"),
        "ties": _("Beziehungen"),
        "email": _("Ihre E-Mail-Adresse"),
        "note": _("Anmerkung"),
        "form": _("Formular"),
    }


def contact_kinds() -> dict[str, str]:
    """Ways to reach somebody."""
    return {
        "email": _("E-Mail"),
        "phone": _("Telefon"),
        "fax": _("Fax"),
        "web": _("Website"),
        "address": _("Weitere Anschrift"),
    }


def visibilities() -> dict[str, str]:
    """Who may see something."""
    return {
        "public": _("alle"),
        "network": _("Mitglieder des Netzwerks"),
        "staff": _("nur die Registerstelle"),
    }
