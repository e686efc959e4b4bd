"""Pages of imports: a file is read, understood, matched, shown and written; who may; nothing half written."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from record_making import create, edit, entity, netzwerk, tie, verein
from signing_in import signed_in
from stores import empty
from werkzeug.test import TestResponse

from registry.access import STAFF_VIEWER
from registry.opening import open_registry
from registry.services import Registry
from registry.services.importing.jobs import undo_once
from registry.services.importing.room import Imports
from registry.services.jobs import HANDLERS
from registry.services.moments import now
from registry.services.tables import Table, xlsx_bytes
from registry.services.tasks import Worker
from web.app import create_app

TOWN = entity("gemeinde", "Beispielstadt", family="area")
NETWORK = netzwerk("Netzwerk Beispielkreis")
OLD = verein("Musterverein Garten")
EXAMPLES = int(os.environ.get("IMPORT_EXAMPLES", "40"))


@pytest.fixture
def own_registry(store_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Registry]:
    """A registry of this test alone: a town, a network, an association."""
    with closing(open_registry(empty(store_kind, tmp_path, request), create=True)) as registry:
        registry.commit(create(TOWN, NETWORK, OLD, tie(OLD, "sitz", TOWN)))
        yield registry


@pytest.fixture
def own_app(own_registry: Registry) -> Flask:
    return create_app(own_registry, config={"TESTING": True})


@pytest.fixture
def staff(own_app: Flask, own_registry: Registry) -> FlaskClient:
    return signed_in(own_app.test_client(), own_registry, "staff")


def sent(client: FlaskClient, data: bytes, name: str = "vereine.csv", **fields: str) -> TestResponse:
    """The answer to a file that was sent."""
    return client.post("/de/importe", data={**fields, "file": (io.BytesIO(data), name)})


def worked(registry: Registry) -> None:
    """Everything that waits for a worker is done."""
    worker = Worker(registry, HANDLERS)
    while worker.once():
        pass


def chosen(client: FlaskClient, place: str, **columns: str) -> TestResponse:
    """The columns as the page proposes them, with some of them chosen otherwise."""
    text = client.get(f"{place}/spalten").text
    form = {}
    for number, select in re.findall(r'name="column-(\d+)"(.*?)</select>', text, re.DOTALL):
        form[f"column-{number}"] = re.findall(r'value="([^"]*)" selected', select)[0].replace("&lt;", "<")
    return client.post(f"{place}/spalten", data={**form, "kind": "verein", **columns})


MESSY = (
    "Vereine im Beispielkreis;;;;\n;;;;\nName des Vereins;Ort;Tätigkeitsfelder;Gegründet am;Bemerkung\n"
    "Musterverein Lesen e. V.;Beispielstadt;Sprache, Bewegung;01.02.2012;x\n"
    "Musterverein Tanz;Beispielstadt;;1.2.13;\nMusterverein Garten;;Sport;;\n;;;;\n"
).encode("cp1252")


def names(registry: Registry) -> set[str]:
    with registry.reading(STAFF_VIEWER) as record:
        return {row.names[0] for row in record.entity_rows() if row.family == "actor"}


def test_a_messy_list_is_understood_decided_and_written(staff: FlaskClient, own_registry: Registry) -> None:
    """Upload, columns, values, unsure rows, problems, changes: nothing is in the record before the last step."""
    before = own_registry.revision()
    place = sent(staff, MESSY, as_of="2024-05", title="Vereinsliste").headers["Location"].removesuffix("/spalten")
    page = staff.get(f"{place}/spalten").text
    assert "Name des Vereins" in page
    assert "Musterverein Lesen" in page
    assert chosen(staff, place).headers["Location"].endswith("/werte")
    words = staff.get(f"{place}/werte").text
    assert "Bewegung" in words
    done = staff.post(f"{place}/werte", data={"word-0": "bewegung", "value-0": "gemeinsam:sport"})
    assert done.headers["Location"].endswith(place)
    assert "wartet" in staff.get(place).text
    worked(own_registry)
    shown = staff.get(place).text
    assert "Schon im Register?" in shown
    assert "ist kein Datum" in shown
    assert "Verein: Musterverein Lesen e. V." in shown
    assert own_registry.revision() == before
    staff.post(f"{place}/entscheiden", data={"row-6": OLD.id})
    worked(own_registry)
    shown = staff.get(place).text
    assert "Schon im Register?" not in shown
    assert own_registry.revision() == before
    assert "Musterverein Tanz" in staff.get(f"{place}/rest.csv").text
    assert staff.get(f"{place}/rest.xlsx").data.startswith(b"PK")
    staff.post(f"{place}/schreiben")
    worked(own_registry)
    assert own_registry.revision() == before + 1
    written = staff.get(place).text
    assert "Dieser Import ist geschrieben" in written
    assert "Diesen Import ganz zurücknehmen" in written
    assert names(own_registry) == {NETWORK.name, OLD.name, "Musterverein Lesen e. V."}
    with own_registry.reading(STAFF_VIEWER) as record:
        found = record.entity(OLD.id)
    assert found.themes == ("gemeinsam:sport",)
    assert found.sources[0].as_of == "2024-05"


def test_the_file_goes_when_it_is_written(staff: FlaskClient, own_registry: Registry) -> None:
    """Neither the table nor what was found of it stays in the workspace."""
    place = sent(staff, b"Name\nMusterverein Lesen\n").headers["Location"].removesuffix("/spalten")
    chosen(staff, place)
    staff.post(f"{place}/pruefen")
    worked(own_registry)
    assert own_registry.workspace.tally("import_part") != {}
    staff.post(f"{place}/schreiben")
    worked(own_registry)
    assert "Musterverein Lesen" in names(own_registry)
    assert own_registry.workspace.tally("import_part") == {}
    assert staff.get(f"{place}/spalten").status_code == 404


def test_a_written_import_is_taken_back_as_a_whole(staff: FlaskClient, own_registry: Registry) -> None:
    """Whatever number of change sets it took; one of them that somebody has undone already does not hinder."""
    head, rows = "Name;Art;Mitglied von\n", "".join(f"Musterverein {one};Verein;{NETWORK.name}\n" for one in range(40))
    before = names(own_registry)
    place = sent(staff, (head + rows).encode()).headers["Location"].removesuffix("/spalten")
    chosen(staff, place)
    staff.post(f"{place}/pruefen")
    imports = Imports(own_registry.workspace)
    one = imports.latest()[0]
    imports.decide(one, one.order.model_copy(update={"part": 15}))
    worked(own_registry)
    staff.post(f"{place}/schreiben")
    worked(own_registry)
    assert len(names(own_registry)) == len(before) + 40
    parts = imports.latest()[0].parts
    assert len(parts) > 3
    assert staff.post(f"/de/aenderungen/{parts[0]}/zuruecknehmen").status_code == 409
    assert staff.post(f"/de/aenderungen/{parts[-1]}/zuruecknehmen").status_code == 303
    staff.post(f"{place}/zuruecknehmen")
    worked(own_registry)
    assert names(own_registry) == before
    assert "ganz zurückgenommen" in staff.get(place).text
    revision = own_registry.revision()
    staff.post(f"{place}/zuruecknehmen")
    worked(own_registry)
    assert own_registry.revision() == revision


def test_taking_an_import_back_goes_on_where_it_was_stopped(own_registry: Registry, staff: FlaskClient) -> None:
    """Undone once is undone: whoever was killed between the commit and saying so begins anew."""
    place = sent(staff, b"Name\nMusterverein Lesen\n").headers["Location"].removesuffix("/spalten")
    chosen(staff, place)
    staff.post(f"{place}/pruefen")
    worked(own_registry)
    staff.post(f"{place}/schreiben")
    worked(own_registry)
    (part,) = Imports(own_registry.workspace).latest()[0].parts
    undo_once(own_registry, part, "Beispielstelle", "Probe")
    revision = own_registry.revision()
    undo_once(own_registry, part, "Beispielstelle", "Probe")
    assert own_registry.revision() == revision
    assert "Musterverein Lesen" not in names(own_registry)


def test_an_import_on_which_work_went_on_is_not_taken_back(own_registry: Registry, staff: FlaskClient) -> None:
    """What others have written since stays, and the page says so."""
    place = sent(staff, b"Name\nMusterverein Lesen\n").headers["Location"].removesuffix("/spalten")
    chosen(staff, place)
    staff.post(f"{place}/pruefen")
    worked(own_registry)
    staff.post(f"{place}/schreiben")
    worked(own_registry)
    with own_registry.reading(STAFF_VIEWER) as record:
        id = next(row.id for row in record.entity_rows() if row.names[0] == "Musterverein Lesen")
        found = record.entity(id)
    own_registry.commit(edit(found.model_copy(update={"aliases": ("ML",)})))
    staff.post(f"{place}/zuruecknehmen")
    worked(own_registry)
    assert "Musterverein Lesen" in names(own_registry)
    assert "gescheitert" in staff.get(place).text


def test_an_import_can_be_thrown_away(staff: FlaskClient, own_registry: Registry) -> None:
    """Nothing of it stays, also while a worker has it."""
    place = sent(staff, b"Name\nMusterverein Lesen\n").headers["Location"].removesuffix("/spalten")
    chosen(staff, place)
    staff.post(f"{place}/pruefen")
    assert staff.post(f"{place}/verwerfen").status_code == 303
    worked(own_registry)
    assert staff.get(place).status_code == 404
    assert own_registry.workspace.tally("import_part") == {}
    assert own_registry.workspace.tally("import") == {}


def test_what_was_shown_is_what_is_written(staff: FlaskClient, own_registry: Registry) -> None:
    """Where the record has gone on so that something else would be written, nothing is, and the page says so."""
    place = sent(staff, f"Kennung;Beginn\n{OLD.id};2012\n".encode()).headers["Location"].removesuffix("/spalten")
    chosen(staff, place)
    staff.post(f"{place}/pruefen")
    worked(own_registry)
    with own_registry.reading(STAFF_VIEWER) as record:
        found = record.entity(OLD.id)
    revision = own_registry.commit(edit(found.model_copy(update={"aliases": ("MG",)})))
    staff.post(f"{place}/schreiben")
    worked(own_registry)
    assert own_registry.revision() == revision
    assert "the record has changed" in staff.get(place).text


def test_columns_are_remembered_for_the_next_file_with_these_heads(staff: FlaskClient) -> None:
    """What people chose for a head is proposed the next time."""
    data = b"Wer;Was\nMusterverein Lesen;x\n"
    place = sent(staff, data).headers["Location"].removesuffix("/spalten")
    assert "nicht erkannt: weglassen" in staff.get(f"{place}/spalten").text
    chosen(staff, place, **{"column-0": "name", "column-1": ""})
    again = sent(staff, data + b"Musterverein Tanz;y\n").headers["Location"]
    assert '<option value="name" selected>' in staff.get(again).text


def test_without_a_column_for_names_the_page_says_so(staff: FlaskClient) -> None:
    """The choice stays, the sentence is in the reader's language."""
    place = sent(staff, b"Name;Ort\nA;B\n").headers["Location"].removesuffix("/spalten")
    answer = chosen(staff, place, **{"column-0": ""})
    assert answer.status_code == 400
    assert "Keine Spalte enthält Namen oder Kennungen" in answer.text


