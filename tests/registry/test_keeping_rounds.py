"""Rounds of confirmation: the link, what is asked, and what becomes of the answers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from record_making import (
    WHO,
    changed,
    create,
    document,
    edit,
    entity,
    everything,
    netzwerk,
    person,
    source,
    tie,
    unversioned,
    verein,
)

from registry.access import STAFF_VIEWER
from registry.model import Entity, Flag, Invalid, LocalText, NotFound, Period, Status, Tie
from registry.services import Registry, editing
from registry.services.accounts import Spent
from registry.services.keeping.answering import Answer, Outcome, asked, settle
from registry.services.keeping.attesting import confirmed, due
from registry.services.keeping.rounds import Round, Rounds
from registry.services.keeping.turning import INFERRED
from registry.services.mail import Outbox
from registry.store.port import AnyStatement

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PAPER, NETWORK, OFFICE = document(), netzwerk("Netzwerk Beispielkreis"), verein("Beispielzentrum")
CLUBS = [verein(f"Musterverein {one}") for one in ("Alpha", "Beta", "Gamma")]
TOLD = (source(PAPER, "Z. 7", "2012"),)
TIES = [tie(one, "mitglied", NETWORK, sources=TOLD) for one in CLUBS]
LEADS = tie(OFFICE, "moderation", NETWORK, sources=TOLD)


def _begin(registry: Registry, *more: AnyStatement) -> None:
    registry.commit(create(PAPER, NETWORK, OFFICE, *CLUBS, *TIES, LEADS, *more))


def _rounds(registry: Registry, days: int = 0) -> Rounds:
    return Rounds(registry, clock=lambda: NOW + timedelta(days=days))


def _address(token: str) -> str:
    return f"https://register.example/de/bestaetigen/{token}"


def _ask(registry: Registry, about: Entity = NETWORK) -> Round:
    return _rounds(registry).ask(about.id, "moderation@beispiel.example", _address)


def _token(registry: Registry) -> str:
    (mail,) = Outbox(registry.workspace).mails()
    return mail.body.split("/de/bestaetigen/")[1].split()[0]


def _settle(registry: Registry, round: Round, *answers: Answer) -> Outcome:  # noqa: A002
    return settle(registry, round, answers, TODAY, clock=lambda: NOW)


def _all(registry: Registry) -> dict[str, AnyStatement]:
    with registry.reading(STAFF_VIEWER) as record:
        return everything(record)  # type: ignore[arg-type]


def _tie(registry: Registry, one: Tie) -> Tie:
    found = _all(registry)[one.id]
    assert isinstance(found, Tie)
    return found


# --- the link


def test_the_link_is_mailed_and_leads_to_its_round_for_thirty_days(registry: Registry) -> None:
    """The address stands in the mail and nowhere else; asking twice gives two links, both good."""
    _begin(registry)
    made = _ask(registry)
    (mail,) = Outbox(registry.workspace).mails()
    assert (mail.to, mail.item.owner) == ("moderation@beispiel.example", made.id)
    assert "Netzwerk Beispielkreis" in mail.subject
    assert "21.12.2026" in mail.body
    token = _token(registry)
    assert _rounds(registry, 29).of_token(token) == made
    with pytest.raises(Spent):
        _rounds(registry, 30).of_token(token)
    assert [one.id for one in _rounds(registry).waiting()] == [made.id]
    assert not [one for one in (made.item.payload,) if "moderation@" in one]


def test_a_round_that_is_withdrawn_has_no_link_any_more(registry: Registry) -> None:
    """Whoever was asked by mistake sees nothing."""
    _begin(registry)
    made, token = _ask(registry), _token(registry)
    _rounds(registry).withdraw(made.id)
    with pytest.raises(Spent):
        _rounds(registry).of_token(token)
    assert [one.state for one in _rounds(registry).of(NETWORK.id)] == ["withdrawn"]
    assert _rounds(registry).waiting() == []


@pytest.mark.parametrize("wrong", ["kein-a", ""])
def test_a_wrong_address_is_refused_and_nothing_is_kept(registry: Registry, wrong: str) -> None:
    """Neither round nor mail."""
    _begin(registry)
    with pytest.raises(Invalid):
        _rounds(registry).ask(NETWORK.id, wrong, _address)
    assert (_rounds(registry).waiting(), Outbox(registry.workspace).mails()) == ([], [])


def test_persons_and_papers_are_not_asked(registry: Registry) -> None:
    """Only who can answer for a network or an organisation."""
    somebody = person()
    _begin(registry, somebody)
    for one in (somebody, PAPER):
        with pytest.raises(Invalid, match="only networks"):
            _ask(registry, one)
    with pytest.raises(NotFound):
        _ask(registry, verein())


# --- what is asked


def test_a_moderation_is_asked_about_members_and_seats_and_not_about_itself(registry: Registry) -> None:
    """What ended, is only planned, or is for staff alone is not asked about."""
    others = [
        tie(CLUBS[0], "beratend", NETWORK, period=Period(start="2003", end="2005")),
        tie(CLUBS[1], "beratend", NETWORK, status="planned", period=Period(start="2030")),
        tie(CLUBS[2], "beratend", NETWORK, visibility="staff"),
        tie(CLUBS[2], "sprecher", NETWORK),
    ]
    _begin(registry, *others)
    found = asked(registry, _ask(registry), TODAY)
    assert [(found.names[one.subject].name, one.role) for one in found.ties] == [
        ("Musterverein Alpha", "mitglied"),
        ("Musterverein Beta", "mitglied"),
        ("Musterverein Gamma", "mitglied"),
        ("Musterverein Gamma", "sprecher"),
    ]


def test_an_organisation_is_asked_about_its_own_entry(registry: Registry) -> None:
    """And sees where it takes part."""
    _begin(registry)
    found = asked(registry, _ask(registry, CLUBS[0]), TODAY)
    assert (found.round.about, found.round.role) == ("entry", "Organisation selbst")
    assert found.entity.id == CLUBS[0].id
    assert [one.id for one in found.ties] == [TIES[0].id]


# --- answers


def test_what_is_confirmed_and_ended_is_written_at_once_with_its_source(registry: Registry) -> None:
    """One change set, signed by the role; each tie cites the round of that day, and it can be undone as a whole."""
    expected = tie(CLUBS[0], "beratend", NETWORK, status="expected", flags=(INFERRED,))
    _begin(registry, expected)
    before = unversioned(_all(registry).values())
    made = _ask(registry)
    done = _settle(
        registry,
        made,
        Answer(TIES[0].id, 1, "confirmed"),
        Answer(TIES[1].id, 1, "ended", since="03/2024"),
        Answer(TIES[2].id, 1, "ended"),
        Answer(expected.id, 1, "confirmed"),
    )
    said = (*TOLD, source(made.document, "Moderation", "2026-11-21"))
    first, second, third, fourth = (_tie(registry, one) for one in (*TIES, expected))
    assert (first.status, first.period, first.sources) == (Status.EXISTING, Period(), said)
    assert (second.status, second.period, second.sources) == (Status.ENDED, Period(end="2024-03"), said)
    assert (third.status, third.period) == (Status.ENDED, Period())
    assert (fourth.status, fourth.flags) == (Status.EXISTING, ())
    with registry.reading(STAFF_VIEWER) as record:
        paper = record.entity(made.document)
        change = record.change(done.change or "")
    assert (paper.kind, paper.period, paper.visibility) == ("rueckmeldung", Period.on("2026-11-21"), "public")
    assert change is not None
    assert change[0].who == "Moderation (per Link)"
    assert _rounds(registry).get(made.id).state == "answered"
    registry.commit_prepared(lambda record: editing.undo(record, done.change or "", WHO, "Irrtum"))
    assert unversioned(_all(registry).values()) == before


def test_who_confirmed_when_is_told_from_the_sources_alone(registry: Registry) -> None:
    """The latest confirmation counts; a paper is none."""
    _begin(registry)
    made = _ask(registry)
    _settle(registry, made, Answer(TIES[0].id, 1, "confirmed"))
    with registry.reading(STAFF_VIEWER) as record:
        documents = record.entities([PAPER.id, made.document])
        found = confirmed(record.get([TIES[0].id])[TIES[0].id], documents)
        assert confirmed(record.get([TIES[1].id])[TIES[1].id], documents) is None
    assert found is not None
    assert (found.on, found.by, found.document) == ("2026-11-21", "Moderation", made.document)


def test_a_second_answer_takes_the_place_of_the_first(registry: Registry) -> None:
    """Ended by mistake, confirmed again: the tie is as if it had been confirmed at once."""
    _begin(registry)
    made = _ask(registry)
    _settle(registry, made, Answer(TIES[0].id, 1, "ended", since="2024"))
    assert TIES[0].id in [one.id for one in asked(registry, made, TODAY).ties], "what was answered stays on the page"
    _settle(registry, made, Answer(TIES[0].id, 2, "confirmed"))
    found = _tie(registry, TIES[0])
    assert (found.status, found.period) == (Status.EXISTING, Period())
    assert [one.document for one in found.sources] == [PAPER.id, made.document]
    assert _settle(registry, made, Answer(TIES[0].id, 3, "confirmed")).change is None, "the same again changes nothing"


def test_after_an_undo_the_same_round_can_be_answered_again(registry: Registry) -> None:
    """Its document comes back under its id."""
    _begin(registry)
    made = _ask(registry)
    done = _settle(registry, made, Answer(TIES[0].id, 1, "confirmed"))
    registry.commit_prepared(lambda record: editing.undo(record, done.change or "", WHO, "Irrtum"))
    _settle(registry, made, Answer(TIES[0].id, 3, "confirmed"))
    assert made.document in _all(registry)


def test_what_is_to_be_corrected_becomes_a_proposal_and_changes_nothing(registry: Registry) -> None:
    """Staff see the doubt with the tie, signed by the role."""
    _begin(registry)
    done = _settle(registry, _ask(registry), Answer(TIES[0].id, 1, "wrong", text="heißt jetzt  anders"))
    assert done.change is None
    assert _tie(registry, TIES[0]).version == 1
    (proposal,) = registry.proposals("open")
    assert [proposal.change_set.id] == list(done.proposals)
    assert proposal.change_set.why.endswith("heißt jetzt anders")
    registry.decide(proposal.change_set.id, "accepted", WHO)
    assert _tie(registry, TIES[0]).flags == (
        Flag(kind="doubtful", note=LocalText(de="Rückmeldung (Moderation): heißt jetzt anders")),
    )


def test_an_organisation_confirms_its_own_entry(registry: Registry) -> None:
    """The entry cites the round; its ties are left alone."""
    _begin(registry)
    made = _ask(registry, CLUBS[0])
    _settle(registry, made, Answer(CLUBS[0].id, 1, "confirmed"))
    found = _all(registry)[CLUBS[0].id]
    assert found.sources == (source(made.document, "Organisation selbst", "2026-11-21"),)
    assert _tie(registry, TIES[0]).version == 1


def test_that_an_organisation_is_no_more_is_for_staff_to_decide(registry: Registry) -> None:
    """The proposal ends it with its ties; until then nothing has changed."""
    _begin(registry)
    _settle(registry, _ask(registry, CLUBS[0]), Answer(CLUBS[0].id, 1, "ended", since="31.12.2025"))
    (proposal,) = registry.proposals("open")
    assert _tie(registry, TIES[0]).status is Status.EXISTING
    registry.decide(proposal.change_set.id, "accepted", WHO)
    assert _tie(registry, TIES[0]).status is Status.ENDED


def test_an_answer_about_what_has_moved_on_is_given_back_and_the_others_count(registry: Registry) -> None:
    """Nobody's later change is overwritten, and nothing that was typed is lost."""
    _begin(registry)
    made = _ask(registry)
    registry.commit(edit(changed(TIES[0], version=1, wording="Sprecherin")))
    late = Answer(TIES[0].id, 1, "ended", since="2024")
    done = _settle(registry, made, late, Answer(TIES[1].id, 1, "confirmed"))
    assert done.late == (late,)
    assert _tie(registry, TIES[0]).wording == "Sprecherin"
    assert len(_tie(registry, TIES[1]).sources) == 2


