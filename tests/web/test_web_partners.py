"""Pages of partners: the form and its address, reasons in words, ways, bridges, the list; in both languages."""

from __future__ import annotations

import csv
import html
import io
import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from beispielkreis import ID, MANY, TIES, fill_registry
from flask.testing import FlaskClient
from record_making import changed, create, edit, entity, note, source
from signing_in import signed_in

from registry.access import STAFF_VIEWER
from registry.model import Tie
from registry.opening import open_registry
from registry.services import Registry
from web.app import create_app

SECRET = "000 999"
READING = "zählen erst mit, wenn sie gelesen sind"


def text_of(client: FlaskClient, path: str, status: int = 200) -> str:
    """The page without tags."""
    answer = client.get(path)
    assert answer.status_code == status, path
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def test_without_a_question_the_page_says_what_to_enter(client: FlaskClient) -> None:
    """The form alone, and a sentence; nobody is suggested to nobody."""
    text = text_of(client, "/de/partner")
    assert "Sagen Sie, wer Sie sind, oder was Sie suchen" in text
    assert "Punkte:" not in text


def test_a_typed_name_becomes_an_id_in_the_address(client: FlaskClient) -> None:
    """The answer is at an address without names; what else was asked is kept, what says nothing left out."""
    answer = client.get("/de/partner?name=Musterverein+Beispielstadt&thema=gemeinsam:sprache&gebiet=&seite=4&g_kind=2")
    assert answer.status_code == 302
    address = urlsplit(answer.headers["Location"])
    assert parse_qs(address.query) == {"wer": [ID["verein"]], "thema": ["gemeinsam:sprache"]}


def test_a_name_of_several_is_asked_about_and_an_unknown_one_said(client: FlaskClient) -> None:
    """Both integration councils are offered, each with the address that means it; what nobody is called is said."""
    answer = client.get("/de/partner?name=Integrationsrat&art=verein")
    assert answer.status_code == 200
    for one in ("rat_stadt", "rat_dorf"):
        assert f"wer={ID[one]}&amp;art=verein" in answer.text
    assert "Diesen Namen kennt das Register nicht" in text_of(client, "/de/partner?name=Qxyzzy")


def test_reasons_are_told_in_words_with_links_and_points(client: FlaskClient) -> None:
    """The association works with the network that the centre moderates; its page says so and what it counts."""
    page = client.get(f"/de/partner?wer={ID['person']}").text
    text = text_of(client, f"/de/partner?wer={ID['person']}")
    assert "trifft sich mit Ihnen in Netzwerk Sprache Beispielkreis" in text
    assert f'<a href="/de/akteure/{ID["netzwerk"]}">Netzwerk Sprache Beispielkreis</a>' in page
    assert "zuletzt belegt 30.10.2012" not in text  # older than five years it counts nothing
    earlier = text_of(client, f"/de/partner?wer={ID['person']}&stand=2013-01-01")
    assert "zuletzt belegt 30.10.2012: Verbindung zu" in earlier


def test_reasons_are_told_in_english_too(client: FlaskClient) -> None:
    """No German sentence remains on the English page but names."""
    text = text_of(client, f"/en/partner?wer={ID['person']}&thema=gemeinsam:sprache")
    assert "meets you in Netzwerk Sprache Beispielkreis" in text


def test_weights_of_the_address_change_order_and_points(client: FlaskClient) -> None:
    """A reason without weight is not told; changed weights stay in every link of the page."""
    base = f"/de/partner?wer={ID['person']}"
    assert "trifft sich mit Ihnen" not in text_of(client, f"{base}&g_meets=0")
    page = client.get(f"/de/partner?thema=gemeinsam:sprache&streng=1&art=verein&gebiet={ID['dorf']}&g_meets=0").text
    assert "g_meets=0" in page
    assert "Ohne die Bedingung" in page or "trifft zum Stand auf niemanden zu" in page


def test_an_empty_answer_leads_to_a_looser_question(client: FlaskClient) -> None:
    """Each hint is a link, and the search behind it finds as many as it says."""
    page = client.get(f"/de/partner?thema=gemeinsam:teilhabe&gebiet={ID['stadt']}&art=verein&streng=1").text
    assert "Zum Stand passt niemand." in page
    found = re.search(r'<li>Ohne die Bedingung Art: (\d+) Akteur\w*\. <a href="([^"]+)"', page)
    assert found is not None
    looser = client.get(html.unescape(found[2])).text
    assert len(re.findall(r'<li class="partner-row">', looser)) == int(found[1]) == 1


def test_an_unknown_language_is_said_and_finds_nobody(client: FlaskClient) -> None:
    """Instead of leaving the condition out."""
    text = text_of(client, "/de/partner?sprache=Quatsch")
    assert "Diese Sprache ist nicht bekannt" in text
    assert "Zum Stand passt niemand." in text


