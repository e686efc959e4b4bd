"""Files that people made become tables of text, and harmful ones become one sentence about what is wrong.

The cases of the generated tests come to some seconds; for more:
`IMPORT_EXAMPLES=20000 pytest tests/registry/test_importing_reading.py`.
"""

from __future__ import annotations

import csv
import io
import os
import time
import tracemalloc
import zipfile
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workbooks import SHEET, of_xml, replaced, workbook

from registry.model import Invalid
from registry.services.importing.fields import known_heads
from registry.services.importing.limits import MAX_ROWS
from registry.services.importing.problems import Refused
from registry.services.importing.reading import read_file, shaped
from registry.services.importing.sheets import Sheet
from registry.services.tables import Table, csv_text, xlsx_bytes
from registry.vocabulary import load_vocabulary

KNOWN = known_heads(load_vocabulary())
EXAMPLES = int(os.environ.get("IMPORT_EXAMPLES", "700"))
FUZZ = settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))


def read(data: bytes, name: str = "liste.csv", header_row: int | None = None) -> Sheet:
    """The first sheet of a file."""
    return shaped(read_file(data, name)[0], KNOWN, name, header_row)


def rule(data: bytes, name: str = "liste.xlsx") -> str:
    """The rule by which a file is refused."""
    with pytest.raises(Refused) as caught:
        read(data, name)
    assert caught.value.where.startswith(name)
    assert caught.value.remedy
    return caught.value.rule


PLAIN = "Name;Ort;Gegründet\r\nMusterverein;Beispielstadt;01.02.2012\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_a_text_file_is_read_whatever_its_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    """UTF-8 with and without mark, Windows-1252 and UTF-16 with any usual delimiter give the same table."""
    sheet = read(PLAIN.replace(";", delimiter).encode(encoding))
    assert sheet.header == ("Name", "Ort", "Gegründet")
    assert [(row.number, row.cells) for row in sheet.rows] == [(2, ("Musterverein", "Beispielstadt", "01.02.2012"))]


def test_the_line_that_names_the_delimiter_is_obeyed_and_not_counted() -> None:
    """`sep=,` is no row of the table, as in spreadsheets."""
    sheet = read(b'sep=,\nName,Ort\n"Beispiel; und mehr",Beispielstadt\n')
    assert sheet.rows[0].cells == ("Beispiel; und mehr", "Beispielstadt")
    assert sheet.header_rows == (1,)


def test_title_lines_and_blank_rows_and_columns_do_not_belong_to_the_table() -> None:
    """Above the head, below the table and to its right nothing is taken for contents; numbers of rows stay."""
    sheet = read("Vereine im Beispielkreis;;;\n;;;\nName;Ort;;\nMusterverein;;;\n;;;\n;;;\n".encode("cp1252"))
    assert sheet.header == ("Name", "Ort")
    assert [(row.number, row.cells) for row in sheet.rows] == [(4, ("Musterverein",))]


def test_a_list_of_names_with_commas_is_one_column() -> None:
    """A sign that parts some rows only is no delimiter."""
    sheet = read(b"Verein\nMusterverein Lesen, Schreiben und Rechnen\nMusterverein Garten\n")
    assert sheet.header == ("Verein",)
    assert sheet.rows[0].cells == ("Musterverein Lesen, Schreiben und Rechnen",)


def test_a_head_in_two_rows_is_joined() -> None:
    """A group's name stands before the heads below it; a head over two rows stands alone."""

    def fill(sheet: Any) -> None:
        sheet.merge_range("A1:E1", "Vereine im Beispielkreis")
        sheet.merge_range("A2:A3", "Name")
        sheet.merge_range("B2:C2", "Kontakt")
        sheet.merge_range("D2:D3", "Ort")
        sheet.write_row("B3", ["E-Mail", "Telefon"])
        sheet.write_row("A4", ["Musterverein", "kontakt@example.org", "0201123", "Beispielstadt"])

    sheet = read(workbook(fill), "liste.xlsx")
    assert sheet.header == ("Name", "Kontakt – E-Mail", "Kontakt – Telefon", "Ort")
    assert sheet.header_rows == (2, 3)
    assert sheet.rows[0].cells == ("Musterverein", "kontakt@example.org", "0201123", "Beispielstadt")


