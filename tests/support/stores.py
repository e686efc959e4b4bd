"""The same record in every kind of store, for suites that run on all of them.

Records that tests only read are filled once a run: the Beispielkreis by committing the same change sets, the papers by
loading them into SQLite and moving that store, so that ids and times are the same everywhere.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Final, Literal

import pytest
from beispielkreis import fill_registry
from neo4j_server import Neo4jPool

from registry.opening import open_registry, open_store
from registry.store.moving import move
from seed.loading import load_sources

KINDS: Final = ("sqlite", "neo4j")
RecordName = Literal["beispiel", "papers"]
_FILES: Final[dict[RecordName, str]] = {}


def filled(kind: str, record: RecordName, request: pytest.FixtureRequest) -> str:
    """URL of a store of a kind with a record in it, which is not to be written to."""
    if kind == "sqlite":
        return _file(record, request)
    pool: Neo4jPool = request.getfixturevalue("neo4j_servers")
    if record == "beispiel":
        return pool.filled(record, lambda url: _fill(record, url)).url
    source = _file(record, request)
    return pool.filled(record, lambda url: _move(source, url)).url


def empty(kind: str, folder: Path, request: pytest.FixtureRequest) -> str:
    """URL of a place where there is no store yet, for this test alone; another call gives the same place."""
    if kind == "sqlite":
        return f"sqlite:///{folder}/new/registry.db"
    url: str = request.getfixturevalue("neo4j_scratch").url
    return url


def _file(record: RecordName, request: pytest.FixtureRequest) -> str:
    if record not in _FILES:
        factory: pytest.TempPathFactory = request.getfixturevalue("tmp_path_factory")
        url = f"sqlite:///{factory.mktemp(record)}/registry.db"
        _fill(record, url)
        _FILES[record] = url
    return _FILES[record]


def _fill(record: RecordName, url: str) -> None:
    with closing(open_registry(url, create=True)) as registry:
        if record == "beispiel":
            fill_registry(registry)
        else:
            load_sources(registry)


def _move(source: str, url: str) -> None:
    with closing(open_store(source)) as here, closing(open_store(url, create=True, receiving=True)) as there:
        move(here, there, origin=source)
