"""`python -m seed.bench`: measures every store, prints tables, and writes them into docs/performance.md when asked."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

import click

from registry.model import IntegrationsnetzError, Unavailable
from seed.bench.duplicates.running import run as duplicates
from seed.bench.growth import GROWTH, Grown, grow, growth_table, merged
from seed.bench.measures import run as measures
from seed.bench.partners import run as partners
from seed.bench.server import Memory
from seed.bench.steps import PARTS, steps
from seed.bench.stores import NAMES, opened
from seed.bench.table import markdown, surroundings, write
from seed.bench.timing import Measured

PAGE: Final = Path("docs/performance.md")
PICTURE_SIZE: Final = 300
_SIZES: Final = "1000,50000"
_GROWTH_SIZES: Final = "1000,5000,50000,500000"


@dataclass(frozen=True)
class Settings:
    """What was asked for."""

    sizes: list[int]
    stores: list[str]
    parts: list[str]
    repeats: int
    memory: Memory
    compiled: str | None
    limit: float
    workers: int


@click.command()
@click.option("--sizes", help=f"Numbers of actors, separated by commas.  [default: {_SIZES}; growth: {_GROWTH_SIZES}]")
@click.option("--stores", default=",".join(NAMES), show_default=True, help="Which stores to measure.")
@click.option("--parts", default=",".join(PARTS), show_default=True, help="What to measure.")
@click.option("--repeats", default=200, show_default=True, help="Calls of each kind (fewer for the slow ones).")
@click.option("--heap", default=Memory.heap, show_default=True, help="Heap of the Neo4j server.")
@click.option("--page-cache", default=Memory.page_cache, show_default=True, help="Page cache of the Neo4j server.")
@click.option("--compiled", help="A Python with the compiled part of Neo4j's driver, to compare the columns.")
@click.option("--growth", is_flag=True, help="Measure how each store grows instead.")
@click.option("--limit", default=7200.0, show_default=True, help="Growth: seconds that loading may take.")
@click.option("--workers", default=2, show_default=True, help="Growth: processes that serve the pages.")
@click.option("--write", "to_page", is_flag=True, help=f"Write the tables into {PAGE} too.")
def bench(
    sizes: str | None,
    stores: str,
    parts: str,
    repeats: int,
    heap: str,
    page_cache: str,
    compiled: str | None,
    growth: bool,
    limit: float,
    workers: int,
    to_page: bool,
) -> None:
    """Measure the record and its pages on synthetic regions, on every store beside each other; takes some minutes.

    \b
    Examples:
      python -m seed.bench --sizes 1000 --parts load,search
      python -m seed.bench --write
      python -m seed.bench --growth --sizes 500000 --stores neo4j --heap 4g --page-cache 6g --write
    """
    wanted = sizes or (_GROWTH_SIZES if growth else _SIZES)
    settings = Settings(
        [int(size) for size in wanted.split(",")],
        _listed(stores, NAMES),
        _listed(parts, PARTS),
        repeats,
        Memory(heap, page_cache),
        compiled,
        limit,
        workers,
    )
    with tempfile.TemporaryDirectory() as folder:
        (_grow if growth else _measure)(Path(folder), settings, PAGE if to_page else None)


def _listed(given: str, known: Iterable[str]) -> list[str]:
    chosen = [one for one in given.split(",") if one]
    if unknown := set(chosen) - set(known):
        raise click.UsageError(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    return chosen


def _measure(folder: Path, settings: Settings, page: Path | None) -> None:
    if "duplicates" in settings.parts:
        duplicates(page)
    if "partners" in settings.parts:
        partners(page)
    if "measures" in settings.parts:
        measures(page, settings.sizes)
    if set(settings.parts) - {"duplicates", "partners", "measures"}:
        _measure_stores(folder, settings, page)


def _measure_stores(folder: Path, settings: Settings, page: Path | None) -> None:
    results: list[Measured] = []
    left_out: list[str] = []
    sizes = [*settings.sizes, *([PICTURE_SIZE] if "browser" in settings.parts else [])]
    for size in sizes:
        with opened(settings.stores, folder, size, settings.memory) as (targets, reasons):
            left_out += _told(reasons)
            only = ["browser"] if size == PICTURE_SIZE else [part for part in settings.parts if part != "browser"]
            results += _shown(steps(targets, only, settings.repeats, settings.compiled))
    about = surroundings(left_out, _servers(settings) if any(one.store == "Neo4j" for one in results) else "")
    text = f"{markdown(results)}\n\n{about}"
    click.echo(f"\n{text}")
    if page:
        write(page, text)


def _servers(settings: Settings) -> str:
    return f"The Neo4j server has a heap of {settings.memory.heap} and a page cache of {settings.memory.page_cache}."


def _told(reasons: list[str]) -> list[str]:
    for reason in reasons:
        click.echo(reason, err=True)
    return reasons


def _shown(results: Iterator[Measured]) -> Iterator[Measured]:
    """Says each result as it comes: the whole takes minutes."""
    for one in results:
        store = f" on {one.store}" if one.store else ""
        told = f"{one.what}, {one.actors} actors{store}: median {one.median:.2f} ms, p95 {one.p95:.2f} ms"
        click.echo(told, err=True)
        yield one


def _grow(folder: Path, settings: Settings, page: Path | None) -> None:
    rows: list[Grown] = []
    for size in settings.sizes:
        for store in settings.stores:
            rows += _grown(folder, size, store, settings)
            if page:  # one after the other: the largest takes long, and may not come to its end
                write(page, growth_table(merged(page, rows)), GROWTH)
    click.echo(growth_table(one.cells() for one in rows))


def _about(settings: Settings, server: bool) -> str:
    memory = f"heap {settings.memory.heap}, page cache {settings.memory.page_cache}, " if server else ""
    return f"{memory}{settings.workers} web worker{'s' if settings.workers > 1 else ''}"


def _grown(folder: Path, size: int, store: str, settings: Settings) -> list[Grown]:
    found: list[Grown] = []
    try:
        with opened([store], folder, size, settings.memory) as ([target], _):
            for one in grow(target, settings.repeats, settings.limit, settings.workers):
                one.about = _about(settings, target.server is not None)
                click.echo(" | ".join(one.cells()), err=True)
                found = [one]
    except Unavailable as error:
        click.echo(error.what, err=True)
    return found


def _ended(*_: object) -> NoReturn:
    """Leave in good order: no server may outlive the benchmark that started it."""
    raise SystemExit(143)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _ended)
    try:
        bench()
    except IntegrationsnetzError as error:
        raise SystemExit(str(error)) from error
