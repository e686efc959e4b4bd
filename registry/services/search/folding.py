"""What a name comes down to when names are compared: its words, without legal form, and its readings.

A reading is the same name with its abbreviations written out or its long forms abbreviated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from registry.services.search.spelling import compounds, plain, reduce, split
from registry.services.search.terms import CONNECTORS, Abbreviation, Terms, Words, load_terms

MAX_READINGS = 4


@dataclass(frozen=True, slots=True)
class Folded:
    """A text folded. `words`: reduced, legal forms and "und" set aside; `legal`: keys of the legal forms;
    `joined`: hyphenated words as one."""

    words: Words
    legal: Words
    joined: Words

    @property
    def text(self) -> str:
        """The words with one blank between them: the key by which names are compared."""
        return " ".join(self.words)


def folded(text: str) -> Folded:
    """`text` folded; a text of nothing but legal forms keeps them as its words."""
    written = plain(text)
    kept, legal = _set_aside(tuple(map(reduce, split(written))))
    return Folded(tuple(kept), tuple(legal), compounds(written))


def words(text: str) -> Words:
    """The reduced words of `text` without legal forms and "und": Grün & Bunt e. V. → grun, bunt."""
    return folded(text).words


def fold(text: str) -> tuple[str, ...]:
    """The spellings of `text` as keys, legal forms set aside: with ä as ae, and with ä as a where that differs.

    Two texts are spelled alike where they share a key: Bönen has boenen and bonen, Boenen has only the first.
    """
    expanded = _kept(split(plain(text)))
    bare = _kept(split(plain(text.translate(_BARE))))
    return tuple(dict.fromkeys((" ".join(expanded), " ".join(bare))))


_BARE = str.maketrans("äöüÄÖÜ", "aouAOU")


def _kept(found: Words) -> list[str]:
    """The words as spelled whose reduced form is not set aside."""
    if not found:
        return []
    return [found[place] for place in _places(tuple(map(reduce, found)), load_terms())[0]]


def _set_aside(found: Words) -> tuple[list[str], list[str]]:
    terms = load_terms()
    if not (CONNECTORS.intersection(found) or terms.legal.any_in(found)):
        return list(found), []
    places, legal = _places(found, terms)
    return [found[place] for place in places], legal


def _places(found: Words, terms: Terms) -> tuple[list[int], list[str]]:
    """Where the words that stay are, and the keys of the legal forms that do not."""
    kept: list[int] = []
    legal: list[str] = []
    place = 0
    while place < len(found):
        size, key = _legal_at(found, place, terms)
        if size:
            legal.append(key)
        elif found[place] not in CONNECTORS:
            kept.append(place)
        place += size or 1
    if not kept:
        return list(range(len(found))), []
    return kept, legal


def _legal_at(found: Words, place: int, terms: Terms) -> tuple[int, str]:
    """Length in words and key of the legal form at `place`; (0, "") if there is none."""
    for size, form in terms.legal.at(found, place):
        if (place or form.first) and not (form.last and place + size < len(found)):
            return size, form.key
    return 0, ""


def readings(written: Words) -> list[Words]:
    """The words as written, then with everything abbreviated, then with everything written out in each way known;
    at most MAX_READINGS, no two alike."""
    terms = load_terms()
    found = [written]
    if terms.short.any_in(written) or terms.long.any_in(written) or _has_ending(written, terms):
        short = _rewrite(written, terms, _contract)
        found.append(short)
        # From the short form, so that inflected long forms come out as the one in the data file.
        found += [_rewrite(short, terms, _expander(choice)) for choice in range(MAX_READINGS - 2)]
    return list(dict.fromkeys(found))


def _has_ending(written: Words, terms: Terms) -> bool:
    return any(word.endswith((short, long)) for word in written for short, long in terms.endings)


_Rewrite = Callable[[Terms, Words, int], tuple[int, Words]]


def _rewrite(written: Words, terms: Terms, rewrite: _Rewrite) -> Words:
    found: list[str] = []
    place = 0
    while place < len(written):
        size, new = rewrite(terms, written, place)
        # "Kommunales Integrationszentrum (KI)" abbreviated is KI once.
        if tuple(found[-len(new) :]) != new:
            found += new
        place += size
    return tuple(found)


def _contract(terms: Terms, written: Words, place: int) -> tuple[int, Words]:
    for size, one in terms.long.at(written, place):
        return size, one.short[0]
    for size, one in terms.short.at(written, place):
        return size, one.short[0]
    word = written[place]
    for short, long in terms.endings:
        if word.endswith(long):
            return 1, (word.removesuffix(long) + short,)
    return 1, (word,)


def _expander(choice: int) -> _Rewrite:
    def expand(terms: Terms, written: Words, place: int) -> tuple[int, Words]:
        for size, one in terms.short.at(written, place):
            return size, _long_form(one, choice)
        word = written[place]
        for short, long in terms.endings:
            if word.endswith(short):
                return 1, (word.removesuffix(short) + long,)
        return 1, (word,)

    return expand


def _long_form(one: Abbreviation, choice: int) -> Words:
    return one.long[min(choice, len(one.long) - 1)]
