"""Which actors hang together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.columns import BoolArray, IntArray
from graph.networks import Network


@dataclass(frozen=True, eq=False)
class Components:
    """Parts of a network between which no path leads."""

    component: IntArray
    """Of each place: the number of its component, the largest is 0; -1 for what was left out."""
    sizes: IntArray
    """Number of actors of each component, largest first."""


def components(network: Network, without: BoolArray | None = None) -> Components:
    """Connected components, largest first (of equal size: the one with the first place).

    Definition: two actors are in the same component where a path of edges leads from one to the other. With `without`
    (a mask over places) the network that remains when these are gone. Cost: one pass over the edges.
    """
    from graph.kernels import connectivity

    there = np.ones(len(network), dtype=np.bool_) if without is None else ~without
    return ranked(connectivity.components(network.starts, network.neighbours, there))


def ranked(found: IntArray) -> Components:
    """Components renumbered by size."""
    sizes = np.bincount(found[found >= 0]).astype(np.int32)
    order = np.argsort(-sizes, kind="stable")
    number = np.empty(len(sizes) + 1, dtype=np.int32)
    number[order] = np.arange(len(sizes), dtype=np.int32)
    number[-1] = -1  # what was left out has -1, which is the last place
    return Components(number[found], sizes[order])
