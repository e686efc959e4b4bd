"""Closeness: how near everyone else is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.columns import FloatArray, IntArray
from graph.measures.ordering import Ordered, ordered
from graph.measures.sampling import Estimate, drawn, estimate, exactly
from graph.measures.telling import QUIET, Tell
from graph.networks import Network

_AT_ONCE: Final = 1024


@dataclass(frozen=True, eq=False)
class Distances:
    """Of each place over all others: how many a path leads to, and sums over those."""

    size: int
    """How many actors the network has."""
    reached: IntArray
    total: NDArray[np.int64]
    """Sum of the distances, in steps."""
    reciprocal: FloatArray
    """Sum of one over the distance."""

    def harmonic(self) -> FloatArray:
        """See `harmonic`."""
        return self.reciprocal / max(self.size - 1, 1)

    def closeness(self) -> FloatArray:
        """See `closeness`."""
        reached = self.reached.astype(np.float64)
        return reached**2 / np.maximum(self.total, 1) / max(self.size - 1, 1)


def distances(network: Network, tell: Tell = QUIET) -> Distances:
    """How far everyone is from everyone: breadth first from all places, 256 at a time.

    Source: M. Then et al., The more the merrier, VLDB 8, 449-460 (2014). Cost: places × edges / 256, times the number
    of different distances that an actor has to them.
    """
    rows = ordered(network)
    others, far, near, _ = _walk(rows, np.arange(len(rows), dtype=np.int32), tell)
    reached = np.empty(len(rows), dtype=np.int32)
    total, reciprocal = np.empty(len(rows), dtype=np.int64), np.empty(len(rows))
    reached[rows.order], total[rows.order], reciprocal[rows.order] = others, far, near
    return Distances(len(rows), reached, total, reciprocal)


def distances_of(network: Network, places: IntArray) -> Distances:
    """The same of these places alone, which are different; arrays are parallel to `places`.

    Cost: as above by the share of places, and places × actors.
    """
    from graph.kernels import breadth

    others, far = np.zeros(len(places), dtype=np.int32), np.zeros(len(places), dtype=np.int64)
    near = np.zeros(len(places))
    breadth.distances_of(network.starts, network.neighbours, places.astype(np.int32), others, far, near)
    return Distances(len(network), others, far, near)


def closeness(network: Network, tell: Tell = QUIET) -> FloatArray:
    """Closeness of each place, between 0 and 1, exact: one over the mean distance, times the share that is reached.

    Formula: r / Σ d · r / (n - 1), r the number of actors to whom a path leads. Source: L. C. Freeman, Social Networks
    1, 215-239 (1979); for networks in several parts S. Wasserman and K. Faust (1994), 5.2.2. Cost: see `distances`.
    """
    return distances(network, tell).closeness()


def harmonic(network: Network, tell: Tell = QUIET) -> FloatArray:
    """Harmonic closeness of each place, between 0 and 1, exact: the mean over all others of one over the distance.

    Who cannot be reached counts as 0, so that networks in several parts are no special case. Source: M. Marchiori and
    V. Latora, Physica A 285, 539-546 (2000); Y. Rochat, ASNA 2009. Cost: see `distances`.
    """
    return distances(network, tell).harmonic()


def harmonic_sampled(network: Network, sources: int | None, tell: Tell = QUIET) -> Estimate:
    """The same from that many actors drawn at random, with its errors (`graph.measures.sampling`).

    Exact with None, and where half of all or more are asked for. Cost: see `distances`, by the share of sources.
    """
    size = len(network)
    chosen = drawn(size, sources)
    if chosen is None:
        return exactly(harmonic(network, tell))
    rows = ordered(network)
    _, _, near, squares = _walk(rows, np.sort(chosen).astype(np.int32), tell)
    found, found_squares = np.empty(size), np.empty(size)
    found[rows.order], found_squares[rows.order] = near, squares
    # Over all sources an actor's own distance is not counted: it comes to n - 1, not n.
    return estimate(found, found_squares, len(chosen), size / (size - 1))


def _walk(rows: Ordered, sources: IntArray, tell: Tell) -> tuple[IntArray, NDArray[np.int64], FloatArray, FloatArray]:
    from graph.kernels import breadth

    size = len(rows)
    others, far = np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.int64)
    near, squares = np.zeros(size), np.zeros(size)
    for begin in range(0, len(sources), _AT_ONCE):
        tell(begin, len(sources))
        some = sources[begin : begin + _AT_ONCE]
        breadth.distances(rows.starts, rows.neighbours, some, others, far, near, squares)
    tell(len(sources), len(sources))
    return others, far, near, squares
