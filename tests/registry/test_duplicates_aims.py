"""The aims, on made-up pairs of a seed on which nothing was tuned: see docs/performance.md for the full measurement."""

from __future__ import annotations

from functools import lru_cache
from time import process_time

import pytest

from registry.services.duplicates import DuplicateIndex
from seed.bench.duplicates.entering import index
from seed.bench.duplicates.measuring import Judged, matching, sweeping
from seed.pairs import World

SEED = 77

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@lru_cache(maxsize=1)
def world() -> World:
    return World(10_000, SEED)


@lru_cache(maxsize=1)
def known() -> DuplicateIndex:
    return index(world())


@lru_cache(maxsize=1)
def measured() -> tuple[Judged, Judged]:
    full, name = matching(world(), known(), 1_000)
    return full, name


def test_with_place_contacts_and_numbers_duplicates_are_recognised() -> None:
    full, _ = measured()
    assert full.verdict.f1 >= 0.93, full.verdict
    assert full.verdict.first_three >= 0.97, full.verdict


def test_by_the_name_alone_duplicates_are_recognised() -> None:
    _, name = measured()
    assert name.verdict.f1 >= 0.90, name.verdict


def test_a_check_takes_less_than_50_milliseconds_of_the_processor() -> None:
    assert max(one.cpu.p95 for one in measured()) < 50


def test_what_was_entered_twice_in_spite_of_everything_is_found_by_the_sweep() -> None:
    start = process_time()
    swept = sweeping(World(3_000, SEED), 400)
    assert swept.verdict.precision >= 0.8, swept.verdict
    assert swept.verdict.recall >= 0.8, swept.verdict
    assert process_time() - start < 60