@pytest.mark.parametrize(
    "path",
    [
        "/de/partner?wer=nobody&g_theme=abc&seite=0",
        "/de/partner?wo=x&womit=y&thema=z&art=w&gebiet=v&streng=1&neu=1&seite=99999999",
        "/de/partner?g_meets=nan&g_kind=-3&g_town=1e400&zielgruppe=%00%27%22%3Cscript%3E",
        "/de/partner/wege",
        "/de/partner/wege?name=&nach_name=Qxyzzy",
        "/de/partner/bruecken?a=&b=",
        f"/de/partner/bruecken?a={ID['netzwerk']}&b={ID['netzwerk']}",
        "/de/partner/liste",
        "/de/partner/liste?id=nobody&id=%3Cb%3E",
        "/de/partner/namen?name=",
    ],
)
def test_whatever_stands_in_an_address_a_page_answers(client: FlaskClient, path: str) -> None:
    """Nothing typed leads to an error of the server, and nothing typed comes back as markup."""
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 200
    assert "<script>" not in answer.text.replace("<script src", "")


def test_a_way_is_told_as_picture_and_in_words_with_sources(client: FlaskClient) -> None:
    """From the association to the centre over the network: each tie with its role, its source and its cost."""
    path = f"/de/partner/wege?von={ID['verein']}&nach={ID['ki']}"
    page, text = client.get(path).text, text_of(client, path)
    assert page.count("<svg") == 2 + page.count('class="sample"')
    assert "ist Mitglied in Netzwerk Sprache Beispielkreis (Netzwerk)" in text
    assert "moderiert von Kommunales Integrationszentrum Beispielkreis" in text
    assert f"/de/quellen/{ID['konzept']}?zeile=277" in page
    assert "Aufwand 4,5" in text  # 1.5 + 1 for the membership, 1 + 1 for the moderation, both attested long ago


def test_no_way_is_said_so_and_an_unknown_end_is_missing(client: FlaskClient) -> None:
    """What is not attested is not there; what nobody knows is not found."""
    text = text_of(client, f"/de/partner/wege?von={ID['verein']}&nach={MANY[0]}")
    assert "zwischen den beiden kein Weg belegt" in text
    assert client.get("/de/partner/wege?von=exxx&nach=eyyy").status_code == 404


def test_bridges_name_who_stands_between(client: FlaskClient) -> None:
    """The centre moderates one network and advises the council, which expects to join the other."""
    text = text_of(client, f"/de/partner/bruecken?a={ID['netzwerk']}&b={ID['rat_stadt']}")
    assert "Sitzt in beiden" in text
    assert "Kommunales Integrationszentrum Beispielkreis" in text


def test_the_list_has_the_contacts_that_the_reader_may_see(client: FlaskClient) -> None:
    """Everyone sees the public address; what is for staff is on no page and in no file, nor is a hidden actor."""
    ids = "&".join(f"id={ID[one]}" for one in ("ki", "person", "geheim"))
    page = client.get(f"/de/partner/liste?{ids}").text
    assert "mailto:ki@beispiel.example" in page
    assert "000 555" in page
    table = client.get(f"/de/partner/liste.csv?{ids}")
    for text in (page, table.text):
        assert SECRET not in text
        assert "000 / 123" not in text
        assert "Verborgener" not in text
    rows = list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff")), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["Erika Beispielperson", "Kommunales Integrationszentrum Beispielkreis"]
    assert rows[2][3] == "ki@beispiel.example"


def test_a_table_has_no_formulas(client: FlaskClient) -> None:
    """A name that a spreadsheet would compute gets an apostrophe."""
    table = client.get(f"/de/partner/liste.csv?id={ID['formel']}").text
    assert "'=HYPERLINK" in table


def test_addresses_of_the_pages_hold_no_names_of_people(client: FlaskClient) -> None:
    """Links on the page of a person's partners lead by ids alone."""
    page = client.get(f"/de/partner?wer={ID['person']}").text
    links = re.findall(r'(?:href|action)="([^"]*)"', page)
    assert any("/partner/wege?von=" in one for one in links)
    assert not any("Beispielperson" in one or "Erika" in one for one in links)


def test_every_actor_leads_to_partners(client: FlaskClient) -> None:
    """From the page of an actor, also of one without any tie."""
    for one in (ID["ki"], ID["neu"]):
        page = html.unescape(client.get(f"/de/akteure/{one}").text)
        assert f"/de/partner?wer={one}&neu=1" in page
        assert f"/de/partner/wege?von={one}" in page
    assert f"/de/partner/bruecken?a={ID['netzwerk']}" in client.get(f"/de/akteure/{ID['netzwerk']}").text


def test_a_whole_page_of_suggestions_becomes_a_list(client: FlaskClient) -> None:
    """Without ticking each of them."""
    page = html.unescape(client.get(f"/de/partner?wer={ID['person']}").text)
    address = re.search(r'href="(/de/partner/liste\?[^"]+)"', page)
    assert address is not None
    rows = page.count('<li class="partner-row">')
    assert client.get(address[1]).text.count('<th scope="row">') == rows > 1


