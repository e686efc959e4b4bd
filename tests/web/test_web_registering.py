"""Sending in by everyone, and editing by those who may: what comes of a form, whatever is in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from beispielkreis import ID
from flask.testing import FlaskClient
from form_filling import GOOD, file_url, hidden_in, link_in_last_mail, mark_in, own_app, own_registry
from signing_in import posting, signed_in

from registry.access import STAFF_VIEWER
from registry.services import Registry
from registry.services.mail import Outbox
from registry.services.registering import form_of, versions_text
from registry.services.reviewing import queue


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    """The Beispielkreis, to be written to."""
    with own_registry(file_url(tmp_path)) as opened:
        yield opened


@pytest.fixture
def client(registry: Registry) -> FlaskClient:
    """A visitor without an account."""
    return posting(own_app(registry).test_client())


@pytest.fixture
def staff(registry: Registry) -> FlaskClient:
    """Somebody of the registering staff."""
    return signed_in(own_app(registry).test_client(), registry)


def sent(client: FlaskClient, path: str = "/de/eintragen", **fields: str) -> tuple[int, str]:
    """Status and text after a form was sent, with the mark that its page gave out."""
    mark = mark_in(client.get(path).get_data(as_text=True))
    answer = client.post(path, data={**GOOD, "mark": mark, **fields})
    return answer.status_code, answer.get_data(as_text=True)


def test_what_is_sent_in_waits_for_its_mail_and_is_then_in_the_queue(client: FlaskClient, registry: Registry) -> None:
    """The mail's page asks for confirmation by a button; only that puts it into the queue, and nothing is public."""
    revision = registry.revision()
    assert sent(client)[0] == 303
    assert queue(registry) == []
    link = link_in_last_mail(registry)
    page = client.get(link).get_data(as_text=True)
    assert "noch nicht bestätigt" in page
    assert "ist Mitglied in Netzwerk Sprache Beispielkreis 2020" in page  # they see what they confirm
    assert queue(registry) == []
    assert client.post(link, data={"aktion": "bestaetigen"}).status_code == 303
    assert [one.sending.title for one in queue(registry)] == ["Nordlicht Probedorf"]
    assert "Nordlicht" not in client.get("/de/akteure").get_data(as_text=True)
    assert registry.revision() == revision
    assert "absender" not in link


def test_problems_stand_at_their_fields_and_nothing_typed_is_lost(client: FlaskClient) -> None:
    """All at once, with what was typed still in the form."""
    status, text = sent(client, name="", **{"contact-value": "kein.mail", "tie-since": "neulich"}, summary="Mein Text")
    assert status == 422
    assert 'id="f-name-error"' in text
    assert 'id="f-contacts-0-error"' in text
    assert 'id="f-ties-0-error"' in text
    assert "kein.mail" in text
    assert "neulich" in text
    assert "Mein Text" in text


def test_a_likely_duplicate_is_shown_with_why_before_anything_is_sent(client: FlaskClient, registry: Registry) -> None:
    """It is offered to be opened or corrected; who says that it is another one can go on."""
    name = {"name": "Musterverein Beispielstadt e. V.", "town": "Musterstadt"}
    status, text = sent(client, **name)
    assert status == 200
    assert "Musterverein Beispielstadt" in text
    assert f"/de/korrektur/{ID['verein']}" in text
    assert Outbox(registry.workspace).mails() == []
    assert sent(client, new_anyway="1", **name)[0] == 303


def test_hints_while_typing_tell_nothing_that_is_hidden(client: FlaskClient) -> None:
    """An entry for staff alone is no hint for a visitor."""
    answer = client.post("/de/eintragen/aehnlich", data={"name": "Verborgener Verein", "kind": "verein"})
    assert answer.status_code == 200
    assert "Verborgener" not in answer.get_data(as_text=True)
    answer = client.post("/de/eintragen/aehnlich", data={"name": "Musterverein Beispielstatt", "kind": "verein"})
    assert "Musterverein Beispielstadt" in answer.get_data(as_text=True)


def test_a_name_with_wrong_letters_is_asked_back(client: FlaskClient, registry: Registry) -> None:
    """A list of what may be meant; who chooses from it is through."""
    status, text = sent(client, **{"tie-other_name": "Netzwerk Sprache"})
    assert status == 422
    assert f'<option value="{ID["netzwerk"]}"' in text
    chosen = {"tie-other": ID["netzwerk"], "tie-picked": "Netzwerk Sprache", "tie-other_name": "Netzwerk Sprache"}
    assert sent(client, **chosen)[0] == 303


def test_a_filled_trap_looks_like_success_and_keeps_nothing(client: FlaskClient, registry: Registry) -> None:
    """A program learns nothing from it."""
    assert sent(client, homepage="http://spam.example")[0] == 303
    assert Outbox(registry.workspace).mails() == []


