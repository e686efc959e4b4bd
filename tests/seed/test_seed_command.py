"""The commands `load` and `synthesize`, called as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from registry.access import STAFF_VIEWER
from registry.cli import main
from registry.model import ChangeSet, Put
from registry.opening import open_registry
from registry.services.exchange import export_parts


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def answer(*arguments: str) -> dict[str, Any]:
    result = call(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def contents(url: str) -> dict[str, Any]:
    registry = open_registry(url)
    with registry.reading(STAFF_VIEWER) as record:
        found = json.loads("".join(export_parts(record)))
    registry.close()
    return found


def test_load_without_a_file_loads_the_papers(url: str) -> None:
    """`load` makes the store, loads the five papers, and a second `load` changes nothing; progress goes to stderr."""
    first = answer("load", "--store", url)
    assert first["created"] > 1500
    second = call("load", "--store", url)
    assert second.exit_code == 0
    assert second.stdout == f"0 created, 0 changed, 0 removed, {first['created']} unchanged (revision 1).\n"
    assert "Loading the papers" in second.stderr


def test_load_takes_the_store_from_the_environment(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --store the store is the one that INTEGRATIONSNETZ_STORE names."""
    monkeypatch.setenv("INTEGRATIONSNETZ_STORE", url)
    assert answer("load")["revision"] == 1
    assert contents(url)["entities"]


def test_load_of_an_export_gives_the_same_record(url: str, tmp_path: Path) -> None:
    """What `export` writes, `load` reads back into an empty store; again it is nothing new."""
    answer("load", "--store", url)
    file = tmp_path / "record.json"
    file.write_text(json.dumps(contents(url)), encoding="utf-8")
    copy = f"sqlite:///{tmp_path}/copy.db"
    assert answer("load", str(file), "--store", copy)["revision"] == 1
    assert contents(copy) == contents(url)
    assert answer("load", str(file), "--store", copy)["revision"] is None


@pytest.mark.parametrize(
    ("text", "what"),
    [("{", "not JSON"), ("[]", "no export"), ('{"entities": [{}]}', "Field required"), ("\udc80", "not UTF-8")],
)
def test_load_of_a_bad_file_is_refused(url: str, tmp_path: Path, text: str, what: str) -> None:
    """A file that is no export is refused with its name, the reason and exit code 3, and nothing is loaded."""
    file = tmp_path / "bad.json"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    result = call("load", str(file), "--store", url)
    assert result.exit_code == 3
    assert what in result.stderr
    assert "bad.json" in result.stderr


def test_load_of_a_missing_file_is_refused(url: str, tmp_path: Path) -> None:
    """A file that is not there is named, and no store is made."""
    result = call("load", str(tmp_path / "none.json"), "--store", url)
    assert result.exit_code == 3
    assert "none.json" in result.stderr
    assert call("check", "--store", url).exit_code == 6


def test_load_names_what_it_kept(url: str) -> None:
    """After an edit, `load` says which row it did not write over."""
    answer("load", "--store", url)
    registry = open_registry(url)
    with registry.reading(STAFF_VIEWER) as record:
        one = next(iter(record.entities([row.id for row in record.entity_rows() if row.kind == "netzwerk"]).values()))
    edited = one.model_copy(update={"name": "Anders"})
    put = Put(record=edited, expected=one.version)
    registry.commit(ChangeSet(kind="edit", who="Testerin", why="Test", operations=(put,)))
    registry.close()
    result = call("load", "--store", url)
    assert result.exit_code == 0
    assert f"kept as it is (edited): {one.id} " in result.stderr
    assert "entities.csv:" in result.stderr


def test_synthesize_into_a_store(url: str) -> None:
    """`synthesize` fills a new store with as many actors as asked, and a second call changes nothing."""
    found = answer("synthesize", "--actors", "200", "--store", url)
    assert (found["actors"], found["ties"]) == (200, 1000)
    before = contents(url)
    assert len(before["ties"]) == 1000
    assert answer("synthesize", "--actors", "200", "--store", url)["revision"] == found["revision"]
    assert contents(url) == before


def test_synthesize_into_a_file_that_loads(url: str, tmp_path: Path) -> None:
    """The file that `synthesize --output` writes is an export, with the same contents as the store would get."""
    file = tmp_path / "made-up.json"
    answer("synthesize", "--actors", "150", "--seed", "7", "--output", str(file))
    answer("load", str(file), "--store", url)
    direct = f"sqlite:///{tmp_path}/direct.db"
    answer("synthesize", "--actors", "150", "--seed", "7", "--store", direct)
    assert contents(url) == contents(direct)


def test_synthesize_needs_a_place_of_its_own(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made-up data goes neither into the default store nor into a record that has other contents."""
    monkeypatch.setenv("INTEGRATIONSNETZ_STORE", url)
    assert call("synthesize").exit_code == 2
    assert call("synthesize", "--store", url, "--output", str(tmp_path / "x.json")).exit_code == 2
    answer("load", "--store", url)
    before = contents(url)
    refused = call("synthesize", "--actors", "100", "--store", url)
    assert refused.exit_code == 3
    assert "other contents" in refused.stderr
    assert contents(url) == before


def test_synthesize_says_where_it_cannot_write(tmp_path: Path) -> None:
    """An impossible output file is an error of its own kind."""
    result = call("synthesize", "--actors", "100", "--output", str(tmp_path / "none" / "x.json"))
    assert result.exit_code == 6
    assert "x.json" in result.stderr


@pytest.mark.parametrize("command", ["load", "synthesize"])
def test_help_has_examples(command: str) -> None:
    """The help of each command shows how it is called."""
    result = call(command, "--help")
    assert result.exit_code == 0
    assert f"integrationsnetz {command}" in result.stdout
