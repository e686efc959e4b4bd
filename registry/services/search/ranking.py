"""The order of the answers.

score = 100 · (share of the query found)
      · (0.72 + 0.12 · share of the name asked for + 0.06 if it begins so + 0.10 · likeness as a whole)

where a word counts by the square root of its length and a reading with abbreviations rewritten is worth 0.97. Likeness
as a whole is rapidfuzz's `ratio` of the folded texts. Only a name equal to the query reaches more than 99.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from rapidfuzz import fuzz

from registry.services.search.estimating import (
    BASE,
    BEGINS,
    DERIVED,
    NAME_SHARE,
    Candidate,
    Part,
    Query,
    candidates,
)
from registry.services.search.folding import fold
from registry.services.search.table import Row, initials
from registry.services.search.terms import Words, load_terms

How = Literal["exact", "prefix", "words", "typo", "abbreviation"]
Allowed = Callable[[str], bool] | None

POOL = 100
"""So many of the best readings by the estimate are looked at closely."""
_WHOLE = 0.10
_BEST_BUT_EXACT = 99.0
_SPELLED_OTHERWISE = 0.5
_OTHER_LEGAL_FORM = 0.3


@dataclass(frozen=True, slots=True)
class Hit:
    """An answer: whose, which of its names (as written), how good (0 … 100) and in what way it fits.

    `how`: the name itself ("exact"), its beginning ("prefix"), its words, their beginnings or parts in any order
    ("words"), with wrong letters ("typo"), or through an abbreviation or initials ("abbreviation").
    """

    id: str
    name: str
    score: float
    how: How


def answer(parts: Sequence[Part], query: Query, limit: int, allowed: Allowed) -> list[Hit]:
    """The best `limit` hits among all parts, best first, one for an id; equal ones by folded name, then id."""
    if not query.words or limit < 1:
        return []
    merged = heapq.merge(*(candidates(part, query) for part in parts))
    pool = islice(_only(merged, allowed), max(POOL, 4 * limit))
    found = sorted((-_score(one, query), one.row.reading > 0, one.row.name, one.row, one) for one in pool)
    best: dict[str, tuple[float, Candidate]] = {}
    for score, *_, one in found:
        best.setdefault(one.row.id, (-score, one))
    first = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].row.text, pair[1].row.id))[:limit]
    return [Hit(one.row.id, one.entry.names[one.row.name], score, _how(one, query)) for score, one in first]


def _only(found: Iterable[Candidate], allowed: Allowed) -> Iterator[Candidate]:
    """Those whose entry may be shown; each id is asked about once."""
    known: dict[str, bool] = {}
    for one in found:
        id = one.row.id
        if id not in known:
            known[id] = allowed is None or allowed(id)
        if known[id]:
            yield one


def _score(one: Candidate, query: Query) -> float:
    if one.row.text == query.text and not one.row.reading:
        points = 100 - _blemishes(one, query)
        return round(min(max(points + min(one.entry.boost, 0), 0), 100), 2)
    good = BASE + NAME_SHARE * one.name_share + BEGINS * one.begins
    good += _WHOLE * fuzz.ratio(query.text, one.row.text) / 100
    points = 100 * one.share * good * (DERIVED if one.row.reading else 1) + one.entry.boost
    return round(min(max(points, 0), _BEST_BUT_EXACT), 2)


def _blemishes(one: Candidate, query: Query) -> float:
    """What a name loses that only reads like the query once folded: neue for neu, or another legal form."""
    written = one.entry.names[one.row.name]
    alike = set(fold(query.written)) & set(fold(written))
    other = set(query.legal) - set(one.row.extra)
    return (0 if alike else _SPELLED_OTHERWISE) + (_OTHER_LEGAL_FORM if other else 0)


def _how(one: Candidate, query: Query) -> How:
    row = one.row
    if row.text == query.text or one.begins:
        return "abbreviation" if row.reading else "exact" if row.text == query.text else "prefix"
    words = (*row.text.split(" "), *row.extra)
    odd = [word for word, alike in zip(query.words, one.alike, strict=True) if alike and not _has(words, word)]
    if any(not _abbreviates(row, word) for word in odd):
        return "typo"
    return "abbreviation" if odd or row.reading else "words"


def _has(words: Words, word: str) -> bool:
    """Whether `word` is there letter by letter: within a word, across words written apart, or made of several."""
    return word in "".join(words) or _made_of(words, word)


def _made_of(words: Words, word: str) -> bool:
    return any(
        each.startswith(word) or (len(each) > 1 and word.startswith(each) and _made_of(words, word[len(each) :]))
        for each in words
    )


def _abbreviates(row: Row, word: str) -> bool:
    if any(each.startswith(word) for each in initials(row)):
        return True
    return not set(load_terms().short_for(word)).isdisjoint(row.text.split(" "))
