"""Betweenness: who stands on the shortest paths between others."""

from __future__ import annotations

from typing import Final

import numpy as np

from graph.columns import FloatArray, IntArray
from graph.measures.ordering import inverse, ordered
from graph.measures.sampling import Estimate, drawn, estimate, exactly
from graph.measures.telling import QUIET, Tell
from graph.networks import Network

_AT_ONCE: Final = 32
"""Sources between two tells: a tenth of a second at 50,000 actors, one or two at 500,000."""


def betweenness(network: Network, sources: int | None = None, tell: Tell = QUIET) -> Estimate:
    """Betweenness of each place, between 0 and 1: of all pairs of others, the share whose shortest paths pass here.

    Definition: the mean over all pairs of others of the share of the shortest paths between them that pass through the
    actor; pairs that no path joins count as 0. Formula: 2 / ((n - 1)(n - 2)) Σ σ(s, t | v) / σ(s, t). Source:
    L. C. Freeman, Sociometry 40, 35-41 (1977), computed as U. Brandes, J. Math. Sociol. 25, 163-177 (2001). With
    `sources`, paths from that many actors drawn at random only: U. Brandes and C. Pich, Int. J. Bifurcat. Chaos 17,
    2303-2318 (2007); the errors are those of `graph.measures.sampling`. Cost: sources × edges.
    """
    size = len(network)
    if size < 3:
        return exactly(np.zeros(size))
    chosen = drawn(size, sources)
    places, times = np.unique(np.arange(size) if chosen is None else chosen, return_counts=True)
    total, squares = dependencies(network, places.astype(np.int32), times.astype(np.int32), tell)
    if chosen is None:
        return exactly(total / ((size - 2.0) * (size - 1)))
    # A source is no target of its own paths: over all sources it comes to n - 1, not n.
    return estimate(total / (size - 2.0), squares / (size - 2.0) ** 2, len(chosen), size / (size - 1))


def dependencies(
    network: Network, sources: IntArray, times: IntArray, tell: Tell = QUIET
) -> tuple[FloatArray, FloatArray]:
    """Sums over these places, each counted so many times, of their dependencies on every place, and of the squares.

    The dependency of s on v is the sum over all t of the share of the shortest paths from s to t that pass through v.
    """
    from graph.kernels import betweenness as kernels

    rows = ordered(network)
    row = inverse(rows.order)
    first = np.argsort(row[sources])  # sources that are near each other walk through the same memory
    at, often = row[sources][first], times[first]
    total, squares = np.zeros(len(rows)), np.zeros(len(rows))
    for begin in range(0, len(at), _AT_ONCE):
        tell(begin, len(at))
        padded = np.zeros(_AT_ONCE, dtype=np.int32)
        part = often[begin : begin + _AT_ONCE]
        padded[: len(part)] = part
        kernels.dependencies(rows.starts, rows.neighbours, at[begin : begin + _AT_ONCE], padded, total, squares)
    tell(len(at), len(at))
    return total[row], squares[row]
