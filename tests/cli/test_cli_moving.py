"""move: the whole record into another store, by command."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from registry.model import ChangeSet, Entity, Put, new_id
from registry.opening import open_registry
from seed.synthetic import Region

Run = Callable[..., Result]


@pytest.fixture
def target(tmp_path: Path) -> str:
    """The URL of a place without a store, in a folder that is not there yet."""
    return f"sqlite:///{tmp_path}/new/moved.db"


def test_the_papers_move_with_counts_and_a_hash(run: Run, papers_store: str, target: str) -> None:
    """Source and target check clean, and tell the same hash and the same export."""
    result = run("move", "--from", papers_store, "--to", target)
    assert result.exit_code == 0, result.stderr
    assert "Moved revision 1" in result.stdout
    content = result.stdout.split()[-1]
    for store in (papers_store, target):
        checked = run("check", "--hash", "--store", store)
        assert checked.exit_code == 0
        assert checked.stdout.splitlines()[-1] == f"content {content}"
    assert run("export", "--store", target).stdout == run("export", "--store", papers_store).stdout


def test_as_json_other_programs_get_every_figure(run: Run, papers_store: str, target: str) -> None:
    """Rows and hash of each part, live statements by type."""
    result = run("move", "--from", papers_store, "--to", target, "--json")
    told = json.loads(result.stdout)
    checked = json.loads(run("check", "--hash", "--json", "--store", target).stdout)
    assert (told["content"], told["counts"]) == (checked["content"], checked["counts"])
    assert list(told["parts"]) == ["changes", "versions", "proposals", "erased", "items"]
    assert told["parts"]["versions"]["rows"] == sum(told["counts"].values())
    assert (told["revision"], told["resumed"], told["source_went_on"]) == (1, False, False)


def test_each_step_is_shown_on_standard_error(run: Run, papers_store: str, target: str) -> None:
    """So that standard output stays for the result."""
    result = run("move", "--from", papers_store, "--to", target)
    steps = ["Reading the source", "Change sets", "Versions", "Proposals", "Erased ids", "Arranging", "Comparing"]
    assert [line for line in result.stderr.splitlines() if line in steps] == steps


def test_a_target_with_a_record_is_refused(run: Run, papers_store: str, target: str) -> None:
    """Moving twice is a conflict, and nothing changes."""
    assert run("move", "--from", papers_store, "--to", target).exit_code == 0
    before = run("check", "--hash", "--store", target).stdout
    result = run("move", "--from", papers_store, "--to", target)
    assert result.exit_code == 5
    assert "new store" in result.stderr
    assert run("check", "--hash", "--store", target).stdout == before


def test_a_store_is_not_moved_into_itself(run: Run, papers_store: str) -> None:
    """However the same file is named."""
    other = papers_store.replace("/registry.db", "/./registry.db") + "?journal=wal"
    result = run("move", "--from", papers_store, "--to", other)
    assert result.exit_code == 3
    assert "same store" in result.stderr


def test_a_missing_source_makes_no_target(run: Run, tmp_path: Path) -> None:
    """Nothing is left where nothing could be moved."""
    result = run("move", "--from", f"sqlite:///{tmp_path}/none.db", "--to", f"sqlite:///{tmp_path}/target.db")
    assert result.exit_code == 6
    assert list(tmp_path.iterdir()) == []


def test_a_url_of_no_known_form_is_refused_without_its_password(run: Run, papers_store: str) -> None:
    """On either side."""
    unknown = "postgres://user:secret@host/db"
    for words in (("--from", unknown, "--to", papers_store), ("--from", papers_store, "--to", unknown)):
        result = run("move", *words)
        assert result.exit_code == 3
        assert "neo4j://" in result.stderr
        assert "secret" not in result.output


def test_both_ends_have_to_be_named(run: Run, papers_store: str) -> None:
    """A move never goes to or from the default store by accident."""
    assert run("move", "--from", papers_store).exit_code == 2
    assert run("move", "--to", papers_store).exit_code == 2


@pytest.fixture
def large(tmp_path: Path) -> str:
    """A store that takes some seconds to move."""
    url = f"sqlite:///{tmp_path}/large.db"
    with closing(open_registry(url, create=True)) as registry:
        for change_set in Region(1500, 5, registry.vocabulary).change_sets():
            registry.commit(change_set)
    return url


def _started(*words: str) -> subprocess.Popen[str]:
    # Whoever runs the tests in the background has Ctrl+C ignored, which programs inherit.
    begin = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from registry.cli import main; main()"
    )
    command = [sys.executable, "-c", begin, *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _until(process: subprocess.Popen[str], label: str) -> None:
    """Waits until a step is shown."""
    assert process.stderr is not None
    assert any(line.startswith(label) for line in iter(process.stderr.readline, ""))


@pytest.mark.slow
def test_ctrl_c_says_how_to_go_on_and_the_same_command_does(run: Run, large: str, target: str) -> None:
    """The half target is refused by every other command until then."""
    process = _started("move", "--from", large, "--to", target)
    _until(process, "Versions")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "The same command goes on where it was" in errors
    assert "Traceback" not in errors
    refused = run("check", "--store", target)
    assert refused.exit_code == 6
    assert "integrationsnetz move" in refused.stderr
    told = json.loads(run("move", "--from", large, "--to", target, "--json").stdout)
    assert told["resumed"]
    assert run("check", "--store", target).exit_code == 0


@pytest.mark.slow
def test_what_was_written_to_the_source_meanwhile_is_told(large: str, target: str) -> None:
    """Exit code 1: the target is whole, but it is not the latest."""
    process = _started("move", "--from", large, "--to", target)
    _until(process, "Versions")
    one = Entity(id=new_id("e"), family="actor", kind="verein", name="Musterverein Beispielstadt")
    with closing(open_registry(large)) as registry:
        registry.commit(ChangeSet(kind="create", who="test", why="try", operations=(Put(record=one, expected=0),)))
    said, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Moved revision" in said
    assert "stop what writes to the source" in errors
