"""The papers' own questions about coverage, answered as somebody would who reads the papers by hand.

Line numbers are those of un-2012. Facts: the population table (lines 40-50), the six towns with an Integrationsrat
(235, 352), 46 Migrantenselbstorganisationen (236), the moderations of the KI by field (258, 267), local networks
(267-268), two of six Integrationsräte a year in alphabetical order (295-296).
"""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from stores import filled

from registry.cli import main
from registry.services import EntityRow, Registry

WITH_COUNCIL = ["Bergkamen", "Bönen", "Kamen", "Lünen", "Schwerte", "Unna"]
WITHOUT_COUNCIL = ["Fröndenberg", "Holzwickede", "Selm", "Werne"]
BACKGROUND_WITHOUT = 3560 + 2820 + 3540 + 4060
BACKGROUND = 12390 + 4150 + 3560 + 2820 + 9080 + 29190 + 9590 + 3540 + 14320 + 4060
LOCAL = {
    "Bergkamener Integrationsnetzwerk (B.I.N)": ["Bergkamen"],
    "Interreligiöses Frauennetzwerk Kamen-Bergkamen": ["Bergkamen", "Kamen"],
    "Interreligiöses Frauennetzwerk Unna": ["Unna"],
    "Lüner Dialog": ["Lünen"],
    "Mädchen- und Frauennetzwerk Unna und Bergkamen": ["Bergkamen", "Unna"],
}


@pytest.fixture(scope="module")
def papers_store(store_kind: str, request: pytest.FixtureRequest) -> str:
    """The URL of a store with the five papers in it, which other tests read too: not to be written to."""
    return filled(store_kind, "papers", request)


def asked(store: str, question: str, *options: str) -> dict[str, Any]:
    """What `integrationsnetz analyse` answers for Kreis Unna at the day of its concept."""
    arguments = ["analyse", question, "--store", store, "--stand", "2012-10-30", "--json", *options]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    assert answer["stand"] == "2012-10-30"
    assert answer["revision"] > 0
    return answer


def test_four_towns_have_no_council_and_a_seventh_of_those_with_migration_background(papers_store: str) -> None:
    """Towns without an Integrationsrat, and the share of people with Migrationshintergrund who live there."""
    found = asked(papers_store, "reach", "--kreis", "Kreis Unna")
    assert found["having"] == WITH_COUNCIL
    assert found["lacking"] == WITHOUT_COUNCIL
    share = found["shares"]["background"]
    assert (share["people_without"], share["people_with"] + share["people_without"]) == (BACKGROUND_WITHOUT, BACKGROUND)
    assert share["without"] == pytest.approx(13980 / 92700)
    assert share["years"] == [2011]


def test_forty_six_migrant_organisations_for_the_kreis_and_none_by_town(papers_store: str) -> None:
    """46 for 396,060 people; the paper places none of them in a town, so no town gets a rate."""
    found = asked(papers_store, "rates", "--kind", "migrantenorganisation")
    *towns, kreis = found["rows"]
    assert (kreis["count"], kreis["collective"], kreis["named"]) == (46, 46, 0)
    assert kreis["people"] == {"all": 396060, "background": 92700, "foreign": 27720}
    assert kreis["rates"]["all"]["value"] == pytest.approx(1000 * 46 / 396060)
    assert kreis["rates"]["all"]["low"] == pytest.approx(0.08503, abs=1e-5)
    assert kreis["rates"]["all"]["high"] == pytest.approx(0.15492, abs=1e-5)
    assert kreis["rates"]["background"]["value"] == pytest.approx(1000 * 46 / 92700)
    assert {one["obstacle"] for one in towns} == {"spread"}
    assert all(rate is None for one in towns for rate in one["rates"].values())


def test_nothing_is_moderated_in_the_field_of_school_and_work(papers_store: str) -> None:
    """Its cell in the row of moderations is empty; the other fields have three, three, four and three."""
    found = asked(papers_store, "gaps", "--scheme", "un-ki")
    assert found["unmoderated_themes"] == ["un-ki:schule-beruf"]
    moderated = {one["theme"]: one["moderated"] for one in found["moderation"]}
    fields = ("elementarbereich", "schule", "schule-beruf", "kommunale-integration", "demokratie-frauen")
    assert [moderated[f"un-ki:{one}"] for one in fields] == [3, 3, 0, 4, 3]


