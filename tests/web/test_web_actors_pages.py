"""The list of actors, the page of an actor and of a body, the area, the history: what a reader finds there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from beispielkreis import ID, MANY, TIES, fill_registry
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from signing_in import signed_in

from registry.access import STAFF_VIEWER
from registry.opening import open_registry
from registry.services import Registry
from registry.services.importing import Order, finished, open_table, plan_steps, propose_mapping
from registry.services.tables import harmless
from web.actors.table_file import actor_table
from web.app import create_app


def section(text: str, id: str) -> str:
    """The part of a page under the heading with this id."""
    return text.split(f'aria-labelledby="{id}"')[1].split("<section", maxsplit=1)[0]


def words(text: str) -> str:
    """The visible words of a piece of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_the_list_shows_fifty_and_leads_to_the_rest(client: FlaskClient) -> None:
    """Fifty rows a page, the number of all, and a next page with the others."""
    first = client.get("/de/akteure").text
    assert first.count('<th scope="row">') == 50
    assert "Seite 1 von 2" in first
    second = client.get("/de/akteure?seite=2").text
    rows = lambda text: set(re.findall(r'<th scope="row"><a href="([^"]+)"', text))  # noqa: E731
    assert not rows(first) & rows(second)
    assert ID["geheim"] not in first + second


def test_facets_say_how_many_rows_each_choice_leaves(client: FlaskClient) -> None:
    """The number beside a choice is the number of rows after choosing it."""
    text = client.get("/de/akteure").text
    facets = re.findall(r'<a href="(/de/akteure\?[^"]+)"><span>[^<]+</span> <span class="count">([\d.]+)', text)
    assert len(facets) > 8
    for href, count in facets:
        found = client.get(href.replace("&amp;", "&")).text
        assert re.search(rf"<strong>{re.escape(count)} Akteure?</strong>", found), href


def test_what_was_chosen_can_be_taken_back(client: FlaskClient) -> None:
    """Each chosen filter stands above the list with a link that removes it and keeps the others."""
    text = client.get("/de/akteure?art=verein&thema=gemeinsam:sprache&sortierung=-ties").text
    chosen = text.split('class="chosen"')[1].split("</ul>")[0]
    assert "/de/akteure?art=verein&amp;sortierung=-ties" in chosen
    assert "/de/akteure?thema=gemeinsam:sprache&amp;sortierung=-ties" in chosen.replace("%3A", ":")


@pytest.mark.parametrize(
    "query",
    ["art=nichts", "gebiet=xyz", "thema=a:b", "rolle=%00", "seite=-3", "seite=zz", "sortierung=hack", "q=%F0%9F%98%80"],
)
def test_a_strange_query_gives_a_list_and_no_error(client: FlaskClient, query: str) -> None:
    """Addresses come from anywhere: what is not known matches nothing or is ignored."""
    assert client.get(f"/de/akteure?{query}").status_code == 200


def test_the_list_is_sorted_as_it_says(client: FlaskClient) -> None:
    """aria-sort names the order of the rows."""
    text = client.get("/de/akteure?art=verein&sortierung=-name&q=Verein Nr").text
    names = re.findall(r'<th scope="row"><a [^>]+>(Verein Nr[^<]+)', text)
    assert names == sorted(names, reverse=True)
    assert 'aria-sort="descending"' in text


def test_the_table_file_has_every_row_of_the_filtered_list(client: FlaskClient) -> None:
    """All pages, UTF-8 with a mark, semicolons; a name that begins like a formula is made harmless."""
    answer = client.get("/de/akteure.csv?art=verein")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:3] == ["Name", "Art", "Gebiet"]
    assert len(rows) == 1 + 3 + len(MANY)
    assert '\'=HYPERLINK("x") Verein' in {row[0] for row in rows}


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    """Whatever a name is, a spreadsheet takes it for text."""
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert harmless(text).endswith(text)


