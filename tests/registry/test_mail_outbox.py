"""The outbox against a real SMTP server: sent once, tried again, given up, and nobody's address in a log."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from string import Template
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from registry.model import Invalid, Unavailable, Unreachable
from registry.services import Registry
from registry.services.mail import Letter, Outbox, Smtp, letter, send_due, site_address, smtp
from registry.services.mail.outbox import LEASE, PAUSES
from registry.services.mail.texts import texts

START = datetime(2026, 11, 21, 14, tzinfo=UTC)
LETTER = Letter("test", "Grüße aus dem Beispielkreis", "Guten Tag,\n\nein Link: https://register.example/ä\n")
TO = "erika.beispiel@example.org"


class Postman:
    """A mail server's answers, and what it has taken."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answers: list[str] = []
        """To the next recipients; `250 OK` where there is none."""

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, to: str, options: Any) -> str:  # noqa: ARG002, N802
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("2"):
            envelope.rcpt_tos.append(to)
        return answer.replace("TO", to)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        assert isinstance(envelope.content, bytes)
        found = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.taken.append(found)
        return "250 taken"


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def on(self, more: timedelta) -> None:
        self.moment += more


@pytest.fixture
def clock() -> Clock:
    """Stands at START."""
    return Clock()


@pytest.fixture
def outbox(registry: Registry, clock: Clock) -> Outbox:
    """An empty outbox."""
    return Outbox(registry.workspace, clock)


@pytest.fixture
def postman() -> Iterator[tuple[Postman, Smtp]]:
    """A mail server of this machine, and how it is reached."""
    handler = Postman()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield handler, Smtp("127.0.0.1", controller.port, "none", "register@example.org", timeout=5)
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_mail_arrives_as_it_was_written_and_its_text_is_dropped(
    outbox: Outbox, postman: tuple[Postman, Smtp]
) -> None:
    """Letters beyond ASCII too; it says that a program sent it."""
    handler, server = postman
    assert outbox.put(TO, LETTER)
    done = send_due(outbox, server)
    assert (done.sent, done.refused) == (1, 0)
    (message,) = handler.taken
    assert message["To"] == TO
    assert message["From"] == "register@example.org"
    assert message["Subject"] == LETTER.subject
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().replace("\r\n", "\n") == LETTER.body
    (kept,) = outbox.mails()
    assert (kept.state, kept.subject, kept.body, kept.tries) == ("sent", "", "", 1)


def test_a_mail_that_is_written_twice_is_sent_once(outbox: Outbox, postman: tuple[Postman, Smtp]) -> None:
    assert outbox.put(TO, LETTER, once="reminder/2026/e1")
    assert not outbox.put(TO, LETTER, once="reminder/2026/e1")
    send_due(outbox, postman[1])
    assert not outbox.put(TO, LETTER, once="reminder/2026/e1")
    send_due(outbox, postman[1])
    assert len(postman[0].taken) == 1


def test_two_senders_at_once_send_every_mail_once(outbox: Outbox, postman: tuple[Postman, Smtp]) -> None:
    handler, server = postman
    for number in range(20):
        outbox.put(f"beispiel{number}@example.org", LETTER)
    with ThreadPoolExecutor(2) as pool:
        runs = [run.result() for run in [pool.submit(send_due, outbox, server) for _ in range(2)]]
    assert sum(one.sent for one in runs) == 20
    assert sorted(str(one["To"]) for one in handler.taken) == sorted(f"beispiel{one}@example.org" for one in range(20))


