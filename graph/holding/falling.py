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

_Ints = NDArray[np.signedinteger[Any]]


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
        pieces=_pieces(network.entities[places], where, sizes, first, stays),
        pairs=_pairs(np.bincount(component[places], minlength=1)) - _pairs(sizes),
    )


def _largest(before: _Ints, sizes: _Ints, first: _Ints) -> BoolArray:
    """Of each former component the largest part."""
    order = np.lexsort((first, -sizes, before))
    stays = np.zeros(len(sizes), dtype=np.bool_)
    _, heads = np.unique(before[order], return_index=True)
    stays[order[heads]] = True
    return stays


def _pieces(entities: IntArray, where: _Ints, sizes: _Ints, first: _Ints, stays: BoolArray) -> tuple[IntArray, ...]:
    """The parts that do not stay, largest first; of equal size, the one with the first entity."""
    off = np.flatnonzero(~stays)
    off = off[np.lexsort((first[off], -sizes[off]))]
    fallen = np.flatnonzero(~stays[where])
    fallen = fallen[np.argsort(where[fallen], kind="stable")]
    parts = dict(zip(np.unique(where[fallen]).tolist(), _split(entities[fallen], where[fallen]), strict=True))
    return tuple(parts[one] for one in off.tolist())


def _split(entities: IntArray, part: _Ints) -> list[IntArray]:
    if not len(entities):
        return []
    return np.split(entities, np.flatnonzero(np.diff(part)) + 1)


def _pairs(sizes: _Ints) -> int:
    whole = sizes.astype(np.int64)
    return int((whole * (whole - 1) // 2).sum())