def test_local_networks_name_the_towns_that_they_work_for(papers_store: str) -> None:
    """Five local networks, two of them for two towns; four towns have no local body of any kind."""
    found = asked(papers_store, "local-bodies", "--kind", "netzwerk")
    assert {one["name"]: one["towns"] for one in found["bodies"]} == LOCAL
    assert asked(papers_store, "local-bodies")["towns_without"] == WITHOUT_COUNCIL


def test_bergkamen_and_boenen_are_first_in_the_rotating_seats(papers_store: str) -> None:
    """Two of six by the alphabet, year by year; which year is the first the paper does not say."""
    found = asked(papers_store, "turns")
    seat = next(one for one in found["seats"] if "6 Integrationsräte" in one["post"])
    names = [[holder.removeprefix("Integrationsrat ") for holder in turn["holders"]] for turn in seat["turns"]]
    assert names == [["Bergkamen", "Bönen"], ["Kamen", "Lünen"], ["Schwerte", "Unna"]]
    assert seat["due"] == ["Integrationsrat Bergkamen", "Integrationsrat Bönen"]
    assert {turn["period"] for turn in seat["turns"]} == {""}


def test_the_network_on_municipal_integration_is_composed_as_the_paper_expects(papers_store: str) -> None:
    """Chair and management are there, everybody else is only expected, and no counted seat is left empty."""
    found = asked(papers_store, "composition")
    body = next(one for one in found["bodies"] if one["body"] == "Netzwerk Kommunale Integration Kreis Unna")
    assert body["empty"] == 0
    sure = [one["label"] for one in body["needs"] if not one["only_expected"]]
    assert sure == ["Chair", "Management"]
    assert sum(one["seats"] or 0 for one in body["needs"]) == 22


def test_towns_of_the_kreis_have_no_local_body_for_education(papers_store: str) -> None:
    """All thirteen bodies for education work for the Kreis as a whole; no town has one of its own."""
    found = asked(papers_store, "coverage", "--scheme", "un-ki")
    at = found["themes"].index("un-ki:bildung-erziehung")
    cells = {row["place"]: row["cells"][at] for row in found["rows"]}
    assert cells.pop("Kreis Unna")["sure"] == 13
    assert {one["state"] for one in cells.values()} == {"none"}


@pytest.mark.parametrize(("option", "value"), [("--kreis", "Kreis Nirgendwo"), ("--kind", "nichts")])
def test_what_does_not_exist_is_refused_with_a_remedy(papers_store: str, option: str, value: str) -> None:
    """A Kreis or kind that the record does not know ends the command with exit code 3."""
    result = CliRunner().invoke(main, ["analyse", "reach", "--store", papers_store, option, value])
    assert result.exit_code == 3, result.output
    assert value in result.output