def test_another_sheet_or_row_can_be_the_table(staff: FlaskClient) -> None:
    """A workbook of two sheets, and a head that has to be named."""
    data = xlsx_bytes([Table(name, ["Name"], [[f"Musterverein {name}"], ["Kopf"], ["x"]]) for name in ("Alt", "Neu")])
    place = sent(staff, data, "liste.xlsx").headers["Location"].removesuffix("/spalten")
    staff.post(f"{place}/blatt", data={"sheet": "Neu", "header_row": "3"})
    page = staff.get(f"{place}/spalten").text
    assert "liste.xlsx – Neu" in page
    assert ">Kopf<" in page
    refused = staff.post(f"{place}/blatt", data={"sheet": "Gibt es nicht", "header_row": ""})
    assert refused.status_code == 400
    assert "kein solches Tabellenblatt" in refused.text


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "leer.csv", "Die Datei ist leer"),
        (b"PK\x03\x04", "x.xlsx", "keine Excel-Arbeitsmappe"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.xls", "das alte Format .xls"),
        (b"Name;Ort\nA\x00;B\n", "x.csv", "Nullzeichen"),
        (b"Name\nx\n", "", "Die Datei ist leer"),
    ],
)
def test_a_file_that_can_not_be_read_is_answered_in_words(
    staff: FlaskClient, data: bytes, name: str, said: str
) -> None:
    """What is wrong and what helps, in German; in English on the English page."""
    answer = sent(staff, data, name)
    assert answer.status_code == 400
    assert said in answer.text
    assert said not in staff.post("/en/importe", data={"file": (io.BytesIO(data), name)}).text


