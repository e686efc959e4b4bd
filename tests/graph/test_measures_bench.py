"""The benchmark of the measures asks every engine the same question, and its tables say what was measured."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from seed.bench.measures import SIZES
from seed.bench.measures_compiled import prepared
from seed.bench.measures_kinds import KINDS, Kind
from seed.bench.measures_networks import Networks, make, read
from seed.bench.measures_table import Cell, Size, exponent, page

BY_KEY = {one.key: one for one in KINDS}


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> Networks:
    folder = tmp_path_factory.mktemp("networks")
    make(300, folder)
    return read(folder)


@pytest.mark.parametrize("engine", ["networkx", "igraph", "scipy"])
def test_every_engine_gives_what_the_compiled_measures_give(engine: str, networks: Networks) -> None:
    own = prepared(networks)
    module = import_module(f"seed.bench.measures_{engine}")
    compared = 0
    for kind in KINDS:
        calls = module.prepared(networks, kind.key)
        if kind.compared and kind.key in calls:
            assert kind.agree(own[kind.key](), calls[kind.key]()), kind.label
            compared += 1
    assert compared >= 5


def test_every_measure_of_the_table_is_compiled(networks: Networks) -> None:
    assert set(prepared(networks)) == set(BY_KEY)


def test_another_result_is_noticed() -> None:
    kind = BY_KEY["cores"]
    assert not kind.agree(np.array([1, 2]), np.array([1, 3]))
    assert not kind.agree(np.array([1, 2]), np.array([1, 2, 3]))
    assert kind.agree(np.array([1, 2]), np.array([]))


def cells(kind: Kind, own: float, networkx: float) -> tuple[Cell, ...]:
    return (Cell(kind, "networkx", (networkx,)), Cell(kind, "compiled", (own,), megabytes=200))


def test_aims_are_judged_where_they_were_set() -> None:
    kind = BY_KEY["pagerank"]
    slow = page([Size(50_000, "about", cells(kind, 0.1, 2.0))])
    assert "40 × networkx **missed**" in slow
    assert "as fast as the best met" in slow
    assert "40 × networkx met" in page([Size(50_000, "about", cells(kind, 0.01, 2.0))])
    assert "×" not in page([Size(1000, "about", cells(kind, 0.1, 2.0))])
    whole = page([Size(50_000, "about", cells(BY_KEY["whole"], 31.0, 90.0))])
    assert "30 s **missed**, 400 MB met" in whole


def test_growth_is_the_slope_between_sizes() -> None:
    assert exponent([(1000, 0.1), (10_000, 1.0), (100_000, 10.0)]) == pytest.approx(1.0)
    assert exponent([(1000, 0.01), (10_000, 1.0)]) == pytest.approx(2.0)
    sizes = [Size(size, "about", cells(BY_KEY["cores"], size / 1e6, 1.0)) for size in (1000, 50_000)]
    assert "| core numbers | 0.0010 | 0.050 | 1.00 |" in page(sizes)


def test_what_was_not_finished_is_said() -> None:
    kind = BY_KEY["harmonic"]
    late = Cell(kind, "networkx", (), reason="not in 10 s")
    text = page([Size(1000, "about", (late, Cell(kind, "compiled", (0.5,), megabytes=None)))])
    assert "| not in 10 s |" in text


def test_what_was_ended_tells_how_much_longer_it_takes_at_least() -> None:
    """And an aim is judged by it only where that is enough."""
    kind = BY_KEY["harmonic"]

    def row(least: float) -> str:
        late = Cell(kind, "networkx", (), reason="not in 10 s", least=least)
        return page([Size(50_000, "about", (late, Cell(kind, "compiled", (0.2,))))])

    assert "| > 45.0 | > 45.0 | as fast as the best met, 40 × networkx met |" in row(9.0)
    assert "| > 35.0 | > 35.0 | as fast as the best met |" in row(7.0)
    assert "| > 0.5 | > 0.5 |  |" in row(0.1)


def test_the_networks_say_how_large_they_are(networks: Networks, tmp_path: Path) -> None:
    assert networks.about.startswith("300 actors with ")
    assert SIZES == "1000,50000"
