"""What is refused as a password, what is kept for whom and how long, and what an erasure takes along."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from clocks import SetClock
from hypothesis import given
from hypothesis import strategies as st
from record_making import create, person

from registry.model import Contact, Invalid
from registry.services import Registry
from registry.services.accounts import Accounts, Ends, Role, Sessions, stamp
from registry.services.accounts.audit import Audit
from registry.services.accounts.guessing import SHORTEST, refuse_guessable, weakness
from registry.services.accounts.links import Links
from registry.services.accounts.personal import kept_about
from registry.services.accounts.secret import blinded, key
from registry.services.accounts.settings import session_ends
from registry.services.accounts.tidying import tidy
from registry.services.mail import Letter, Outbox

PASSWORD = "vier Worte ohne Zusammenhang"
ABOUT = ("erika.beispiel@example.org", "Registerstelle Beispielkreis")


@pytest.mark.parametrize(
    "password",
    [
        "passwort1234",
        "Password123!",
        "P@ssw0rt2026!",
        "qwertzuiop12",
        "123456789012",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "abcdefghijkl",
        "erikabeispiel1",
        "Beispielkreis2026",
        "Integrationsnetz1",
        "Sommer2026!!",
        "hallohallohallo",
        "111111222222",
        "!!!!!!!!!!!!!!!!",
    ],
)
def test_what_everybody_would_try_first_is_no_password(password: str) -> None:
    """Sequences, repeats, words of the trade, and what is known of its owner."""
    found = weakness(password, ABOUT)
    assert found is not None
    assert found.rule == "guessable"
    with pytest.raises(Invalid, match="guessed"):
        refuse_guessable(password, ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "Kupfer-Lampe-Distel-97",
        "x9$Kq2!mVt7#",
        "korrektpferdbatterieklammer",
        "Grüße aus dem Heizungskeller",
        "七つの海を越えて行く船の歌",
    ],
)
def test_a_password_that_nobody_guesses_is_taken(password: str) -> None:
    assert weakness(password, ABOUT) is None


@given(st.text(max_size=SHORTEST - 1))
def test_no_short_password_is_taken(text: str) -> None:
    found = weakness(text)
    assert found is not None
    assert found.rule == "short"


@given(st.text(min_size=SHORTEST, max_size=300))
def test_every_password_gets_a_verdict(text: str) -> None:
    """Whatever letters it has; longer than the longest is refused, too."""
    found = weakness(text, ABOUT)
    assert found is None or found.rule in ("guessable", "long")
    assert (found is not None and found.rule == "long") == (len(text) > 200)


def test_the_key_is_made_once_and_stays(registry: Registry) -> None:
    """What it blinds can be compared, and not found out without it."""
    first = key(registry.workspace)
    assert len(first) == 32
    assert key(registry.workspace) == first
    assert blinded(registry.workspace, "a", "bc") == blinded(registry.workspace, "a", "bc")
    assert blinded(registry.workspace, "a", "bc") != blinded(registry.workspace, "ab", "c")


def test_the_audit_tells_the_latest_first_and_page_by_page(registry: Registry) -> None:
    """Of everybody, of one account, or of one kind of event."""
    clock = SetClock()
    audit, accounts = Audit(registry.workspace, clock), Accounts(registry.workspace, clock)
    one = accounts.add("a@example.org", Role.STAFF)
    for number in range(7):
        audit.note("signed-in" if number % 2 else "sign-in-failed", one if number < 4 else None)
        clock.on(timedelta(minutes=1))
    pages, after = [], None
    while part := audit.latest(after=after, limit=3):
        pages.append(part)
        after = (stamp(part[-1].at), part[-1].id)
    assert [len(page) for page in pages] == [3, 3, 1]
    times = [entry.at for page in pages for entry in page]
    assert times == sorted(times, reverse=True)
    assert len(list(audit.of(one))) == 4
    assert len(audit.latest(event="signed-in")) == 3


def test_somebody_gets_what_is_kept_about_them_and_nobody_elses(registry: Registry) -> None:
    """Account, sessions, audit, mails; no hash, no token."""
    accounts, sessions = Accounts(registry.workspace), Sessions(registry.workspace)
    mine = accounts.add("a@example.org", Role.MEMBER, name="Stelle A", password=PASSWORD)
    other = accounts.add("b@example.org", Role.MEMBER, name="Stelle B", password=PASSWORD)
    for one in (mine, other):
        sessions.begin(one, device="Firefox, Linux")
        Audit(registry.workspace).note("signed-in", one)
        Outbox(registry.workspace).put(one.email, Letter("test", "Betreff", "Text"), owner=one.id)
    told = json.dumps(kept_about(registry.workspace, mine))
    for word in ("a@example.org", "Stelle A", "Firefox, Linux", "signed-in", "Betreff"):
        assert word in told
    for word in ("b@example.org", "Stelle B", "argon2"):
        assert word not in told


def test_tidying_removes_what_has_ended_and_nothing_else(registry: Registry) -> None:
    """Sessions, links and counts at their end."""
    clock = SetClock()
    account = Accounts(registry.workspace, clock).add("a@example.org", Role.STAFF, password=PASSWORD)
    Sessions(registry.workspace, clock=clock).begin(account)
    Links(registry.workspace, clock).make("probe", account.id, timedelta(hours=1))
    registry.workspace.count("x", stamp(clock()))
    Audit(registry.workspace, clock).note("signed-in", account)
    Outbox(registry.workspace, clock).put("a@example.org", Letter("test", "Betreff", "Text"))
    clock.on(timedelta(seconds=1))
    assert tidy(registry.workspace, clock) == {"session": 0, "link": 0, "count": 1}
    clock.on(timedelta(hours=1))
    assert tidy(registry.workspace, clock) == {"session": 0, "link": 1, "count": 0}
    clock.on(timedelta(days=400))
    assert tidy(registry.workspace, clock) == {"session": 1, "link": 0, "count": 0}
    assert len(Audit(registry.workspace).latest()) == 1
    assert [one.state for one in Outbox(registry.workspace).mails()] == ["waiting"]
    assert Accounts(registry.workspace).by_email("a@example.org") is not None


def test_who_is_erased_has_no_account_any_more(registry: Registry) -> None:
    """By their address in the record: account, login, sessions, audit and mails go; others' stay."""
    address = "erika.beispiel@example.org"
    somebody = person("Erika Beispielperson", contacts=(Contact(kind="email", value=address, visibility="staff"),))
    registry.commit(create(somebody))
    accounts, sessions = Accounts(registry.workspace), Sessions(registry.workspace)
    theirs = accounts.add(address, Role.MEMBER, name="Erika Beispielperson", password=PASSWORD)
    accounts.add("andere@example.org", Role.STAFF, password=PASSWORD)
    token = sessions.begin(theirs)
    Audit(registry.workspace).note("signed-in", theirs)
    Outbox(registry.workspace).put(address, Letter("test", "Betreff", "Text"), owner=theirs.id)
    registry.erase(somebody.id, "Registerstelle Beispielkreis", "auf Wunsch")
    assert [one.email for one in accounts.all()] == ["andere@example.org"]
    assert sessions.of(token) is None
    assert accounts.by_email(address) is None
    assert Audit(registry.workspace).latest() == []
    assert Outbox(registry.workspace).mails() == []


def test_the_ends_of_sessions_are_settings() -> None:
    """Two and twelve hours unless the environment says otherwise; a wrong value is named."""
    assert session_ends({}) == Ends(timedelta(hours=2), timedelta(hours=12))
    given = {"INTEGRATIONSNETZ_SESSION_IDLE": "15", "INTEGRATIONSNETZ_SESSION_LONGEST": "60"}
    assert session_ends(given) == Ends(timedelta(minutes=15), timedelta(minutes=60))
    for wrong in ("0", "-1", "x", "99999", "1.5"):
        with pytest.raises(Invalid, match="INTEGRATIONSNETZ_SESSION_IDLE"):
            session_ends({"INTEGRATIONSNETZ_SESSION_IDLE": wrong})
