"""Times calls one by one and keeps what is needed to judge them, and to compare what different stores answered."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple, TypeVar

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
    remark: str = ""
    store: str = ""
    """Which store answered; empty where none was asked, as for peers."""
    answers: tuple[str, ...] = field(default=(), repr=False)
    """What came back, each as a short hash: equal on every store."""

    @property
    def median(self) -> float:
        """Middle of the times."""
        return median(self.times)

    @property
    def p95(self) -> float:
        """The time that 95 of 100 calls do not exceed (nearest rank)."""
        ordered = sorted(self.times)
        return ordered[max(0, -(-95 * len(ordered) // 100) - 1)]


class Timed(NamedTuple):
    """Milliseconds of each call, and what came back, as short hashes."""

    times: tuple[float, ...]
    answers: tuple[str, ...]


def timed(
    call: Callable[[_Input], _Result],
    inputs: Iterable[_Input],
    check: Callable[[_Input, _Result], bool],
    shown: Callable[[_Result], Any] = lambda result: result,
) -> Timed:
    """Time each call. `shown` is what of a result must be the same on every store, with a `repr` that says it.

    Raises WrongResult where a result does not pass the check (which is not timed).
    """
    gc.collect()
    times, answers = [], []
    for one in inputs:
        start = perf_counter()
        result = call(one)
        times.append((perf_counter() - start) * 1000)
        if not check(one, result):
            raise WrongResult(f"{one!r} gave {str(result)[:200]!r}")
        answers.append(short_hash(shown(result)))
    return Timed(tuple(times), tuple(answers))


def short_hash(result: Any) -> str:
    """What a result says, in few letters."""
    return hashlib.sha256(repr(result).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def agreeing(found: Sequence[Sequence[Measured]]) -> Iterator[Measured]:
    """What several stores did in one step, row by row. Raises WrongResult where one answered something else."""
    for row in zip(*found, strict=True):
        first, *others = row
        for other in others:
            _compare(first, other)
        yield from row


def _compare(first: Measured, other: Measured) -> None:
    if (first.what, first.answers) == (other.what, other.answers):
        return
    pairs = enumerate(zip(first.answers, other.answers, strict=False), 1)
    number = next((number for number, (one, two) in pairs if one != two), None)
    where = (
        f"call {number} of {len(first.answers)}" if number else f"{len(first.answers)} and {len(other.answers)} calls"
    )
    raise WrongResult(f"{first.what}, {first.actors} actors: {first.store} and {other.store} differ ({where})")
