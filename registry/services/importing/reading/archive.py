"""Looks into an .xlsx file before anything of it is used, and packs anew what reading needs.

The workbook's reader gets a file that was made here, from parts of known size, so that what was checked is what is
read, whatever a crafted archive would show to another program.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from typing import Final

from registry.services.importing.limits import MAX_RATIO, MAX_UNPACKED
from registry.services.importing.problems import Refused

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END: Final = b"PK\x05\x06"
_LARGE: Final = 10_000_000
_MB: Final = 1_000_000
_DIRECTORY: Final = 1_000_000
"""Bytes of the list of contents; a workbook has some dozen entries of about a hundred."""
_SHARED: Final = ("[content_types].xml", "xl/workbook.xml", "xl/sharedstrings.xml", "xl/styles.xml")
_WITHIN: Final = ("xl/worksheets/", "xl/_rels/", "_rels/")
_OTHERS: Final = (
    ("xl/workbook.bin", ".xlsb"),
    ("word/document.xml", ".docx"),
    ("ppt/presentation.xml", ".pptx"),
    ("content.xml", ".ods"),
)


def parts_of(data: bytes, name: str) -> dict[str, bytes]:
    """The parts of a workbook that reading needs, by their paths, at most 200 MB together.

    Raises Refused for what is no workbook, encrypted, with macros, or too large when unpacked; the last is decided by
    the sizes that the archive declares, before anything is unpacked, and no part may hold more than it declares.
    """
    _check_kind(data, name)
    _check_directory(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries, name)
            return {one.filename: archive.read(one) for one in entries if _needed(one.filename)}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, struct.error) as error:
        raise Refused("no_workbook", name) from error
    except (RuntimeError, UnicodeError, KeyError) as error:  # a password is a RuntimeError there
        raise Refused("no_workbook", name) from error


def packed(parts: dict[str, bytes]) -> io.BytesIO:
    """A new archive of these parts, not compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path, content in parts.items():
            archive.writestr(zipfile.ZipInfo(path), content)
    buffer.seek(0)
    return buffer


def _check_kind(data: bytes, name: str) -> None:
    if data.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise Refused("encrypted" if encrypted else "old_format", name)
    if not data.startswith(_ZIP):
        raise Refused("no_workbook", name)


def _check_directory(data: bytes, name: str) -> None:
    """Refuses a list of contents that would itself take much memory."""
    at = data.rfind(_END)
    if at < 0 or at + 22 > len(data):
        raise Refused("no_workbook", name)
    entries, size = struct.unpack_from("<HI", data, at + 10)
    if entries == 0xFFFF or size > _DIRECTORY:
        raise Refused("no_workbook", name)


def _check_entries(entries: Iterable[zipfile.ZipInfo], name: str) -> None:
    found = list(entries)
    names = [one.filename.lower() for one in found]
    if any("vbaproject" in one or "/macrosheets/" in one for one in names):
        raise Refused("macros", name)
    other = next((ending for path, ending in _OTHERS if path in names), None)
    if other:
        raise Refused("other_format", name, found=other)
    if any(one.flag_bits & 0x1 for one in found):
        raise Refused("encrypted", name)
    whole = sum(one.file_size for one in found)
    if whole > MAX_UNPACKED or any(_suspicious(one) for one in found):
        raise Refused("bomb", name, found=whole // _MB)
    plain = all(one.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for one in found)
    if not plain or len(set(names)) < len(names) or "xl/workbook.xml" not in names:
        raise Refused("no_workbook", name)


def _suspicious(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > _LARGE and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)


def _needed(path: str) -> bool:
    lower = path.lower()
    return lower in _SHARED or (lower.startswith(_WITHIN) and lower.endswith((".xml", ".rels")))
