"""Groups of actors that are tied more among each other than with the rest, found by Leiden's method, and
what they are called.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graph.columns import IntArray
from graph.selection import Selection

_SMALL = 12


def communities(count: int, first: IntArray, second: IntArray) -> IntArray:
    """Community of each of `count` nodes by Leiden's method (modularity), largest first; -1 for nodes
    without an edge.

    The same edges always give the same communities. The interpreter is free for others meanwhile.
    """
    from graph.kernels.leiden import leiden

    apart = first != second
    if not apart.any():
        return np.full(count, -1, dtype=np.int32)
    ends, others = np.concatenate((first[apart], second[apart])), np.concatenate((second[apart], first[apart]))
    # Several ties between the same two add up to the weight of one edge.
    rows = coo_array((np.ones(len(ends)), (ends, others)), shape=(count, count)).tocsr()
    rows.sort_indices()  # so that the order in which ties come makes no difference
    starts, neighbours = rows.indptr.astype(np.int64), rows.indices.astype(np.int32)
    found = leiden(starts, neighbours, rows.data.astype(np.float64))
    found[np.diff(starts) == 0] = -1
    return _by_size(_small_whole(found, rows))


def _small_whole(group: IntArray, rows: Any) -> IntArray:
    # What hangs together and is small is one group: splitting it further would say more than there is.
    _, component = connected_components(rows, directed=False)
    small = (np.bincount(component)[component] <= _SMALL) & (group >= 0)
    return np.where(small, component + group.max() + 1, group).astype(np.int32)


def _by_size(group: IntArray) -> IntArray:
    """Numbered by size, of equal size by their first node."""
    held = np.flatnonzero(group >= 0)
    _, first, where, sizes = np.unique(group[held], return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(sizes), dtype=np.int32)
    rank[np.lexsort((first, -sizes))] = np.arange(len(sizes), dtype=np.int32)
    found = group.copy()
    found[held] = rank[where]
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
