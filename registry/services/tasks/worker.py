"""A worker: takes tasks one after the other and does them, and what is due every now and then."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from threading import Event
from typing import Any, Final, Protocol

from registry.model import Conflict, IntegrationsnetzError, Unavailable
from registry.services.moments import Clock, now, stamp
from registry.services.registry import Registry
from registry.services.tasks.queue import Lost, Queue, Stopped, Task
from registry.store.workspace import Item

_LOG = logging.getLogger(__name__)
PERIODIC: Final = "periodic"
"""Kind of the items that say when something was last done (this module owns it)."""
_OFTEN: Final = timedelta(seconds=1)
"""Word of progress is not written more often."""


class Doing:
    """What a handler is given: its task, and a way to say how far it is."""

    def __init__(self, queue: Queue, task: Task, clock: Clock = now) -> None:
        self._queue = queue
        self._clock = clock
        self._said = clock()
        self.task = task

    def tell(self, done: int, total: int, kept: Mapping[str, Any] | None = None) -> None:
        """Say how far it is; with `kept`, what is needed to go on from here. To be called every few seconds at least.

        Raises Stopped and Lost, which a handler lets pass: what it has committed stays.
        """
        if kept is None and self._clock() - self._said < _OFTEN:
            return
        self._said = self._clock()
        self.task = self._queue.tell(self.task, done, total, kept)


class Handler(Protocol):
    """Does one sort of task and gives its result, which JSON can say.

    It may be called again for a task that another worker has begun: `doing.task.kept` is what was kept last.
    """

    def __call__(self, registry: Registry, doing: Doing) -> Mapping[str, Any]:
        """Do it. Raises what makes the task fail; the error's text is shown to who asked for it."""
        ...


@dataclass(frozen=True)
class Periodic:
    """Something that is due every now and then, in one process at a time."""

    name: str
    every: timedelta
    do: Callable[[Registry], object]


class Worker:
    """One process that works on a registry's tasks. Any number of them may run."""

    def __init__(
        self,
        registry: Registry,
        handlers: Mapping[str, Handler],
        periodic: tuple[Periodic, ...] = (),
        clock: Clock = now,
    ) -> None:
        self._registry = registry
        self._handlers = handlers
        self._periodic = periodic
        self._clock = clock

    def run(self, ended: Event, idle: float = 1.0) -> None:
        """Work until `ended` is set; looks for something to do every `idle` seconds. Outlasts outages of the store."""
        while not ended.is_set():
            try:
                busy = self.once()
            except Unavailable:
                busy = False
            if not busy:
                ended.wait(idle)

    def once(self) -> bool:
        """Do what is due and the next task; False where there was no task."""
        for one in self._periodic:
            self._do_periodic(one)
        queue = Queue(self._registry.workspace, self._clock)
        task = queue.take(frozenset(self._handlers))
        if task is not None:
            self._do(queue, task)
        return task is not None

    def _do(self, queue: Queue, task: Task) -> None:
        doing = Doing(queue, task, self._clock)
        try:
            result = self._handlers[task.what](self._registry, doing)
            queue.end(doing.task, "done", result=dict(result))
        except Stopped:
            queue.end(doing.task, "stopped")
        except Lost:
            _LOG.warning("task %s was taken over by another worker", task.id)
        except Unavailable:
            raise  # it goes on when its lease has run out
        except IntegrationsnetzError as error:
            queue.end(doing.task, "failed", problem=str(error))
        except Exception as error:  # noqa: BLE001 - a mistake in one task must not end the others
            # What it was about may be personal; the place in the code is enough to find the mistake.
            _LOG.exception("task %s (%s) failed", task.id, task.what)
            queue.end(doing.task, "failed", problem=f"unexpected: {type(error).__name__}")

    def _do_periodic(self, one: Periodic) -> None:
        workspace = self._registry.workspace
        last = workspace.get(PERIODIC, [one.name]).get(one.name, Item(PERIODIC, one.name))
        if last.at > stamp(self._clock()):
            return
        try:
            workspace.change([last.changed(at=stamp(self._clock() + one.every))])
        except Conflict:  # another worker does it
            return
        try:
            one.do(self._registry)
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001 - nor one of these
            _LOG.exception("%s failed", one.name)
