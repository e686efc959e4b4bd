"""Reports: what goes into the PDF and the workbook is text and nothing else, in whatever letters."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from graph.coverage.report import Item, Report, Section, cell, pdf, plain, workbook


def report(text: str) -> Report:
    """A report with this text everywhere."""
    section = Section(
        "a", text, text, text, (text, "n"), ((cell(text), cell("1.234")),), (text,), numeric=frozenset({1})
    )
    return Report(text, text, "de", (section,), (text,), "Quellen", "heißt", "heißt nicht", "Übersicht")


@pytest.mark.parametrize(
    "text", ["Союз", "Türkçe İğne", "Ελλάδα", "中文协会", "😀", "a\x07b", '#read("x") *fett* $x$ \\ <a>']
)
def test_a_name_in_any_letters_is_printed(text: str) -> None:
    """A tagged PDF comes out, whether or not a font has the letters; nothing of the name is markup."""
    made = pdf(report(text))
    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made
    assert re.search(rb"/Lang\s*\(de\)", made)


def test_what_can_be_shown_calls_itself_accessible() -> None:
    """With letters that the fonts have, the file says that it is PDF/UA."""
    assert b"pdfuaid" in pdf(report("Musterverein Beispielstadt"))


@settings(max_examples=25)
@example("0" * 18 + "\U00010000" * 6)
@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=40))
def test_the_workbook_holds_every_text_as_it_is(text: str) -> None:
    """Texts stay texts, numbers of columns of numbers become numbers, sheets get names that may be."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook(report(text))))
    sheet = book.get_sheet_by_index(1).to_python()
    assert str(sheet[1][0]) == text
    assert sheet[1][1] == 1234


def test_what_only_leads_on_is_left_out_on_paper() -> None:
    """Links that repeat what is said stay on the page."""
    assert plain((Item("alle 3 Orte"), Item("Adorf", "/x", on_page=True))) == "alle 3 Orte"
