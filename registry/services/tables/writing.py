"""Writes tables as CSV and XLSX: what German spreadsheets open as it is, and never as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from registry.model import Invalid
from registry.services.tables.cells import harmless

Cell = str | int | float | None
BYTE_ORDER_MARK: Final = "\ufeff"
LONGEST_CELL: Final = 32_767
"""Letters that a cell of a spreadsheet holds."""
_NAMELESS: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class Table:
    """One table: its name (that of the sheet), the head, the rows; widths of columns are in letters."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()
    choices: dict[int, tuple[str, int]] = field(default_factory=dict)
    """By column: a range of the workbook (`=Werte!$A$2:$A$60`) whose values may be chosen, and for how many rows."""


def csv_text(table: Table) -> Iterator[str]:
    """The file's text in pieces: UTF-8 with its mark, semicolons, every cell in quotes (so that none parts a cell).

    Encode it as UTF-8. A cell that would start a formula has an apostrophe in front, which reading takes away.
    """
    yield BYTE_ORDER_MARK
    yield _line(table.head)
    for row in table.rows:
        yield _line(row)


def _line(cells: Iterable[Cell]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";", quoting=csv.QUOTE_ALL).writerow([harmless(_text(one)) for one in cells])
    return buffer.getvalue()


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def xlsx_bytes(tables: Iterable[Table]) -> bytes:
    """A workbook with one sheet a table. Texts stay texts, whatever they look like.

    Raises Invalid for a text longer than a cell holds (32,767 letters), naming sheet, row and column.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, dict(_OPTIONS))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    try:
        for table in tables:
            _sheet(book.add_worksheet(sheet_name(table.name)), table, bold)
    finally:
        book.close()
    return buffer.getvalue()


def sheet_name(name: str) -> str:
    """A name that a sheet may have: at most 31 units of UTF-16, none of `[]:*?/\\`, no apostrophe at either end."""
    units = name.translate(_NAMELESS).strip("' ").encode("utf-16-le", "replace")[:62]
    return units.decode("utf-16-le", "ignore").rstrip("' ") or "Tabelle"


def _sheet(sheet: Worksheet, table: Table, bold: Format) -> None:
    for column, width in enumerate(table.widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    for column, (source, rows) in table.choices.items():
        # A warning, no wall: what is not in the list is asked about when the file is read.
        options = {"validate": "list", "source": source, "error_type": "information"}
        sheet.data_validation(1, column, rows, column, options)
    _row(sheet, table.name, 0, table.head, bold)
    for number, row in enumerate(table.rows, start=1):
        _row(sheet, table.name, number, row)


def _row(sheet: Worksheet, name: str, number: int, cells: Iterable[Cell], form: Format | None = None) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, str):
            if len(cell.encode("utf-16-le")) // 2 > LONGEST_CELL:
                raise Invalid(
                    f"the text is longer than the {LONGEST_CELL} letters that a cell of a spreadsheet holds",
                    where=f"{name}, row {number + 1}, column {column + 1}",
                    remedy="write the table as CSV",
                )
            sheet.write_string(number, column, cell, form)
        elif cell is not None:
            sheet.write_number(number, column, cell, form)
