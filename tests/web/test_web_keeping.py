"""Seats and their turns, rounds of confirmation, what is due, and reorganisation, as pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape

import pytest
from beispielkreis import ID, POSTS, fill_registry
from flask import Flask
from flask.testing import FlaskClient
from signing_in import posting, signed_in
from werkzeug.test import TestResponse

from registry.access import STAFF_VIEWER
from registry.model import Entity, Post, Status, Tie
from registry.opening import open_registry
from registry.services import Registry, editing
from registry.services.mail import Outbox
from web.app import create_app

SEATS = f"/de/akteure/{ID['netzwerk']}/plaetze"
TURN = f"{SEATS}/{POSTS['wechsel']}/wechsel"
ASK = f"/de/akteure/{ID['netzwerk']}/bestaetigung"


@pytest.fixture
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """The Beispielkreis in a file of one's own."""
    with closing(open_registry(f"sqlite:///{tmp_path_factory.mktemp('keeping')}/registry.db", create=True)) as opened:
        fill_registry(opened)
        yield opened


@pytest.fixture
def app(registry: Registry) -> Flask:
    """The application on it, which knows its address."""
    return create_app(registry, config={"ADDRESS": "https://register.example"})


@pytest.fixture
def staff(app: Flask, registry: Registry) -> FlaskClient:
    """Somebody of the office."""
    return signed_in(app.test_client(), registry)


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """Everybody."""
    return posting(app.test_client())


