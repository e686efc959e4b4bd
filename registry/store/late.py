"""A store that is opened when it is first asked for: a process that serves pages may start before the store does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from concurrent.futures import Future
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

from registry.model import ChangeSet, Problem
from registry.store.archive import Progress, Receiving
from registry.store.port import Reading, Store
from registry.store.workspace import Workspace


class LateStore:
    """Implements `Store` by another one. Every verb also raises what opening it raises; the next call tries again."""

    def __init__(self, opener: Callable[[], Store]) -> None:
        self._opener = opener
        self._lock = threading.Lock()
        self._opened: Future[Store] | None = None

    def _store(self) -> Store:
        """The opened store. Who comes while it is being opened waits, and gets what comes of it."""
        with self._lock:
            mine = self._opened is None
            opened = self._opened = self._opened or Future()
        if mine:
            self._open(opened)
        return opened.result()

    def _open(self, opened: Future[Store]) -> None:
        try:
            opened.set_result(self._opener())
        except BaseException as error:  # noqa: BLE001 - whoever waits gets it too
            with self._lock:
                self._opened = None
            opened.set_exception(error)

    @property
    def workspace(self) -> Workspace:
        """See `Store`."""
        return self._store().workspace

    def read(self, at_least: int = 0) -> AbstractContextManager[Reading]:
        """See `Store`."""
        return self._store().read(at_least)

    def commit(self, change_set: ChangeSet) -> int:
        """See `Store`."""
        return self._store().commit(change_set)

    def propose(self, change_set: ChangeSet) -> None:
        """See `Store`."""
        self._store().propose(change_set)

    def decide(self, id: str, verdict: Literal["accepted", "declined"], who: str, note: str = "") -> int | None:
        """See `Store`."""
        return self._store().decide(id, verdict, who, note)

    def forget(self, ids: Collection[str]) -> int:
        """See `Store`."""
        return self._store().forget(ids)

    def erase(self, id: str, who: str, why: str) -> int:
        """See `Store`."""
        return self._store().erase(id, who, why)

    def backup(self, target: Path) -> None:
        """See `Store`."""
        self._store().backup(target)

    def check(self, progress: Progress | None = None) -> list[Problem]:
        """See `Store`."""
        return self._store().check(progress)

    def receive(self) -> Receiving:
        """See `Store`."""
        return self._store().receive()

    def close(self) -> None:
        """Close the store if it was opened."""
        with self._lock:
            opened, self._opened = self._opened, None
        if opened is not None and opened.exception() is None:
            opened.result().close()
