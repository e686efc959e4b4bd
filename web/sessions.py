"""The cookies of people who are signed in: the session's token, and which revision they have to see."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask import current_app, request
from werkzeug import Response

from registry.services.accounts import Session, Sessions
from registry.services.registry import Registry

_SESSION: Final = "sitzung"
_STAND: Final = "stand"
_MINUTES: Final = 5
"""So long a page of a cluster has to show what was written."""


def sessions(registry: Registry) -> Sessions:
    """The sessions of a registry, with the ends that the application's settings name."""
    return Sessions(registry.workspace, current_app.config["SESSION_ENDS"])


def token() -> str:
    """The token that the request carries, or an empty text."""
    return request.cookies.get(_name(), "")


def session_here(registry: Registry) -> Session | None:
    """The session of the present request, if it carries one that holds."""
    given = token()
    return sessions(registry).of(given) if given else None


def keep(response: Response, given: str) -> None:
    """Let the browser carry a token."""
    _set(response, _name(), given, None)


def forget(response: Response) -> None:
    """Let the browser carry no token any more."""
    for name in (_name(), _STAND):
        response.delete_cookie(name, secure=request.is_secure, httponly=True, samesite="Lax")


def keep_revision(response: Response, revision: int) -> None:
    """Let the next pages show at least this revision, for some minutes."""
    _set(response, _STAND, str(revision), timedelta(minutes=_MINUTES))


def revision_to_see() -> int:
    """The revision that this reader has to see at least; 0 where any will do."""
    given = request.cookies.get(_STAND, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _name() -> str:
    # The prefix makes browsers refuse a cookie that another host of the same domain has set.
    return f"__Host-{_SESSION}" if request.is_secure else _SESSION


def _set(response: Response, name: str, value: str, age: timedelta | None) -> None:
    response.set_cookie(name, value, max_age=age, secure=request.is_secure, httponly=True, samesite="Lax", path="/")
