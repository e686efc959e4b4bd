"""The frozen data of an index: readings of names in alphabetical order, and which words and letter triples they have.

A *row* is one reading of one name of one entry; rows are numbered in the order of (text, id, name, reading), so that a
row's number is its place in the alphabet. Lists of rows by word are kept in compressed form (offsets, values, int32).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from registry.services.search.folding import folded, readings
from registry.services.search.terms import Words, load_terms

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

LAST = "\x7f"
"""Sorts after every letter of a key: end of the range of those that begin alike."""
SHORT = 6
"""Beginnings of up to so many letters are listed, for typing errors in the first letters."""
_BASE = 37


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """What can be found: an id, its names (the preferred one first) and points added to its score."""

    id: str
    names: tuple[str, ...]
    boost: float = 0


class Row(NamedTuple):
    """One reading of one name, in the order of the fields."""

    text: str
    id: str
    name: int
    """Which of the entry's names."""
    reading: int
    """0: as written; above: abbreviated or written out."""
    extra: Words
    """Words by which it is found as well: legal forms, hyphenated words as one."""
    written: str
    """Text of the reading as written."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Sorted keys, and for each the rows (or words) that have it."""

    keys: list[str]
    starts: Ints
    values: Ints

    def prefix(self, beginning: str) -> tuple[int, int]:
        """The range of the keys that begin so."""
        low = bisect_left(self.keys, beginning)
        return low, bisect_left(self.keys, beginning + LAST, low)

    def exact(self, key: str) -> int:
        """The number of `key`, or -1."""
        at = bisect_left(self.keys, key)
        return at if at < len(self.keys) and self.keys[at] == key else -1

    def of_range(self, low: int, high: int) -> Ints:
        """What the keys low … high-1 have, one after the other."""
        return self.values[self.starts[low] : self.starts[high]]

    def sizes(self, low: int, high: int) -> Ints:
        """How many each of the keys low … high-1 has."""
        return np.diff(self.starts[low : high + 1])

    def of(self, keys: Ints) -> tuple[Ints, Ints]:
        """What any `keys` (numbers) have, one after the other, and how many each has."""
        first, sizes = self.starts[keys], self.starts[keys + 1] - self.starts[keys]
        shift = np.repeat(first - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes)
        return self.values[np.arange(shift.size) + shift], sizes


@dataclass(frozen=True, slots=True)
class Beginnings:
    """The different beginnings of one length among the words, sorted, each with its range of words."""

    texts: list[str]
    low: Ints
    high: Ints


@dataclass(frozen=True, slots=True)
class Table:
    """Everything a search reads. Never changed once built."""

    entries: Mapping[str, IndexEntry]
    rows: list[Row]
    texts: list[str]
    lengths: Floats
    """Letters of each row, blanks and small words not counted."""
    origins: Ints
    """Row of the same name as written: the row itself, unless it has abbreviations rewritten."""
    boosts: Floats
    words: Postings
    word_lengths: Ints
    initials: Postings
    triples: Ints
    """Codes of the letter triples that occur, sorted."""
    triple_starts: Ints
    triple_words: Ints
    by_length: dict[int, tuple[Ints, list[str]]]
    """Words of up to SHORT + 2 letters, by length: their numbers and themselves."""
    beginnings: dict[int, Beginnings]

    def __len__(self) -> int:
        return len(self.rows)

    def beginning_with(self, text: str) -> tuple[int, int]:
        """The range of the rows whose text begins so; empty for an empty text."""
        if not text:
            return 0, 0
        low = bisect_left(self.texts, text)
        return low, bisect_left(self.texts, text + LAST, low)

    def rows_of(self, id: str) -> list[int]:
        """The numbers of an entry's rows, none for an unknown id."""
        return [bisect_left(self.rows, row) for row in _rows(self.entries[id])] if id in self.entries else []


def build(entries: Iterable[IndexEntry]) -> Table:
    """The table of `entries`; of two entries with one id the later counts."""
    known = {entry.id: entry for entry in entries}
    rows = sorted(row for entry in known.values() for row in _rows(entry))
    texts = [row.text for row in rows]
    words = _postings([[*row.text.split(" "), *row.extra] for row in rows])
    lengths = np.array([len(word) for word in words.keys], dtype=np.int32)
    triples, triple_starts, triple_words = _triples(words.keys, lengths)
    return Table(
        entries=known,
        rows=rows,
        texts=texts,
        lengths=np.array([_length(row) for row in rows], dtype=np.float32),
        origins=_origins(rows),
        boosts=np.array([known[row.id].boost for row in rows], dtype=np.float32),
        words=words,
        word_lengths=lengths,
        initials=_postings([initials(row) for row in rows]),
        triples=triples,
        triple_starts=triple_starts,
        triple_words=triple_words,
        by_length=_by_length(words.keys, lengths),
        beginnings={size: _beginnings(words.keys, size) for size in range(3, SHORT + 1)},
    )


