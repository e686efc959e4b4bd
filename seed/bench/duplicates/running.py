"""Runs the benchmark of duplicates: prints its tables, and writes them into docs/performance.md when asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import click

from seed.bench.duplicates.entering import index
from seed.bench.duplicates.measuring import Judged, building, matching, peers, sweeping
from seed.bench.duplicates.page import MARKER, page
from seed.bench.table import between, surroundings, write
from seed.pairs import World

PAGE: Final = Path("docs/performance.md")
ACTORS: Final = 50_000
SEEDS: Final = (2, 3, 4)
"""None of them is 1, on which the weights were tuned."""
PAIRS: Final = 5_000
PEER_PAIRS: Final = 1_000
"""They take up to a tenth of a second each."""


def run(to: Path | None, actors: int = ACTORS, seeds: Sequence[int] = SEEDS, count: int = PAIRS) -> None:
    """Measure, print, and write to the page where one is given. Raises WrongResult, Invalid."""
    if to:
        between(to.read_text(encoding="utf-8"), MARKER, where=to.name)  # before minutes are spent, not after
    text = f"{measured(actors, seeds, count)}\n\n{surroundings()}"
    click.echo(text)
    if to:
        write(to, text, MARKER)


def measured(actors: int, seeds: Sequence[int], count: int) -> str:
    """The matcher on a record and pairs of each seed, the peers and the sweep on the first; tables for the page.

    Raises WrongResult where the matcher finds next to nothing.
    """
    found: list[Judged] = []
    first = World(actors, seeds[0])
    own, built = building(first)
    found += _told(matching(first, own, count))
    del own
    others = _told(peers(first, min(count, PEER_PAIRS)))
    swept = sweeping(first, count // 2)
    for seed in seeds[1:]:
        world = World(actors, seed)
        found += _told(matching(world, index(world), count))
    return page([*found, *others], built, swept)


def _told(results: Iterable[Judged]) -> list[Judged]:
    """Says each result as it comes: the whole takes minutes."""
    found: list[Judged] = []
    for one in results:
        click.echo(f"{one.what}, seed {one.seed}: {one.verdict}; CPU {one.cpu.median:.1f} ms", err=True)
        found.append(one)
    return found
