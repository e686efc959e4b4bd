"""What falls apart where actors go: which others no longer hang together with the largest rest, and how many pairs no
longer reach each other.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import scipy.sparse
from scipy.sparse.csgraph import connected_components

from graph.columns import IntArray
from graph.networks import Network


@dataclass(frozen=True, eq=False)
class Falling:
    """What a network loses with some of its actors, beside themselves. Numbers are entity numbers."""

    together: int
    """Actors that hang together with those who go, themselves among them (all components they are in)."""
    rest: int
    """Actors of the largest rests that go on hanging together."""
    pieces: tuple[IntArray, ...]
    """What falls off these, largest first; each ascending."""
    pairs: int
    """Pairs of others who reached each other over any number of steps and no longer do."""

    @property
    def lost(self) -> int:
        """How many others fall off."""
        return sum(len(one) for one in self.pieces)

    @property
    def alone(self) -> list[int]:
        """Those that are left without any contact."""
        return [int(one[0]) for one in self.pieces if len(one) == 1]


def components(network: Network) -> IntArray:
    """The component of each place, numbered from 0. Cost: linear."""
    return _labels(network.starts, network.neighbours)


def _labels(starts: np.ndarray, neighbours: np.ndarray) -> IntArray:
    size = len(starts) - 1
    if not size:
        return np.zeros(0, dtype=np.int32)
    links = scipy.sparse.csr_array((np.ones(len(neighbours)), neighbours, starts), shape=(size, size))
    # Both directions are stored: the weak components of the directed graph need no second, transposed copy.
    return np.asarray(connected_components(links, directed=True, connection="weak")[1], dtype=np.int32)


def falling(network: Network, going: Collection[int], component: IntArray) -> Falling:
    """What falls apart where the actors at these places go; `component` is `components(network)`. Cost: linear.

    Of each component that they are in, the largest rest counts as what stays (of equal ones, the one with the first
    entity).
    """
    gone = np.zeros(len(network), dtype=np.bool_)
    gone[list(going)] = True
    touched = np.isin(component, component[gone])
    places = np.flatnonzero(touched & ~gone)
    after = _labels_without(network, gone)[places]
    keys, first, where, sizes = np.unique(after, return_index=True, return_inverse=True, return_counts=True)
    before = component[places][first]
    stays = _largest(before, sizes, first)
    order = sorted(np.flatnonzero(~stays).tolist(), key=lambda one: (-sizes[one], first[one]))
    pieces = tuple(network.entities[places[where == one]] for one in order)
    whole = np.bincount(component[places], minlength=1).astype(np.int64)
    return Falling(
        together=int(touched.sum()),
        rest=int(sizes[stays].sum()) if len(keys) else 0,
        pieces=pieces,
        pairs=int(_pairs(whole) - _pairs(sizes.astype(np.int64))),
    )


def _labels_without(network: Network, gone: np.ndarray) -> IntArray:
    rows = np.repeat(gone, network.degree)
    keep = ~(rows | gone[network.neighbours])
    starts = np.concatenate(([0], np.cumsum(keep)))[network.starts]
    return _labels(starts, network.neighbours[keep])


def _largest(before: np.ndarray, sizes: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Of each former component the largest part."""
    order = np.lexsort((first, -sizes, before))
    stays = np.zeros(len(sizes), dtype=np.bool_)
    _, heads = np.unique(before[order], return_index=True)
    stays[order[heads]] = True
    return stays


def _pairs(sizes: np.ndarray) -> int:
    return int((sizes * (sizes - 1) // 2).sum())
