"""How dated statements stand at a Stand, for whole columns at once; the rule itself is `registry.model.periods`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

import numpy as np

from graph.base import Dating
from graph.columns import NO_STAND, STANDINGS, BoolArray, IntArray
from graph.sequences import Column
from registry.model import Status
from registry.model.periods import OPEN, Standing, attested_at, bounds

_NEVER: Final = -1


def attested_column(dating: Dating, stand: date | None) -> Column[str]:
    """Of each statement the date of its sources that counts at a Stand (see `attested_at`)."""
    counted = {dates: attested_at(dates, stand) for dates in dating.attested.keys}
    keys = tuple(sorted({one for one in counted.values() if one is not None}))
    place: dict[str | None, int] = {key: number for number, key in enumerate(keys)}
    return Column(keys, dating.attested.mapped(lambda dates: place.get(counted[dates], -1)))


def standings(dating: Dating, stand: date | None) -> IntArray:
    """How each statement stands, as a number in STANDINGS; NO_STAND without a Stand.

    What a source calls ended, without saying when, is ended from the day of that source on.
    """
    if stand is None:
        return np.full(len(dating.status), NO_STAND, dtype=np.int32)
    day = stand.toordinal()
    attested = attested_column(dating, stand).mapped(_first, _NEVER)
    reached = attested <= day
    begun, open_ = dating.start.codes >= 0, dating.end.mapped(lambda one: int(one == OPEN), 0) == 1
    dated = (dating.end.codes >= 0) & ~open_
    held = np.where(dated | open_, _number(Standing.CURRENT), _number(Standing.ATTESTED))
    found = np.where(begun | reached, held, _number(Standing.UNATTESTED))
    found = np.where(dated & (dating.end.mapped(_last) < day), _number(Standing.ENDED), found)
    found = np.where(begun & (dating.start.mapped(_first) > day), _number(Standing.NOT_YET), found)
    called = (_is(dating.status, Status.ENDED) & (dating.end.codes < 0)) & reached
    return np.where(called, _number(Standing.ENDED), found).astype(np.int32)


def _number(standing: Standing) -> int:
    return STANDINGS.index(standing)


def _is(column: Column[str], value: str) -> BoolArray:
    is_it: Callable[[str], int] = lambda one: int(one == value)  # noqa: E731
    return np.asarray(column.mapped(is_it, 0) == 1, dtype=np.bool_)


def _first(text: str) -> int:
    return bounds(text)[0].toordinal()


def _last(text: str) -> int:
    return _NEVER if text == OPEN else bounds(text)[1].toordinal()
