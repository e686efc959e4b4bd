"""Sends what is due in the outbox through an SMTP server (RFC 5321)."""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from registry.model import Conflict, Unreachable
from registry.services.mail.outbox import Mail, Outbox
from registry.services.mail.settings import Smtp

_LOG = logging.getLogger(__name__)
_LOST: Final = (OSError, smtplib.SMTPServerDisconnected)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of one run."""

    sent: int = 0
    refused: int = 0


def send_due(outbox: Outbox, smtp: Smtp, *, at_most: int | None = None) -> Delivered:
    """Send what is due, over one connection. Raises Unreachable where the server lets nobody in: then all of it waits.

    Logs name mails by their ids, never by address or text.
    """
    if not outbox.due():
        return Delivered()
    sent = refused = 0
    with _connected(smtp) as server:
        for mail in outbox.taken():
            done = _sent(outbox, server, smtp, mail)
            sent, refused = sent + done, refused + (not done)
            if sent + refused == at_most or server.sock is None:
                break
    return Delivered(sent, refused)


def message_of(mail: Mail, smtp: Smtp) -> EmailMessage:
    """The mail as it travels. Raises ValueError where an address or the subject would break its head."""
    message = EmailMessage()
    message["Message-ID"] = f"<{mail.id}@{smtp.sender.rpartition('@')[2].rstrip('>')}>"
    message["Date"] = format_datetime(datetime.now(UTC))
    message["From"], message["To"], message["Subject"] = smtp.sender, mail.to, mail.subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message


def _sent(outbox: Outbox, server: smtplib.SMTP, smtp: Smtp, mail: Mail) -> bool:
    reason, for_good = "", False
    try:
        server.send_message(message_of(mail, smtp))
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        reason, for_good = _told(code, text, mail), code >= 500
    except smtplib.SMTPDataError as error:
        reason, for_good = _told(error.smtp_code, error.smtp_error, mail), error.smtp_code >= 500
    except smtplib.SMTPResponseException as error:  # the sender is refused, say: no fault of this mail
        reason = _told(error.smtp_code, error.smtp_error, mail)
    except _LOST as error:
        reason = f"the connection was lost ({type(error).__name__})"
        server.close()
    except (ValueError, smtplib.SMTPException) as error:
        reason, for_good = f"it can not be written as a mail ({type(error).__name__})", True
    return _noted(outbox, mail, reason, for_good)


def _noted(outbox: Outbox, mail: Mail, reason: str, for_good: bool) -> bool:
    try:
        if reason:
            _LOG.warning("mail %s was not taken: %s", mail.id, reason[:3] if reason[:3].isdigit() else "no answer")
            outbox.refused(mail, reason, for_good=for_good)
        else:
            outbox.sent(mail)
    except Conflict:  # it took longer than its lease and somebody else has it, or it was erased
        _LOG.warning("mail %s was changed while it was sent", mail.id)
    return not reason


def _told(code: int, text: bytes | str, mail: Mail) -> str:
    """The server's answer without the address, which servers like to repeat."""
    plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    shown = " ".join(plain.replace(mail.to, "…").split())
    return f"{code} {shown}"


@contextmanager
def _connected(smtp: Smtp) -> Iterator[smtplib.SMTP]:
    try:
        server = _opened(smtp)
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(
            f"the mail server does not let us in ({_why(error)})",
            where=f"{smtp.host}:{smtp.port}",
            remedy="check INTEGRATIONSNETZ_SMTP_HOST, _PORT, _SECURITY, _USER and _PASSWORD",
        ) from error
    try:
        yield server
    finally:
        try:
            server.quit()
        except _LOST:
            server.close()


def _why(error: Exception) -> str:
    return str(error.smtp_code) if isinstance(error, smtplib.SMTPResponseException) else type(error).__name__


def _opened(smtp: Smtp) -> smtplib.SMTP:
    trusted = ssl.create_default_context()
    if smtp.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=smtp.timeout, context=trusted)
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=smtp.timeout)
    try:
        if smtp.security == "starttls":
            server.starttls(context=trusted)
        if smtp.user:
            server.login(smtp.user, smtp.password)
    except BaseException:
        server.close()
        raise
    return server