def test_a_head_in_two_rows_of_a_text_file_is_joined() -> None:
    """Without merged cells the blanks tell what belongs to a group."""
    assert read(b"Name;Kontakt;;Ort\n;E-Mail;Telefon;\nA;b@example.org;1;C\n").header == (
        "Name",
        "Kontakt – E-Mail",
        "Kontakt – Telefon",
        "Ort",
    )


def test_heads_are_never_alike_or_empty() -> None:
    """A second head of the same words gets a number, a blank one its letter."""
    assert read(b"Name;E-Mail;E-Mail;;Ort\nA;b;c;d;e\n").header == ("Name", "E-Mail", "E-Mail (2)", "Spalte D", "Ort")


def test_a_head_can_be_named() -> None:
    """A head of unknown words is found by its number, and what is above it is left out."""
    sheet = read(b"x;y\n1;2\nFoo;Bar\n3;4\n", header_row=3)
    assert (sheet.header, [row.cells for row in sheet.rows]) == (("Foo", "Bar"), [("3", "4")])


def test_values_of_a_workbook_become_text() -> None:
    """Whole numbers have no point, dates are ISO, texts stay as they are, a formula gives its stored result."""

    def fill(sheet: Any) -> None:
        sheet.write_row(0, 0, ["Name", "Ort", "Beginn", "Themen", "Kennung", "Art"])
        sheet.write_string(1, 0, "0201123")
        sheet.write_number(1, 1, 59423)
        sheet.write_datetime(1, 2, date(2012, 2, 1), None)
        sheet.write_number(1, 3, 2.5)
        sheet.write_formula(1, 4, "=1+1", None, 2)
        sheet.write_boolean(1, 5, True)

    with_format = workbook(fill)
    sheet = read(with_format, "liste.xlsx")
    assert sheet.rows[0].cells[0:2] == ("0201123", "59423")
    assert sheet.rows[0].cells[3:] == ("2.5", "2", "ja")


