"""`/health`: whether the store answers, for whoever watches over the service."""

from __future__ import annotations

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue

from registry.model import Damaged, Unavailable
from web.site import registry


def health() -> ResponseReturnValue:
    """Revision of the record as JSON; 503 where the store does not answer."""
    try:
        revision = registry().revision()
    except (Unavailable, Damaged) as error:
        return jsonify(status="unavailable", store=False, what=error.what), 503
    return jsonify(status="ok", store=True, revision=revision)


def install(app: Flask) -> None:
    """Serve `/health`, in no language."""
    app.add_url_rule("/health", "health", health)
