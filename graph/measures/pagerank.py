"""PageRank: prominence that comes from prominent contacts."""

from __future__ import annotations

from typing import Final

import numpy as np

from graph.columns import FloatArray
from graph.networks import Network

DAMPING: Final = 0.85
_ROUNDS: Final = 1000


def pagerank(
    network: Network, *, weighted: bool = False, damping: float = DAMPING, accuracy: float = 1e-6
) -> FloatArray:
    """PageRank of each place; the ranks sum to one.

    Definition: the share of time that a walker spends at an actor who follows a contact at random (with `weighted` in
    proportion to the weights) with probability `damping`, and otherwise starts again anywhere. Who has no contact
    starts again anywhere, too. Formula: r(v) = (1 - d) / n + d (Σ r(u) w(u, v) / s(u) + Σ r(alone) / n), s(u) the sum
    of u's weights. Source: S. Brin and L. Page, Computer Networks 30, 107-117 (1998). Cost: one pass over the edges a
    round; it ends when the ranks change by less than `accuracy` in all. Raises ArithmeticError where they never do.
    """
    from graph.kernels import ranking

    weights = network.weights if weighted else np.empty(0)
    rank, rounds = ranking.pagerank(network.starts, network.neighbours, weights, damping, accuracy, _ROUNDS)
    if rounds < 0 and len(network):
        raise ArithmeticError(f"PageRank did not settle within {_ROUNDS} rounds")
    found: FloatArray = rank
    return found
