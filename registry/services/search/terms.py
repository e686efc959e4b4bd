"""The data file of abbreviations, legal forms and stop words, and how its word sequences are found in a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import yaml

from registry.model import Invalid
from registry.services.search.spelling import reduced_words

FILE = Path(__file__).with_name("abbreviations.yaml")
Words = tuple[str, ...]
CONNECTORS = frozenset({"und"})
"""Words that a name can do without altogether: Hocus & Lotus, Hocus und Lotus, Hocus Lotus."""
_T = TypeVar("_T")

_FIELDS: dict[str, frozenset[str]] = {
    "abbreviations": frozenset({"short", "long", "also"}),
    "endings": frozenset({"short", "long"}),
    "legal_forms": frozenset({"form", "written", "first", "last"}),
}
_LISTS = ("stop_words", "common_words")
_NEEDED: dict[str, frozenset[str]] = {
    "abbreviations": frozenset({"short", "long"}),
    "endings": frozenset({"short", "long"}),
    "legal_forms": frozenset({"form", "written"}),
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sequence of reduced words; where `open_ended` says so, the word may go on."""

    words: Words
    open_ended: tuple[bool, ...]

    @classmethod
    def of(cls, written: str) -> Pattern:
        """From a phrase in which a star at the end of a word stands for any ending."""
        words: list[str] = []
        open_ended: list[bool] = []
        for piece in written.split():
            found = _without_connectors(piece.removesuffix("*"))
            words += found
            open_ended += [False] * len(found)
            if found and piece.endswith("*"):
                open_ended[-1] = True
        return cls(tuple(words), tuple(open_ended))

    def stands_at(self, words: Words, start: int) -> bool:
        """Whether `words` has this sequence from `start` on."""
        here = words[start : start + len(self.words)]
        return len(here) == len(self.words) and all(
            word.startswith(mine) if more else word == mine
            for word, mine, more in zip(here, self.words, self.open_ended, strict=True)
        )


class Matcher(Generic[_T]):
    """Finds which of many word sequences stands at a place, the longest first; what it stands for comes with it."""

    def __init__(self, patterns: Iterable[tuple[Pattern, _T]]) -> None:
        self._exact: dict[str, list[tuple[Pattern, _T]]] = defaultdict(list)
        self._stems: dict[str, list[tuple[Pattern, _T]]] = defaultdict(list)
        for pattern, meaning in patterns:
            shelf = self._stems if pattern.open_ended[0] else self._exact
            shelf[pattern.words[0]].append((pattern, meaning))
        # Most words begin no pattern at all: remembering that makes indexing a matter of one look-up a word.
        self._starting_with = lru_cache(maxsize=131_072)(self._look_up)

    def _look_up(self, word: str) -> tuple[tuple[Pattern, _T], ...]:
        found = list(self._exact.get(word, ()))
        for size in range(1, len(word) + 1):
            found += self._stems.get(word[:size], ())
        return tuple(sorted(found, key=lambda one: -len(one[0].words)))

    def any_in(self, words: Words) -> bool:
        """Whether a sequence may begin at some word: a quick look before the careful one."""
        return any(map(self._starting_with, words))

    def at(self, words: Words, start: int) -> Iterable[tuple[int, _T]]:
        """What stands at `start`: length in words and meaning, the longest first."""
        for pattern, meaning in self._starting_with(words[start]):
            if pattern.stands_at(words, start):
                yield len(pattern.words), meaning


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """Short and long forms of one thing as reduced words; a name is rewritten with the first short and any long one."""

    short: tuple[Words, ...]
    long: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class LegalForm:
    """A legal form's reduced key and where in a name it may stand."""

    key: str
    first: bool
    last: bool


@dataclass(frozen=True)
class Terms:
    """The data file, ready for use."""

    short: Matcher[Abbreviation]
    long: Matcher[Abbreviation]
    endings: tuple[tuple[str, str], ...]
    legal: Matcher[LegalForm]
    stop_words: frozenset[str]
    common_words: frozenset[str]

    def short_for(self, word: str) -> Words:
        """The abbreviations of one word that stand for `word`: arbeitskreise → ak."""
        found = (one for size, one in self.long.at((word,), 0) if size == 1)
        return tuple(short[0] for one in found for short in one.short if len(short) == 1)


