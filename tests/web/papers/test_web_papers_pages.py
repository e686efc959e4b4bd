"""Documents, sources, goals and offers of the five papers: what a reader finds there, in both languages."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from registry.access import PUBLIC_VIEWER
from registry.model import StatementType
from registry.services import EntityRow, Registry
from web.sources.locators import first_lines

Rows = dict[str, EntityRow]
PAGES = {"offer": "angebote", "goal": "ziele", "document": "dokumente"}


def words(text: str) -> str:
    """The visible words of a piece of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_every_offer_goal_and_document_has_its_page(
    client: FlaskClient, paper_registry: Registry, paper_rows: Rows
) -> None:
    """None fails, in either language, and each is headed by its name."""
    for number, row in enumerate(paper_rows.values()):
        family = paper_registry.vocabulary.family(row.kind)
        if family in PAGES:
            answer = client.get(f"/{'de' if number % 2 else 'en'}/{PAGES[family]}/{row.id}")
            assert answer.status_code == 200, row
            assert "<h1>" in answer.text


def test_an_entity_opened_on_the_page_of_another_family_moves_there(client: FlaskClient, paper_rows: Rows) -> None:
    """An actor's id under documents leads to the actor."""
    id = paper_rows["Kommunales Integrationszentrum Kreis Unna"].id
    for path in ("angebote", "ziele", "dokumente", "quellen"):
        answer = client.get(f"/de/{path}/{id}")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/de/akteure/{id}")


def test_a_source_says_every_statement_at_every_line_that_it_cites(
    client: FlaskClient, paper_registry: Registry, paper_rows: Rows
) -> None:
    """Nothing that cites a paper is missing on its page, and each line has its anchor, on whatever page it stands."""
    document = paper_rows["Integrationskonzept Kreis Unna"].id
    expected = 0
    with paper_registry.reading(PUBLIC_VIEWER) as record:
        for type in StatementType:
            for one in record.scan(type):
                lines = {
                    line
                    for source in one.sources
                    if source.document == document
                    for line in first_lines(source.locator)
                }
                expected += len(lines)
    found, anchors, page = 0, set(), 1
    while True:
        text = client.get(f"/de/quellen/{document}?seite={page}").text
        found += text.count('<span class="what">')
        on_page = re.findall(r'id="(l\d+)"', text)
        assert len(on_page) == len(set(on_page))
        anchors |= set(on_page)
        assert anchors == set(on_page), "every page knows the anchors of all lines"
        if 'rel="next"' not in text:
            break
        page += 1
    assert found == expected
    assert page > 1


def test_a_line_opens_the_page_on_which_it_stands(client: FlaskClient, paper_rows: Rows) -> None:
    """`zeile` finds its page; the line is there as a line, not only in the index."""
    document = paper_rows["Integrationskonzept Kreis Unna"].id
    for line in (9, 258, 364):
        assert f'<li class="line" id="l{line}">' in client.get(f"/de/quellen/{document}?zeile={line}").text


def test_doubts_stand_with_their_note(client: FlaskClient, paper_rows: Rows) -> None:
    """A source narrowed to its doubts shows only statements with a note."""
    text = client.get(f"/de/quellen/{paper_rows['Integrationskonzept Kreis Unna'].id}?zweifel=1").text
    says = text.split('<ol class="lines">')[1].split('<span class="what">')[1:]
    assert says
    assert all("badge--" in one for one in says)


def test_sources_are_counted_by_type(client: FlaskClient, paper_rows: Rows) -> None:
    """Five papers, each with as many statements as its own page says."""
    text = client.get("/en/quellen").text
    rows = re.findall(
        r'<th scope="row"><a href="/en/quellen/(e\w+)">.*?data-label="Statements">([\d,]+)<', text, re.DOTALL
    )
    assert len(rows) == 5
    for id, count in rows:
        assert f"All statements ({count})</a>" in client.get(f"/en/quellen/{id}").text


def test_deliberations_stand_with_date_body_and_competence(client: FlaskClient, paper_rows: Rows) -> None:
    """The sequence of the Mettmann paper of 2015: two prepare, the Kreistag decides."""
    document = next(row for name, row in paper_rows.items() if name.startswith("Vorlage 50/020/2015"))
    part = words(
        client.get(f"/de/dokumente/{document.id}")
        .text.split('aria-labelledby="beratungsfolge"')[1]
        .split("<section")[0]
    )
    for said in (
        "11.05.2015 Sozialausschuss",
        "15.06.2015 Kreisausschuss",
        "22.06.2015 Kreistag",
        "Vorberatung",
        "beschließt",
    ):
        assert said in part


def test_documents_filter_by_kreis_and_kind_with_true_numbers(client: FlaskClient) -> None:
    """The number beside a choice is the number of documents after choosing it."""
    text = client.get("/de/dokumente").text
    for name in ("gebiet", "art"):
        options = re.findall(
            r'<option value="([^"]+)">[^<]+\((\d+)\)</option>', text.split(f'name="{name}"')[1].split("</select>")[0]
        )
        assert options
        for key, count in options:
            assert re.search(rf"<h2[^>]*>{count} Dokumente?<", client.get(f"/de/dokumente?{name}={key}").text), (
                name,
                key,
            )


