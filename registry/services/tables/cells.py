"""Cells of tables as text: kept from being formulas, and several values in one cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

_FORMULA: Final = re.compile(r"'*\s*[=+\-@\t\r\n＝＋－＠]")
"""What spreadsheets take for the begin of a formula (OWASP ASVS 5.0, 1.2.10), and that with apostrophes before it."""

_SEPARATOR: Final = " | "
_SPLIT: Final = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_LISTED: Final = re.compile(r"[;\n\r]+")
_ESCAPED: Final = re.compile(r"\\([\\|])")


def harmless(text: str) -> str:
    """A cell of a CSV file that no spreadsheet takes for a formula: with an apostrophe in front where it would be."""
    return f"'{text}" if _FORMULA.match(text) else text


def restored(text: str) -> str:
    """What `harmless` was given. A cell with an apostrophe before a formula loses it, whoever wrote the file."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def joined(values: Sequence[str]) -> str:
    """Several values in one cell, separated by `|`; `parted` takes them apart again."""
    if len(values) == 1 and not _needs_marks(values[0]):
        return values[0]
    marked = (one.replace("\\", "\\\\").replace("|", "\\|") for one in values)
    text = _SEPARATOR.join(marked)
    return f"{text} |" if len(values) == 1 else text


def parted(cell: str) -> tuple[str, ...]:
    """The values of a cell, without blanks around them and without empty ones.

    Where the cell has a `|`, that alone parts them (`\\|` and `\\\\` stand for the signs themselves); elsewhere
    semicolons and line breaks do.
    """
    if "|" not in cell:
        return _filled(_LISTED.split(cell))
    return _filled(_ESCAPED.sub(r"\1", one) for one in _SPLIT.sub(r"\1" + "\x00", cell).split("\x00"))


def _needs_marks(value: str) -> bool:
    return "|" in value or bool(_LISTED.search(value))


def _filled(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(part for raw in parts if (part := raw.strip()))
