"""Positions are the same for the same record, finite, and keep nodes, groups and labels apart."""

from __future__ import annotations

import numpy as np
import pytest
from graph_rows import VOCABULARY, Rows, entity, region, tie
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.filtering import Filter, select
from graph.pictures.labels import Labels, TieLabel, visible_labels
from graph.pictures.layout import Layout, layout
from graph.pictures.packing import overlapping, packed, pushed_apart, shelved
from graph.selection import Selection
from graph.snapshot import take_snapshot

EDGES = st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24)), max_size=60)
RADII = st.lists(st.floats(1, 60), min_size=1, max_size=40)


def selection(edges: list[tuple[int, int]], count: int = 25) -> Selection:
    entities = [entity(f"e{number:03d}", "netzwerk") for number in range(count)]
    ties = [tie(f"e{one:03d}", "mitglied", f"e{two:03d}", id_=f"t{at:03d}") for at, (one, two) in enumerate(edges)]
    return select(take_snapshot(Rows(entities, ties), None, VOCABULARY), Filter())


def apart(placed: Layout) -> bool:
    places = np.column_stack((placed.x, placed.y))
    return not len(overlapping(places, placed.radius)[0])


@settings(max_examples=60, deadline=None)
@given(EDGES)
def test_nodes_never_overlap_and_positions_are_finite_and_the_same_again(edges: list[tuple[int, int]]) -> None:
    drawn = selection(edges)
    placed, again = layout(drawn), layout(drawn)
    assert np.isfinite(placed.x).all()
    assert np.isfinite(placed.y).all()
    assert apart(placed)
    assert (placed.x == again.x).all()
    assert (placed.y == again.y).all()
    assert (placed.group == again.group).all()


@settings(max_examples=60, deadline=None)
@given(EDGES)
def test_communities_hold_only_what_hangs_together_and_are_named(edges: list[tuple[int, int]]) -> None:
    drawn = selection(edges)
    placed = layout(drawn)
    tied = {end for one, two in edges if one != two for end in (one, two)}
    assert set(np.flatnonzero(placed.group >= 0).tolist()) == tied
    assert set(placed.group[placed.group >= 0].tolist()) == set(range(len(placed.group_names)))
    assert len(set(placed.group_names)) == len(placed.group_names)
    for one, two in edges:
        if one != two and len({end for pair in edges for end in pair}) <= 12:
            assert placed.group[one] == placed.group[two]


@pytest.mark.parametrize("size", [0, 1, 2, 40, 400])
def test_a_region_of_any_size_is_placed_without_overlap(size: int) -> None:
    rows = region(size) if size > 2 else Rows([entity(f"e{one}") for one in range(size)], [])
    placed = layout(select(take_snapshot(rows, None, VOCABULARY), Filter()))
    assert len(placed) == size
    assert apart(placed)


def test_what_has_no_ties_stands_below_everything_else() -> None:
    placed = layout(selection([(0, 1), (1, 2), (3, 4)], 10))
    alone = placed.group < 0
    assert placed.y[alone].min() > placed.y[~alone].max()


@settings(max_examples=80, deadline=None)
@given(RADII, st.randoms(use_true_random=False))
def test_discs_pushed_apart_or_packed_do_not_overlap(radii: list[float], random: object) -> None:
    room = np.array(radii)
    start = np.array([[random.random() * 50, random.random() * 50] for _ in radii])
    for places in (pushed_apart(start, room), pushed_apart(start * 0, room), packed(room)):
        assert overlapping(places, room)[1].max(initial=0.0) < 1e-6


@given(st.lists(st.tuples(st.floats(1, 90), st.floats(1, 90)), min_size=1, max_size=30))
def test_boxes_in_rows_do_not_overlap(boxes: list[tuple[float, float]]) -> None:
    sizes = np.array(boxes)
    places = shelved(sizes)
    for one in range(len(boxes)):
        for two in range(one):
            gaps = np.abs(places[one] - places[two]) - (sizes[one] + sizes[two]) / 2
            assert gaps.max() > -1e-6


def boxes_at(labels: Labels, scale: float) -> np.ndarray:
    """Left, top, right, bottom in pixels of all labels shown at a zoom."""
    boxes = labels.boxes
    from_ = np.concatenate((labels.scale_from, labels.tie_scale_from))
    left, top = boxes.x * scale - boxes.width / 2, boxes.anchor * scale + boxes.offset
    return np.column_stack((left, top, left + boxes.width, top + boxes.height))[from_ <= scale]


@settings(max_examples=60, deadline=None)
@given(EDGES, st.floats(0.05, 6))
def test_labels_shown_at_any_zoom_do_not_overlap(edges: list[tuple[int, int]], scale: float) -> None:
    drawn = selection(edges)
    placed = layout(drawn)
    names = [f"Musterverein mit langem Namen Nummer {one}" for one in range(len(drawn))]
    ties = [
        TieLabel(at, float(placed.x[one]), float(placed.y[two]), "moderiert") for at, (one, two) in enumerate(edges)
    ]
    found = boxes_at(visible_labels(placed, names, ties), scale)
    for one in range(len(found)):
        for two in range(one):
            wide = min(found[one][2], found[two][2]) - max(found[one][0], found[two][0])
            high = min(found[one][3], found[two][3]) - max(found[one][1], found[two][1])
            assert wide <= 1e-3 or high <= 1e-3


def test_labels_come_with_the_zoom_the_most_connected_first() -> None:
    drawn = select(take_snapshot(region(200), None, VOCABULARY), Filter())
    placed = layout(drawn)
    labels = visible_labels(placed, drawn.names)
    assert int(np.argmax(placed.radius)) in labels.shown(0.0)
    counts = [len(labels.shown(scale)) for scale in (0.2, 0.5, 1, 2, 4, 8)]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1] == len(drawn)
