"""Groups of actors that are tied more among each other than with the rest, found by Leiden's method, and
what they are called.
"""

from __future__ import annotations

from collections import Counter

import igraph
import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from graph.columns import IntArray
from graph.engine import seeded
from graph.selection import Selection

_SMALL = 12


def communities(count: int, first: IntArray, second: IntArray) -> IntArray:
    """Community of each of `count` nodes by Leiden's method (modularity), largest first; -1 for nodes
    without an edge.
    """
    apart = first != second
    if not apart.any():
        return np.full(count, -1, dtype=np.int32)
    low, high = np.minimum(first, second)[apart], np.maximum(first, second)[apart]
    packed_edges, weights = np.unique(low.astype(np.int64) * count + high, return_counts=True)
    edges = np.column_stack((packed_edges // count, packed_edges % count))
    with seeded():
        graph = igraph.Graph(n=count, edges=edges)
        parts = graph.community_leiden(objective_function="modularity", weights=weights.tolist(), n_iterations=4)
    found = np.asarray(parts.membership, dtype=np.int32)
    found[np.bincount(edges.ravel(), minlength=count) == 0] = -1
    return _by_size(_small_whole(found, edges, count))


def _small_whole(group: IntArray, edges: np.ndarray, count: int) -> IntArray:
    # What hangs together and is small is one group: splitting it further would say more than there is.
    links = coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(count, count))
    _, component = connected_components(links, directed=False)
    small = (np.bincount(component)[component] <= _SMALL) & (group >= 0)
    return np.where(small, component + group.max() + 1, group).astype(np.int32)


def _by_size(group: IntArray) -> IntArray:
    keys, where, sizes = np.unique(group[group >= 0], return_inverse=True, return_counts=True)
    first = np.array([int(np.flatnonzero(group == key)[0]) for key in keys])
    rank = np.empty(len(keys), dtype=np.int32)
    rank[np.lexsort((first, -sizes))] = np.arange(len(keys), dtype=np.int32)
    found = group.copy()
    found[group >= 0] = rank[where]
    return found


def community_names(selection: Selection, group: IntArray) -> tuple[str, ...]:
    """What each community is called: its most connected body, or else actor."""
    snapshot = selection.snapshot
    bodies = snapshot.of_kinds(("body",))[selection.entities]
    names = []
    for one in range(int(group.max()) + 1 if len(group) else 0):
        members = np.flatnonzero(group == one)
        best = members[np.lexsort((members, -selection.degree[members], ~bodies[members]))[0]]
        names.append(snapshot.names[selection.entities[best]])
    return _distinct(names)


def _distinct(names: list[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(found)