@lru_cache(maxsize=4)
def load_terms(path: Path = FILE) -> Terms:
    """The terms in `path`.

    Raises Invalid where it is no YAML, has an unknown or missing key, or a text without a letter.
    """
    data = _read(path)
    abbreviations = [
        (_abbreviation(one), [Pattern.of(also) for also in one.get("also", ())]) for one in data["abbreviations"]
    ]
    return Terms(
        short=Matcher((_literal(words), one) for one, _ in abbreviations for words in one.short),
        long=Matcher((pattern, one) for one, also in abbreviations for pattern in [*map(_literal, one.long), *also]),
        endings=tuple((_one_word(one["short"]), _one_word(one["long"])) for one in data["endings"]),
        legal=Matcher(
            (Pattern.of(written), _legal_form(one)) for one in data["legal_forms"] for written in one["written"]
        ),
        stop_words=frozenset(map(_one_word, data["stop_words"])),
        common_words=frozenset(map(_one_word, data["common_words"])),
    )


def _abbreviation(one: dict[str, Any]) -> Abbreviation:
    return Abbreviation(tuple(map(_without_connectors, one["short"])), tuple(map(_without_connectors, one["long"])))


def _legal_form(one: dict[str, Any]) -> LegalForm:
    return LegalForm("".join(reduced_words(one["form"])), one.get("first", False), one.get("last", False))


def _without_connectors(text: str) -> Words:
    return tuple(word for word in reduced_words(text) if word not in CONNECTORS)


def _literal(words: Words) -> Pattern:
    return Pattern(words, (False,) * len(words))


def _one_word(text: str) -> str:
    return "".join(reduced_words(text))


def _read(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise Invalid(f"this is not YAML: {error}", where=path.name, remedy="correct the syntax") from error
    sections = {*_FIELDS, *_LISTS}
    if not isinstance(data, dict) or set(data) != sections:
        raise Invalid("wrong sections", where=path.name, remedy=f"it needs exactly {', '.join(sorted(sections))}")
    # Composed once more for the lines alone; that it is a mapping is known by now.
    for section, node in cast(yaml.MappingNode, yaml.compose(text, Loader=yaml.SafeLoader)).value:
        key, line = section.value, node.start_mark.line + 1
        if key in _LISTS:
            _check_texts(data[key], f"{path.name}:{line} ({key})")
        elif not isinstance(data[key], list):
            raise Invalid("a list is needed", where=f"{path.name}:{line} ({key})", remedy="begin each entry with '-'")
        else:
            for entry, one in zip(node.value, data[key], strict=True):
                _check(one, key, f"{path.name}:{entry.start_mark.line + 1} ({key})")
    return data


def _check(one: object, section: str, where: str) -> None:
    fields = ", ".join(sorted(_FIELDS[section]))
    if not isinstance(one, dict):
        raise Invalid("an entry needs keys", where=where, remedy=f"possible keys: {fields}")
    if unknown := set(one) - _FIELDS[section]:
        raise Invalid(f"unknown key {', '.join(map(repr, sorted(unknown)))}", where=where, remedy=f"possible: {fields}")
    if missing := _NEEDED[section] - set(one):
        raise Invalid(f"{', '.join(sorted(missing))} is missing", where=where, remedy="add it")
    for key, value in one.items():
        if key not in ("first", "last"):
            _check_texts(value if isinstance(value, list) else [value], f"{where} {key}")


def _check_texts(texts: object, where: str) -> None:
    if not isinstance(texts, list) or not texts:
        raise Invalid("a list of texts is needed", where=where, remedy="write at least one")
    for text in texts:
        if not isinstance(text, str) or not reduced_words(text):
            raise Invalid(f"{text!r} is no text with a letter", where=where, remedy="write words, in quotes if need be")
