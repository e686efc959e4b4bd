"""An order of the places in which neighbours are near each other in memory, for measures that walk far and often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.columns import IntArray
from graph.networks import Network, Starts

_SMALL: Final = 2000
"""Below this everything is near anyway."""


@dataclass(frozen=True, eq=False)
class Ordered:
    """The rows of a network in another order: row i is that of the place `order[i]`."""

    order: IntArray
    starts: Starts
    neighbours: IntArray

    def __len__(self) -> int:
        return len(self.order)


def ordered(network: Network) -> Ordered:
    """Rows in reverse Cuthill–McKee order (scipy); as they are where the network is small.

    Source: E. Cuthill and J. McKee, Reducing the bandwidth of sparse symmetric matrices, ACM '69, 157-172. Cost: one
    pass over the edges.
    """
    size = len(network)
    if size < _SMALL:
        return Ordered(np.arange(size, dtype=np.int32), network.starts, network.neighbours)
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import reverse_cuthill_mckee

    from graph.kernels import ordering as kernels

    ones = np.ones(len(network.neighbours), dtype=np.int8)
    rows = csr_array((ones, network.neighbours, network.starts), shape=(size, size))
    order = reverse_cuthill_mckee(rows, symmetric_mode=True).astype(np.int32)
    return Ordered(order, *kernels.permuted(network.starts, network.neighbours, order, inverse(order)))


def inverse(order: IntArray) -> IntArray:
    """At which row each place stands."""
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank
