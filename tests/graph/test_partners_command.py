"""`analyse partners` and `analyse ways` say what the pages say, for people and as JSON."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from beispielkreis import ID, fill_registry
from click.testing import CliRunner, Result

from graph.command import analyse
from graph.partners.asking import KEYS, WEIGHTS
from registry.model import Invalid
from registry.opening import open_registry


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The Beispielkreis in a file."""
    folder: Path = tmp_path_factory.mktemp("partners")
    url = f"sqlite:///{folder}/registry.db"
    with closing(open_registry(url, create=True)) as registry:
        fill_registry(registry)
    return url


def run(store: str, *words: str) -> Result:
    """What a question of `analyse` prints."""
    return CliRunner().invoke(analyse, [words[0], "--store", store, *words[1:]], catch_exceptions=False)


def answer(store: str, *words: str) -> dict[str, Any]:
    """The same as JSON."""
    found = run(store, *words, "--json")
    assert found.exit_code == 0, found.output
    data: dict[str, Any] = json.loads(found.output)
    return data


def test_suggestions_carry_their_reasons_and_what_they_stand_on(store: str) -> None:
    """Figures, weights, revision and Stand; points add up to each score; the asker may be named by an alias."""
    found = answer(store, "partners", "--for", "MVB", "--stand", "2013-01-01")
    assert (found["definition"], found["stand"], found["weights"]) == ("partners", "2013-01-01", dict(WEIGHTS))
    assert found["revision"] > 0
    assert found["suggestions"]
    for one in found["suggestions"]:
        assert one["id"] != ID["verein"]
        assert one["score"] == pytest.approx(sum(reason["points"] for reason in one["reasons"]), abs=0.001)
        assert all(reason["key"] in KEYS for reason in one["reasons"])
    person = next(one for one in found["suggestions"] if one["id"] == ID["person"])
    assert {"meets", "fresh"} <= {reason["key"] for reason in person["reasons"]}


def test_people_read_names_and_points(store: str) -> None:
    """A line for each suggestion and each reason, and changed weights count."""
    plain = run(store, "partners", "--theme", "gemeinsam:sprache", "--weight", "theme=7")
    assert plain.exit_code == 0
    assert "Netzwerk Sprache Beispielkreis" in plain.output
    assert "7.00 theme" in plain.output


def test_ways_lead_from_one_to_the_other(store: str) -> None:
    """Over the network, with the ties and the cost that the page shows."""
    (way,) = answer(store, "ways", "Musterverein Beispielstadt", ID["ki"], "--limit", "1")["ways"]
    assert way["entities"] == [ID["verein"], ID["netzwerk"], ID["ki"]]
    assert way["cost"] == pytest.approx(4.5)
    assert len(way["ties"]) == 2
    assert "no way" in run(store, "ways", "Musterverein Beispielstadt", "Großes Netzwerk der Beispiele").output


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (("partners", "--for", "Niemand"), "--for"),
        (("partners", "--theme", "gemeinsam:nichts"), "--theme"),
        (("partners", "--kind", "nichts"), "--kind"),
        (("partners", "--language", "Quatsch"), "--language"),
        (("partners", "--weight", "theme=viel"), "--weight"),
        (("partners", "--weight", "nonsense=1"), "--weight"),
        (("ways", "Niemand", "Musterverein Beispielstadt"), "START"),
    ],
)
def test_what_is_not_known_is_refused_with_where_and_what_to_do(store: str, words: tuple[str, ...], where: str) -> None:
    """An error names the option and the remedy; nothing is guessed."""
    with pytest.raises(Invalid) as error:
        run(store, *words)
    assert error.value.where == where
    assert error.value.remedy


def test_the_public_does_not_learn_of_what_is_hidden(store: str) -> None:
    """A hidden actor is nobody for the public, and somebody for staff."""
    with pytest.raises(Invalid):
        run(store, "partners", "--for", "Verborgener Verein")
    assert run(store, "partners", "--for", "Verborgener Verein", "--viewer", "staff").exit_code == 0
