"""Whole addresses of our pages, for mails: never made of what a request says the host is called.

Whoever can send a request can name any host in it; a link to a password that is made of that name would lead the
reader of the mail there. So the address comes from INTEGRATIONSNETZ_ADDRESS; only a machine by itself does without.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from flask import current_app, request, url_for

from registry.model import Unavailable
from registry.services.mail import site_address

_HERE: Final = ("127.0.0.1", "localhost", "::1")


def base() -> str:
    """The address of the site without a slash at its end; empty where none is known that may stand in a mail."""
    given: str = current_app.config.get("ADDRESS") or site_address()
    here = request.host_url.rstrip("/")
    return given or (here if urlsplit(here).hostname in _HERE else "")


def outside(endpoint: str, **values: Any) -> str:
    """The whole address of a page. Raises Unavailable where the site's own address is not set."""
    site = base()
    if not site:
        raise Unavailable(
            "the address of this site is not set", where="INTEGRATIONSNETZ_ADDRESS", remedy="set it and start again"
        )
    return site + url_for(endpoint, **{"stand": None, **values})
