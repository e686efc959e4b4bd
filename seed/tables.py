"""Reads one CSV file into typed rows and says everything that is wrong with it, not only the first thing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from registry.model import Problem

_Row = TypeVar("_Row", bound=BaseModel)
_SHAPE = "see the columns of the table in seed/rows.py"


@dataclass(frozen=True, slots=True)
class Placed(Generic[_Row]):
    """A row and where it stands, for example `un-2012/ties.csv:17` (lines of the file count from 1, its header)."""

    row: _Row
    where: str

    def at(self, column: str) -> str:
        """The place of one cell of the row."""
        return f"{self.where} ({column})"


def read_table(path: Path, model: type[_Row], problems: list[Problem]) -> list[Placed[_Row]]:
    """The rows of a file; an absent file has none. Appends to `problems`, and leaves out rows that have any."""
    name = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        problems.append(Problem("encoding", name, f"not UTF-8 (byte {error.start})", "save the file as UTF-8"))
        return []
    records = _records(text, name, problems)
    header = next(records, (1, []))[1]
    if not _header_fits(header, model, name, problems):
        return []
    return [row for line, cells in records if (row := _typed(cells, header, model, f"{name}:{line}", problems))]


def _records(text: str, name: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem("csv", f"{name}:{line}", f"not CSV ({error})", "quote the cell as RFC 4180 says"))


def _header_fits(header: list[str], model: type[BaseModel], name: str, problems: list[Problem]) -> bool:
    fields = model.model_fields
    found = [
        Problem("column", f"{name}:1 ({column})", f"unknown column {column!r}", _known(fields))
        for column in header
        if column not in fields
    ]
    found += [
        Problem("column", f"{name}:1 ({column})", f"column {column!r} stands twice", "keep one of them")
        for column in sorted({one for one in header if header.count(one) > 1})
    ]
    found += [
        Problem("column", f"{name}:1 ({column})", f"column {column!r} is missing", f"add it; {_SHAPE}")
        for column, field in fields.items()
        if field.is_required() and column not in header
    ]
    problems += found
    return not found


def _known(fields: Iterable[str]) -> str:
    return "use one of: " + ", ".join(sorted(fields))


def _typed(
    cells: list[str], header: list[str], model: type[_Row], where: str, problems: list[Problem]
) -> Placed[_Row] | None:
    if len(cells) != len(header):
        what = f"{len(cells)} cells under {len(header)} columns"
        problems.append(Problem("cells", where, what, "quote cells that contain a comma"))
        return None
    filled = {column: cell.strip() for column, cell in zip(header, cells, strict=True) if cell.strip()}
    try:
        return Placed(model.model_validate(filled), where)
    except ValidationError as error:
        problems += [_cell_problem(where, dict(one)) for one in error.errors(include_url=False)]
        return None


def _cell_problem(where: str, error: dict[str, object]) -> Problem:
    location = error["loc"]
    column = str(location[0]) if isinstance(location, tuple) and location else "row"
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "missing":
        message = "the cell is empty, but must not be"
    return Problem("cell", f"{where} ({column})", message, f"correct the cell; {_SHAPE}")
