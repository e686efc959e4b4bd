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

    ones = np.ones(len(network.neighbours), dtype=np.int8)
    rows = csr_array((ones, network.neighbours, network.starts), shape=(size, size))
    order = reverse_cuthill_mckee(rows, symmetric_mode=True).astype(np.int32)
    moved = rows[order][:, order]
    moved.sort_indices()
    return Ordered(order, moved.indptr.astype(np.int64), moved.indices.astype(np.int32))
