"""The second port of a store: what must survive and is not part of the record.

Accounts, sessions, judgements, tasks, mails and the like are *items*: named by a kind and an id, with data that only
the service that owns the kind understands. Every write names the version that it expects, so that two who change the
same thing never overwrite each other; that is all that leases and queues need, too. Items have no history.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

from registry.model import Conflict

EPHEMERAL: Final = frozenset({"session", "count", "periodic"})
"""Kinds that are not moved to another store: they end or come by themselves, and change all the time."""
LAST: Final = "~"
"""Comes after every time."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a service keeps."""

    kind: str
    id: str
    data: Mapping[str, Any] = field(default_factory=dict)
    """What JSON can say."""
    owner: str = ""
    """What it belongs to: an account, an entity, another item's id; items are found by it and go with it."""
    state: str = ""
    at: str = ""
    """ISO 8601 in UTC: when it is due, when it ends, or when it happened; empty where there is no such time."""
    version: int = 0
    """Of the present content; 0 for what is not written yet."""

    def changed(self, **changes: Any) -> Item:
        """The same item with other contents; keyword arguments are fields, or names within `data`."""
        fields = {name: changes.pop(name) for name in ("owner", "state", "at") if name in changes}
        return replace(self, data={**self.data, **changes}, **fields)

    @property
    def name(self) -> str:
        """Kind and id."""
        return f"{self.kind}/{self.id}"

    @property
    def payload(self) -> str:
        """The data as JSON text."""
        return json.dumps(self.data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


class Workspace(Protocol):
    """Where a store keeps items. Every verb raises Unavailable and Damaged as the store does."""

    def get(self, kind: str, ids: Collection[str]) -> dict[str, Item]:
        """The items of a kind that are known among these ids."""
        ...

    def find(
        self,
        kind: str,
        *,
        owner: str | None = None,
        state: str | None = None,
        until: str = LAST,
        after: tuple[str, str] | None = None,
        latest_first: bool = False,
        limit: int = 100,
    ) -> list[Item]:
        """Items of a kind (of an owner, in a state), whose time is not after `until`, ordered by time and id.

        `after` is time and id of the last one of the page before, in the order that is asked for.
        """
        ...

    def tally(self, kind: str) -> dict[str, int]:
        """Number of items of a kind by state."""
        ...

    def change(self, puts: Collection[Item] = (), drops: Collection[Item] = ()) -> list[Item]:
        """Write and remove items, all or nothing; gives the written ones with their new versions.

        Raises Conflict, naming the items, where one is not at the version that is given (or known already, where it
        is new).
        """
        ...

    def count(self, id: str, until: str) -> int:
        """Count one more under this id and give the number; it is forgotten some time after `until`."""
        ...

    def purge(self, kind: str, before: str) -> int:
        """Remove the items of a kind whose time (if they have one) is before this; gives how many there were."""
        ...


def overtaken(names: Collection[str]) -> Conflict:
    """The error for items that are not at the expected version."""
    shown = sorted(names)
    return Conflict(
        "somebody else has changed this meanwhile",
        records=shown,
        where=", ".join(shown[:3]),
        remedy="look at it as it is now, then decide again",
    )


def item(kind: str, id: str, data: str, owner: str, state: str, at: str, version: int) -> Item:
    """An item as it is kept, `data` as JSON text."""
    return Item(kind, id, json.loads(data), owner, state, at, version)
