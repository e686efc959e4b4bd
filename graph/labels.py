"""Which labels of a picture are shown at which zoom, so that none covers another: the most connected first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.columns import FloatArray
from graph.layout import Layout
from graph.names import text_width, wrapped

FONT = 13.0
LINE = 16.0
BELOW = 4.0
"""Free room in pixels between a node and its label."""
CHARACTERS = 24


@dataclass(frozen=True, eq=False)
class Labels:
    """Labels of a layout, in its order. A label stands centred under its node and has the same size at every zoom."""

    text: tuple[str, ...]
    """At most two lines, cut where the name is long."""
    width: FloatArray
    height: FloatArray
    """Of the box in pixels."""
    scale_from: FloatArray
    """Show a label where the zoom (pixels per unit of the layout) is at least this; infinite for never."""

    def shown(self, scale: float) -> np.ndarray:
        """Places of the labels that are shown at this zoom."""
        return np.flatnonzero(self.scale_from <= scale)


def visible_labels(layout: Layout, names: Sequence[str], *, font: float = FONT) -> Labels:
    """For each node the zoom from which its label covers no label that is shown already.

    At any zoom, the boxes of the labels with `scale_from` at most that zoom do not overlap. Two labels
    that do not overlap
    at one zoom do not at a larger one either, because nodes move apart and boxes keep their size.
    """
    texts = tuple(wrapped(one, CHARACTERS) for one in names)
    width = np.array([max(text_width(line, font) for line in one.split("\n")) + 6 for one in texts])
    lines = np.array([one.count("\n") + 1 for one in texts])
    height = lines * (LINE * font / FONT) + 2
    # The upper edge of a label is fixed to the lower edge of its node.
    top = layout.y + layout.radius
    return Labels(texts, width, height, thresholds(layout.x, top, width, height, layout.radius, layout.y))


def thresholds(
    x: FloatArray,
    top: FloatArray,
    width: FloatArray,
    height: FloatArray,
    weight: FloatArray,
    node_y: FloatArray | None = None,
) -> FloatArray:
    """The zoom from which each box fits among those of greater weight; boxes hang centred at (x, top).

    With `node_y` (the nodes' middles; their radii are the weights) a box must not cover a node of greater
    weight either.
    """
    order = np.lexsort((np.arange(len(x)), -weight))
    found = np.full(len(x), np.inf)
    for rank, one in enumerate(order):
        before = order[:rank]
        sideways = _apart((width[one] + width[before]) / 2, np.abs(x[before] - x[one]))
        lower = top[before] > top[one]
        downwards = _apart(np.where(lower, height[one], height[before]), np.abs(top[before] - top[one]))
        free_from = np.minimum(sideways, downwards)
        binding = free_from[free_from > found[before]]
        found[one] = binding.max() if len(binding) else 0.0
        if node_y is not None:
            nodes = order[:rank][weight[before] > weight[one]]
            found[one] = max(found[one], _clear_of(nodes, one, x, top, node_y, width, height, weight))
    return found


def _clear_of(
    nodes: np.ndarray,
    one: int,
    x: FloatArray,
    top: FloatArray,
    node_y: FloatArray,
    width: FloatArray,
    height: FloatArray,
    radius: FloatArray,
) -> float:
    """The zoom from which a label covers none of these nodes, which grow with the zoom while the label does not.

    A node above the label's upper edge is never covered; one that reaches over the whole of it at any zoom is let be.
    """
    if not len(nodes):
        return 0.0
    sideways = _apart(np.full(len(nodes), width[one] / 2), np.abs(x[nodes] - x[one]) - radius[nodes])
    downwards = _apart(np.full(len(nodes), height[one] + BELOW), node_y[nodes] - radius[nodes] - top[one])
    free_from = np.where(node_y[nodes] + radius[nodes] <= top[one], 0.0, np.minimum(sideways, downwards))
    return float(np.max(free_from, initial=0.0, where=np.isfinite(free_from)))


def _apart(needed: FloatArray, distance: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore"):
        return np.asarray(np.where(distance > 1e-9, needed / np.maximum(distance, 1e-9), np.inf)) * 1.000001
