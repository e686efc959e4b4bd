"""Consents, report, erasure with proof, settings and the register of processing, as pages."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from beispielkreis import ID, fill_registry
from flask import Flask
from flask.testing import FlaskClient
from signing_in import signed_in
from werkzeug.test import TestResponse

from registry.access import STAFF_VIEWER
from registry.opening import open_registry
from registry.services import Registry
from registry.services.accounts.audit import Audit
from registry.services.keeping.settings import Settings
from registry.services.privacy import Consents
from web.app import create_app

ENTRY = f"/de/akteure/{ID['person']}/datenschutz"
ERASE = f"/de/akteure/{ID['person']}/loeschen"
GIVEN = {"by": "Die Person selbst", "purpose": "öffentlich zeigen", "wording": "Ich bin einverstanden."}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the store lies."""
    return tmp_path


@pytest.fixture
def registry(folder: Path) -> Iterator[Registry]:
    """The Beispielkreis in a file of one's own."""
    with closing(open_registry(f"sqlite:///{folder}/registry.db", create=True)) as opened:
        fill_registry(opened)
        yield opened


@pytest.fixture
def app(registry: Registry) -> Flask:
    """The application on it."""
    return create_app(registry)


@pytest.fixture
def staff(app: Flask, registry: Registry) -> FlaskClient:
    """Somebody of the office."""
    return signed_in(app.test_client(), registry)


def words(answer: TestResponse) -> str:
    """The visible words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_a_consent_is_written_down_for_the_chosen_contacts_and_withdrawn(
    staff: FlaskClient, registry: Registry
) -> None:
    """The page tells which contacts are covered."""
    page = staff.get(ENTRY)
    (first, second) = re.findall(r'name="contacts" value="([^"]+)"', page.text)
    assert words(page).count("ohne Einwilligung") == 2
    done = staff.post(
        f"/de/akteure/{ID['person']}/einwilligung", data={**GIVEN, "contacts": first, "until": "31.12.2099"}
    )
    assert done.status_code == 303
    (given,) = Consents(registry.workspace).of(ID["person"])
    assert (given.until, given.recorded_by) == ("2099-12-31", "Beispielstelle staff")
    assert [f"{kind}:{value}" for kind, value in given.contacts] == [first]
    page = staff.get(ENTRY)
    assert (words(page).count("mit Einwilligung"), words(page).count("ohne Einwilligung")) == (1, 1)
    assert staff.post(f"/de/akteure/{ID['person']}/einwilligung/{given.id}/widerruf").status_code == 303
    assert words(staff.get(ENTRY)).count("ohne Einwilligung") == 2
    assert second != first


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"by": ""}, "wer eingewilligt hat"),
        ({"purpose": ""}, "wofür"),
        ({"wording": ""}, "Wortlaut"),
        ({"given": "gestern"}, "kein Tag"),
        ({"until": "2001"}, "kein Tag"),
    ],
)
def test_a_consent_that_says_too_little_is_told_at_its_field(
    staff: FlaskClient, registry: Registry, wrong: dict[str, str], said: str
) -> None:
    """What was typed stays; nothing is kept."""
    answer = staff.post(f"/de/akteure/{ID['person']}/einwilligung", data={**GIVEN, **wrong})
    assert answer.status_code == 422
    assert said in words(answer)
    assert Consents(registry.workspace).of(ID["person"]) == []


def test_a_report_can_be_read_and_taken_along_and_both_are_noted(staff: FlaskClient, registry: Registry) -> None:
    """The page has what the file has; the audit names the entry by its id alone."""
    name = _name(registry)
    page = staff.get(f"/de/auskunft/{ID['person']}")
    assert name in words(page)
    assert page.headers["Cache-Control"] == "no-store"
    file = staff.get(f"/de/auskunft/{ID['person']}.json")
    assert "attachment" in file.headers["Content-Disposition"]
    found = json.loads(file.text)
    assert ID["person"] in {one["id"] for one in found["statements"]}
    entries = Audit(registry.workspace).latest(event="exported")
    assert [one.detail for one in entries] == [f"auskunft {ID['person']}"] * 2
    assert staff.get(f"/de/auskunft/e{'a' * 20}").status_code == 404


def test_an_erasure_is_asked_twice_and_proves_what_went(
    staff: FlaskClient, app: Flask, registry: Registry, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Afterwards neither a page nor a file of the store nor the log has the name; the seat is there without it."""
    caplog.set_level(logging.DEBUG)
    name = _name(registry)
    network = f"/de/akteure/{ID['netzwerk']}"
    assert name in words(app.test_client().get(network))
    assert staff.post(ERASE, data={"why": "auf Wunsch"}).status_code == 422
    assert staff.post(ERASE, data={"sicher": "ja"}).status_code == 422
    assert _name(registry) == name
    proof = staff.post(ERASE, data={"why": "auf Wunsch", "sicher": "ja"})
    assert proof.status_code == 200
    assert "Kein voller Name, kein Kontakt und keine Kennung ist mehr zu finden." in words(proof)
    assert name not in proof.text
    assert staff.post(ERASE, data={"why": "auf Wunsch", "sicher": "ja"}).status_code == 410
    told = [
        words(app.test_client().get(one)) for one in (network, f"/de/akteure/{ID['person']}", "/de/suche?q=" + name)
    ]
    assert [one for one in told[:2] if name in one] == []
    assert "N. N. (gelöscht)" in told[0]
    assert name not in caplog.text
    assert [one.name for one in folder.rglob("*") if one.is_file() and name.encode() in one.read_bytes()] == []


def test_organisations_are_not_erased(staff: FlaskClient, registry: Registry) -> None:
    """The page says so, and the request is refused."""
    address = f"/de/akteure/{ID['verein']}/loeschen"
    assert "Nur Menschen werden gelöscht" in words(staff.get(address))
    before = registry.revision()
    assert staff.post(address, data={"why": "auf Wunsch", "sicher": "ja"}).status_code == 400
    assert registry.revision() == before


def test_settings_are_saved_together_or_not_at_all(app: Flask, registry: Registry) -> None:
    """A mistake is told at its field, with what was typed; the work list counts by what is set."""
    admin = signed_in(app.test_client(), registry, "administrator")
    wrong = admin.post("/de/verwaltung/einstellungen", data={"controller": "Musteramt", "keep_mails": "viele"})
    assert wrong.status_code == 422
    assert "von 1 bis 30" in words(wrong)
    assert Settings(registry.workspace).text("controller") == ""
    right = {"controller": "Musteramt Beispielkreis", "confirm_after": "20000"}
    assert admin.post("/de/verwaltung/einstellungen", data=right).status_code == 303
    assert "seit 20.000 Tagen" in words(admin.get("/de/aufgaben/unbestaetigt"))
    page = words(admin.get("/de/verwaltung/verarbeitung"))
    assert "Musteramt Beispielkreis" in page
    assert "Noch nicht eingetragen: " in page


def _name(registry: Registry) -> str:
    with registry.reading(STAFF_VIEWER) as record:
        return record.entity(ID["person"]).name
