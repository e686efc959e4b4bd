"""The stores that are measured beside each other: a fresh one of each kind for each size."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from registry.model import Unavailable
from registry.opening import open_registry
from registry.services import Registry
from registry.vocabulary import load_vocabulary
from seed.bench.server import Memory, server
from seed.synthetic import Region


@dataclass(frozen=True)
class Target:
    """An empty store that is to be filled with a region and measured."""

    store: str
    """Its name in the table."""
    url: str
    registry: Registry
    region: Region
    folder: Path
    """Where its files are, and where more may be put."""
    server: int | None = None
    """The process that keeps it; None where the store is a file."""


@dataclass(frozen=True)
class _Place:
    url: str
    server: int | None = None


@contextlib.contextmanager
def _sqlite(folder: Path, _: Memory) -> Iterator[_Place]:
    yield _Place(f"sqlite:///{folder}/record.db")


@contextlib.contextmanager
def _neo4j(folder: Path, memory: Memory) -> Iterator[_Place]:
    with server(folder / "server", memory) as found:
        yield _Place(found.url, found.pid)


_Opening = Callable[[Path, Memory], contextlib.AbstractContextManager[_Place]]
_OPENINGS: Final[dict[str, tuple[str, _Opening]]] = {"sqlite": ("SQLite", _sqlite), "neo4j": ("Neo4j", _neo4j)}
NAMES: Final = tuple(_OPENINGS)


@contextlib.contextmanager
def opened(names: Sequence[str], folder: Path, actors: int, memory: Memory) -> Iterator[tuple[list[Target], list[str]]]:
    """A fresh store of each kind for a region of this size, and for those that can not be had, why.

    All files are under `folder`. Raises Unavailable where none can be had.
    """
    with contextlib.ExitStack() as stack:
        targets: list[Target] = []
        reasons: list[str] = []
        for name in names:
            try:
                targets.append(stack.enter_context(_target(name, folder / f"{actors}-{name}", actors, memory)))
            except Unavailable as error:
                reasons.append(f"{_OPENINGS[name][0]} was not measured: {error.what}")
        if not targets:
            raise Unavailable("; ".join(reasons), where="bench")
        yield targets, reasons


@contextlib.contextmanager
def _target(name: str, folder: Path, actors: int, memory: Memory) -> Iterator[Target]:
    title, opening = _OPENINGS[name]
    folder.mkdir()
    with opening(folder, memory) as place, contextlib.closing(open_registry(place.url, create=True)) as registry:
        region = Region(actors, 1, load_vocabulary())
        yield Target(title, place.url, registry, region, folder, place.server)
