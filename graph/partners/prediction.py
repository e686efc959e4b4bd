"""Whom somebody does not know yet but should meet: how near others are by the contacts of contacts.

Each measure takes the symmetric matrix of contacts A (ones, no loops) and a vector or several columns of who asks, and
gives a number for everyone, higher for nearer; k is the number of contacts. Which one is the default was measured:
`python -m seed.bench.partners`, docs/decisions/0023-partners.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Matrix = Any
Values = npt.NDArray[Any]
Measure = Callable[[Matrix, Values], Values]


def popularity(matrix: Matrix, asking: Values) -> Values:
    """The number of contacts, the same for whoever asks: what any measure must beat."""
    return np.zeros_like(asking) + _over(degrees(matrix), asking)


def common(matrix: Matrix, asking: Values) -> Values:
    """Common neighbours: |Γ(x) ∩ Γ(y)|."""
    return np.asarray(matrix @ (matrix @ asking))


def adamic_adar(matrix: Matrix, asking: Values) -> Values:
    """Σ 1 / log k(z) over common neighbours z (L. Adamic, E. Adar, Friends and neighbors on the Web, Social Networks
    25, 2003).
    """
    weight = 1.0 / np.log(np.maximum(degrees(matrix), 2.0))
    return np.asarray(matrix @ (_over(weight, asking) * (matrix @ asking)))


def resource_allocation(matrix: Matrix, asking: Values) -> Values:
    """Σ 1 / k(z) over common neighbours z (T. Zhou, L. Lü, Y.-C. Zhang, Predicting missing links via local
    information, Eur. Phys. J. B 71, 2009).
    """
    return np.asarray(matrix @ (_over(_inverse(matrix), asking) * (matrix @ asking)))


def three_steps(matrix: Matrix, asking: Values) -> Values:
    """The number of walks of three steps: common neighbours of a two-mode network, where two have none."""
    return np.asarray(matrix @ (matrix @ (matrix @ asking)))


def degree_normalised(matrix: Matrix, asking: Values) -> Values:
    """L3: Σ 1 / √(k(u) k(v)) over paths x–u–v–y (I. Kovács and others, Network-based prediction of protein
    interactions, Nature Communications 10, 2019).
    """
    root = _over(np.sqrt(_inverse(matrix)), asking)
    return np.asarray(matrix @ (root * (matrix @ (root * (matrix @ asking)))))


def spread(matrix: Matrix, asking: Values) -> Values:
    """Resource allocation in two modes: what x gives its contacts flows in equal parts to their contacts, and from
    these to theirs: Σ 1 / (k(u) k(v)) over walks x–u–v–y (T. Zhou and others, Bipartite network projection and
    personal recommendation, Phys. Rev. E 76, 2007).
    """
    inverse = _over(_inverse(matrix), asking)
    return np.asarray(matrix @ (inverse * (matrix @ (inverse * (matrix @ asking)))))


def combined(matrix: Matrix, asking: Values) -> Values:
    """L3 and resource allocation added up: who joins a body is three steps away, who has contacts in common two."""
    return degree_normalised(matrix, asking) + resource_allocation(matrix, asking)


MEASURES: Final[Mapping[str, Measure]] = {
    "popularity": popularity,
    "common_neighbours": common,
    "adamic_adar": adamic_adar,
    "resource_allocation": resource_allocation,
    "three_steps": three_steps,
    "degree_normalised": degree_normalised,
    "spread": spread,
    "combined": combined,
}
DEFAULT: Final = "combined"


def nearness(matrix: Matrix, asking: Values) -> Values:
    """The default measure."""
    return MEASURES[DEFAULT](matrix, asking)


def degrees(matrix: Matrix) -> Values:
    """Number of contacts of each."""
    return np.asarray(np.diff(matrix.indptr), dtype=np.float32)


def _inverse(matrix: Matrix) -> Values:
    return np.asarray(1.0 / np.maximum(degrees(matrix), 1.0), dtype=np.float32)


def _over(column: Values, asking: Values) -> Values:
    """The column in the shape of whatever it is multiplied with."""
    return column if asking.ndim == 1 else column[:, None]