def _rows(entry: IndexEntry) -> list[Row]:
    found: dict[str, Row] = {}
    for number, name in enumerate(entry.names):
        fold = folded(name)
        extra = (*fold.legal, *fold.joined)
        for reading, words in enumerate(readings(fold.words)):
            row = Row(" ".join(words), entry.id, number, reading, extra, fold.text)
            # Of two rows that read alike the one as written stays, then that of the more important name.
            old = found.get(row.text)
            if row.text and (old is None or (bool(reading), number) < (bool(old.reading), old.name)):
                found[row.text] = row
    return list(found.values())


def _length(row: Row) -> float:
    """Letters of a row's words, small words aside.

    For a rewritten one half-way to those of the name as written, or every short form would be a close fit.
    """
    own = _letters(row.text)
    return max((own + (_letters(row.written) if row.reading else own)) / 2, 1)


def _letters(text: str) -> int:
    return sum(len(word) for word in text.split(" ") if word not in load_terms().stop_words)


def _origins(rows: list[Row]) -> Ints:
    written = {(row.id, row.text): number for number, row in enumerate(rows) if not row.reading}
    return np.array([written[row.id, row.written] for row in rows], dtype=np.int32)


def initials(row: Row) -> list[str]:
    """First letters of a name as written, with and without small words; nothing for a single word."""
    words = row.text.split(" ")
    if row.reading or len(words) < 2:
        return []
    stops = load_terms().stop_words
    every = "".join(word[0] for word in words)
    main = "".join(word[0] for word in words if word not in stops)
    return [text for text in dict.fromkeys((every, main)) if len(text) > 1]


def _postings(keys_of_rows: list[list[str]]) -> Postings:
    numbers: dict[str, int] = {}
    flat = [numbers.setdefault(key, len(numbers)) for keys in keys_of_rows for key in keys]
    order = sorted(numbers)
    place = np.empty(len(order), dtype=np.int32)
    place[[numbers[key] for key in order]] = np.arange(len(order), dtype=np.int32)
    keys = place[np.array(flat, dtype=np.int32)] if flat else np.empty(0, dtype=np.int32)
    sizes = np.array([len(keys) for keys in keys_of_rows], dtype=np.int32)
    rows = np.repeat(np.arange(len(keys_of_rows), dtype=np.int32), sizes)
    sort = np.argsort(keys, kind="stable")
    return Postings(order, _starts(keys[sort], len(order)), rows[sort])


def _starts(sorted_keys: Ints, count: int) -> Ints:
    return np.searchsorted(sorted_keys, np.arange(count + 1)).astype(np.int32)


def codes(text: str) -> Ints:
    """The letter triples of the words in `text`, each word begun by a ^: three digits of base 37 as a number.

    A triple that reaches into the next word has no meaning: `_triples` drops those.
    """
    letters = np.frombuffer(text.encode("ascii"), dtype=np.uint8).astype(np.int32)
    digits = np.where(letters >= 97, letters - 86, letters - 47)
    digits[letters == ord("^")] = 0
    return (digits[:-2] * _BASE + digits[1:-1]) * _BASE + digits[2:] if digits.size > 2 else digits[:0]


def words_with(table: Table, code: int) -> Ints:
    """The words that have a letter triple (twice if they have it twice)."""
    at = int(np.searchsorted(table.triples, code))
    if at == table.triples.size or table.triples[at] != code:
        return table.triple_words[:0]
    return table.triple_words[table.triple_starts[at] : table.triple_starts[at + 1]]


def _triples(words: list[str], lengths: Ints) -> tuple[Ints, Ints, Ints]:
    """Codes that occur, and for each the words that have it (twice if they have it twice)."""
    found = codes("^" + "^".join(words)) if words else np.empty(0, dtype=np.int32)
    owners = np.repeat(np.arange(len(words), dtype=np.int32), lengths + 1)[: found.size]
    second = found // _BASE % _BASE
    whole = (second > 0) & (found % _BASE > 0)
    found, owners = found[whole], owners[whole]
    sort = np.argsort(found, kind="stable")
    unique, first = np.unique(found[sort], return_index=True)
    return unique, np.append(first, found.size).astype(np.int32), owners[sort]


def _by_length(words: list[str], lengths: Ints) -> dict[int, tuple[Ints, list[str]]]:
    found: dict[int, tuple[Ints, list[str]]] = {}
    for size in range(1, SHORT + 3):
        numbers = np.flatnonzero(lengths == size).astype(np.int32)
        found[size] = numbers, [words[number] for number in numbers]
    return found


def _beginnings(words: list[str], size: int) -> Beginnings:
    texts: list[str] = []
    low: list[int] = []
    high: list[int] = []
    for number, word in enumerate(words):
        if len(word) <= size:
            continue
        begin = word[:size]
        if texts and texts[-1] == begin:
            high[-1] = number + 1
        else:
            texts.append(begin)
            low.append(number)
            high.append(number + 1)
    return Beginnings(texts, np.array(low, dtype=np.int32), np.array(high, dtype=np.int32))
