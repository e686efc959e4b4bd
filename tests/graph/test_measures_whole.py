"""The full set in one call is what each measure gives by itself, tells how far it is, and is printed by the command."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from graph_rows import VOCABULARY, region

from graph.command import analyse
from graph.measures.betweenness import betweenness
from graph.measures.burt import constraint
from graph.measures.closeness import harmonic
from graph.measures.cuts import cuts
from graph.measures.definitions import DEFINITIONS
from graph.measures.prediction import likely
from graph.measures.whole import Effort, whole
from graph.networks import actor_network, affiliation
from graph.snapshot import Snapshot, take_snapshot


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return take_snapshot(region(400), date(2012, 11, 1), VOCABULARY)


def test_the_full_set_is_what_each_measure_gives_by_itself(snapshot: Snapshot) -> None:
    found = whole(snapshot)
    contacts, meetings = actor_network(snapshot), affiliation(snapshot).shared_bodies()
    assert np.array_equal(found.betweenness.values, betweenness(contacts).values)
    assert np.array_equal(found.harmonic.values, harmonic(contacts))
    assert np.array_equal(found.cuts.lost, cuts(contacts).lost)
    assert np.array_equal(found.holes.constraint, constraint(meetings), equal_nan=True)
    assert found.partners.of(5).places.tolist() == likely(meetings, 5).places.tolist()
    assert (found.community >= 0).sum() == (contacts.degree > 0).sum()


def test_it_says_how_far_it_is_and_can_be_stopped(snapshot: Snapshot) -> None:
    told: list[tuple[int, int]] = []
    whole(snapshot, tell=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[0] == (0, 100)
    assert told[-1] == (100, 100)

    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done >= 50:
            raise Stopped

    with pytest.raises(Stopped):
        whole(snapshot, tell=stop)


def test_large_regions_are_sampled() -> None:
    assert Effort.for_size(50_000).harmonic_sources is None
    assert Effort.for_size(500_000).harmonic_sources == 4096


@pytest.mark.parametrize("more", [[], ["--exact"], ["--sources", "40", "--top", "3"]])
def test_the_command_gives_figures_definitions_and_errors(store: str, more: list[str]) -> None:
    done = CliRunner().invoke(analyse, ["measures", "--store", store, "--json", *more])
    assert done.exit_code == 0, done.output
    answer = json.loads(done.output)
    assert {"revision", "stand", "actors", "definitions"} <= set(answer)
    assert set(answer["measures"]) <= set(answer["definitions"]) == set(DEFINITIONS)
    values = [one["value"] for one in answer["measures"]["betweenness"]]
    assert values == sorted(values, reverse=True)
    assert len(values) == (3 if "--top" in more else 20)
    least = [one["value"] for one in answer["measures"]["constraint"]]
    assert least == sorted(least)
    assert all(one["error"] == 0.0 for one in answer["measures"]["betweenness"]) == ("--sources" not in more)


def test_the_command_prints_lists_for_reading(store: str) -> None:
    done = CliRunner().invoke(analyse, ["measures", "--store", store])
    assert done.exit_code == 0, done.output
    assert all(
        f"{key}: {one.means}" in done.output for key, one in DEFINITIONS.items() if key not in {"community", "partners"}
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    from seed.command import synthesize

    url = f"sqlite:///{Path(tmp_path_factory.mktemp('measures')) / 'registry.db'}"
    done = CliRunner().invoke(synthesize, ["--actors", "300", "--store", url])
    assert done.exit_code == 0, done.output
    return url
