"""Reports, erasure with its proof, periods and the register of processing, on both stores."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from neo4j_server import Database
from record_making import WHO, change, changed, create, document, edit, netzwerk, person, source, tie, verein

from registry.access import STAFF_VIEWER
from registry.model import Contact, Invalid, NotFound, Put
from registry.opening import open_registry
from registry.services import Registry
from registry.services.accounts import Accounts, Role
from registry.services.exchange import export_parts
from registry.services.keeping.settings import SETTINGS, Settings
from registry.services.mail import Letter, Outbox
from registry.services.moments import stamp
from registry.services.privacy import Consents
from registry.services.privacy.erasing import erase, foreseen
from registry.services.privacy.kinds import KINDS
from registry.services.privacy.processing import register_of_processing, unset
from registry.services.privacy.report import report
from registry.services.privacy.retention import PROPOSALS, retain
from registry.store.workspace import Item

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
NAME, MAIL = "Erika Beispielperson-Muster", "erika.muster@beispiel.example"
NETWORK, PAPER = netzwerk(), document()
SOMEBODY = person(NAME, contacts=(Contact(kind="email", value=MAIL),), aliases=("E. Beispielperson-Muster",))
SEAT = tie(SOMEBODY, "vorsitz", NETWORK, sources=(source(PAPER),))
WORDS = (NAME, MAIL, "Beispielperson")


def _begin(registry: Registry) -> None:
    """Somebody in the record, its history, a proposal, a consent, a mail, an account and a sending."""
    registry.commit(create(PAPER, NETWORK, SOMEBODY, SEAT))
    registry.commit(edit(changed(NETWORK, version=1, aliases=(f"Netzwerk um {NAME}",)), why=f"Wunsch von {NAME}"))
    registry.propose(change(Put(record=changed(SOMEBODY, version=1, name="Erika Beispielperson"), expected=1)))
    Consents(registry.workspace).give(
        SOMEBODY.id, by=NAME, purpose="öffentlich zeigen", wording="einverstanden", recorded_by=WHO
    )
    Outbox(registry.workspace).put(MAIL, Letter("x", "Betreff", f"Guten Tag {NAME},"))
    Accounts(registry.workspace).add(MAIL, Role.MEMBER, name="Vorsitz")
    registry.workspace.change(
        [Item("sending", "s1", {"title": "Korrektur", "text": f"{NAME} ist dabei"}, at="2027-01-01T00:00:00Z")]
    )


def _everything_told(registry: Registry) -> str:
    """All that the registry tells: an export for staff, history, changes, proposals and items."""
    with registry.reading(STAFF_VIEWER) as record:
        told = list(export_parts(record))
        told += [repr(record.history(one)) for one in (SOMEBODY.id, SEAT.id, NETWORK.id)]
        told += [repr(record.changes(limit=100)), repr(registry.proposals())]
    told += [f"{one!r}" for kind in KINDS for one in registry.workspace.find(kind, limit=1000)]
    return "\n".join(told)


# --- what is kept


def test_a_report_has_everything_that_speaks_of_a_person(registry: Registry) -> None:
    """Record, history, changes, proposals, and items by kind; secrets are not told."""
    _begin(registry)
    found = report(registry, SOMEBODY.id, clock=lambda: NOW)
    assert {one["id"] for one in found["statements"]} == {SOMEBODY.id, SEAT.id, NETWORK.id}
    assert [one["why"] for one in found["changes"]] == [f"Wunsch von {NAME}"]
    assert len(found["proposals"]) == 1
    assert set(found["items"]) == {"account", "consent", "mail", "login", "sending"}
    assert {(one["id"], one["version"]) for one in found["history"]} >= {(SOMEBODY.id, 1), (NETWORK.id, 2)}
    assert (found["about"], found["made"]) == (SOMEBODY.id, "2026-11-21T12:00:00Z")


def test_a_report_about_an_account_has_its_mails_and_what_it_signed(registry: Registry) -> None:
    """Whoever has no entry but an account gets the same right; the password's hash is not told."""
    _begin(registry)
    account = Accounts(registry.workspace).add(
        "stelle@beispiel.example", Role.STAFF, name="Stelle", password="vier Worte ohne Zusammenhang"
    )
    registry.commit(edit(changed(NETWORK, version=2), who="Stelle"))
    Outbox(registry.workspace).put("Stelle@beispiel.example", Letter("x", "Betreff", "Text"))
    found = report(registry, account.id)
    assert [one["who"] for one in found["changes"]] == ["Stelle"]
    assert [one["to"] for one in found["mails to the address"]] == ["Stelle@beispiel.example"]
    assert "argon2" not in repr(found)


