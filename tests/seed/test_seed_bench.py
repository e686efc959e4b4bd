"""The benchmarks themselves: they refuse wrong results, compute their figures rightly, and write where they should."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.model import Invalid
from registry.services import Registry
from seed.bench.record import commits, fill
from seed.bench.table import BEGIN, END, markdown, write
from seed.bench.timing import Measured, WrongResult, timed
from seed.synthetic import Region


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=300))
def test_p95_leaves_at_most_one_in_twenty_above(times: list[float]) -> None:
    """At most five of a hundred times are above the 95th percentile, and it is one of the times."""
    measured = Measured("x", 1, tuple(times))
    assert measured.p95 in times
    assert sum(one > measured.p95 for one in times) <= len(times) * 0.05
    assert measured.median <= measured.p95 or len(times) < 3


def test_a_wrong_result_is_no_measurement() -> None:
    """A call whose result does not pass the check stops the benchmark instead of giving a time."""
    assert len(timed(abs, [1, -2], lambda given, got: got == abs(given))) == 2
    with pytest.raises(WrongResult, match="-2"):
        timed(abs, [1, -2], lambda given, got: got == given)


def test_filling_and_committing_are_checked(empty_registry: Registry) -> None:
    """A small region goes through the real steps, and what was committed is in the record."""
    region = Region(100, 1, empty_registry.vocabulary)
    loaded = fill(empty_registry, region)
    assert (len(loaded.times), loaded.actors) == (1, 100)
    assert len(commits(empty_registry, region, 10).times) == 10
    with pytest.raises(WrongResult):
        fill(empty_registry, Region(100, 2, empty_registry.vocabulary))


def test_table_says_how_a_peer_compares() -> None:
    """A peer's row names the ratio of its median to ours for the same queries at the same size, and aims are judged."""
    table = markdown(
        [
            Measured("search, as typed", 1000, (2.0, 2.0), aim=30.0),
            Measured("peer: slow, as typed", 1000, (7.0, 7.0)),
            Measured("loading", 50000, (61_000.0,), aim=60_000.0),
        ]
    )
    own, peer, loading = table.splitlines()[2:]
    assert "30.0 met" in own
    assert "3.5 times our median" in peer
    assert "**missed**" in loading


def test_table_replaces_only_what_is_between_the_markers(tmp_path: Path) -> None:
    """Text around the table stays; a page without markers is refused."""
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write(page, "new")
    assert page.read_text(encoding="utf-8") == f"before\n{BEGIN}\nnew\n{END}\nafter\n"
    page.write_text("no markers", encoding="utf-8")
    with pytest.raises(Invalid, match="markers"):
        write(page, "new")
