"""Names of entities for people: how they sort, and how they fit into a picture."""

from __future__ import annotations

import unicodedata

_WIDE = frozenset("mwMWÄÖÜABCDEFGHKNOPQRSTUVXYZ@%&–—")
_NARROW = frozenset("iljtfrI.,:;'|!()[]-/ ")


def sort_key(name: str) -> tuple[str, str]:
    """Key for the German order of words (DIN 5007-1): ä like a, ß like ss, other accents and case ignored."""
    folded = name.casefold()
    if folded.isascii():
        return folded, name
    plain = "".join(one for one in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(one))
    return plain, name


def text_width(text: str, size: float = 13.0) -> float:
    """Estimated width of a line of text in a common sans-serif face, in the unit of `size`; rather too
    wide than too narrow.
    """
    units = sum(0.78 if one in _WIDE else 0.38 if one in _NARROW else 0.6 for one in text)
    return units * size


def shortened(text: str, characters: int) -> str:
    """The text, cut with an ellipsis at a word where it is longer than this."""
    if len(text) <= characters:
        return text
    head = text[: characters - 1]
    cut = head.rfind(" ")
    return (head[:cut] if cut > characters // 2 else head).rstrip(" ,-–/(") + "…"


def wrapped(text: str, characters: int, lines: int = 2) -> str:
    """The text broken at words into at most so many lines of about this length, the last one cut with an ellipsis."""
    found: list[str] = []
    rest = text
    while len(found) < lines - 1 and len(rest) > characters:
        cut = rest.rfind(" ", 0, characters + 1)
        if cut <= 0:
            break
        found.append(rest[:cut])
        rest = rest[cut + 1 :]
    return "\n".join([*found, shortened(rest, characters)])