def test_of_nobody_there_is_no_report(registry: Registry) -> None:
    """Neither of an entry nor of an account that is not there."""
    for id in (person().id, "a" + "b" * 20):
        with pytest.raises(NotFound):
            report(registry, id)


# --- erasure


def test_an_erasure_leaves_no_word_of_the_person_and_proves_it(registry: Registry) -> None:
    """What spoke of them is counted before and after; the seat stays, anonymous."""
    _begin(registry)
    before = foreseen(registry, SOMEBODY.id)
    assert before | {"login": 0} == {
        "statements": 3, "versions": 3, "changes": 1, "proposals": 1,
        "account": 1, "consent": 1, "mail": 1, "sending": 1, "login": 0,
    }  # fmt: skip
    proof = erase(registry, SOMEBODY.id, WHO, "auf Wunsch")
    assert (proof.before, proof.clean) == (before, True)
    told = _everything_told(registry)
    assert [one for one in WORDS if one.casefold() in told.casefold()] == []
    with registry.reading(STAFF_VIEWER) as record:
        assert SEAT.id in record.get([SEAT.id])


def test_after_an_erasure_no_file_of_the_store_has_a_word_of_the_person(tmp_path: Path) -> None:
    """A grep over the database and what lies beside it, over an export and a backup made afterwards."""
    with closing(open_registry(f"sqlite:///{tmp_path}/one.db", create=True)) as registry:
        _begin(registry)
        assert _in_files(tmp_path), "before, the words are there"
        erase(registry, SOMEBODY.id, WHO, "auf Wunsch")
        (tmp_path / "export.json").write_text(_everything_told(registry), encoding="utf-8")
        registry.backup(tmp_path / "backup.db")
        assert _in_files(tmp_path) == []
    assert _in_files(tmp_path) == []


def test_after_an_erasure_no_property_of_the_graph_has_a_word_of_the_person(neo4j_scratch: Database) -> None:
    """Asked in Cypher over every property of every node and relationship."""
    everything = (
        "MATCH (n) RETURN properties(n) AS all, labels(n) AS more"
        " UNION ALL MATCH ()-[r]->() RETURN properties(r) AS all, [type(r)] AS more"
    )

    def words() -> set[str]:
        with neo4j_scratch.session() as session:
            told = "\n".join(repr(row.data()) for row in session.run(everything)).casefold()
        return {one for one in WORDS if one.casefold() in told}

    with closing(open_registry(neo4j_scratch.url, create=True)) as registry:
        _begin(registry)
        assert words() == set(WORDS), "before, the words are there"
        erase(registry, SOMEBODY.id, WHO, "auf Wunsch")
        assert words() == set()


def _in_files(folder: Path) -> list[tuple[str, str]]:
    return [
        (file.name, word)
        for file in folder.rglob("*")
        if file.is_file()
        for word in WORDS
        if re.search(re.escape(word).encode(), file.read_bytes(), re.IGNORECASE)
    ]


def test_an_organisation_is_not_erased(registry: Registry) -> None:
    """Only persons are; nothing has changed then."""
    _begin(registry)
    with pytest.raises(Invalid):
        erase(registry, NETWORK.id, WHO, "Irrtum")
    assert foreseen(registry, SOMEBODY.id)["statements"] == 3


# --- periods


def _old_items(registry: Registry, days: int) -> None:
    at = stamp(NOW - timedelta(days=days))
    ended = stamp(NOW - timedelta(days=days) + timedelta(days=180))
    draft = stamp(NOW - timedelta(days=days) + timedelta(days=30))
    items = [
        Item("mail", f"m{days}", {"to": MAIL}, state="sent", at=at),
        Item("mail", f"w{days}", {"to": MAIL}, state="waiting", at=at),
        Item("audit", f"a{days}", at=at),
        Item("confirmation", f"c{days}", at=at),
        Item("consent", f"e{days}", at=at),
        Item("consent", f"n{days}"),
        Item("sending", f"s{days}", state="declined", at=ended),
        Item("sending", f"o{days}", state="open"),
        Item("draft", f"d{days}", at=draft),
    ]
    registry.workspace.change(items)


