"""`python -m seed.bench.measures`: each measure by every engine on the same networks, in one run.

Every engine measures in a process of its own, with one thread; results are compared, and a difference stops the run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import click
import numpy as np

from seed.bench.measures_kinds import KINDS, Kind
from seed.bench.measures_networks import read
from seed.bench.measures_process import ENGINES, began, installed
from seed.bench.measures_table import Cell, Size, page
from seed.bench.table import between, surroundings, write
from seed.bench.timing import WrongResult

PAGE: Final = Path("docs/performance.md")
MARKER: Final = "measures"
SIZES: Final = "1000,50000"
LIMIT: Final = 120.0
_OWN: Final = "compiled"
_OWN_TIME: Final = 5
_LONGER: Final = 2.5
"""So much more time ours gets than the limit, so that the full set is measured, and a library than ours took."""
_ROOT: Final = Path(__file__).resolve().parents[2]


def run(
    to: Path | None,
    sizes: Sequence[int],
    engines: Sequence[str] = ENGINES,
    keys: Sequence[str] = (),
    limit: float = LIMIT,
) -> None:
    """Measure, print, and write to the page where one is given. Raises WrongResult, Invalid."""
    if to:
        between(to.read_text(encoding="utf-8"), MARKER, where=to.name)  # before minutes are spent, not after
    there = [one for one in engines if installed(one)]
    missing = [f"{one} is not installed: make bench LIBRARIES=1" for one in engines if one not in there]
    for reason in missing:
        click.echo(reason, err=True)
    kinds = [one for one in KINDS if not keys or one.key in keys]
    found = [_size(actors, kinds, there, limit) for actors in sizes]
    versions = ", ".join(f"{one} {installed(one)}" for one in there if one != _OWN)
    text = f"{page(found)}\n\n{surroundings(missing)} Engines: {versions}, numba {installed(_OWN)}."
    click.echo(f"\n{text}")
    if to:
        write(to, text, MARKER)


def _size(actors: int, kinds: Sequence[Kind], engines: Sequence[str], limit: float) -> Size:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _process(None, "make", str(actors), folder)
        about = read(folder).about
        click.echo(f"{actors} actors: {about}", err=True)
        return Size(actors, about, tuple(cell for kind in kinds for cell in _row(kind, engines, folder, limit)))


def _row(kind: Kind, engines: Sequence[str], folder: Path, limit: float) -> Iterator[Cell]:
    """Ours first: where it takes long, the others get more time, too."""
    cells: list[Cell] = []
    for engine in sorted(engines, key=lambda one: one != _OWN):
        own = next((one.cpu for one in cells if one.engine == _OWN and one.times), 0.0)
        one = _cell(kind, engine, folder, _OWN_TIME * limit if engine == _OWN else max(limit, _LONGER * own))
        if one:
            click.echo(f"  {kind.label}: {engine} {one.reason or f'{one.cpu:.3f} s'}", err=True)
            cells.append(one)
    _compare(kind, [one.engine for one in cells if not one.reason], folder)
    yield from cells


def _cell(kind: Kind, engine: str, folder: Path, limit: float) -> Cell | None:
    said = _process(limit, engine, kind.key, folder)
    if said is None:
        return Cell(kind, engine, (), reason=f"not in {limit:.0f} s", least=_least(kind, engine, folder, limit))
    if not said["has"]:
        return None
    if "reason" in said:
        return Cell(kind, engine, (), reason=said["reason"])
    return Cell(kind, engine, tuple(said["cpu"]), tuple(said["wall"]), said["made"], said["megabytes"])


def _least(kind: Kind, engine: str, folder: Path, limit: float) -> float | None:
    """How long it had reckoned when it was ended; None where it was still making its graph."""
    path = began(folder, engine, kind.key)
    return limit - float(path.read_text(encoding="ascii")) if path.exists() else None


def _process(limit: float | None, *asked: str | Path) -> dict[str, Any] | None:
    """What the process says; None where it has used more CPU seconds and was ended."""
    command = [sys.executable, "-m", "seed.bench.measures_process", *map(str, asked)]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        while process.poll() is None:
            if limit is not None and _used(process.pid) > limit:
                process.kill()
                return None
            time.sleep(0.05)
        said = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    found: dict[str, Any] = json.loads(said) if said else {}
    return found


def _used(process: int) -> float:
    """CPU seconds of a process; 0 where the system does not say, or it has just ended."""
    # Not by a limit of the process itself: with one, Linux reckons its CPU time in ticks of milliseconds.
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _compare(kind: Kind, engines: Sequence[str], folder: Path) -> None:
    if _OWN not in engines or not kind.compared:
        return
    own = np.load(folder / f"result-{_OWN}-{kind.key}.npy")
    for engine in engines:
        if not kind.agree(own, np.load(folder / f"result-{engine}-{kind.key}.npy")):
            raise WrongResult(f"{kind.label}: {engine} gives something else than the compiled measure")


@click.command()
@click.option("--sizes", default=SIZES, show_default=True, help="Numbers of actors, separated by commas.")
@click.option("--engines", default=",".join(ENGINES), show_default=True, help="Which engines to measure.")
@click.option("--measures", default="", help=f"Which of {', '.join(one.key for one in KINDS)}.  [default: all]")
@click.option(
    "--limit",
    default=LIMIT,
    show_default=True,
    help="CPU seconds that a library may take for a measure (or 2.5 times ours, where that is more).",
)
@click.option("--write", "to_page", is_flag=True, help=f"Write the tables into {PAGE} too.")
def bench(sizes: str, engines: str, measures: str, limit: float, *, to_page: bool) -> None:
    """Measure every measure by every engine that is installed.

    \b
    Example:
      python -m seed.bench.measures --sizes 1000,50000,500000 --limit 300 --write
    """
    listed = [[one for one in given.split(",") if one] for given in (sizes, engines, measures)]
    run(PAGE if to_page else None, [int(one) for one in listed[0]], listed[1], listed[2], limit)


if __name__ == "__main__":
    bench()
