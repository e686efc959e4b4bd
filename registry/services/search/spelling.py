"""Letters only: how a text is spelled in plain a-z and 0-9, whatever script, umlauts and punctuation it was written in.

Two spellings are kept apart. *Expanded* is the German way (ä→ae, ß→ss). *Reduced* then drops the e of ae, oe and ue,
so that ä, ae and a all end up as a; it is what everything is compared by, because one text then has one key and a
beginning stays a beginning while somebody types. What reduction confuses (neue/neu), `fold` can tell apart.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS"})
_WORD = re.compile(r"[a-z0-9]+")
_UNUSUAL = re.compile(r"['`*_:/.]")
_APOSTROPHE = re.compile(r"['`](?:s\b)?")
# Bürgermeister*innen, Mitarbeiter:in, Schüler/innen: one word, as it is when spoken.
_GENDER = re.compile(r"(?<=[a-z])[*_:/]-?(?=in(?:nen|\b))")
# B.I.N, e. V., A.ö.R.: letters with full stops are one word.
_LETTER = r"(?:[aou]e|[a-z])"
_INITIALS = re.compile(rf"(?<![a-z0-9])(?:{_LETTER}\.\s?)+{_LETTER}(?![a-z0-9])")
_COMPOUND = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_REDUCED = re.compile(r"([aou])e")


def plain(text: str) -> str:
    """`text` in lower-case ASCII, expanded spelling, punctuation still there; never raises, whatever the characters."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_GERMAN)
        text = anyascii(text)
    text = text.lower()
    if _UNUSUAL.search(text):
        text = _INITIALS.sub(_join_letters, text)
        text = _GENDER.sub("", _APOSTROPHE.sub("", text))
    return text


def _join_letters(found: re.Match[str]) -> str:
    return re.sub(r"[.\s]", "", found[0])


def split(text: str) -> tuple[str, ...]:
    """The words of an already plain text."""
    return tuple(_WORD.findall(text))


@lru_cache(maxsize=65_536)
def reduce(word: str) -> str:
    """A plain word with ae, oe, ue written as a, o, u."""
    return _REDUCED.sub(r"\1", word)


def reduced_words(text: str) -> tuple[str, ...]:
    """Every word of `text`, reduced, nothing set aside."""
    return tuple(map(reduce, split(plain(text))))


def compounds(plain_text: str) -> tuple[str, ...]:
    """Hyphenated words of an already plain text as one reduced word each: wel-komm-in → welkommin."""
    if "-" not in plain_text:
        return ()
    return tuple(reduce(found.replace("-", "")) for found in _COMPOUND.findall(plain_text))
