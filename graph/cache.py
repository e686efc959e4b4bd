"""Snapshots and what was computed from them, kept by revision, Stand and viewer; safe among threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from datetime import date
from typing import Any, Final, TypeVar

from graph.base import Base, take_base
from graph.rows import Followed, Rows
from graph.sharing import Shelf
from graph.snapshot import Key, Snapshot
from graph.updating import updated
from registry.model import Visibility
from registry.vocabulary import Vocabulary

_Result = TypeVar("_Result")
_KEPT_EVERY: Final = 100
"""Revisions."""


class Memory:
    """The results used last, by key. Who asks for one that is being computed waits for it; errors are not kept."""

    def __init__(self, size: int) -> None:
        """Keep at most `size` results."""
        self._size = size
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, Future[Any]] = OrderedDict()

    def get(self, key: Hashable, compute: Callable[[], _Result]) -> _Result:
        """The result under this key, computed once. Raises what `compute` raises."""
        with self._lock:
            future = self._held.get(key)
            mine = future is None
            if future is None:
                future = self._held[key] = Future()
            self._held.move_to_end(key)
            while len(self._held) > self._size:
                self._held.popitem(last=False)
        if mine:
            self._fill(key, future, compute)
        result: _Result = future.result()
        return result

    def keep_only(self, wanted: Callable[[Any], bool]) -> None:
        """Drop every result whose key is not wanted any more. Who waits for one of them gets it still."""
        with self._lock:
            for key in [one for one in self._held if not wanted(one)]:
                del self._held[key]

    def _fill(self, key: Hashable, future: Future[Any], compute: Callable[[], Any]) -> None:
        try:
            future.set_result(compute())
        except BaseException as error:  # noqa: BLE001 - whoever waits gets it too
            with self._lock:
                if self._held.get(key) is future:
                    del self._held[key]
            future.set_exception(error)


class SnapshotCache:
    """One per registry and process. A new revision makes new keys; old snapshots go with what was computed
    from them.
    """

    def __init__(self, snapshots: int = 6, results: int = 64, shelf: Shelf | None = None) -> None:
        """Keep at most `snapshots` snapshots, and `results` results (layouts, pictures, lists) of each.

        With a shelf, columns are shared with the other processes of the machine.
        """
        self._snapshots = snapshots
        self._results = results
        self._shelf = shelf
        self._forget(0)

    def _forget(self, erased: int) -> None:
        self._erased = erased
        self._bases = Memory(self._snapshots)
        self._held = Memory(self._snapshots)
        self._derived = Memory(self._snapshots)
        self._newest: dict[Visibility, Base] = {}

    @property
    def levels(self) -> tuple[Visibility, ...]:
        """The levels for which snapshots have been asked for."""
        return tuple(sorted(self._newest))

    def newest(self, level: Visibility) -> Base | None:
        """The columns of the latest revision that has been asked for."""
        return self._newest.get(level)

    def snapshot(self, record: Rows, stand: date | None, vocabulary: Vocabulary) -> Snapshot:
        """The snapshot of this record at this Stand for this viewer, taken once."""
        key = (record.revision, stand, record.viewer.level)
        return self._held.get(key, lambda: Snapshot(self.base(record), stand, vocabulary))

    def base(self, record: Rows) -> Base:
        """The columns of this record for this viewer: from older ones where little was touched since, else anew."""
        level = record.viewer.level
        key: Key = (record.revision, None, level)
        found = self._bases.get(key, lambda: self._made(record))
        if found.erased > self._erased:
            self._forget(found.erased)  # what was made before an erasure may name who was erased
            self._bases.get(key, lambda: found)
        newest = self._newest.get(level)
        if newest is None or newest.revision < found.revision:
            self._newest[level] = found
            self._let_go(level, newest.revision if newest else 0)
        return found

    def _let_go(self, level: Visibility, before: int) -> None:
        """Keep two revisions of a level: somebody may still be reading the one before the newest."""

        def wanted(key: Key) -> bool:
            return key[0] >= before or key[-1] != level

        for memory in (self._bases, self._held, self._derived):
            memory.keep_only(wanted)

    def _made(self, record: Rows) -> Base:
        old = self._newest.get(record.viewer.level)
        following = updated(old, record) if old is not None and old.revision <= record.revision else None
        if following is not None:
            return self._kept_now_and_then(following)
        if self._shelf is None or not isinstance(record, Followed):
            return take_base(record)
        with self._shelf.turn(record.viewer.level):
            shared = self._shelf.latest(record, record.viewer.level, record.revision)
            following = updated(shared, record) if shared is not None else None
            return following or self._shelf.keep(take_base(record))

    def _kept_now_and_then(self, base: Base) -> Base:
        """A process that starts later begins with what was kept: it should not be too old."""
        due = self._shelf is not None and base.revision % _KEPT_EVERY == 0
        return self._shelf.keep(base) if due and self._shelf is not None else base

    def derived(self, snapshot: Snapshot, key: Hashable, compute: Callable[[], _Result]) -> _Result:
        """What `compute` makes of a snapshot, computed once per key, for example `("layout", filter)`."""
        memory = self._derived.get(snapshot.key, lambda: Memory(self._results))
        return memory.get(key, compute)
