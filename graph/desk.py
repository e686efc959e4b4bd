"""Long computations: asked for here, done in a thread of this process, shared by all who want the same.

Whoever asks waits for a moment; what takes longer goes on, shows how far it is and can be stopped. Meanwhile the last
value of an older revision is given, as such.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, fields, is_dataclass, replace
from sys import getsizeof
from typing import Any, Final, Generic, TypeVar

from graph.snapshot import Snapshot

Tell = Callable[[int, int], None]
"""Says how far a computation is: `tell(done, total)`. Raises Stopped where nobody wants it any more."""
_Value = TypeVar("_Value")
_SILENT: Final = (0, 0)


class Stopped(Exception):
    """Somebody has stopped the computation."""


@dataclass(frozen=True)
class Answer(Generic[_Value]):
    """What is known at present. Of `value`, `progress`, `stopped` and `busy` at least one says something."""

    id: str
    """Names the computation in addresses; it tells nothing about what is computed."""
    value: _Value | None = None
    revision: int | None = None
    """Of the value."""
    stale: bool = False
    """The value is of an older revision, while the new one is computed, waits or was stopped."""
    progress: tuple[int, int] | None = None
    """`(done, total)` while it goes on; the total is 0 as long as it is not known."""
    stopped: bool = False
    busy: bool = False
    """Too much else waits: nothing was begun."""


@dataclass(eq=False)
class _Job:
    """One computation. What is written is written once, before `ended` is set, but for `progress`."""

    id: str
    snapshot: Snapshot
    key: Hashable
    stop: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    progress: tuple[int, int] = _SILENT
    value: Any = None
    weight: int = 0
    """Bytes of the value, roughly."""
    error: BaseException | None = None

    def tell(self, done: int, total: int) -> None:
        if self.stop.is_set():
            raise Stopped
        self.progress = (done, total)

    @property
    def stopped(self) -> bool:
        """Also before the computation has noticed."""
        return self.stop.is_set() and (not self.ended.is_set() or isinstance(self.error, Stopped))


class Desk:
    """One per process; threads share it."""

    def __init__(self, *, at_once: int = 2, waiting: int = 32, kept: int = 256, most_bytes: int = 64_000_000) -> None:
        """Compute `at_once` answers, let `waiting` more wait, and keep the values of the last `kept`, of about
        `most_bytes` together.
        """
        self._slots = threading.Semaphore(at_once)
        self._most = at_once + waiting
        self._kept = kept
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._jobs: OrderedDict[Hashable, _Job] = OrderedDict()
        """By snapshot and key; those asked for last at the end."""
        self._last: dict[Hashable, Hashable] = {}
        """Of each key, Stand and level: which job has the latest value."""

    def ask(
        self, snapshot: Snapshot, key: Hashable, compute: Callable[[Tell], _Value], wait: float = 0.2
    ) -> Answer[_Value]:
        """What `compute` makes of this snapshot, or what is known until it is there; waits at most `wait` seconds.

        The value must carry all that is needed to show it: it can be one of an older revision, with other numbers of
        entities. Raises what `compute` raises, once; who asks again begins anew.
        """
        job = self._job(snapshot, key, compute)
        if job is None:
            return replace(self._older(snapshot, key), busy=True)
        if not job.stopped:
            job.ended.wait(wait)
        return self._answer(job)

    def progress(self, id: str) -> tuple[int, int] | None:
        """How far a computation is; None where it has ended, was stopped or is not one of this process."""
        job = self._by_id(id)
        return None if job is None or job.ended.is_set() or job.stopped else job.progress

    def knows(self, id: str) -> bool:
        """Whether this process has been asked for it and has not forgotten it yet."""
        return self._by_id(id) is not None

    def stop(self, id: str) -> None:
        """Stop a computation. Who asks for it is told so until somebody begins it `again`."""
        job = self._by_id(id)
        if job is not None and not job.ended.is_set():
            job.stop.set()

    def again(self, id: str) -> None:
        """Let the next who asks for what was stopped begin it anew."""
        job = self._by_id(id)
        if job is not None and job.stopped:
            self._forget(job)

    def close(self) -> None:
        """Stop everything, as a process does at its end."""
        with self._lock:
            for job in self._jobs.values():
                job.stop.set()

    def _by_id(self, id: str) -> _Job | None:
        with self._lock:
            return next((job for job in self._jobs.values() if job.id == id), None)

    def _job(self, snapshot: Snapshot, key: Hashable, compute: Callable[[Tell], Any]) -> _Job | None:
        """The job for this, begun where there is none; None where too many are open."""
        what = (snapshot.key, key)
        with self._lock:
            job = self._jobs.get(what)
            if job is None:
                if sum(not one.ended.is_set() for one in self._jobs.values()) >= self._most:
                    return None
                job = self._jobs[what] = _Job(secrets.token_urlsafe(9), snapshot, key)
                threading.Thread(target=self._work, args=(job, compute), daemon=True, name="analysis").start()
            self._jobs.move_to_end(what)
            return job

    def _work(self, job: _Job, compute: Callable[[Tell], Any]) -> None:
        try:
            with self._slots:
                job.tell(*_SILENT)
                job.value = compute(job.tell)
                job.weight = _weight(job.value)
        except BaseException as error:  # noqa: BLE001 - whoever waits gets it
            job.error = error
        with self._lock:
            if job.error is None:
                self._keep(job)
            job.ended.set()

    def _keep(self, job: _Job) -> None:
        """Remember where the latest value is; drop the one before it, and what was not asked for the longest."""
        row = _row(job.snapshot, job.key)
        before = self._jobs.get(self._last.get(row))
        if before is None or before.snapshot.revision <= job.snapshot.revision:
            self._last[row] = (job.snapshot.key, job.key)
            if before is not None and before is not job:
                self._drop(before)
        self._make_room(job)

    def _make_room(self, job: _Job) -> None:
        """Drop values, those first that were not asked for the longest."""
        heavy = sum(one.weight for one in self._jobs.values())
        for old in [one for one in self._jobs.values() if one.ended.is_set() and one is not job]:
            if len(self._jobs) <= self._kept and heavy <= self._most_bytes:
                return
            heavy -= old.weight
            self._drop(old)

    def _drop(self, job: _Job) -> None:
        what = (job.snapshot.key, job.key)
        if self._jobs.get(what) is job:
            del self._jobs[what]
        row = _row(job.snapshot, job.key)
        if self._last.get(row) == what:
            del self._last[row]

    def _forget(self, job: _Job) -> None:
        with self._lock:
            self._drop(job)

    def _answer(self, job: _Job) -> Answer[Any]:
        if job.stopped:
            return replace(self._older(job.snapshot, job.key), id=job.id, stopped=True)
        if not job.ended.is_set():
            return replace(self._older(job.snapshot, job.key), id=job.id, progress=job.progress)
        if job.error is not None:
            self._forget(job)
            raise job.error
        return Answer(job.id, job.value, job.snapshot.revision)

    def _older(self, snapshot: Snapshot, key: Hashable) -> Answer[Any]:
        """The latest value of an older revision. None from before an erasure: it may name who was erased."""
        with self._lock:
            job = self._jobs.get(self._last.get(_row(snapshot, key)))
            if job is None:
                return Answer("")
            if job.snapshot.erased != snapshot.erased:
                self._drop(job)
                return Answer("")
            return Answer("", job.value, job.snapshot.revision, stale=True)


def _row(snapshot: Snapshot, key: Hashable) -> Hashable:
    return (key, snapshot.stand, snapshot.level)


def _weight(value: object) -> int:
    """Bytes of a value and, where it has fields, of what stands in them: what is large is a text or an array there."""
    parts = [getattr(value, one.name) for one in fields(value)] if is_dataclass(value) else []
    return sum(int(getattr(one, "nbytes", 0)) or getsizeof(one) for one in (value, *parts))
