"""Signing in: passwords, sessions, limits and links, on every store."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest
from argon2 import PasswordHasher
from clocks import SetClock

from registry.model import Conflict, Invalid
from registry.services import Registry
from registry.services.accounts import Account, Accounts, Ends, NotSignedIn, Role, Sessions, Spent, TooMany
from registry.services.accounts import limits as limits_module
from registry.services.accounts.audit import Audit
from registry.services.accounts.inviting import Inviting, address_at
from registry.services.accounts.limits import Limit, Limits, network_of
from registry.services.accounts.links import Links
from registry.services.accounts.passwords import hashed, matches, stale
from registry.services.accounts.signing import SigningIn
from registry.services.mail import Outbox

EMAIL, PASSWORD = "erika.beispiel@example.org", "vier Worte ohne Zusammenhang"
HERE = "192.0.2.1"


class Desk:
    """All services of accounts on one registry, with one clock."""

    def __init__(self, registry: Registry) -> None:
        self.clock = SetClock()
        self.workspace = registry.workspace
        self.accounts = Accounts(self.workspace, self.clock)
        self.sessions = Sessions(self.workspace, Ends(), self.clock)
        self.signing = SigningIn(self.workspace, self.sessions, self.clock)
        self.inviting = Inviting(self.workspace, address_at("https://register.example"), self.clock)
        self.audit = Audit(self.workspace, self.clock)
        self.links = Links(self.workspace, self.clock)
        self.outbox = Outbox(self.workspace, self.clock)

    def somebody(self, email: str = EMAIL, role: Role = Role.STAFF) -> Account:
        return self.accounts.add(email, role, name="Registerstelle Beispielkreis", password=PASSWORD)

    def events(self) -> list[str]:
        return [one.event for one in self.audit.latest()]


@pytest.fixture
def desk(registry: Registry) -> Desk:
    """An empty registry."""
    return Desk(registry)


def test_an_address_has_one_account_however_it_is_written(desk: Desk) -> None:
    """The second one meets a conflict, even if both come at the same moment."""
    made = desk.somebody()
    for same in (EMAIL, EMAIL.upper(), f" {EMAIL} "):
        found = desk.accounts.by_email(same)
        assert found is not None
        assert found.id == made.id
        with pytest.raises(Conflict, match="this address"):
            desk.accounts.add(same, Role.MEMBER)
    with ThreadPoolExecutor(4) as pool:
        tries = [pool.submit(desk.accounts.add, "neu@example.org", Role.MEMBER) for _ in range(4)]
        assert sum(one.exception() is None for one in tries) == 1


@pytest.mark.parametrize("email", ["", "erika", "a b@example.org", "a@example.org\nBcc: b@example.org", "a@b@x"])
def test_what_is_no_address_makes_no_account(desk: Desk, email: str) -> None:
    with pytest.raises(Invalid, match="e-mail"):
        desk.accounts.add(email, Role.MEMBER)
    assert desk.accounts.all() == []


def test_a_right_password_begins_a_session_and_nothing_of_it_is_kept_in_plain(desk: Desk) -> None:
    """Neither the password nor the token stands anywhere in the store."""
    account = desk.somebody()
    signed = desk.signing.enter(EMAIL, PASSWORD, network=HERE, device="Firefox, Linux")
    session = desk.sessions.of(signed.token)
    assert session is not None
    assert (session.account.id, session.stage, session.device) == (account.id, "full", "Firefox, Linux")
    kept = [
        item
        for kind in ("account", "login", "session", "audit", "secret", "count")
        for item in desk.workspace.find(kind)
    ]
    assert not [one for one in kept if PASSWORD in one.payload or signed.token in one.payload + one.id]
    assert account.item.data["password"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert desk.events() == ["signed-in"]
    assert EMAIL not in repr(account)
    assert "argon2" not in repr(account)


def test_what_was_wrong_is_told_to_nobody(desk: Desk) -> None:
    """An unknown address, a wrong password, an account without one and a closed one get the same error."""
    desk.somebody()
    desk.accounts.add("geladen@example.org", Role.MEMBER)
    desk.accounts.close(desk.somebody("zu@example.org"))
    said = set()
    for email, password in (
        (EMAIL, "falsch"),
        ("niemand@example.org", PASSWORD),
        ("geladen@example.org", PASSWORD),
        ("geladen@example.org", ""),
        ("zu@example.org", PASSWORD),
    ):
        with pytest.raises(NotSignedIn) as refused:
            desk.signing.enter(email, password, network=HERE)
        said.add(str(refused.value))
    assert len(said) == 1
    assert set(desk.events()) == {"sign-in-failed"}


def test_an_unknown_address_takes_as_long_as_a_known_one() -> None:
    """A hash is computed either way, with the parameters of today's."""

    def seconds(work: Callable[[], object]) -> float:
        began = perf_counter()
        work()
        return perf_counter() - began

    kept = hashed(PASSWORD)
    known = median(seconds(lambda: matches(kept, "falsch")) for _ in range(7))
    unknown = median(seconds(lambda: matches(None, "falsch")) for _ in range(7))
    assert 0.4 < unknown / known < 2.5
    assert not matches(None, "")


