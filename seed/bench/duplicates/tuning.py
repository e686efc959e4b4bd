"""`python -m seed.bench.duplicates.tuning`: finds the weights of the matcher on made-up pairs; prints weights.yaml.

A logistic regression on the candidates of every query, with all that is known and with the name alone: what speaks for
a pair may only add points, what speaks against it only take some. Which of an entity's names fits best depends on the
weights, so that it is run again with the new ones until they hardly change. The seed is one that no test and no
benchmark uses.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import click
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from registry.access import STAFF_VIEWER
from registry.services.duplicates.weighing import FINDINGS, START, total
from seed.bench.duplicates.entering import index, query
from seed.pairs.drawing import pairs
from seed.pairs.world import World

TUNED_ON: Final = 1
"""Seed of the world and of the pairs."""
_SMOOTHING: Final = 0.3
_CLOSEST: Final = 25
"""So many candidates of each query are learnt from."""
_FOR: Final = frozenset(
    {"shared", "same town", "within", "same email", "same phone", "same exchange", "same host", "same address"}
    | {"same identifier", "same body"}
)
_UNSEEN: Final = {"same body": 3.0, "other body": -0.5, "other person": -6.0}
"""Nothing made up has these (they are of persons): set by hand."""

_Floats = NDArray[np.float64]


@click.command()
@click.option("--actors", default=50_000, show_default=True)
@click.option("--count", default=4_000, show_default=True, help="Pairs.")
def tune(actors: int, count: int) -> None:
    """Print weights.yaml for the matcher, tuned on made-up pairs."""
    world = World(actors, TUNED_ON)
    known, answers = _examples(world, count)
    for name, points in zip((START, *FINDINGS), _fitted(known, answers), strict=True):
        click.echo(f"{name}: {_UNSEEN.get(name, round(float(points), 2))}")


def _examples(world: World, count: int) -> tuple[_Floats, _Floats]:
    """Findings (a row for a candidate, a one in front for the start), and whether each is the right one."""
    found = list(_candidates(world, count))
    return np.array([row for row, _ in found]), np.array([right for _, right in found], dtype=np.float64)


def _candidates(world: World, count: int) -> Iterator[tuple[list[float], bool]]:
    duplicates = index(world)
    for pair in pairs(world, count, TUNED_ON):
        # With the name alone nobody can tell some apart: nothing can be learnt from them.
        for asked in (pair.asked, pair.asked.by_name) if pair.by_name else (pair.asked,):
            candidates = duplicates.findings(query(asked), STAFF_VIEWER)
            candidates.sort(key=lambda one: -total(one[1]))
            for id, findings in candidates[:_CLOSEST]:
                yield [1.0, *(findings.get(name, 0.0) for name in FINDINGS)], pair.same and id == pair.known


def _fitted(known: _Floats, answers: _Floats) -> _Floats:
    def loss(points: _Floats) -> tuple[float, _Floats]:
        sums = known @ points
        slope = known.T @ (1 / (1 + np.exp(-sums)) - answers)
        smooth = np.r_[0, points[1:]]
        value = np.logaddexp(0, sums) - answers * sums
        return float(value.sum() + _SMOOTHING * (smooth**2).sum()), slope + 2 * _SMOOTHING * smooth

    bounds: Any = [(None, None), *((0, None) if name in _FOR else (None, 0) for name in FINDINGS)]
    start = np.zeros(known.shape[1])
    found: _Floats = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 1000}).x
    return found


if __name__ == "__main__":
    tune()
