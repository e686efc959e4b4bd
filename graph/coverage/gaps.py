"""What is missing: themes and towns without a body or an offer, bodies without moderation, what is only planned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from graph.columns import BoolArray, IntArray
from graph.coverage.grid import COMMON, Cell, Column, Grid, Wanted, grid
from graph.coverage.places import Place, mask_in
from graph.coverage.standing import Coverage

Missing = Literal["body", "offer"]
GapKind = Literal["no_body", "no_moderation", "no_offer", "only_planned", "only_advisory", "unconfirmed"]
GAPS: Final[tuple[GapKind, ...]] = (
    "no_body", "no_moderation", "no_offer", "only_planned", "only_advisory", "unconfirmed",
)  # fmt: skip


@dataclass(frozen=True)
class ThemeGap:
    """A theme, and the towns of the Kreis in which nothing of the kind works on it."""

    theme: Column
    towns: tuple[Place, ...]
    """Towns with nothing at all, not even planned."""
    planned: tuple[Place, ...]
    """Towns where it is only planned."""
    whole: Cell
    """What there is for the Kreis as a whole."""
    of: int
    """How many towns there are."""

    @property
    def nowhere(self) -> bool:
        """Whether there is nothing in the whole Kreis, neither for all of it nor in any town, and nothing planned."""
        return self.whole.state == "none" and not self.planned and len(self.towns) == self.of


@dataclass(frozen=True)
class ThemeModeration:
    """How many bodies there are on a theme in the Kreis and its towns, and how many of them somebody moderates."""

    theme: Column
    bodies: int
    moderated: int


@dataclass(frozen=True)
class Gaps:
    """The gaps of a Kreis (or of all that the record has, where it knows none). Entity numbers are by name."""

    kreis: Place | None
    scheme: str
    no_body: tuple[ThemeGap, ...]
    no_offer: tuple[ThemeGap, ...]
    themes: tuple[ThemeModeration, ...]
    """Of every theme that has a body."""
    no_moderation: IntArray
    """Bodies of which no moderation is known."""
    only_planned: IntArray
    """Bodies and offers that are only expected, planned or proposed."""
    only_advisory: IntArray
    """Bodies of which only advisory attendance is known."""
    unconfirmed: IntArray
    """Bodies and offers that nobody has said to be so within a year."""
    total: int
    """Bodies and offers in all."""

    @property
    def unmoderated_themes(self) -> tuple[ThemeModeration, ...]:
        """Themes that have bodies, none of which is moderated."""
        return tuple(one for one in self.themes if not one.moderated)


def gaps(coverage: Coverage, kreis: str = "", scheme: str = COMMON, lang: str = "de") -> Gaps:
    """The gaps of a Kreis, its themes as this scheme divides them."""
    place = coverage.kreis(kreis)
    bodies = grid(coverage, Wanted(kreis=kreis, kind="body", scheme=scheme), lang)
    offers = grid(coverage, Wanted(kreis=kreis, kind="offer", scheme=scheme), lang)
    inside = mask_in(coverage.snapshot, coverage.areas, place.number) if place else coverage.counted
    sure_bodies = coverage.bodies & ~coverage.unsure & inside
    both = coverage.counted & coverage.snapshot.of_kinds(("body", "offer")) & inside
    return Gaps(
        kreis=place,
        scheme=scheme,
        no_body=_theme_gaps(bodies),
        no_offer=_theme_gaps(offers),
        themes=_moderation(bodies),
        no_moderation=_by_name(coverage, sure_bodies & ~coverage.moderated),
        only_planned=_by_name(coverage, both & coverage.unsure),
        only_advisory=_by_name(coverage, sure_bodies & coverage.advisory),
        unconfirmed=_by_name(coverage, both & coverage.due),
        total=int(both.sum()),
    )


def _theme_gaps(found: Grid) -> tuple[ThemeGap, ...]:
    gaps_ = []
    for at, column in enumerate(found.columns):
        cells = [(place, row[at]) for place, row in zip(found.rows, found.cells, strict=True) if not place.whole]
        missing = tuple(place for place, cell in cells if cell.state == "none")
        planned = tuple(place for place, cell in cells if cell.state == "planned")
        whole = next((row[at] for place, row in zip(found.rows, found.cells, strict=True) if place.whole), None)
        if whole is not None and (missing or planned or whole.state == "none"):
            gaps_.append(ThemeGap(column, missing, planned, whole, len(cells)))
    return tuple(sorted(gaps_, key=lambda one: not one.nowhere))


def _moderation(found: Grid) -> tuple[ThemeModeration, ...]:
    pairs = zip(found.columns, found.column_totals, strict=True)
    return tuple(ThemeModeration(column, cell.sure, cell.moderated) for column, cell in pairs if cell.sure)


def _by_name(coverage: Coverage, mask: BoolArray) -> IntArray:
    numbers = np.flatnonzero(mask).astype(np.int32)
    return numbers[np.argsort(coverage.snapshot.name_rank[numbers])]
