"""Review: the queue, one proposal as a diff, deciding, undoing, comparing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from beispielkreis import ID
from flask.testing import FlaskClient
from form_filling import GOOD, file_url, hidden_in, link_in_last_mail, mark_in, own_app, own_registry
from record_making import edit
from signing_in import posting, signed_in

from registry.access import STAFF_VIEWER
from registry.services import Registry
from registry.services.mail import Outbox
from registry.services.reviewing import queue


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    """The Beispielkreis, to be written to."""
    with own_registry(file_url(tmp_path)) as opened:
        yield opened


@pytest.fixture
def staff(registry: Registry) -> FlaskClient:
    """Somebody of the registering staff."""
    return signed_in(own_app(registry).test_client(), registry)


@pytest.fixture
def waiting(registry: Registry) -> str:
    """Id of a proposal: a club in Probedorf, member of a network."""
    visitor = posting(own_app(registry).test_client())
    mark = mark_in(visitor.get("/de/eintragen").get_data(as_text=True))
    assert visitor.post("/de/eintragen", data={**GOOD, "mark": mark}).status_code == 303
    visitor.post(link_in_last_mail(registry), data={"aktion": "bestaetigen"})
    return queue(registry)[0].proposal.change_set.id


def decided(
    client: FlaskClient, id: str, verdict: str, nehmen: list[str] | None = None, **fields: str
) -> tuple[int, str]:
    """Status and text after a button was pressed on the page as it is now."""
    page = client.get(f"/de/zusendungen/{id}").get_data(as_text=True)
    data = {"version": hidden_in(page, "version"), "urteil": verdict, **fields, "nehmen": nehmen or []}
    answer = client.post(f"/de/zusendungen/{id}", data=data)
    return answer.status_code, answer.get_data(as_text=True)


def targets(registry: Registry, id: str) -> list[str]:
    """What a proposal writes about: club, tie, place."""
    found = registry.proposal(id)
    assert found is not None
    return [one.target for one in found.change_set.operations]


def test_the_page_shows_what_is_new_what_it_does_and_who_it_may_be(
    staff: FlaskClient, registry: Registry, waiting: str
) -> None:
    """Lines with what they need, the town's count for the theme, and the queue leads there."""
    assert waiting in staff.get("/de/zusendungen").get_data(as_text=True)
    page = staff.get(f"/de/zusendungen/{waiting}").get_data(as_text=True)
    assert "Nordlicht Probedorf – ist Mitglied in – Netzwerk Sprache Beispielkreis" in page
    assert "Braucht: Nordlicht Probedorf" in page
    assert "Lücke geschlossen" in page
    assert page.count('name="nehmen"') == 3
    assert "Den Eintrag gibt es noch nicht." in page
    assert page.count("Nordlicht Probedorf: Beziehungen") == 1  # the picture of what would be there


def test_accepting_puts_it_into_the_record_and_tells_the_sender(
    staff: FlaskClient, registry: Registry, waiting: str
) -> None:
    """The page then says who decided, and leads to the change, which can be undone."""
    assert decided(staff, waiting, "accept")[0] == 303
    page = staff.get(f"/de/zusendungen/{waiting}").get_data(as_text=True)
    assert "Beispielstelle staff" in page
    assert f"/de/aenderungen/{waiting}" in page
    assert staff.get(f"/de/akteure/{targets(registry, waiting)[0]}").status_code == 200
    mail = Outbox(registry.workspace).mails()[0]
    assert mail.text in ("sending-accepted", "sending-confirm")
    assert {one.text for one in Outbox(registry.workspace).mails()} == {"sending-accepted", "sending-confirm"}
    undone = staff.post(f"/de/aenderungen/{waiting}/zuruecknehmen", data={"why": "doch nicht"})
    assert undone.status_code == 303
    assert staff.get(f"/de/akteure/{targets(registry, waiting)[0]}").status_code == 404


def test_a_part_needs_a_word_about_the_rest(staff: FlaskClient, registry: Registry, waiting: str) -> None:
    """What was chosen and typed stays on the page; with a reason it goes through."""
    club, _tie, place = targets(registry, waiting)
    status, text = decided(staff, waiting, "part", [club, place])
    assert status == 422
    assert text.count("checked") == 3  # the two, and what becomes of the rest
    assert decided(staff, waiting, "part", [club, place], text="Die Mitgliedschaft ist nicht belegt.")[0] == 303
    with registry.reading(STAFF_VIEWER) as record:
        assert set(record.get(targets(registry, waiting))) == {club, place}
    follow = link_in_last_mail(registry)
    assert "nicht belegt" in staff.get(follow).get_data(as_text=True)


@pytest.mark.parametrize(
    ("verdict", "fields", "nehmen"),
    [
        ("part", {"text": "x"}, ["tie"]),
        ("part", {"text": "x"}, []),
        ("decline", {}, []),
        ("question", {}, []),
        ("", {}, []),
    ],
)
def test_what_can_not_be_done_changes_nothing(
    staff: FlaskClient, registry: Registry, waiting: str, verdict: str, fields: dict[str, str], nehmen: list[str]
) -> None:
    """A tie without its entry, nothing chosen, no reason, no question, no button."""
    chosen = [targets(registry, waiting)[1]] if nehmen else []
    revision = registry.revision()
    assert decided(staff, waiting, verdict, chosen, **fields)[0] == 422
    assert registry.revision() == revision
    assert len(queue(registry)) == 1