def test_a_date_of_a_workbook_is_iso() -> None:
    """A cell formatted as a date gives the day, without midnight."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Name", "Beginn"])
    sheet.write(1, 0, "Musterverein")
    sheet.write_datetime(1, 1, date(2012, 2, 1), book.add_format({"num_format": "dd.mm.yyyy"}))
    book.close()
    assert read(buffer.getvalue(), "liste.xlsx").rows[0].cells == ("Musterverein", "2012-02-01")


def test_a_formula_without_result_and_an_error_are_named() -> None:
    """They read as blank, and the cell is told of by row and column."""
    rows = (
        f'{SHEET_HEAD[:-6]}<c r="B1" t="inlineStr"><is><t>Ort</t></is></c></row>'
        '<row r="2"><c r="A2"><f>1+1</f></c><c r="B2" t="e"><v>#REF!</v></c><c r="C2"><v>1</v></c></row>'
    )
    sheet = read(of_xml(rows), "liste.xlsx")
    assert sheet.faults == {(2, 0): "no_result", (2, 1): "error_value"}
    assert sheet.rows[0].cells == ("", "", "1")


def test_merged_cells_of_a_column_hold_for_each_row() -> None:
    """A town merged over three rows is the town of all three."""

    def fill(sheet: Any) -> None:
        sheet.write_row(0, 0, ["Ort", "Name"])
        sheet.merge_range("A2:A4", "Beispielstadt")
        sheet.write_column("B2", ["Musterverein A", "Musterverein B", "Musterverein C"])

    assert [row.cells[0] for row in read(workbook(fill), "liste.xlsx").rows] == ["Beispielstadt"] * 3


def test_formatted_blank_rows_to_the_end_of_the_sheet_do_no_harm() -> None:
    """Cells with nothing but a format in row 1,048,576 are no contents, and a declared dimension is not believed."""
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>Musterverein</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    )
    data = of_xml(cells, '<dimension ref="A1:XFD10000000"/>')
    assert [row.cells for row in read(data, "liste.xlsx").rows] == [("Musterverein",)]


SHEET_HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="10000000"><c><v>1</v></c></row>',
        '<row r="2"><c r="ZZZZZZZ2"><v>1</v></c></row>',
        '<row r="2"><c r="GS2"><v>1</v></c></row>',
        '<row r="99999999999"><c><v>1</v></c></row>',
        '<row r="0"><c><v>1</v></c></row>',
        '<row r="2"><c r="A0"><v>1</v></c></row>',
        '<row r="1048576"><c r="GR1"><v>1</v></c><c><v>1</v></c></row>',
        '<row r="1048576"/><row><c><v>1</v></c></row>',
    ],
)
def test_a_cell_far_away_is_refused_without_room_for_all_before_it(cells: str) -> None:
    """The rectangle up to it is never made: some megabytes are enough."""
    tracemalloc.start()  # (room that the reader's Rust takes is not traced: too much of it ends the process)
    assert rule(of_xml(SHEET_HEAD + cells)) in {"far", "no_workbook"}
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()


def test_attributes_that_hide_a_place_are_refused() -> None:
    """XML that two parsers would understand differently is not read."""
    assert rule(of_xml(SHEET_HEAD + '<row r="2"><c x="<" r="XFD1048576"><v>1</v></c></row>')) == "no_workbook"


def test_a_document_type_is_refused() -> None:
    """Entities could grow without end."""
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'
    assert rule(replaced(of_xml(SHEET_HEAD), {SHEET: bomb})) == "no_workbook"


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    """A part of 210 MB that packs to some hundred kilobytes costs neither time nor memory."""
    data = replaced(of_xml(SHEET_HEAD), {"xl/media/image1.png": b"\x00" * 210_000_000})
    began = time.monotonic()
    tracemalloc.start()
    assert rule(data) == "bomb"
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
    assert time.monotonic() - began < 2


def test_a_part_that_packs_too_well_is_refused() -> None:
    """Within the limit of size, but a thousand times larger than packed: nobody's table."""
    assert rule(replaced(of_xml(SHEET_HEAD), {"xl/sharedStrings.xml": b" " * 40_000_000})) == "bomb"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/macrosheets/sheet1.xml", "macros"),
        ("word/document.xml", "other_format"),
        ("content.xml", "other_format"),
        ("xl/workbook.bin", "other_format"),
    ],
)
def test_macros_and_other_formats_are_refused(path: str, expected: str) -> None:
    """By what is in the file, whatever it is called."""
    assert rule(replaced(of_xml(SHEET_HEAD), {path: b"<x/>"})) == expected


def test_old_and_encrypted_workbooks_are_refused_by_their_own_sentence() -> None:
    """An .xls under the name of an .xlsx, and one with a password."""
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
    assert rule(old) == "old_format"
    assert rule(old + "EncryptedPackage".encode("utf-16-le")) == "encrypted"
    assert rule(b"<html><table></table></html>") == "no_workbook"


def test_an_encrypted_entry_is_refused() -> None:
    """The flag of the entry tells, before a password is needed."""
    data = bytearray(of_xml(SHEET_HEAD))
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1
    assert rule(bytes(data)) == "encrypted"


