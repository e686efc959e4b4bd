"""Reads CSV as people save it: any usual encoding and delimiter, quotes, a line `sep=;`."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from registry.services.importing.limits import MAX_CELL, MAX_COLUMNS, MAX_ROWS, SLACK
from registry.services.importing.problems import Refused
from registry.services.importing.sheets import RawSheet, Row, letters
from registry.services.tables import restored

_DELIMITERS: Final = ";,\t|"
_SAMPLE: Final = 60
_MOST_LINES: Final = 1_048_576
"""Rows of a sheet: so many blank ones stand below a table that was saved with them."""
_END: Final = "\ue000end of the file\ue000"
_SEPARATOR_LINE: Final = re.compile(r"sep=([;,\t|])(?:\r\n|\r|\n|$)", re.IGNORECASE)
_FIRST_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"([;,\t|])')
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_text(data: bytes, name: str) -> RawSheet:
    """The one sheet of a CSV file; the numbers of rows are those that a spreadsheet shows.

    Raises Refused for an unknown encoding, NUL bytes, quotes that are never closed, and what is beyond the limits.
    """
    text = _decoded(data, name)
    given = _SEPARATOR_LINE.match(text)  # spreadsheets obey it, show it nowhere and do not count it
    text = text[given.end() :] if given else text
    delimiter = given[1] if given else _delimiter(text)
    return RawSheet(sheet_title(name), tuple(_rows(text, delimiter, name)))


def sheet_title(name: str) -> str:
    """What the only sheet of a text file is called: the file's name without its ending."""
    return re.sub(r"\.[^.]{1,5}$", "", name) or "Tabelle"


def _decoded(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _without_nul(_strict(data[len(mark) :], encoding, name), name)
    if b"\x00" in data:
        raise Refused("nul", name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _strict(data, "cp1252", name)


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Refused("encoding", f"{name}: line {line}") from error


def _without_nul(text: str, name: str) -> str:
    if "\x00" in text:
        raise Refused("nul", name)
    return text


def _delimiter(text: str) -> str:
    """The sign after a first cell in quotes, or else the one that parts most of the first rows into as many cells."""
    quoted = _FIRST_QUOTED.match(text)
    if quoted:
        return quoted[1]
    return max(_DELIMITERS, key=lambda sign: _evenness(text, sign))


def _evenness(text: str, sign: str) -> tuple[int, int]:
    rows = [len(one) for one in _sampled(text, sign) if one]
    widths = Counter(width for width in rows if width > 1)
    first = next((at for at, width in enumerate(rows) if width > 1), len(rows))
    if rows[first:].count(1) >= widths.total():  # a list of names, some of which have the sign in them
        return 0, 0
    width, count = max(widths.items(), key=lambda one: (one[1], one[0]))
    return count, width


def _sampled(text: str, sign: str) -> list[list[str]]:
    sample = text[:200_000]
    try:
        return list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=sign), _SAMPLE))
    except csv.Error:
        return []


def _rows(text: str, delimiter: str, name: str) -> Iterator[Row]:
    lines = io.StringIO(text, newline="")
    ended = text == "" or text.endswith(("\n", "\r"))
    reader = csv.reader(chain(lines, ("" if ended else "\n", _END)), delimiter=delimiter)
    filled = 0
    # A record after the last one shows whether a quote was left open: it would have been swallowed.
    for number, cells in enumerate(_records(reader, name), start=1):
        if cells == [_END]:
            return
        if len(cells[-1:]) and cells[-1].endswith(_END):
            raise Refused("quote", f"{name}: row {number}")
        if number > _MOST_LINES:
            raise Refused("rows", name, most=MAX_ROWS)
        row = _row(number, cells, name)
        if row.cells:
            filled += 1
            if filled > MAX_ROWS + SLACK:
                raise Refused("rows", name, most=MAX_ROWS)
            yield row


def _records(reader: Iterator[list[str]], name: str) -> Iterator[list[str]]:
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):  # noqa: B007 - told in the error
            yield cells
    except csv.Error as error:
        raise Refused("quote", f"{name}: row {number + 1}") from error


def _row(number: int, read: list[str], name: str) -> Row:
    cells = [restored(cell) for cell in read]
    while cells and not cells[-1].strip():
        cells.pop()
    if len(cells) > MAX_COLUMNS:
        raise Refused("columns", f"{name}: row {number}", most=MAX_COLUMNS)
    for column, cell in enumerate(cells):
        if len(cell) > MAX_CELL:
            raise Refused("long", f"{name}: row {number}, column {letters(column)}", most=MAX_CELL)
    return Row(number, tuple(cells))
