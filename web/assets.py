"""Static files: kept by browsers for a year, under addresses that change with their contents."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

from flask import Flask, Response, request, url_for

FOLDER: Final = Path(__file__).parent / "static"
_YEAR: Final = 365 * 24 * 3600


@lru_cache(maxsize=512)
def _fingerprint_of(name: str, modified: int) -> str:
    del modified  # part of the key: an edited file gets a new address without a restart
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:16]


def fingerprint(name: str) -> str:
    """Short hash of a static file's contents. Raises FileNotFoundError."""
    return _fingerprint_of(name, (FOLDER / name).stat().st_mtime_ns)


def asset(name: str) -> str:
    """Address of a static file with its fingerprint, for templates."""
    return url_for("static", filename=name, v=fingerprint(name))


def cache_static(response: Response) -> Response:
    """Let browsers keep what has a fingerprint for good, fonts for a week, and pages only after asking again."""
    if request.endpoint != "static" or response.status_code != 200:
        response.headers.setdefault("Cache-Control", "no-cache")
    elif "v" in request.args:
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = f"public, max-age={7 * 24 * 3600}"
    return response


def install(app: Flask) -> None:
    """Teach an application the addresses and lifetimes of its static files."""
    app.jinja_env.globals["asset"] = asset
    app.after_request(cache_static)
