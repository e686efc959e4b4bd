"""Bridges between two networks: who sits in both, who of one knows somebody of the other, who stands between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.columns import BoolArray, IntArray
from graph.partners.ground import Ground, Matrix

NAMED: Final = 3


@dataclass(frozen=True)
class Link:
    """Somebody who joins two networks, and whom they know in each; of many the first by name."""

    id: str
    first: tuple[str, ...] = ()
    """Ids of those of the first network with whom they are in touch, at most `NAMED`."""
    second: tuple[str, ...] = ()
    first_count: int = 0
    """How many these are in all."""
    second_count: int = 0


@dataclass(frozen=True)
class Bridges:
    """Between two bodies. Sizes are numbers of participants."""

    first_size: int
    second_size: int
    both: tuple[str, ...]
    """Who takes part in both, or is one of them and takes part in the other; by name."""
    across: tuple[Link, ...]
    """Who takes part in one alone and is in touch with somebody of the other: the most contacts there first."""
    between: tuple[Link, ...]
    """Who takes part in neither and is in touch with both: by the smaller of both numbers of contacts."""
    across_count: int
    between_count: int


def bridges(ground: Ground, first: str, second: str, most: int = 20) -> Bridges:
    """Who joins two bodies, in at most two steps. Raises KeyError for an id that the snapshot does not have.

    Being in touch: a tie that stands, in a role of `graph.networks.CONTACT`; a third body in which participants of
    both meet stands between them. Cost: two products of the matrix of contacts with a vector.
    """
    index = ground.snapshot.index
    one, other = index[first], index[second]
    mine, theirs = _members(ground, one), _members(ground, other)
    both = mine & theirs
    only = (mine & ~theirs), (theirs & ~mine)
    ends = np.zeros(len(ground), dtype=np.bool_)
    ends[[one, other]] = True
    # Whoever sits in both is told already; and the two bodies know their own members.
    near = _near(ground, only[0] & ~ends), _near(ground, only[1] & ~ends)
    crossing = np.where(only[0], near[1], 0) + np.where(only[1], near[0], 0)
    crossing[ends | ~ground.eligible] = 0
    standing = np.where(~mine & ~theirs & ~ends & ground.eligible, np.minimum(near[0], near[1]), 0)
    return Bridges(
        first_size=int(ground.size[one]),
        second_size=int(ground.size[other]),
        both=tuple(ground.snapshot.ids[at] for at in _by_name(ground, np.flatnonzero(both & ground.eligible))),
        across=_links(ground, crossing, only, ends, most),
        between=_links(ground, standing, only, ends, most),
        across_count=int((crossing > 0).sum()),
        between_count=int((standing > 0).sum()),
    )


def _members(ground: Ground, body: int) -> BoolArray:
    """Who takes part in a body, and the body itself."""
    found = np.zeros(len(ground), dtype=np.bool_)
    found[_row(ground.takes_part_in, body)] = True
    found[body] = True
    return found


def _near(ground: Ground, mask: BoolArray) -> IntArray:
    """Of everyone, with how many of these they are in touch."""
    return np.asarray(ground.touch @ mask.astype(np.float32), dtype=np.int32)


def _row(matrix: Matrix, number: int) -> IntArray:
    return np.asarray(matrix.indices[matrix.indptr[number] : matrix.indptr[number + 1]], dtype=np.int32)


def _by_name(ground: Ground, numbers: NDArray[Any]) -> list[int]:
    order = np.argsort(ground.snapshot.name_rank[numbers], kind="stable")
    return [int(one) for one in numbers[order]]


def _links(
    ground: Ground, values: IntArray, only: tuple[BoolArray, BoolArray], ends: BoolArray, most: int
) -> tuple[Link, ...]:
    found = np.flatnonzero(values > 0)
    order = np.lexsort((ground.snapshot.name_rank[found], -values[found]))
    return tuple(_link(ground, int(one), only, ends) for one in found[order][:most])


def _link(ground: Ground, number: int, only: tuple[BoolArray, BoolArray], ends: BoolArray) -> Link:
    near = _row(ground.touch, number)
    sides = [_by_name(ground, near[mask[near] & ~ends[near]]) for mask in only]
    # Who takes part in one of them joins it by that alone.
    sides = [[] if only[at][number] else side for at, side in enumerate(sides)]
    named = [tuple(ground.snapshot.ids[one] for one in side[:NAMED]) for side in sides]
    return Link(ground.snapshot.ids[number], named[0], named[1], len(sides[0]), len(sides[1]))
