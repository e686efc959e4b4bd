"""Opens a registry by the URL of its store: the only place that picks an adapter."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from registry.model import Invalid, Unavailable
from registry.services import Registry
from registry.store.sqlite import SqliteStore
from registry.vocabulary import Vocabulary, load_vocabulary

VARIABLE: Final = "INTEGRATIONSNETZ_STORE"
DEFAULT: Final = "sqlite:///data/registry.db"
_FORM: Final = "name it sqlite:///path/to/file.db (a fourth slash makes the path absolute; # is written %23)"


def store_url(given: str | None = None) -> str:
    """The store's URL: as given, else from INTEGRATIONSNETZ_STORE, else the default file data/registry.db."""
    return given or os.environ.get(VARIABLE) or DEFAULT


def open_registry(url: str, *, create: bool = False) -> Registry:
    """Open the registry that the URL names; with `create`, make an empty store where there is none.

    Raises Invalid for a URL of no known form, Unavailable where the store can not be opened, Damaged where it is
    not whole.
    """
    vocabulary = load_vocabulary()
    parts = urlsplit(url)
    if not url.startswith("sqlite:///") or len(parts.path) < 2 or parts.fragment:
        raise Invalid("the store's URL has no known form", where=_without_secret(url), remedy=_FORM)
    return Registry(_sqlite(parts.path, parts.query, vocabulary, create=create), vocabulary, url)


def _sqlite(path: str, query: str, vocabulary: Vocabulary, *, create: bool) -> SqliteStore:
    options = parse_qs(query, keep_blank_values=True)
    journal = options.pop("journal", ["wal"])[-1]
    if options or journal not in ("wal", "delete"):
        raise Invalid("the store's URL has an unknown option", where=query, remedy="only ?journal=delete is known")
    file = Path(unquote(path[1:]))
    if create:
        _make_folder(file.parent)
    return SqliteStore(file, vocabulary, create=create, journal="delete" if journal == "delete" else "wal")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # what lies there is nobody else's business
    except OSError as error:
        raise Unavailable(
            f"the folder for the store can not be made ({error.strerror})",
            where=folder.name,
            remedy="name a place that this user may write to",
        ) from error


def _without_secret(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rsplit("@", 1)[-1]).geturl()