def test_the_time_line_has_a_row_for_each_deliberation_of_the_table(client: FlaskClient) -> None:
    """The picture says what the table says."""
    text = client.get("/de/dokumente").text
    picture, table = text.split("<svg")[-1].split("</svg>")[0], text.split('id="beratungen"')[1].split("<table")[1]
    assert picture.count("<a ") == table.count('<tr id="t') > 20


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("art", "ziele"),
        ("thema", "ziele"),
        ("gebiet", "ziele"),
        ("art", "angebote"),
        ("thema", "angebote"),
        ("gebiet", "angebote"),
        ("anbieter", "angebote"),
    ],
)
def test_numbers_beside_choices_are_true(client: FlaskClient, name: str, path: str) -> None:
    """Choosing a value leaves as many goals or offers as it said."""
    text = client.get(f"/de/{path}").text
    options = re.findall(
        r'<option value="([^"]+)">[^<]+\((\d+)\)</option>', text.split(f'name="{name}"')[1].split("</select>")[0]
    )
    assert options
    for key, count in options[:12]:
        found = re.search(
            r"(?:<strong>|<h2[^>]*>)(\d+) (?:Ziele?|Angebote?)<", client.get(f"/de/{path}?{name}={key}").text
        )
        assert found, key
        assert found[1] == count, key


def test_goals_stand_in_what_they_are_part_of(client: FlaskClient) -> None:
    """A measure of the Aachen paper stands in its milestone, that in its goal, that in its focal point."""
    text = client.get("/de/ziele").text
    depth = {}
    level = 0
    for token in re.findall(r'<ul|</ul>|<a href="/de/ziele/e\w+">[^<]+', text.split('<ul class="goals">', 1)[1]):
        level += {"<ul": 1, "</ul>": -1}.get(token, 0)
        if token.startswith("<a"):
            depth[token.split(">")[1]] = level
    assert (
        depth["Digitale Online-Plattform (TaskCards) entwickeln"]
        - depth["Themenschwerpunkt „Integration durch Bildung“ (Kita und Schule)"]
        == 3
    )


def test_a_goal_narrowed_by_kind_keeps_what_it_is_part_of(client: FlaskClient) -> None:
    """Milestones alone still stand under their goals."""
    text = client.get("/de/ziele?art=meilenstein").text
    assert "Themenschwerpunkt „Integration durch Bildung“" in text
    assert "TaskCards" not in text


def test_goals_planned_for_later_are_known_from_the_day_of_their_paper(client: FlaskClient) -> None:
    """The Aachen milestones are not there before the paper of 2024, and are there after it, before they begin."""
    assert "Meilenstein 2026" not in client.get("/de/ziele?stand=2024-06-01").text
    assert "Meilenstein 2026" in client.get("/de/ziele?stand=2024-12-01").text


def test_offers_as_csv_are_those_of_the_list(client: FlaskClient) -> None:
    """The file has as many rows as the list says, with who stands behind each."""
    text = client.get("/de/angebote.csv?thema=gemeinsam:sprache").get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert rows
    assert f"{len(rows)} Angebote" in client.get("/de/angebote?thema=gemeinsam:sprache").text
    assert any("Kommunales Integrationszentrum" in row["Wer bietet an"] for row in rows)


def test_a_seat_that_someone_else_holds_is_not_called_open(client: FlaskClient, paper_rows: Rows) -> None:
    """The integration centre sends the managing director to the network: its own page says who that is, too."""
    page = client.get(f"/de/akteure/{paper_rows['Kommunales Integrationszentrum Kreis Unna'].id}").text
    seats = words(page.split('id="sitze-anderswo"')[1].split("</section>")[0])
    assert "besetzt Marina Raupach" in seats
    assert "offen" not in seats


def test_neighbours_taken_together_lead_to_their_table(client: FlaskClient, paper_rows: Rows) -> None:
    """A number in the picture of a well-connected actor is a link to the table that names them all."""
    page = client.get(f"/de/akteure/{paper_rows['Kommunales Integrationszentrum Kreis Unna'].id}").text
    picture = page.split('class="picture__wide"')[1].split("</figure>")[0]
    anchors = re.findall(r'href="#([^"]+)"', picture)
    assert anchors
    assert all(f'id="{one}"' in page for one in anchors)


@pytest.mark.parametrize("stand", ["", "?stand=2012-12-31", "?stand=1990-01-01"])
@pytest.mark.parametrize(("path", "noun"), [("angebote", "Angebot"), ("ziele", "Ziel"), ("dokumente", "Dokument")])
def test_the_start_page_counts_what_the_lists_show(client: FlaskClient, stand: str, path: str, noun: str) -> None:
    """A figure there and the number above the list are the same."""
    start = words(client.get(f"/de/{stand}").text)
    found = re.search(rf"{noun}\w* ([\d.]+)", start.split("Das Register in Zahlen")[1])
    assert found
    listed = words(client.get(f"/de/{path}{stand}").text.split("<main")[1])
    count = re.search(rf"([\d.]+) {noun}", listed)
    assert (count[1] if count else "0") == found[1]


def test_dates_in_the_time_line_are_written_as_the_language_does(client: FlaskClient, paper_rows: Rows) -> None:
    """As in the table below it, not as recorded."""
    page = client.get(f"/de/dokumente/{paper_rows['Integrationskonzept Kreis Unna'].id}").text
    drawn = page.split("<svg")[1].split("</svg>")[0]
    assert "30.10.2012" in drawn
    assert "2012-10-30" not in drawn
