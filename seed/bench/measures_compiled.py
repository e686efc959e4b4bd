"""The compiled measures as an engine of the benchmark."""

from __future__ import annotations

import numpy as np

from graph.kernels import warm
from graph.kernels.leiden import leiden
from graph.measures.betweenness import dependencies
from graph.measures.burt import structural_holes
from graph.measures.closeness import distances, distances_of
from graph.measures.components import components
from graph.measures.cores import core_numbers
from graph.measures.cuts import cuts
from graph.measures.pagerank import pagerank
from graph.measures.paths import best_paths, two_step_reach
from graph.measures.prediction import likely, likely_for_all
from graph.measures.whole import whole_of
from seed.bench.measures_kinds import DAMPING, EGOS, NEAR, SETTLED, SOURCES, Calls, Result, chosen, ranked
from seed.bench.measures_networks import Networks


def prepared(networks: Networks) -> Calls:
    """Everything, after the kernels are loaded."""
    warm()
    return {**_structure(networks), **_distances(networks), **_contacts(networks)}


def _structure(networks: Networks) -> Calls:
    network = networks.contacts
    broker, ones = int(np.argmax(network.degree)), np.ones(len(network.neighbours))

    def cut() -> Result:
        found = cuts(network)
        return np.concatenate([np.flatnonzero(found.articulation), *found.bridges])

    return {
        "graph": lambda: network.starts,
        "pagerank": lambda: pagerank(network, damping=DAMPING, accuracy=SETTLED),
        "cores": lambda: core_numbers(network),
        "components": lambda: np.sort(components(network).sizes),
        "cuts": cut,
        "without": lambda: cuts(network).lost[[broker]],
        "communities": lambda: leiden(network.starts, network.neighbours, ones),
    }


def _distances(networks: Networks) -> Calls:
    network = networks.contacts
    some = np.array(chosen(len(network), NEAR), dtype=np.int32)
    egos = np.array(chosen(len(network), EGOS), dtype=np.int32)

    def between(count: int) -> Result:
        sources = np.array(chosen(len(network), count), dtype=np.int32)
        return dependencies(network, sources, np.ones_like(sources))[0] / 2  # libraries count each pair once

    def path() -> Result:
        return np.array([best_paths(network, one, other, 1)[0].cost for one, other in networks.pairs])

    return {
        "betweenness": lambda: between(SOURCES),
        "betweenness_1024": lambda: between(1024),
        "harmonic_some": lambda: distances_of(network, some).reciprocal,
        "harmonic": lambda: distances(network).reciprocal,
        "path": path,
        "egos": lambda: two_step_reach(network, egos) + 1,
    }


def _contacts(networks: Networks) -> Calls:
    meetings = networks.meetings
    broker = int(np.argmax(meetings.degree))
    return {
        "constraint": lambda: structural_holes(meetings).constraint,
        "effective_size": lambda: structural_holes(meetings).effective_size,
        "projection": lambda: networks.both.shared_bodies().starts,
        "likely": lambda: ranked(likely(meetings, broker).scores),
        "likely_all": lambda: np.round(likely_for_all(meetings).scores, 9),
        "whole": lambda: whole_of(networks.contacts, meetings).pagerank,
    }