def test_an_empty_table_file_still_has_its_heading(client: FlaskClient, app: object) -> None:
    """No rows are no broken file."""
    with client.application.test_request_context("/de/"):
        vocabulary = client.application.extensions["integrationsnetz"].registry.vocabulary
        assert "".join(actor_table((), vocabulary, "de")).count("\n") == 1


def test_an_actor_shows_its_ties_by_role_with_theme_status_and_line(client: FlaskClient) -> None:
    """Moderation and advisory part are apart, each with document and line."""
    text = section(client.get(f"/de/akteure/{ID['ki']}").text, "mitwirkung")
    moderation, advice = text.split("<table")[1:3]
    assert "Moderiert" in words(moderation)
    assert "Netzwerk Sprache Beispielkreis" in moderation
    assert "Sprache" in words(moderation)
    assert "Z. 258" in moderation
    assert "Nimmt beratend teil an" in words(advice)
    assert "Integrationsrat Musterstadt" in advice


def test_a_tie_without_an_end_is_never_called_current(client: FlaskClient) -> None:
    """It is shown with the date for which it was last attested."""
    text = words(client.get(f"/de/akteure/{ID['verein']}").text)
    assert "belegt 2012" in text
    assert "gilt zum Stand" not in text


def test_before_its_source_a_tie_is_not_shown_as_standing(client: FlaskClient) -> None:
    """At a Stand before 2012 the membership of 2012 stands under what does not belong to the Stand."""
    text = client.get(f"/de/akteure/{ID['netzwerk']}?stand=2006-06-01").text
    assert "Musterverein Beispielstadt" in section(text, "frueher")
    assert "zum Stand nicht belegt (erst 2012)" in words(text)
    # The one that is known to have lasted from 2005 to 2006 stands then, and only then.
    assert TIES["ehemals"] in section(text, "mitglieder")
    assert TIES["ehemals"] in section(client.get(f"/de/akteure/{ID['netzwerk']}").text, "frueher")


def test_contacts_for_staff_stay_out_of_public_pages(client: FlaskClient) -> None:
    """What is not public is not in the page at all."""
    text = client.get(f"/de/akteure/{ID['ki']}").text
    assert "ki@beispiel.example" in text
    assert "000 / 123" not in text
    assert client.get(f"/de/akteure/{ID['geheim']}").status_code == 404


def test_of_persons_the_public_sees_their_function_and_what_is_public_about_it(client: FlaskClient) -> None:
    """The contact that a public document gives for the function is shown, the one for staff is nowhere."""
    text = client.get(f"/de/akteure/{ID['person']}").text
    assert "000 555" in text
    assert "000 999" not in text
    assert "000 999" not in client.get(f"/de/aenderungen/eintrag/{ID['person']}").text
    assert "Gezeigt wird nur, was ein öffentliches Dokument über die Funktion sagt" in text
    assert "Hat den Vorsitz von" in words(section(text, "mitwirkung"))


def test_a_doubt_stands_beside_what_it_is_about(client: FlaskClient) -> None:
    """Flags with their notes, in the reader's language."""
    assert "Der Name ist schlecht lesbar." in client.get(f"/de/akteure/{ID['verein']}").text
    assert "The name is hard to read." in client.get(f"/en/akteure/{ID['verein']}").text
    assert "Widerspruch in der Quelle" in client.get(f"/de/akteure/{ID['netzwerk']}").text


def test_a_body_shows_who_leads_its_members_and_its_seats(client: FlaskClient) -> None:
    """Taken, open, expected and rotating seats are told apart, and what is not known is said."""
    text = client.get(f"/de/akteure/{ID['netzwerk']}").text
    assert "Erika Beispielperson" in section(text, "leitung")
    assert "Kommunales Integrationszentrum Beispielkreis" in section(text, "leitung")
    members = words(section(text, "mitglieder"))
    assert "Musterverein Beispielstadt" in members
    assert "erwartet (2012)" in members
    seats = words(section(text, "sitze"))
    assert "je 1 von 2; in alphabetischer Reihenfolge; jährlich wechselnd; Beginn nicht genannt" in seats
    assert "Vertretung der Schulen" in seats
    assert re.search(r"Sitze, soweit gezählt 4 .*besetzt 1 offen 2 erwartet 0 wechselnd 1|4 .*1 .*2 .*0 .*1", seats)


