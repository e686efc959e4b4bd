"""ask-members, due, personal, setting and tidy on the command line, on both stores."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from record_making import create, netzwerk, person, post, tie, verein

from registry.model import Contact, Period
from registry.opening import open_registry
from registry.services.mail import Outbox

Run = Callable[..., Result]
NETWORK, CLUBS = netzwerk("Netzwerk Beispielkreis"), [verein(f"Musterverein {one}") for one in ("Alpha", "Beta")]
SOMEBODY = person("Erika Beispielperson", contacts=(Contact(kind="email", value="erika@beispiel.example"),))
RULE = {"kind": "rotating", "per_turn": 1, "seats": 1, "order": "alphabetical", "rhythm": "yearly"}
SEAT = post(NETWORK, "Sitz der Vereine", pool=tuple(one.id for one in CLUBS), **RULE)
HELD = tie(CLUBS[0], "mitglied", NETWORK, post=SEAT.id, period=Period.on("2020"))


@pytest.fixture
def store(empty_place: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> str:
    """A small record with a rotating seat and a person."""
    monkeypatch.setenv("INTEGRATIONSNETZ_ADDRESS", "https://register.example")
    chair = tie(SOMEBODY, "vorsitz", NETWORK)
    with closing(open_registry(empty_place, create=True)) as registry:
        registry.commit(create(NETWORK, SOMEBODY, *CLUBS, SEAT, HELD, chair, tie(CLUBS[1], "beratend", NETWORK)))
    return empty_place


def test_a_moderation_is_asked_by_mail_and_the_question_is_told_as_due(store: str, run: Run) -> None:
    """By name or id; the address stands in the mail and not in the output."""
    asked = run("ask-members", "Netzwerk Beispielkreis", "--mail", "m@example.org", "--store", store)
    assert asked.exit_code == 0, asked.stderr
    assert "m@example.org" not in asked.output
    with closing(open_registry(store)) as registry:
        (mail,) = Outbox(registry.workspace).mails()
    assert mail.to == "m@example.org"
    assert "https://register.example/de/bestaetigen/" in mail.body
    found = json.loads(run("due", "--json", "--store", store).stdout)
    assert (found["days"], found["ties"], found["entries"], found["consents"]) == (365, 2, 4, 0)
    assert [(one["name"], one["due"], one["ties"]) for one in found["bodies"]] == [("Netzwerk Beispielkreis", 2, 2)]
    assert [one["name"] for one in found["rounds"]] == ["Netzwerk Beispielkreis"]
    (turn,) = found["turns"]
    assert (turn["body"], turn["seat"]) == ("Netzwerk Beispielkreis", "Sitz der Vereine")
    assert turn["holders"][0].startswith("Musterverein")
    told = run("due", "--store", store)
    assert "2 ties and 4 entries were not confirmed for 365 days." in told.stdout
    assert "Turn of Sitz der Vereine" in told.stdout


@pytest.mark.parametrize(
    ("words", "code"), [(("Nirgends",), 3), (("e" + "a" * 20,), 4), (("Netzwerk Beispielkreis",), 3)]
)
def test_who_can_not_be_asked_is_not_asked(
    store: str, run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int
) -> None:
    """An unknown name or id; and nobody as long as the pages have no address."""
    if words == ("Netzwerk Beispielkreis",):
        monkeypatch.delenv("INTEGRATIONSNETZ_ADDRESS")
    assert run("ask-members", *words, "--mail", "m@example.org", "--store", store).exit_code == code
    with closing(open_registry(store)) as registry:
        assert Outbox(registry.workspace).mails() == []


def test_what_is_kept_is_told_and_erased_with_proof(store: str, run: Run, tmp_path: Path) -> None:
    """The report is a file for its owner; without --yes an erasure only counts."""
    target = tmp_path / "report.json"
    told = run("personal", "report", SOMEBODY.id, "--output", str(target), "--store", store)
    assert told.exit_code == 0, told.stderr
    assert target.stat().st_mode & 0o077 == 0
    assert "erika@beispiel.example" in target.read_text("utf-8")
    assert run("personal", "report", SOMEBODY.id, "--output", str(target), "--store", store).exit_code == 6
    counted = run("personal", "erase", SOMEBODY.id, "--why", "auf Wunsch", "--store", store)
    assert "Nothing was changed" in counted.stdout
    assert run("personal", "report", SOMEBODY.id, "--store", store).exit_code == 0
    gone = run("personal", "erase", SOMEBODY.id, "--why", "auf Wunsch", "--yes", "--json", "--store", store)
    proof = json.loads(gone.stdout)
    assert (proof["clean"], proof["before"]["statements"]) == (True, 2)
    again = run("personal", "erase", SOMEBODY.id, "--why", "auf Wunsch", "--yes", "--store", store)
    assert again.exit_code == 5
    assert "Beispielperson" not in run("export", "--store", store).stdout


def test_settings_are_shown_changed_and_checked(store: str, run: Run) -> None:
    """A wrong value changes nothing."""
    assert run("setting", "set", "confirm_after", "180", "--store", store).stdout == "confirm_after: 180\n"
    assert run("setting", "set", "confirm_after", "bald", "--store", store).exit_code == 3
    assert run("setting", "set", "unknown", "1", "--store", store).exit_code == 4
    assert json.loads(run("setting", "list", "--json", "--store", store).stdout)["confirm_after"] == "180"
    assert "confirm_after: 180  (Bestätigung fällig" in run("setting", "list", "--store", store).stdout
    assert json.loads(run("due", "--json", "--store", store).stdout)["days"] == 180


def test_tidying_can_be_tried_before_it_is_done(store: str, run: Run) -> None:
    """The dry run and the real one count the same kinds of what was kept too long."""
    dry = json.loads(run("tidy", "--dry-run", "--json", "--store", store).stdout)
    done = json.loads(run("tidy", "--json", "--store", store).stdout)
    assert set(dry) < set(done)
    assert not any(dry.values())
    assert "Would remove 0 draft" in run("tidy", "--dry-run", "--store", store).stdout
