"""`python -m seed.bench.measures_process ENGINE MEASURE FOLDER`: one engine, one measure, one process.

So that its peak of memory is its own, and one that takes too long can be ended. Prints one line of
JSON; the result itself lies in the folder. Measures that an engine does not have give `{"has": false}`.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

import numpy as np

from seed.bench.measures_kinds import Calls, Result
from seed.bench.measures_networks import make, read

ENGINES: Final = ("networkx", "igraph", "scipy", "networkit", "compiled")
MEMORY: Final = 8 * 2**30
"""More than this no engine gets; it says so."""
_QUICK: Final = 2.0
_REPEATS: Final = 5
_MOST: Final = 3.0
"""Seconds after which no more repeats begin."""


def measured(engine: str, key: str, folder: Path) -> dict[str, Any]:
    """Times of each repeat in CPU and clock seconds, the peak of memory, and what making the graph took."""
    networks = read(folder)
    start = process_time()
    calls = _calls(engine, networks, key)
    made = process_time() - start
    if key not in calls:
        return {"has": False}
    began(folder, engine, key).write_text(f"{process_time()}", encoding="ascii")
    cpu, wall, result = _timed(calls[key])
    np.save(folder / f"result-{engine}-{key}.npy", result)
    return {"has": True, "cpu": cpu, "wall": wall, "made": made, "megabytes": peak()}


def began(folder: Path, engine: str, key: str) -> Path:
    """Where a process says how many CPU seconds it had used when it began with the measure itself."""
    return folder / f"began-{engine}-{key}"


def _calls(engine: str, networks: Any, key: str) -> Calls:
    module = import_module(f"seed.bench.measures_{engine}")
    found: Calls = module.prepared(networks) if engine == "compiled" else module.prepared(networks, key)
    return found


def _timed(call: Callable[[], Result]) -> tuple[list[float], list[float], Result]:
    cpu: list[float] = []
    wall: list[float] = []
    while True:
        start, clock = process_time(), perf_counter()
        result = call()
        cpu.append(process_time() - start)
        wall.append(perf_counter() - clock)
        if len(cpu) == _REPEATS or sum(cpu) + cpu[-1] > _MOST:
            return cpu, wall, result


def peak() -> int | None:
    """Megabytes of memory that this process has had at most; None where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) // 1024


def installed(engine: str) -> str:
    """The version of an engine; empty where it is not installed."""
    try:
        return version({"compiled": "numba"}.get(engine, engine))
    except PackageNotFoundError:
        return ""


def _main(engine: str, key: str, folder: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        print(json.dumps(measured(engine, key, folder)))
    except MemoryError:
        print(json.dumps({"has": True, "reason": f"more than {MEMORY // 2**30} GB"}))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        _main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
