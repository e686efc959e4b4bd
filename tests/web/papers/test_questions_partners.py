"""Partners on the record of the papers: whom an Integrationsrat reaches, who joins two networks, over whom one goes."""

from __future__ import annotations

import html
import re

from flask.testing import FlaskClient

from registry.services import EntityRow

STAND = "stand=2013-01-01"
Rows = dict[str, EntityRow]


def text_of(client: FlaskClient, path: str) -> str:
    """The page without tags."""
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def test_an_integration_council_reaches_the_working_groups_through_the_centre(
    client: FlaskClient, paper_rows: Rows
) -> None:
    """For education, the council of Bergkamen is led to the working groups by who moderates its own network."""
    council = paper_rows["Integrationsrat Bergkamen"].id
    text = text_of(client, f"/de/partner?wer={council}&thema=gemeinsam:bildung&neu=1&{STAND}")
    first = text[text.index("AK Rucksack KiTa Kreis Unna auswählen") :][:700]
    assert "arbeitet selbst zum Thema Bildung und Erziehung" in first
    assert (
        "in zwei Schritten erreichbar über Kommunales Integrationszentrum Kreis Unna , Moderation oder Leitung von "
        "Netzwerk der sechs gewählten Integrationsräte im Kreis Unna" in first
    )
    assert "zuletzt belegt 30.10.2012" in first
    assert "steht schon mit Ihnen in Verbindung" not in text


def test_the_best_way_from_the_council_to_a_working_group_is_over_the_centre(
    client: FlaskClient, paper_rows: Rows
) -> None:
    """With the lines of the paper that say so."""
    ends = paper_rows["Integrationsrat Bergkamen"].id, paper_rows["AK Rucksack KiTa Kreis Unna"].id
    path = f"/de/partner/wege?von={ends[0]}&nach={ends[1]}&{STAND}"
    first = text_of(client, path).partition("Dieselben Wege in Worten")[2][:400]
    assert re.match(r" ?Integrationsrat Bergkamen \(Aufwand 3,0\) mit beratender Teilnahme von Kommunales", first)
    assert "moderiert AK Rucksack KiTa Kreis Unna" in first
    assert "Integrationskonzept Kreis Unna, Z." in first


def test_the_centre_joins_the_network_of_the_kreis_and_that_of_the_councils(
    client: FlaskClient, paper_rows: Rows
) -> None:
    """It moderates both; whoever of one knows somebody of the other is told, too."""
    ends = (
        paper_rows["Netzwerk Kommunale Integration Kreis Unna"].id,
        paper_rows["Netzwerk der sechs gewählten Integrationsräte im Kreis Unna"].id,
    )
    text = text_of(client, f"/de/partner/bruecken?a={ends[0]}&b={ends[1]}&{STAND}")
    both = text.partition("Sitzt in beiden")[2].partition("Sitzt in einem")[0]
    assert "Kommunales Integrationszentrum Kreis Unna" in both
