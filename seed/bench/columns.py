"""`python -m seed.bench.columns`: reads the columns of the store that the environment names and says how long it took.

For another Python than the one that measures everything else: one whose driver of Neo4j has its compiled part.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, TypedDict

from registry.model import Invalid, Unavailable
from registry.opening import VARIABLE, open_registry, store_url
from seed.bench.aims import COLUMNS
from seed.bench.record import count_columns
from seed.bench.stores import Target
from seed.bench.timing import Measured, WrongResult, timed

COMPILED: Final = "neo4j-rust-ext"
_READINGS: Final = 3


def compiled_columns(target: Target, python: str) -> Iterator[Measured]:
    """What this Python, which must have the compiled part of the driver, takes for the columns.

    Raises Invalid where it lacks that part, Unavailable where it does not run.
    """
    wanted = (target.region.size - target.region.ties, target.region.ties)
    found = _other(python, target.url)
    if not found["compiled"]:
        raise Invalid(f"this Python has no {COMPILED}", where=python, remedy=f"install {COMPILED} there")
    if tuple(found["numbers"]) != wanted:
        raise WrongResult(f"{found['numbers']} instead of {wanted} columns")
    remark = f"{COMPILED} {found['compiled']}"
    yield Measured(f"{COLUMNS}, {COMPILED}", target.region.actors, tuple(found["times"]), remark, target.store)


class _Found(TypedDict):
    numbers: list[int]
    times: list[float]
    compiled: str


def _other(python: str, url: str) -> _Found:
    done = subprocess.run(  # noqa: S603 - who measures names it
        [python, "-m", "seed.bench.columns"],
        env={**os.environ, VARIABLE: url},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Unavailable(f"it ended with {done.stderr.strip()[-200:]!r}", where=python)
    found: _Found = json.loads(done.stdout)
    return found


def compiled_version() -> str:
    """The version of the compiled part of the driver here; empty where there is none."""
    try:
        return version(COMPILED)
    except PackageNotFoundError:
        return ""


def _here() -> dict[str, object]:
    with contextlib.closing(open_registry(store_url())) as registry:
        numbers = count_columns(registry)
        found = timed(lambda _: count_columns(registry), range(_READINGS), lambda _, got: got == numbers)
    return {"numbers": numbers, "times": found.times, "compiled": compiled_version()}


if __name__ == "__main__":
    print(json.dumps(_here()))
