"""Decisions: whole, in part, sent back, declined; two at once; a process that is lost half-way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from record_making import create, edit, entity, netzwerk, tie, verein

from registry.access import PUBLIC_VIEWER, STAFF_VIEWER
from registry.model import ChangeSet, Conflict, Contact, Entity, Invalid, NotFound, Put
from registry.services import Registry
from registry.services.editing import undo
from registry.services.mail import Letter, Outbox
from registry.services.moments import now
from registry.services.registering import SELF, Form, Sendings, Signature, ensure_documents, new_actor
from registry.services.registering.fields import ContactField, TieField
from registry.services.registering.sending import Sending
from registry.services.reviewing import Decisions, case_of, diff, part, queue, rebased

TOWN = entity("stadt", "Musterstadt", family="area")
NETWORK = netzwerk("Netzwerk Sprache Beispielkreis")
SIGN = Signature("self_registration", "Zusendung", "Selbsteintrag: Musterverein", SELF, "2026-11-21")
FORM = Form(
    kind="verein",
    name="Musterverein Nord",
    area=TOWN.id,
    town="Musterstadt",
    themes=("gemeinsam:sprache",),
    contacts=(ContactField("email", "post@verein.example"),),
    consent=True,
    consent_by="Vorstand",
    consent_for="Veröffentlichung",
    ties=(TieField("mitglied", NETWORK.id, NETWORK.name),),
)


def tell(token: str) -> Letter:
    """A mail with the private link in it."""
    return Letter("sending-confirm", "Betreff", f"https://register.example/{token}\n")


@pytest.fixture
def sent(registry: Registry) -> Sending:
    """A club that was sent in, with its town and a membership; not confirmed yet."""
    registry.commit(create(TOWN, NETWORK))
    change_set = new_actor(FORM, registry.vocabulary, SIGN)
    about = change_set.operations[0].target
    sendings = Sendings(registry)
    item = sendings.send(change_set, FORM, about=about, email="post@example.org", note="", lang="de")
    return sendings.keep(item, tell)


@pytest.fixture
def open_case(registry: Registry, sent: Sending) -> Sending:
    """The same, confirmed."""
    return Sendings(registry).confirm(sent)


def targets(sending: Sending) -> list[str]:
    """The ids that it writes about: club, membership, place."""
    return [one.target for one in sending.change_set.operations]


def public_entity(registry: Registry, id: str) -> Entity | None:
    """What everybody sees under an id."""
    with registry.reading(PUBLIC_VIEWER) as record:
        return record.entities([id]).get(id)


def taken(registry: Registry, id: str, chosen: list[str], **options: Any) -> ChangeSet:
    """Accept a part of a proposal, as its page does."""
    decisions = Decisions(registry)
    proposal, case = decisions.case(id)
    with registry.reading(STAFF_VIEWER) as record:
        parts = part(rebased(record, proposal.change_set), chosen)
    return decisions.accept_part(proposal, case, parts, "Registerstelle", **options)


def test_nothing_reaches_the_queue_before_it_is_confirmed(registry: Registry, sent: Sending) -> None:
    """The mail goes out at once; the proposal is there after the link was used, and once however often it is used."""
    sendings = Sendings(registry)
    assert queue(registry) == []
    (mail,) = Outbox(registry.workspace).mails()
    token = mail.body.strip().rpartition("/")[2]
    followed = sendings.follow(token)
    assert followed.id == sent.id
    assert "post@" not in token
    sendings.confirm(followed)
    sendings.confirm(sendings.follow(token))
    (waiting,) = queue(registry)
    assert (waiting.sending.id, waiting.sending.state) == (sent.id, "open")
    with pytest.raises(NotFound):
        sendings.follow(token[:-2])


def test_a_lost_process_between_proposing_and_noting_it_is_made_good(registry: Registry, sent: Sending) -> None:
    """Whoever presses the button again finds it confirmed."""
    registry.propose(sent.change_set)
    assert Sendings(registry).confirm(sent).state == "open"


def test_the_public_sees_the_last_accepted_state_until_a_proposal_is_accepted(
    registry: Registry, open_case: Sending
) -> None:
    """Neither the entry nor its tie is there before; afterwards they are, with consent kept for the contact."""
    id = targets(open_case)[0]
    assert public_entity(registry, id) is None
    decisions = Decisions(registry)
    proposal, case = decisions.case(open_case.change_set.id)
    decisions.accept(proposal, case, "Registerstelle", tell)
    made = public_entity(registry, id)
    assert made is not None
    assert made.name == "Musterverein Nord"
    (consent,) = registry.workspace.find("consent", owner=id)
    assert consent.data["by"] == "Vorstand"
    assert Sendings(registry).one(open_case.id).state == "accepted"
    assert len(Outbox(registry.workspace).mails()) == 2
    assert queue(registry) == []


def test_a_part_is_taken_and_can_be_taken_back(registry: Registry, open_case: Sending) -> None:
    """Only what was chosen is in the record, the sender reads why, and undoing it leaves nothing."""
    club, member, place = targets(open_case)
    change = taken(registry, open_case.change_set.id, [club, place], reason="Das Netzwerk kennt sie nicht.", tell=tell)
    with registry.reading(STAFF_VIEWER) as record:
        assert set(record.get([club, member, place])) == {club, place}
        back = undo(record, change.id, "Registerstelle", "doch nicht")
    case = Sendings(registry).one(open_case.id)
    assert (case.state, case.changes) == ("part", (change.id,))
    assert [one.text for one in case.messages] == ["Das Netzwerk kennt sie nicht."]
    registry.commit(back)
    assert public_entity(registry, club) is None


def test_what_is_left_can_wait_as_a_proposal_of_its_own(registry: Registry, open_case: Sending) -> None:
    """The rest is in the queue under the same private link, and can be accepted on what was taken."""
    club, member, place = targets(open_case)
    taken(registry, open_case.change_set.id, [club, place], rest="keep")
    (waiting,) = queue(registry)
    assert (waiting.sending.id, [one.target for one in waiting.proposal.change_set.operations]) == (
        open_case.id,
        [member],
    )
    decisions = Decisions(registry)
    decisions.accept(*decisions.case(waiting.proposal.change_set.id), "Registerstelle")
    with registry.reading(PUBLIC_VIEWER) as record:
        assert set(record.get([club, member, place])) == {club, member, place}
    assert len(Sendings(registry).one(open_case.id).changes) == 2


def test_a_tie_is_not_taken_without_its_entry(registry: Registry, open_case: Sending) -> None:
    """Nor nothing at all; the proposal stays open and nothing is written."""
    _, member, _ = targets(open_case)
    revision = registry.revision()
    for chosen in ([member], []):
        with pytest.raises(Invalid):
            taken(registry, open_case.change_set.id, chosen, reason="nein")
    assert (registry.revision(), len(queue(registry))) == (revision, 1)


def test_a_part_is_not_taken_without_a_word_about_the_rest(registry: Registry, open_case: Sending) -> None:
    """A sender is told why something was left."""
    with pytest.raises(Invalid, match="reason"):
        taken(registry, open_case.change_set.id, targets(open_case)[:1])


def test_question_and_answer(registry: Registry, open_case: Sending) -> None:
    """The sender is asked by mail, answers by the private link, and it is the staff's turn again."""
    decisions, sendings = Decisions(registry), Sendings(registry)
    _, case = decisions.case(open_case.change_set.id)
    asked = decisions.send_back(case, "Seit wann?", tell)
    assert asked.state == "question"
    assert len(Outbox(registry.workspace).mails()) == 2
    answered = sendings.answer(sendings.follow(sendings.token(asked.id)), "Seit 2012.")
    assert [(one.by, one.text) for one in answered.messages] == [("staff", "Seit wann?"), ("sender", "Seit 2012.")]
    assert answered.state == "open"


