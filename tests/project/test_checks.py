"""The check of drift finds what it is there for."""

import importlib
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po


@pytest.fixture
def checks(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """scripts/check_docs.py, looking at an empty folder instead of the checkout."""
    monkeypatch.syspath_prepend(str(root / "scripts"))
    module = importlib.import_module("check_docs")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module


def catalogue(texts: dict[str, str]) -> Catalog:
    made = Catalog(locale="en")
    for text, translation in texts.items():
        made.add(text, translation)
    return made


def keep(folder: Path, written: Catalog, compiled: Catalog) -> None:
    """Put a .po and a .mo file where the pages' translations are."""
    place = folder / "web/translations/en/LC_MESSAGES"
    place.mkdir(parents=True)
    for name, write, content in (("messages.po", write_po, written), ("messages.mo", write_mo, compiled)):
        buffer = BytesIO()
        write(buffer, content)
        (place / name).write_bytes(buffer.getvalue())


def test_a_compiled_catalogue_like_its_source_is_accepted(checks: ModuleType, tmp_path: Path) -> None:
    """A .mo file that says what its .po file says gives no finding."""
    keep(tmp_path, catalogue({"Suche": "Search"}), catalogue({"Suche": "Search"}))
    assert list(checks.translations()) == []


def test_a_stale_compiled_catalogue_is_found(checks: ModuleType, tmp_path: Path) -> None:
    """A .mo file that says something else than its .po file is named."""
    keep(tmp_path, catalogue({"Suche": "Search"}), catalogue({"Suche": "Find"}))
    [finding] = checks.translations()
    assert "messages.mo is not compiled from its .po file" in finding


def test_a_missing_translation_is_found(checks: ModuleType, tmp_path: Path) -> None:
    """A message without translation is named with its file."""
    keep(tmp_path, catalogue({"Suche": ""}), catalogue({"Suche": ""}))
    assert any("'Suche' has no confirmed translation" in finding for finding in checks.translations())


def test_a_link_to_nowhere_is_found(checks: ModuleType, tmp_path: Path) -> None:
    """A link to a missing file is named; links to other sites and inside code are left alone."""
    text = "[here](README.md) [away](https://example.org) [gone](docs/gone.md)\n```\n[code](no.md)\n```\n"
    (tmp_path / "README.md").write_text(text)
    assert list(checks.links()) == ["README.md links to docs/gone.md, which is not there"]


@pytest.mark.parametrize("locked", ["flask==2.0.0", "click==8.3.0"], ids=["too old", "missing"])
def test_a_lock_that_does_not_satisfy_the_project_is_found(checks: ModuleType, tmp_path: Path, locked: str) -> None:
    """A requirement that the lock lacks or pins too low is named, in each lock file."""
    project = '[project]\nname = "x"\ndependencies = ["Flask>=3"]\noptional-dependencies = {dev = []}\n'
    (tmp_path / "pyproject.toml").write_text(project)
    for name in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / name).write_text(f"{locked} \\\n    --hash=sha256:0\n")
    assert [finding.split(" of ")[0] for finding in checks.pins()] == [
        "requirements.lock does not satisfy Flask>=3",
        "requirements-dev.lock does not satisfy Flask>=3",
    ]


def test_a_stale_generated_part_is_found(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A generated document is stale until it is renewed, and what is written around the part stays."""
    monkeypatch.syspath_prepend(str(root / "scripts"))
    generator = importlib.import_module("generate_docs")
    given = ["one"]
    monkeypatch.setattr(generator, "ROOT", tmp_path)
    monkeypatch.setattr(generator, "REFERENCE", tmp_path / "docs")
    monkeypatch.setattr(generator, "DOCUMENTS", {"part.md": ("# Part", lambda: given[0])})
    monkeypatch.setattr(generator, "WHOLE", {})
    assert generator.stale() == ["docs/part.md is not what the code gives: run make docs"]
    generator.main()
    assert generator.stale() == []
    document = tmp_path / "docs/part.md"
    document.write_text("By hand.\n" + document.read_text() + "More by hand.\n")
    given[0] = "two"
    assert generator.stale() != []
    generator.main()
    renewed = document.read_text()
    assert renewed.startswith("By hand.\n")
    assert renewed.endswith("More by hand.\n")
    assert "two" in renewed
    assert "one" not in renewed
