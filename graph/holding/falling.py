"""What falls apart where actors go: which others no longer hang together with the largest rest, and how many pairs no
longer reach each other.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.columns import BoolArray, IntArray
from graph.measures.components import components
from graph.networks import Network
from graph.snapshot import Snapshot

_Ints = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, eq=False)
class Falling:
    """What a network loses with some of its actors, beside themselves. Numbers are entity numbers."""

    together: int
    """Actors that hang together with those who go, themselves among them (all components they are in)."""
    rest: int
    """Actors of the largest rests that go on hanging together."""
    pieces: tuple[IntArray, ...]
    """What falls off these, largest first; each in the order of names."""
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


def falling(network: Network, going: Collection[int], component: IntArray) -> Falling:
    """What falls apart where the actors at these places go; `component` is that of each place with all there. Linear.

    Of each component that they are in, the largest rest counts as what stays (of equal ones, the one with the first
    entity).
    """
    gone = np.zeros(len(network), dtype=np.bool_)
    gone[list(going)] = True
    touched = np.isin(component, component[gone])
    places = np.flatnonzero(touched & ~gone)
    after = components(network, gone).component[places]
    _, first, where, sizes = np.unique(after, return_index=True, return_inverse=True, return_counts=True)
    stays = _largest(component[places][first], sizes, first)
    return Falling(
        together=int(touched.sum()),
        rest=int(sizes[stays].sum()),
        pieces=_pieces(network.snapshot, network.entities[places], where, stays),
        pairs=_pairs(np.bincount(component[places], minlength=1)) - _pairs(sizes),
    )


def _largest(before: _Ints, sizes: _Ints, first: _Ints) -> BoolArray:
    """Of each former component the largest part."""
    order = np.lexsort((first, -sizes, before))
    stays = np.zeros(len(sizes), dtype=np.bool_)
    _, heads = np.unique(before[order], return_index=True)
    stays[order[heads]] = True
    return stays


def _pieces(snapshot: Snapshot, entities: IntArray, where: _Ints, stays: BoolArray) -> tuple[IntArray, ...]:
    """The parts that do not stay, largest first; of equal size, in the order of names."""
    fallen = np.flatnonzero(~stays[where])
    fallen = fallen[np.lexsort((snapshot.name_rank[entities[fallen]], where[fallen]))]
    if not len(fallen):
        return ()
    parts = np.split(entities[fallen], np.flatnonzero(np.diff(where[fallen])) + 1)
    return tuple(sorted(parts, key=lambda one: (-len(one), snapshot.name_rank[one[0]])))


def _pairs(sizes: _Ints) -> int:
    whole = sizes.astype(np.int64)
    return int((whole * (whole - 1) // 2).sum())
