"""The export is complete, described, and loads again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import Result

from registry.access import PUBLIC_VIEWER, STAFF_VIEWER
from registry.model import ChangeSet, Conflict, Contact, Damaged, Entity, Invalid, Put, Visibility, new_id
from registry.opening import open_registry
from registry.services.exchange import export_parts, export_schema, load_export
from registry.store.sqlite.library import dbapi

Run = Callable[..., Result]


def exported(store: str) -> dict[str, Any]:
    registry = open_registry(store)
    with registry.reading(STAFF_VIEWER) as record:
        data: dict[str, Any] = json.loads("".join(export_parts(record)))
    registry.close()
    return data


def test_the_export_has_five_lists_with_the_promised_fields(run: Run, papers_store: str) -> None:
    """As the command prints it: every list filled, every field there, every reference inside."""
    data = json.loads(run("export", "--format", "json", "--store", papers_store).stdout)
    assert set(data) == {"format", "entities", "ties", "posts", "observations", "documents"}
    assert all(data[name] for name in data)
    for entity in (*data["entities"], *data["documents"]):
        assert {"id", "family", "kind", "name", "aliases"} <= set(entity)
    known = {one["id"] for one in (*data["entities"], *data["documents"])}
    for tie in data["ties"]:
        assert {"id", "subject", "role", "object", "status", "period", "theme", "sources"} <= set(tie)
        assert {tie["subject"], tie["object"]} <= known


def test_the_export_keeps_its_json_schema(papers_store: str) -> None:
    """The documented schema is the one that the export obeys, and it is strict."""
    data = exported(papers_store)
    jsonschema.validate(data, export_schema())
    data["ties"][0]["colour"] = "red"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, export_schema())


def test_the_documented_schema_is_current() -> None:
    """docs/reference/export.schema.json is what the code says."""
    path = Path(__file__).parents[2] / "docs" / "reference" / "export.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(json.dumps(export_schema()))


def test_round_trip(run: Run, papers_store: str, empty_place: str, tmp_path: Path) -> None:
    """Loading the file into an empty store gives the same record back, and a second load changes nothing."""
    file = tmp_path / "record.json"
    assert run("export", "--store", papers_store, "--output", str(file)).exit_code == 0
    loaded = run("load", str(file), "--store", empty_place)
    assert loaded.exit_code == 0, loaded.output
    assert exported(empty_place) == exported(papers_store)
    assert run("load", str(file), "--store", empty_place).exit_code == 0
    registry = open_registry(empty_place)
    assert registry.revision() == 1
    registry.close()


def test_a_bad_export_changes_nothing_and_names_the_place(papers_store: str, empty_place: str) -> None:
    """A wrong value deep in the file: the error names list, place and field; the store stays empty."""
    data = exported(papers_store)
    data["ties"][3]["period"] = {"start": "2012", "end": "2011"}
    data["entities"][0]["kind"] = "GROSS"
    registry = open_registry(empty_place, create=True)
    with pytest.raises(Invalid) as caught:
        load_export(registry, data, who="t", why="t", name="record.json")
    places = [problem.where for problem in caught.value.problems]
    assert "record.json: ties[3].period" in places
    assert "record.json: entities[0].kind" in places
    assert registry.revision() == 0
    registry.close()


def test_a_broken_rule_is_named_with_its_place_in_the_file(papers_store: str, empty_place: str) -> None:
    """Unknown role, wrong end, missing end, an id twice: each with list and number, and nothing is written."""
    data = exported(papers_store)
    area = next(place for place, one in enumerate(data["entities"]) if one["family"] == "area")
    role, end, *_ = (place for place, one in enumerate(data["ties"]) if place and one["role"] == "moderation")
    data["ties"][role]["role"] = "quatsch"
    data["ties"][end]["object"] = data["entities"][area]["id"]
    data["ties"][0]["subject"] = "e" + "a" * 20
    data["entities"].append(data["entities"][0])
    registry = open_registry(empty_place, create=True)
    with pytest.raises(Invalid) as caught:
        load_export(registry, data, who="t", why="t", name="record.json")
    found = {(problem.rule, problem.where.split(" (")[0]) for problem in caught.value.problems}
    assert {
        ("role", f"record.json: ties[{role}]"),
        ("end_kind", f"record.json: ties[{end}]"),
        ("reference", "record.json: ties[0]"),
        ("duplicate_id", f"record.json: entities[{len(data['entities']) - 1}]"),
    } <= found
    assert registry.revision() == 0
    registry.close()


def test_an_export_does_not_overwrite_what_differs(papers_store: str) -> None:
    """The record's own content wins; the file's record is named."""
    data = exported(papers_store)
    data["entities"][0]["name"] = "Anders"
    registry = open_registry(papers_store)
    with pytest.raises(Conflict) as caught:
        load_export(registry, data, who="t", why="t")
    assert caught.value.records == (data["entities"][0]["id"],)
    registry.close()


def test_a_public_export_holds_only_what_is_public(empty_place: str) -> None:
    """Contacts and entities for staff stay out of what the public gets."""
    registry = open_registry(empty_place, create=True)
    hidden = Contact(kind="phone", value="0000 111", visibility=Visibility.STAFF)
    seen = Entity(id=new_id("e"), family="actor", kind="verein", name="Musterverein", contacts=(hidden,))
    secret = Entity(id=new_id("e"), family="actor", kind="verein", name="Geheim", visibility=Visibility.STAFF)
    operations = tuple(Put(record=one, expected=0) for one in (seen, secret))
    registry.commit(ChangeSet(kind="create", who="t", why="t", operations=operations))
    with registry.reading(PUBLIC_VIEWER) as record:
        text = "".join(export_parts(record))
    assert "Musterverein" in text
    assert "0000 111" not in text
    assert "Geheim" not in text
    registry.close()


def test_a_file_for_staff_is_its_owners_alone_and_is_written_whole_or_not(
    run: Run, papers_file: Path, tmp_path: Path
) -> None:
    """It has contacts that are not public; a failing export leaves the former file as it was, and nothing beside it.

    On SQLite alone, whose file the test damages.
    """
    store = f"sqlite:///{papers_file}"
    file, public = tmp_path / "out" / "record.json", tmp_path / "out" / "public.json"
    file.parent.mkdir()
    before = os.umask(0o022)
    try:
        assert run("export", "--store", store, "--output", str(file)).exit_code == 0
        assert run("export", "--for", "public", "--store", store, "--output", str(public)).exit_code == 0
    finally:
        os.umask(before)
    assert (file.stat().st_mode & 0o777, public.stat().st_mode & 0o777) == (0o600, 0o644)
    whole = file.read_bytes()
    _damage(papers_file, "SELECT max(id) FROM statements")
    assert run("export", "--store", store, "--output", str(file)).exit_code == 7
    assert file.read_bytes() == whole
    assert {one.name for one in file.parent.iterdir()} == {"record.json", "public.json"}
    assert run("export", "--store", store, "--output", str(tmp_path / "no" / "x.json")).exit_code == 6


def test_an_export_may_go_to_a_pipe(papers_store: str) -> None:
    """What is no plain file is written to and not replaced."""
    command = [Path(sys.executable).with_name("integrationsnetz"), "export", "--output", "/dev/stdout"]
    found = subprocess.run([*command, "--store", papers_store], capture_output=True, check=True)
    assert json.loads(found.stdout) == exported(papers_store)


def test_progress_goes_to_standard_error(run: Run, papers_store: str, empty_place: str, tmp_path: Path) -> None:
    """What other programs read stays clean, and whoever waits sees why."""
    result = run("check", "--store", papers_store, "--json")
    assert json.loads(result.stdout)["problems"] == []
    assert "Checking" in result.stderr
    result = run("export", "--store", papers_store, "--output", str(tmp_path / "x.json"))
    assert (result.stdout, "Exporting" in result.stderr) == ("", True)
    result = run("load", str(tmp_path / "x.json"), "--store", empty_place, "--json")
    assert json.loads(result.stdout)["revision"] == 1
    assert "Loading" in result.stderr


def test_an_export_never_stands_in_memory_as_a_whole(papers_file: Path) -> None:
    """Each statement is read when its turn has come: a damaged one at the end is met at the end.

    On SQLite alone, whose file the test damages.
    """
    _damage(papers_file, "SELECT max(id) FROM statements WHERE type = 'observation'")
    registry = open_registry(f"sqlite:///{papers_file}")
    with registry.reading(STAFF_VIEWER) as record:
        parts = export_parts(record)
        assert sum(1 for _ in islice(parts, 1500)) == 1500
        with pytest.raises(Damaged):
            list(parts)
    registry.close()


def _damage(file: Path, which: str) -> None:
    with closing(dbapi.connect(str(file))) as connection:
        connection.execute(f"UPDATE statements SET payload = '{{' WHERE id = ({which})")
        connection.commit()
