"""Letters that stand for words: TEV for Türkischer Elternverein, BK for Berufskolleg."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from registry.services.duplicates.wording import Word


def are_initials(letters: str, words: Sequence[Word]) -> bool:
    """Whether every word begins with one of the letters, in order, and those between stand within the word before."""
    if not words:
        return not letters
    if not letters.startswith(words[0].text[0]):
        return False
    inner, taken = words[0].text[1:], 1
    while not are_initials(letters[taken:], words[1:]):
        place = inner.find(letters[taken]) if taken < len(letters) else -1
        if place < 0:
            return False
        inner, taken = inner[place + 1 :], taken + 1
    return True


def first_letters(letters: str) -> Iterator[str]:
    """What the first letters of the words may be of which `letters` are the initials: tev gives te, tv, tev."""
    for size in range(2, len(letters) + 1):
        for rest in combinations(letters[1:], size - 1):
            yield letters[0] + "".join(rest)


def stand_in(letters: str, word: str) -> bool:
    """Whether a word begins with the first of the letters and has the others in this order."""
    rest = iter(word)
    return letters[0] == word[0] and all(letter in rest for letter in letters)
