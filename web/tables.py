"""Tables that leave the pages as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from flask import Response

from registry.services.tables import Table, harmless, xlsx_bytes

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Rows as CSV: UTF-8 with its mark and semicolons, as German spreadsheets expect. `name` is without its ending.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(head)
    writer.writerows([_cell(one) for one in row] for row in rows)
    response = Response("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def xlsx_file(name: str, tables: Sequence[Table]) -> Response:
    """A workbook with one sheet a table; no cell is a formula. `name` is without its ending."""
    response = Response(xlsx_bytes(tables), mimetype=_XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _cell(value: object) -> object:
    return harmless(value) if isinstance(value, str) else value
