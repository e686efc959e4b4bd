"""What a name comes down to when two are compared: its words without endings, its numbers, legal forms and places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from registry.services.search.folding import readings
from registry.services.search.spelling import plain, reduce, reduced_words
from registry.services.search.terms import CONNECTORS, load_terms

FILE: Final = Path(__file__).with_name("words.yaml")
MAX_WORDS: Final = 16
MAX_LETTERS: Final = 200
_WORD: Final = re.compile(r"[a-z]{2,}\.[a-z]{3,}|[a-z0-9]+")
"""Arb.kreis is one word cut in the middle."""
_END: Final = re.compile(r"(?<=[a-z]-)[a-z]+\b(?!-)")
_ENDINGS: Final = ("ern", "em", "er", "es", "en", "e", "s", "n")
_LEAST: Final = 4
"""Letters that a word keeps at least when its ending is taken off."""


class Word(NamedTuple):
    """One word of a name."""

    stem: str
    """Without ending, umlauts as plain vowels; a number in digits."""
    text: str
    """Reduced spelling (see search) as written; arb.kreis where it is cut in the middle."""
    cut: bool = False
    """A full stop stands behind it: it may be short for a longer word."""
    number: bool = False
    small: bool = False
    """It says nothing on its own, only in place of another: mit for ohne."""


@dataclass(frozen=True)
class Terms:
    """The data file by stems."""

    field: frozenset[str]
    extras: frozenset[str]
    parts: frozenset[str]
    called: Mapping[str, int]
    """Number of the group of words used for the same thing."""
    numbers: Mapping[str, str]
    contrary: frozenset[str]
    free_hosts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Worded:
    """A name in words: those that are compared, and the legal forms set aside."""

    words: tuple[Word, ...]
    legal: tuple[str, ...]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A reduced word without its endings: turkischer → turkisch, hausener → haus."""
    for _ in range(2):
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
                word = word[: -len(ending)]
                break
    return word


@lru_cache(maxsize=1)
def terms() -> Terms:
    """The words of the data file."""
    data: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return Terms(
        field=_stems(data["field"]),
        extras=_stems(data["extras"]),
        parts=_stems(data["parts"]),
        called={one: number for number, group in enumerate(data["called"]) for one in _stems(group)},
        free_hosts=frozenset(data["free_hosts"]),
        contrary=frozenset(reduced_words(word)[0] for word in data["contrary"]),
        numbers={reduced_words(word)[0]: str(number) for word, number in data["numbers"].items()},
    )


def _stems(words: list[str]) -> frozenset[str]:
    return frozenset(stem(reduced_words(word)[0]) for word in words)


def worded(name: str) -> Worded:
    """The words of a name; of very long ones the first MAX_WORDS. Never raises, whatever the characters."""
    written = plain(name[:MAX_LETTERS])
    # A full stop right behind a word: "Kath. Kita", but not that of "1. Schule", which is no short form.
    found = [(reduce(one[0]), written[one.end() : one.end() + 1] == ".") for one in _WORD.finditer(written)]
    kept, legal = _set_aside(found[:MAX_WORDS], _ends(written))
    return Worded(tuple(_word(text, cut=cut) for text, cut in kept), legal)


def _ends(written: str) -> frozenset[str]:
    """Words at the end of a compound with hyphens: the "in" of Komm-In is no small word, that of Hand-in-Hand is."""
    return frozenset(map(reduce, _END.findall(written))) if "-" in written else frozenset()


def rewritten(name: Worded) -> Iterator[tuple[Word, ...]]:
    """The name as written, then with its long forms abbreviated, or its abbreviations written out (see search).

    What is written out is not exchanged for another long form of the same letters: an Ortsverein is no Ortsverband.
    """
    yield name.words
    written = tuple(word.text for word in name.words)
    found = readings(written)[1:]
    for words in found if load_terms().short.any_in(written) else found[:1]:
        yield tuple(_word(text) for text in words)


@lru_cache(maxsize=131_072)
def _word(text: str, *, cut: bool = False) -> Word:
    number = terms().numbers.get(text)
    if number is None and text.isdigit():
        number = text.lstrip("0") or "0"
    if number is not None:
        return Word(number, text, number=True)
    return Word(stem(text), text, cut or "." in text, small=text in _small())


@lru_cache(maxsize=1)
def _small() -> frozenset[str]:
    return load_terms().stop_words | terms().contrary | CONNECTORS


def _set_aside(found: list[tuple[str, bool]], ends: frozenset[str]) -> tuple[list[tuple[str, bool]], tuple[str, ...]]:
    """Without legal forms, "und" and small words, unless nothing else is there."""
    words = tuple(text for text, _ in found)
    small = _small() - terms().contrary - ends
    kept: list[tuple[str, bool]] = []
    legal: list[str] = []
    place = 0
    while place < len(found):
        size, key = _legal_at(words, place)
        if size:
            legal.append(key)
        elif words[place] not in small:
            kept.append(found[place])
        place += size or 1
    return (kept, tuple(legal)) if kept else (found, ())


def _legal_at(words: tuple[str, ...], place: int) -> tuple[int, str]:
    for size, form in load_terms().legal.at(words, place):
        if place or form.first or size > 1:
            return size, form.key
    return 0, ""