def test_answers_about_what_was_not_asked_come_to_nothing(registry: Registry) -> None:
    """The link is for this network's members alone: neither its moderation nor another's ties."""
    other = netzwerk("Anderes Netzwerk")
    elsewhere = tie(CLUBS[0], "mitglied", other)
    _begin(registry, other, elsewhere)
    done = _settle(
        registry,
        _ask(registry),
        *(Answer(one, 1, "ended") for one in (elsewhere.id, LEADS.id, NETWORK.id, "t" + "a" * 20)),
    )
    assert (len(done.late), done.change, registry.revision()) == (4, None, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        Answer(TIES[0].id, 1, "ended", since="irgendwann"),
        Answer(TIES[0].id, 1, "wrong", text="  "),
        Answer(TIES[0].id, 1, "wrong", text="x" * 401),
    ],
)
def test_an_answer_that_can_not_be_understood_stops_all_of_them(registry: Registry, wrong: Answer) -> None:
    """The problem names its tie; nothing is written."""
    _begin(registry)
    with pytest.raises(Invalid) as caught:
        _settle(registry, _ask(registry), Answer(TIES[1].id, 1, "confirmed"), wrong)
    assert [one.where for one in caught.value.problems] == [TIES[0].id]
    assert (registry.revision(), registry.proposals()) == (1, [])