def test_a_question_goes_to_the_sender_and_the_answer_back(
    staff: FlaskClient, registry: Registry, waiting: str
) -> None:
    """Until it is answered the queue says so; a page from before the answer is refused."""
    assert decided(staff, waiting, "question", text="Seit wann?")[0] == 303
    assert "wartet auf Antwort" in staff.get("/de/zusendungen").get_data(as_text=True)
    before = hidden_in(staff.get(f"/de/zusendungen/{waiting}").get_data(as_text=True), "version")
    staff.post(link_in_last_mail(registry), data={"aktion": "antworten", "text": "Seit 2020."})
    assert "neue Antwort" in staff.get("/de/zusendungen").get_data(as_text=True)
    answer = staff.post(f"/de/zusendungen/{waiting}", data={"version": before, "urteil": "accept"})
    assert answer.status_code == 409
    assert "Seit 2020." in answer.get_data(as_text=True)


def test_of_two_who_decide_the_second_sees_what_the_first_did(
    staff: FlaskClient, registry: Registry, waiting: str
) -> None:
    """With 409, and nothing is written twice."""
    other = signed_in(own_app(registry).test_client(), registry, name="Zweite Stelle")
    version = hidden_in(other.get(f"/de/zusendungen/{waiting}").get_data(as_text=True), "version")
    assert decided(staff, waiting, "decline", text="Kein Bezug.")[0] == 303
    answer = other.post(f"/de/zusendungen/{waiting}", data={"version": version, "urteil": "accept"})
    assert answer.status_code == 409
    assert "abgelehnt" in answer.get_data(as_text=True)


def test_single_fields_of_a_correction_can_be_chosen(staff: FlaskClient, registry: Registry) -> None:
    """Each changed field of an entry has its own box; others' later changes are named."""
    with registry.reading(STAFF_VIEWER) as record:
        club = record.entity(ID["verein"])
    proposal = edit(club.model_copy(update={"name": "Musterverein Neu", "themes": ("gemeinsam:sport",)}))
    registry.propose(proposal)
    registry.commit(edit(club.model_copy(update={"name": "Musterverein Anders"})))
    page = staff.get(f"/de/zusendungen/{proposal.id}").get_data(as_text=True)
    assert "beide geändert" in page
    assert f'value="{club.id}:themes"' in page
    assert decided(staff, proposal.id, "part", [f"{club.id}:themes"], text="Der Name bleibt.")[0] == 303
    with registry.reading(STAFF_VIEWER) as record:
        made = record.entity(ID["verein"])
    assert (made.name, made.themes) == ("Musterverein Anders", ("gemeinsam:sport",))


def test_undoing_what_was_changed_since_says_what(staff: FlaskClient, registry: Registry) -> None:
    """Nothing is written; the page leads to the later versions."""
    with registry.reading(STAFF_VIEWER) as record:
        club = record.entity(ID["verein"])
    first = edit(club.model_copy(update={"aliases": ("A",)}))
    registry.commit(first)
    registry.commit(edit(club.model_copy(update={"aliases": ("B",), "version": club.version + 1})))
    answer = staff.post(f"/de/aenderungen/{first.id}/zuruecknehmen")
    assert answer.status_code == 409
    assert f"/de/aenderungen/eintrag/{club.id}" in answer.get_data(as_text=True)


def test_merging_and_taking_it_back(staff: FlaskClient, registry: Registry) -> None:
    """From the entry's page over both side by side to one entry, and back to two by the change's page."""
    one, other = ID["verein"], ID["neu"]
    assert other in staff.get(f"/de/eintraege/{one}/zusammenfuehren?q=Neuverein").get_data(as_text=True)
    merged = staff.post("/de/dubletten/zusammenfuehren", data={"keep": one, "drop": other})
    change = merged.headers["Location"]
    assert staff.get(f"/de/akteure/{other}").status_code == 301
    assert "zurücknehmen" in staff.get(change).get_data(as_text=True)
    assert staff.post(f"{change}/zuruecknehmen").status_code == 303
    assert staff.get(f"/de/akteure/{other}").status_code == 200


def test_two_versions_are_compared_by_everyone(staff: FlaskClient, registry: Registry) -> None:
    """The last two at first, any two by choice, nonsense is the last two."""
    visitor = own_app(registry).test_client()
    path = f"/de/aenderungen/eintrag/{ID['verein']}/vergleich"
    for query in ("", "?von=1&bis=2", "?von=x&bis=99"):
        page = visitor.get(path + query).get_data(as_text=True)
        assert "Auch genannt" in page
        assert "MVB; Musterverein" in page
    assert "dasselbe" in visitor.get(path + "?von=2&bis=2").get_data(as_text=True)
    assert visitor.get("/de/aenderungen/eintrag/nichts/vergleich").status_code == 404


def test_the_queue_is_for_staff(registry: Registry, waiting: str) -> None:
    """Visitors are sent to sign in, members refused."""
    visitor = posting(own_app(registry).test_client())
    member = signed_in(own_app(registry).test_client(), registry, "member", [ID["verein"]])
    assert visitor.get("/de/zusendungen").status_code == 302
    assert member.get(f"/de/zusendungen/{waiting}").status_code == 403
    assert visitor.post(f"/de/zusendungen/{waiting}", data={"urteil": "accept"}).status_code == 403
