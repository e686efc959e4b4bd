"""Core and periphery."""

from __future__ import annotations

from graph.columns import IntArray
from graph.networks import Network


def core_numbers(network: Network) -> IntArray:
    """Core number of each place.

    Definition: the largest k for which the actor belongs to a part of the network in which everyone has at least k
    contacts within that part (the k-core). Source: S. B. Seidman, Network structure and minimum degree, Social
    Networks 5, 269-287 (1983); computed as V. Batagelj and M. Zaveršnik, arXiv cs/0310049 (2003). Cost: one pass over
    the edges.
    """
    from graph.kernels import cores

    found: IntArray = cores.core_numbers(network.starts, network.neighbours)
    return found