def test_a_form_without_our_mark_or_too_quick_is_shown_again(registry: Registry) -> None:
    """Nobody types so fast; a person sends it again with what was typed."""
    client = posting(own_app(registry, FORM_SECONDS=60).test_client())
    for mark in ("", "gefaelscht"):
        answer = client.post("/de/eintragen", data={**GOOD, "mark": mark})
        assert answer.status_code == 422
    status, text = sent(client)
    assert status == 422
    assert "Nordlicht Probedorf" in text
    assert Outbox(registry.workspace).mails() == []


def test_too_many_sendings_wait_and_keep_what_was_typed(client: FlaskClient, registry: Registry) -> None:
    """The page says when to try again; an address is not flooded with mails."""
    answers = [sent(client, name=f"Verein Nummer {number} am Ufer", new_anyway="1") for number in range(6)]
    assert [status for status, _ in answers] == [303] * 5 + [429]
    assert "Verein Nummer 5 am Ufer" in answers[-1][1]
    assert len(Outbox(registry.workspace).mails()) == 5


def correction(registry: Registry, id: str) -> dict[str, str]:
    """The fields of an entry's form as its page shows them to everybody, without its ties."""
    with registry.reading(STAFF_VIEWER) as record:
        form = form_of(record, registry.vocabulary, id)
    return {
        "name": form.name,
        "kind": form.kind,
        "aliases": "\n".join(form.aliases),
        "town": form.town,
        "area": form.area,
        "versions": versions_text(form.versions),
        "contact-value": "",
        "tie-other_name": "",
        "themes": "",
        "consent": "",
    }


def test_a_correction_leaves_the_entry_as_it_is_until_it_is_accepted(client: FlaskClient, registry: Registry) -> None:
    """Everybody goes on seeing the last accepted state."""
    path = f"/de/korrektur/{ID['verein']}"
    fields = {**correction(registry, ID["verein"]), "name": "Musterverein Neustadt"}
    assert sent(client, path, **fields)[0] == 303
    client.post(link_in_last_mail(registry), data={"aktion": "bestaetigen"})
    page = client.get(f"/de/akteure/{ID['verein']}").get_data(as_text=True)
    assert "Musterverein Neustadt" not in page
    (waiting,) = queue(registry)
    assert [one.target for one in waiting.proposal.change_set.operations] == [ID["verein"]]


def test_a_correction_that_changes_nothing_says_so(client: FlaskClient, registry: Registry) -> None:
    """Nothing is sent."""
    status, text = sent(client, f"/de/korrektur/{ID['verein']}", **correction(registry, ID["verein"]))
    assert status == 422
    assert "Es wurde nichts geändert" in text


def test_a_draft_is_saved_and_gone_on_with_by_its_link(client: FlaskClient, registry: Registry) -> None:
    """With or without script; nothing of it is in the queue."""
    answer = client.post("/de/eintragen/speichern", data={"name": "Halb fertig", "email": "absender@example.org"})
    draft = hidden_in(answer.get_data(as_text=True), "draft")
    again = client.post("/de/eintragen/speichern", data={"name": "Halb fertig e. V.", "draft": draft})
    assert hidden_in(again.get_data(as_text=True), "draft") == draft
    page = client.get(f"/de/entwurf/{draft}").get_data(as_text=True)
    assert "Halb fertig e. V." in page
    status, text = sent(client, aktion="save", name="Ohne Skript")
    assert status == 200
    assert "Gespeichert" in text
    assert registry.workspace.tally("draft") == {"": 2}
    assert client.get("/de/entwurf/gibt-es-nicht").status_code == 404


def test_a_sent_draft_is_deleted(client: FlaskClient, registry: Registry) -> None:
    """What was sent in is kept once."""
    draft = hidden_in(client.post("/de/eintragen/speichern", data={"name": "X e. V."}).get_data(as_text=True), "draft")
    assert sent(client, draft=draft)[0] == 303
    assert registry.workspace.tally("draft") == {}


def test_rows_are_added_without_script(client: FlaskClient) -> None:
    """One more empty row, and nothing that was typed is gone."""
    status, text = sent(client, aktion="contact")
    assert status == 200
    assert text.count('name="contact-value"') == 2
    assert "nordlicht@verein.example" in text


def test_question_answer_and_withdrawal_by_the_private_link(client: FlaskClient, registry: Registry) -> None:
    """An answer without text is refused; what is withdrawn is not in the queue."""
    sent(client)
    link = link_in_last_mail(registry)
    client.post(link, data={"aktion": "bestaetigen"})
    assert client.post(link, data={"aktion": "antworten", "text": " "}).status_code == 422
    assert client.post(link, data={"aktion": "antworten", "text": "Seit 2020."}).status_code == 303
    assert "Seit 2020." in client.get(link).get_data(as_text=True)
    client.post(link, data={"aktion": "zurueckziehen"})
    assert queue(registry) == []
    assert client.get("/de/zusendung/erfunden").status_code == 404


def test_without_an_address_of_its_own_the_site_takes_nothing_in(registry: Registry) -> None:
    """No form is filled in for nothing."""
    client = own_app(registry, ADDRESS="").test_client()
    assert client.get("/de/eintragen", base_url="http://register.example").status_code == 503


