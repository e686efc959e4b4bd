"""Through which server mails leave, as the environment says; and under which address readers reach the pages."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Final, Literal, get_args
from urllib.parse import urlsplit

from registry.model import Invalid, Unavailable

PREFIX: Final = "INTEGRATIONSNETZ_SMTP_"
ADDRESS: Final = "INTEGRATIONSNETZ_ADDRESS"
Security = Literal["starttls", "tls", "none"]
_PORTS: Final[dict[Security, int]] = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, slots=True)
class Smtp:
    """A server that takes mails."""

    host: str
    port: int
    security: Security
    sender: str
    """The address that mails come from."""
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 30.0
    """Seconds."""


def smtp(environment: Mapping[str, str] = os.environ) -> Smtp | None:
    """The server of INTEGRATIONSNETZ_SMTP_HOST; None where none is named. Raises Invalid, Unavailable."""

    def given(name: str) -> str:
        return environment.get(PREFIX + name, "").strip()

    host, sender = given("HOST"), given("FROM")
    if not host:
        return None
    if "@" not in sender:
        raise _wrong("FROM", "no address is named that mails come from", "set it, for example to register@example.org")
    security = _security(given("SECURITY") or "starttls")
    found = Smtp(
        host, _port(given("PORT")) or _PORTS[security], security, sender, given("USER"), _password(environment)
    )
    if found.user and security == "none" and not _is_here(host):
        raise _wrong("SECURITY", "a password would travel unencrypted", "use starttls or tls")
    return found


def site_address(environment: Mapping[str, str] = os.environ) -> str:
    """The address of the pages, `https://register.example`, without a slash at its end; empty where none is named.

    Raises Invalid where it is none, or would send secret links unencrypted to another machine.
    """
    text = environment.get(ADDRESS, "").strip().rstrip("/")
    if not text:
        return ""
    parts = urlsplit(text)
    plain = parts.scheme == "http" and _is_here(parts.hostname or "")
    if not parts.hostname or not (plain or parts.scheme == "https") or parts.query or parts.fragment or parts.path:
        raise Invalid(
            "the address of the pages has no known form",
            where=ADDRESS,
            remedy="write it like https://register.example.org, without a path",
        )
    return text


def _wrong(name: str, what: str, remedy: str) -> Invalid:
    return Invalid(what, where=PREFIX + name, remedy=remedy)


def _security(text: str) -> Security:
    for one in get_args(Security):
        if text == one:
            known: Security = one
            return known
    raise _wrong("SECURITY", "this is not known", "take starttls, tls or none")


def _port(text: str) -> int:
    if not text:
        return 0
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise _wrong("PORT", "this is no port", "write a number from 1 to 65535")


def _password(environment: Mapping[str, str]) -> str:
    file = environment.get(PREFIX + "PASSWORD_FILE")
    if not file:
        return environment.get(PREFIX + "PASSWORD", "")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable(
            f"the password file can not be read ({type(error).__name__})",
            where=PREFIX + "PASSWORD_FILE",
            remedy="check its name and permissions",
        ) from error


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