def test_an_old_hash_is_renewed_at_the_next_sign_in(desk: Desk) -> None:
    account = desk.somebody()
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    desk.accounts.write(account, password=old)
    assert stale(old)
    desk.signing.enter(EMAIL, PASSWORD, network=HERE)
    kept = desk.accounts.one(account.id).item.data["password"]
    assert not stale(kept)
    assert matches(kept, PASSWORD)


def test_one_letter_typed_in_two_ways_is_the_same_password() -> None:
    assert matches(hashed("grüne Wiese im Mai"), "grüne Wiese im Mai")


def test_a_session_ends_when_nobody_comes_and_after_twelve_hours_at_the_latest(desk: Desk) -> None:
    desk.somebody()
    token = desk.signing.enter(EMAIL, PASSWORD, network=HERE).token
    desk.clock.on(timedelta(hours=2, seconds=1))
    assert desk.sessions.of(token) is None
    token = desk.signing.enter(EMAIL, PASSWORD, network=HERE).token
    for _ in range(7):
        desk.clock.on(timedelta(minutes=100))
        assert desk.sessions.of(token) is not None
    desk.clock.on(timedelta(minutes=100))
    assert desk.sessions.of(token) is None


def test_sessions_end_one_by_one_or_all_but_this(desk: Desk) -> None:
    """Only one's own; a token that is no token finds nothing."""
    account, other = desk.somebody(), desk.somebody("andere@example.org")
    tokens = [desk.sessions.begin(account) for _ in range(3)]
    foreign = desk.sessions.begin(other)
    mine = desk.sessions.of(tokens[0])
    theirs = desk.sessions.of(foreign)
    assert mine is not None
    assert theirs is not None
    desk.sessions.end_one(account, theirs.id)
    assert desk.sessions.of(foreign) is not None
    desk.sessions.end_one(account, mine.id)
    assert desk.sessions.of(tokens[0]) is None
    desk.sessions.end_all(account, but=tokens[1])
    assert [one is not None for one in map(desk.sessions.of, tokens)] == [False, True, False]
    for nothing in ("", "x" * 43, tokens[1][:-1], "ä" * 43):
        assert desk.sessions.of(nothing) is None


def test_an_account_that_was_closed_has_no_session_any_more(desk: Desk) -> None:
    account = desk.somebody()
    token = desk.sessions.begin(account)
    desk.accounts.close(account)
    assert desk.sessions.of(token) is None


def test_of_two_administrators_who_end_each_other_at_once_one_stays(desk: Desk) -> None:
    """The accounts were read before either wrote."""
    one, two = (desk.somebody(f"{name}@example.org", Role.ADMINISTRATOR) for name in ("a", "b"))
    with ThreadPoolExecutor(2) as pool:
        tries = [pool.submit(desk.accounts.close, other) for other in (one, two)]
        errors = [run.exception() for run in tries]
    left = [acc for acc in desk.accounts.all() if acc.state == "active"]
    assert len(left) == 1
    assert sum(isinstance(error, Conflict | Invalid) for error in errors) == 1
    with pytest.raises(Invalid, match="last administrator"):
        desk.accounts.entrust(left[0], role=Role.STAFF, actors=())


def test_attempts_are_counted_for_the_account_and_for_the_network(desk: Desk) -> None:
    """Wrong ones and right ones; who has to wait is told how long, and then goes on."""
    desk.somebody()
    for _ in range(limits_module.SIGN_IN_HERE.most):
        with pytest.raises(NotSignedIn):
            desk.signing.enter(EMAIL, "falsch", network=HERE)
    with pytest.raises(TooMany) as refused:
        desk.signing.enter(EMAIL, PASSWORD, network=HERE)
    assert 0 < refused.value.wait <= 15 * 60
    assert desk.signing.enter(EMAIL, PASSWORD, network="192.0.2.2").stage == "full"
    desk.clock.on(timedelta(seconds=refused.value.wait))
    assert desk.signing.enter(EMAIL, PASSWORD, network=HERE).stage == "full"


def test_a_network_that_tries_many_accounts_has_to_wait(desk: Desk) -> None:
    desk.somebody()
    for number in range(limits_module.SIGN_IN_NETWORK.most):
        with pytest.raises(NotSignedIn):
            desk.signing.enter(f"niemand{number}@example.org", "falsch", network=HERE)
    with pytest.raises(TooMany):
        desk.signing.enter(EMAIL, PASSWORD, network=HERE)


