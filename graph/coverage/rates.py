"""Counts as rates with exact intervals, and compared with what a larger area would let expect.

All intervals are exact for a Poisson count (F. Garwood, Fiducial limits for the Poisson distribution, Biometrika 28,
1936): for a count x the limits are half the quantiles of chi-squared with 2x and 2x + 2 degrees of freedom. They hold
at least the level asked for; small counts get wide intervals, which is the point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LEVEL: Final = 0.95
PER: Final = 1000


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with the limits between which the true one is likely to lie."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> Interval:
        """The same on another scale."""
        return Interval(self.value * factor, self.low * factor, self.high * factor)


def garwood(count: int, level: float = LEVEL) -> Interval:
    """The exact interval of a Poisson count. For 0 the lower limit is 0.

    Raises ValueError for a negative count and a level outside 0 to 1.
    """
    if count < 0 or not 0 < level < 1:
        raise ValueError(f"no interval for a count of {count} at a level of {level}")
    from scipy.special import gammaincinv  # importing it takes a while: only who asks for rates waits

    # A quantile of chi-squared with 2k degrees of freedom is twice that of the gamma distribution with shape k.
    tail = (1 - level) / 2
    low = float(gammaincinv(count, tail)) if count else 0.0
    return Interval(float(count), low, float(gammaincinv(count + 1, 1 - tail)))


def rate(count: int, people: float, *, per: int = PER, level: float = LEVEL) -> Interval:
    """So many for every `per` people, with the exact interval of the count; the number of people is taken as sure.

    Raises ValueError where there is nobody.
    """
    if people <= 0:
        raise ValueError("a rate needs people")
    return garwood(count, level).times(per / people)


def standardised(count: int, expected: float, *, level: float = LEVEL) -> Interval:
    """The standardised incidence ratio: the count by what was to be expected, with its exact interval.

    `expected` is the rate of the area compared with, times the people who live here (indirect standardisation with
    one stratum: nothing is known of age or time of residence). 1 means as many as there; an interval that holds 1
    means that chance alone may explain the difference. Raises ValueError where nothing was to be expected.
    """
    if expected <= 0:
        raise ValueError("nothing was to be expected")
    return garwood(count, level).times(1 / expected)


def expected(reference_count: int, reference_people: float, people: float) -> float:
    """How many there would be here at the rate of the area compared with. Raises ValueError where nobody lives."""
    if reference_people <= 0:
        raise ValueError("the area compared with has no people")
    return reference_count * people / reference_people


def nearest(people: float, others: Sequence[tuple[str, float]], most: int = 5, factor: float = 2.0) -> list[str]:
    """Keys of the `most` places nearest in number of people, nearest first, none more than `factor` times as large
    or small. Nearness is the ratio: 10,000 and 20,000 are as far apart as 40,000 and 80,000.
    """
    ratios = [(max(people, size) / min(people, size), key) for key, size in others if min(people, size) > 0]
    return [key for ratio, key in sorted(ratios) if ratio <= factor][:most]
