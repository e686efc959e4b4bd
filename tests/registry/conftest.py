"""Stores under test. The contract (test_store_contract_*.py) and whatever uses `place` run against every one of them.

Another adapter joins by one line in URLS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from neo4j_server import Database
from record_making import fill

from registry.opening import open_registry, open_store
from registry.services import Registry
from registry.store.port import Store
from registry.store.sqlite import SqliteStore
from registry.vocabulary import Vocabulary, load_vocabulary

Opener = Callable[[], Store]


def _sqlite(request: pytest.FixtureRequest, place: Path) -> str:
    return f"sqlite:///{place}/registry.db"


def _neo4j(request: pytest.FixtureRequest, place: Path) -> str:
    database: Database = request.getfixturevalue("neo4j_scratch")
    return database.url


URLS: dict[str, Callable[[pytest.FixtureRequest, Path], str]] = {"sqlite": _sqlite, "neo4j": _neo4j}
"""By kind of store: the URL of a place where there is no store yet, for one test."""
ENDS = [(one, "sqlite") for one in URLS] + [("sqlite", one) for one in URLS if one != "sqlite"]
"""From where to where a record is moved in tests."""


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The vocabulary as shipped."""
    return load_vocabulary()


@pytest.fixture
def opener(place: str) -> Iterator[Opener]:
    """Opens the store under test, each time an instance of its own on the same record; closes them afterwards."""
    opened: list[Store] = []

    def again() -> Store:
        opened.append(open_store(place, create=True))
        return opened[-1]

    yield again
    for one in opened:
        one.close()


@pytest.fixture
def store(opener: Opener) -> Store:
    """An empty store."""
    return opener()


@pytest.fixture(params=URLS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a place where there is no store yet."""
    return URLS[request.param](request, tmp_path)


@pytest.fixture(params=ENDS, ids="-".join)
def ends(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """URLs of two places without a store, for a move from one to the other."""
    folders = [tmp_path / "source", tmp_path / "target"]
    for folder in folders:
        folder.mkdir()
    source, target = (URLS[kind](request, folder) for kind, folder in zip(request.param, folders, strict=True))
    return source, target


@pytest.fixture
def sqlite_file(tmp_path: Path, vocabulary: Vocabulary) -> Path:
    """The file of a closed SQLite store with a small record."""
    path = tmp_path / "small.db"
    with closing(SqliteStore(path, vocabulary, create=True)) as store:
        fill(store)
    return path


@pytest.fixture
def registry(place: str) -> Iterator[Registry]:
    """An empty registry."""
    with closing(open_registry(place, create=True)) as opened:
        yield opened