def test_many_at_once_get_no_more_attempts_than_one_after_the_other(desk: Desk) -> None:
    """What is counted in one process's memory lets through a multiple of it."""
    limit = Limit("test", 5, timedelta(minutes=5))

    def attempt(_: int) -> bool:
        try:
            Limits(desk.workspace, desk.clock).attempt(limit, "a")
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(40))) == 5
    assert not [one for one in desk.workspace.find("count") if one.id == "a" or "test" in one.id]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix", "-"),
        (None, "-"),
    ],
)
def test_a_network_is_an_address_or_the_half_of_a_longer_one(address: str | None, network: str) -> None:
    """Who has an IPv6 address has 2^64 of them."""
    assert network_of(address) == network


def link_in(desk: Desk) -> str:
    """The token in the latest mail."""
    body = desk.outbox.mails(["waiting"])[0].body
    return next(line for line in body.splitlines() if line.startswith("https://")).rpartition("/")[2]


def test_an_invitation_opens_the_account_once(desk: Desk) -> None:
    """By a mail to its owner; a second one makes the first worthless; after a week it ends."""
    account = desk.accounts.add(EMAIL, Role.MEMBER, language="en")
    desk.inviting.invite(account)
    first = link_in(desk)
    assert "/en/passwort/" in desk.outbox.mails()[0].body
    desk.clock.on(timedelta(seconds=1))
    desk.inviting.invite(account)
    second = link_in(desk)
    with pytest.raises(Spent):
        desk.inviting.asked(first)
    with pytest.raises(Invalid, match="fewer than 12"):
        desk.inviting.set_password(second, "kurz", desk.sessions)
    desk.inviting.set_password(second, PASSWORD, desk.sessions)
    assert desk.signing.enter(EMAIL, PASSWORD, network=HERE).account.state == "active"
    with pytest.raises(Spent):
        desk.inviting.set_password(second, PASSWORD, desk.sessions)
    desk.clock.on(timedelta(seconds=1))
    desk.inviting.invite(desk.accounts.add("b@example.org", Role.MEMBER))
    third = link_in(desk)
    desk.clock.on(timedelta(days=7))
    with pytest.raises(Spent):
        desk.inviting.asked(third)


def test_a_forgotten_password_ends_all_sessions_and_tells_the_owner(desk: Desk) -> None:
    account = desk.somebody()
    token = desk.sessions.begin(account)
    desk.inviting.forgotten(EMAIL.upper(), HERE)
    desk.inviting.set_password(link_in(desk), PASSWORD + " neu", desk.sessions)
    assert desk.sessions.of(token) is None
    assert {one.text for one in desk.outbox.mails()} == {"reset", "password-set"}
    with pytest.raises(NotSignedIn):
        desk.signing.enter(EMAIL, PASSWORD, network=HERE)
    assert desk.signing.enter(EMAIL, PASSWORD + " neu", network=HERE).stage == "full"


def test_nothing_is_sent_to_an_address_without_account_and_as_much_is_written(desk: Desk) -> None:
    """The same items but for the mail, so that the time tells nothing either; a closed account is none."""
    desk.accounts.close(desk.somebody("zu@example.org"))
    for email in ("niemand@example.org", "zu@example.org"):
        desk.inviting.forgotten(email, HERE)
    assert desk.outbox.mails() == []
    assert len(desk.workspace.find("link")) == 1
    assert desk.events() == ["password-asked", "password-asked"]
    for _ in range(limits_module.RESET_ACCOUNT.most - 1):
        desk.inviting.forgotten("niemand@example.org", HERE)
    with pytest.raises(TooMany):
        desk.inviting.forgotten("niemand@example.org", HERE)


def test_a_link_used_twice_at_the_same_moment_works_once(desk: Desk) -> None:
    desk.inviting.invite(desk.accounts.add(EMAIL, Role.MEMBER))
    token = link_in(desk)
    with ThreadPoolExecutor(4) as pool:
        tries = [
            pool.submit(desk.inviting.set_password, token, f"{PASSWORD} {number}", desk.sessions) for number in range(4)
        ]
        errors = [run.exception() for run in tries]
    assert sum(error is None for error in errors) == 1
    assert all(error is None or isinstance(error, Spent) for error in errors)


def test_a_link_is_for_one_purpose_and_bears_no_change(desk: Desk) -> None:
    """Signed with the registry's key; nothing in it tells whom it is for."""
    token = desk.links.make("probe", "e-whoever", timedelta(hours=1), {"a": 1})
    found = desk.links.look(token, "probe")
    assert (found.owner, dict(found.data)) == ("e-whoever", {"a": 1})
    assert "whoever" not in token
    for wrong in (token[:-1], token[1:], token.swapcase(), "", "a.b", "ä"):
        with pytest.raises(Spent):
            desk.links.look(wrong, "probe")
    with pytest.raises(Spent):
        desk.links.look(token, "reset")
    desk.clock.on(timedelta(hours=1))
    with pytest.raises(Spent):
        desk.links.look(token, "probe")
