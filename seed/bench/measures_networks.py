"""The networks that measures are measured on: of synthetic regions, in files, so that every engine reads the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from graph.measures.components import components
from graph.networks import Affiliation, Network, actor_network, affiliation
from graph.snapshot import Snapshot, take_snapshot
from registry.access import PUBLIC_VIEWER, Viewer
from registry.model import Entity, Tie
from registry.services import EntityRow, TieRow
from registry.vocabulary import load_vocabulary
from seed.bench.measures_kinds import PAIRS
from seed.bench.table import number
from seed.synthetic import Region

SEED: Final = 1
_PARTS: Final = ("entities", "starts", "neighbours", "weights")
_TWO_MODE: Final = ("actors", "bodies", "starts", "columns", "body_starts", "rows")


@dataclass(frozen=True, eq=False)
class Networks:
    """Contacts, the two-mode network, and who meets whom in bodies of at most 60."""

    contacts: Network
    both: Affiliation
    meetings: Network
    pairs: tuple[tuple[int, int], ...]
    """Places of the contacts between which paths are asked for."""

    @property
    def about(self) -> str:
        """Sizes in words."""
        contacts, meetings = self.contacts, self.meetings
        return (
            f"{number(len(contacts))} actors with {number(contacts.edge_count)} contacts; of the"
            f" {number(len(meetings))} who take part in bodies, {number(meetings.edge_count)} pairs meet"
        )


@dataclass(frozen=True)
class _Region:
    """A synthetic region as rows, without a store."""

    region: Region
    revision: int = 1
    viewer: Viewer = PUBLIC_VIEWER

    def entity_rows(self) -> Iterator[EntityRow]:
        for one in self.region.statements():
            if isinstance(one, Entity):
                names = (one.name, *one.aliases)
                yield EntityRow(one.id, one.family, one.kind, names, one.themes, *_dating(one), "public")

    def tie_rows(self) -> Iterator[TieRow]:
        for one in self.region.lists()["ties"]:
            if isinstance(one, Tie):
                yield TieRow(one.id, one.subject, one.role, one.object, one.theme, *_dating(one), "public")


def _dating(one: Entity | Tie) -> tuple[str, str | None, str | None, tuple[str, ...]]:
    attested = tuple(source.as_of for source in one.sources if source.as_of)
    period = one.period
    return str(one.status), period.start, period.end, attested


class _Nothing:
    revision = 0
    viewer = PUBLIC_VIEWER

    def entity_rows(self) -> Iterator[EntityRow]:
        return iter(())

    def tie_rows(self) -> Iterator[TieRow]:
        return iter(())


def snapshot_of(actors: int) -> Snapshot:
    """A snapshot of a synthetic region, of all times."""
    known = load_vocabulary()
    return take_snapshot(_Region(Region(actors, SEED, known)), None, known)


def make(actors: int, folder: Path) -> None:
    """Write the networks of a synthetic region as arrays into a folder."""
    snapshot = snapshot_of(actors)
    contacts, both = actor_network(snapshot), affiliation(snapshot)
    _write(folder, "contacts", contacts, _PARTS)
    _write(folder, "both", both, _TWO_MODE)
    _write(folder, "meetings", both.shared_bodies(), _PARTS)
    largest = np.flatnonzero(components(contacts).component == 0)
    np.save(folder / "pairs.npy", np.random.default_rng(5).choice(largest, size=(PAIRS, 2)))


def read(folder: Path) -> Networks:
    """The networks, mapped from their files; their snapshot is an empty one."""
    empty = take_snapshot(_Nothing(), None, load_vocabulary())
    return Networks(
        Network(empty, *_arrays(folder, "contacts", _PARTS)),
        Affiliation(empty, *_arrays(folder, "both", _TWO_MODE)),
        Network(empty, *_arrays(folder, "meetings", _PARTS)),
        tuple((int(one), int(other)) for one, other in np.load(folder / "pairs.npy")),
    )


def _write(folder: Path, name: str, held: Network | Affiliation, parts: tuple[str, ...]) -> None:
    for part in parts:
        np.save(folder / f"{name}-{part}.npy", getattr(held, part))


def _arrays(folder: Path, name: str, parts: tuple[str, ...]) -> list[Any]:
    # Plain arrays on mapped memory: numba takes them for what they are, and they can only be read.
    return [np.asarray(np.load(folder / f"{name}-{part}.npy", mmap_mode="r")) for part in parts]