def test_a_council_shows_the_rotating_seat_it_sends_to(client: FlaskClient) -> None:
    """A post is found from its pool too."""
    text = section(client.get(f"/de/akteure/{ID['rat_dorf']}").text, "sitze-anderswo")
    assert "Vertretung der Integrationsräte" in text
    assert "Netzwerk Sprache Beispielkreis" in text


def test_a_large_group_is_cut_and_its_rest_is_a_link_away(client: FlaskClient) -> None:
    """Fifty of sixty, and a link that shows all."""
    text = client.get(f"/de/akteure/{ID['gross']}").text
    assert section(text, "mitglieder").count('<th scope="row">') == 50
    assert "10 weitere Einträge" in text
    href = f"/de/akteure/{ID['gross']}?alle=mitglied"
    assert href in text
    assert section(client.get(href).text, "mitglieder").count('<th scope="row">') == len(MANY)


def test_the_neighbourhood_is_a_picture_of_links_and_a_list(client: FlaskClient) -> None:
    """Every picture has its text twin."""
    text = section(client.get(f"/de/akteure/{ID['ki']}").text, "umfeld")
    assert 'class="drawing"' in text
    assert f'href="/de/akteure/{ID["netzwerk"]}"' in text.split('class="neighbours"')[0]
    assert "Netzwerk Sprache Beispielkreis" in text.split('class="neighbours"')[1]


def test_an_area_shows_its_actors_parts_and_figures(client: FlaskClient) -> None:
    """Figures as printed, with the contradiction flagged."""
    kreis = client.get(f"/de/gebiete/{ID['kreis']}").text
    assert "Musterstadt" in section(kreis, "teile")
    assert "Musterverein Beispielstadt" in section(kreis, "akteure")
    stadt = words(section(client.get(f"/de/gebiete/{ID['stadt']}").text, "zahlen"))
    assert "49.011" in stadt
    assert "gedruckt" not in stadt
    assert "25,3 %" in stadt
    assert "Aus den Zahlen ergibt sich 24,8 %." in stadt
    assert "49,011" in client.get(f"/en/gebiete/{ID['stadt']}").text


def test_what_is_no_actor_has_its_own_page(client: FlaskClient) -> None:
    """An area opened as an actor leads to the page of the area, and the other way round."""
    assert client.get(f"/de/akteure/{ID['stadt']}").headers["Location"] == f"/de/gebiete/{ID['stadt']}"
    assert client.get(f"/de/gebiete/{ID['ki']}").headers["Location"] == f"/de/akteure/{ID['ki']}"


def test_the_history_says_what_changed_and_why(client: FlaskClient) -> None:
    """Two versions of the renamed association; who did it is for staff only."""
    text = client.get(f"/de/aenderungen/eintrag/{ID['verein']}").text
    assert "Fassung 2" in text
    assert "Kurzname ergänzt" in text
    assert "MVB; Musterverein" in words(text)
    assert "Registerstelle" not in text


def test_a_change_lists_what_it_touched(client: FlaskClient) -> None:
    """From the list of changes to one change to the entries it touched."""
    listed = client.get("/de/aenderungen").text
    assert listed.index("Doppelt erfasst") < listed.index("Kurzname ergänzt")
    href = re.search(r'href="(/de/aenderungen/c[a-z2-7]{20})">Beziehungen des', listed)
    assert href
    text = client.get(href[1]).text
    assert "Kommunales Integrationszentrum Beispielkreis – moderiert – Netzwerk Sprache Beispielkreis" in text
    assert "Verborgener Verein" not in text


def test_search_finds_in_all_families_and_says_why(client: FlaskClient) -> None:
    """A typing error is forgiven, the kind of hit is named, one family can be chosen."""
    text = client.get("/de/suche?q=Mustervrein").text
    assert "Musterverein Beispielstadt" in text
    assert "ähnliche Schreibweise" in text
    assert "Beispielkurs Deutsch" in client.get("/de/suche?q=deutsch&familie=offer").text
    assert "Beispielkurs Deutsch" not in client.get("/de/suche?q=deutsch&familie=actor").text


