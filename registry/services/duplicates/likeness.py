"""How like two words are, and which words of two names stand for each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import permutations
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from registry.services.duplicates.initials import stand_in
from registry.services.duplicates.wording import Word, terms

_LEAST: Final = 0.35
"""Below this two words have nothing to do with each other."""
_CALLED: Final = 0.85
_CUT: Final = 0.92
_CUT_SHORT: Final = 0.6
_SQUEEZED: Final = 0.7
_LETTERS: Final = 0.5
_FEW: Final = range(2, 5)
_PART: Final = 0.75
_EAR: Final = 0.85
_JOINED: Final = 0.97
_ESTABLISHED: Final = 0.45
"""What a typing error is worth between words that both stand in several names: iranisch is not irakisch misspelt."""
_ONE_SOUND: Final = (
    ("tsch", "c"), ("sch", "s"), ("ch", "c"), ("zh", "s"), ("sh", "s"), ("ph", "f"), ("z", "s"), ("w", "v"), ("k", "c"),
    ("q", "c"), ("x", "cs"),
)  # fmt: skip
_FUGUES: Final = ("", "s", "n", "en", "es", "er")


class Match(NamedTuple):
    """Words of the one and of the other name that stand for each other, by their places, and how surely."""

    mine: tuple[int, ...]
    theirs: tuple[int, ...]
    alike: float


def edits(size: int) -> int:
    """How many wrong letters a word of so many letters may have."""
    return 0 if size < 4 else 1 if size < 7 else 2 if size < 13 else 3


@lru_cache(maxsize=262_144)
def alike(one: Word, other: Word, established: bool) -> float:
    """0 … 1; `established` says that both words stand in several names of the record."""
    if one.stem == other.stem:
        return 1.0
    if one.number or other.number:
        return 0.0
    group = terms().called.get(one.stem)
    if group is not None and group == terms().called.get(other.stem):
        return _CALLED
    found = max(_short(one, other), _short(other, one), _part(one.stem, other.stem), _by_ear(one.text, other.text))
    return max(found, _misspelt(one.text, other.text) * (_ESTABLISHED if established else 1.0))


def _short(short: Word, long: Word) -> float:
    """Kath. for katholisch, dtsch. for deutsch, Arb.kreis for Arbeitskreis, BST for Beratungsstelle."""
    if len(short.text) >= len(long.text):
        return 0.0
    head, point, tail = short.text.partition(".")
    if point:
        return _CUT if long.text.startswith(head) and long.text.endswith(tail) else 0.0
    if not short.cut:
        return _LETTERS if len(short.text) in _FEW and stand_in(short.text, long.text) else 0.0
    if long.text.startswith(short.text):
        return _CUT if len(short.text) > 2 else _CUT_SHORT
    return _SQUEEZED if len(short.text) > 2 and stand_in(short.text, long.text) else 0.0


def _part(one: str, other: str) -> float:
    """Schule in Grundschule: the longer the part, the surer."""
    short, long = (one, other) if len(one) < len(other) else (other, one)
    if len(short) < 4 or not (long.startswith(short) or long.endswith(short)):
        return 0.0
    return _PART * len(short) / len(long)


def _by_ear(one: str, other: str) -> float:
    """Druschba, Druzhba, Druzba: one word of another script, its consonants written in other ways."""
    size = max(len(one), len(other))
    if size < 5 or (one[0] != other[0] and not {one[0], other[0]} <= set("aeiou")):
        return 0.0
    bones = skeleton(one)
    same = len(bones) > 1 and bones == skeleton(other)
    return _EAR if same and OSA.distance(one, other, score_cutoff=3) <= 3 else 0.0


@lru_cache(maxsize=65_536)
def skeleton(word: str) -> str:
    """The consonants of a word, those that are written in several ways as one letter, none twice in a row."""
    for several, single in _ONE_SOUND:
        word = word.replace(several, single)
    kept = [letter for letter in word if letter not in "aeiouyjh"]
    return "".join(letter for n, letter in enumerate(kept) if n == 0 or kept[n - 1] != letter)


def _misspelt(one: str, other: str) -> float:
    size = max(len(one), len(other))
    most = edits(size)
    if abs(len(one) - len(other)) > most:
        return 0.0
    distance = OSA.distance(one, other, score_cutoff=most)
    return 1 - 1.2 * distance / size if distance <= most else 0.0


def matched(mine: Sequence[Word], theirs: Sequence[Word], established: Callable[[Word], bool]) -> list[Match]:
    """Which words stand for each other, each in one match at most: equal ones, compounds, then the surest."""
    left, right = list(range(len(mine))), list(range(len(theirs)))
    found = _equals(mine, theirs, left, right)
    if left and right:
        found += _compounds(mine, theirs, left, right)
        found += _others(mine, theirs, left, right, established)
    return found


def _equals(mine: Sequence[Word], theirs: Sequence[Word], left: list[int], right: list[int]) -> list[Match]:
    found = []
    for i, word in enumerate(mine):
        j = next((j for j in right if theirs[j].stem == word.stem), None)
        if j is not None:
            left.remove(i)
            right.remove(j)
            found.append(Match((i,), (j,), 1.0))
    return found


def _others(
    mine: Sequence[Word],
    theirs: Sequence[Word],
    left: list[int],
    right: list[int],
    established: Callable[[Word], bool],
) -> list[Match]:
    values = []
    for i in left:
        several = established(mine[i])
        for j in right:
            value = alike(mine[i], theirs[j], several and established(theirs[j]))
            if value >= _LEAST:
                values.append((-value, i, j))
    found = []
    for value, i, j in sorted(values):
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            found.append(Match((i,), (j,), -value))
    return found


def _compounds(mine: Sequence[Word], theirs: Sequence[Word], left: list[int], right: list[int]) -> list[Match]:
    """Eltern Verein, or Verein der Eltern, for Elternverein."""
    found = []
    for j in list(right) if len(left) > 1 else ():
        pair = _making(mine, left, theirs[j].text)
        if pair:
            found.append(Match(pair, (j,), _JOINED))
            right.remove(j)
            left[:] = [n for n in left if n not in pair]
    for i in list(left) if len(right) > 1 else ():
        pair = _making(theirs, right, mine[i].text)
        if pair:
            found.append(Match((i,), pair, _JOINED))
            left.remove(i)
            right[:] = [n for n in right if n not in pair]
    return found


def _making(words: Sequence[Word], places: list[int], whole: str) -> tuple[int, ...]:
    for one, other in permutations(places, 2):
        if whole.startswith(words[one].stem[:3]) and _joined(words[one], words[other].text, whole):
            return one, other
    return ()


def _joined(first: Word, second: str, whole: str) -> bool:
    """Whether the two make the whole, with one of the letters that German puts between, and hardly a wrong one."""
    most = edits(len(whole)) - 1
    for head in (first.text, first.stem):
        for fugue in _FUGUES:
            joined = head + fugue + second
            if abs(len(joined) - len(whole)) <= most and OSA.distance(joined, whole, score_cutoff=most) <= most:
                return True
    return False