def words(answer: TestResponse) -> str:
    """The visible words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def _shown(answer: TestResponse) -> str:
    found = re.search(r'name="gezeigt" value="(\w+)"', answer.text)
    assert found, words(answer)
    return found[1]


def _tie(registry: Registry, id: str) -> Tie:
    with registry.reading(STAFF_VIEWER) as record:
        found = record.get([id])[id]
    assert isinstance(found, Tie)
    return found


def _entity(registry: Registry, id: str) -> Entity:
    with registry.reading(STAFF_VIEWER) as record:
        return record.entity(id)


# --- seats and turns


def test_the_calendar_of_a_body_is_public_and_only_who_may_changes_it(visitor: FlaskClient, staff: FlaskClient) -> None:
    """Whose turn it is stands there for everybody, the button for those who keep the body."""
    page = words(visitor.get(SEATS))
    assert "je 1 von 2; in alphabetischer Reihenfolge; jährlich wechselnd; Beginn nicht genannt" in page
    assert "als Nächstes an der Reihe" in page
    assert "Wechsel vorbereiten" not in page
    assert "Wechsel vorbereiten" in words(staff.get(SEATS))
    assert "Sitze und Wechsel" in words(visitor.get(f"/de/akteure/{ID['netzwerk']}"))


def test_a_turn_is_shown_before_it_is_written_and_can_be_undone(staff: FlaskClient, registry: Registry) -> None:
    """The preview writes nothing; what is written is what was shown, by the label of the account."""
    before = registry.revision()
    page = staff.post(TURN, data={"on": "2026"})
    assert page.status_code == 200
    assert "Das würde geschrieben" in words(page)
    assert registry.revision() == before
    done = staff.post(TURN, data={"on": "2026", "gezeigt": _shown(page), "schreiben": "1"})
    assert done.status_code == 303
    change = done.headers["Location"].split("/")[-1].split("?")[0]
    with registry.reading(STAFF_VIEWER) as record:
        found = record.change(change)
        made = [one for one in record.about([POSTS["wechsel"]], places=["post"]) if isinstance(one, Tie)]
    assert found is not None
    assert found[0].who == "Beispielstelle staff"
    assert [(str(one.period), one.status) for one in made] == [("2026", Status.EXPECTED)]
    assert "erwartet, noch nicht bestätigt" in words(staff.get(SEATS))
    registry.commit_prepared(lambda record: editing.undo(record, change, "Stelle", "doch nicht"))
    assert "erwartet, noch nicht bestätigt" not in words(staff.get(SEATS))


def test_a_turn_that_was_overtaken_is_shown_again(staff: FlaskClient, registry: Registry) -> None:
    """What is not as it was shown is not written."""
    before = registry.revision()
    late = staff.post(TURN, data={"on": "2026", "gezeigt": "0" * 32, "schreiben": "1"})
    assert (late.status_code, registry.revision()) == (409, before)
    assert "Inzwischen hat sich etwas geändert" in words(late)


@pytest.mark.parametrize("typed", [{"on": "bald"}, {"on": ".."}, {"on": "2026", "holders": [ID["ki"]]}])
def test_a_turn_that_can_not_be_says_so_at_its_field(
    staff: FlaskClient, registry: Registry, typed: dict[str, str]
) -> None:
    """And writes nothing."""
    before = registry.revision()
    assert staff.post(TURN, data=typed).status_code == 422
    assert registry.revision() == before


def test_who_moderates_the_network_turns_its_seats_and_no_others(app: Flask, registry: Registry) -> None:
    """The right comes with the tie."""
    moderator = signed_in(app.test_client(), registry, "member", [ID["ki"]])
    assert moderator.get(TURN).status_code == 200
    stranger = signed_in(app.test_client(), registry, "member", [ID["verein"]])
    assert stranger.get(TURN).status_code == 403


def test_a_seat_is_made_and_corrected_by_hand(staff: FlaskClient, registry: Registry) -> None:
    """What is left empty stays unknown; what the form does not ask for stays; both can be undone."""
    typed = {"name": "Sitz der Vereine", "kind": "rotating", "role": "mitglied", "seats": "2", "rhythm": "yearly"}
    typed |= {"pool": "Musterverein Beispielstadt\n\n", "since": "03.2020", "status": "existing"}
    made = staff.post(f"{SEATS}/neu", data=typed)
    assert made.status_code == 303
    with registry.reading(STAFF_VIEWER) as record:
        posts = {one.name: one for one in record.about([ID["netzwerk"]], places=["body"]) if isinstance(one, Post)}
    new = posts["Sitz der Vereine"]
    assert (new.kind, new.seats, new.per_turn, new.order, new.rhythm) == ("rotating", 2, None, None, "yearly")
    assert (str(new.period), new.pool) == ("2020-03/", (ID["verein"],))
    form = staff.get(f"{SEATS}/{new.id}/bearbeiten")
    assert "Musterverein Beispielstadt" in form.text
    changed = staff.post(f"{SEATS}/{new.id}/bearbeiten", data=typed | {"kind": "open", "seats": ""})
    assert changed.status_code == 303
    with registry.reading(STAFF_VIEWER) as record:
        now = record.get([new.id])[new.id]
    assert isinstance(now, Post)
    assert (now.kind, now.seats, now.rhythm, now.pool) == ("open", None, None, new.pool)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": ""}, "Der Name des Sitzes fehlt."),
        ({"role": "nichts"}, "Wählen Sie, was der Sitz bedeutet."),
        ({"seats": "viele"}, "Das ist keine Anzahl."),
        ({"pool": "Niemand Unbekanntes"}, "„Niemand Unbekanntes“ ist im Register nicht bekannt"),
        ({"since": "bald"}, "Das ist kein Datum."),
        ({"since": "2020", "until": "2019"}, "So kann das nicht stehen bleiben."),
        ({"kind": "irgendwas"}, "So kann das nicht stehen bleiben."),
        ({"status": "egal"}, "So kann das nicht stehen bleiben."),
    ],
)
def test_a_seat_that_can_not_be_is_told_at_its_field(
    staff: FlaskClient, registry: Registry, wrong: dict[str, str], told: str
) -> None:
    """And nothing is written; what was typed is still there."""
    before = registry.revision()
    typed = {"name": "Sitz der Vereine", "kind": "open", "role": "mitglied", "status": "existing", "why": "Beschluss 7"}
    page = staff.post(f"{SEATS}/neu", data=typed | wrong)
    assert (page.status_code, registry.revision()) == (422, before)
    assert told in words(page)
    assert "Beschluss 7" in page.text


def test_only_staff_make_seats_and_only_of_what_is_there(app: Flask, registry: Registry, staff: FlaskClient) -> None:
    """Others are refused; a seat of another body is not known here."""
    moderator = signed_in(app.test_client(), registry, "member", [ID["ki"]])
    assert moderator.get(f"{SEATS}/neu").status_code == 403
    assert "Neuer Sitz" not in words(moderator.get(SEATS))
    assert "Neuer Sitz" in words(staff.get(SEATS))
    assert staff.get(f"/de/akteure/{ID['verein']}/plaetze/{POSTS['offen']}/bearbeiten").status_code == 404


def test_who_moderates_a_network_asks_its_members_and_nobody_elses(app: Flask, registry: Registry) -> None:
    """The right to send a round comes with the tie, too."""
    moderator = signed_in(app.test_client(), registry, "member", [ID["ki"]])
    assert "Alle noch dabei?" in words(moderator.get(f"/de/akteure/{ID['netzwerk']}"))
    assert moderator.post(ASK, data={"email": "moderation@example.org"}).status_code == 303
    assert Outbox(registry.workspace).mails()[0].to == "moderation@example.org"
    assert "Stimmt der Eintrag noch?" not in words(moderator.get(f"/de/akteure/{ID['verein']}"))
    other = f"/de/akteure/{ID['verein']}/bestaetigung"
    assert moderator.get(other).status_code == 403
    assert moderator.post(other, data={"email": "moderation@example.org"}).status_code == 403


def test_an_empty_seat_is_filled_by_name(staff: FlaskClient, registry: Registry) -> None:
    """A wrong name or date is told at its field."""
    address = f"{SEATS}/{POSTS['offen']}/besetzen"
    assert "Unter diesem Namen" in words(staff.post(address, data={"who": "Niemand", "since": "2026"}))
    name = _entity(registry, ID["verein"]).name
    assert "kein Datum" in words(staff.post(address, data={"who": name, "since": "bald"}))
    assert staff.post(address, data={"who": name, "since": "03.2026"}).status_code == 303
    with registry.reading(STAFF_VIEWER) as record:
        (made,) = record.about([POSTS["offen"]], places=["post"])
    assert isinstance(made, Tie)
    assert (made.subject, str(made.period)) == (ID["verein"], "2026-03/")
    again = staff.post(address, data={"who": name, "since": "03.2026"})
    assert again.status_code == 422


# --- rounds


def _link(staff: FlaskClient, registry: Registry, address: str = ASK) -> str:
    asked = staff.post(address, data={"email": "moderation@beispiel.example", "language": "de"})
    assert asked.status_code == 303, words(asked)
    mail = Outbox(registry.workspace).mails()[0]
    return re.search(r"https://register\.example(/de/bestaetigen/\S+)", mail.body)[1]  # type: ignore[index]


def _versions(page: TestResponse) -> dict[str, str]:
    found = re.findall(r'name="(version-\w+)" value="(\d+)"', page.text)
    return {"id": [one[0].removeprefix("version-") for one in found], **dict(found)}  # type: ignore[dict-item]


def test_a_mailed_link_leads_to_the_members_and_back_to_the_record(
    staff: FlaskClient, visitor: FlaskClient, registry: Registry
) -> None:
    """Asked by the office, answered by whoever has the link; the page of the network tells who confirmed when."""
    link = _link(staff, registry)
    page = visitor.get(link)
    assert "Alle noch dabei?" in words(page)
    assert "Kommunales Integrationszentrum Beispielkreis moderiert" not in words(page)
    done = visitor.post(link, data={**_versions(page), "alle": "1"}, follow_redirects=True)
    assert "Ihre Antworten stehen im Register" in words(done)
    assert "bestätigt am" in words(done)
    assert re.search(r"bestätigt am \d\d\.\d\d\.\d{4} Moderation", words(visitor.get(f"/de/akteure/{ID['netzwerk']}")))
    member = visitor.get(f"/de/akteure/{ID['verein']}")
    assert re.search(r"belegt 20\d\d bestätigt am \d\d\.\d\d\.\d{4}", words(member)), "each tie tells it, too"
    assert "beantwortet" in words(staff.get(ASK))


def test_answers_end_and_correct_and_what_is_wrong_is_told_at_its_place(
    staff: FlaskClient, visitor: FlaskClient, registry: Registry
) -> None:
    """Nothing is written as long as one of them can not be understood; what was typed stays."""
    link = _link(staff, registry)
    page = visitor.get(link)
    sent = _versions(page)
    first, second = sent["id"][:2]
    before = registry.revision()
    wrong = visitor.post(
        link, data={**sent, f"v-{first}": "ended", f"since-{first}": "irgendwann", f"v-{second}": "confirmed"}
    )
    assert (wrong.status_code, registry.revision()) == (422, before)
    assert "irgendwann" in wrong.text
    assert "Das ist kein Datum" in words(wrong)
    answers = {
        f"v-{first}": "ended",
        f"since-{first}": "3.2026",
        f"v-{second}": "wrong",
        f"text-{second}": "heißt jetzt anders",
    }
    done = visitor.post(link, data={**sent, **answers}, follow_redirects=True)
    assert "prüft die Registerstelle" in words(done)
    assert (_tie(registry, first).status, str(_tie(registry, first).period)) == (Status.ENDED, "/2026-03")
    (proposal,) = registry.proposals("open")
    assert proposal.change_set.operations[0].target == second
    assert staff.get(f"/de/zusendungen/{proposal.change_set.id}").status_code == 200


def test_an_answer_to_what_has_changed_meanwhile_is_shown_again(
    staff: FlaskClient, visitor: FlaskClient, registry: Registry
) -> None:
    """Beside what the record says now, with what was typed."""
    link = _link(staff, registry)
    sent = _versions(visitor.get(link))
    first = sent["id"][0]
    late = visitor.post(
        link, data={**sent, f"version-{first}": "99", f"v-{first}": "ended", f"since-{first}": "3.2026"}
    )
    assert late.status_code == 409
    assert "inzwischen geändert" in words(late)
    assert "3.2026" in late.text


def test_a_link_that_is_not_good_says_so(staff: FlaskClient, visitor: FlaskClient, registry: Registry) -> None:
    """An invented one, and one that was withdrawn; looking or answering makes no difference."""
    link = _link(staff, registry)
    (id,) = re.findall(r"/bestaetigung/(\w+)/zurueckziehen", staff.get(ASK).text)
    assert staff.post(f"{ASK}/{id}/zurueckziehen").status_code == 303
    for address in (link, "/de/bestaetigen/erfunden"):
        assert visitor.get(address).status_code == 410
        assert visitor.post(address, data={"alle": "1"}).status_code == 410


def test_whom_to_ask_has_to_be_an_address(staff: FlaskClient, registry: Registry) -> None:
    """The mistake is told, nothing is sent; persons are not asked."""
    assert staff.post(ASK, data={"email": "keine"}).status_code == 422
    person = ASK.replace(ID["netzwerk"], ID["person"])
    assert staff.post(person, data={"email": "a@example.org"}).status_code == 422
    assert Outbox(registry.workspace).mails() == []


def test_the_work_list_counts_what_nobody_has_confirmed(staff: FlaskClient, visitor: FlaskClient) -> None:
    """For those who read all; it leads to asking."""
    page = staff.get("/de/aufgaben/unbestaetigt")
    assert page.status_code == 200
    assert "Netzwerk Sprache Beispielkreis" in words(page)
    assert f"/de/akteure/{ID['netzwerk']}/bestaetigung" in page.text
    assert visitor.get("/de/aufgaben/unbestaetigt").status_code == 302


# --- reorganisation


def _guided(staff: FlaskClient, what: str, **typed: object) -> TestResponse:
    """The preview, then the writing of it."""
    address = f"/de/akteure/{ID['verein']}/umbau/{what}"
    page = staff.post(address, data=typed)
    assert page.status_code == 200, words(page)
    carried = re.findall(r'name="carry" value="([\w:]+)" checked', page.text)
    more = {"carry": carried, "chosen": "1"} if 'name="chosen"' in page.text else {}
    again = staff.post(address, data={**typed, **more})
    return staff.post(address, data={**typed, **more, "gezeigt": _shown(again), "schreiben": "1"})


def test_every_reorganisation_has_its_guide(staff: FlaskClient) -> None:
    """Five of them, and no sixth."""
    index = staff.get(f"/de/akteure/{ID['verein']}/umbau")
    for what in ("name", "aufloesung", "nachfolge", "fusion", "teilung"):
        assert f"/umbau/{what}" in index.text
        assert staff.get(f"/de/akteure/{ID['verein']}/umbau/{what}").status_code == 200
    assert staff.get(f"/de/akteure/{ID['verein']}/umbau/anders").status_code == 404


def test_a_renaming_keeps_the_old_name(staff: FlaskClient, registry: Registry) -> None:
    """With the date until which it was the name."""
    old = _entity(registry, ID["verein"]).name
    assert _guided(staff, "name", name="Umbenannter Verein", on="03.2026").status_code == 303
    found = _entity(registry, ID["verein"])
    assert (found.name, old in found.aliases) == ("Umbenannter Verein", True)
    assert [(one.name, str(one.period)) for one in found.former] == [(old, "/2026-03")]


def test_a_merger_makes_one_of_two_and_carries_their_ties(staff: FlaskClient, registry: Registry) -> None:
    """The new one is a member where they were; both have ended."""
    other = _entity(registry, ID["formel"]).name
    assert _guided(staff, "fusion", partners=other, name="Vereinter Verein", on="01.03.2026").status_code == 303
    assert [_entity(registry, ID[one]).status for one in ("verein", "formel")] == [Status.ENDED] * 2
    with registry.reading(STAFF_VIEWER) as record:
        made = [
            one
            for one in record.about([ID["verein"]], places=["object"])
            if isinstance(one, Tie) and one.role == "nachfolge"
        ]
        ties = record.about([made[0].subject], places=["subject"])
    assert (ID["netzwerk"], "mitglied") in [(one.object, one.role) for one in ties if isinstance(one, Tie)]


def test_a_split_a_succession_and_a_dissolution_are_one_change_each(staff: FlaskClient, registry: Registry) -> None:
    """One after the other; each adds one revision."""
    before = registry.revision()
    assert _guided(staff, "teilung", heirs="Teil Nord\nTeil Süd", on="2026").status_code == 303
    assert registry.revision() == before + 1
    assert staff.post(f"/de/akteure/{ID['verein']}/umbau/aufloesung", data={"on": "2026"}).status_code == 422
    assert _entity(registry, ID["verein"]).status is Status.ENDED


@pytest.mark.parametrize(
    ("what", "typed", "said"),
    [
        ("name", {"name": "", "on": "2026"}, "Der neue Name fehlt"),
        ("name", {"name": "Neu", "on": "bald"}, "kein Datum"),
        ("fusion", {"partners": "Niemand", "name": "Neu", "on": "2026"}, "nicht eindeutig"),
        ("fusion", {"partners": "", "name": "Neu", "on": "2026"}, "nicht eindeutig"),
        ("nachfolge", {"name": "", "on": "2026"}, "Nennen Sie, wer folgt"),
        ("teilung", {"heirs": "Nur eine", "on": "2026"}, "mindestens zwei"),
        ("aufloesung", {"on": "2026", "document": "Nirgends"}, "Dokument ist nicht bekannt"),
    ],
)
def test_what_is_missing_is_told_at_its_field(
    staff: FlaskClient, registry: Registry, what: str, typed: dict[str, str], said: str
) -> None:
    """And nothing is written."""
    before = registry.revision()
    answer = staff.post(f"/de/akteure/{ID['verein']}/umbau/{what}", data=typed)
    assert answer.status_code == 422
    assert said in words(answer)
    assert registry.revision() == before