def test_nobody_can_have_left_before_they_came(registry: Registry) -> None:
    """The problem names the tie."""
    began = tie(CLUBS[0], "beratend", NETWORK, period=Period(start="2020"))
    _begin(registry, began)
    with pytest.raises(Invalid) as caught:
        _settle(registry, _ask(registry), Answer(began.id, 1, "ended", since="2019"))
    assert [one.where for one in caught.value.problems] == [began.id]


# --- what is due


def test_what_nobody_has_said_for_a_year_is_due_until_it_is_confirmed(registry: Registry) -> None:
    """Counted by body, the most first; what ended is not due, what was confirmed is not for a year."""
    silent = entity("arbeitskreis", "Stiller Kreis")
    ties = [tie(CLUBS[0], "mitglied", silent), tie(CLUBS[1], "mitglied", silent, status="ended")]
    _begin(registry, silent, *ties)

    def bodies(day: date) -> list[tuple[str, int, int, str | None]]:
        with registry.reading(STAFF_VIEWER) as record:
            found = due(record, registry.vocabulary, 365, day)
        return [(one.name, one.due, one.ties, one.oldest) for one in found.bodies]

    assert bodies(TODAY) == [("Netzwerk Beispielkreis", 4, 4, "2012"), ("Stiller Kreis", 1, 1, None)]
    made = _ask(registry)
    _settle(registry, made, *(Answer(one.id, 1, "confirmed") for one in TIES))
    assert bodies(TODAY) == [("Netzwerk Beispielkreis", 1, 4, "2012"), ("Stiller Kreis", 1, 1, None)]
    assert bodies(TODAY + timedelta(days=365))[0][1] == 1
    assert bodies(TODAY + timedelta(days=366))[0][1] == 4


def test_entries_are_due_like_ties(registry: Registry) -> None:
    """By name; an entry that was confirmed is not."""
    _begin(registry)
    made = _ask(registry, CLUBS[0])
    _settle(registry, made, Answer(CLUBS[0].id, 1, "confirmed"))
    with registry.reading(STAFF_VIEWER) as record:
        found = due(record, registry.vocabulary, 365, TODAY)
    assert [one.name for one in found.entries] == [
        "Beispielzentrum",
        "Musterverein Beta",
        "Musterverein Gamma",
        "Netzwerk Beispielkreis",
    ]
    assert found.ties == 4
