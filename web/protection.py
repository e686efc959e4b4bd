"""Requests that other sites make in a reader's name are refused, and what is personal is kept by no cache.

Which page a request came from is told by the browser itself (`Sec-Fetch-Site`, on older ones and without encryption
`Origin`), so that forms carry no secret and nothing has to be remembered between two pages.
"""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from registry.services.accounts import Forbidden
from registry.services.accounts.audit import Audit
from registry.services.accounts.settings import session_ends
from web import sessions
from web.site import registry

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def _refuse_foreign() -> None:
    if request.method not in _SAFE and not from_here():
        raise Forbidden("this request was not made by a page of this registry", remedy="open the page and try again")


def from_here() -> bool:
    """Whether the browser says that a page of this host has made the request."""
    told = request.headers.get("Sec-Fetch-Site")
    if told is not None:
        return told == "same-origin"
    return request.headers.get("Origin") == request.host_url.rstrip("/")


def _keep_private(response: Response) -> Response:
    here = g.get("here")
    if request.endpoint == "static":
        return response
    if sessions.token() or "Set-Cookie" in response.headers or (here is not None and here.account is not None):
        response.headers["Cache-Control"] = "no-store"
    response.vary.add("Cookie")
    return response


def _tell_browsers_to_stay_encrypted(response: Response) -> Response:
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={365 * 24 * 3600}")
    return response


def _note_exports(response: Response) -> Response:
    """A file that somebody with an account takes along is noted, whichever page made it."""
    here = g.get("here")
    taken = response.status_code == 200 and "attachment" in response.headers.get("Content-Disposition", "")
    if taken and here is not None and here.account is not None and not g.get("audited"):
        Audit(registry().workspace).note("exported", here.account, detail=request.endpoint or "")
    return response


def _show_what_was_written(response: Response) -> Response:
    revision = g.get("written")
    if revision is not None:
        sessions.keep_revision(response, revision)
    return response


def install(app: Flask) -> None:
    """Protect every answer of an application."""
    app.config.setdefault("SESSION_ENDS", session_ends())
    proxies = app.config.setdefault("PROXIES", 0)
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, proxies, proxies)  # type: ignore[method-assign]
    app.before_request(_refuse_foreign)
    app.after_request(_keep_private)
    app.after_request(_tell_browsers_to_stay_encrypted)
    app.after_request(_note_exports)
    app.after_request(_show_what_was_written)