def test_a_date_that_is_none_is_refused(staff: FlaskClient) -> None:
    """For when the list says so."""
    answer = sent(staff, b"Name\nx\n", as_of="gestern")
    assert (answer.status_code, "„gestern“ ist kein Datum" in answer.text) == (400, True)


def test_the_template_can_be_taken_along(staff: FlaskClient) -> None:
    """An .xlsx file."""
    answer = staff.get("/de/importe/vorlage.xlsx")
    assert answer.data.startswith(b"PK")
    assert "vorlage.xlsx" in answer.headers["Content-Disposition"]


def test_nobody_without_rights_sees_or_sends(own_app: Flask, own_registry: Registry, staff: FlaskClient) -> None:
    """A member and an analyst are refused, on every page of an import."""
    place = sent(staff, b"Name\nMusterverein Lesen\n").headers["Location"]
    for role in ("member", "analyst"):
        client = signed_in(own_app.test_client(), own_registry, role)
        assert sent(client, b"Name\nx\n").status_code == 403
        assert client.get(place).status_code == 403


def test_what_nobody_goes_on_with_is_thrown_away(own_registry: Registry, staff: FlaskClient) -> None:
    """After two weeks, file and all; what is newer stays."""
    sent(staff, b"Name\nMusterverein Lesen\n")
    assert Imports(own_registry.workspace).purge() == 0
    assert Imports(own_registry.workspace, lambda: now() + timedelta(days=15)).purge() == 1
    assert own_registry.workspace.tally("import_part") == {}


