"""How many people live in a town with something, and who takes part in nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.columns import BoolArray, IntArray
from graph.coverage.counting import Count
from graph.coverage.figures import GROUPS, Figures, Group
from graph.coverage.places import Place, mask_in
from graph.coverage.standing import Coverage


@dataclass(frozen=True)
class Share:
    """How many people of a group live in a town with, and without, at least one of a kind."""

    group: Group
    people_with: float
    people_without: float
    unknown: tuple[str, ...]
    """Names of the towns without a figure: their people are in neither number."""
    years: tuple[int, ...]
    approximate: bool

    @property
    def with_(self) -> float | None:
        """Share of people in a town with it, 0 to 1; None where nothing is known."""
        people = self.people_with + self.people_without
        return self.people_with / people if people else None

    @property
    def without(self) -> float | None:
        """Share of people in a town without it, 0 to 1."""
        return None if self.with_ is None else 1 - self.with_


@dataclass(frozen=True)
class Reach:
    """Which towns have at least one of a kind, which only a planned one, which none, and whom that reaches."""

    kind: str
    having: tuple[Place, ...]
    planned: tuple[Place, ...]
    """Towns with only an expected, planned or proposed one: their people count as without."""
    lacking: tuple[Place, ...]
    shares: tuple[Share, ...]
    known: bool
    """False where more are said to be in the Kreis than are known by town: a town without one may have one."""


def reach(kind: str, found: Sequence[Count], figures: Figures) -> Reach:
    """The reach of what `counts` gave, the Kreis last. What works for the whole Kreis is in no town."""
    *towns, kreis = found
    having = tuple(one.place for one in towns if one.value)
    planned = tuple(one.place for one in towns if not one.value and one.unsure)
    lacking = tuple(one.place for one in towns if not one.value and not one.unsure)
    without = {one.id for one in (*planned, *lacking)}
    shares = tuple(_share(group, [one.place for one in towns], without, figures) for group in GROUPS)
    return Reach(kind, having, planned, lacking, shares, kreis.whole)


def _share(group: Group, places: Sequence[Place], without: set[str], figures: Figures) -> Share:
    known = [(one, figures.get((one.id, group))) for one in places]
    numbers = [(one.id in without, figure) for one, figure in known if figure is not None]
    return Share(
        group,
        sum(figure.value for lacks, figure in numbers if not lacks),
        sum(figure.value for lacks, figure in numbers if lacks),
        tuple(one.name for one, figure in known if figure is None),
        tuple(sorted({figure.year for _, figure in numbers if figure.year})),
        any(figure.approximate for _, figure in numbers),
    )


_IN_A_BODY = ("membership", "moderation", "leadership", "advice")


def in_no_body(coverage: Coverage, kreis: Place | None = None, kind: str = "organisation") -> IntArray:
    """Actors of a kind that are in no body in any role, as far as the record says, by name."""
    snapshot = coverage.snapshot
    roles = snapshot.role_mask(snapshot.vocabulary.roles_in(*_IN_A_BODY))
    ties = snapshot.tie_shown & roles & snapshot.of_kinds(("body",))[snapshot.ties.object]
    tied: BoolArray = np.zeros(len(snapshot), dtype=np.bool_)
    tied[snapshot.ties.subject[ties]] = True
    mask = coverage.counted & snapshot.of_kinds((kind,)) & ~tied
    if kreis is not None:
        mask &= mask_in(snapshot, coverage.areas, kreis.number)
    numbers = np.flatnonzero(mask).astype(np.int32)
    return numbers[np.argsort(snapshot.name_rank[numbers])]