def test_declining_needs_a_reason_which_the_sender_reads(registry: Registry, open_case: Sending) -> None:
    """Without one nothing happens."""
    decisions = Decisions(registry)
    proposal, case = decisions.case(open_case.change_set.id)
    with pytest.raises(Invalid):
        decisions.decline(proposal, case, "Registerstelle", "  ")
    decisions.decline(proposal, case, "Registerstelle", "Kein Bezug zum Kreis.", tell)
    found = Sendings(registry).one(open_case.id)
    assert (found.state, found.messages[-1].text) == ("declined", "Kein Bezug zum Kreis.")
    assert registry.proposals("open") == []


def decline(decisions: Decisions, proposal: Any, case: Sending) -> None:
    """One of two decisions at once."""
    decisions.decline(proposal, case, "Zweite", "anders entschieden")


def accept(decisions: Decisions, proposal: Any, case: Sending) -> None:
    """The other one."""
    decisions.accept(proposal, case, "Zweite")


@pytest.mark.parametrize("second", [decline, accept])
def test_of_two_who_decide_at_once_the_second_gets_conflict(
    registry: Registry, open_case: Sending, second: Callable[..., None]
) -> None:
    """Whoever comes second writes nothing, whatever the first has decided."""
    decisions = Decisions(registry)
    proposal, case = decisions.case(open_case.change_set.id)
    club = targets(open_case)[0]
    taken(registry, open_case.change_set.id, [club], reason="Rest unklar.")
    revision = registry.revision()
    with pytest.raises(Conflict):
        second(decisions, proposal, case)
    with pytest.raises(Conflict):
        decisions.case(open_case.change_set.id)
    assert registry.revision() == revision