def test_what_was_kept_long_enough_goes_and_nothing_else(registry: Registry) -> None:
    """Each kind after its own period; what still waits, or has no end, stays."""
    for days in (5, 2000):
        _old_items(registry, days)
    expected = {"draft": 1, "sending": 1, "mail": 1, "audit": 1, "confirmation": 1, "consent": 1, PROPOSALS: 0}
    assert retain(registry, dry=True, clock=lambda: NOW) == expected
    assert len(registry.workspace.find("mail")) == 4, "a dry run removes nothing"
    assert retain(registry, clock=lambda: NOW) == expected
    assert {one.id for one in registry.workspace.find("mail")} == {"m5", "w5", "w2000"}
    assert {one.id for one in registry.workspace.find("sending")} == {"s5", "o5", "o2000"}
    assert {one.id for one in registry.workspace.find("consent")} == {"e5", "n5", "n2000"}
    assert retain(registry, clock=lambda: NOW) == dict.fromkeys(expected, 0)


def test_periods_are_set_in_the_store(registry: Registry) -> None:
    """A shorter one counts at once; the default comes back with an empty value."""
    _old_items(registry, 5)
    Settings(registry.workspace).set({"keep_mails": "3", "keep_drafts": "2"})
    assert {kind for kind, number in retain(registry, dry=True, clock=lambda: NOW).items() if number} == {
        "mail",
        "draft",
    }
    Settings(registry.workspace).set({"keep_mails": ""})
    assert Settings(registry.workspace).days("keep_mails") == 30


def test_declined_proposals_lose_what_they_said(registry: Registry) -> None:
    """It stays known that there was one; open and accepted ones, and young ones, are left alone."""
    registry.commit(create(PAPER, NETWORK))
    made = [create(verein(f"Verein {number}"), why=f"von {NAME}") for number in range(3)]
    for one in made:
        registry.propose(one)
    registry.decide(made[0].id, "declined", WHO, f"{NAME} ist nicht erreichbar")
    registry.decide(made[1].id, "accepted", WHO)
    assert retain(registry, clock=lambda: datetime.now(UTC) + timedelta(days=89))[PROPOSALS] == 0
    later = datetime.now(UTC) + timedelta(days=91)
    assert retain(registry, dry=True, clock=lambda: later)[PROPOSALS] == 1
    assert retain(registry, clock=lambda: later)[PROPOSALS] == 1
    assert retain(registry, clock=lambda: later)[PROPOSALS] == 0
    found = {one.change_set.id: one for one in registry.proposals()}
    empty = found[made[0].id]
    assert (empty.state, empty.decided_by, empty.decision_note) == ("declined", WHO, None)
    assert (empty.change_set.operations, NAME in empty.change_set.why) == ((), False)
    assert [found[one.id].change_set for one in made[1:]] == made[1:]
    assert registry.check() == []


# --- settings and the register of processing


@pytest.mark.parametrize(
    ("key", "value"),
    [("keep_mails", "0"), ("keep_mails", "viele"), ("keep_mails", "31"), ("controller", "x" * 2001)],
)
def test_a_setting_that_can_not_be_is_refused(registry: Registry, key: str, value: str) -> None:
    """And none of those given with it is set."""
    with pytest.raises(Invalid):
        Settings(registry.workspace).set({"contact": "Musteramt", key: value})
    assert Settings(registry.workspace).text("contact") == ""
    with pytest.raises(NotFound):
        Settings(registry.workspace).set({"unbekannt": "1"})


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_register_of_processing_is_filled_from_the_settings(registry: Registry, lang: str) -> None:
    """What nobody has set is told; periods are those that count; every kind of item is named."""
    settings = Settings(registry.workspace)
    settings.set({"controller": "Musteramt Beispielkreis", "keep_mails": "7"})
    sections = register_of_processing(settings, lang)
    rows = [row for one in sections for row in one.rows]
    assert next(row.value for row in rows) == "Musteramt Beispielkreis"
    assert 7 in [row.days for row in rows]
    lines = {line for one in sections for line in one.lines}
    assert {one.text(lang) for one in KINDS.values()} <= lines
    assert "controller" not in unset(settings)
    assert "officer" in unset(settings)


def test_every_kind_of_item_is_in_the_register(root: Path) -> None:
    """A service that keeps something new has to say what it is for."""
    named = re.compile(r'^KIND: Final = "(\w+)"', re.MULTILINE)
    found = {kind for file in (root / "registry").rglob("*.py") for kind in named.findall(file.read_text("utf-8"))}
    assert found <= set(KINDS)
    assert all(one.label.de and one.label.en for one in SETTINGS.values())
