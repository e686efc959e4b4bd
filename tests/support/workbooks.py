"""Small .xlsx files for tests, also such as no spreadsheet program would write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import xlsxwriter

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def workbook(fill: Callable[[Any], object], name: str = "Vereine") -> bytes:
    """A workbook with one sheet, which `fill` gets."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    fill(book.add_worksheet(name))
    book.close()
    return buffer.getvalue()


def of_xml(cells: str, after: str = "") -> bytes:
    """A workbook whose one sheet has this XML as its rows."""
    xml = f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{cells}</sheetData>{after}</worksheet>'
    return replaced(_base(), {SHEET: xml.encode()})


@cache
def _base() -> bytes:
    return workbook(lambda sheet: sheet.write(0, 0, "x"))


def replaced(data: bytes, parts: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The workbook with these parts in place of its own, or beside them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", compression) as new:
        for one in old.namelist():
            new.writestr(one, parts.get(one) or old.read(one))
        for path in parts.keys() - set(old.namelist()):
            new.writestr(path, parts[path])
    return buffer.getvalue()
