"""Pictures keep their places from one revision to the next, for every process; nobody overlaps."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from graph_rows import VOCABULARY, Rows, entity, region, tie
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.pictures.packing import overlapping
from graph.pictures.remembering import Places
from graph.pictures.settling import MOST, NOTHING, Remembered, settled
from graph.selection import Selection
from graph.snapshot import take_snapshot
from registry.services.derived import Folder


def drawn(rows: Rows) -> Selection:
    return Selection.whole(take_snapshot(rows, None, VOCABULARY))


def network(members: int, pairs: set[tuple[int, int]]) -> Selection:
    rows = [entity(f"a{number:02d}") for number in range(members)]
    return drawn(Rows(rows, [tie(f"a{one:02d}", "kooperation", f"a{two:02d}") for one, two in sorted(pairs)]))


def spots(selection: Selection, before: Remembered = NOTHING) -> tuple[dict[str, tuple[float, float]], Remembered]:
    made, after = settled(selection, before)
    assert not len(overlapping(np.column_stack((made.x, made.y)), made.radius)[0])
    return dict(zip(selection.ids, zip(made.x.tolist(), made.y.tolist(), strict=True), strict=True)), after


PAIRS = st.sets(st.tuples(st.integers(0, 19), st.integers(0, 19)).filter(lambda pair: pair[0] < pair[1]), max_size=40)


@settings(deadline=None, max_examples=40)
@given(PAIRS, st.integers(15, 20))
def test_who_was_there_stays_and_nobody_overlaps(pairs: set[tuple[int, int]], later: int) -> None:
    """Whoever comes finds a place of their own; nobody else moves for them."""
    inner = {pair for pair in pairs if max(pair) < 15}
    first, remembered = spots(network(15, inner))
    second, _ = spots(network(later, inner | {pair for pair in pairs if max(pair) < later}), remembered)
    assert set(second) == {f"a{number:02d}" for number in range(later)}
    calm = [one for one in first if not any(int(one[1:]) in pair for pair in pairs - inner)]
    moved = [np.hypot(*(np.array(first[one]) - second[one])) for one in calm]
    assert not moved or np.median(moved) == 0


def test_the_same_record_gives_the_same_places_again_and_again() -> None:
    selection = drawn(region(300))
    first, remembered = spots(selection)
    for _ in range(3):
        again, remembered = spots(selection, remembered)
        assert again == first


def test_who_comes_stands_near_those_they_know() -> None:
    """Nearer to its only neighbour than most others are."""
    rows = region(300)
    first, remembered = spots(drawn(rows))
    known = next(one for one in first if one.startswith("e"))
    more = Rows([*rows.entities, entity("e-new")], [*rows.ties, tie("e-new", "kooperation", known)])
    second, _ = spots(drawn(more), remembered)
    assert all(second[one] == place for one, place in first.items() if one != known)
    apart = {one: np.hypot(*(np.array(place) - second[known])) for one, place in second.items() if one != known}
    assert apart["e-new"] <= sorted(apart.values())[len(apart) // 10]


def test_who_comes_back_stands_where_they_stood() -> None:
    full = network(20, {(number, number + 1) for number in range(19)})
    first, remembered = spots(full)
    without = network(18, {(number, number + 1) for number in range(17)})
    _, remembered = spots(without, remembered)
    again, _ = spots(full, remembered)
    assert again == first


def test_a_picture_of_others_is_placed_anew() -> None:
    _, remembered = spots(network(3, {(0, 1)}))
    fresh, _ = spots(network(20, {(number, number + 1) for number in range(19)}), remembered)
    expected, _ = spots(network(20, {(number, number + 1) for number in range(19)}))
    assert fresh == expected


def test_nothing_has_no_places() -> None:
    assert spots(network(0, set()))[0] == {}


def test_not_more_is_remembered_than_there_is_room_for() -> None:
    ids = np.array([f"e{number:06d}".encode() for number in range(MOST)])
    full = NOTHING.with_(ids, np.zeros((MOST, 2)))
    newer = np.array([b"x1", b"x2"])
    after = full.with_(newer, np.ones((2, 2)))
    assert len(after.ids) == MOST
    assert after.of(newer)[0].all()
    assert all(one < two for one, two in itertools.pairwise(after.ids.tolist()))


def test_places_are_shared_by_all_who_use_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "derived"
    _, remembered = spots(network(4, {(0, 1)}))
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / ".places-halb.npz.part").write_bytes(b"of one that was killed while writing")
    Places(Folder(folder)).keep("a picture", remembered)
    assert not list(folder.glob(".places-*.part"))
    found = Places(Folder(folder)).of("a picture")
    assert np.array_equal(found.ids, remembered.ids)
    assert np.array_equal(found.places, remembered.places)
    assert not len(Places(Folder(folder)).of("another").ids)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 nothing", b"no zip at all"])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, data: bytes) -> None:
    folder = tmp_path / "derived"
    places = Places(Folder(folder))
    _, remembered = spots(network(4, {(0, 1)}))
    places.keep("a picture", remembered)
    (file,) = folder.glob("places-*")
    file.write_bytes(data)
    assert not len(Places(Folder(folder)).of("a picture").ids)


def test_without_a_folder_a_process_remembers_for_itself() -> None:
    places = Places(Folder(None))
    _, remembered = spots(network(4, {(0, 1)}))
    places.keep("a picture", remembered)
    assert np.array_equal(places.of("a picture").ids, remembered.ids)
