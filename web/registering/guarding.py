"""What holds spam off without asking anything of people: a field that only programs fill in, time, and numbers."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from registry.services.accounts.limits import Limit, Limits, network_of
from registry.services.accounts.secret import key
from registry.services.moments import now
from web.site import here, registry

TRAP: Final = "homepage"
"""Name of the field that people do not see."""
SEND_NETWORK: Final = Limit("sendings from a network", 12, timedelta(hours=1))
SEND_ADDRESS: Final = Limit("sendings for an address", 5, timedelta(hours=1))
DRAFT: Final = Limit("drafts from a network", 400, timedelta(hours=1))
ASK: Final = Limit("questions of the form from a network", 1500, timedelta(minutes=15))
_SECONDS: Final = 4
_DAY: Final = 24 * 3600


def trapped() -> bool:
    """Whether the field was filled in that nobody sees."""
    return bool(request.form.get(TRAP, "").strip())


def mark() -> str:
    """Says, signed, when the form was given out."""
    return str(_signer().dumps("form"))


def too_quick() -> bool:
    """Whether the form comes back sooner than anybody can read it, or with no mark of ours."""
    least: float = current_app.config.get("FORM_SECONDS", _SECONDS)
    try:
        _value, at = _signer().loads(request.form.get("mark", ""), max_age=_DAY, return_timestamp=True)
    except BadSignature:
        return True
    return bool(now().timestamp() - at.timestamp() < least)


def count(limit: Limit, *who: str) -> None:
    """One more of this network, or of whom is named. Raises TooMany. People with an account are not counted."""
    if here().account is None:
        Limits(registry().workspace).attempt(limit, *(who or (network_of(request.remote_addr),)))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key(registry().workspace), salt="form")