def test_an_archive_with_a_part_twice_is_refused() -> None:
    """Programs differ in which of the two they read."""
    buffer = io.BytesIO(of_xml(SHEET_HEAD))
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", "<x/>")
    assert rule(buffer.getvalue()) == "no_workbook"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "empty"),
        (b"\n \n;;\n", "empty"),
        (b"Name;Ort\n", "no_rows"),
        (b"1;2\n3;4\n", "no_header"),
        (b"Name;Ort\nA\x00;B\n", "nul"),
        (b"Name;Ort\nM\x81nchen;B\n", "encoding"),
        ("Name;Ort\nA;B\n".encode("utf-16-le"), "nul"),
        (b"\xef\xbb\xbfName;Ort\nM\xfcnchen;B\n", "encoding"),
        (b'Name;Ort\n"A;B\nC;D\n', "quote"),
        (b'Name;Ort\n"' + b"A;B\n" * 50_000, "quote"),
        (b"Name;Ort\n" + b"x" * 40_000 + b";B\n", "long"),
        (b"Name" + b";x" * 200 + b"\nA\n", "columns"),
        (b"Name\n" + b"A\n" * (MAX_ROWS + 1), "rows"),
        (b"Name\n" + b"A\n" * (MAX_ROWS + 200), "rows"),
        (b"Name\nA\n" + b"\n" * 1_050_000, "rows"),
        (b"x" * 20_000_001, "size"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_text_file_that_can_not_be_read_is_refused(data: bytes, expected: str) -> None:
    """Each with its own sentence, which names the file and, where there is one, the row."""
    assert rule(data, "liste.csv") == expected


def test_a_refusal_speaks_both_languages() -> None:
    """The German sentence is another one than the English, and both are complete."""
    refused = Refused("far", "liste.xlsx", found="XFD1", rows=20_000, columns=200)
    assert "XFD1" in refused.said("de")[0]
    assert refused.said("en") == (refused.what, refused.remedy)
    assert refused.said("de") != refused.said("en")


def test_twenty_thousand_rows_are_read_in_seconds() -> None:
    """The largest table that is taken, with six columns."""
    rows = [[f"Musterverein {number}", *["Beispielstadt"] * 5] for number in range(MAX_ROWS)]
    head = ["Name", "Ort", *(f"Spalte {number}" for number in range(4))]
    data = xlsx_bytes([Table("Vereine", head, rows)])
    began = time.monotonic()
    assert len(read(data, "liste.xlsx").rows) == MAX_ROWS
    assert time.monotonic() - began < 20


# U+FFFE and U+FFFF are no characters, and XML has no way to write them.
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff\x00")
CELLS = st.one_of(
    st.text(LETTERS, max_size=12),
    st.text(st.sampled_from("=+-@\t\r\n'\";,|\\ a1"), max_size=6),
    st.sampled_from(["=1+1", "'=1", "''", "0201123", "1,5", "sep=;", "_x0041_", "#REF!", "{=1}", "http://example.org"]),
)
TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6)
)


def as_read(rows: list[list[str]]) -> list[tuple[str, ...]]:
    """What reading makes of rows: no blank cells at the end, no blank rows."""
    found = []
    for row in rows:
        cells = list(row)
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            found.append(tuple(cells))
    return found


@FUZZ
@given(TABLES)
def test_any_table_comes_back_from_a_text_file(rows: list[list[str]]) -> None:
    """Whatever is in the cells, CSV that was written here reads the same."""
    table = Table("Liste", [f"Kopf {number}" for number in range(len(rows[0]))], rows)
    data = "".join(csv_text(table)).encode()
    [sheet] = read_file(data, "liste.csv")
    assert [row.cells for row in sheet.rows][1:] == as_read(rows)


