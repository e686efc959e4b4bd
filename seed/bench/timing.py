"""Times calls one by one and keeps what is needed to judge them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import TypeVar

_Input = TypeVar("_Input")
_Result = TypeVar("_Result")


class WrongResult(AssertionError):
    """A benchmark got something else than it must get; its times would mean nothing."""


@dataclass(frozen=True)
class Measured:
    """Times of one kind of call, in milliseconds."""

    what: str
    actors: int
    times: tuple[float, ...]
    aim: float | None = None
    """The 95th percentile (the median where it ran once) should stay below."""
    remark: str = ""

    @property
    def median(self) -> float:
        """Middle of the times."""
        return median(self.times)

    @property
    def p95(self) -> float:
        """The time that 95 of 100 calls do not exceed (nearest rank)."""
        ordered = sorted(self.times)
        return ordered[max(0, -(-95 * len(ordered) // 100) - 1)]


def timed(
    call: Callable[[_Input], _Result], inputs: Iterable[_Input], check: Callable[[_Input, _Result], bool]
) -> list[float]:
    """Milliseconds of each call. Raises WrongResult where a result does not pass the check (which is not timed)."""
    gc.collect()
    times = []
    for one in inputs:
        start = perf_counter()
        result = call(one)
        times.append((perf_counter() - start) * 1000)
        if not check(one, result):
            raise WrongResult(f"{one!r} gave {str(result)[:200]!r}")
    return times
