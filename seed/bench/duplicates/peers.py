"""Three peers who look for the closest name: they know the name alone, and each is judged where it is at its best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Final

import numpy as np
from rapidfuzz import fuzz, process, utils

from registry.services.search import folded
from seed.bench.duplicates.verdicts import Answer, Find
from seed.pairs import Asked, World

PER_CENT: Final = range(40, 101)
"""Scores that are tried for each; the best on these very pairs is taken, which is more than it can know."""
_CANDIDATES: Final = 50


class Peers:
    """Over the names of a world."""

    def __init__(self, world: World) -> None:
        self.ids = [actor.id for actor in world.actors for _ in actor.names]
        self.names = [name for actor in world.actors for name in actor.names]
        self.plain = [utils.default_process(name) for name in self.names]

    def finders(self) -> dict[str, Find]:
        """By what they are called."""
        return {
            "`token_sort_ratio` over all": self._over_all(fuzz.token_sort_ratio),
            "`WRatio` over all": self._over_all(fuzz.WRatio),
            "normalised, trigrams, `token_sort_ratio`": self._by_trigrams,
        }

    def _over_all(self, scorer: Callable[..., Any]) -> Find:
        """The closest of all names by a scorer of rapidfuzz."""

        def find(asked: Asked) -> list[Answer]:
            close = process.extract(utils.default_process(asked.name), self.plain, scorer=scorer, limit=10)
            return self._answers((at, score) for _, score, at in close)

        return find

    def _by_trigrams(self, asked: Asked) -> list[Answer]:
        """The closest of the names that share most letter triples, legal forms and umlauts set aside."""
        name = folded(asked.name).text
        lists = [self._rows[triple] for triple in _triples(name) if triple in self._rows]
        if not lists:
            return []
        shared = np.bincount(np.concatenate(lists), minlength=len(self.names))
        estimates = 2 * shared / (self._sizes + len(_triples(name)))
        near = np.argpartition(-estimates, min(_CANDIDATES, len(estimates) - 1))[:_CANDIDATES]
        scores = [(int(at), fuzz.token_sort_ratio(name, self._folded[at])) for at in sorted(near)]
        return self._answers(iter(sorted(scores, key=lambda one: -one[1])))

    def _answers(self, close: Iterator[tuple[int, float]]) -> list[Answer]:
        found: dict[str, float] = {}
        for at, score in close:
            found.setdefault(self.ids[at], score)
        return list(found.items())

    @cached_property
    def _folded(self) -> list[str]:
        return [folded(name).text for name in self.names]

    @cached_property
    def _sizes(self) -> Any:
        return np.array([len(_triples(name)) for name in self._folded])

    @cached_property
    def _rows(self) -> dict[str, Any]:
        rows: dict[str, list[int]] = defaultdict(list)
        for at, name in enumerate(self._folded):
            for triple in _triples(name):
                rows[triple].append(at)
        return {triple: np.array(own) for triple, own in rows.items()}


def _triples(name: str) -> set[str]:
    return {name[at : at + 3] for at in range(len(name) - 2)}
