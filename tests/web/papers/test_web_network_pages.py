"""The network page without script: its filter, its table, and that picture, table and files show the same ties."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.services import EntityRow

ROW = re.compile(r'<tr id="(t[a-z2-7]{20})" data-group="(\w+)">(.*?)</tr>', re.DOTALL)
Rows = dict[str, EntityRow]


def twin(client: FlaskClient, query: str = "", lang: str = "de") -> list[tuple[str, str, str]]:
    """(tie, role group, row) of every line of the table, over all its pages."""
    found: list[tuple[str, str, str]] = []
    for page in range(1, 100):
        text = client.get(f"/{lang}/netzwerk?{query}&bild=netz&seite={page}").text
        found.extend(ROW.findall(text))
        if 'rel="next"' not in text:
            return found
    raise AssertionError("the pages of the table do not end")


def drawn(client: FlaskClient, query: str = "", lang: str = "de") -> list[str]:
    """Ids of the ties that the picture draws."""
    answer = client.get(f"/{lang}/netzwerk/daten?{query}")
    assert answer.status_code == 200
    return [edge["id"] for edge in answer.get_json()["edges"]]


def open_line(client: FlaskClient, href: str, anchor: str) -> str:
    """The line of a source; where it stands on another page, the anchor is a link to that page."""
    text = client.get(href).text
    further = re.search(rf'<li id="{anchor}" data-elsewhere><a href="([^"#]+)#', text)
    text = client.get(further[1].replace("&amp;", "&")).text if further else text
    return text.split(f'<li class="line" id="{anchor}"')[1].split('class="line"')[0]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_at_first_the_page_shows_who_sits_where_and_who_moderates_and_leads(client: FlaskClient, lang: str) -> None:
    """Picture and table draw the same ties, of the four groups that say so."""
    rows = twin(client, lang=lang)
    assert sorted(tie for tie, *_ in rows) == sorted(drawn(client, lang=lang))
    assert {group for _tie, group, _row in rows} == {"moderation", "leadership", "membership", "advice"}


KEYS = {
    "gruppe": ["moderation", "leadership", "membership", "advice", "support", "structure"],
    "art": ["body", "arbeitskreis", "integrationsrat", "behoerde", "kollektiv"],
    "thema": ["gemeinsam:bildung", "gemeinsam:sprache", "gemeinsam:steuerung"],
    "rolle": ["moderation", "vorsitz", "mitglied", "kooperation"],
    "stand": ["2012-12-31", "2016-01-01", "2000-01-01"],
}
queries = st.fixed_dictionaries({}, optional={key: st.sampled_from(values) for key, values in KEYS.items()})


@given(asked=queries)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_filter_picture_and_table_say_the_same(client: FlaskClient, asked: dict[str, str]) -> None:
    """Every tie that the picture draws stands in the table, and none else."""
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    assert sorted(tie for tie, *_ in twin(client, query)) == sorted(drawn(client, query))


def test_a_filter_to_moderation_leaves_moderations_with_their_source_line(
    client: FlaskClient, paper_rows: Rows
) -> None:
    """Only moderations are left, and the source of each leads to a line that names it."""
    rows = twin(client, "gruppe=moderation")
    assert {group for _tie, group, _row in rows} == {"moderation"}
    here = next(row for _tie, _group, row in rows if "AK Rucksack KiTa Kreis Unna" in row)
    href = re.search(r'href="(/de/quellen/[^"#]+)#(l\d+)"', here)
    assert href
    assert href[2] == "l258"
    line = open_line(client, href[1], href[2])
    said = " ".join(re.sub(r"<[^>]+>", " ", line).split())
    assert (
        "Kommunales Integrationszentrum Kreis Unna moderiert AK Rucksack KiTa Kreis Unna · Thema Elementarbereich"
        in said
    )


def test_an_area_comes_with_its_parts(client: FlaskClient, paper_rows: Rows) -> None:
    """A body of a town is found through its Kreis."""
    kreis, town = paper_rows["Kreis Unna"].id, paper_rows["Schwerte"].id
    of_kreis, of_town = (set(drawn(client, f"gebiet={area}")) for area in (kreis, town))
    assert of_town
    assert of_town < of_kreis


def test_surroundings_grow_with_the_steps(client: FlaskClient, paper_rows: Rows) -> None:
    """Two steps around an actor hold what one step does and more; the centre is named."""
    centre = paper_rows["Netzwerk Kommunale Integration Kreis Unna"].id
    near, far = (set(drawn(client, f"um={centre}&schritte={steps}")) for steps in (1, 2))
    assert near
    assert near < far
    assert "Netzwerk Kommunale Integration Kreis Unna</a>" in client.get(f"/de/netzwerk?um={centre}").text


def test_who_is_asked_for_and_unknown_is_not_found(client: FlaskClient) -> None:
    """A centre that does not exist is an error page that helps, not a failure."""
    for path in ("netzwerk", "netzwerk/daten", "netzwerk/matrix", "netzwerk/bild.svg"):
        assert client.get(f"/de/{path}?um=e22222222222222222222").status_code == 404


@pytest.mark.parametrize(
    "query", ["art=x", "gruppe=x", "thema=%00", "gebiet=ä", "teil=99999", "teil=-1", "schritte=9", "seite=0"]
)
def test_what_an_address_says_that_is_not_known_does_no_harm(client: FlaskClient, query: str) -> None:
    """Unknown keys and wild numbers give a page."""
    for path in ("netzwerk", "netzwerk/daten", "netzwerk/matrix", "netzwerk/bild.svg", "netzwerk/beziehungen.csv"):
        assert client.get(f"/de/{path}?{query}").status_code == 200


@pytest.mark.parametrize("key", ["subjekt", "rolle", "objekt", "thema", "zeit"])
def test_each_heading_sorts_in_both_directions(client: FlaskClient, key: str) -> None:
    """The same rows in another order, the column marked for screen readers."""
    up, down = (client.get(f"/de/netzwerk?gruppe=moderation&sortierung={mark}{key}").text for mark in ("", "-"))
    assert 'aria-sort="ascending"' in up
    assert 'aria-sort="descending"' in down
    assert sorted(one for one, *_ in ROW.findall(up)) == sorted(one for one, *_ in ROW.findall(down))


def test_the_still_picture_is_sound_xml_that_a_strict_policy_lets_pass(client: FlaskClient) -> None:
    """No script, no style, no link to another host; saved under a name that says the Stand."""
    answer = client.get("/de/netzwerk/bild.svg?speichern=1&stand=2016-01-01")
    assert answer.mimetype == "image/svg+xml"
    assert "netzwerk-2016-01-01.svg" in answer.headers["Content-Disposition"]
    for element in ET.fromstring(answer.data).iter():
        assert element.tag.rsplit("}", 1)[-1] not in {"script", "style", "image", "use"}
        assert "style" not in element.attrib


def test_the_csv_has_every_tie_once(client: FlaskClient) -> None:
    """As many lines as the picture draws, in the reader's language."""
    text = client.get("/en/netzwerk/beziehungen.csv?gruppe=moderation").get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[0][0] == "Who"
    assert sorted(row[-1] for row in rows[1:]) == sorted(drawn(client, "gruppe=moderation"))


