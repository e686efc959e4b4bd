"""Structural holes: who stands between contacts that have nothing to do with each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.columns import FloatArray, IntArray
from graph.measures.ordering import inverse
from graph.measures.telling import QUIET, Tell
from graph.networks import Network, Starts

_AT_ONCE: Final = 4096


@dataclass(frozen=True, eq=False)
class Holes:
    """Burt's measures of each place; nan for who has no contact."""

    constraint: FloatArray
    effective_size: FloatArray


def structural_holes(network: Network, *, weighted: bool = False, tell: Tell = QUIET) -> Holes:
    """Constraint and effective size of every place from one listing of the triangles.

    Constraint: Σ over contacts j of (p(i, j) + Σ over q of p(i, q) p(q, j))², p(i, j) the share of i's weights that
    goes to j. High where all contacts know each other (or are few): nobody to bring together. Effective size: Σ over
    contacts j of 1 - Σ over q of p(i, q) m(j, q), m(j, q) the weight between j and q as a share of j's greatest;
    without weights the number of contacts less the mean number of contacts that they have among each other. Source:
    R. S. Burt, Structural Holes (1992), chapter 2; S. P. Borgatti, Connections 20, 35-38 (1997). Weights are all one
    unless `weighted`. Cost: edges × the highest core number at most.
    """
    from graph.kernels import burt as kernels
    from graph.kernels.ranking import strengths

    order = np.argsort(network.degree, kind="stable").astype(np.int32)
    rank = inverse(order)
    weights = network.weights if weighted else np.empty(0)
    strength = strengths(network.starts, weights)[order]
    rows = kernels.pointed(network.starts, network.neighbours, weights, order, rank)
    through, shared = _triangles(rows, strength, tell)
    constraint, redundant = kernels.holes(*rows, strength, _strongest(network, weights)[order], through, shared)
    alone = network.degree == 0
    found = np.where(alone, np.nan, constraint[rank])
    return Holes(found, np.where(alone, np.nan, network.degree - redundant[rank]))


def _triangles(
    rows: tuple[Starts, IntArray, FloatArray], strength: FloatArray, tell: Tell
) -> tuple[FloatArray, FloatArray]:
    from graph.kernels import burt as kernels

    starts, out, weights = rows
    size = len(strength)
    through, shared = np.zeros(len(out)), np.zeros(len(out))
    marked = np.full(size, -1, dtype=np.int64)
    for begin in range(0, size, _AT_ONCE):
        tell(begin, size)
        end = min(begin + _AT_ONCE, size)
        if len(weights):
            kernels.triangles(starts, out, weights, strength, marked, through, shared, begin, end)
        else:
            kernels.plain_triangles(starts, out, strength, marked, through, shared, begin, end)
    tell(size, size)
    return through, shared


def _strongest(network: Network, weights: FloatArray) -> FloatArray:
    """Each row's greatest weight; one where all are one."""
    if not len(weights):
        return np.ones(len(network))
    found = np.zeros(len(network))
    some = np.flatnonzero(network.degree)
    found[some] = np.maximum.reduceat(weights, network.starts[some])
    return found


def constraint(network: Network, *, weighted: bool = False, tell: Tell = QUIET) -> FloatArray:
    """Burt's constraint of each place, see `structural_holes`."""
    return structural_holes(network, weighted=weighted, tell=tell).constraint


def effective_size(network: Network, *, weighted: bool = False, tell: Tell = QUIET) -> FloatArray:
    """Burt's effective size of each place, see `structural_holes`."""
    return structural_holes(network, weighted=weighted, tell=tell).effective_size