@settings(FUZZ, max_examples=EXAMPLES // 3)
@given(TABLES)
def test_any_table_comes_back_from_a_workbook(rows: list[list[str]]) -> None:
    """Whatever is in the cells, a workbook that was written here reads the same."""
    data = xlsx_bytes([Table("Liste", [f"Kopf {number}" for number in range(len(rows[0]))], rows)])
    [sheet] = read_file(data, "liste.xlsx")
    assert [row.cells for row in sheet.rows][1:] == as_read(rows)


@FUZZ
@given(st.lists(CELLS, min_size=1, max_size=4))
def test_no_cell_of_a_text_file_starts_a_formula(cells: list[str]) -> None:
    """The first letter of a cell, blanks aside, is none with which a formula begins."""
    line = list(csv_text(Table("Liste", cells, [])))[1]
    [row] = csv.reader(io.StringIO(line, newline=""), delimiter=";")
    assert not [one for one in row if one.lstrip(" ")[:1] in {*"=+-@\t\r"}]


def only_invalid(data: bytes, name: str) -> None:
    """Reads and shapes whatever comes; anything but Invalid fails the test."""
    with suppress(Invalid):
        for sheet in read_file(data, name):
            shaped(sheet, KNOWN, name)


@FUZZ
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx"]))
def test_arbitrary_bytes_are_a_table_or_invalid(data: bytes, name: str) -> None:
    """No bytes raise anything but Invalid."""
    only_invalid(data, name)


@FUZZ
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_damaged_workbook_is_a_table_or_invalid(changes: list[tuple[int, int]]) -> None:
    """Bytes changed anywhere in a stored workbook raise nothing but Invalid."""
    data = bytearray(STORED)
    for at, value in changes:
        data[at % len(data)] = value
    only_invalid(bytes(data), "a.xlsx")


# fmt: off
FRAGMENTS = st.sampled_from([
    "<row>", '<row r="2">', '<row r="99999999999">', '<row r="-1">', "</row>", "<c>", '<c r="A1">', '<c r="">', "</c>",
    '<c r="B2" t="s">', "<v>1</v>", "<v/>", "<f>1+1</f>", "<is><t>Name</t></is>", "<is>", "&amp;", "&#0;", "&x;",
    "<!-- -->", "<![CDATA[x]]>", "<?x?>", "\x00", "<", ">", '<mergeCell ref="x"/>', "</sheetData>", "<x:c r='C3'>",
])
ROWS = ["", ' r="1"', ' r="2"', ' r="20050"', ' r="99999999999"', ' r="-1"', ' r="x"', ' r="0"']
PLACES = ["", ' r="A1"', ' r="B2"', ' r="A0"', ' r="GR20100"', ' r="1"', ' r="Ä1"', ' r="ZZZZZZZ1"', ' r="A9999999999"']
TYPES = ["", ' t="s"', ' t="e"', ' t="b"', ' t="d"', ' t="str"', ' t="inlineStr"', ' t="x"', ' s="9999"']
VALUES = [
    "", "<v>1</v>", "<v/>", "<v>99999</v>", "<v>-1</v>", "<v>NaN</v>", "<v>1e999</v>", "<v>x</v>", "<v>2012-02-01</v>",
    "<f>1+1</f>", "<f>1+1</f><v>2</v>", '<f t="shared" si="9"/>', '<f t="shared" ref="A1:XFD9" si="0">A1</f><v>1</v>',
    "<is><t>Name</t></is>", "<is><r><t>Ort</t></r><r/></is>", "<is/>", "<v>0</v>", "<v>1</v><v>2</v>",
    "<is><v>1</v></is>",
]
MERGES = ["", *(f'<mergeCells><mergeCell ref="{one}"/></mergeCells>' for one in ("A1:XFD1048576", "A1:A9", "x"))]
# fmt: on
CELLS_XML = st.builds("<c{}{}>{}</c>".format, st.sampled_from(PLACES), st.sampled_from(TYPES), st.sampled_from(VALUES))
ROWS_XML = st.builds(
    lambda row, cells: f"<row{row}>{''.join(cells)}</row>", st.sampled_from(ROWS), st.lists(CELLS_XML, max_size=4)
)


@FUZZ
@given(st.lists(ROWS_XML, max_size=4), st.sampled_from(MERGES))
def test_a_workbook_of_arbitrary_cells_is_a_table_or_invalid(rows: list[str], merges: str) -> None:
    """Cells with any place, type and value, well-formed, raise nothing but Invalid."""
    only_invalid(of_xml("".join(rows), merges), "a.xlsx")


@FUZZ
@given(st.lists(FRAGMENTS, max_size=14))
def test_a_workbook_of_arbitrary_xml_is_a_table_or_invalid(fragments: list[str]) -> None:
    """Pieces of XML in any order raise nothing but Invalid."""
    only_invalid(of_xml("".join(fragments)), "a.xlsx")


def _stored() -> bytes:
    def fill(sheet: Any) -> None:
        sheet.write_row(0, 0, ["Name", "Ort"])
        sheet.write_row(1, 0, ["Musterverein", "Beispielstadt"])
        sheet.write_number(2, 1, 5)
        sheet.merge_range("A4:B5", "x")

    return replaced(workbook(fill), {}, compression=zipfile.ZIP_STORED)


STORED = _stored()
