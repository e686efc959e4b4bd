"""What the pages of accounts read from a request, and the services they call."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from flask import request, url_for

from registry.services.accounts import Account, Accounts
from registry.services.accounts.addressing import Addressing
from registry.services.accounts.audit import Audit
from registry.services.accounts.inviting import Inviting
from registry.services.accounts.limits import network_of
from registry.services.accounts.signing import SigningIn
from web import sessions
from web.outside import outside
from web.site import here, registry

_BROWSERS: Final = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def accounts() -> Accounts:
    """The accounts of this application's registry."""
    return Accounts(registry().workspace)


def signing_in() -> SigningIn:
    """Signing in at this application's registry."""
    return SigningIn(registry().workspace, sessions.sessions(registry()))


def inviting() -> Inviting:
    """Invitations whose links lead to this site."""
    return Inviting(registry().workspace, lambda lang, token: outside("accounts.password", lang=lang, token=token))


def addressing() -> Addressing:
    """Other addresses of accounts, whose links lead to this site."""
    return Addressing(registry().workspace, lambda lang, token: outside("accounts.address", lang=lang, token=token))


def audit() -> Audit:
    """The audit of this application's registry."""
    return Audit(registry().workspace)


def own_account() -> Account:
    """Whose account is signed in; for views that need one."""
    account = here().account
    if account is None:
        raise RuntimeError("a view that asks for the account must declare that it needs one")
    return account


def network() -> str:
    """The network that a request comes from, for counting."""
    return network_of(request.remote_addr)


def device() -> str:
    """Browser and system in two words, so that people tell their sessions apart; nothing that would tell more."""
    told = request.headers.get("User-Agent", "")
    found = (next((name for mark, name in names if mark in told), "") for names in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, found))


def next_address() -> str:
    """Where to go on to: what `next` says if it is a page of ours, else the start page."""
    given = request.values.get("next", "")
    return given if is_own(given) else url_for("start.page", stand=None)


def is_own(address: str) -> bool:
    """Whether an address is a path of this host: `/de/…`; no other host, whatever way it is written."""
    parts = urlsplit(address) if re.fullmatch(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*", address) else None
    return parts is not None and not parts.scheme and not parts.netloc
