"""scipy.sparse as an engine of the benchmark: what a few lines over sparse matrices do."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, shortest_path

from graph.networks import LARGE, Network
from seed.bench.measures_kinds import DAMPING, NEAR, SETTLED, Calls, Result, chosen, ranked
from seed.bench.measures_networks import Networks


def _matrix(network: Network) -> Any:
    ones = np.ones(len(network.neighbours))
    return csr_array((ones, network.neighbours, network.starts), shape=(len(network), len(network)))


def prepared(networks: Networks, key: str) -> Calls:
    """What scipy can do."""
    if key == "projection":
        return _projection(networks)
    if key in ("effective_size", "likely", "likely_all"):
        return _contacts(_matrix(networks.meetings))
    return _reach(_matrix(networks.contacts), networks)


def _reach(matrix: Any, networks: Networks) -> Calls:
    size = matrix.shape[0]
    degree = np.diff(matrix.indptr)

    def pagerank() -> Result:
        rank = np.full(size, 1 / size)
        alone = degree == 0
        share = np.where(alone, 0.0, 1.0 / np.maximum(degree, 1))
        while True:
            new = DAMPING * (matrix @ (rank * share) + rank[alone].sum() / size) + (1 - DAMPING) / size
            change = np.abs(new - rank).sum()
            rank = new
            if change < SETTLED:
                return np.asarray(rank)

    broker = int(np.argmax(degree))

    def without() -> Result:
        of = connected_components(matrix, directed=False)[1]
        inside = np.flatnonzero(of == of[broker])
        rest = inside[inside != broker]
        pieces = np.bincount(connected_components(matrix[rest][:, rest], directed=False)[1])
        return np.array([pieces.sum() - pieces.max()])

    def near() -> Result:
        steps = shortest_path(matrix, directed=False, unweighted=True, indices=chosen(size, NEAR))
        return np.asarray(np.where(steps > 0, 1 / np.maximum(steps, 1), 0).sum(axis=1))

    def path() -> Result:
        found = [shortest_path(matrix, directed=False, unweighted=True, indices=one) for one, _ in networks.pairs]
        return np.array([steps[other] for steps, (_, other) in zip(found, networks.pairs, strict=True)])

    return {
        "pagerank": pagerank,
        "components": lambda: np.sort(np.bincount(connected_components(matrix, directed=False)[1])),
        "without": without,
        "harmonic_some": near,
        "path": path,
    }


def _contacts(matrix: Any) -> Calls:
    degree = np.diff(matrix.indptr)
    share = np.where(degree > 0, 1.0 / np.maximum(degree, 1), 0.0)

    def effective_size() -> Result:
        common = (matrix @ matrix).multiply(matrix).sum(axis=1)
        return np.asarray(np.where(degree > 0, degree - common * share, np.nan))

    def scores(rows: Any) -> Any:
        found = csr_array(matrix[rows].multiply(share) @ matrix)
        return csr_array(found - found.multiply(matrix[rows]))

    broker = int(np.argmax(degree))

    def likely() -> Result:
        dense = scores([broker]).toarray()[0]
        dense[broker] = 0
        return ranked(dense)

    def likely_all() -> Result:
        best = np.zeros((len(degree), 10))
        for begin in range(0, len(degree), 500):
            rows = np.arange(begin, min(begin + 500, len(degree)))
            found = scores(rows)
            for at, row in enumerate(rows):
                part = slice(found.indptr[at], found.indptr[at + 1])
                best[row] = ranked(np.where(found.indices[part] == row, 0, found.data[part]))
        return best

    return {"effective_size": effective_size, "likely": likely, "likely_all": likely_all}


def _projection(networks: Networks) -> Calls:
    both = networks.both
    fits = (both.sizes >= 2) & (both.sizes <= LARGE)
    keep = fits[both.columns]
    row = np.repeat(np.arange(len(both.actors)), np.diff(both.starts))[keep]
    shape = (len(both.actors), len(both.bodies))
    share = 1.0 / np.maximum(both.sizes - 1, 1)
    ones = csr_array((np.ones(len(row)), (row, both.columns[keep])), shape=shape)
    weighted = csr_array((share[both.columns[keep]], (row, both.columns[keep])), shape=shape)

    def project() -> Result:
        found = csr_array(weighted @ ones.T)
        found.setdiag(0.0)
        found.eliminate_zeros()
        found.sort_indices()
        return np.asarray(found.indptr)

    return {"projection": project}
