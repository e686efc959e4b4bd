"""Two Stände or two Kreise side by side, theme by theme, with how each Kreis divides its themes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.coverage.grid import COMMON, Cell, Column, Wanted, grid, members
from graph.coverage.places import Place, mask_in
from graph.coverage.standing import Coverage


@dataclass(frozen=True)
class Side:
    """One of the two."""

    coverage: Coverage
    kreis: Place | None
    total: int
    """What there is in all, each once, also without a theme."""
    planned: int


@dataclass(frozen=True)
class Line:
    """One common theme. `own` are the labels of the Kreis's themes that correspond to it, as used in the record."""

    theme: Column
    left: Cell
    right: Cell
    left_own: tuple[str, ...]
    right_own: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Both sides and their themes."""

    left: Side
    right: Side
    lines: tuple[Line, ...]
    arrived: tuple[str, ...]
    """Ids of what the right side has and the left has not, whatever the theme; only of the same Kreis."""
    gone: tuple[str, ...]

    @property
    def same_kreis(self) -> bool:
        """Whether two Stände of one Kreis are compared."""
        return (
            self.left.kreis is not None and self.right.kreis is not None and self.left.kreis.id == self.right.kreis.id
        )


def compare(left: Coverage, right: Coverage, kreise: tuple[str, str], kind: str, lang: str = "de") -> Comparison:
    """What there is of a kind in two Kreise, or in one at two Stände, by the common themes."""
    wanted = [Wanted(kreis=one, kind=kind, scheme=COMMON) for one in kreise]
    tables = [grid(left, wanted[0], lang), grid(right, wanted[1], lang)]
    same = tables[0].kreis is not None and tables[1].kreis is not None and tables[0].kreis.id == tables[1].kreis.id
    own = own_themes(left, kreise[0], lang), own_themes(right, kreise[1], lang)
    totals = zip(tables[0].columns, tables[0].column_totals, tables[1].column_totals, strict=True)
    lines = tuple(
        Line(column, one, other, own[0].get(column.key, ()), own[1].get(column.key, ()))
        for column, one, other in totals
    )
    ids = _ids(left, wanted[0], ""), _ids(right, wanted[1], "")
    sides = _side(left, tables[0].kreis, wanted[0]), _side(right, tables[1].kreis, wanted[1])
    changed = (_without(ids[1], ids[0]), _without(ids[0], ids[1])) if same else ((), ())
    return Comparison(sides[0], sides[1], lines, *changed)


def _side(coverage: Coverage, kreis: Place | None, wanted: Wanted) -> Side:
    numbers = members(coverage, wanted, None, "")
    planned = int(coverage.unsure[numbers].sum())
    return Side(coverage, kreis, len(numbers) - planned, planned)


def _ids(coverage: Coverage, wanted: Wanted, column: str) -> tuple[str, ...]:
    return tuple(coverage.snapshot.ids[one] for one in members(coverage, wanted, None, column).tolist())


def _without(these: tuple[str, ...], those: tuple[str, ...]) -> tuple[str, ...]:
    known = set(those)
    return tuple(one for one in these if one not in known)


def own_themes(coverage: Coverage, kreis: str, lang: str) -> dict[str, tuple[str, ...]]:
    """By common theme: labels of a Kreis's own themes that count as it, of those that its entities have."""
    terms = coverage.snapshot.vocabulary.themes
    found: dict[str, list[str]] = {}
    for key in sorted(used_themes(coverage, kreis)):
        for common in terms[key].same_as if key in terms else ():
            found.setdefault(common, []).append(f"{terms[key].label(lang)} ({terms[key].scheme})")
    return {common: tuple(labels) for common, labels in found.items()}


def used_themes(coverage: Coverage, kreis: str) -> tuple[str, ...]:
    """Keys of the themes of its own schemes that a Kreis's entities have."""
    snapshot = coverage.snapshot
    number = snapshot.index.get(kreis)
    if number is None:
        return ()
    inside = mask_in(snapshot, coverage.areas, number)
    entity, theme = snapshot.theme_pairs
    keys = (snapshot.themes[one] for one in np.unique(theme[inside[entity]]).tolist())
    return tuple(one for one in keys if not one.startswith(f"{COMMON}:"))
