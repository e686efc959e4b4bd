"""Betweenness: who stands on the shortest paths between others."""

from __future__ import annotations

from typing import Final

import numpy as np

from graph.columns import FloatArray, IntArray
from graph.measures.ordering import Ordered, ordered
from graph.measures.sampling import Estimate, drawn, estimate, exactly
from graph.measures.telling import QUIET, Tell
from graph.networks import Network

_AT_ONCE: Final = 64


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
    rows = ordered(network)
    chosen = drawn(size, sources)
    places, times = np.unique(np.arange(size) if chosen is None else chosen, return_counts=True)
    total, squares = _dependencies(rows, places.astype(np.int32), times.astype(np.int32), size - 2.0, tell)
    if chosen is None:
        return exactly(total / (size - 1))
    # A source is no target of its own paths: over all sources it comes to n - 1, not n.
    return estimate(total, squares, len(chosen), size / (size - 1))


def _dependencies(
    rows: Ordered, sources: IntArray, times: IntArray, unit: float, tell: Tell
) -> tuple[FloatArray, FloatArray]:
    """Sums of dependencies and of their squares, in units of `unit`, back in the order of the network."""
    from graph.kernels import betweenness as kernels

    total, squares = np.zeros(len(rows)), np.zeros(len(rows))
    for begin in range(0, len(sources), _AT_ONCE):
        tell(begin, len(sources))
        some, often = sources[begin : begin + _AT_ONCE], times[begin : begin + _AT_ONCE]
        padded = np.zeros(_AT_ONCE, dtype=np.int32)
        padded[: len(often)] = often
        kernels.dependencies(rows.starts, rows.neighbours, some, padded, total, squares)
    tell(len(sources), len(sources))
    found, found_squares = np.empty(len(rows)), np.empty(len(rows))
    found[rows.order], found_squares[rows.order] = total / unit, squares / unit**2
    return found, found_squares
