"""A table as it was read: cells as text, each row with its number in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Place = tuple[int, int]
"""Row (from 1) and column (from 0) of a cell."""
Block = tuple[int, int, int, int]
"""First row, first column, last row, last column of merged cells."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row that is not blank, and its number as a spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """What stands in a column (from 0), '' where the row is shorter."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True)
class RawSheet:
    """A sheet before it is known where its head is. `faults`: a rule of `problems.yaml` by cell."""

    name: str
    rows: Sequence[Row]
    merged: Sequence[Block] = ()
    faults: Mapping[Place, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """A table: the heads of its columns (no two alike, none empty) and its rows below the head, none blank."""

    name: str
    header: tuple[str, ...]
    header_rows: tuple[int, ...]
    """Numbers of the rows that the head was read from."""
    rows: tuple[Row, ...]
    faults: Mapping[Place, str] = field(default_factory=dict)

    def locator(self, row: int) -> str:
        """Where a row stands, for the source of what it says."""
        return f"{self.name[:80]}, Zeile {row}"


def letters(column: int) -> str:
    """A column's name in a spreadsheet: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
