"""Whether the store answers: `/health` for whoever watches over the service, and what pages do while it does not."""

from __future__ import annotations

import logging
from time import monotonic

from flask import Flask, Response, g, jsonify, request
from flask.typing import ResponseReturnValue

from registry.model import Damaged, Unavailable
from web.errors import RETRY_AFTER, unavailable
from web.site import registry, site

_LOG = logging.getLogger(__name__)


def health() -> ResponseReturnValue:
    """Revision of the record as JSON; 503 where the store does not answer. Names no host: visitors may ask too."""
    try:
        revision = registry().revision()
    except (Unavailable, Damaged) as error:
        _LOG.error("health: %s", error)
        what = "the store can not be reached" if isinstance(error, Unavailable) else "the store is not whole"
        return jsonify(status="unavailable", store=False, what=what), 503, {"Retry-After": str(RETRY_AFTER)}
    site().outage.answered()
    return jsonify(status="ok", store=True, revision=revision)


def _begin() -> ResponseReturnValue | None:
    g.began = monotonic()
    if not _is_page():
        return None
    g.asks = not site().outage.refuses()
    return None if g.asks else unavailable()


def _end(response: Response) -> Response:
    if g.get("asks") and response.status_code < 500 and not g.get("silent"):
        site().outage.answered()
    return response


def _is_page() -> bool:
    """Whether the request needs the store: static files, `/health` and unknown addresses do not."""
    return "." in (request.endpoint or "")


def install(app: Flask) -> None:
    """Serve `/health`, in no language, and spare an application's threads a store that does not answer."""
    app.add_url_rule("/health", "health", health)
    app.before_request(_begin)
    app.after_request(_end)
