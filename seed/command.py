"""Commands of this room: `load` and `synthesize`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any, Final

import click

from registry.access import STAFF_VIEWER
from registry.cli.options import json_option, opened, operator, print_json, progress, store_option
from registry.model import Invalid, Unavailable
from registry.services import Registry
from registry.services.exchange import load_export, parts_of
from registry.vocabulary import load_vocabulary
from seed.loading import LoadReport, load_sources
from seed.synthetic import SMALLEST, Region

_SHOWN: Final = 10


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@store_option
@json_option
def load(file: Path | None, store: str | None, as_json: bool) -> None:
    """Load FILE, a JSON export, or, without one, the five council papers; makes the store where there is none.

    Loading again changes nothing. What people have edited since is kept, and named at the end.

    \b
    Examples:
      integrationsnetz load
      integrationsnetz load record.json --store sqlite:///data/copy.db
      integrationsnetz load --json
    """
    if file is not None:
        data = _parsed(file)
        with opened(store, create=True) as registry:
            _say_import(_load_file(registry, data, file.name), as_json)
        return
    with opened(store, create=True) as registry:
        report = _load_papers(registry)
    if as_json:
        print_json(asdict(report))
    else:
        _say(report)


def _load_papers(registry: Registry) -> LoadReport:
    with _steps("Loading the papers") as step:
        return load_sources(registry, progress=step)


@contextmanager
def _steps(label: str) -> Iterator[Callable[[str], None]]:
    """A progress bar of the three steps read, compare, write."""
    with progress(label) as tell:
        # Each step is announced as it begins: what is done is the one before it.
        yield lambda step: tell(("read", "compare", "write").index(step), 3)
        tell(3, 3)


def _say(report: LoadReport) -> None:
    click.echo(
        f"{report.created} created, {report.changed} changed, {report.removed} removed, "
        f"{report.unchanged} unchanged (revision {report.revision})."
    )
    for one in report.kept[:_SHOWN]:
        click.echo(f"  kept as it is ({one.reason}): {one.id} {one.where}".rstrip(), err=True)
    if len(report.kept) > _SHOWN:
        click.echo(f"  … and {len(report.kept) - _SHOWN} more (--json names all)", err=True)


def _parsed(file: Path) -> object:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Invalid(
            f"the file can not be read ({error.strerror})", where=file.name, remedy="check its name"
        ) from error
    except UnicodeDecodeError as error:
        raise Invalid("the file is not UTF-8", where=file.name, remedy="save it as UTF-8") from error
    except json.JSONDecodeError as error:
        where = f"{file.name}:{error.lineno}"
        raise Invalid(f"not JSON ({error.msg})", where=where, remedy="export it again") from error


def _load_file(registry: Registry, data: object, name: str) -> tuple[dict[str, int], int | None]:
    with _steps(f"Loading {name}") as step:
        revision = load_export(registry, data, who=operator(), why=f"{name} geladen", name=name, progress=step)
    with registry.reading(STAFF_VIEWER) as record:
        return record.counts(), revision


def _say_import(outcome: tuple[dict[str, int], int | None], as_json: bool) -> None:
    counts, revision = outcome
    if as_json:
        print_json({"revision": revision, "record": counts})
        return
    sums = ", ".join(f"{number} {name}" for name, number in counts.items())
    head = "Nothing new in it" if revision is None else f"Loaded (revision {revision})"
    click.echo(f"{head}; the record has {sums}.")


@click.command()
@click.option("--actors", type=click.IntRange(min=SMALLEST), default=1000, show_default=True, help="How many actors.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Same seed, same region.")
@click.option("--output", type=click.Path(path_type=Path), help="Write a JSON export to this file instead.")
@store_option
@json_option
def synthesize(actors: int, seed: int, output: Path | None, store: str | None, as_json: bool) -> None:
    """Make up a region with five times as many ties as actors, for benchmarks and tests. Nothing in it is real.

    Name the store or the file: made-up data never goes into the default store by accident, nor into a record that has
    other contents.

    \b
    Examples:
      integrationsnetz synthesize --actors 1000 --store sqlite:///data/synthetic.db
      integrationsnetz synthesize --actors 50000 --seed 2 --output synthetic.json
    """
    if (store is None) == (output is None):
        raise click.UsageError("name either --store or --output")
    region = Region(actors, seed, load_vocabulary())
    if output is not None:
        _write_export(region, output)
        outcome: dict[str, Any] = {"file": str(output)}
    else:
        with opened(store, create=True) as registry:
            outcome = {"store": registry.url, "revision": commit_region(registry, region)}
    outcome |= {"actors": region.actors, "ties": region.ties, "statements": region.size, "seed": seed}
    if as_json:
        print_json(outcome)
    else:
        click.echo(f"{region.actors} made-up actors, {region.ties} ties, {region.size} statements.")


def commit_region(registry: Registry, region: Region) -> int:
    """Commit a region in its change sets and return the last revision; a second time changes nothing.

    Raises Invalid where the record has other contents.
    """
    change_sets = region.change_sets()
    first = next(change_sets)
    with registry.reading(STAFF_VIEWER) as record:
        if record.revision and record.change(first.id) is None:
            remedy = "name a new store: made-up data does not go beside anything else"
            raise Invalid("the store has other contents", where=registry.url, remedy=remedy)
    revision = 0
    written = 0
    with progress("Making up a region") as tell:
        for change_set in chain((first,), change_sets):
            revision = registry.commit(change_set)
            written += len(change_set.operations)
            tell(written, region.size)
    return revision


def _write_export(region: Region, output: Path) -> None:
    try:
        with output.open("w", encoding="utf-8") as file, progress("Writing") as tell:
            # A part at a time: the largest region would not fit into memory as a whole.
            for number, part in enumerate(parts_of(region.lists())):
                file.write(part)
                if number % 1000 == 0:
                    tell(number, region.size)
            tell(region.size, region.size)
    except OSError as error:
        raise Unavailable(
            f"the file can not be written ({error.strerror})", where=output.name, remedy="name another place"
        ) from error
