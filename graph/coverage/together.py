"""What is known only together: collectives of known size in the matrix of coverage."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graph.columns import BoolArray
from graph.coverage.places import Pairs
from graph.coverage.standing import Collective, Coverage
from graph.filtering import theme_mask

Counts = NDArray[np.int64]


def fitting(coverage: Coverage, kind: str, theme: str = "") -> list[Collective]:
    """The collectives at the Stand that are made of this kind or a narrower one; of a theme, if one is named."""
    vocabulary = coverage.snapshot.vocabulary
    there: BoolArray = coverage.counted & ~coverage.unsure
    if theme:
        there = there & theme_mask(coverage.snapshot, (theme,))
    return [one for one in coverage.collectives if there[one.number] and vocabulary.is_a(one.kind, kind)]


def as_themselves(coverage: Coverage, kind: str) -> bool:
    """Whether collectives are counted one each already, because the kind takes them in."""
    return coverage.snapshot.vocabulary.is_a("kollektiv", kind)


def largest(
    found: Sequence[Collective], rows: Pairs, height: int, columns: Pairs, kinds: Sequence[str] | None, width: int
) -> tuple[Counts, Counts, Counts]:
    """Of each cell, each row and each column the size of the largest of these collectives, 0 for none.

    `kinds`: the columns where they are kinds; else a collective stands in the columns that `columns` says.
    """
    cells = np.zeros((height, width), dtype=np.int64)
    by_row, by_column = np.zeros(height, dtype=np.int64), np.zeros(width, dtype=np.int64)
    for one in found:
        at = rows[1][rows[0] == one.number]
        below = _columns(one, columns, kinds)
        if len(at):
            by_row[at] = np.maximum(by_row[at], one.size)
            by_column[below] = np.maximum(by_column[below], one.size)
            cells[np.ix_(at, below)] = np.maximum(cells[np.ix_(at, below)], one.size)
    return cells, by_row, by_column


def _columns(one: Collective, columns: Pairs, kinds: Sequence[str] | None) -> NDArray[np.int32]:
    if kinds is None:
        return np.asarray(columns[1][columns[0] == one.number], dtype=np.int32)
    return np.array([at for at, kind in enumerate(kinds) if kind == one.kind], dtype=np.int32)
