"""What the words of cells stand for: terms of the vocabulary, languages, areas of the record. Nothing is guessed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from babel import Locale
from rapidfuzz import fuzz, process

from registry.model import Status, Visibility
from registry.services.importing.fields import ValueSort, fields, target
from registry.services.importing.mapping import TableMapping, value_key
from registry.services.importing.sheets import Sheet
from registry.services.record import Record
from registry.services.search import folded
from registry.services.tables import parted
from registry.vocabulary import Vocabulary

FAMILIES: Final = frozenset(("actor", "offer", "goal", "document"))
"""Families of what a table can hold."""
_FILE: Final = Path(__file__).with_name("values.yaml")
_TAG: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_LISTED: Final = re.compile(r"[,/]| und | and ")
POSTAL: Final = re.compile(r"(?:D-)?\d{5}\s+")
_NEAR: Final = 70
_SUGGESTED: Final = 5


@dataclass(frozen=True, slots=True)
class ValueAsked:
    """One value of the table's cells: how often it stands there, what it means, or what it may mean."""

    sort: ValueSort
    value: str
    count: int
    term: str | None
    """The term or id; '' where it is left out; None where somebody must say."""
    near: tuple[str, ...] = ()
    """Terms that are spelled alike, to choose from."""


class Terms:
    """By sort, what every known word stands for, and how a term is said."""

    def __init__(self, vocabulary: Vocabulary, areas: Mapping[str, str] | None = None) -> None:
        self._vocabulary = vocabulary
        self._words: dict[ValueSort, dict[str, str]] = {
            "kind": _kinds(vocabulary),
            "theme": _themes(vocabulary),
            "status": _synonyms("status", Status),
            "visibility": _synonyms("visibility", Visibility),
            "language": dict(_languages()),
            "area": dict(areas or {}),
        }

    def term(self, sort: ValueSort, text: str) -> str | None:
        """What a word stands for; None where nobody knows."""
        plain = text.strip()
        if sort == "area":
            plain = POSTAL.sub("", plain)
        found = self._words[sort].get(plain) or self._words[sort].get(word_key(plain))
        if found is None and sort == "language" and _TAG.fullmatch(plain):
            return plain
        return found

    def said(self, sort: ValueSort, term: str, lang: str) -> str:
        """The word that `term` takes back to this term: its label where that is possible, else the key."""
        label = self._label(sort, term, lang)
        return label if self.term(sort, label) == term else term

    def near(self, sort: ValueSort, text: str) -> tuple[str, ...]:
        """Terms with words that are spelled alike, best first."""
        words = self._words[sort]
        found = process.extract(word_key(text), words.keys(), scorer=fuzz.WRatio, limit=20, score_cutoff=_NEAR)
        return tuple(dict.fromkeys(words[word] for word, _, _ in found))[:_SUGGESTED]

    def all(self, sort: ValueSort) -> tuple[str, ...]:
        """Every term of a sort that has words."""
        return tuple(dict.fromkeys(self._words[sort].values()))

    def _label(self, sort: ValueSort, term: str, lang: str) -> str:
        match sort:
            case "kind":
                return self._vocabulary.kinds[term].label(lang) if term in self._vocabulary.kinds else term
            case "theme":
                return self._vocabulary.themes[term].label(lang) if term in self._vocabulary.themes else term
            case "language":
                return str(Locale.parse(lang).languages.get(term.replace("-", "_"), term))
            case "status" | "visibility" if lang == "de":
                return next(iter(_file()[sort].get(term, ())), term)
            case _:
                return term


@lru_cache(maxsize=65_536)
def word_key(text: str) -> str:
    """What words of cells are compared by."""
    return " ".join(folded(text).words)


def words_of(sort: ValueSort, many: bool, cell: str, terms: Terms | None = None) -> tuple[str, ...]:
    """The values of a cell. Where one is no known word as a whole, commas and slashes part it, too."""
    if not many:
        return tuple(filter(None, (cell.strip(),)))
    found: list[str] = []
    for part in parted(cell):
        known = terms is not None and terms.term(sort, part) is not None
        found += [part] if known else [one for raw in _LISTED.split(part) if (one := raw.strip())]
    return tuple(found)


def propose_values(sheet: Sheet, mapping: TableMapping, terms: Terms) -> list[ValueAsked]:
    """Every value of the mapped columns that have a vocabulary, unknown ones first, then the most frequent."""
    counts: dict[ValueSort, Counter[str]] = defaultdict(Counter)
    for column, _, text in mapping.targets(sheet.header):
        field = fields().get(target(text).field)
        if field is not None and field.values is not None:
            for cell in (row.cell(column) for row in sheet.rows):
                counts[field.values].update(words_of(field.values, field.many, cell, terms))
    asked = [_asked(sort, value, number, mapping, terms) for sort, value, number in _merged(counts)]
    return sorted(asked, key=lambda one: (one.term is not None, one.sort, -one.count, one.value))


