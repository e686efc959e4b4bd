"""„What hangs on the KI Kreis Unna alone“: page and command against what the concept of 2012 says, read by hand.

Lines 258 and 267 name the thirteen bodies that it moderates, line 301 who manages the network from its office, line 322
for which working groups it takes the lead.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any, Final

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from stores import filled

from registry.cli import main
from registry.services import EntityRow

Rows = dict[str, EntityRow]
CENTRE: Final = "Kommunales Integrationszentrum Kreis Unna"
NETWORK: Final = "Netzwerk Kommunale Integration Kreis Unna"
MODERATED: Final = {
    "AK Rucksack KiTa Kreis Unna",
    "AK Hocus & Lotus Kreis Unna",
    "AK Griffbereit Kreis Unna",
    "Verbund Bildung durch Sprache & Schrift (BiSS) Kreis Unna",
    "AK Rucksack Schule Kreis Unna",
    "DaZ-Forum Kreis Unna",
    NETWORK,
    "Netzwerk der sechs gewählten Integrationsräte im Kreis Unna",
    "Flüchtlingsrat im Kreis Unna",
    "Interreligiöses Frauennetzwerk Kamen-Bergkamen",
    "AK SoR-SmC für den Kreis Unna",
    "Regionalkonferenz der SoR-SmC-Schulen Kreis Unna",
    "Netzwerk Im Namen der Ehre gegen Zwangsheirat und Gewalt in der Familie Kreis Unna",
}
LED: Final = "Facharbeitskreise des Kommunalen Integrationszentrums Kreis Unna"
COUNCILS: Final = {f"Integrationsrat {town}" for town in ("Bergkamen", "Bönen", "Kamen", "Lünen", "Schwerte", "Unna")}


@pytest.fixture(scope="module")
def told(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """What a question of `analyse` answers as JSON."""
    store = filled("sqlite", "papers", request)

    def ask(*words: str) -> Any:
        result = CliRunner().invoke(main, ["analyse", *words, "--store", store, "--json"])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return ask


def names(rows: list[dict[str, Any]]) -> set[str]:
    return {row["name"] for row in rows}


def test_the_command_names_every_body_that_only_the_centre_moderates_or_leads(told: Callable[..., Any]) -> None:
    answer = told("what-if", CENTRE, "--stand", "2014-06-01")
    lost = {task: {one["target"]["name"] for one in answer["tasks"] if one["task"] == task} for task in TASKS}
    assert lost == {"moderation": MODERATED, "leadership": {LED}}
    assert answer["shared"] == []
    assert (answer["stand"], answer["revision"]) == ("2014-06-01", 1)


TASKS: Final = ("moderation", "leadership")


def test_who_stays_in_the_network_and_could_follow_is_its_chair_and_its_management(told: Callable[..., Any]) -> None:
    answer = told("what-if", CENTRE)
    (network,) = (one for one in answer["tasks"] if one["target"]["name"] == NETWORK)
    assert names(network["beside"]) == {"Rüdiger Sparbrod", "Marina Raupach"}
    assert [one["name"] for one in network["candidates"]][:2] == ["Marina Raupach", "Rüdiger Sparbrod"]
    (councils,) = (one for one in answer["tasks"] if one["target"]["name"].startswith("Netzwerk der sechs"))
    assert names(councils["candidates"]) == COUNCILS
    (groups,) = (one for one in answer["tasks"] if one["target"]["name"] == "AK Griffbereit Kreis Unna")
    assert groups["candidates"] == [], "of this working group the paper names no member: nobody is made up"


def test_the_one_seat_that_the_centre_fills_alone_is_the_management_of_the_network(told: Callable[..., Any]) -> None:
    answer = told("what-if", CENTRE)
    assert [(one["name"], one["body"]["name"], one["fate"]) for one in answer["seats"]] == [
        ("Geschäftsführung", NETWORK, "unsent")
    ]
    person = told("what-if", "Marina Raupach")
    assert [(one["name"], one["fate"]) for one in person["seats"]] == [("Geschäftsführung", "empty")]


def test_the_page_says_the_same_as_the_command(client: FlaskClient, paper_rows: Rows, told: Callable[..., Any]) -> None:
    answer = told("what-if", CENTRE)
    page = client.get(f"/de/zusammenhalt/was-waere-wenn?wer={paper_rows[CENTRE].id}").text
    for body in (*MODERATED, LED):
        assert f'href="/de/akteure/{paper_rows[body].id}"' in page
    figures = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page))
    assert int(figures["Akteure fielen ab"].replace(".", "")) == answer["lost"]
    assert int(figures["Paare erreichten sich nicht mehr"].replace(".", "")) == answer["pairs"]
    assert (figures["ohne Moderation"], figures["ohne Leitung"]) == ("13", "1")
    parts = page[page.index('<ol class="parts">') : page.index("</ol>")]
    assert parts.count("<li ") == len(answer["pieces"])


def test_if_the_network_ends_all_of_its_seats_go_with_it(told: Callable[..., Any]) -> None:
    answer = told("what-if", NETWORK)
    gone = [one for one in answer["seats"] if one["fate"] == "gone"]
    assert len(gone) == 13
    (turns,) = (one for one in gone if one["name"].startswith("Vertreter/innen aus 2 der 6"))
    assert names(turns["left"]) == COUNCILS
    assert names(turns["due"]) == {"Integrationsrat Bergkamen", "Integrationsrat Bönen"}


def test_bodies_that_hang_on_one_actor_are_the_same_on_page_and_command(
    client: FlaskClient, told: Callable[..., Any]
) -> None:
    rows = list(csv.reader(io.StringIO(client.get("/de/zusammenhalt/rollen/eine.csv").text), delimiter=";"))[1:]
    load = told("holding")["rollen"]
    assert {row[0]: row[2] for row in rows} == {one["body"]["name"]: one["by"]["name"] for one in load["hang_on_one"]}
    by_centre = {row[0] for row in rows if row[2] == CENTRE}
    # The network itself has a chair and a management besides.
    assert by_centre == MODERATED - {NETWORK} | {LED}
    assert [(one["name"], one["moderates"], one["leads"]) for one in load["actors"]] == [(CENTRE, 13, 1)]
    assert "Marina Raupach" in names(load["persons"])


def test_what_holds_is_told_with_its_definitions(told: Callable[..., Any]) -> None:
    answer = told("holding", "--stand", "2012-11-01")
    assert answer["figures"]["cut"] == len(answer["bruchstellen"]["cut_actors"])
    assert answer["bruchstellen"]["cut_actors"][0]["name"] == CENTRE
    assert set(answer["definitions"]) == set(answer) & set(answer["definitions"])
    assert "Tarjan" in answer["definitions"]["bruchstellen"]


def test_the_command_says_in_words_what_it_tells_programs(request: pytest.FixtureRequest) -> None:
    store = filled("sqlite", "papers", request)
    plain = CliRunner().invoke(main, ["analyse", "what-if", CENTRE, "--store", store])
    assert plain.exit_code == 0
    assert f"  without moderation: {NETWORK} (stays: Marina Raupach, Rüdiger Sparbrod)" in plain.output
    whole = CliRunner().invoke(main, ["analyse", "holding", "--store", store])
    assert "cut actors" in whole.output
    merger = ["what-if", "Arbeitskreis Integrationskonzept", "--with", "Koordinierungskreis Integration"]
    assert "members in both: 5" in CliRunner().invoke(main, ["analyse", *merger, "--store", store]).output


def test_what_is_no_actor_at_the_date_is_refused_with_a_remedy(request: pytest.FixtureRequest) -> None:
    store = filled("sqlite", "papers", request)
    result = CliRunner().invoke(main, ["analyse", "what-if", "Kreis Unna", "--store", store])
    assert result.exit_code == 4
    assert "--stand" in result.stderr
