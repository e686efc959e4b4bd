"""A store with the five papers, loaded once, and a way to run commands on it in this process."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from registry.cli import main
from registry.opening import open_registry
from seed.loading import load_sources


@pytest.fixture(scope="session")
def loaded_papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a store into which the five papers were loaded."""
    folder = tmp_path_factory.mktemp("papers")
    registry = open_registry(f"sqlite:///{folder / 'registry.db'}", create=True)
    load_sources(registry)
    registry.backup(folder / "copy.db")
    registry.close()
    return folder / "copy.db"


@pytest.fixture
def papers_store(loaded_papers: Path, tmp_path: Path) -> str:
    """The URL of a store of one's own with the five papers in it."""
    target = tmp_path / "registry.db"
    shutil.copy(loaded_papers, target)
    return f"sqlite:///{target}"


@pytest.fixture
def run() -> Callable[..., Result]:
    """Runs `integrationsnetz` with these words; output and errors are kept apart."""

    def call(*words: str) -> Result:
        return CliRunner().invoke(main, list(words))

    return call
