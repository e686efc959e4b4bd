"""Arrays of a snapshot: shapes, and the small array operations that everything else is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from registry.model import Status
from registry.model.periods import Standing, bounds, standing

IntArray = NDArray[np.int32]
BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]

STANDINGS: tuple[Standing, ...] = tuple(Standing)
STATUSES: tuple[str, ...] = tuple(str(one) for one in Status)
NO_STAND = -1
_SHOWN = (Standing.CURRENT, Standing.ATTESTED)


def integers(values: Iterable[int], count: int = -1) -> IntArray:
    """A 32-bit array of these numbers."""
    return np.fromiter(values, dtype=np.int32, count=count)


def unique_pairs(first: IntArray, second: IntArray) -> tuple[IntArray, IntArray]:
    """Each pair once, ordered by the first and then the second number; both must not be negative."""
    if not len(first):
        return first, second
    width = np.int64(second.max()) + 1
    packed = np.sort(first.astype(np.int64) * width + second)
    packed = packed[np.concatenate(([True], packed[1:] != packed[:-1]))]  # quicker than numpy's own `unique`
    return (packed // width).astype(np.int32), (packed % width).astype(np.int32)


def compressed(rows: IntArray, size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Compressed rows: `(starts, order)` such that `order[starts[i]:starts[i + 1]]` are the places where
    `rows` is i.
    """
    # Sorting numbers is several times as quick as sorting places by them; the place in the lower half keeps the order.
    order = np.sort((rows.astype(np.int64) << 32) | np.arange(len(rows))) & 0xFFFFFFFF
    starts = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=size), out=starts[1:])
    return starts, order


def expand(first: IntArray, second: IntArray, table: Sequence[Sequence[int]]) -> tuple[IntArray, IntArray]:
    """Pairs in which each second number is replaced by everything that the table holds for it; each pair once."""
    lengths = integers((len(one) for one in table), len(table))
    flat = integers(number for one in table for number in one)
    starts = np.concatenate(([0], np.cumsum(lengths)))[:-1]
    repeats = lengths[second]
    if not repeats.sum():
        return integers(()), integers(())
    within = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    return unique_pairs(np.repeat(first, repeats), flat[np.repeat(starts[second], repeats) + within])


def closure(parents: Mapping[int, Iterable[int]]) -> dict[int, tuple[int, ...]]:
    """Each number with everything reachable through its parents, itself first, nearest first. Circles end
    where they close.
    """
    found = {}
    for start in parents:
        reached = {start: None}
        queue = [start]
        for current in queue:
            for parent in parents[current]:
                if parent not in reached:
                    reached[parent] = None
                    queue.append(parent)
        found[start] = tuple(reached)
    return found


def standing_judge(stand: date) -> Callable[[str, str | None, str | None, str | None], int]:
    """A function from (status, start, end, attested) to how that stands at a Stand, as an index into STANDINGS.

    What a source calls ended, without saying when, is ended from the day of that source on.
    """
    known: dict[tuple[str, str | None, str | None, str | None], int] = {}

    def judge(status: str, start: str | None, end: str | None, attested: str | None) -> int:
        key = (status, start, end, attested)
        if key not in known:
            known[key] = STANDINGS.index(_standing(stand, *key))
        return known[key]

    return judge


def _standing(stand: date, status: str, start: str | None, end: str | None, attested: str | None) -> Standing:
    if status == Status.ENDED and end is None and (attested is None or bounds(attested)[0] <= stand):
        return Standing.ENDED
    return standing(start, end, attested, stand)


def shown(statuses: IntArray, standings: IntArray) -> BoolArray:
    """Which statements belong into a picture at their Stand: what stands, and events that have taken place.

    Without a Stand (`standings` all NO_STAND) everything does.
    """
    stands = np.isin(standings, [STANDINGS.index(one) for one in _SHOWN])
    ended = standings == STANDINGS.index(Standing.ENDED)
    event = statuses == STATUSES.index(Status.EVENT)
    return np.asarray(stands | (ended & event) | (standings == NO_STAND), dtype=np.bool_)
