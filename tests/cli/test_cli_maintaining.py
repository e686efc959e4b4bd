"""init, check, backup, undo, and what goes wrong with a store."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from registry.access import STAFF_VIEWER
from registry.model import ChangeSet, Entity, Put, new_id
from registry.opening import open_registry

Run = Callable[..., Result]


def test_init_makes_an_empty_store_and_can_be_repeated(run: Run, empty_place: str) -> None:
    """Twice is as good as once."""
    assert run("init", "--store", empty_place).exit_code == 0
    assert "revision 0" in run("init", "--store", empty_place).stdout
    assert run("check", "--store", empty_place).exit_code == 0


def test_a_missing_store_is_named_with_its_remedy(run: Run, empty_place: str, tmp_path: Path) -> None:
    """No store is made by looking at it."""
    for _ in range(2):
        result = run("check", "--store", empty_place)
        assert result.exit_code == 6
        assert "integrationsnetz init" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_url_of_no_known_form_is_refused(run: Run) -> None:
    """Also without giving its password away."""
    result = run("check", "--store", "postgres://user:secret@host/db")
    assert result.exit_code == 3
    assert "sqlite:///" in result.stderr
    assert "secret" not in result.stderr


def test_check_finds_nothing_in_the_papers(run: Run, papers_store: str) -> None:
    """The five papers keep every rule."""
    result = run("check", "--store", papers_store, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["problems"] == []
    assert json.loads(result.stdout)["counts"]["tie"] > 1000


def test_check_of_a_damaged_file_is_a_sentence(run: Run, papers_file: Path) -> None:
    """Overwritten pages give exit code 1 or 7 and no traceback. On SQLite alone: only its pages can be overwritten."""
    data = bytearray(papers_file.read_bytes())
    data[8192:40960] = b"\xff" * (40960 - 8192)
    papers_file.write_bytes(data)
    result = run("check", "--store", f"sqlite:///{papers_file}")
    assert result.exit_code in (1, 7)
    assert "restore the last backup" in result.output
    assert "Traceback" not in result.output


def test_backup_is_a_whole_store(run: Run, papers_store: str, tmp_path: Path) -> None:
    """The copy checks clean and has the same record; a second backup to the same place is refused."""
    target = tmp_path / "copy.db"
    assert run("backup", str(target), "--store", papers_store).exit_code == 0
    assert run("check", "--store", f"sqlite:///{target}").exit_code == 0
    assert run("export", "--store", papers_store).stdout == run("export", "--store", f"sqlite:///{target}").stdout
    assert run("backup", str(target), "--store", papers_store).exit_code == 6


def test_undo_takes_a_change_back(run: Run, empty_place: str) -> None:
    """What the change created is gone; the change stays in the history."""
    registry = open_registry(empty_place, create=True)
    entity = Entity(id=new_id("e"), family="actor", kind="verein", name="Musterverein Beispielstadt e. V.")
    change = ChangeSet(kind="create", who="test", why="try", operations=(Put(record=entity, expected=0),))
    registry.commit(change)
    assert run("undo", change.id, "--store", empty_place, "--why", "mistake").exit_code == 0
    with registry.reading(STAFF_VIEWER) as record:
        assert record.get((entity.id,)) == {}
        assert [one.change.kind for one in record.history(entity.id)] == ["create", "undo"]
    assert run("undo", change.id, "--store", empty_place).exit_code == 5
    registry.close()


def test_the_installed_command_answers(papers_store: str) -> None:
    """The console script itself runs, in a process of its own."""
    command = Path(sys.executable).with_name("integrationsnetz")
    found = subprocess.run(
        [command, "find", "KI Kreis Unna", "--store", papers_store], capture_output=True, text=True, check=True
    )
    assert "Kommunales Integrationszentrum Kreis Unna" in found.stdout
    listed = subprocess.run([command, "--help"], capture_output=True, text=True, check=True).stdout
    for name in ("init", "load", "serve", "show", "find", "history", "undo", "export", "check", "backup", "synthesize"):
        assert name in listed