def test_the_overview_counts_every_actor_once_and_leads_to_its_groups(client: FlaskClient) -> None:
    """The groups of the table add up, and each link opens a smaller network."""
    total = len(client.get("/de/netzwerk/daten").get_json()["nodes"])
    for by in ("ort", "thema", "gemeinschaft"):
        text = client.get(f"/de/netzwerk?bild=uebersicht&nach={by}").text
        table = text.split('id="gruppen-name"')[1].split("</table>")[0]
        counts = re.findall(r'</th>\s*<td class="number">([\d.]+)</td>', table)
        assert sum(int(one) for one in counts) == total
        links = [one.replace("&amp;", "&") for one in re.findall(r'<th scope="row"><a href="([^"]+)"', table)]
        assert links
        for href in links[:5]:
            assert 0 < len(drawn(client, href.split("?", 1)[1])) <= len(drawn(client))


def test_the_matrix_says_the_role_in_letters_and_in_words(client: FlaskClient) -> None:
    """The cell of an actor and a body carries a code, and the words for those who do not see it."""
    text = client.get("/de/netzwerk/matrix?gruppe=moderation").text
    assert re.search(
        r'<td class="filled strong[^"]*" title="Moderation"><span aria-hidden="true">Mod</span>'
        r'<span class="kern-sr-only">Moderation',
        text,
    )
    assert 'title="AK Rucksack KiTa Kreis Unna">AK Rucksack KiTa Kreis Unna</a>' in text
    assert "<b>Mod</b> Moderation" in text


def test_the_pages_of_the_matrix_hold_every_body_once(client: FlaskClient) -> None:
    """Going through the pages of columns shows each body one time."""
    heads: list[str] = []
    for page in (1, 2):
        heads += re.findall(
            r'<div class="turned"><a href="[^"]+" title="([^"]+)"',
            client.get(f"/de/netzwerk/matrix?spalten={page}").text,
        )
    total = re.search(r"× (\d+) Zusammenschl", client.get("/de/netzwerk/matrix").text)
    assert total
    assert len(heads) == len(set(heads)) == int(total[1])
