"""import and template, by command."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from registry.access import STAFF_VIEWER
from registry.cli import main
from registry.opening import open_registry
from registry.services.tables import Table, xlsx_bytes

Run = Callable[..., Result]

GOOD = "Name;Gegründet\nMusterverein Lesen;2012\nMusterverein Tanz;01.02.2013\n"
MIXED = "Name;Gegründet;Foo\nMusterverein Lesen;2012;x\nMusterverein Tanz;1.2.13;y\n"


@pytest.fixture
def place(run: Run, tmp_path: Path) -> str:
    """The URL of an empty store."""
    url = f"sqlite:///{tmp_path}/registry.db"
    assert run("init", "--store", url).exit_code == 0
    return url


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A file with two associations, as Excel saves it in German."""
    path = tmp_path / "vereine.csv"
    path.write_bytes(GOOD.encode("cp1252"))
    return path


def names(url: str) -> list[str]:
    """Names of the actors in a store."""
    with closing(open_registry(url)) as registry, registry.reading(STAFF_VIEWER) as record:
        return sorted(row.names[0] for row in record.entity_rows() if row.family == "actor")


def test_a_table_is_shown_and_written_once(run: Run, empty_place: str, table: Path) -> None:
    """The first time the changes are listed and written, the second time there is nothing to write; in each store."""
    assert run("init", "--store", empty_place).exit_code == 0
    words = ("import", str(table), "--kind", "verein", "--as-of", "2024", "--yes", "--store", empty_place)
    first = run(*words)
    assert first.exit_code == 0, first.stderr
    assert "+ Verein: Musterverein Tanz  (row 3)" in first.stdout
    assert "2 rows: 2 new; 3 entities and 0 ties to write" in first.stdout
    assert "Written (revision 1)." in first.stdout
    second = run(*words)
    assert "2 rows: 2 unchanged; nothing to write" in second.stdout
    assert names(empty_place) == ["Musterverein Lesen", "Musterverein Tanz"]


def test_a_dry_run_writes_nothing(run: Run, place: str, table: Path) -> None:
    """It shows the same."""
    shown = run("import", str(table), "--kind", "verein", "--dry-run", "--store", place)
    assert shown.exit_code == 0
    assert "+ Verein: Musterverein Lesen" in shown.stdout
    assert names(place) == []


def test_it_asks_before_it_writes(place: str, table: Path) -> None:
    """No is no."""
    words = ["import", str(table), "--kind", "verein", "--store", place]
    assert CliRunner().invoke(main, words, input="n\n").exit_code == 0
    assert names(place) == []
    assert CliRunner().invoke(main, words, input="y\n").exit_code == 0
    assert len(names(place)) == 2


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_rejected_rows_are_written_and_can_be_corrected(run: Run, place: str, tmp_path: Path, ending: str) -> None:
    """Exit code 1, every problem by row and column, good rows written; the file of the others is for its owner."""
    path, rest = tmp_path / "vereine.csv", tmp_path / f"rest.{ending}"
    path.write_text(MIXED)
    result = run("import", str(path), "--kind", "verein", "--yes", "--rejected", str(rest), "--store", place)
    assert result.exit_code == 1
    assert "Columns that are not imported: Foo" in result.stdout
    assert "! row 3, Gegründet: „1.2.13“ ist kein Datum." in result.stdout
    assert names(place) == ["Musterverein Lesen"]
    assert rest.stat().st_mode & 0o077 == 0
    again = run("import", str(rest), "--kind", "verein", "--dry-run", "--lang", "en", "--store", place)
    assert again.exit_code == 1
    assert "“1.2.13” is no date" in again.stdout


def test_the_mapping_is_saved_corrected_and_used(run: Run, place: str, tmp_path: Path) -> None:
    """What was proposed can be edited; what no file says any more is left out."""
    path, saved = tmp_path / "vereine.csv", tmp_path / "map.json"
    path.write_text("Wer;Was\nMusterverein Lesen;Lesekreis\n")
    refused = run("import", str(path), "--save-map", str(saved), "--store", place)
    assert refused.exit_code == 3
    mapping = json.loads(saved.read_text())
    mapping |= {"columns": {"Wer": "name", "Was": "kind"}, "values": {"kind": {"lesekreis": "initiative"}}}
    saved.write_text(json.dumps(mapping))
    assert run("import", str(path), "--map", str(saved), "--yes", "--store", place).exit_code == 0
    assert names(place) == ["Musterverein Lesen"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--as-of", "gestern"), 3, "is no date"),
        (("--kind", "foo"), 3, "there is no kind “foo”"),
        (("--sheet", "Foo"), 3, "the file has no such sheet"),
        (("--map", "nowhere.json"), 6, "can not be read"),
        (("--header-row", "77"), 3, "no header row was found"),
    ],
)
def test_wrong_words_are_told_of(
    run: Run, place: str, table: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    """Each with what helps; nothing is written."""
    result = run("import", str(table), "--yes", *words, "--store", place)
    assert (result.exit_code, said in result.stderr) == (code, True), result.stderr
    assert names(place) == []


def test_a_broken_mapping_is_refused_with_its_field(run: Run, place: str, table: Path, tmp_path: Path) -> None:
    """The first wrong field is named."""
    broken = tmp_path / "map.json"
    broken.write_text('{"lists": "perhaps"}')
    result = run("import", str(table), "--map", str(broken), "--store", place)
    assert result.exit_code == 3
    assert "map.json (lists)" in result.stderr


def test_a_sheet_of_a_workbook_can_be_chosen(run: Run, place: str, tmp_path: Path) -> None:
    """By its name."""
    path = tmp_path / "vereine.xlsx"
    sheets = [Table(name, ["Name", "Art"], [[f"Musterverein {name}", "Verein"]]) for name in ("Alt", "Neu")]
    path.write_bytes(xlsx_bytes(sheets))
    assert run("import", str(path), "--sheet", "Neu", "--yes", "--store", place).exit_code == 0
    assert names(place) == ["Musterverein Neu"]


@pytest.mark.parametrize("words", [(), ("--no-store",), ("--lang", "en")])
def test_a_template_is_written(run: Run, place: str, tmp_path: Path, words: tuple[str, ...]) -> None:
    """It is an .xlsx that tells what is missing: rows."""
    target = tmp_path / "vorlage.xlsx"
    assert run("template", str(target), "--store", place, *words).exit_code == 0
    result = run("import", str(target), "--store", place)
    assert result.exit_code == 3
    assert "there is nothing below the header row" in result.stderr
