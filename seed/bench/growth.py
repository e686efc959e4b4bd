"""How each store grows: the same few things at sizes from a thousand to half a million actors, as far as they go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Final

from registry.model import IntegrationsnetzError
from seed.bench.aims import ACTOR_PAGE, COLUMNS, LOADING
from seed.bench.pages import actor_page, connected, served
from seed.bench.record import TooLong, columns, fill
from seed.bench.searching import searching
from seed.bench.server import peak_megabytes
from seed.bench.stores import Target
from seed.bench.table import between, number, short, table
from seed.bench.timing import Measured

GROWTH: Final = "growth"
_TYPED, _WRONG, _INDEX = "search, as typed", "search, one wrong letter", "building the search index"
_TIMES: Final = (LOADING, _INDEX, _TYPED, _WRONG, ACTOR_PAGE, COLUMNS)
HEADS: Final = (
    "Actors", "Store", "Loading, s", "Search index, s", "Search as typed, ms", "One wrong letter, ms",
    "Actor page, ms", "Snapshot columns, s", "Server, MB", "A web worker, MB", "Files, MB", "Remark",
)  # fmt: skip
_WORDS: Final = ("Store", "Remark")


@dataclass
class Grown:
    """One store at one size: what was measured, and why the rest was not."""

    actors: int
    store: str
    times: dict[str, Measured]
    server_megabytes: int | None = None
    worker_megabytes: int | None = None
    file_megabytes: int | None = None
    reason: str = ""
    about: str = ""
    """With how much of the machine it was measured."""

    def cells(self) -> list[str]:
        """The row of the table: seconds of what is long, median and 95th percentile in milliseconds of the rest."""
        memory = (self.server_megabytes, self.worker_megabytes, self.file_megabytes)
        sizes = ["" if one is None else number(one) for one in memory]
        return [
            number(self.actors),
            self.store,
            *map(self._cell, _TIMES),
            *sizes,
            "; ".join(filter(None, (self.reason, self.about))),
        ]

    def _cell(self, what: str) -> str:
        one = self.times.get(what)
        if one is None:
            return ""
        if what in (LOADING, _INDEX, COLUMNS):
            return short(one.median / 1000)
        return f"{short(one.median)} ({short(one.p95)})"


def grow(target: Target, repeats: int, limit: float, workers: int) -> Iterator[Grown]:
    """Measure one store at one size; gives what is known so far after every step.

    A step that fails, or that takes more than `limit` seconds of loading, leaves the rest out and says why.
    """
    grown = Grown(target.region.actors, target.store, {})
    steps: dict[str, Callable[[], Iterator[Measured]]] = {
        "loading": lambda: iter((fill(target, limit),)),
        "snapshot columns": lambda: (one for one in columns(target) if one.what == COLUMNS),
        "search": lambda: searching(target, repeats),
        "actor page": lambda: _page(target, repeats, workers, grown),
    }
    for name, step in steps.items():
        try:
            for one in step():
                grown.times[one.what] = one
        except TooLong as error:
            grown.reason = str(error)
        except (IntegrationsnetzError, HTTPException, OSError, MemoryError) as error:
            grown.reason = f"{name}: {str(error) or type(error).__name__}"
        _weigh(grown, target)
        yield grown
        if grown.reason:
            return


def _page(target: Target, repeats: int, workers: int, grown: Grown) -> Iterator[Measured]:
    with served(target.url, workers) as serving, connected(serving) as connection:
        yield actor_page(target, connection, repeats)
        grown.worker_megabytes = serving.peak_megabytes()


def _weigh(grown: Grown, target: Target) -> None:
    grown.server_megabytes = peak_megabytes(target.server) if target.server else None
    grown.file_megabytes = _size(target.folder) // 2**20


def _size(folder: Path) -> int:
    """Bytes on the disk under a folder, transaction logs too."""
    return sum(one.stat().st_blocks * 512 for one in folder.rglob("*") if one.is_file())


def growth_table(rows: Iterable[list[str]]) -> str:
    """The rows as a table, by size and then in the order in which they came."""
    ordered = sorted(rows, key=lambda row: int(row[0].replace(" ", "")))
    return table(HEADS, ordered, words=_WORDS)


def merged(page: Path, new: Iterable[Grown]) -> list[list[str]]:
    """The rows that stand in the page, with the new ones in place of those of the same size and store.

    So each size can be measured by itself. Raises Invalid where the page has no place for them.
    """
    _, inside, _ = between(page.read_text(encoding="utf-8"), GROWTH, where=page.name)
    lines = [line for line in inside.splitlines() if line.startswith("| ") and line[2].isdigit()]
    held = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rows = {(cells[0], cells[1]): cells for cells in held if len(cells) == len(HEADS)}
    rows |= {(cells[0], cells[1]): cells for cells in (one.cells() for one in new)}
    return list(rows.values())
