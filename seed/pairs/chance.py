"""Seeded chance: the same seed and size always give the same pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np

_T = TypeVar("_T")
_DRAWN = 4096


class Chance:
    """A stream of random numbers that belongs to its `key` alone."""

    def __init__(self, *key: int) -> None:
        self._random = np.random.default_rng(key)
        self._drawn: list[float] = []

    def number(self) -> float:
        """0 … 1, 1 excluded."""
        if not self._drawn:  # one by one they would take most of the time
            self._drawn = self._random.random(_DRAWN).tolist()
        return self._drawn.pop()

    def below(self, count: int) -> int:
        """0 … count-1."""
        return int(self.number() * count)

    def happens(self, share: float) -> bool:
        """True in this share of all cases."""
        return self.number() < share

    def pick(self, among: Sequence[_T]) -> _T:
        """One of them, each as likely."""
        return among[self.below(len(among))]

    def weighted(self, shares: Mapping[_T, float]) -> _T:
        """One of the keys, each as often as its number says."""
        rest = self.number() * sum(shares.values())
        for key, share in shares.items():
            rest -= share
            if rest < 0:
                return key
        return [*shares][-1]

    def order(self, among: Sequence[_T]) -> list[_T]:
        """All of them in another order."""
        return [among[place] for place in np.argsort([self.number() for _ in among], kind="stable").tolist()]
