"""The second factor: no code counts twice, recovery codes count once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from clocks import START, SetClock
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.model import Invalid
from registry.services import Registry
from registry.services.accounts import Account, Accounts, NotSignedIn, Role, Sessions, TooMany, codes
from registry.services.accounts.audit import Audit
from registry.services.accounts.limits import CODE
from registry.services.accounts.second import switch_off, switch_on
from registry.services.accounts.signing import SignedIn, SigningIn

EMAIL, PASSWORD = "erika.beispiel@example.org", "vier Worte ohne Zusammenhang"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class Desk:
    """An account whose second factor is on."""

    def __init__(self, registry: Registry) -> None:
        self.clock = SetClock()
        self.accounts = Accounts(registry.workspace, self.clock)
        self.sessions = Sessions(registry.workspace, clock=self.clock)
        self.signing = SigningIn(registry.workspace, self.sessions, self.clock)
        self.audit = Audit(registry.workspace, self.clock)
        made = self.accounts.add(EMAIL, Role.STAFF, password=PASSWORD)
        self.recovery = switch_on(self.accounts, made, SECRET, self.code(), self.clock)
        self.clock.on(timedelta(seconds=30))

    def code(self, before: float = 0) -> str:
        return pyotp.TOTP(SECRET).at(int(self.clock.moment.timestamp() - before))

    def account(self) -> Account:
        found = self.accounts.by_email(EMAIL)
        assert found is not None
        return found

    def enter(self) -> str:
        signed = self.signing.enter(EMAIL, PASSWORD, network="-")
        assert signed.stage == "half"
        return signed.token

    def confirm(self, token: str, code: str) -> SignedIn:
        session = self.sessions.of(token)
        assert session is not None
        return self.signing.confirm(session, token, code)


@pytest.fixture
def desk(registry: Registry) -> Desk:
    """An account whose second factor is on."""
    return Desk(registry)


def test_a_password_alone_is_half_a_session_and_the_code_makes_a_new_one(desk: Desk) -> None:
    token = desk.enter()
    signed = desk.confirm(token, f" {desk.code()[:3]} {desk.code()[3:]} ")
    assert signed.stage == "full"
    assert signed.token != token
    assert desk.sessions.of(token) is None
    session = desk.sessions.of(signed.token)
    assert session is not None
    assert session.stage == "full"
    desk.clock.on(timedelta(minutes=11))
    again = desk.enter()
    desk.clock.on(timedelta(minutes=11))
    assert desk.sessions.of(again) is None


def test_no_code_counts_twice(desk: Desk) -> None:
    """Not in another session, not the one before it, and not at the same moment in two windows."""
    code = desk.code()
    desk.confirm(desk.enter(), code)
    for late in (code, desk.code(30)):
        with pytest.raises(NotSignedIn):
            desk.confirm(desk.enter(), late)
    desk.clock.on(timedelta(seconds=60))
    halves = [desk.enter() for _ in range(4)]
    fresh = desk.code()
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(desk.confirm, token, fresh) for token in halves]
        errors = [run.exception() for run in runs]
    assert sum(error is None for error in errors) == 1
    assert all(error is None or isinstance(error, NotSignedIn) for error in errors)


def test_a_code_is_good_for_the_step_before_and_after_its_own(desk: Desk) -> None:
    """A clock may be half a minute wrong, not more."""
    now = desk.clock.moment
    assert codes.step_of(SECRET, desk.code(30), now) is not None
    assert codes.step_of(SECRET, desk.code(-30), now) is not None
    assert codes.step_of(SECRET, desk.code(61), now) is None
    assert codes.step_of(SECRET, desk.code(-61), now) is None


def test_a_recovery_code_counts_once_and_is_kept_as_a_hash(desk: Desk) -> None:
    one, other = desk.recovery[:2]
    assert one not in desk.account().item.payload
    desk.confirm(desk.enter(), one.upper().replace("-", " "))
    with pytest.raises(NotSignedIn):
        desk.confirm(desk.enter(), one)
    desk.confirm(desk.enter(), other)
    assert len(desk.account().item.data["second"]["recovery"]) == 8
    assert [one.event for one in desk.audit.latest(event="recovery-code-used")] == ["recovery-code-used"] * 2
    assert len(set(desk.recovery)) == 10


def test_guessing_codes_is_stopped(desk: Desk) -> None:
    token = desk.enter()
    wrong = "000000" if desk.code() != "000000" else "111111"
    for _ in range(CODE.most):
        with pytest.raises(NotSignedIn):
            desk.confirm(token, wrong)
    with pytest.raises(TooMany):
        desk.confirm(token, desk.code())


def test_switching_it_on_needs_a_code_of_the_same_secret_and_off_it_is_gone(desk: Desk) -> None:
    account = switch_off(desk.accounts, desk.account())
    assert not account.second_factor
    assert desk.signing.enter(EMAIL, PASSWORD, network="-").stage == "full"
    assert SECRET not in account.item.payload
    for secret, code in ((codes.new_secret(), desk.code()), ("kurz", desk.code()), (SECRET, "123")):
        with pytest.raises(Invalid, match="code"):
            switch_on(desk.accounts, account, secret, code, desk.clock)


def test_the_picture_says_what_an_app_needs() -> None:
    """The secret, the address of the account and who asks; as SVG within the page."""
    asked = parse_qs(urlsplit(codes.address_of(SECRET, EMAIL)).query)
    assert asked["secret"] == [SECRET]
    assert asked["issuer"] == ["Integrationsnetz"]
    assert codes.picture_of(SECRET, EMAIL).startswith("data:image/svg+xml;base64,")


@settings(max_examples=300)
@given(st.text(max_size=12))
def test_whatever_is_typed_as_a_code_is_right_or_wrong(text: str) -> None:
    """Never an error of another kind."""
    second = {"secret": SECRET, "last": 0, "recovery": []}
    found = codes.accepted(second, text, START)
    assert found is None or text.strip() == pyotp.TOTP(SECRET).at(int(START.timestamp()))
