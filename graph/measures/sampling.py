"""Means over sampled sources, and how far they may be off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.columns import FloatArray

CONFIDENCE: Final = 0.95
_NORMAL: Final = 1.959964
"""Two-sided 95 % quantile of the normal distribution."""
_SEED: Final = 20121030


@dataclass(frozen=True, eq=False)
class Estimate:
    """A value for each place, between 0 and 1, and how far it may be off. Exact values have errors of 0."""

    values: FloatArray
    sources: int
    """From how many actors it was reckoned; as many as there are: exact."""
    exact: bool
    error: FloatArray
    """1.96 standard errors of the mean, for each place by itself. For high values, which many sources contribute to,
    that is about a 95 % interval; for small ones it is too narrow (few sources see them): there the bound counts."""
    bound: FloatArray
    """With a probability of 95 % no place at all is further off than its bound (empirical Bernstein)."""


def drawn(size: int, count: int | None) -> NDArray[np.int64] | None:
    """Sources drawn with replacement, always the same ones; None where all of them are to be taken.

    That is where none or more than half as many are asked for: exact is then hardly dearer.
    """
    if count is None or 2 * count >= size:
        return None
    return np.random.default_rng(_SEED).integers(0, size, size=max(count, 2))


def exactly(values: FloatArray) -> Estimate:
    """What was reckoned from every source."""
    none = np.zeros(len(values))
    return Estimate(values, len(values), True, none, none)


def estimate(sums: FloatArray, squares: FloatArray, count: int, scale: float = 1.0) -> Estimate:
    """From sums and sums of squares over `count` independent sources, each value between 0 and 1; times `scale`.

    Bound: |mean - true mean| <= sqrt(2 V ln(2/d) / k) + 7 ln(2/d) / (3 (k - 1)) with a probability of 1 - d on each
    side, V the sample variance; d = 5 % / (2 · places), so that it holds for all at once. Source: A. Maurer and
    M. Pontil, Empirical Bernstein bounds and sample variance penalization, COLT 2009, theorem 4.
    """
    mean = sums / count
    variance = np.maximum(squares - count * mean**2, 0.0) / (count - 1)
    logarithm = np.log(4 * max(len(sums), 1) / (1 - CONFIDENCE))
    bound = np.sqrt(2 * variance * logarithm / count) + 7 * logarithm / (3 * (count - 1))
    error = _NORMAL * np.sqrt(variance / count)
    return Estimate(mean * scale, count, False, error * scale, np.minimum(bound * scale, 1.0))
