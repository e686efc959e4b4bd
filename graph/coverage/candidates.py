"""Who could fill a gap: those who work on the theme, or in the town, and why they come to mind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from graph.columns import BoolArray
from graph.coverage.grid import Wanted
from graph.coverage.places import Place, mask_in
from graph.coverage.standing import Coverage
from graph.filtering import theme_mask

Reason = Literal["town_theme", "kreis_theme", "neighbour_theme", "town"]
MOST: Final = 12


@dataclass(frozen=True)
class Candidate:
    """An actor that could do something about a gap."""

    number: int
    reason: Reason
    """Works on the theme in this town; on the theme for the whole Kreis; on the theme in another town of it; or is
    in this town and works on something else."""
    ties: int
    """How many ties it has: those with many know more of the others."""


def candidates(coverage: Coverage, wanted: Wanted, place: Place, theme: str, most: int = MOST) -> tuple[Candidate, ...]:
    """Who comes to mind for a theme in a place: by reason, the best connected first, at most so many of each.

    Organisations, functions and bodies; no collectives, which nobody can write to, and nobody who is only planned.
    """
    snapshot = coverage.snapshot
    kreis = coverage.kreis(wanted.kreis)
    there = coverage.counted & ~coverage.unsure
    there &= snapshot.of_kinds(("organisation", "body", "funktion", "person"))
    on_theme = theme_mask(snapshot, (theme,)) if theme else np.zeros(len(snapshot), dtype=np.bool_)
    here = mask_in(snapshot, coverage.direct if place.whole else coverage.areas, place.number)
    inside = mask_in(snapshot, coverage.areas, kreis.number) if kreis else here
    whole = mask_in(snapshot, coverage.direct, kreis.number) if kreis else here
    groups: tuple[tuple[Reason, BoolArray], ...] = (
        ("town_theme", here & on_theme),
        ("kreis_theme", whole & on_theme & ~here),
        ("neighbour_theme", inside & on_theme & ~here & ~whole),
        ("town", here & ~on_theme),
    )
    return tuple(one for reason, mask in groups for one in _first(coverage, reason, there & mask, most))


def _first(coverage: Coverage, reason: Reason, mask: BoolArray, most: int) -> list[Candidate]:
    snapshot = coverage.snapshot
    numbers = np.flatnonzero(mask)
    order = np.lexsort((snapshot.name_rank[numbers], -snapshot.tie_count[numbers]))[:most]
    return [Candidate(int(one), reason, int(snapshot.tie_count[one])) for one in numbers[order]]