def test_staff_write_at_once_and_are_named(staff: FlaskClient, registry: Registry) -> None:
    """Without a mail; the change cites the office and can be found in the history."""
    answer = staff.post("/de/eintraege/neu", data={**GOOD, "note": "Mitteilung vom 3. März"})
    assert answer.status_code == 303
    id = answer.headers["Location"].rpartition("/")[2]
    with registry.reading(STAFF_VIEWER) as record:
        (version,) = record.history(id)
    assert (version.change.who, version.change.why) == ("Beispielstelle staff", "Mitteilung vom 3. März")
    assert registry.workspace.find("consent", owner=id)
    assert "Bearbeiten" in staff.get(f"/de/akteure/{id}").get_data(as_text=True)


def test_two_editors_at_once_lose_nothing(staff: FlaskClient, registry: Registry) -> None:
    """The later one sees what was, what is and what they typed; what they did not touch is taken over."""
    path = f"/de/eintraege/{ID['verein']}/bearbeiten"
    fields = correction(registry, ID["verein"])
    first = {**fields, "name": "Musterverein West", "aliases": "MVB\nMusterverein\nMVW"}
    assert staff.post(path, data={**first, "aktion": "send"}).status_code == 303
    second = {**fields, "name": "Musterverein Ost", "summary": "Neuer Text"}
    answer = staff.post(path, data={**second, "aktion": "send"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Musterverein West" in text
    assert 'value="Musterverein Ost"' in text
    assert "Neuer Text" in text
    assert "MVW" in text
    again = {**second, "aliases": "MVB\nMusterverein\nMVW", "versions": hidden_in(text, "versions")}
    assert staff.post(path, data={**again, "aktion": "send"}).status_code == 303
    with registry.reading(STAFF_VIEWER) as record:
        made = record.entity(ID["verein"])
    assert (made.name, "MVW" in made.aliases) == ("Musterverein Ost", True)


def test_an_editor_who_touched_another_field_goes_through(staff: FlaskClient, registry: Registry) -> None:
    """Where two changed different fields, nobody is asked anything."""
    path = f"/de/eintraege/{ID['verein']}/bearbeiten"
    fields = correction(registry, ID["verein"])
    staff.post(path, data={**fields, "name": "Musterverein West", "aktion": "send"})
    answer = staff.post(path, data={**fields, "summary": "Neuer Text", "aktion": "send"})
    assert answer.status_code == 303
    with registry.reading(STAFF_VIEWER) as record:
        made = record.entity(ID["verein"])
    assert (made.name, made.summary.de if made.summary else "") == ("Musterverein West", "Neuer Text")


def test_a_member_keeps_its_own_entry_and_no_other(registry: Registry) -> None:
    """Its page has the button; another entry's form is not for it."""
    client = signed_in(own_app(registry).test_client(), registry, "member", [ID["verein"]])
    path = f"/de/eintraege/{ID['verein']}/bearbeiten"
    fields = {**correction(registry, ID["verein"]), "summary": "Von uns selbst", "aktion": "send"}
    assert client.post(path, data=fields).status_code == 303
    assert client.get(f"/de/eintraege/{ID['neu']}/bearbeiten").status_code == 403
    assert "Korrektur vorschlagen" in client.get(f"/de/akteure/{ID['neu']}").get_data(as_text=True)


def test_ending_an_entry_and_a_tie(staff: FlaskClient, registry: Registry) -> None:
    """With a day; nonsense is refused; a tie that was never so is taken out."""
    path = f"/de/eintraege/{ID['neu']}/beenden"
    assert staff.post(path, data={"on": "irgendwann"}).status_code == 422
    assert staff.post(path, data={"on": "10.2020"}).status_code == 303
    with registry.reading(STAFF_VIEWER) as record:
        assert record.entity(ID["neu"]).period.end == "2020-10"
        (tie,) = [
            one for one in record.about((ID["verein"],), places=["subject"]) if one.type == "tie" and one.role == "sitz"
        ]
    path = f"/de/beziehungen/{tie.id}"
    assert staff.post(path, data={"since": "gestern", "version": "1"}).status_code == 422
    assert staff.post(path, data={"since": "2001", "version": "7"}).status_code == 409
    assert staff.post(path, data={"since": "2001", "until": "2010", "version": "1"}).status_code == 303
    with registry.reading(STAFF_VIEWER) as record:
        found = record.get((tie.id,))[tie.id]
    assert (found.period.start, found.period.end, found.status) == ("2001", "2010", "ended")  # type: ignore[union-attr]
    assert staff.post(path, data={"aktion": "entfernen", "version": "2"}).status_code == 303
    assert staff.get(path).status_code == 404


@pytest.mark.parametrize("note", ["\x00\x1b[2J", "zwei\r\nZeilen\u0085und mehr", "\u2028"])
def test_a_reason_with_characters_that_are_no_text_is_written_without_them(
    staff: FlaskClient, registry: Registry, note: str
) -> None:
    """Who pastes something odd is not stopped by it."""
    fields = {**correction(registry, ID["verein"]), "summary": "Neu", "note": note, "aktion": "send"}
    assert staff.post(f"/de/eintraege/{ID['verein']}/bearbeiten", data=fields).status_code == 303
