"""Addresses of the present page with other arguments: what filters, pages and sorted columns link to."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from flask import request, url_for
from werkzeug.datastructures import MultiDict

_DIGITS: Final = 7


def with_arguments(anchor: str = "", **changes: object) -> str:
    """This page with some arguments of its query changed; None takes one away.

    A changed question begins on its first page.
    """
    anew = "seite" not in changes and "spalten" not in changes
    kept = [
        (key, one)
        for key, one in request.args.items(multi=True)
        if key not in changes and not (anew and key in ("seite", "spalten"))
    ]
    kept.extend((key, str(one)) for key, one in changes.items() if one is not None)
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{request.path}{query}{'#' + anchor if anchor else ''}"


def same_question(endpoint: str, *without: str, **more: object) -> str:
    """Another page with the query of this one, from its first page on."""
    kept = {
        key: values
        for key, values in request.args.to_dict(flat=False).items()
        if key not in (*without, "seite", "spalten")
    }
    arguments: dict[str, Any] = {**kept, **more}
    return url_for(endpoint, **arguments)


def number_in(arguments: MultiDict[str, str], name: str) -> int | None:
    """A whole number of an address, from nought; None where there is none, or one beyond all reason."""
    text = arguments.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None


def page_in(arguments: MultiDict[str, str], name: str = "seite") -> int:
    """The page that an address asks for, from 1."""
    return max(number_in(arguments, name) or 1, 1)
