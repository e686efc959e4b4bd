"""show, find and history on the record of the five papers."""

from __future__ import annotations

import json
from collections.abc import Callable

from click.testing import Result

Run = Callable[..., Result]

MODERATIONS = {
    "un-ki:elementarbereich": {
        "AK Rucksack KiTa Kreis Unna",
        "AK Hocus & Lotus Kreis Unna",
        "AK Griffbereit Kreis Unna",
    },
    "un-ki:schule": {
        "Verbund Bildung durch Sprache & Schrift (BiSS) Kreis Unna",
        "AK Rucksack Schule Kreis Unna",
        "DaZ-Forum Kreis Unna",
    },
    "un-ki:kommunale-integration": {
        "Netzwerk Kommunale Integration Kreis Unna",
        "Netzwerk der sechs gewählten Integrationsräte im Kreis Unna",
        "Flüchtlingsrat im Kreis Unna",
        "Interreligiöses Frauennetzwerk Kamen-Bergkamen",
    },
    "un-ki:demokratie-frauen": {
        "AK SoR-SmC für den Kreis Unna",
        "Regionalkonferenz der SoR-SmC-Schulen Kreis Unna",
        "Netzwerk Im Namen der Ehre gegen Zwangsheirat und Gewalt in der Familie Kreis Unna",
    },
}


def shown(run: Run, store: str, name: str) -> dict[str, object]:
    result = run("show", name, "--store", store, "--json")
    assert result.exit_code == 0, result.output
    data: dict[str, object] = json.loads(result.stdout)
    return data


def by_theme(data: dict[str, object], role: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for tie in data["ties"]:  # type: ignore[attr-defined]
        if tie["role"] == role and tie["direction"] == "out" and tie["theme"]:
            found.setdefault(tie["theme"], set()).add(tie["other"]["name"])
    return found


def test_moderations_stand_by_theme_as_in_the_papers_table(run: Run, papers_store: str) -> None:
    """The KI moderates what the two tables say, and nothing in Schule/Beruf, whose cell is empty."""
    assert by_theme(shown(run, papers_store, "KI Kreis Unna"), "moderation") == MODERATIONS


def test_memberships_stand_by_theme_and_advice_stands_apart(run: Run, papers_store: str) -> None:
    """Eleven, seven, six and six memberships; the Integrationsräte only in an advisory role."""
    data = shown(run, papers_store, "KI Kreis Unna")
    counts = {theme: len(names) for theme, names in by_theme(data, "mitglied").items()}
    assert counts == {
        "un-ki:elementarbereich": 7,
        "un-ki:schule": 6,
        "un-ki:schule-beruf": 6,
        "un-ki:kommunale-integration": 11,
    }
    advised = {tie["other"]["name"] for tie in data["ties"] if tie["role"] == "beratend"}  # type: ignore[attr-defined]
    members = set().union(*by_theme(data, "mitglied").values())
    assert len(advised) == 6
    assert not advised & members


def test_every_tie_names_its_document_and_line(run: Run, papers_store: str) -> None:
    """Each of the KI's ties cites a title and a place in it."""
    for tie in shown(run, papers_store, "KI Kreis Unna")["ties"]:  # type: ignore[attr-defined]
        assert tie["sources"], tie
        assert all(source["title"] and source["locator"].startswith("Z. ") for source in tie["sources"])


def test_text_shows_moderation_membership_and_advice_under_headings_with_lines(run: Run, papers_store: str) -> None:
    """The text for the terminal has the same in words, with the lines."""
    text = run("show", "KI Kreis Unna", "--store", papers_store).stdout
    assert "Moderation – moderiert (13)" in text
    assert "Beratende Teilnahme – nimmt beratend teil an (6)" in text
    line = next(line for line in text.splitlines() if "AK Rucksack KiTa Kreis Unna" in line)
    assert "Z. 258" in line


def test_english_labels(run: Run, papers_store: str) -> None:
    """--lang en speaks English where the vocabulary does."""
    assert "Moderation – moderates (13)" in run("show", "KI Kreis Unna", "--store", papers_store, "--lang", "en").stdout


def test_an_unknown_name_is_answered_with_what_comes_near(run: Run, papers_store: str) -> None:
    """A name that nothing bears gives exit code 4 and suggestions."""
    result = run("show", "Integrationsrat Una", "--store", papers_store)
    assert result.exit_code == 4
    assert "did you mean" in result.stderr
    assert "Integrationsrat Unna" in result.stderr


def test_find_stands_typos(run: Run, papers_store: str) -> None:
    """A wrong letter still finds the body, and first."""
    result = run("find", "Integrtionsrat", "Kamen", "--store", papers_store, "--json")
    assert json.loads(result.stdout)[0]["name"] == "Integrationsrat Kamen"


def test_find_without_a_hit_says_so(run: Run, papers_store: str) -> None:
    """No hit is exit code 4 and a remedy, not an empty success."""
    result = run("find", "qqqqqqqqqqqq", "--store", papers_store)
    assert result.exit_code == 4
    assert "nothing found" in result.stderr


def test_history_of_a_record_names_who_and_why(run: Run, papers_store: str) -> None:
    """The first version of an entity comes from loading the sources."""
    id = shown(run, papers_store, "KI Kreis Unna")["entity"]["id"]  # type: ignore[index]
    rows = json.loads(run("history", id, "--store", papers_store, "--json").stdout)
    assert [row["kind"] for row in rows] == ["seed"]
    assert rows[0]["who"]
    assert run("history", "e" + "a" * 20, "--store", papers_store).exit_code == 4
