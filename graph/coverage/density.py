"""The table of rates: how many of a kind for every 1,000 people, town by town, and compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from graph.coverage.counting import Count
from graph.coverage.figures import GROUPS, Figure, Figures, Group
from graph.coverage.places import Place
from graph.coverage.rates import Interval, expected, nearest, rate, standardised

Obstacle = Literal["", "figure", "spread", "people"]
"""Why there is no number: no figure to divide by, the count is not known by town, no comparable place has figures."""
Ratio = tuple[Interval | None, Obstacle]


@dataclass(frozen=True)
class Row:
    """One place of the table. `rates` and `figures` by group."""

    count: Count
    figures: Mapping[Group, Figure | None]
    rates: Mapping[Group, Interval | None]
    obstacle: Obstacle
    """Why it has no rates at all: `spread` where the count of the Kreis is not known by town."""
    to_kreis: Ratio
    """Standardised ratio against all towns of the Kreis together, by people in all."""
    to_alike: Ratio
    """The same against `alike` together."""
    alike: tuple[str, ...]
    """Ids of the comparable towns: the nearest in number of people (see `nearest`), itself left out."""

    @property
    def place(self) -> Place:
        """The town, or the Kreis with all its towns."""
        return self.count.place


@dataclass(frozen=True)
class Density:
    """The table for one kind: the towns by name, then the Kreis."""

    kind: str
    rows: tuple[Row, ...]
    years: tuple[int, ...]
    """The years that the figures count, each once."""

    @property
    def kreis(self) -> Row:
        """The row of the Kreis with all its towns."""
        return self.rows[-1]


def density(kind: str, found: Sequence[Count], figures: Figures, others: Sequence[Count] = ()) -> Density:
    """Rates of what `counts` gave, the Kreis last. `others`: counts of towns elsewhere that may be comparable."""
    *towns, kreis = found
    pool = [*towns, *others] if kreis.whole else list(others)
    rows = [_row(one, kreis, pool, figures) for one in towns]
    rows.append(_row(kreis, kreis, (), figures))
    years = sorted({one.year for row in rows for one in row.figures.values() if one is not None and one.year})
    return Density(kind, tuple(rows), tuple(years))


def _row(count: Count, kreis: Count, pool: Sequence[Count], figures: Figures) -> Row:
    own = {group: figures.get((count.place.id, group)) for group in GROUPS}
    obstacle: Obstacle = "" if kreis.whole or count is kreis else "spread"
    rates = {
        group: None if obstacle or figure is None else rate(count.value, figure.value) for group, figure in own.items()
    }
    if count is kreis or obstacle:
        return Row(count, own, rates, obstacle, (None, obstacle), (None, obstacle), ())
    alike = _alike(count, pool, figures)
    return Row(count, own, rates, obstacle, _ratio(count, [kreis], figures), _ratio(count, alike, figures),
               tuple(one.place.id for one in alike))  # fmt: skip


def _people(count: Count, figures: Figures) -> float:
    found = figures.get((count.place.id, "all"))
    return found.value if found else 0.0


def _alike(count: Count, pool: Sequence[Count], figures: Figures) -> list[Count]:
    people = _people(count, figures)
    known = {one.place.id: one for one in pool if one.place.id != count.place.id and _people(one, figures)}
    if not people:
        return []
    return [known[one] for one in nearest(people, [(key, _people(one, figures)) for key, one in known.items()])]


def _ratio(count: Count, reference: Sequence[Count], figures: Figures) -> Ratio:
    people = _people(count, figures)
    if not people or any(not _people(one, figures) for one in reference):
        return None, "figure"
    there = sum(one.spread if one.place.whole else one.value for one in reference)
    if not reference or not there:
        return None, "people"
    awaited = expected(there, sum(_people(one, figures) for one in reference), people)
    return standardised(count.value, awaited), ""
