"""Which words of a table are another word with a few wrong letters in it, in whole, in their beginning, or in a part.

The distance counts wrong, missing, additional and swapped neighbouring letters. A wrong letter spoils at most three
letter triples, so words that share too few triples with the one asked for need not be compared at all; short words may
share none, and are compared one by one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from registry.services.search.table import LAST, SHORT, Floats, Ints, Table, codes, words_with

_WHOLE = 0.93
_BEGINNING = 0.82
_PART = 0.62
_PART_CUTOFF = 87
"""Per cent of letters that have to agree for a part with wrong letters."""
_MIN_PART = 8
_PART_TRIPLES = 0.55
"""Share of its letter triples that a word has to have in common with one of which it is a part."""

Near = tuple[Ints, Floats]
"""Numbers of words, and how like each is (0 … 1)."""


def edits(size: int) -> int:
    """How many wrong letters a word of so many letters may have."""
    return 0 if size < 3 else 1 if size < 6 else 2 if size < 12 else 3


def _edits_in_beginning(size: int) -> int:
    return 0 if size < 4 else 1 if size < 9 else 2


def typos(table: Table, word: str) -> Iterator[Near]:
    """Groups of words that are like `word`, itself and its continuations not among them."""
    if not edits(len(word)):
        return
    if len(word) < SHORT:
        yield from _short_wholes(table, word)
        yield from _short_beginnings(table, word)
    else:
        shared = _shared_triples(table, word)
        yield _long_wholes(table, word, shared)
        yield _long_beginnings(table, word, shared)
        yield _long_parts(table, word, shared)


def _short_wholes(table: Table, word: str) -> Iterator[Near]:
    most = edits(len(word))
    for size in range(len(word) - most, len(word) + most + 1):
        numbers, texts = table.by_length[size]
        yield _close(numbers, _distances(word, texts, most), most, max(size, len(word)), _WHOLE)


def _short_beginnings(table: Table, word: str) -> Iterator[Near]:
    """Beginnings with the same first letter: a wrong first letter of an unfinished word is not worth the look."""
    most = _edits_in_beginning(len(word))
    for size in range(len(word) - 1, len(word) + 2) if most else ():
        begin = table.beginnings[size]
        low, high = bisect_left(begin.texts, word[0]), bisect_left(begin.texts, word[0] + LAST)
        distances = _distances(word, begin.texts[low:high], most)
        for at in np.flatnonzero((distances > 0) & (distances <= most)):
            numbers = np.arange(begin.low[low + at], begin.high[low + at], dtype=np.int32)
            alike = _BEGINNING * (1 - int(distances[at]) / len(word))
            yield numbers, np.full(numbers.size, alike, dtype=np.float32)


def _shared_triples(table: Table, word: str) -> NDArray[np.int64]:
    """How many letter triples each word of the table shares with `word`."""
    lists = [words_with(table, int(code)) for code in codes("^" + word)]
    return np.bincount(np.concatenate(lists), minlength=table.word_lengths.size)


def _enough(word: str, most: int) -> int:
    return max(1, len(word) - 1 - 3 * most)


def _long_wholes(table: Table, word: str, shared: NDArray[np.int64]) -> Near:
    most = edits(len(word))
    lengths = table.word_lengths
    near = (shared >= _enough(word, most)) & (np.abs(lengths - len(word)) <= most)
    numbers = np.flatnonzero(near).astype(np.int32)
    distances = _distances(word, [table.words.keys[number] for number in numbers], most)
    return _close(numbers, distances, most, np.maximum(lengths[numbers], len(word)), _WHOLE)


def _long_beginnings(table: Table, word: str, shared: NDArray[np.int64]) -> Near:
    most = _edits_in_beginning(len(word))
    near = (shared >= _enough(word, most)) & (table.word_lengths > len(word))
    numbers = np.flatnonzero(near).astype(np.int32)
    words = [table.words.keys[number] for number in numbers]
    sizes = range(len(word) - 1, len(word) + 2)
    distances = [_distances(word, [text[:size] for text in words], most) for size in sizes]
    return _close(numbers, np.minimum.reduce(distances), most, len(word), _BEGINNING)


def _long_parts(table: Table, word: str, shared: NDArray[np.int64]) -> Near:
    if len(word) < _MIN_PART:
        return table.triple_words[:0], np.empty(0, dtype=np.float32)
    near = (shared >= _PART_TRIPLES * (len(word) - 1)) & (table.word_lengths > len(word))
    numbers = np.flatnonzero(near).astype(np.int32)
    words = [table.words.keys[number] for number in numbers]
    agree = process.cdist([word], words, scorer=fuzz.partial_ratio, score_cutoff=_PART_CUTOFF, dtype=np.float32)[0]
    close = agree > 0
    return numbers[close], (agree[close] * np.float32(_PART / 100)).astype(np.float32)


def _distances(word: str, texts: Sequence[str], most: int) -> NDArray[np.uint8]:
    """Distance of `word` to each of `texts`; anything above `most` where it is larger."""
    return np.asarray(process.cdist([word], texts, scorer=OSA.distance, score_cutoff=most, dtype=np.uint8)[0])


def _close(numbers: Ints, distances: NDArray[np.uint8], most: int, sizes: Ints | int, weight: float) -> Near:
    near = (distances > 0) & (distances <= most)
    share = distances / sizes
    return numbers[near], (weight * (1 - share[near])).astype(np.float32)
