"""Opens a file as a table: which of its sheets, where its head is, and what identifies the file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from registry.services.importing.fields import known_heads
from registry.services.importing.problems import Refused
from registry.services.importing.reading import read_file, shaped
from registry.services.importing.sheets import RawSheet, Sheet
from registry.vocabulary import Vocabulary


@dataclass(frozen=True)
class OpenedTable:
    """A file that was read: its name, SHA-256 in hexadecimal digits, the names of its sheets, and the one chosen."""

    file: str
    digest: str
    sheets: tuple[str, ...]
    sheet: Sheet


def open_table(
    data: bytes, name: str, vocabulary: Vocabulary, *, sheet: str | None = None, header_row: int | None = None
) -> OpenedTable:
    """A sheet of a file (the first that is a table where none is named), its head found or in row `header_row`.

    Raises Refused, naming the file, the place and what helps.
    """
    raws = read_file(data, name)
    names = tuple(one.name for one in raws)
    if sheet is not None and sheet not in names:
        raise Refused("no_sheet", name, known=", ".join(names))
    wanted = [one for one in raws if sheet in (None, one.name)]
    found = _first_table(wanted, vocabulary, name, header_row)
    return OpenedTable(name, hashlib.sha256(data).hexdigest(), names, found)


def _first_table(raws: Sequence[RawSheet], vocabulary: Vocabulary, name: str, header_row: int | None) -> Sheet:
    known = known_heads(vocabulary)
    several = len(raws) > 1
    try:
        return shaped(raws[0], known, f"{name}: {raws[0].name}" if several else name, header_row)
    except Refused as refused:
        # A sheet with a picture or a note in front of the table; too large ones are not passed over.
        if not several or refused.rule != "no_header":
            raise
    return _first_table(raws[1:], vocabulary, name, header_row)
