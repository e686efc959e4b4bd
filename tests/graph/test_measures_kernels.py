"""Kernels are compiled once, for declared types, and take arrays that can only be read."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from measure_graphs import network

import graph.kernels
from graph.kernels import MODULES, warm
from graph.kernels.connectivity import cuts
from graph.measures.whole import Effort, whole_of
from graph.networks import Network


@pytest.fixture(scope="module")
def of() -> Network:
    return network(200, list(nx.powerlaw_cluster_graph(190, 3, 0.4, seed=2).edges))


def test_every_kernel_is_among_those_that_are_made_ready() -> None:
    folder = Path(graph.kernels.__file__).parent
    assert {one.stem for one in folder.glob("*.py")} - {"__init__", "__main__", "compiling"} == set(MODULES)


def test_making_them_ready_again_loads_nothing_anew() -> None:
    warm()
    before = {name: sys.modules[f"graph.kernels.{name}"] for name in MODULES}
    warm()
    assert {name: sys.modules[f"graph.kernels.{name}"] for name in MODULES} == before


def test_arrays_that_can_only_be_read_give_the_same(of: Network) -> None:
    mapped = replace(of)
    for part in ("starts", "neighbours", "weights"):
        copy = getattr(of, part).copy()
        copy.flags.writeable = False
        object.__setattr__(mapped, part, copy)
    effort = Effort(betweenness_sources=20, harmonic_sources=20)
    one, other = whole_of(of, of, effort), whole_of(mapped, mapped, effort)
    assert np.array_equal(one.betweenness.values, other.betweenness.values)
    assert np.array_equal(one.harmonic.values, other.harmonic.values)
    assert np.array_equal(one.partners.places, other.partners.places)
    assert np.array_equal(one.cuts.lost, other.cuts.lost)


def test_other_types_are_refused_instead_of_compiled_again(of: Network) -> None:
    with pytest.raises(TypeError, match="No matching definition"):
        cuts(of.starts.astype(np.int32), of.neighbours)


def test_without_a_folder_for_compiled_code_they_work_all_the_same(tmp_path: Path) -> None:
    """As in a read-only installation of somebody who has no home."""
    code = """
import graph.kernels.compiling as compiling
import numba.core.caching as caching
caching.FunctionCache._impl_class._locator_classes = []
from graph.kernels.cores import core_numbers
import numpy as np
print(type(core_numbers._cache).__name__)
print(core_numbers(np.array([0, 1, 2]), np.array([1, 0], dtype=np.int32)).tolist())
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env={**os.environ}, timeout=60
    )
    assert done.stdout.split("\n")[:2] == ["NullCache", "[1, 1]"], done.stderr
