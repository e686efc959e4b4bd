"""Stores of each kind, with the five papers or empty, and a way to run commands on them in this process."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from stores import KINDS, empty, filled

from registry.cli import main


@pytest.fixture(scope="session", params=KINDS)
def store_kind(request: pytest.FixtureRequest) -> str:
    """Each kind of store, one after the other."""
    kind: str = request.param
    return kind


@pytest.fixture
def papers_store(store_kind: str, request: pytest.FixtureRequest) -> str:
    """The URL of a store with the five papers in it, which other tests read too: not to be written to."""
    return filled(store_kind, "papers", request)


@pytest.fixture
def empty_place(store_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The URL of a place where there is no store yet."""
    return empty(store_kind, tmp_path, request)


@pytest.fixture
def papers_file(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A SQLite file of one's own with the five papers in it, which a test may damage."""
    target = tmp_path / "registry.db"
    with_papers = Path(filled("sqlite", "papers", request).removeprefix("sqlite:///"))
    shutil.copy(with_papers, target)
    return target


@pytest.fixture
def run() -> Callable[..., Result]:
    """Runs `integrationsnetz` with these words; output and errors are kept apart."""

    def call(*words: str) -> Result:
        return CliRunner().invoke(main, list(words))

    return call