def test_an_area_without_a_theme_says_only_what_is_near(client: FlaskClient) -> None:
    """Those of the own town are suggested, and first, where no theme makes them those who ask."""
    text = text_of(client, f"/de/partner?wo={ID['stadt']}&thema=gemeinsam:teilhabe")
    assert text.index("Integrationsrat Musterstadt auswählen") < text.index("Integrationsrat Probedorf auswählen")
    assert "Sie sprechen für" not in text


def test_names_are_suggested_while_typing(client: FlaskClient) -> None:
    """As options, with mistakes forgiven, and none of what the reader may not see."""
    assert "Netzwerk Sprache Beispielkreis" in client.get("/de/partner/namen?name=Netzwrk+Spra").text
    assert "Verborgener" not in client.get("/de/partner/namen?nach_name=Verborgener").text


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Registry]:
    """The Beispielkreis in a store that a test may write to."""
    with closing(open_registry(f"sqlite:///{tmp_path}/registry.db", create=True)) as registry:
        fill_registry(registry)
        yield registry


def until(found: Callable[[], str], words: str) -> str:
    """The page once it says this: what is read beside a search takes a moment the first time."""
    ends = time.monotonic() + 20
    while words not in (text := found()) and time.monotonic() < ends:
        time.sleep(0.05)
    return text


def test_a_confirmation_is_a_reason_with_its_day(own: Registry) -> None:
    """What somebody confirmed this year counts in full, and the page says confirmed, not attested."""
    reply = entity("rueckmeldung", "Rückmeldung zu Netzwerk Sprache", family="document")
    with own.reading(STAFF_VIEWER) as record:
        tie = record.get([TIES["moderation"]])[TIES["moderation"]]
    assert isinstance(tie, Tie)
    own.commit(create(reply))
    said = source(reply, "Moderation", "2026-03-05")
    own.commit(edit(changed(tie, sources=(*tie.sources, said))))
    text = text_of(create_app(own).test_client(), f"/de/partner?wer={ID['verein']}&stand=2026-06-01")
    assert "1,0 bestätigt 05.03.2026: Verbindung zu Netzwerk Sprache Beispielkreis" in text


def test_a_language_and_a_target_group_are_found_through_an_offer(own: Registry) -> None:
    """Who offers a course in Arabic for women is found by both, named with the course; a change is found at once."""
    client = create_app(own).test_client()
    path = "/de/partner?sprache=Arabisch&zielgruppe=Frauen"
    assert "Zum Stand passt niemand." in until(lambda: text_of(client, path), "Die Angabe Sprache trifft")
    with own.reading(STAFF_VIEWER) as record:
        course = record.entity(ID["kurs"])
    own.commit(edit(changed(course, languages=("ar",), audience=note("Für Frauen und Mädchen"))))
    text = text_of(client, path)
    assert "Angebot auf Arabisch: Beispielkurs Deutsch" in text
    assert "Angebot für diese Zielgruppe: Beispielkurs Deutsch" in text
    assert "Mailadresse oder Telefonnummer für Sie sichtbar" in text
    assert "Vorschläge 1 " in text


def test_a_contact_counts_only_for_who_may_see_it(own: Registry) -> None:
    """A number for staff is a reason for staff and on their list; for everyone else it is neither."""
    with own.reading(STAFF_VIEWER) as record:
        club = record.entity(ID["verein"])
    hidden = {"kind": "phone", "value": "000 / 777", "visibility": "staff"}
    own.commit(edit(changed(club, contacts=(hidden,))))
    app = create_app(own)
    staff, everyone = signed_in(app.test_client(), own, "staff"), app.test_client()
    path = f"/de/partner?wer={ID['person']}&art=verein&gebiet={ID['stadt']}&streng=1"
    words = "Telefonnummer für Sie sichtbar"
    assert words in until(lambda: text_of(staff, path), words)
    while READING in (text := text_of(everyone, path)):
        time.sleep(0.05)
    assert "Musterverein" in text
    assert words not in text
    listed = f"/de/partner/liste?id={ID['verein']}"
    assert "000 / 777" in staff.get(listed).text
    assert staff.get(listed).headers["Cache-Control"] == "no-store"
    assert "000 / 777" not in everyone.get(listed).text


def test_an_asker_of_a_town_and_a_theme_speaks_for_those_who_work_there(own: Registry) -> None:
    """The page says for how many; none of them is suggested, but who meets them is."""
    text = text_of(create_app(own).test_client(), f"/de/partner?wo={ID['kreis']}&womit=gemeinsam:sprache")
    assert re.search(r"Sie sprechen für \d+ Akteure?\.", text)
    assert "Kommunales Integrationszentrum Beispielkreis auswählen" not in text
    assert "Erika Beispielperson auswählen" in text
    assert "steht schon in Verbindung mit" in text