def test_a_refused_mail_waits_longer_each_time_and_is_given_up_in_the_end(
    outbox: Outbox, postman: tuple[Postman, Smtp], clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """The reason stays visible, without the address; logs have neither address nor subject."""
    handler, server = postman
    outbox.put(TO, LETTER)
    with caplog.at_level(logging.DEBUG):
        for number, pause in enumerate(PAUSES, 1):
            handler.answers = ["451 <TO> greylisted, come back"]
            assert send_due(outbox, server).refused == 1
            (kept,) = outbox.mails()
            assert (kept.state, kept.tries, kept.at) == ("waiting", number, clock.moment + pause)
            assert kept.reason == "451 <…> greylisted, come back"
            clock.on(pause - timedelta(seconds=1))
            assert send_due(outbox, server) == send_due(outbox, server)
            clock.on(timedelta(seconds=1))
        handler.answers = ["451 still not"]
        send_due(outbox, server)
    (kept,) = outbox.mails()
    assert (kept.state, kept.tries) == ("failed", len(PAUSES) + 1)
    assert list(PAUSES) == sorted(PAUSES)
    assert not handler.taken
    ours = [one.getMessage() for one in caplog.records if one.name.startswith("registry")]
    assert ours
    assert not [one for one in ours if TO in one or LETTER.subject in one]
    assert outbox.again() == 1
    assert send_due(outbox, server).sent == 1


def test_a_mail_refused_for_good_is_given_up_at_once_and_others_go_on(
    outbox: Outbox, postman: tuple[Postman, Smtp]
) -> None:
    handler, server = postman
    for name in ("weg", "da"):
        outbox.put(f"{name}@example.org", LETTER)
    handler.answers = ["550 TO: no such person"]
    done = send_due(outbox, server)
    assert (done.sent, done.refused) == (1, 1)
    (failed,) = outbox.mails(["failed"])
    assert failed.reason == "550 …: no such person"


def test_a_mail_whose_sender_was_killed_is_sent_by_the_next_one_under_the_same_name(
    outbox: Outbox, postman: tuple[Postman, Smtp], clock: Clock
) -> None:
    """Not before its lease has ended, as the first sender may still be at work."""
    outbox.put(TO, LETTER)
    mail = next(outbox.taken())
    assert send_due(outbox, postman[1]).sent == 0
    clock.on(LEASE + timedelta(seconds=1))
    assert send_due(outbox, postman[1]).sent == 1
    assert postman[0].taken[0]["Message-ID"] == f"<{mail.id}@example.org>"


def test_a_server_that_is_away_costs_no_mail_a_try(outbox: Outbox) -> None:
    """The error names the server, and everything waits as it did."""
    outbox.put(TO, LETTER)
    port = free_port()
    with pytest.raises(Unreachable, match=f"127.0.0.1:{port}"):
        send_due(outbox, Smtp("127.0.0.1", port, "none", "register@example.org", timeout=2))
    (kept,) = outbox.mails()
    assert (kept.state, kept.tries) == ("waiting", 0)


def test_nothing_is_sent_unencrypted_where_encryption_is_asked_for(
    outbox: Outbox, postman: tuple[Postman, Smtp]
) -> None:
    """A server that offers none lets nothing through, whichever way it is asked."""
    handler, plain = postman
    outbox.put(TO, LETTER)
    for security in ("starttls", "tls"):
        with pytest.raises(Unreachable):
            send_due(outbox, replace(plain, security=security))
    assert not handler.taken
    assert outbox.mails()[0].state == "waiting"


def test_an_address_that_would_break_the_head_is_never_sent(outbox: Outbox, postman: tuple[Postman, Smtp]) -> None:
    outbox.put("a@example.org\nBcc: b@example.org", LETTER)
    send_due(outbox, postman[1])
    assert not postman[0].taken
    assert outbox.mails()[0].state == "failed"


def test_every_text_asks_for_the_same_in_both_languages() -> None:
    """What is filled in stands in both, and letters of one line make the subject."""
    for key, parts in texts().items():
        assert set(parts) == {"subject", "body"}, key
        names = {
            lang: {name for part in parts.values() for name in Template(part[lang]).get_identifiers()}
            for lang in ("de", "en")
        }
        assert names["de"] == names["en"], key
        values = dict.fromkeys(names["de"], "x")
        for lang in ("de", "en"):
            made = letter(key, lang, **values)
            assert made.subject
            assert "\n" not in made.subject
            assert "$" not in made.body
    with pytest.raises(KeyError):
        letter("invitation", "de", name="x")


BASE = {"INTEGRATIONSNETZ_SMTP_HOST": "mail.example.org", "INTEGRATIONSNETZ_SMTP_FROM": "register@example.org"}


@pytest.mark.parametrize(
    ("more", "port", "security"),
    [
        ({}, 587, "starttls"),
        ({"SECURITY": "tls"}, 465, "tls"),
        ({"SECURITY": "none"}, 25, "none"),
        ({"PORT": "2525"}, 2525, "starttls"),
    ],
)
def test_the_environment_names_the_server(more: dict[str, str], port: int, security: str) -> None:
    """Encrypted unless something else is asked for; without a host there is none."""
    found = smtp({**BASE, **{f"INTEGRATIONSNETZ_SMTP_{name}": value for name, value in more.items()}})
    assert found is not None
    assert (found.host, found.port, found.security) == ("mail.example.org", port, security)
    assert smtp({}) is None


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"FROM": ""}, "FROM"),
        ({"PORT": "0"}, "PORT"),
        ({"PORT": "x"}, "PORT"),
        ({"SECURITY": "ssl"}, "SECURITY"),
        ({"SECURITY": "none", "USER": "a", "PASSWORD": "b"}, "SECURITY"),
    ],
)
def test_wrong_settings_are_named(more: dict[str, str], named: str) -> None:
    with pytest.raises(Invalid, match=f"INTEGRATIONSNETZ_SMTP_{named}"):
        smtp({**BASE, **{f"INTEGRATIONSNETZ_SMTP_{name}": value for name, value in more.items()}})


def test_a_password_comes_from_a_file_and_is_shown_nowhere(tmp_path: Any) -> None:
    file = tmp_path / "password"
    file.write_text("geheim\n", encoding="utf-8")
    given = {**BASE, "INTEGRATIONSNETZ_SMTP_USER": "u", "INTEGRATIONSNETZ_SMTP_PASSWORD_FILE": str(file)}
    found = smtp(given)
    assert found is not None
    assert found.password == "geheim"
    assert "geheim" not in repr(found)
    file.unlink()
    with pytest.raises(Unavailable, match="PASSWORD_FILE"):
        smtp(given)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", ""),
        ("https://register.example/", "https://register.example"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://register.example", None),
        ("register.example", None),
        ("https://register.example/pfad", None),
    ],
)
def test_links_in_mails_never_travel_unencrypted_to_another_machine(given: str, expected: str | None) -> None:
    ask: Callable[[], str] = lambda: site_address({"INTEGRATIONSNETZ_ADDRESS": given})  # noqa: E731
    if expected is None:
        with pytest.raises(Invalid, match="INTEGRATIONSNETZ_ADDRESS"):
            ask()
    else:
        assert ask() == expected
