"""The search itself: who comes into question, in which order, and what would have to be loosened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.columns import BoolArray, FloatArray, IntArray
from graph.partners.asking import Criterion, Key, Question
from graph.partners.facts import Facts
from graph.partners.ground import Ground
from graph.partners.reasons import Reason, reasons
from graph.partners.signals import Sight

_NETWORK: Final[tuple[Key, ...]] = ("town", "kreis", "meets", "reached", "tied", "likely")
"""What speaks for somebody where nothing in particular is asked for."""
_DIGITS: Final = 6
PAGE: Final = 20


@dataclass(frozen=True)
class Suggestion:
    """Somebody who may be a partner."""

    id: str
    score: float
    """The sum of the points of the reasons."""
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Found:
    """An answer: one page of suggestions, best first, and what the numbers behind it are."""

    suggestions: tuple[Suggestion, ...]
    total: int
    """How many come into question."""
    askers: int
    """How many are those who ask."""
    alone: Mapping[Criterion, int]
    """Of each thing asked for, how many have it, whatever else they have."""
    without: Mapping[Criterion, int]
    """Where all of it must hold: how many there would be without this condition."""
    known_left_out: int
    """How many are left out because they are tied to the asker already."""
    waits: bool
    """Languages, audiences and contacts are not taken into account yet."""


def find(ground: Ground, question: Question, facts: Facts | None, *, page: int = 1, size: int = PAGE) -> Found:
    """The suggestions for a question. Cost: some passes over the ties, none in Python over all actors."""
    sight = Sight(ground, question, facts)
    base = ground.eligible & ~sight.askers
    admitted = base & _admitted(sight)
    candidates = admitted & ~sight.tied if question.only_new else admitted
    score = scores(sight)
    numbers = _ranked(sight, np.flatnonzero(candidates).astype(np.int32), score, page * size)
    return Found(
        suggestions=tuple(
            Suggestion(ground.snapshot.ids[one], round(float(score[one]), _DIGITS), reasons(sight, one))
            for one in numbers[(page - 1) * size :].tolist()
        ),
        total=int(candidates.sum()),
        askers=int(sight.askers.sum()),
        alone={key: int((base & mask).sum()) for key, mask in sight.fulfilled.items()},
        without=_without(sight, base) if question.strict else {},
        known_left_out=int(admitted.sum() - candidates.sum()),
        waits=facts is None,
    )


def scores(sight: Sight) -> FloatArray:
    """The score of every entity: the sum of weight × strength over all reasons."""
    found = np.zeros(len(sight.ground))
    for key, strength in sight.strengths.items():
        found += sight.question.weights.get(key, 0.0) * strength
    return found


def _admitted(sight: Sight) -> BoolArray:
    asked = sight.fulfilled
    if not asked:
        return _any(sight.strengths[key] > 0 for key in _NETWORK)
    if sight.question.strict:
        return _all(asked.values())
    return _any([*asked.values(), *([sight.kreis] if "area" in asked else [])])


def _any(masks: object) -> BoolArray:
    return np.logical_or.reduce(list(masks))  # type: ignore[call-overload, no-any-return]


def _all(masks: object) -> BoolArray:
    return np.logical_and.reduce(list(masks))  # type: ignore[call-overload, no-any-return]


def _without(sight: Sight, base: BoolArray) -> dict[Criterion, int]:
    asked = sight.fulfilled
    if sight.question.only_new:
        base = base & ~sight.tied
    if len(asked) < 2:
        return {}
    return {key: int((base & _all([mask for one, mask in asked.items() if one != key])).sum()) for key in asked}


def _ranked(sight: Sight, candidates: IntArray, score: FloatArray, most: int) -> IntArray:
    """The best so many candidates in order; equals by name."""
    # Sums of the same points in another order must not differ in the last bit.
    values = np.round(score[candidates], _DIGITS)
    if len(candidates) > most:
        least = np.partition(values, len(values) - most)[len(values) - most]
        candidates, values = candidates[values >= least], values[values >= least]
    return candidates[np.lexsort((sight.snapshot.name_rank[candidates], -values))][:most]
