"""`analyse network` writes the files on the command line."""

from __future__ import annotations

import io
import json
from contextlib import closing
from pathlib import Path

import networkx as nx
import pytest
from beispielkreis import fill_registry
from click.testing import CliRunner, Result

from registry.cli import main
from registry.opening import open_registry


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """URL of a store with the Beispielkreis."""
    url = f"sqlite:///{tmp_path_factory.mktemp('network')}/registry.db"
    with closing(open_registry(url, create=True)) as registry:
        fill_registry(registry)
    return url


def asked(store: str, *arguments: str) -> Result:
    """What the command says."""
    return CliRunner().invoke(main, ["analyse", "network", "--store", store, "--stand", "2012-10-30", *arguments])


def test_the_file_goes_to_standard_output_or_to_a_file_of_ones_own(store: str, tmp_path: Path) -> None:
    """The same bytes; the file is its owner's alone and never written over."""
    said = asked(store)
    graph = nx.read_gexf(io.BytesIO(said.stdout_bytes))
    assert len(graph) > 5
    file = tmp_path / "network.gexf"
    assert asked(store, "--output", str(file)).exit_code == 0
    assert file.read_bytes() == said.stdout_bytes
    assert file.stat().st_mode & 0o777 == 0o600
    again = asked(store, "--output", str(file))
    assert again.exit_code != 0
    assert "network.gexf" in again.output


def test_staff_get_more_than_the_public_and_all_times_more_than_one_day(store: str) -> None:
    """Whose eyes and which times are said, not guessed."""

    def counted(*arguments: str) -> int:
        found = json.loads(asked(store, "--json", *arguments).output)
        assert found["revision"] > 0
        return int(found["entities"]) + int(found["ties"])

    assert counted() < counted("--viewer", "staff") <= counted("--viewer", "staff", "--all-times")
