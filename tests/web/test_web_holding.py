"""What holds the network together, on the Beispielkreis in each store: topics, what if, mergers, two Stände."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from time import monotonic

import networkx as nx
import pytest
from beispielkreis import ID, MANY, fill_registry
from flask.testing import FlaskClient
from signing_in import signed_in

from graph.holding.meanings import meanings
from graph.networks import actor_network
from graph.snapshot import take_snapshot
from registry.access import PUBLIC_VIEWER
from registry.opening import open_registry
from registry.services import Registry
from web.app import create_app
from web.holding import answering

TOPICS = tuple(one for one in meanings() if one not in ("was-waere-wenn", "fusion", "staende"))
DATES = "vorher=2006-01-01&stand=2014-06-01"
CHANGES = ("neu", "weg", "beziehungen-neu", "beziehungen-weg")
HTML = re.compile(r"<[^>]+>")


def words(page: str) -> str:
    """The visible words of a page."""
    return " ".join(HTML.sub(" ", page).split())


def asked(client: FlaskClient, query: str, lang: str = "de") -> str:
    answer = client.get(f"/{lang}/zusammenhalt/was-waere-wenn?{query}")
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("key", TOPICS)
def test_every_topic_says_what_it_means_and_what_not(client: FlaskClient, key: str, lang: str) -> None:
    answer = client.get(f"/{lang}/zusammenhalt/{key}")
    assert answer.status_code == 200
    meaning = meanings()[key]
    for text in (meaning.title, meaning.means, meaning.means_not, meaning.definition):
        assert text.text(lang) in words(answer.text).replace("&#34;", '"').replace("&#39;", "'")


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_front_page_leads_to_every_topic(client: FlaskClient, lang: str) -> None:
    text = client.get(f"/{lang}/zusammenhalt").text
    for key in (*TOPICS, "was-waere-wenn", "staende"):
        assert f'href="/{lang}/zusammenhalt/{key}"' in text
    assert f'href="/{lang}/zusammenhalt"' in client.get(f"/{lang}/analyse").text


def test_what_is_no_topic_and_no_list_is_not_found(client: FlaskClient) -> None:
    assert client.get("/de/zusammenhalt/unsinn").status_code == 404
    assert client.get("/de/zusammenhalt/rollen/unsinn.csv").status_code == 404
    assert client.get("/de/zusammenhalt/unsinn/last.csv").status_code == 404


def test_a_list_leaves_as_a_table_file_with_every_line(client: FlaskClient) -> None:
    answer = client.get("/de/zusammenhalt/ohne-kontakt/allein.csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[0] == ["Wer", "Art"]
    assert '\'=HYPERLINK("x") Verein' in {row[0] for row in rows}, "a name that a spreadsheet would run is harmless"


def test_brokers_are_computed_once_and_then_listed_with_the_betweenness_of_networkx(
    client: FlaskClient, served_registry: Registry
) -> None:
    stand = date(2014, 6, 1)
    address = f"/de/zusammenhalt/mittler/mittler.csv?stand={stand}"
    until = monotonic() + 30
    while (answer := client.get(address)).status_code == 302 and monotonic() < until:
        assert answer.headers["Location"].startswith("/de/zusammenhalt/mittler")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))[1:]
    with served_registry.reading(PUBLIC_VIEWER) as record:
        network = actor_network(take_snapshot(record, stand, served_registry.vocabulary))
    values = nx.betweenness_centrality(network.to_networkx())
    best = max(values, key=values.__getitem__)
    name = network.snapshot.names[network.snapshot.index[best]]
    assert rows[0][0] == name
    assert rows[0][3] == f"{100 * values[best]:.2f} %".replace(".", ",")


@pytest.mark.parametrize(
    "address",
    [
        "rollen/bild.svg",
        f"was-waere-wenn/bild.svg?wer={ID['ki']}",
        f"staende/bild-frueher.svg?{DATES}",
        f"staende/bild-spaeter.svg?{DATES}",
    ],
)
def test_a_picture_leaves_as_a_file_whose_links_lead_back(client: FlaskClient, address: str) -> None:
    answer = client.get(f"/de/zusammenhalt/{address}")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    root = ET.fromstring(answer.text)
    links = [one.attrib["href"] for one in root.iter("{http://www.w3.org/2000/svg}a")]
    assert links
    assert all(one.startswith(("http://localhost/de/", "#")) for one in links)
    assert "attachment" in answer.headers["Content-Disposition"]


def test_where_there_is_no_picture_there_is_no_file(client: FlaskClient) -> None:
    same = "vorher=2014-06-01&stand=2014-06-01"
    for address in ("ohne-kontakt/bild.svg", "was-waere-wenn/bild.svg", f"staende/bild-frueher.svg?{same}"):
        assert client.get(f"/de/zusammenhalt/{address}").status_code == 404


@pytest.mark.parametrize("key", ["rollen", "bruchstellen", "kern"])
def test_the_picture_of_a_topic_says_the_first_lines_of_its_list(client: FlaskClient, key: str) -> None:
    text = client.get(f"/de/zusammenhalt/{key}").text
    picture = text[text.index("<svg") : text.index("</svg>")]
    first = {"rollen": "Kommunales Integrationszentrum Beispielkreis", "bruchstellen": "Großes", "kern": "Kernzahl"}
    assert first[key] in picture
    assert "style=" not in picture


def test_kept_links_carry_a_date_only_where_one_was_asked_for(client: FlaskClient) -> None:
    today = datetime.now().astimezone().date()
    with_date = client.get(f"/de/zusammenhalt/rollen?stand={today}").text
    without = client.get("/de/zusammenhalt/rollen").text
    link = f"/de/akteure/{ID['ki']}"
    assert f'{link}?stand={today}"' in with_date
    assert f'{link}?stand={today}"' not in without
    assert f'{link}"' in without


def test_if_the_centre_goes_its_network_has_no_moderation_and_the_course_nobody(client: FlaskClient) -> None:
    text = asked(client, f"wer={ID['ki']}")
    found = words(text)
    assert "Ginge Kommunales Integrationszentrum Beispielkreis" in found
    assert f'href="/de/akteure/{ID["netzwerk"]}">Netzwerk Sprache Beispielkreis</a>' in text
    assert "Beispielkurs Deutsch" in found
    # Who chairs the network stays there, and is the first who could follow.
    assert re.search(r"Erika Beispielperson\s*moderiert oder leitet dort schon", found)


def test_a_person_is_found_by_name_and_their_seat_falls_empty(client: FlaskClient) -> None:
    found = words(asked(client, "wer=Erika+Beispielperson"))
    assert "Vorsitz" in found
    assert "fällt leer" in found
    assert "Leitung Kommunales Integrationszentrum Beispielkreis" in found, "the one who moderates stays"


def test_of_a_body_with_many_members_the_rest_is_counted(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "PARTS", 20)
    monkeypatch.setattr(answering, "MEMBERS", 10)
    found = words(asked(client, f"wer={ID['gross']}"))
    assert f"Dazu {len(MANY) - 21} weitere Teile" in found
    assert f"In keinem anderen Zusammenschluss ({len(MANY)})" in found
    assert f"und {len(MANY) - 10} weitere" in found


def test_if_a_body_ends_its_seats_go_and_members_without_another_body_are_named(client: FlaskClient) -> None:
    found = words(asked(client, f"wer={ID['netzwerk']}"))
    assert found.count("fällt mit dem Zusammenschluss weg") == 3
    assert "In keinem anderen Zusammenschluss" in found
    assert "Musterverein Beispielstadt" in found.split("In keinem anderen Zusammenschluss")[1]


def test_a_name_that_several_have_is_offered_to_choose_from(client: FlaskClient) -> None:
    text = asked(client, "wer=Integrationsrat&stand=2012-11-01")
    assert "Wählen Sie aus, wer gemeint ist." in text
    assert f"wer={ID['rat_stadt']}" in text
    assert "stand=2012-11-01" in text
    assert "Unter diesem Namen ist niemand" in asked(client, "wer=Xyzzyqwv")


def test_what_is_no_actor_or_not_there_at_the_date_is_said(client: FlaskClient) -> None:
    assert "Gefragt werden kann nach" in asked(client, f"wer={ID['kurs']}")
    assert "Zu diesem Stand gibt es diese Stelle nicht." in asked(client, f"wer={ID['verein']}&stand=1990-01-01")
    assert client.get("/de/zusammenhalt/was-waere-wenn?wer=e" + "a" * 20).status_code == 404


def test_what_the_public_may_not_see_is_not_there_to_be_asked_for(client: FlaskClient) -> None:
    assert client.get(f"/de/zusammenhalt/was-waere-wenn?wer={ID['geheim']}").status_code == 404
    for key in TOPICS:
        assert "Verborgener Verein" not in client.get(f"/de/zusammenhalt/{key}").text


def test_two_bodies_that_merge_name_who_is_in_both(client: FlaskClient) -> None:
    found = words(asked(client, f"wer={ID['netzwerk']}&mit={ID['rat_stadt']}"))
    assert "In beiden (1) Kommunales Integrationszentrum Beispielkreis" in found
    assert "Nur in: Netzwerk Sprache Beispielkreis" in found
    assert meanings()["fusion"].means.de in found
    assert "Vertretung der Schulen" in found
    assert "gäbe es zweimal" not in found


def test_only_bodies_merge_here(client: FlaskClient) -> None:
    text = asked(client, f"wer={ID['netzwerk']}&mit={ID['verein']}")
    assert "Zusammenlegen lassen sich hier nur Zusammenschlüsse." in text


def test_a_body_cannot_merge_with_itself_or_with_nobody(client: FlaskClient) -> None:
    assert "Das ist zweimal dieselbe Stelle." in asked(client, f"wer={ID['netzwerk']}&mit={ID['netzwerk']}")
    assert "Nennen Sie beide." in asked(client, f"mit={ID['netzwerk']}")


@pytest.mark.parametrize(
    "query",
    [
        "staende?stand=0001-01-01",
        "staende?vorher=9999-12-31&stand=0001-01-01",
        "staende?um=%00%ff&vorher=2012-02-29",
        "was-waere-wenn?wer=%3Cscript%3E&mit=%27--",
        "was-waere-wenn?wer=" + "x" * 5000,
        *(f"{key}?stand=0001-01-01" for key in TOPICS),
    ],
)
def test_odd_addresses_are_answered(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/de/zusammenhalt/{query}")
    assert answer.status_code == 200
    assert "<script>" not in answer.text.split("<main")[1].split("</main")[0]


def test_only_staff_are_led_on_to_the_guided_change(tmp_path: Path) -> None:
    merger = f"wer={ID['netzwerk']}&mit={ID['rat_stadt']}"
    with closing(open_registry(f"sqlite:///{tmp_path}/registry.db", create=True)) as registry:
        fill_registry(registry)
        app = create_app(registry)
        for query in (f"wer={ID['netzwerk']}", merger):
            assert "/umbau" not in asked(app.test_client(), query)
        staff = signed_in(app.test_client(), registry, "staff")
        assert f"/de/akteure/{ID['netzwerk']}/umbau" in asked(staff, f"wer={ID['netzwerk']}")
        assert f"/de/akteure/{ID['netzwerk']}/umbau/fusion" in asked(staff, merger)
        assert "Verborgener Verein" in asked(staff, f"wer={ID['geheim']}")


def test_two_dates_name_what_came_and_what_went(client: FlaskClient) -> None:
    answer = client.get(f"/de/zusammenhalt/staende?{DATES}")
    found = words(answer.text)
    assert answer.status_code == 200
    assert "01.01.2006" in found
    assert answer.text.count("<svg") >= 2
    lines = {key: client.get(f"/de/zusammenhalt/staende/{key}.csv?{DATES}").text for key in CHANGES}
    assert "Neuverein Probedorf;ist Mitglied in;Netzwerk Sprache Beispielkreis" in lines["beziehungen-neu"]
    assert "HYPERLINK" in lines["beziehungen-weg"]
    assert "HYPERLINK" not in lines["beziehungen-neu"]
    assert client.get(f"/de/zusammenhalt/staende/unsinn.csv?{DATES}").status_code == 404


def test_two_dates_of_one_actor_leave_the_others_out(client: FlaskClient) -> None:
    text = client.get(f"/de/zusammenhalt/staende?{DATES}&um={ID['neu']}").text
    assert "Nebeneinander: Neuverein Probedorf" in text
    lines = client.get(f"/de/zusammenhalt/staende/beziehungen-neu.csv?{DATES}&um={ID['neu']}").text
    assert len(lines.strip().splitlines()) == 2
    assert "Wählen Sie aus, wer gemeint ist." in client.get(f"/de/zusammenhalt/staende?{DATES}&um=Integrationsrat").text


def test_the_same_date_twice_has_no_change(client: FlaskClient) -> None:
    text = client.get("/de/zusammenhalt/staende?vorher=2014-06-01&stand=2014-06-01").text
    assert "hat sich nichts geändert" in text


def test_a_date_that_is_none_is_refused_with_a_remedy(client: FlaskClient) -> None:
    answer = client.get("/de/zusammenhalt/staende?vorher=gestern")
    assert answer.status_code in (400, 422)
    assert "Jahr-Monat-Tag" in answer.text


def test_the_page_of_an_actor_leads_here(client: FlaskClient) -> None:
    text = client.get(f"/de/akteure/{ID['ki']}").text
    assert f'href="/de/zusammenhalt/was-waere-wenn?wer={ID["ki"]}">Was hängt daran?</a>' in text
