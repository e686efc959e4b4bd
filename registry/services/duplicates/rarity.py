"""How rare words and letter triples are in the record: what a shared word is worth.

Only what everyone may see is counted, so that no score tells of anything hidden.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from registry.services.duplicates.table import Counts, Table
from registry.services.duplicates.wording import Word, terms

_PRIOR: Final = 1000
"""So many names are imagined besides those of the record, so that a small record does not take every word for rare."""
_FIELD: Final = 30
"""In how many of these a word of the field stands."""
_SEVERAL: Final = 3
_WHOLE_WORD: Final = 4
"""Letters from which on a word counts as one."""

Weights = NDArray[np.float64]


class Rarity:
    """Counts of the tables that make up an index: those of `plus` added, those of `minus` taken away."""

    def __init__(self, plus: Sequence[Counts], minus: Sequence[Counts] = ()) -> None:
        self._plus, self._minus = plus, minus
        self._entities = sum(one.entities for one in plus) - sum(one.entities for one in minus)
        frequency = np.sum([one.triples for one in plus], axis=0)
        for one in minus:
            frequency -= one.triples
        self.weights: Weights = np.log((self._entities + 2) / (frequency + 1))
        """Of every letter triple."""
        self.worth = lru_cache(maxsize=65_536)(self._worth)
        self.established = lru_cache(maxsize=65_536)(self._established)

    def frequency(self, stem: str) -> int:
        """How many entities have a word."""
        return sum(one.words.get(stem, 0) for one in self._plus) - sum(one.words.get(stem, 0) for one in self._minus)

    def known(self, stem: str) -> bool:
        """Whether any name has this word."""
        return self.frequency(stem) > 0

    def namesakes(self, core: str) -> int:
        """How many entities have a name of these words and no others."""
        return sum(one.cores.get(core, 0) for one in self._plus) - sum(one.cores.get(core, 0) for one in self._minus)

    def row_weights(self, table: Table) -> Weights:
        """The weights of the triples of every row, added up."""
        rows = np.repeat(np.arange(len(table.rows)), np.diff(table.row_starts))
        added = np.bincount(rows, weights=self.weights[table.row_triples], minlength=len(table.rows))
        return added.astype(np.float64)

    def _worth(self, word: Word) -> float:
        """0 for a word of every name or one that says nothing … 1 for one that no name has; less for a few letters."""
        if word.small or word.stem in terms().extras:
            return 0.0
        count = self.frequency(word.stem) + (_FIELD if word.stem in terms().field else 0)
        rare = math.log((self._entities + _PRIOR) / (count + 1)) / math.log(self._entities + _PRIOR)
        return rare if word.number else rare * min(1.0, len(word.text) / _WHOLE_WORD)

    def _established(self, word: Word) -> bool:
        """Whether a word stands in several names, so that it is hardly another one misspelt."""
        return self.frequency(word.stem) >= _SEVERAL
