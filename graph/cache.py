"""Snapshots and what was computed from them, kept by revision, Stand and viewer; safe among threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from datetime import date
from typing import Any, TypeVar

from graph.rows import Rows
from graph.snapshot import Snapshot, take_snapshot
from registry.vocabulary import Vocabulary

_Result = TypeVar("_Result")


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

    def __init__(self, snapshots: int = 6, results: int = 64) -> None:
        """Keep at most `snapshots` snapshots, and `results` results (layouts, pictures, lists) of each."""
        self._results = results
        self._held = Memory(snapshots)
        self._derived = Memory(snapshots)

    def snapshot(self, record: Rows, stand: date | None, vocabulary: Vocabulary) -> Snapshot:
        """The snapshot of this record at this Stand for this viewer, taken once."""
        key = (record.revision, stand, record.viewer.level)
        return self._held.get(key, lambda: take_snapshot(record, stand, vocabulary))

    def derived(self, snapshot: Snapshot, key: Hashable, compute: Callable[[], _Result]) -> _Result:
        """What `compute` makes of a snapshot, computed once per key, for example `("layout", filter)`."""
        memory = self._derived.get(snapshot.key, lambda: Memory(self._results))
        return memory.get(key, compute)
