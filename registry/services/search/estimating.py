"""A quick estimate for every name at once: the part of the work that is done in arrays.

estimate = (share of the query found) · (BASE + NAME_SHARE · share of the name asked for + BEGINS if it begins so),
times DERIVED where an abbreviation was rewritten, plus the entry's boost. `ranking` adds the likeness as a whole for
the best of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from registry.services.search.folding import folded
from registry.services.search.matching import likenesses
from registry.services.search.table import Floats, IndexEntry, Row, Table
from registry.services.search.terms import Words, load_terms

MAX_QUERY = 200
MAX_WORDS = 12
BASE, NAME_SHARE, BEGINS = 0.72, 0.12, 0.06
DERIVED = 0.97
_LEAST = 0.35
"""Share of the query that a name has to have."""
_STOP_WEIGHT = 0.3
_COMMON_WEIGHT = 0.7
_LONG = 20
"""Letters above which a word weighs no more: one run of letters must not drown the rest of a query."""
_LEGAL_WEIGHT = 0.4
_FIRST_SORT = 500


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked for, folded. `words` end with the legal forms, which weigh little and are not in `text`."""

    written: str
    text: str
    words: Words
    legal: Words
    weights: tuple[float, ...]

    @classmethod
    def of(cls, written: str) -> Query:
        """The query in `written`, of which no more than MAX_QUERY characters and MAX_WORDS words are used."""
        written = written[:MAX_QUERY]
        fold = folded(written)
        main, legal = fold.words[:MAX_WORDS], fold.legal[:2]
        # The square root: a long word says more than a short one, but "Unna" must not drown beside "Integrationsrat".
        weights = [math.sqrt(min(len(word), _LONG)) * _worth(word) for word in main]
        return cls(written, " ".join(main), main + legal, legal, (*weights, *(_LEGAL_WEIGHT for _ in legal)))


def _worth(word: str) -> float:
    terms = load_terms()
    return _STOP_WEIGHT if word in terms.stop_words else _COMMON_WEIGHT if word in terms.common_words else 1


@dataclass(frozen=True, slots=True)
class Part:
    """A table to be searched, and which of its rows no longer count."""

    table: Table
    dead: NDArray[np.bool_] | None = None


class Candidate(NamedTuple):
    """A row that may be an answer; the fields in front give the order of looking."""

    last: float
    """The estimate, negative: the best is the least."""
    row: Row
    entry: IndexEntry
    begins: bool
    share: float
    """Of the query that was found."""
    name_share: float
    """Of the name that was asked for."""
    alike: tuple[float, ...]
    """Likeness of the best fitting word to each word of the query."""


def candidates(part: Part, query: Query) -> Iterator[Candidate]:
    """The rows with enough of the query, the best estimate first, equal ones in the order of the rows."""
    table = part.table
    alike = likenesses(table, query.words)
    shares = _weighted(alike, query.weights) / np.float32(sum(query.weights))
    if part.dead is not None:
        shares[part.dead] = 0
    # A reading with abbreviations rewritten is none where that finds no more of the query than the name as written has.
    derived = table.origins != np.arange(len(table))
    shares[derived & (shares <= shares[table.origins])] = 0
    rows = np.flatnonzero(shares >= _LEAST)
    return _in_order(_Found(table, rows, shares[rows], tuple(one[rows] for one in alike), query))


def _weighted(alike: list[Floats], weights: tuple[float, ...]) -> Floats:
    total = np.zeros_like(alike[0])
    for one, weight in zip(alike, weights, strict=True):
        total += one * np.float32(weight)
    return total


class _Found:
    """The rows found in one table, with what is known of them so far, all in one order."""

    def __init__(
        self, table: Table, rows: NDArray[np.int64], shares: Floats, alike: tuple[Floats, ...], query: Query
    ) -> None:
        self.table, self.rows, self.shares, self.alike = table, rows, shares, alike
        asked = _weighted([np.zeros_like(shares), *alike], (0, *map(len, query.words)))
        self.name_shares = np.minimum(asked / table.lengths[rows], np.float32(1))
        low, high = table.beginning_with(query.text)
        self.begins = (rows >= low) & (rows < high)
        self.estimates = self._estimates()

    def _estimates(self) -> Floats:
        good = BASE + NAME_SHARE * self.name_shares + BEGINS * self.begins.astype(np.float32)
        derived = np.where(self.table.origins[self.rows] != self.rows, np.float32(DERIVED), np.float32(1))
        estimates: Floats = self.shares * good * derived + self.table.boosts[self.rows] / np.float32(100)
        return estimates

    def candidate(self, at: int) -> Candidate:
        row = self.table.rows[self.rows[at]]
        return Candidate(
            -float(self.estimates[at]),
            row,
            self.table.entries[row.id],
            bool(self.begins[at]),
            float(self.shares[at]),
            float(self.name_shares[at]),
            tuple(float(one[at]) for one in self.alike),
        )


def _in_order(found: _Found) -> Iterator[Candidate]:
    """Sorts no more than somebody asks for: the rest only where the first did not do."""
    best = found.estimates
    groups = [np.arange(best.size)]
    if best.size > _FIRST_SORT:
        least = np.partition(best, -_FIRST_SORT)[-_FIRST_SORT]
        groups = [np.flatnonzero(best >= least), np.flatnonzero(best < least)]
    for group in groups:
        for at in group[np.argsort(-best[group], kind="stable")]:
            yield found.candidate(int(at))
