"""Days as people write them, into EDTF and back: 2013, 10.2012, 30.10.2012."""

from __future__ import annotations

import re
from typing import Final

from registry.model.periods import bounds

_GERMAN: Final = re.compile(r"(?:(?:(\d{1,2})\.\s?)?(\d{1,2})[./]\s?)?(\d{4})", re.ASCII)
_EDTF: Final = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


def as_edtf(text: str) -> str:
    """The EDTF date that somebody has typed. Raises ValueError where it is none."""
    plain = text.strip()
    found = _GERMAN.fullmatch(plain)
    if found:
        day, month, year = found.groups()
        plain = "-".join(part.zfill(2) for part in (year, month, day) if part)
    bounds(plain)
    return plain


def as_typed(edtf: str) -> str:
    """An EDTF date as a form shows it; one with a doubt or a season as it is."""
    found = _EDTF.fullmatch(edtf)
    if not found or int(found[2]) > 12:
        return edtf
    return ".".join(part for part in reversed(found.groups()) if part)