def _merged(counts: Mapping[ValueSort, Counter[str]]) -> Iterator[tuple[ValueSort, str, int]]:
    """Values that differ in case and blanks only count as one, written as most often."""
    for sort, counter in counts.items():
        written: dict[str, str] = {}
        sums: Counter[str] = Counter()
        for value, number in counter.most_common():
            written.setdefault(value_key(value), value)
            sums[value_key(value)] += number
        yield from ((sort, written[key], number) for key, number in sums.items())


def _asked(sort: ValueSort, value: str, number: int, mapping: TableMapping, terms: Terms) -> ValueAsked:
    term = term_of(sort, value, mapping, terms)
    return ValueAsked(sort, value, number, term, () if term is not None else terms.near(sort, value))


def term_of(sort: ValueSort, value: str, mapping: TableMapping, terms: Terms) -> str | None:
    """What a value stands for: what people said of it, else what is known. '' to leave it out, None if unknown."""
    said = mapping.values.get(sort, {}).get(value_key(value))
    if said is None or (said and terms.term(sort, said) != said):  # a term that is not there any more says nothing
        return terms.term(sort, value)
    return said


def area_words(record: Record, vocabulary: Vocabulary) -> dict[str, str]:
    """Ids of areas by their names and keys (AGS); a name that two areas have is that of the only municipality."""
    areas = [row for row in record.entity_rows() if row.family == "area"]
    named: dict[str, list[str]] = defaultdict(list)
    towns = {row.id for row in areas if row.kind in vocabulary.kinds and vocabulary.is_a(row.kind, "gemeinde")}
    for row in areas:
        for name in row.names:
            named[word_key(name)].append(row.id)
    found = {row.id: row.id for row in areas}
    for key, ids in named.items():
        several = set(ids)
        some = several & towns or several
        if len(some) == 1:
            found[key] = next(iter(some))
    for id, area in record.entities(found.values()).items():
        if "ags" in area.identifiers:
            found.setdefault(area.identifiers["ags"], id)
    return found


def _kinds(vocabulary: Vocabulary) -> dict[str, str]:
    kinds = [one for key, one in vocabulary.kinds.items() if vocabulary.family(key) in FAMILIES]
    found = {one.key: one.key for one in kinds}
    # The family last: what is called like it is the narrower kind.
    for one in sorted(kinds, key=lambda kind: kind.broader is None):
        for word in (one.label("de"), one.label("en"), one.plural("de"), one.plural("en")):
            found.setdefault(word_key(word), one.key)
    return _with_synonyms(found, "kind", vocabulary.kinds)


def _themes(vocabulary: Vocabulary) -> dict[str, str]:
    """Labels of the common scheme first; of the others those that mean one theme only."""
    found = {key: key for key in vocabulary.themes}
    common = [one for one in vocabulary.themes.values() if one.scheme == "gemeinsam"]
    others = [one for one in vocabulary.themes.values() if one.scheme != "gemeinsam"]
    counted: dict[str, set[str]] = defaultdict(set)
    for one in (*common, *others):
        for lang in ("de", "en"):
            counted[word_key(one.label(lang))].add(one.key)
    for one in common:
        for lang in ("de", "en"):
            found.setdefault(word_key(one.label(lang)), one.key)
    for word, keys in counted.items():
        if len(keys) == 1:
            found.setdefault(word, next(iter(keys)))
    return found


def _synonyms(sort: ValueSort, terms: Iterable[str]) -> dict[str, str]:
    known = [str(one) for one in terms]
    return _with_synonyms({word_key(one): one for one in known}, sort, known)


def _with_synonyms(found: dict[str, str], sort: ValueSort, known: Iterable[str]) -> dict[str, str]:
    terms = set(known)
    for term, words in _file().get(sort, {}).items():
        for word in words if term in terms else ():
            found.setdefault(word_key(word), term)
    return found


@lru_cache(maxsize=1)
def _languages() -> dict[str, str]:
    found: dict[str, str] = {}
    for term, words in _file()["language"].items():
        found.update({word_key(word): term for word in words})
    for lang in ("de", "en"):
        for tag, name in Locale.parse(lang).languages.items():
            found.setdefault(word_key(str(name)), tag.replace("_", "-"))
    return found


@lru_cache(maxsize=1)
def _file() -> dict[str, dict[str, list[str]]]:
    data: dict[str, dict[str, list[str]]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return data
