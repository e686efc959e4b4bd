"""Scores of pairs that are two steps apart, over whoever or whatever stands between them; the best of each row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels.compiling import FLOAT, INT32, INT64, OUT_FLOAT, OUT_FLOATS, OUT_INT32, OUT_INT32S, integer, kernel

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]


@kernel(integer, INT64, INT32, FLOAT, INT64, INT32, FLOAT, FLOAT, OUT_FLOAT, OUT_INT32)
def _add(
    row: int,
    starts: Longs,
    middles: Ints,
    weights: Floats,
    ends_starts: Longs,
    ends: Ints,
    ends_weights: Floats,
    factor: Floats,
    score: Floats,
    touched: Ints,
) -> int:
    """Add up the scores of everything two steps from a row; how many that are. Empty weights: all one.

    `touched` has room for one more than there are.
    """
    count = 0
    for entry in range(starts[row], starts[row + 1]):
        middle = middles[entry]
        value = factor[middle]
        if value <= 0.0:
            continue
        if len(weights):
            value *= weights[entry]
        for step in range(ends_starts[middle], ends_starts[middle + 1]):
            end = ends[step]
            before = score[end]
            touched[count] = end
            count += before == 0.0  # no branch: whether somebody was met before cannot be foretold
            score[end] = before + (value * ends_weights[step] if len(ends_weights) else value)
    return count


@kernel(integer, INT64, INT32, OUT_FLOAT)
def _forget(row: int, starts: Longs, known: Ints, score: Floats) -> None:
    """Who is known already is no suggestion."""
    for entry in range(starts[row], starts[row + 1]):
        score[known[entry]] = 0.0


@kernel(INT32, OUT_FLOAT, INT32, OUT_INT32, OUT_FLOAT)
def _best(touched: Ints, score: Floats, labels: Ints, places: Ints, scores: Floats) -> None:
    """Labels of the highest scores, of equal ones the lowest label; `score` is all zero afterwards."""
    places[:] = -1
    scores[:] = 0.0
    limit = len(places)
    held = 0
    for place in touched:
        value, label = score[place], labels[place]
        score[place] = 0.0
        if value <= 0.0 or limit == 0:
            continue
        if held == limit and (value < scores[held - 1] or (value == scores[held - 1] and label > places[held - 1])):
            continue
        at = held if held < limit else limit - 1
        while at > 0 and (scores[at - 1] < value or (scores[at - 1] == value and places[at - 1] > label)):
            scores[at], places[at] = scores[at - 1], places[at - 1]
            at -= 1
        scores[at], places[at] = value, label
        held = min(held + 1, limit)


@kernel(
    INT32, INT64, INT32, FLOAT, INT64, INT32, FLOAT, FLOAT, INT64, INT32, INT32, OUT_INT32S, OUT_FLOATS
)  # fmt: skip
def best(
    rows: Ints,
    starts: Longs,
    middles: Ints,
    weights: Floats,
    ends_starts: Longs,
    ends: Ints,
    ends_weights: Floats,
    factor: Floats,
    known_starts: Longs,
    known: Ints,
    labels: Ints,
    places: NDArray[np.int32],
    scores: NDArray[np.float64],
) -> None:
    """For each of these rows the labels of the ends with the highest scores, as many as `places` is wide (-1: no more).

    Score: the sum over middles of the factor times the two weights. A row itself and what it knows are left out.
    """
    score = np.zeros(len(labels))
    touched = np.empty(len(labels) + 1, np.int32)
    for number in range(len(rows)):
        row = rows[number]
        count = _add(row, starts, middles, weights, ends_starts, ends, ends_weights, factor, score, touched)
        _forget(row, known_starts, known, score)
        score[row] = 0.0
        _best(touched[:count], score, labels, places[number], scores[number])


@kernel(INT32, INT64, INT32, FLOAT, INT64, INT32, FLOAT, INT32, OUT_INT32S, OUT_FLOATS)
def best_bodies(
    rows: Ints,
    starts: Longs,
    bodies: Ints,
    body_factor: Floats,
    body_starts: Longs,
    members: Ints,
    member_factor: Floats,
    labels: Ints,
    places: NDArray[np.int32],
    scores: NDArray[np.float64],
) -> None:
    """For each of these actors the bodies that those go to whom it meets, other than its own (three steps)."""
    none = np.empty(0)
    met, touched = np.zeros(len(starts) - 1), np.empty(len(starts), np.int32)
    score, touched_bodies = np.zeros(len(labels)), np.empty(len(labels) + 1, np.int32)
    for number in range(len(rows)):
        row = rows[number]
        count = _add(row, starts, bodies, none, body_starts, members, none, body_factor, met, touched)
        met[row] = 0.0
        reached = 0
        for other in touched[:count]:
            value = met[other] * member_factor[other]
            met[other] = 0.0
            if value <= 0.0:
                continue
            for entry in range(starts[other], starts[other + 1]):
                body = bodies[entry]
                before = score[body]
                touched_bodies[reached] = body
                reached += before == 0.0
                score[body] = before + value
        _forget(row, starts, bodies, score)
        _best(touched_bodies[:reached], score, labels, places[number], scores[number])


@kernel(INT32, INT32, FLOAT, INT64, INT32, integer, OUT_INT32S, OUT_FLOATS)
def popular(
    rows: Ints,
    ranked: Ints,
    popularity: Floats,
    known_starts: Longs,
    known: Ints,
    itself: int,
    places: NDArray[np.int32],
    scores: NDArray[np.float64],
) -> None:
    """For each of these rows the first of `ranked` that it does not know, nor is (where `itself` is not 0)."""
    stamp = np.full(len(ranked), -1, np.int32)
    for number in range(len(rows)):
        row = rows[number]
        places[number] = -1
        scores[number] = 0.0
        for entry in range(known_starts[row], known_starts[row + 1]):
            stamp[known[entry]] = number
        if itself:
            stamp[row] = number
        held = 0
        for place in ranked:
            if held == places.shape[1] or popularity[place] <= 0.0:
                break
            if stamp[place] != number:
                places[number, held], scores[number, held] = place, popularity[place]
                held += 1