FORMS = st.dictionaries(
    st.one_of(
        st.sampled_from(["kind", "lists", "contacts", "sheet", "header_row", "as_of", "title", "visibility"]),
        st.builds("{}-{}".format, st.sampled_from(["column", "value", "word", "row"]), st.integers(-1, 5)),
    ),
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
        st.sampled_from(
            ["name", "tie:mitglied<", "identifier:x", "email@public", "", "?", "new", "skip", OLD.id, "verein"]
        ),
    ),
    max_size=6,
)
STEPS = st.sampled_from(["spalten", "blatt", "werte", "entscheiden", "pruefen", "schreiben"])


@settings(
    max_examples=EXAMPLES,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(st.lists(st.tuples(STEPS, FORMS), max_size=5))
def test_no_form_of_an_import_makes_an_error(
    fuzzed: tuple[FlaskClient, Registry], steps: list[tuple[str, dict[str, str]]]
) -> None:
    """Whatever is sent in whatever order: an answer below 500, and a record that keeps its rules."""
    client, registry = fuzzed
    place = sent(client, MESSY).headers["Location"].removesuffix("/spalten")
    for step, form in steps:
        answer = client.post(f"{place}/{step}", data=form)
        assert answer.status_code < 500, (step, form, answer.text)
        worked(registry)
        for page in ("", "/spalten", "/werte", "/rest.csv", "/rest.xlsx"):
            assert client.get(place + page).status_code < 500, page
    client.post(f"{place}/verwerfen")


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FlaskClient, Registry]]:
    """One application in SQLite for all examples."""
    place = tmp_path_factory.mktemp("fuzzed")
    with closing(open_registry(f"sqlite:///{place}/registry.db", create=True)) as registry:
        registry.commit(create(TOWN, NETWORK, OLD, tie(OLD, "sitz", TOWN)))
        yield signed_in(create_app(registry, config={"TESTING": True}).test_client(), registry, "staff"), registry
        assert registry.check() == []
