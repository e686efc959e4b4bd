"""Goes through a sheet's XML once, before the workbook's reader does: how far it reaches, and cells without a value.

The reader makes room for the whole rectangle between a sheet's first and last cell, so that one cell far away would
take all memory; and it does not tell a formula without a stored result from an empty cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from registry.services.importing.limits import MAX_COLUMNS, MAX_ROWS, SLACK
from registry.services.importing.problems import Refused
from registry.services.importing.sheets import Place, letters

_CELL: Final = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
_ROW: Final = re.compile(r"[1-9][0-9]{0,6}")
_MOST_ELEMENTS: Final = 10_000_000
_MOST_SHEETS: Final = 1000
_VALUES: Final = frozenset(("v", "is"))


class _Stop(Exception):
    """Ends the walk; carries the rule that was broken and its details."""


@dataclass
class _Walk:
    """What stands in a sheet, cell by cell.

    Numbers that are no numbers of rows are refused, not understood in some way: the reader understands them in another.
    """

    elements: int = 0
    row: int = 0
    """The highest number so far: where a cell without a place of its own is at most."""
    column: int = -1
    place: Place = (0, 0)
    kind: str = ""
    inside: bool = False
    formula: bool = False
    value: bool = False
    faults: dict[Place, str] = field(default_factory=dict)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > _MOST_ELEMENTS:
            raise _Stop("rows", {"most": MAX_ROWS})
        name = tag.rpartition(":")[2]
        if name == "c":
            self._cell(attributes)
        elif name == "row":
            self._row(attributes.get("r"))
        elif self.inside:
            self._check_place()  # a cell with nothing in it but a format may be anywhere
            self.formula = self.formula or name == "f"
            self.value = self.value or name in _VALUES

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] != "c":
            return
        self.inside = False
        if self.formula and not self.value:
            self.faults[self.place] = "no_result"
        elif self.kind == "e":
            self.faults[self.place] = "error_value"

    def _row(self, number: str | None) -> None:
        if number is not None and not _ROW.fullmatch(number):
            raise _Stop("no_workbook", {})
        self.row = max(self.row + 1, int(number or 0))
        self.column = -1

    def _cell(self, attributes: dict[str, str]) -> None:
        self.kind, self.inside, self.formula, self.value = attributes.get("t", ""), True, False, False
        self.column += 1
        self.place = self.row, self.column
        if (given := attributes.get("r")) is not None:
            found = _CELL.fullmatch(given)
            if found is None:
                raise _Stop("no_workbook", {})
            self.column = _column(found[1])
            self.place = int(found[2]), self.column

    def _check_place(self) -> None:
        row, column = self.place
        if row > MAX_ROWS + SLACK or column >= MAX_COLUMNS:
            raise _Stop("far", {"found": f"{letters(column)}{row}", "rows": MAX_ROWS, "columns": MAX_COLUMNS})


def faults_of(xml: bytes, where: str) -> dict[Place, str]:
    """The rule that a cell of the sheet breaks, by its place: a formula without result, an error such as #REF!.

    Raises Refused where the XML is broken, has a document type (nothing honest has one), or reaches too far.
    """
    walk = _Walk()
    parser = expat.ParserCreate("utf-8")  # the reader takes every part for UTF-8, too
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.StartDoctypeDeclHandler = _no_doctype
    try:
        parser.Parse(xml, True)
    except _Stop as stop:
        rule, details = stop.args
        raise Refused(rule, where, **details) from None
    except (expat.ExpatError, ValueError) as error:
        raise Refused("no_workbook", where) from error
    return walk.faults


def sheet_paths(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The part that holds each sheet, by the sheet's name; what can not be understood is left out."""
    sheets = _attributes(_part(parts, "xl/workbook.xml"), "sheet")
    targets = {
        one.get("Id", ""): one.get("Target", "")
        for one in _attributes(_part(parts, "xl/_rels/workbook.xml.rels"), "Relationship")
    }
    found = {}
    for one in sheets:
        id = next((value for key, value in one.items() if key.rpartition(":")[2] == "id"), "")
        target = targets.get(id, "")
        found[one.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _part(parts: Mapping[str, bytes], path: str) -> bytes:
    return next((content for name, content in parts.items() if name.lower() == path), b"")


def _attributes(xml: bytes, wanted: str) -> list[dict[str, str]]:
    """The attributes of every element of this name; of broken XML those before the break."""
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == wanted and len(found) < _MOST_SHEETS:
            found.append(attributes)

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _no_doctype
    with suppress(expat.ExpatError, ValueError, _Stop):
        parser.Parse(xml, True)
    return found


def _no_doctype(*_: object) -> None:
    raise _Stop("no_workbook", {})


def _column(name: str) -> int:
    number = 0
    for one in name.upper():
        number = number * 26 + ord(one) - 64
    return number - 1
