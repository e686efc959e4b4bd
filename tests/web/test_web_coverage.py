"""The pages of the coverage: matrix, what is behind a cell, gaps, rates, seats, comparison, report and its files."""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from beispielkreis import ID
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from registry.opening import open_registry
from web.app import create_app

PAGES = ("", "/zelle", "/luecken", "/raten", "/reichweite", "/besetzung", "/vergleich", "/bericht")


def words(text: str) -> str:
    """The visible words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def section(text: str, id_: str) -> str:
    """The part of a page under the heading with this id."""
    return text.split(f'aria-labelledby="{id_}"')[1].split("<section", maxsplit=1)[0]


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_in_both_languages(client: FlaskClient, lang: str, page: str) -> None:
    """With its definition beside the figures: what they mean and what they do not."""
    answer = client.get(f"/{lang}/abdeckung{page}")
    assert answer.status_code == 200
    assert answer.text.count('class="meaning"') >= 1


def test_a_cell_leads_to_what_it_counts(client: FlaskClient) -> None:
    """The council of the town stands behind the cell of its town and theme, and the number says one."""
    text = client.get("/de/abdeckung?stand=2012-11-01").text
    row = text.split(">Musterstadt</a></th>")[1].split("</tr>")[0]
    links = [unescape(one) for one in re.findall(r'href="(/de/abdeckung/zelle[^"]+)"', row)]
    link = next(one for one in links if "teilhabe" in one)
    behind = client.get(link).text
    assert "Integrationsrat Musterstadt" in section(behind, "dahinter")
    assert "Integrationsrat Probedorf" not in section(behind, "dahinter")


def test_an_empty_cell_offers_those_who_could_fill_it(client: FlaskClient) -> None:
    """No body for language in the town, but the network of the Kreis works on it and the association is there."""
    page = client.get(f"/de/abdeckung/zelle?ort={ID['stadt']}&spalte=gemeinsam:sprache&stand=2012-11-01").text
    assert "eine Lücke" in section(page, "dahinter")
    found = words(section(page, "kandidaten"))
    assert "Kommunales Integrationszentrum Beispielkreis" in found
    assert "arbeitet kreisweit zu diesem Thema" in found
    assert "Musterverein Beispielstadt" in found
    assert "Verborgener Verein" not in found


def test_where_nothing_is_moderated_is_a_gap_of_its_own(client: FlaskClient) -> None:
    """Counting only what somebody moderates empties the cells of the councils, and their links keep the question."""
    text = client.get("/de/abdeckung?nur=moderiert&stand=2012-11-01").text
    row = text.split(">Musterstadt</a></th>")[1].split("</tr>")[0]
    assert "nur=moderiert" in row
    assert not re.search(r">\d", row.replace("&gt;", ""))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("zelle?kreis=nichts", 404),
        ("zelle?ort=nichts", 404),
        (f"zelle?ort={ID['land']}", 404),
        ("vergleich?zweiter=nichts", 404),
        ("zelle?stand=gestern", 400),
        ("vergleich?vergleich=2012-13-01", 400),
    ],
)
def test_what_does_not_exist_is_an_error_page_and_not_a_fault(client: FlaskClient, address: str, status: int) -> None:
    """A Kreis or place that there is not is 404, a day that is none 400."""
    assert client.get(f"/de/abdeckung/{address}").status_code == status


@pytest.mark.parametrize("query", ["art=x", "thema=%00", "nach=zz", "einteilung=<b>", "spalte=a:b", "muster=x"])
@pytest.mark.parametrize("page", PAGES)
def test_strange_addresses_find_nothing_and_break_nothing(client: FlaskClient, page: str, query: str) -> None:
    """Keys that do not exist match nothing, and nothing of them is taken for markup."""
    answer = client.get(f"/de/abdeckung{page}?{query}")
    assert answer.status_code == 200
    assert 'value="<b>"' not in answer.text


def test_nothing_is_divided_where_a_figure_is_missing(client: FlaskClient) -> None:
    """The town has a population, the village has none: one rate, one sentence that says why there is no other."""
    page = client.get("/de/abdeckung/raten?art=integrationsrat&stand=2012-11-01").text
    table = section(page, "raten-integrationsrat")
    village = words(table.split(">Probedorf</a>")[1].split("</tr>")[0])
    town = words(table.split(">Musterstadt</a>")[1].split("</tr>")[0])
    assert "Zahl fehlt" in village
    assert "0,020 (0,001 bis 0,114)" in town
    assert "Zahlen fehlen für: Musterstadt, Probedorf, Beispielkreis" in words(table)
    assert "Bevölkerungszahlen: 2011" in words(table)


def test_the_source_of_a_figure_is_one_click_away(client: FlaskClient) -> None:
    """Document and line of the population stand under the rates."""
    page = client.get("/de/abdeckung/raten?art=integrationsrat").text
    assert re.search(r'href="/de/quellen/[^"]+zeile=39[^"]*#l39"', section(page, "quellen"))


def test_gaps_name_bodies_without_moderation_and_what_is_planned(client: FlaskClient) -> None:
    """A council nobody is known to moderate; a network that somebody moderates is not among them."""
    page = client.get("/de/abdeckung/luecken?stand=2012-11-01").text
    assert "nichts ist moderiert" in words(section(page, "moderation"))
    assert "Alles ist im Jahr vor dem Stand belegt" in words(section(page, "unbestaetigt"))
    late = client.get("/de/abdeckung/luecken?stand=2014-01-01").text
    assert "Integrationsrat Probedorf" in section(late, "unbestaetigt")


def test_two_dates_show_what_came(client: FlaskClient) -> None:
    """Between a day before any source and one after it, the councils came."""
    page = client.get("/de/abdeckung/vergleich?stand=2012-01-01&vergleich=2012-11-01").text
    assert "Integrationsrat Musterstadt" in section(page, "veraendert")
    assert "neu" in words(section(page, "veraendert"))


def test_a_comparison_is_printed_and_taken_along(client: FlaskClient) -> None:
    """The same two dates as a tagged PDF and as a workbook with the rates of both."""
    query = "stand=2012-01-01&vergleich=2012-11-01&art=integrationsrat"
    printed = client.get(f"/de/abdeckung/vergleich.pdf?{query}")
    assert printed.data.startswith(b"%PDF-")
    assert b"pdfuaid" in printed.data
    answer = client.get(f"/de/abdeckung/vergleich.xlsx?{query}")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    themes = book.get_sheet_by_index(1).to_python()
    assert themes[0][1:3] == ["Beispielkreis, 01.01.2012", "Beispielkreis, 01.11.2012"]
    row = next(one for one in themes if one[0] == "Politische Teilhabe")
    assert (row[1], row[3]) == ("nichts bekannt", 2)


def test_any_body_is_compared_with_a_model(client: FlaskClient) -> None:
    """A body that no paper gives a composition stands beside the model of another one, and the page says so."""
    address = f"/de/abdeckung/besetzung?zusammenschluss={ID['rat_stadt']}&muster=me-koordinierungskreis"
    page = client.get(address).text
    assert "Soll und Ist: Integrationsrat Musterstadt" in page
    assert "er wird nur mit dem Muster verglichen" in page


def test_the_seats_say_what_is_empty_and_whose_turn_it_is(client: FlaskClient) -> None:
    """Two seats of schools are empty; the rotating one begins by the alphabet."""
    answer = client.get(f"/de/akteure/{ID['netzwerk']}")
    assert answer.status_code == 200
    page = client.get("/de/abdeckung/besetzung?stand=2012-11-01").text
    assert "Es gibt keine wechselnden Sitze" in words(section(page, "wechsel"))  # the network has no area in the record


def test_the_report_is_a_tagged_pdf_with_its_title_and_language(client: FlaskClient) -> None:
    """A file for everyone: title, language and structure, and the name says for which day."""
    answer = client.get("/en/abdeckung/bericht.pdf?stand=2012-11-01")
    assert answer.mimetype == "application/pdf"
    assert 'filename="abdeckung-2012-11-01.pdf"' in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in answer.data
    assert re.search(rb"/Marked\s+true", answer.data)
    assert re.search(rb"/Lang\s*\(en\)", answer.data)
    assert b"pdfuaid" in answer.data


def test_the_workbook_has_definitions_and_every_table(client: FlaskClient) -> None:
    """The first sheet says what each figure means and does not mean; names that look like formulas stay text."""
    answer = client.get("/de/abdeckung/bericht.xlsx?stand=2012-11-01")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    overview = book.get_sheet_by_index(0).to_python()
    assert overview[0][1:3] == ["Was es heißt", "Was es nicht heißt"]
    titles = {row[0] for row in overview}
    assert {"Themen und Orte ohne Zusammenschluss", "Quellen"} <= titles
    name = next(one for one in book.sheet_names if "Zahlen" in one and "Integrationsräte" in one)
    numbers = book.get_sheet_by_name(name).to_python()
    assert numbers[1][:6] == ["Musterstadt", 1, 1, 0, 49011, 2011]
    assert numbers[1][6] == pytest.approx(1000 / 49011)
    assert numbers[2][:6] == ["Probedorf", 1, 1, 0, "", ""]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/")]
    assert not [one for one in sheets if b"<f>" in one]


def test_the_picture_is_an_image_with_a_title(client: FlaskClient) -> None:
    """SVG with its role, title and description; no style attribute."""
    answer = client.get("/de/abdeckung/bild.svg")
    assert answer.mimetype == "image/svg+xml"
    assert 'role="img"' in answer.text
    assert "<title" in answer.text
    assert "style=" not in answer.text


def test_an_empty_record_says_that_it_knows_no_kreis(tmp_path: Path) -> None:
    """No page of the coverage fails on a registry without anything in it."""
    with closing(open_registry(f"sqlite:///{tmp_path}/registry.db", create=True)) as registry:
        _nothing_fails(create_app(registry).test_client())


def _nothing_fails(client: FlaskClient) -> None:
    for page in (*PAGES, "/bericht.pdf", "/bericht.xlsx", "/bild.svg"):
        assert client.get(f"/de/abdeckung{page}").status_code == 200, page
    assert "Das Register kennt noch keinen Kreis" in client.get("/de/abdeckung").text
