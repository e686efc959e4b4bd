"""The one place where errors become pages: what was wrong, and what helps."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from time import monotonic
from typing import Final

from flask import Flask, Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from registry.model import Conflict, Damaged, Erased, IntegrationsnetzError, Invalid, NotFound, Unavailable
from registry.services.accounts import Forbidden, TooMany
from web.site import Here, NoDay, lang, site, today

_LOG = logging.getLogger(__name__)
_STATUS: Final[tuple[tuple[type[IntegrationsnetzError], int], ...]] = (
    (NotFound, 404),
    (Erased, 410),
    (Invalid, 400),
    (Conflict, 409),
    (Forbidden, 403),
    (TooMany, 429),
    (Unavailable, 503),
    (Damaged, 500),
)

RETRY_AFTER: Final = 30
"""Seconds after which a 503 asks to come back: a server of the store that is started anew needs 12 to 31 of them."""


@dataclass(frozen=True)
class Trouble:
    """What an error page says beside the heading and the sentences that belong to its status."""

    status: int
    told: str = ""
    """The error's own words, where they are meant for the reader and in their language."""
    detail: str = ""
    """What the record's rooms say of it, in English: shown in small print."""
    minutes: int = 0
    """How long to wait after too many attempts."""


def status_of(error: IntegrationsnetzError) -> int:
    """The HTTP status of a domain error."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def _domain_error(error: IntegrationsnetzError) -> ResponseReturnValue:
    successor = getattr(error, "successor", None)
    if successor:
        # For good: a merge may be undone, but then the page itself is there again.
        return redirect(url_for("actors.one", id=successor), code=301)
    status = status_of(error)
    if isinstance(error, Unavailable):
        site().outage.failed(g.get("began", monotonic()))
    if status >= 500:
        # For the log alone: it may name hosts and files.
        _LOG.error("%s: %s", type(error).__name__, error)
        return _page(Trouble(status))
    if isinstance(error, TooMany):
        response = _page(Trouble(status, minutes=-(-error.wait // 60)))
        response.headers["Retry-After"] = str(error.wait)
        return response
    if isinstance(error, NoDay):
        return _page(Trouble(status, told=f"{error.what} {error.remedy}"))
    return _page(Trouble(status, detail=str(error)))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    response = _page(Trouble(error.code))
    response.headers.extend([(name, value) for name, value in error.get_headers() if name.lower() == "allow"])
    return response


def _unknown_error(error: Exception) -> ResponseReturnValue:
    _LOG.exception("unexpected error at %s", request.path, exc_info=error)
    return _page(Trouble(500))


def unavailable() -> Response:
    """The page that says that the registry can not be reached at present."""
    return _page(Trouble(503))


def _page(trouble: Trouble) -> Response:
    # An invalid Stand must not keep its own error page from being made.
    if "here" not in g:
        g.here = Here(lang(), today(), stand_given=False)
    template = "errors/plain.html" if trouble.status >= 500 else "errors/page.html"
    response = make_response(render_template(template, trouble=trouble), trouble.status)
    if trouble.status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def install(app: Flask) -> None:
    """Make an application answer errors with these pages."""
    app.register_error_handler(IntegrationsnetzError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unknown_error)
