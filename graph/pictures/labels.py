"""Which labels of a picture are shown at which zoom, so that none covers another: the most connected first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.columns import FloatArray
from graph.names import text_width, wrapped
from graph.pictures.layout import Layout

FONT = 13.0
LINE = 16.0
BELOW = 4.0
"""Free room in pixels between a node and its label."""
CHARACTERS, LINES = 22, 3
ROLE_FONT = 11.0
_ROLE_HEIGHT = 14.0
_ROLE_WEIGHT = 9.5
"""Labels of ties come after those of actors with two ties and before those with one (in the unit of node radii)."""


class Boxes(NamedTuple):
    """Boxes of fixed size (pixels) at places that move with the zoom: centred at x, upper edge at `anchor`
    plus `offset` pixels.
    """

    x: FloatArray
    anchor: FloatArray
    offset: FloatArray
    width: FloatArray
    height: FloatArray
    weight: FloatArray
    """Which come first."""


class Nodes(NamedTuple):
    """Discs that grow with the zoom."""

    x: FloatArray
    y: FloatArray
    radius: FloatArray


class TieLabel(NamedTuple):
    """The role of a tie, written at the middle of its line (in the unit of the layout)."""

    tie: int
    """Place of the tie in its selection."""
    x: float
    y: float
    text: str
    room: float = float("inf")
    """Length of the line between its two nodes: the label must not be longer."""


@dataclass(frozen=True, eq=False)
class Labels:
    """Labels of a layout, in its order. A label stands centred under its node and has the same size at every zoom."""

    text: tuple[str, ...]
    """At most three lines, cut where the name is longer."""
    boxes: Boxes
    """Of the nodes' labels, and then of the ties'."""
    scale_from: FloatArray
    """Show a node's label where the zoom (pixels per unit of the layout) is at least this; infinite for never."""
    ties: tuple[TieLabel, ...]
    tie_scale_from: FloatArray
    """The same for the labels of ties."""

    def shown(self, scale: float) -> np.ndarray:
        """Places of the nodes' labels that are shown at this zoom."""
        return np.flatnonzero(self.scale_from <= scale)

    def ties_shown(self, scale: float) -> np.ndarray:
        """Places of the ties' labels that are shown at this zoom."""
        return np.flatnonzero(self.tie_scale_from <= scale)


def visible_labels(layout: Layout, names: Sequence[str], ties: Sequence[TieLabel] = ()) -> Labels:
    """For each label the zoom from which it covers no other that is shown already, and no node of more ties.

    At any zoom, the boxes of the labels with `scale_from` at most that zoom do not overlap. Two labels that do not
    overlap at one zoom do not at a larger one either, because nodes move apart and boxes keep their size.
    """
    texts = tuple(wrapped(one, CHARACTERS, LINES) for one in names)
    boxes = _boxes(layout, texts, ties)
    rooms = np.array([one.room for one in ties], dtype=np.float64)
    least = np.concatenate((np.zeros(len(texts)), _zoom(boxes.width[len(texts) :] + 8, rooms)))
    found = thresholds(boxes, Nodes(layout.x, layout.y, layout.radius), least)
    return Labels(texts, boxes, found[: len(texts)], tuple(ties), found[len(texts) :])


def _boxes(layout: Layout, texts: Sequence[str], ties: Sequence[TieLabel]) -> Boxes:
    sizes = [text_size(one) for one in texts]
    role_sizes = [(text_width(one.text, ROLE_FONT) + 4, _ROLE_HEIGHT) for one in ties]
    return Boxes(
        x=np.concatenate((layout.x, [one.x for one in ties])),
        anchor=np.concatenate((layout.y + layout.radius, [one.y for one in ties])),
        offset=np.repeat([BELOW, -_ROLE_HEIGHT / 2], [len(texts), len(ties)]),
        width=np.array([one[0] for one in (*sizes, *role_sizes)], dtype=np.float64),
        height=np.array([one[1] for one in (*sizes, *role_sizes)], dtype=np.float64),
        weight=np.concatenate((layout.radius, np.full(len(ties), _ROLE_WEIGHT))),
    )


def text_size(text: str) -> tuple[float, float]:
    """Estimated width and height of a label in pixels."""
    lines = text.split("\n")
    return max(text_width(one, FONT) for one in lines) + 6, len(lines) * LINE + 2


def thresholds(boxes: Boxes, nodes: Nodes | None = None, least: FloatArray | None = None) -> FloatArray:
    """The zoom from which each box fits among those of greater weight, and over no node of greater radius
    than its weight.
    """
    from graph.kernels.labelling import label_zooms  # numba is slow to import: only who draws pays for it

    order = np.lexsort((np.arange(len(boxes.x)), -boxes.weight))
    at_least = np.zeros(len(order)) if least is None else least
    discs = np.zeros((3, 0)) if nodes is None else np.array(nodes)
    return label_zooms(order, np.array(boxes), at_least, discs)


def _zoom(needed: FloatArray, distance: FloatArray) -> FloatArray:
    """At which zoom a distance becomes as large as the pixels that are needed."""
    large = np.maximum(needed, 0.0) / np.maximum(distance, 1e-9) * 1.000001
    return np.asarray(np.where(distance > 1e-9, large, np.inf))
