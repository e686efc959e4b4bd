"""Addresses of the present page with other arguments: what filters, pages and sorted columns link to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
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
    left = (*without, *more, "seite", "spalten")
    kept = [(key, value) for key, value in request.args.items(multi=True) if key not in left]
    kept += [(key, str(value)) for key, value in more.items() if value is not None]
    return with_query(url_for(endpoint), kept)


def with_query(address: str, query: Iterable[tuple[str, str]]) -> str:
    """An address that `url_for` has made (which says the Stand) with what a reader has written into another one.

    Such words never go through `url_for`: it takes some of them for its own (`lang`, `_external`, `_scheme` …).
    """
    kept = [(key, value) for key, value in query if key != "stand"]
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}{urlencode(kept)}" if kept else address


def number_in(arguments: MultiDict[str, str], name: str) -> int | None:
    """A whole number of an address, from nought; None where there is none, or one beyond all reason."""
    text = arguments.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None


def page_in(arguments: MultiDict[str, str], name: str = "seite") -> int:
    """The page that an address asks for, from 1."""
    return max(number_in(arguments, name) or 1, 1)