def words(text: str) -> str:
    """The visible words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split()).replace(" ;", ";")


def page(client: FlaskClient, path: str) -> str:
    """The words of a page of the coverage of Kreis Unna at the day of its concept."""
    answer = client.get(f"/de/abdeckung/{path}{'&' if '?' in path else '?'}stand=2012-10-30")
    assert answer.status_code == 200
    return words(answer.text)


def test_the_page_says_which_towns_have_no_council_and_who_lives_there(client: FlaskClient) -> None:
    """Four towns, 15.1 % of those with Migrationshintergrund, 13,980 of 92,700, figures of 2011."""
    found = page(client, "reichweite")
    assert "Ohne: Fröndenberg, Holzwickede, Selm, Werne." in found
    assert "Personen mit Migrationshintergrund 15,1 % 13.980 92.700 2011" in found


def test_the_page_says_how_many_migrant_organisations_there_are_for_how_many_people(client: FlaskClient) -> None:
    """46 known only together: a rate with its range for the Kreis, none for the towns, and why."""
    found = page(client, "raten")
    assert "Kreis Unna mit allen Orten 46 0,116 (0,085 bis 0,155); bei 396.060 0,496 (0,363 bis 0,662)" in found
    assert "46 sind nur als Gesamtheit gezählt („Migrantenselbstorganisationen im Kreis Unna“)" in found
    assert "deshalb haben die Orte keine Raten" in found
    assert "Die Quelle widerspricht sich bei den Zahlen von: Bönen" in found


def test_the_page_says_in_which_theme_nothing_is_moderated(client: FlaskClient) -> None:
    """School and work: three bodies, none of them moderated; all other fields have some."""
    found = page(client, "luecken?einteilung=un-ki")
    assert "Schule / Beruf 3 0 nichts ist moderiert" in found
    assert found.count("nichts ist moderiert") == 1


def test_the_page_says_which_local_networks_name_which_towns(client: FlaskClient) -> None:
    """Each local network with its towns, and the four towns that have none."""
    found = page(client, "reichweite")
    for name, towns in LOCAL.items():
        assert f"{name} {'; '.join(towns)}" in found, name
    assert "Ohne örtlichen Zusammenschluss: Fröndenberg, Holzwickede, Selm, Werne." in found


def test_the_page_says_whose_turn_it_is(client: FlaskClient) -> None:
    """Bergkamen and Bönen are next; of the Integrationsagenturen nobody can be named."""
    found = page(client, "besetzung")
    assert "Integrationsrat Bergkamen; Integrationsrat Bönen als Nächste an der Reihe" in found
    assert "Die Einzelnen sind nicht genannt." in found


def test_two_kreise_are_compared_by_common_themes_with_their_own_ones_beside(
    client: FlaskClient, paper_rows: dict[str, EntityRow]
) -> None:
    """Unna and Mettmann divide their themes differently; both divisions stand beside the common theme."""
    found = page(client, f"vergleich?zweiter={paper_rows['Kreis Mettmann'].id}")
    assert "Schule / Beruf (un-ki)" in found
    assert "Wirtschaft und Arbeit (me-2007)" in found
    assert "Politische Teilhabe 6 bekannt" in found


def test_every_composition_is_of_a_document_and_body_of_the_record(
    paper_registry: Registry, paper_rows: dict[str, EntityRow]
) -> None:
    """Nothing is invented: the document is there, and so is every body that it is said of."""
    for one in paper_registry.vocabulary.compositions.values():
        assert paper_rows[one.document].family == "document"
        assert all(name in paper_rows for name in one.names), one.key


def test_the_matrix_does_not_hide_what_is_counted_only_together(client: FlaskClient, papers_store: str) -> None:
    """No Migrantenorganisation is named, but 46 are counted: the Kreis's row says so instead of a dash."""
    found = asked(papers_store, "coverage", "--kind", "migrantenorganisation")
    total = found["rows"][-1]["total"]
    assert (total["sure"], total["collective"], total["state"]) == (0, 46, "collective")
    assert "46 ges." in page(client, "?art=migrantenorganisation")


def test_the_command_compares_two_kreise_as_the_page_does(papers_store: str) -> None:
    """Six councils here, six and a committee there; fields of both papers beside the common theme."""
    found = asked(papers_store, "comparison", "--kreis", "Kreis Unna", "--other-kreis", "Kreis Mettmann")
    assert found["kreise"] == ["Kreis Unna", "Kreis Mettmann"]
    themes = {one["theme"]: one for one in found["themes"]}
    assert themes["gemeinsam:teilhabe"]["counts"] == [6, 7]
    assert "Work and economy (me-2015)" not in themes["gemeinsam:arbeit"]["own"][0]
    assert themes["gemeinsam:uebergang-beruf"]["own"] == [["School and work (un-ki)"], []]


def test_the_command_compares_two_dates_of_a_kreis(papers_store: str) -> None:
    """Before any paper there was nothing known of the networks; at the day of the concept there is."""
    found = asked(papers_store, "comparison", "--kreis", "Kreis Unna", "--other-stand", "2000-01-01")
    assert "Netzwerk Kommunale Integration Kreis Unna" in found["gone"]
    assert found["totals"][0] > found["totals"][1]


def test_the_first_page_says_what_stands_out(client: FlaskClient) -> None:
    """The papers' answers in sentences: no council, nothing moderated, whose turn it is."""
    found = page(client, "?einteilung=un-ki")
    assert "4 Orte haben keinen Integrationsrat: Fröndenberg, Holzwickede, Selm, Werne." in found
    assert "Dort leben 15,1 % der Menschen mit Migrationshintergrund." in found.replace("\xa0", " ")
    assert "In 1 Thema mit Zusammenschlüssen ist keiner moderiert: Schule / Beruf." in found
    assert "Als Nächste an der Reihe (Netzwerk Kommunale Integration Kreis Unna): Integrationsrat Bergkamen" in found
