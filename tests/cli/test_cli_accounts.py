"""account, mail and tidy on the command line: the first administrator, invitations, what is shown and what is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing

import pytest
from click.testing import CliRunner, Result

from registry.cli import main
from registry.opening import open_registry
from registry.services.accounts import Accounts, Role, Sessions
from registry.services.accounts.signing import SigningIn

Run = Callable[..., Result]
PASSWORD = "vier Worte ohne Zusammenhang"
EMAIL = "registerstelle@example.org"


@pytest.fixture
def store(empty_place: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of an empty store."""
    for name in ("INTEGRATIONSNETZ_PASSWORD", "INTEGRATIONSNETZ_ADDRESS", "INTEGRATIONSNETZ_SMTP_HOST"):
        monkeypatch.delenv(name, raising=False)
    assert run("init", "--store", empty_place).exit_code == 0
    return empty_place


def add(store: str, *options: str, typed: str = f"{PASSWORD}\n{PASSWORD}\n") -> Result:
    return CliRunner().invoke(main, ["account", "add", EMAIL, "--store", store, *options], input=typed)


def test_the_first_administrator_is_made_here_and_signs_in(store: str, run: Run) -> None:
    """The password is asked for twice and shown nowhere; the list tells no secret."""
    made = add(store, "--role", "administrator", "--name", "Registerstelle Beispielkreis")
    assert made.exit_code == 0, made.stderr
    assert PASSWORD not in made.output
    with closing(open_registry(store)) as registry:
        signed = SigningIn(registry.workspace, Sessions(registry.workspace)).enter(EMAIL, PASSWORD, network="-")
        assert (signed.stage, signed.account.role) == ("full", "administrator")
    listed = json.loads(run("account", "list", "--store", store, "--json").stdout)
    assert [(one["email"], one["role"], one["state"]) for one in listed] == [(EMAIL, "administrator", "active")]
    assert "argon2" not in json.dumps(listed)


@pytest.mark.parametrize(
    ("options", "typed", "code", "said"),
    [
        ((), "kurz\nkurz\n", 3, "fewer than 12"),
        ((), "passwort1234\npasswort1234\n", 3, "guessed"),
        (("--actor", "e" + "a" * 20), "", 3, "--actor"),
        (("--invite",), "", 3, "INTEGRATIONSNETZ_ADDRESS"),
        (("--name", "a@example.org"), f"{PASSWORD}\n{PASSWORD}\n", 3, "name"),
    ],
)
def test_an_account_that_can_not_be_made_leaves_nothing_behind(
    store: str, run: Run, options: tuple[str, ...], typed: str, code: int, said: str
) -> None:
    result = add(store, *options, typed=typed)
    assert (result.exit_code, said in result.stderr) == (code, True), result.stderr
    assert json.loads(run("account", "list", "--store", store, "--json").stdout) == []


def test_an_invitation_waits_in_the_outbox_and_its_link_is_told_to_the_operator(
    store: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of mails shortens the address, and shows no link."""
    monkeypatch.setenv("INTEGRATIONSNETZ_ADDRESS", "https://register.example")
    made = add(store, "--invite", typed="")
    assert "https://register.example/de/passwort/" in made.stdout
    listed = run("mail", "list", "--store", store)
    assert "invitation" in listed.stdout
    assert "r…@example.org" in listed.stdout
    assert EMAIL not in listed.stdout
    assert "/passwort/" not in run("mail", "list", "--store", store, "--json").stdout
    unsent = run("mail", "send", "--store", store)
    assert unsent.exit_code == 3
    assert "INTEGRATIONSNETZ_SMTP_HOST" in unsent.stderr


def test_the_last_administrator_stays(store: str, run: Run) -> None:
    add(store, "--role", "administrator")
    for words in (("close", EMAIL), ("role", EMAIL, "staff")):
        refused = run("account", *words, "--store", store)
        assert (refused.exit_code, "last administrator" in refused.stderr) == (3, True)


def test_roles_change_accounts_close_and_are_opened_by_a_reset(store: str, run: Run) -> None:
    """A closed account has no sessions any more and no password; a reset gives it a new one."""
    add(store, "--role", "staff")
    assert "staff → analyst" in run("account", "role", EMAIL.upper(), "analyst", "--store", store).stdout
    with closing(open_registry(store)) as registry:
        accounts, sessions = Accounts(registry.workspace), Sessions(registry.workspace)
        account = accounts.by_email(EMAIL)
        assert account is not None
        token = sessions.begin(account)
        assert run("account", "close", EMAIL, "--store", store).exit_code == 0
        assert sessions.of(token) is None
        typed = f"{PASSWORD}!\n{PASSWORD}!\n"
        again = CliRunner().invoke(main, ["account", "reset", EMAIL, "--store", store], input=typed)
        assert again.exit_code == 0, again.stderr
        signed = SigningIn(registry.workspace, sessions).enter(EMAIL, PASSWORD + "!", network="-")
        assert signed.account.role == "analyst"
    assert run("account", "close", "niemand@example.org", "--store", store).exit_code == 4


def test_the_operator_gives_an_account_another_address(store: str, run: Run) -> None:
    """Its sessions end; an address that another account has, and one that is none, change nothing."""
    add(store, "--role", "staff")
    with closing(open_registry(store)) as registry:
        accounts, sessions = Accounts(registry.workspace), Sessions(registry.workspace)
        accounts.add("andere@example.org", Role.ANALYST)
        account = accounts.by_email(EMAIL)
        assert account is not None
        token = sessions.begin(account)
        for new, code in (("andere@example.org", 5), ("keine", 3), (EMAIL.upper(), 3)):
            assert run("account", "address", EMAIL, new, "--store", store).exit_code == code
        assert sessions.of(token) is not None
        done = run("account", "address", EMAIL, "neu@example.org", "--store", store)
        assert (done.exit_code, "@" in done.output) == (0, False)
        assert sessions.of(token) is None
        assert accounts.by_email(EMAIL) is None
        changed = accounts.by_email("neu@example.org")
        assert changed is not None
        assert changed.id == account.id


def test_tidying_says_what_it_removed(store: str, run: Run) -> None:
    add(store)
    with closing(open_registry(store)) as registry:
        registry.workspace.count("x", "2026-01-01T00:00:00Z")
    assert json.loads(run("tidy", "--store", store, "--json").stdout)["count"] == 1
    assert run("tidy", "--store", store).stdout.startswith("Removed 0 session")
