"""Two names held against each other: which words they share, and what is left on either side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from rapidfuzz import fuzz

from registry.services.duplicates.initials import are_initials
from registry.services.duplicates.likeness import Match, alike, matched
from registry.services.duplicates.rarity import Rarity
from registry.services.duplicates.table import Row
from registry.services.duplicates.wording import Word, terms

_INITIALS: Final = 0.7
"""What a word is worth of which only the first letter is there."""
_FEW_LETTERS: Final = range(2, 9)
_SURELY: Final = 0.8
_MOST: Final = 3.0
"""Above so much shared rarity more makes no difference."""


@dataclass(frozen=True, slots=True)
class Named:
    """One of the names asked about, in words, as a `Row` has them."""

    name: str
    words: tuple[Word, ...]
    areas: frozenset[str]
    legal: tuple[str, ...]
    core: str
    joined: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A name asked about and a name of the record."""

    named: Named
    row: Row
    findings: dict[str, float]
    """By the keys of weights.yaml."""
    mine: tuple[Word, ...]
    """Words of the name asked about that the other has nothing for."""
    theirs: tuple[Word, ...]
    initials: bool
    """Whether one of them stands for the other in its first letters."""

    @property
    def alike(self) -> float:
        """How like the letters are, 0 … 1."""
        return 1 - self.findings["other letters"]


def compare(named: Named, row: Row, rarity: Rarity) -> Comparison:
    """What two names have in common and what not, places and legal forms aside."""
    matches = matched(named.words, row.words, rarity.established)
    shared, slips = _shared(named.words, row.words, matches, rarity)
    mine = _alone(named.words, {n for one in matches for n in one.mine})
    theirs = _alone(row.words, {n for one in matches for n in one.theirs})
    stood_for: list[Word] = []
    if mine or theirs:
        _drop_own_initials(mine, named.words)
        _drop_own_initials(theirs, row.words)
        stood_for = _take_initials(mine, theirs) or _take_initials(theirs, mine)
        shared += _INITIALS * sum(map(rarity.worth, stood_for))
    findings = {"shared": min(shared, _MOST), "slips": slips, "other letters": _other_letters(named, row)}
    if mine or theirs:
        findings.update(_alone_findings(mine, theirs))
    return Comparison(named, row, findings, tuple(mine), tuple(theirs), bool(stood_for))


def _other_letters(named: Named, row: Row) -> float:
    if named.core == row.core or named.joined == row.joined:
        return 0.0
    # In alphabetical order, which forgives another order of the words, and as written, which forgives words cut in two.
    return 1 - max(fuzz.ratio(named.core, row.core), fuzz.ratio(named.joined, row.joined)) / 100


def _shared(
    mine: Sequence[Word], theirs: Sequence[Word], matches: Iterable[Match], rarity: Rarity
) -> tuple[float, float]:
    """Rarity of what both have, and of what is lost where it is only alike."""
    shared = slips = 0.0
    for one in matches:
        worth = sum(rarity.worth(mine[n]) for n in one.mine) + sum(rarity.worth(theirs[n]) for n in one.theirs)
        shared += one.alike * worth / 2
        slips += (1 - one.alike) * worth / 2
    return shared, slips


def _alone(words: Sequence[Word], taken: set[int]) -> list[Word]:
    return [word for number, word in enumerate(words) if number not in taken]


def _alone_findings(mine: Sequence[Word], theirs: Sequence[Word]) -> dict[str, float]:
    """Of words that stand alone: how many, whether they are numbers, or make another body of the name."""
    left, right = _telling(mine), _telling(theirs)
    # A small word that stands alone says nothing, but one in place of another does: mit, ohne.
    all_left, all_right = left + _small(mine), right + _small(theirs)
    numbers = [{word.stem for word in words if word.number} for words in (mine, theirs)]
    return {
        "words replaced": float(min(all_left, all_right)),
        "words added": float(max(0, left - all_right)),
        "words left out": float(max(0, right - all_left)),
        "part": float(_of_a_part(mine) != _of_a_part(theirs)),
        "other number": float(bool(numbers[0] and numbers[1])),
        "number missing": float(bool(numbers[0]) != bool(numbers[1])),
    }


def _telling(words: Iterable[Word]) -> int:
    return sum(not word.number and word.stem not in terms().extras and not word.small for word in words)


def _small(words: Iterable[Word]) -> int:
    return sum(word.small for word in words)


def _drop_own_initials(alone: list[Word], words: Sequence[Word]) -> None:
    """Türkischer Elternverein (TEV): a name's own initials add nothing to it."""
    for word in alone:
        if _stands_for(word, [other for other in words if other is not word]):
            alone.remove(word)
            return


def _take_initials(alone: list[Word], others: list[Word]) -> list[Word]:
    """The words of the other name whose initials stand alone in this one; both are taken out of the lists."""
    for word in alone:
        if _stands_for(word, others):
            found = list(others)
            alone.remove(word)
            others.clear()
            return found
    return []


def _stands_for(word: Word, others: Sequence[Word]) -> bool:
    """Whether a word is made of the initials of the others; a number is nobody's."""
    return not word.number and len(word.text) in _FEW_LETTERS and len(others) > 1 and are_initials(word.text, others)


def _of_a_part(words: Sequence[Word]) -> bool:
    pairs = {first.stem + second.stem for first, second in pairwise(words)}
    return not pairs.isdisjoint(terms().parts) or any(map(names_a_part, words))


@lru_cache(maxsize=65_536)
def names_a_part(word: Word) -> bool:
    """Whether a word makes another body of a name: Förderverein, Förderv., Förderverien."""
    if word.stem in terms().parts:
        return True
    wholes = (Word(part, part) for part in terms().parts)
    return len(word.stem) > 4 and any(alike(word, whole, established=False) >= _SURELY for whole in wholes)
