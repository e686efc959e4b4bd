"""Reads CSV and XLSX files that people made into sheets of text; refuses what is harmful, in bounded time and space."""

from __future__ import annotations

from registry.services.importing.limits import MAX_BYTES
from registry.services.importing.problems import Refused
from registry.services.importing.reading.shaping import shaped
from registry.services.importing.reading.text import read_text
from registry.services.importing.reading.workbook import read_workbook
from registry.services.importing.sheets import RawSheet

_WORKBOOKS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")


def read_file(data: bytes, name: str) -> list[RawSheet]:
    """The sheets of a file that are not blank, at least one.

    What it is is told by its first bytes, not by its name. Raises Refused, naming file, row where there is one, and
    remedy: too large, encrypted, with macros, of another format, in an unknown encoding, damaged.
    """
    if len(data) > MAX_BYTES:
        raise Refused("size", name, most=MAX_BYTES // 1_000_000)
    workbook = data.startswith(_WORKBOOKS) or name.lower().endswith((".xlsx", ".xlsm", ".xls"))
    if not data:
        raise Refused("empty", name)
    sheets = read_workbook(data, name) if workbook else [read_text(data, name)]
    found = [one for one in sheets if one.rows]
    if not found:
        raise Refused("empty", name)
    return found


__all__ = ["read_file", "shaped"]
