"""`python -m seed.bench`: measures, prints a table, and writes it into docs/performance.md when asked to."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import click

from registry.model import IntegrationsnetzError
from registry.opening import open_registry
from seed.bench.browser import first_picture
from seed.bench.pages import pages
from seed.bench.record import commits, fill
from seed.bench.searching import searching
from seed.bench.table import markdown, surroundings, write
from seed.bench.timing import Measured
from seed.synthetic import Region

PARTS: Final = ("load", "commit", "search", "pages", "browser")
PAGE: Final = Path("docs/performance.md")
PICTURE_SIZE: Final = 300


@click.command()
@click.option("--sizes", default="1000,50000", show_default=True, help="Numbers of actors, separated by commas.")
@click.option("--parts", default=",".join(PARTS), show_default=True, help="What to measure.")
@click.option("--repeats", default=200, show_default=True, help="Calls of each kind (fewer for the slow ones).")
@click.option("--write", "to_page", is_flag=True, help=f"Write the table into {PAGE} too.")
def bench(sizes: str, parts: str, repeats: int, to_page: bool) -> None:
    """Measure loading, committing, searching and the pages on synthetic regions; takes some minutes.

    \b
    Examples:
      python -m seed.bench --sizes 1000 --parts load,search
      python -m seed.bench --write
    """
    chosen = [part for part in parts.split(",") if part]
    if unknown := set(chosen) - set(PARTS):
        raise click.UsageError(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    results: list[Measured] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes.split(","):
            results += _shown(_measure(Path(folder), int(size), chosen, repeats))
        if "browser" in chosen:
            results += _shown(_browser(Path(folder), repeats))
    table = markdown(results)
    click.echo(f"\n{table}\n\n{surroundings()}")
    if to_page:
        write(PAGE, f"{table}\n\n{surroundings()}")


def _shown(results: Iterator[Measured]) -> Iterator[Measured]:
    """Says each result as it comes: the whole takes minutes."""
    for one in results:
        click.echo(f"{one.what}, {one.actors} actors: median {one.median:.2f} ms, p95 {one.p95:.2f} ms", err=True)
        yield one


def _measure(folder: Path, size: int, parts: list[str], repeats: int) -> Iterator[Measured]:
    url = f"sqlite:///{folder}/{size}.db"
    registry = open_registry(url, create=True)
    region = Region(size, 1, registry.vocabulary)
    try:
        loaded = fill(registry, region)
        if "load" in parts:
            yield loaded
        steps: dict[str, Callable[[], Iterator[Measured]]] = {
            "commit": lambda: iter([commits(registry, region, repeats)]),
            "search": lambda: searching(registry, size, repeats),
            "pages": lambda: pages(registry, url, region, repeats),
        }
        for part, step in steps.items():
            if part in parts:
                yield from step()
    finally:
        registry.close()


def _browser(folder: Path, repeats: int) -> Iterator[Measured]:
    url = f"sqlite:///{folder}/picture.db"
    registry = open_registry(url, create=True)
    fill(registry, Region(PICTURE_SIZE, 1, registry.vocabulary))
    registry.close()
    return first_picture(url, PICTURE_SIZE, min(repeats, 20))


if __name__ == "__main__":
    try:
        bench()
    except IntegrationsnetzError as error:
        raise SystemExit(str(error)) from error