def test_suggestions_are_options_with_an_address(client: FlaskClient) -> None:
    """The fragment for the search field: a list of options, nothing else, and nothing hidden."""
    text = client.get("/de/suche/vorschlaege?q=verbor&id=kopf-list").text
    assert "Verborgener" not in text
    text = client.get("/de/suche/vorschlaege?q=beispielk&id=kopf-list").text
    assert text.count('role="option"') >= 2
    assert 'id="kopf-list-1"' in text
    assert "<html" not in text


@pytest.mark.parametrize("words_asked", ["<script>alert(1)</script>", '"><img src=x onerror=1>', "%", "'", "a" * 5000])
def test_what_is_asked_is_shown_as_text(client: FlaskClient, words_asked: str) -> None:
    """No markup from an address reaches a page."""
    for path in ("/de/suche", "/de/akteure", "/de/suche/vorschlaege"):
        answer = client.get(path, query_string={"q": words_asked, "id": words_asked})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text


@pytest.fixture
def own_registry(tmp_path: Path) -> Iterator[Registry]:
    """The Beispielkreis of this test alone."""
    with closing(open_registry(f"sqlite:///{tmp_path}/registry.db", create=True)) as registry:
        fill_registry(registry)
        yield registry


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_ties_of_a_body_stand_in_time_as_a_picture_and_as_a_table(client: FlaskClient, lang: str) -> None:
    """Each row of the table is one of the picture, with a link; what is over stands there, too."""
    page = client.get(f"/{lang}/akteure/{ID['netzwerk']}/zeit")
    assert page.status_code == 200
    picture, _, table = page.text.partition("<tbody>")
    rows = re.findall(r'<th scope="row"><a href="([^"]+)">', table)
    drawn = re.findall(rf'<a[^>]*href="(/{lang}/[^"]+)"[^>]*><title>', picture)
    assert rows
    assert len(drawn) == len(rows)
    assert set(drawn) == set(rows)
    address = f"/{lang}/akteure/{ID['netzwerk']}/zeit"
    assert address in client.get(f"/{lang}/akteure/{ID['netzwerk']}").text


def test_what_is_no_actor_has_no_time_line_of_its_own(client: FlaskClient) -> None:
    """An area leads to its page, an unknown id to nothing."""
    assert client.get(f"/de/akteure/{ID['stadt']}/zeit").status_code == 301
    assert client.get("/de/akteure/eaaaaaaaaaaaaaaaaaaaa/zeit").status_code == 404


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("akteure.xlsx?art=verein", "verein"),
        ("angebote.xlsx", "offer"),
        ("ziele.xlsx", "goal"),
        ("dokumente.xlsx", "document"),
    ],
)
def test_the_workbook_of_a_list_imports_back_unchanged(own_registry: Registry, address: str, kind: str) -> None:
    """It is for those who may read all; imported again, it changes nothing."""
    app = create_app(own_registry)
    assert app.test_client().get(f"/de/{address}").status_code == 302
    analyst = signed_in(app.test_client(), own_registry, "analyst")
    answer = analyst.get(f"/de/{address}")
    assert answer.status_code == 200
    table = open_table(answer.data, "liste.xlsx", own_registry.vocabulary)
    with own_registry.reading(STAFF_VIEWER) as record:
        rows = [one for one in record.entity_rows() if own_registry.vocabulary.is_a(one.kind, kind)]
    assert rows
    named = table.sheet.header.index("Name")
    assert {row.cells[named] for row in table.sheet.rows} == {one.names[0] for one in rows}
    mapping = propose_mapping(table.sheet.header, own_registry.vocabulary)
    order = Order(file=table.file, digest=table.digest, who="Registerstelle", mapping=mapping)
    plan = finished(plan_steps(own_registry, table.sheet, order))
    assert not plan.problems
    assert not plan.operations