def test_a_page_that_is_out_of_date_is_refused(registry: Registry, open_case: Sending) -> None:
    """Whoever decides has seen the latest answer."""
    decisions = Decisions(registry)
    _, case = decisions.case(open_case.change_set.id)
    Sendings(registry).answer(case, "Nachtrag")
    with pytest.raises(Conflict):
        decisions.case(open_case.change_set.id, case.item.version)


class Lost(Exception):
    """Stands for a process that is killed."""


@pytest.mark.parametrize("step", ["commit", "propose", "decide"])
def test_a_decision_whose_process_was_lost_is_brought_to_its_end(
    registry: Registry, open_case: Sending, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it was lost, the next look carries it on: the part is taken once, the rest waits, nothing is lost."""
    club, member, place = targets(open_case)

    def lose(*_: object, **__: object) -> None:
        raise Lost

    with monkeypatch.context() as patch:
        patch.setattr(registry, step, lose)
        if step == "commit":  # the two documents are there already, as in a registry that is in use
            patch.setattr("registry.services.reviewing.deciding.ensure_documents", lambda _: None)
        with pytest.raises(Lost):
            taken(registry, open_case.change_set.id, [club, place], rest="keep")
    ensure_documents(registry)
    case = Sendings(registry).one(open_case.id)
    assert case.state == "deciding"
    Decisions(registry).resume(case)
    assert Sendings(registry).one(open_case.id).state == "deciding"  # it may still be under way
    Decisions(registry, lambda: now() + timedelta(minutes=2)).resume(case)
    (waiting,) = queue(registry)
    assert [one.target for one in waiting.proposal.change_set.operations] == [member]
    assert waiting.sending.state == "open"
    with registry.reading(PUBLIC_VIEWER) as record:
        assert set(record.get([club, member, place])) == {club, place}


def test_what_was_decided_and_not_noted_is_noted_later(registry: Registry, open_case: Sending) -> None:
    """The sender's page says so, and the mail goes out once."""
    ensure_documents(registry)
    registry.decide(open_case.change_set.id, "accepted", "Registerstelle")
    for _ in range(2):
        Decisions(registry).resume(Sendings(registry).one(open_case.id), tell)
    found = Sendings(registry).one(open_case.id)
    assert (found.state, found.changes) == ("accepted", (open_case.change_set.id,))
    assert len(Outbox(registry.workspace).mails()) == 2


def test_a_refused_part_leaves_the_proposal_open(registry: Registry, open_case: Sending) -> None:
    """What the rules refuse is not half written, and can be decided otherwise."""
    club, member, _ = targets(open_case)
    with registry.reading(STAFF_VIEWER) as record:
        network = record.entity(NETWORK.id)
        registry.commit(
            ChangeSet.model_validate(
                {
                    "kind": "edit",
                    "who": "x",
                    "why": "x",
                    "operations": [{"op": "remove", "id": network.id, "expected": 1}],
                }
            )
        )
    with pytest.raises(Invalid):
        taken(registry, open_case.change_set.id, [club, member], reason="x")
    assert (case_of(registry, open_case.change_set).state, public_entity(registry, club)) == ("open", None)


def test_the_sender_can_withdraw(registry: Registry, open_case: Sending) -> None:
    """Then it is not in the queue any more; what is decided can not be withdrawn."""
    sendings = Sendings(registry)
    gone = sendings.withdraw(open_case)
    assert (gone.state, queue(registry)) == ("withdrawn", [])
    with pytest.raises(Conflict):
        sendings.withdraw(gone)


@pytest.fixture
def stale(registry: Registry) -> tuple[Entity, ChangeSet]:
    """A correction of name and contacts, and somebody else's change of contacts and name meanwhile."""
    club = verein("Musterverein", contacts=(Contact(kind="email", value="alt@verein.example"),))
    registry.commit(create(NETWORK, club, tie(club, "mitglied", NETWORK)))
    club = club.model_copy(update={"version": 1})
    new = (*club.contacts, Contact(kind="web", value="verein.example"))
    proposal = edit(
        club.model_copy(update={"name": "Musterverein Süd", "contacts": new, "themes": ("gemeinsam:sport",)})
    )
    registry.propose(proposal)
    other = (*club.contacts, Contact(kind="phone", value="000 1"))
    registry.commit(edit(club.model_copy(update={"name": "Musterverein West", "contacts": other})))
    return club, proposal


def test_a_proposal_that_was_overtaken_keeps_what_others_wrote(
    registry: Registry, stale: tuple[Entity, ChangeSet]
) -> None:
    """Lists are brought together; a field that both changed is named; taking it writes on the present version."""
    club, proposal = stale
    with registry.reading(STAFF_VIEWER) as record:
        found = diff(registry, record, proposal)
    (line,) = found.lines
    assert (line.moved, line.overlaps) == (True, ("name",))
    assert isinstance(line.after, Entity)
    assert [one.value for one in line.after.contacts] == ["alt@verein.example", "000 1", "verein.example"]
    taken(registry, proposal.id, [club.id])
    made = public_entity(registry, club.id)
    assert made is not None
    assert (made.name, len(made.contacts), made.version) == ("Musterverein Süd", 3, 3)


def test_single_fields_of_an_entry_can_be_taken(registry: Registry, stale: tuple[Entity, ChangeSet]) -> None:
    """The theme without the name; the name is left for later and can still be taken."""
    club, proposal = stale
    taken(registry, proposal.id, [f"{club.id}:themes"], rest="keep")
    made = public_entity(registry, club.id)
    assert made is not None
    assert (made.name, made.themes) == ("Musterverein West", ("gemeinsam:sport",))
    (waiting,) = queue(registry)
    decisions = Decisions(registry)
    decisions.accept(*decisions.case(waiting.proposal.change_set.id), "Registerstelle")
    renamed = public_entity(registry, club.id)
    assert renamed is not None
    assert (renamed.name, renamed.themes) == ("Musterverein Süd", ("gemeinsam:sport",))


def test_two_corrections_of_one_entry_can_both_be_accepted(registry: Registry) -> None:
    """Whoever comes second is brought together with the first, by accepting what the page shows."""
    club = verein("Musterverein")
    registry.commit(create(club))
    club = club.model_copy(update={"version": 1})
    first = edit(club.model_copy(update={"aliases": ("MV",)}))
    second = edit(club.model_copy(update={"themes": ("gemeinsam:sport",)}))
    for one in (first, second):
        registry.propose(one)
        taken(registry, one.id, [club.id])
    made = public_entity(registry, club.id)
    assert made is not None
    assert (made.aliases, made.themes) == (("MV",), ("gemeinsam:sport",))
    assert all(isinstance(one, Put) for one in (*first.operations, *second.operations))
