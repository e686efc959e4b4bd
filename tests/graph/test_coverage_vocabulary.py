"""Target compositions and names of collectives are data: complete as shipped, and refused where they are wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from registry.model import Invalid
from registry.vocabulary import FOLDER, load_vocabulary


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped vocabulary, to be spoiled."""
    shutil.copytree(FOLDER, tmp_path / "vocabulary", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path / "vocabulary"


def test_every_composition_says_where_it_stands() -> None:
    """A document, lines for each need, and labels in both languages."""
    compositions = load_vocabulary().compositions
    assert len(compositions) >= 3
    for one in compositions.values():
        assert one.document
        assert one.needs
        assert all(need.lines and need.label("de") and need.label("en") for need in one.needs)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("composition.yaml", "kinds: [jobcenter]", "kinds: [jobzentrum]", "'jobzentrum' is not defined"),
        ("composition.yaml", "role: vorsitz", "role: vorsteher", "'vorsteher' is not defined"),
        ("composition.yaml", "seats: 10", "seats: zehn", "seats"),
        ("composition.yaml", 'lines: "287"', 'zeilen: "287"', "lines"),
        ("collectives.yaml", "schulamt:", "schulaemter:", "'schulaemter' is not defined"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_remedy(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    """An unknown kind or role, a seat that is no number, a missing line: refused before anything starts."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Invalid) as caught:
        load_vocabulary(folder)
    problem = next(one for one in caught.value.problems if said in one.what)
    assert problem.where.startswith(file)
    assert problem.remedy


def test_one_may_add_a_composition_of_ones_own(folder: Path) -> None:
    """A key, a label, kinds, a document and needs are enough."""
    own = """
eigenes-muster:
  label: {de: Muster, en: Model}
  kinds: [beirat]
  document: Beispielkonzept
  paper: beispiel
  needs:
    - {label: {de: Vorsitz, en: Chair}, role: vorsitz, kinds: [person], seats: 1, lines: "1"}
"""
    with (folder / "composition.yaml").open("a", encoding="utf-8") as file:
        file.write(own)
    assert load_vocabulary(folder).compositions["eigenes-muster"].needs[0].seats == 1
