"""`Study`: everything that questions of coverage need of a record, read once for a snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.coverage.counting import Count, Tally, counts, read_collectives
from graph.coverage.density import Density, density
from graph.coverage.figures import Figures, read_figures, read_municipalities
from graph.coverage.places import Place
from graph.coverage.reach import Reach, reach
from graph.coverage.standing import Coverage, coverage
from graph.snapshot import Snapshot
from registry.services import Record


@dataclass(frozen=True, eq=False)
class Study:
    """A snapshot with what it does not hold: dates of sources, sizes of collectives, numbers of people."""

    coverage: Coverage
    figures: Figures
    municipalities: Mapping[str, int]
    """By id of an area: how many towns and municipalities it has by its observations."""

    @property
    def snapshot(self) -> Snapshot:
        """What it is about."""
        return self.coverage.snapshot

    def kreis(self, wanted: str = "") -> Place | None:
        """The Kreis with this id or name; the one with most towns where none is asked for; None if there is none."""
        named = next((one.id for one in self.coverage.kreise if wanted and one.name == wanted), wanted)
        return self.coverage.kreis(named)

    def counts(self, kind: str, kreis: Place) -> tuple[Count, ...]:
        """How many of a kind there are in each town of a Kreis, and in the Kreis (last)."""
        return counts(Tally(self.coverage, kind), kreis)

    def density(self, kind: str, kreis: Place) -> Density:
        """Rates of a kind in a Kreis; comparable towns are looked for in every Kreis whose towns can be compared."""
        tally = Tally(self.coverage, kind)
        others: list[Count] = []
        for one in self.coverage.kreise:
            if one.id != kreis.id:
                *towns, whole = counts(tally, one)
                others += towns if whole.whole else []
        return density(kind, counts(tally, kreis), self.figures, others)

    def reach(self, kind: str, kreis: Place) -> Reach:
        """Which towns of a Kreis have one of a kind, and how many people live there."""
        return reach(kind, self.counts(kind, kreis), self.figures)

    def unknown_towns(self, kreis: Place) -> int:
        """How many towns of a Kreis the record does not know, by its own figure or the size of their collective."""
        direct = set(self.coverage.direct[0][self.coverage.direct[1] == kreis.number].tolist())
        sizes = [one.size for one in self.coverage.collectives if one.kind == "verwaltung" and one.number in direct]
        said = max([self.municipalities.get(kreis.id, 0), *sizes])
        return max(said - len(self.coverage.towns(kreis)), 0)

    def names(self, numbers: Sequence[int]) -> list[str]:
        """Names of entities by number."""
        return [self.snapshot.names[one] for one in numbers]


def study(record: Record, snapshot: Snapshot) -> Study:
    """Read what a snapshot of this record needs."""
    return Study(
        coverage(snapshot, read_collectives(record, snapshot)),
        read_figures(record, snapshot.stand),
        read_municipalities(record),
    )
