"""Opens a store or a registry by the URL of its store: the only place that picks an adapter."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Literal, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from registry.model import Invalid, Unavailable
from registry.services import Registry
from registry.store.late import LateStore
from registry.store.port import Store
from registry.store.sqlite import SqliteStore
from registry.vocabulary import Vocabulary, load_vocabulary

VARIABLE: Final = "INTEGRATIONSNETZ_STORE"
DEFAULT: Final = "sqlite:///data/registry.db"
_FORM: Final = (
    "name it sqlite:///path/to/file.db (a fourth slash makes the path absolute; # is written %23)"
    " or neo4j://host:7687 (neo4j+s:// with encryption)"
)


def store_url(given: str | None = None) -> str:
    """The store's URL: as given, else from INTEGRATIONSNETZ_STORE, else the default file data/registry.db."""
    return given or os.environ.get(VARIABLE) or DEFAULT


def open_registry(url: str, *, create: bool = False) -> Registry:
    """Open the registry that the URL names; with `create`, make an empty store where there is none.

    Raises what `open_store` raises.
    """
    vocabulary = load_vocabulary()
    return Registry(_opened(url, vocabulary, create=create, receiving=False), vocabulary, without_secret(url))


def late_registry(url: str) -> Registry:
    """The registry that the URL names, its store opened when it is first asked for something (see `LateStore`).

    Raises Invalid for a URL of no known form; what else opening raises, every use raises until it succeeds.
    """
    vocabulary = load_vocabulary()
    if url.partition("://")[0] not in _ADAPTERS:
        raise _unknown(url)
    store = LateStore(lambda: _opened(url, vocabulary, create=False, receiving=False))
    return Registry(store, vocabulary, without_secret(url))


def open_store(url: str, *, create: bool = False, receiving: bool = False) -> Store:
    """Open the store that the URL names; `receiving` opens the target of an unfinished move, too.

    Raises Invalid for a URL of no known form, Unavailable where the store can not be opened or a move into it is
    unfinished, Damaged where it is not whole.
    """
    return _opened(url, load_vocabulary(), create=create, receiving=receiving)


def without_secret(url: str) -> str:
    """The URL without user and password, for logs and pages."""
    scheme, separator, rest = url.partition("://")
    if rest.startswith("/"):
        return url
    return scheme + separator + rest.rpartition("@")[2] if separator else url.rpartition("@")[2]


def origin(url: str) -> str:
    """What names the store wherever one stands, and whatever options the URL has: for the mark of a move."""
    scheme, _, rest = without_secret(url).partition("://")
    place = rest.partition("?")[0]
    return f"sqlite:///{Path(unquote(place[1:])).resolve()}" if scheme == "sqlite" else f"{scheme}://{place}"


class _Adapter(Protocol):
    def __call__(self, url: str, vocabulary: Vocabulary, *, create: bool, receiving: bool) -> Store: ...


def _opened(url: str, vocabulary: Vocabulary, *, create: bool, receiving: bool) -> Store:
    scheme, separator, _ = url.partition("://")
    adapter = _ADAPTERS.get(scheme)
    if adapter is None or not separator:
        raise _unknown(url)
    return adapter(url, vocabulary, create=create, receiving=receiving)


def _unknown(url: str) -> Invalid:
    return Invalid("the store's URL has no known form", where=without_secret(url), remedy=_FORM)


def _neo4j(url: str, vocabulary: Vocabulary, *, create: bool, receiving: bool) -> Store:
    from registry.store.neo4j_store import Neo4jStore  # its driver takes a moment to import

    return Neo4jStore.at(url, vocabulary, create=create, receiving=receiving)


def _sqlite(url: str, vocabulary: Vocabulary, *, create: bool, receiving: bool) -> Store:
    parts = urlsplit(url)
    if not url.startswith("sqlite:///") or len(parts.path) < 2 or parts.fragment:
        raise _unknown(url)
    options = parse_qs(parts.query, keep_blank_values=True)
    journal = options.pop("journal", ["wal"])[-1]
    if options or journal not in ("wal", "delete"):
        raise Invalid(
            "the store's URL has an unknown option", where=parts.query, remedy="only ?journal=delete is known"
        )
    file = Path(unquote(parts.path[1:]))
    if create:
        _make_folder(file.parent)
    kept: Literal["wal", "delete"] = "delete" if journal == "delete" else "wal"
    return SqliteStore(file, vocabulary, create=create, receiving=receiving, journal=kept)


_ADAPTERS: Final[dict[str, _Adapter]] = {
    "sqlite": _sqlite,
    **dict.fromkeys(("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc"), _neo4j),
}
"""By the scheme of the URL."""


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # what lies there is nobody else's business
    except OSError as error:
        raise Unavailable(
            f"the folder for the store can not be made ({error.strerror})",
            where=folder.name,
            remedy="name a place that this user may write to",
        ) from error
