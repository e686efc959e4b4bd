"""Moves a record with its whole past from one store to another, whatever engines they are, and compares at the end.

Rows are streamed in batches. A move that was stopped at any moment is repeated and goes on where it was. Two stores
hold the same record with the same past where the fingerprints of their archives are equal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice, takewhile
from typing import Final, Literal, NamedTuple

from registry.model import Conflict, Damaged
from registry.store.archive import PARTS, ChangeRow, Key, Part, Progress, Receiving, Row
from registry.store.port import Reading, Store

BATCH: Final = 2000
"""Rows that are taken in one transaction."""
_TOLD: Final = 2000
"""After so many rows there is word of how far it is."""
_APPENDED: Final[tuple[Part, ...]] = ("changes", "versions")
"""Parts of which a resumed move takes only what is not held yet; the others are taken anew."""

Step = Literal["survey", "changes", "versions", "proposals", "erased", "items", "arrange", "verify"]
"""Reading the source once for its fingerprint, taking each part, arranging for reading, reading the target once."""
Telling = Callable[[Step, int, int], object]
"""Called now and then with the step, how much of it is done and how much there is."""


class Content(NamedTuple):
    """What a part comes to."""

    rows: int
    sha256: str
    """Over the rows in the order of their keys, each as a JSON array of its fields (ASCII, no spaces) and a newline."""


Fingerprint = dict[Part, Content]


@dataclass(frozen=True, slots=True)
class Moved:
    """What a finished move comes to."""

    revision: int
    """Of the source as it was moved; that of the target."""
    parts: Fingerprint
    counts: dict[str, int]
    """Live statements by type."""
    resumed: bool
    source_went_on: bool
    """Whether the source says anything else by now, which is not in the target."""


def fingerprint(reading: Reading, progress: Progress | None = None) -> Fingerprint:
    """Rows and hash of every part of a view."""
    counter = _Counter(progress or _silent, reading.revision)
    found = {part: _content(counter.counted(reading.archive(part))) for part in PARTS}
    counter.end()
    return found


def digest(parts: Fingerprint) -> str:
    """One SHA-256 for a fingerprint: over a line `part rows sha256` for each part, in the order of `PARTS`."""
    lines = (f"{part} {parts[part].rows} {parts[part].sha256}\n" for part in PARTS)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def move(source: Store, target: Store, *, origin: str, progress: Telling | None = None, batch: int = BATCH) -> Moved:
    """Move the view of `source` at this moment, with history, proposals and erased ids, into the empty `target`.

    `origin` names the source (no secret in it): a move that was stopped goes on only from the same one. The target can
    be opened normally when everything was compared. Raises Conflict where the target holds anything else, is the target
    of another move, or where the source says something else now of what was moved before it was stopped; Damaged where
    what arrived differs from what was sent; Unavailable.
    """
    tell = progress or _silent_step
    with source.read() as view:
        receiving = target.receive()
        receiving.begin(origin)
        held = _held(view, target, receiving)
        sent = fingerprint(view, partial(tell, "survey"))
        for part in PARTS:
            taken = _take(view, receiving, part, (held.get(part, 0), sent[part].rows), partial(tell, part), batch)
            if part not in _APPENDED:  # not every engine can hold these still while the view is open
                sent[part] = taken
        revision, counts = view.revision, view.counts()
    receiving.arrange(partial(tell, "arrange"))
    with target.read() as arrived:
        differing = _differences(sent, fingerprint(arrived, partial(tell, "verify")), counts, arrived.counts())
    with source.read() as view:
        went_on = view.revision != revision or any(
            _content(view.archive(part)) != sent[part] for part in PARTS if part not in _APPENDED
        )
    if differing:
        raise _not_the_same(differing, went_on=went_on)
    receiving.finish()
    return Moved(revision, sent, counts, resumed=any(held.values()), source_went_on=went_on)


def _held(view: Reading, target: Store, receiving: Receiving) -> dict[Part, int]:
    """How many rows an earlier attempt has brought. Raises Conflict where the source says otherwise by now."""
    found: dict[Part, int] = {}
    for part in _APPENDED:
        last = receiving.last(part)
        if not last:
            continue
        with target.read() as reading:
            there = _content(reading.archive(part))
        here = _content(_until(view.archive(part), last))
        if here != there:
            raise Conflict(
                "the source says something else now of what was moved before (a person was erased, or it is another"
                " record)",
                where=part,
                remedy="remove the unfinished target, which may hold what was erased since, and name a new one",
            )
        found[part] = there.rows
    return found


def _until(rows: Iterable[Row], last: Key) -> Iterator[Row]:
    return takewhile(lambda row: row.key <= last, rows)


def _take(
    view: Reading, receiving: Receiving, part: Part, extent: tuple[int, int], tell: Progress, batch: int
) -> Content:
    """Stream a part's rows to the target and give what they come to.

    `extent` is how many rows it holds already, and how many there are.
    """
    done, whole = extent
    rows = view.archive(part, receiving.last(part) if part in _APPENDED else ())
    total = _Sum()
    tell(done, whole)
    while some := tuple(islice(rows, batch)):
        receiving.take(part, some)
        total.add(some)
        done += len(some)
        tell(done, max(done, whole))
    return total.content()


def _differences(sent: Fingerprint, arrived: Fingerprint, counts: object, live: object) -> list[str]:
    """The parts that are not the same, and how."""
    found = [
        f"{part} ({sent[part].rows} rows sent, {arrived[part].rows} arrived, another hash)"
        for part in PARTS
        if sent[part] != arrived[part]
    ]
    return found if counts == live else [*found, f"live statements ({counts} sent, {live} arrived)"]


def _not_the_same(differing: list[str], *, went_on: bool) -> Conflict | Damaged:
    what = "what arrived differs from what was sent: " + ", ".join(differing)
    if went_on:
        return Conflict(
            f"{what}; the source was written meanwhile (an erasure changes the past)",
            remedy="remove the target, stop what writes to the source, and move into a new store",
        )
    return Damaged(what, remedy="run `integrationsnetz check` on the source, then move into a new store")


class _Counter:
    """Says how far the reading of an archive is: each change set announces the versions that it wrote."""

    def __init__(self, progress: Progress, changes: int) -> None:
        self._progress = progress
        self._total = changes
        self._done = 0

    def counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows, as they come."""
        for row in rows:
            if isinstance(row, ChangeRow):
                self._total += row.touched
            self._done += 1
            if self._done % _TOLD == 0:
                self._progress(self._done, max(self._done, self._total))
            yield row

    def end(self) -> None:
        """All is read."""
        self._progress(self._done, self._done)


class _Sum:
    """What rows come to, one after the other."""

    def __init__(self) -> None:
        self._sha = hashlib.sha256()
        self._number = 0

    def add(self, rows: Iterable[Row]) -> None:
        """Rows that follow those before."""
        for row in rows:
            self._sha.update(json.dumps(row, separators=(",", ":")).encode() + b"\n")
            self._number += 1

    def content(self) -> Content:
        """Of all rows so far."""
        return Content(self._number, self._sha.hexdigest())


def _content(rows: Iterable[Row]) -> Content:
    total = _Sum()
    total.add(rows)
    return total.content()


def _silent(done: int, total: int) -> None:
    """Tells nobody."""


def _silent_step(step: Step, done: int, total: int) -> None:
    """Tells nobody."""
