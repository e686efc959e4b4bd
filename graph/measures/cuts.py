"""Cut actors and bridges, and what falls apart when one actor goes: for every actor at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.columns import BoolArray, IntArray
from graph.measures.components import ranked
from graph.networks import Network


@dataclass(frozen=True, eq=False)
class Cuts:
    """What hangs on single actors and single contacts. Arrays over places."""

    component: IntArray
    """Number of the component, the largest is 0."""
    sizes: IntArray
    """Number of actors of each component."""
    articulation: BoolArray
    """Cut actors: without this one its component falls into two or more pieces."""
    pieces: IntArray
    """Into how many pieces the component falls without this one (1: it stays whole; 0: nobody is left)."""
    lost: IntArray
    """How many others no longer hang together with the largest piece that is left of the component."""
    bridges: tuple[IntArray, IntArray]
    """Pairs of places (first < second, ordered) whose contact is the only path between its two sides."""


def cuts(network: Network) -> Cuts:
    """Cut actors, bridges, and for every actor what is lost without it, from one depth-first pass.

    Definition: a cut actor (articulation point) is one without which its component falls apart; a bridge is an edge of
    which that is true. `lost` is the size of the component without the actor, less its largest remaining piece.
    Source: R. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1, 146-160 (1972); the sizes of
    the pieces are the sizes of the subtrees that reach nothing above the actor. Cost: one pass over the edges.
    """
    from graph.kernels import connectivity

    component, pieces, largest, parent, bridge = connectivity.cuts(network.starts, network.neighbours)
    found = ranked(component)
    rest = found.sizes[found.component] - 1 if len(network) else np.zeros(0, dtype=np.int32)
    below = np.flatnonzero(bridge).astype(np.int32)
    first, second = np.minimum(below, parent[below]), np.maximum(below, parent[below])
    order = np.lexsort((second, first))
    return Cuts(
        component=found.component,
        sizes=found.sizes,
        articulation=pieces >= 2,
        pieces=pieces,
        lost=(rest - largest).astype(np.int32),
        bridges=(first[order], second[order]),
    )
