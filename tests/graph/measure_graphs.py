"""Random networks for the tests of measures, and the same as networkx graphs with places as nodes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
from graph_rows import VOCABULARY, Rows, entity
from hypothesis import strategies as st

from graph.kernels import warm
from graph.networks import Network, from_edges
from graph.snapshot import take_snapshot

warm()  # no test of a measure may wait for its compilation

MOST = 12
STAND = date(2012, 11, 1)
SNAPSHOT = take_snapshot(Rows([entity(f"e{number:04d}") for number in range(3000)], []), STAND, VOCABULARY)


class Shown(Network):
    """A network that says its edges where a test fails."""

    def __repr__(self) -> str:
        edges = [part.tolist() for part in self.edges]
        return f"{len(self)} places, edges {list(zip(*edges, strict=True))}"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002
        printer.text(repr(self))


def network(size: int, edges: Sequence[tuple[int, int]], weights: Sequence[float] | None = None) -> Network:
    """A network of `size` actors with these edges; loops are left out."""
    first, second = (np.array([edge[end] for edge in edges], dtype=np.int32) for end in (0, 1))
    given = np.ones(len(edges)) if weights is None else np.array(weights, dtype=np.float64)
    made = from_edges(SNAPSHOT, np.arange(size, dtype=np.int32), first, second, given)
    return Shown(made.snapshot, made.entities, made.starts, made.neighbours, made.weights)


def plain(of: Network) -> nx.Graph[int]:
    """The same network as networkx knows it, with places as nodes."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(of)))
    graph.add_weighted_edges_from(zip(*(part.tolist() for part in of.edges), strict=True))
    return graph


def _shapes(size: int) -> st.SearchStrategy[list[tuple[int, int]]]:
    places = st.integers(0, size - 1)
    anything = st.lists(st.tuples(places, places), max_size=3 * size)
    star = st.just([(0, other) for other in range(1, size)])
    clique = st.just(list(combinations(range(size), 2)))
    chain = st.just([(one, one + 1) for one in range(size - 1)])
    return st.one_of(anything, anything, star, clique, chain)


@st.composite
def networks(draw: st.DrawFn, least: int = 0, most: int = MOST, *, weighted: bool = False) -> Network:
    """Networks of any shape: empty, loops (which are left out), disconnected, stars, cliques, chains."""
    size = draw(st.integers(least, most))
    if size == 0:
        return network(0, [])
    edges = draw(_shapes(size))
    weight = st.sampled_from([0.5, 1.0, 2.0, 3.0])
    weights = draw(st.lists(weight, min_size=len(edges), max_size=len(edges))) if weighted else None
    return network(size, edges, weights)
