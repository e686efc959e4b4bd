"""How well each row has each word of a query: 1 for the word itself, less for a beginning, a part, a typing error.

Every likeness depends on the two words alone, never on what else is in the table: so an index and its overlay,
searched one after the other, answer as one index of both would.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from registry.services.search.table import Floats, Ints, Postings, Table, codes, words_with
from registry.services.search.terms import load_terms
from registry.services.search.typos import typos

_EXACT = 1.0
_EXACT_STOP_WORD = 0.83
"""Little more than a beginning: who types "in" is more likely on the way to "Integrationsrat"."""
_BEGINNING = 0.82, 0.13
"""Likeness of a beginning, and what the share of the word that is already there adds."""
_ENDING = 0.70, 0.10
_PART = 0.60, 0.10
_CHANCE, _SURE = 0.06, 6
_JOINED = 0.95
_SHORT_FORM = 0.95
_INITIALS = 0.80
_FIRST_INITIALS = 0.56
_MIN_PART = 3


def likenesses(table: Table, words: Sequence[str]) -> list[Floats]:
    """For each of `words` the likeness (0 … 1) of the best fitting word in every row."""
    found = [_likeness(table, word) for word in words]
    for start in range(len(words)):
        for size in (2, 3):
            joined = "".join(words[start : start + size])
            if start + size <= len(words):
                _lift_joined(table, joined, found[start : start + size])
    return found


def _likeness(table: Table, word: str) -> Floats:
    found = np.zeros(len(table), dtype=np.float32)
    low, high = table.words.prefix(word)
    _lift_range(table.words, (low, high), beginning(word, table.word_lengths[low:high]), found)
    _lift_parts(table, word, found)
    _lift_initials(table, word, found)
    _lift_halves(table, word, found)
    _lift_short_form(table, word, found)
    for numbers, alike in typos(table, word):
        _lift(table.words, numbers, alike, found)
    return found


def beginning(word: str, lengths: Ints) -> Floats:
    """Likeness of `word` to words of `lengths` letters that begin with it."""
    base, more = _BEGINNING
    alike = base + more * len(word) / lengths.astype(np.float32)
    exact = _EXACT_STOP_WORD if word in load_terms().stop_words else _EXACT
    return np.where(lengths == len(word), np.float32(exact), alike.astype(np.float32))


def _lift_range(postings: Postings, keys: tuple[int, int], alike: Floats, found: Floats) -> None:
    low, high = keys
    if low < high:
        np.maximum.at(found, postings.of_range(low, high), np.repeat(alike, postings.sizes(low, high)))


def _lift(postings: Postings, keys: Ints, alike: Floats, found: Floats) -> None:
    if keys.size:
        rows, sizes = postings.of(keys)
        np.maximum.at(found, rows, np.repeat(alike, sizes))


def _lift_joined(table: Table, joined: str, found: Sequence[Floats]) -> None:
    """Wel KOMM IN finds WelKOMMIn."""
    low, high = table.words.prefix(joined)
    alike = beginning(joined, table.word_lengths[low:high]) * np.float32(_JOINED)
    for one in found:
        _lift_range(table.words, (low, high), alike, one)


def _lift_parts(table: Table, word: str, found: Floats) -> None:
    """rat finds Integrationsrat."""
    if len(word) < _MIN_PART:
        return
    lists = [words_with(table, int(code)) for code in codes(word)]
    candidates = min(lists, key=len)
    all_words = table.words.keys
    numbers = [n for n in dict.fromkeys(candidates.tolist()) if all_words[n].find(word, 1) > 0]
    alike = [_part(word, all_words[number]) for number in numbers]
    _lift(table.words, np.array(numbers, dtype=np.int32), np.array(alike, dtype=np.float32), found)


def _part(word: str, whole: str) -> float:
    if whole.endswith(word):
        base, more = _ENDING
    else:
        # Three letters in the middle of a word are mostly chance: una in Kommunales.
        base, more = _PART[0] - _CHANCE * max(0, _SURE - len(word)), _PART[1]
    return base + more * len(word) / len(whole)


def _lift_initials(table: Table, word: str, found: Floats) -> None:
    """SoR finds Schule ohne Rassismus, although no list of abbreviations has it."""
    if len(word) < 2:
        return
    low, high = table.initials.prefix(word)
    exact = [len(key) == len(word) for key in table.initials.keys[low:high]]
    alike = np.where(exact, np.float32(_INITIALS), np.float32(_FIRST_INITIALS))
    _lift_range(table.initials, (low, high), alike, found)


def _lift_short_form(table: Table, word: str, found: Floats) -> None:
    """Kitas finds Kita: names are rewritten with basic forms only, so that no reading of them has an inflected one."""
    for short in load_terms().short_for(word):
        number = table.words.exact(short)
        if number >= 0:
            np.maximum.at(found, table.words.of_range(number, number + 1), np.float32(_SHORT_FORM))


def _lift_halves(table: Table, word: str, found: Floats) -> None:
    """integrationsratunna finds Integrationsrat Unna: every way to cut `word` into words, the last maybe unfinished."""
    for pieces, (low, high) in _cuts(table.words, word, 3):
        rows = table.words.of_range(low, high)
        for piece in pieces:
            rows = np.intersect1d(rows, table.words.of_range(piece, piece + 1))
        np.maximum.at(found, rows, np.float32(_JOINED))


def _cuts(words: Postings, word: str, most: int) -> Iterator[tuple[list[int], tuple[int, int]]]:
    """Numbers of the whole words in front, and the range of those that begin with the rest."""
    for size in range(2, len(word) - 1):
        number = words.exact(word[:size])
        if number < 0:
            continue
        low, high = words.prefix(word[size:])
        if low < high:
            yield [number], (low, high)
        if most > 2:
            for pieces, last in _cuts(words, word[size:], most - 1):
                yield [number, *pieces], last
