"""Reads the sheets of an .xlsx workbook: values as text, dates as ISO, whole numbers without a point."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from registry.services.importing.limits import MAX_CELL, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, SLACK
from registry.services.importing.problems import Refused
from registry.services.importing.reading.archive import packed, parts_of
from registry.services.importing.reading.scanning import faults_of, sheet_paths
from registry.services.importing.sheets import Block, Place, RawSheet, Row, letters

_SHEETS: Final = "xl/worksheets/"
_MOST_BLOCKS: Final = 20_000
_Value = int | float | str | bool | date | time | timedelta


def read_workbook(data: bytes, name: str) -> list[RawSheet]:
    """The visible sheets that are not blank, in their order. Raises Refused."""
    parts = parts_of(data, name)
    scanned = {path: faults_of(xml, name) for path, xml in parts.items() if _is_sheet(path)}
    faults = {sheet: scanned.get(path, {}) for sheet, path in sheet_paths(parts).items()}
    try:
        with CalamineWorkbook.from_filelike(packed(parts)) as book:
            shown = _shown(book, name)
            return [sheet for one in shown if (sheet := _sheet(book, one, faults, name)).rows]
    except Refused:
        raise
    except (CalamineError, ValueError, OSError, TypeError, OverflowError) as error:
        raise Refused("no_workbook", name) from error
    except BaseException as error:
        # A panic of the reader's Rust is no Exception, and has no name that could be imported.
        if type(error).__name__ == "PanicException":
            raise Refused("no_workbook", name) from error
        raise


def _is_sheet(path: str) -> bool:
    return path.lower().startswith(_SHEETS) and "/_rels/" not in path.lower()


def _shown(book: CalamineWorkbook, name: str) -> list[SheetMetadata]:
    if len(book.sheets_metadata) > MAX_SHEETS:
        raise Refused("sheets", name, most=MAX_SHEETS)
    return [
        one
        for one in book.sheets_metadata
        if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
    ]


def _sheet(book: CalamineWorkbook, meta: SheetMetadata, faults: dict[str, dict[Place, str]], name: str) -> RawSheet:
    sheet = book.get_sheet_by_name(meta.name)
    merged: list[Block] = [(*_place(first), *_place(last)) for first, last in sheet.merged_cell_ranges or ()]
    rows = tuple(_rows(sheet, f"{name}: {meta.name}"))
    return RawSheet(meta.name, rows, merged[:_MOST_BLOCKS], faults.get(meta.name, {}))


def _place(cell: tuple[int, int]) -> Place:
    return cell[0] + 1, cell[1]


def _rows(sheet: CalamineSheet, where: str) -> Iterator[Row]:
    if sheet.start is None or sheet.end is None:
        return
    if sheet.end[0] > MAX_ROWS + SLACK or sheet.end[1] >= MAX_COLUMNS:
        raise Refused("rows", where, most=MAX_ROWS)
    before = ("",) * sheet.start[1]  # blank rows above are given, blank columns before are not
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = _texts(values, f"{where}, row {number}", len(before))
        if cells:
            yield Row(number, (*before, *cells))


def _texts(values: Sequence[_Value], where: str, offset: int) -> list[str]:
    cells = [cell_text(one) for one in values]
    while cells and not cells[-1].strip():
        cells.pop()
    for column, cell in enumerate(cells):
        if len(cell) > MAX_CELL:
            raise Refused("long", f"{where}, column {letters(column + offset)}", most=MAX_CELL)
    return cells


def cell_text(value: _Value) -> str:
    """A cell's value as text: 12.0 is `12`, a date is ISO, midnight is no time."""
    match value:
        case str():
            return value
        case bool():
            return "ja" if value else "nein"
        case int():
            return str(value)
        case float():
            return _number(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _number(value: float) -> str:
    if math.isfinite(value) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(value)
