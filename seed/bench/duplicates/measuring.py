"""What is measured: the matcher with all that is known and with the name alone, its peers, the sweep, the index."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Final

from registry.access import STAFF_VIEWER
from registry.model import derived_id
from registry.services.duplicates import LIKELY, DuplicateIndex, all_pairs
from seed.bench.duplicates.entering import entered, entries, index, query
from seed.bench.duplicates.peers import PER_CENT, Peers
from seed.bench.duplicates.verdicts import Answer, Find, Verdict, answered, best, counted, judged
from seed.bench.timing import Measured, WrongResult
from seed.pairs import Asked, Pair, World, pairs

_LEAST: Final = 0.8
"""An F1 below this is a mistake of the benchmark or of the matcher: its times would mean nothing."""
_WARM: Final = 50
_UPDATED: Final = 10


@dataclass(frozen=True)
class Judged:
    """One finder on one set of pairs. Times are in milliseconds: of the processor, and as they passed."""

    what: str
    actors: int
    seed: int
    verdict: Verdict
    cpu: Measured
    wall: Measured


@dataclass(frozen=True)
class Built:
    """What an index takes: seconds of the processor, MiB, milliseconds for one change."""

    actors: int
    seconds: float
    megabytes: int
    update: Measured


@dataclass(frozen=True)
class Swept:
    """A sweep over a record in which a part of the pairs was entered in spite of everything."""

    actors: int
    seed: int
    verdict: Verdict
    """Of pairs: how many of those said to be one are, how many of those that are one were said."""
    seconds: float


def matching(world: World, own: DuplicateIndex, count: int) -> Iterator[Judged]:
    """The matcher on so many pairs of the world's own seed. Raises WrongResult where it finds next to nothing."""
    found = list(pairs(world, count, world.seed))
    for what, by_name in (("place, contacts and numbers", False), ("the name alone", True)):
        one = _judged(what, _matcher(own), world, found, by_name=by_name, score=LIKELY)
        if one.verdict.f1 < _LEAST:
            raise WrongResult(f"{what}: {one.verdict}")
        yield one


def peers(world: World, count: int) -> Iterator[Judged]:
    """The peers on the first of the same pairs, with the name alone."""
    found = list(pairs(world, count, world.seed))
    for what, find in Peers(world).finders().items():
        yield _judged(f"peer: {what}", find, world, found, by_name=True, score=None)


def building(world: World) -> tuple[DuplicateIndex, Built]:
    """The index of a world, what it took, and how long one change takes."""
    known = list(entries(world))
    gc.collect()
    before, start = _megabytes(), process_time()
    own = index(world)
    seconds = process_time() - start
    gc.collect()
    taken = _megabytes() - before
    times = []
    latest = own
    for entry in islice((one for one in known if one.family == "actor"), _UPDATED):
        start = process_time()
        latest = latest.updated([entry], (), latest.revision + 1)
        times.append((process_time() - start) * 1000)
    return own, Built(world.size, seconds, taken, Measured("one change", world.size, tuple(times)))


def sweeping(world: World, count: int) -> Swept:
    """Enter so many pairs into the record as if nobody had looked, and see which of them the sweep finds."""
    found = list(pairs(world, count, world.seed))
    besides = {derived_id("e", "pairs", "entered", str(number)): pair for number, pair in enumerate(found)}
    own = index(world, (entered(pair.asked, id) for id, pair in besides.items()))
    true = {frozenset((id, pair.known)) for id, pair in besides.items() if pair.same}
    start = process_time()
    said = {frozenset((one.one, one.other)) for step in all_pairs(own, STAFF_VIEWER) for one in step.pairs}
    seconds = process_time() - start
    return Swept(len(own), world.seed, counted(said, true), seconds)


def _judged(
    what: str, find: Find, world: World, found: Sequence[Pair], *, by_name: bool, score: float | None
) -> Judged:
    for pair in found[:_WARM]:
        find(pair.asked.by_name)
    cpu: list[float] = []
    wall: list[float] = []

    def clocked(asked: Asked) -> Sequence[Answer]:
        start, began = perf_counter(), process_time()
        answers = find(asked)
        cpu.append((process_time() - began) * 1000)
        wall.append((perf_counter() - start) * 1000)
        return answers

    answers = answered(clocked, found, by_name=by_name)
    verdict = best(answers, PER_CENT) if score is None else judged(answers, score)
    times = (Measured(what, world.size, tuple(one)) for one in (cpu, wall))
    return Judged(what, world.size, world.seed, verdict, *times)


def _matcher(own: DuplicateIndex) -> Find:
    def find(asked: Asked) -> list[Answer]:
        return [(hint.id, hint.score) for hint in own.candidates(query(asked), STAFF_VIEWER)]

    return find


def _megabytes() -> int:
    """What the process holds in memory; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * 4096 // 2**20
