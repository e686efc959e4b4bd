"""The entry for those who write Python: open a store, look at it at a day, and use everything in this room.

from graph import open_network
from graph.measures.burt import constraint

with open_network("sqlite:///data/registry.db", stand="2012-10-30") as network:
    contacts = network.contacts()
    print(network.top(contacts, contacts.degree))
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from graph.cache import SnapshotCache
from graph.filtering import Filter
from graph.formats import FORMATS, content
from graph.networks import Affiliation, Network, actor_network, affiliation
from graph.selection import Selection
from graph.sharing import Shelf
from graph.snapshot import Snapshot
from registry.access import PUBLIC_VIEWER, STAFF_VIEWER
from registry.model import Invalid
from registry.opening import open_registry, store_url
from registry.services import Record

Eyes = Literal["public", "staff"]
_VIEWERS: Final = {"public": PUBLIC_VIEWER, "staff": STAFF_VIEWER}


def open_network(store: str | None = None, *, stand: date | str | None = None, viewer: Eyes = "public") -> OpenNetwork:
    """Open a store (else the one of INTEGRATIONSNETZ_STORE, else data/registry.db) and take its snapshot.

    `stand` is the day to look at, `2012-10-30`; today where none is given. `viewer` says whose eyes: the public's, or
    those of staff, who see all. Raises Invalid for a day that is none, Unavailable where the store can not be opened.
    """
    return OpenNetwork(store_url(store), _day(stand), viewer)


def _day(stand: date | str | None) -> date:
    if stand is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(stand) if isinstance(stand, str) else stand
    except ValueError as error:
        raise Invalid("this is no day", where=str(stand)[:40], remedy="write it as 2012-10-30") from error


class OpenNetwork:
    """A record that is open for reading, at one revision, for one viewer; close it, or use it in a `with`."""

    record: Record
    """The statements themselves, as the viewer may see them."""
    snapshot: Snapshot
    """At the day that was asked for; `to_networkx()` and `to_igraph()` hand it to those libraries."""

    def __init__(self, url: str, stand: date, viewer: Eyes) -> None:
        self._open = ExitStack()
        registry = open_registry(url)
        self._open.callback(registry.close)
        try:
            self.record = self._open.enter_context(registry.reading(_VIEWERS[viewer]))
            self.snapshot = SnapshotCache(shelf=Shelf(registry.derived)).snapshot(
                self.record, stand, registry.vocabulary
            )
        except BaseException:
            self._open.close()
            raise

    def at(self, stand: date | str | None) -> Snapshot:
        """The same revision on another day; everything that is known of any time for None. Raises Invalid."""
        day = None if stand is None else _day(stand)
        return Snapshot(self.snapshot.base, day, self.snapshot.vocabulary)

    def contacts(self, wanted: Filter | None = None) -> Network:
        """Actors and who is in contact with whom (see `graph.networks.actor_network`): what measures run on."""
        return actor_network(self.snapshot, wanted)

    def affiliation(self) -> Affiliation:
        """Who takes part in which body, as a network of two kinds of places."""
        return affiliation(self.snapshot)

    def top(self, network: Network, values: NDArray[Any] | Sequence[float], most: int = 10) -> list[tuple[str, float]]:
        """The actors of a network with the highest values of a measure, each with its value; equal ones by name."""
        names, rank = self.snapshot.names, self.snapshot.name_rank[network.entities]
        order = np.lexsort((rank, -np.asarray(values, dtype=np.float64)))[:most]
        return [(names[int(network.entities[one])], float(values[one])) for one in order.tolist()]

    def write(self, path: Path | str, *, all_times: bool = False) -> None:
        """Write the network; the ending of the name says the form (see `graph.formats.FORMATS`). Raises Invalid."""
        file = Path(path)
        form = next((one for one in FORMATS.values() if file.name.endswith("." + one.ending)), None)
        if form is None:
            endings = ", ".join(one.ending for one in FORMATS.values())
            raise Invalid("no form of file has this ending", where=file.name, remedy=f"use one of {endings}")
        taken = self.at(None) if all_times else self.snapshot
        with file.open("w", encoding="utf-8", newline="") as lines:
            lines.writelines(form.write(content(Selection.whole(taken))))

    def close(self) -> None:
        """Give back the store."""
        self._open.close()

    def __enter__(self) -> OpenNetwork:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
