"""Which areas a name speaks of, and how the areas of two bodies lie to each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from registry.services.duplicates.wording import Word, worded

_KINDS_OF_AREA: Final = frozenset(
    {"stadt", "gemeinde", "kreis", "landkreis", "land", "region", "stadteregion", "markt"}
)
_MOST_MEANT: Final = 12
"""A beginning that so many areas share says nothing about where."""


class Lie(StrEnum):
    """How two sets of areas lie to each other: one in common, one within the other, apart, or not known."""

    SAME = "same"
    WITHIN = "within"
    APART = "apart"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Area:
    """An area of the record: its names, and the areas that it is part of."""

    id: str
    names: tuple[str, ...]
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A name's words without those that are a place, and the areas meant by these."""

    words: tuple[Word, ...]
    areas: frozenset[str]


class Places:
    """The areas of a record."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self.areas: Mapping[str, Area] = {area.id: area for area in areas}
        self._named: dict[str, list[tuple[tuple[Word, ...], str]]] = defaultdict(list)
        self._written: dict[str, set[str]] = defaultdict(set)
        self._titled: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for words, id in _ways(self.areas.values()):
            self._named[words[0].stem].append((words, id))
            if len(words) == 1:
                self._written[words[0].text].add(id)
            if len(words) == 2 and words[0].text in _KINDS_OF_AREA:
                self._titled[words[0].text].append((words[1].text, id))
        self._texts = sorted(self._written)
        self._like = lru_cache(maxsize=65_536)(self._look_up)
        self._above = {id: frozenset(self._chain(id)) for id in self.areas}
        self._bare = {
            area.id: {_bare(worded(name).words) for name in area.names} - {()} for area in self.areas.values()
        }

    def placed(self, words: tuple[Word, ...], known: Callable[[str], bool] | None = None) -> Placed:
        """The name's words apart from its places.

        A word that is not `known` from the names of the record may be a place with wrong letters or cut short;
        without `known` none is taken for one.
        """
        kept: list[Word] = []
        areas: set[str] = set()
        at = 0
        while at < len(words):
            size, meant = self._at(words, at, known)
            areas |= meant
            kept += [] if size else [words[at]]
            at += size or 1
        # "Stadt Musterbach" is a body as well: something has to be left to compare.
        return Placed(tuple(kept), frozenset(areas)) if kept else Placed(words, frozenset(areas))

    def meant(self, place: str) -> frozenset[str]:
        """The areas that are meant by an id or a name as typed; none where it is neither."""
        return frozenset({place}) if place in self.areas else self.placed(worded(place).words).areas

    def lie(self, one: Collection[str], other: Collection[str]) -> Lie:
        """How areas lie to each other; those that are not known do not count."""
        mine = [id for id in one if id in self._above]
        theirs = [id for id in other if id in self._above]
        if not mine or not theirs:
            return Lie.UNKNOWN
        if not set(mine).isdisjoint(theirs):
            return Lie.SAME
        within = any(a in self._above[b] or b in self._above[a] for a in mine for b in theirs)
        return Lie.WITHIN if within else Lie.APART

    def lie_by_name(self, one: Collection[str], other: Collection[str]) -> Lie:
        """How the areas lie to each other that two names speak of.

        Whoever is called after a town is not who is called after its Kreis, unless both are called alike.
        """
        lie = self.lie(one, other)
        mine, theirs = set(one) - set(other), set(other) - set(one)
        if lie is Lie.UNKNOWN or (lie is Lie.SAME and not (mine and theirs)):
            return lie
        alike = any(self._bare[a] & self._bare[b] for a in mine for b in theirs)
        return Lie.WITHIN if alike and self.lie(mine, theirs) is Lie.WITHIN else Lie.APART

    def _at(self, words: tuple[Word, ...], at: int, known: Callable[[str], bool] | None) -> tuple[int, frozenset[str]]:
        size, meant = self._exact(words, at)
        if size or known is None:
            return size, meant
        word = words[at]
        if word.text in self._titled and at + 1 < len(words) and not known(words[at + 1].stem):
            meant = self._titled_like(word.text, words[at + 1].text)
            return (2 if meant else 0), meant
        if not known(word.stem) and not word.number:
            meant = self._like(word.text, word.cut)
        return (1 if meant else 0), meant

    def _titled_like(self, kind: str, word: str) -> frozenset[str]:
        """The Kreis (or town …) that is called almost so, however short its name: behind "Kreis" there is a place."""
        most = max(1, _wrong(word)) if len(word) > 2 else 0
        return frozenset(id for text, id in self._titled[kind] if OSA.distance(word, text, score_cutoff=most) <= most)

    def _exact(self, words: tuple[Word, ...], at: int) -> tuple[int, frozenset[str]]:
        called = self._named.get(words[at].stem)
        if called is None:
            return 0, frozenset()
        fitting = [one for one in called if _stands_at(one[0], words, at)]
        size = max((len(name) for name, _ in fitting), default=0)
        return size, frozenset(id for name, id in fitting if len(name) == size)

    def _look_up(self, word: str, cut: bool) -> frozenset[str]:
        # As written, not by stems: Lünen and Lünnen are one letter apart, what is left of them without endings is two.
        close = process.extract(
            word, self._texts, scorer=OSA.distance, score_cutoff=_wrong(word), limit=_MOST_MEANT + 1
        )
        found = [text for text, _, _ in close] if len(word) > 2 else []
        if cut and not found and len(word) > 2:
            found = [text for text in self._texts if text.startswith(word)]
        meant = frozenset(id for text in found for id in self._written[text])
        return meant if len(meant) <= _MOST_MEANT else frozenset()

    def _chain(self, id: str) -> Iterator[str]:
        seen: set[str] = set()
        rest = list(self.areas[id].above)
        while rest:
            one = rest.pop()
            if one not in seen and one in self.areas:
                seen.add(one)
                yield one
                rest += self.areas[one].above


def _wrong(word: str) -> int:
    """How many letters of a place may be wrong."""
    return 2 if len(word) > 9 else 1 if len(word) > 4 else 0


def _stands_at(name: tuple[Word, ...], words: tuple[Word, ...], at: int) -> bool:
    """Whether the words go on so from `at`; "Kreise" is not the "Kreis" of an area."""
    here = words[at : at + len(name)]
    return len(here) == len(name) and all(
        one.text == other.text if other.text in _KINDS_OF_AREA else one.stem == other.stem
        for one, other in zip(here, name, strict=True)
    )


def _ways(areas: Iterable[Area]) -> Iterator[tuple[tuple[Word, ...], str]]:
    """How areas are called: by their names, and without "Kreis" or "Stadt" where no other area is called so."""
    full = {(worded(name).words, area.id) for area in areas for name in area.names}
    taken = {_stems(words) for words, _ in full}
    for words, id in sorted(full):
        yield words, id
        rest = tuple(word for word in words if word.text not in _KINDS_OF_AREA)
        if rest and _stems(rest) not in taken:
            yield rest, id


def _bare(words: tuple[Word, ...]) -> tuple[str, ...]:
    """Without "Kreis" or "Stadt"."""
    return _stems(word for word in words if word.text not in _KINDS_OF_AREA)


def _stems(words: Iterable[Word]) -> tuple[str, ...]:
    return tuple(word.stem for word in words)
