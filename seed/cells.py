"""What a cell of a source's tables may hold, and how its text becomes a value."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from registry.model import Contact

SEPARATOR: Final = "|"
_LINES: Final = re.compile(r"^\d+(-\d+)?(;\d+(-\d+)?)*$")
_NUMBER: Final = re.compile(r"^-?\d+(\.\d+)?$")


def split(cell: Any) -> Any:
    """The values of a cell that are separated by `|`, without the empty ones."""
    if not isinstance(cell, str):
        return cell
    return tuple(part for raw in cell.split(SEPARATOR) if (part := raw.strip()))


def pairs(cell: Any) -> Any:
    """`a=1|b=2` as a dictionary. Raises ValueError for a part without `=` and for a name that stands twice."""
    found: dict[str, str] = {}
    for name, value in _equations(cell):
        if name in found:
            raise ValueError(f"{name} stands twice")
        found[name] = value
    return found


def contacts(cell: Any) -> Any:
    """`phone=…|email=…` as contacts, in the order of the cell."""
    return tuple(Contact.model_validate({"kind": name, "value": value}) for name, value in _equations(cell))


def _equations(cell: Any) -> list[tuple[str, str]]:
    found = []
    for part in split(cell):
        name, sign, value = part.partition("=")
        if not (sign and name.strip() and value.strip()):
            raise ValueError(f"{part!r} is not of the form name=value")
        found.append((name.strip(), value.strip()))
    return found


def number(cell: Any) -> Any:
    """A number with a point; a whole one stays an integer."""
    if not isinstance(cell, str):
        return cell
    if not _NUMBER.match(cell):
        raise ValueError(f"{cell!r} is not a number such as 49011 or 25.3")
    return float(cell) if "." in cell else int(cell)


def mark(cell: Any) -> Any:
    """`1` for yes."""
    if cell != "1":
        raise ValueError(f"{cell!r} is neither 1 nor empty")
    return True


def _line_numbers(cell: str) -> str:
    text = cell.replace(" ", "")
    if not _LINES.match(text):
        raise ValueError(f"{cell!r} is not of the form 256, 27-28 or 254;258")
    for first, last in line_ranges(text):
        if last < first:
            raise ValueError(f"{first}-{last} ends before it begins")
    return text


def line_ranges(text: str) -> list[tuple[int, int]]:
    """First and last line of every part of a line cell: `27-28;30` gives [(27, 28), (30, 30)]."""
    found = []
    for part in text.split(";"):
        first, _, last = part.partition("-")
        found.append((int(first), int(last or first)))
    return found


SourceKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([/-][a-z0-9]+)*$", max_length=120)]
"""A readable key: lower-case ASCII, parts joined by `/` or `-`."""
Keys = Annotated[tuple[SourceKey, ...], BeforeValidator(split)]
Texts = Annotated[tuple[str, ...], BeforeValidator(split)]
Pairs = Annotated[dict[str, str], BeforeValidator(pairs)]
Contacts = Annotated[tuple[Contact, ...], BeforeValidator(contacts)]
Number = Annotated[int | float, BeforeValidator(number)]
Mark = Annotated[bool, BeforeValidator(mark)]
Lines = Annotated[str, AfterValidator(_line_numbers)]
