"""The queue of tasks: items of kind `task` (this module owns it).

A task waits, runs under a lease that its worker renews as it tells how far it is, and ends as done, failed or stopped.
A task whose lease has run out is taken by another worker, with what its handler has kept of its state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final, Literal
from uuid import uuid4

from registry.model import Conflict, IntegrationsnetzError, NotFound
from registry.services.moments import Clock, now, stamp
from registry.store.workspace import Item, Workspace

KIND: Final = "task"
LEASE: Final = timedelta(seconds=60)
"""A worker that has not said a word for so long is taken for dead."""
KEPT: Final = timedelta(days=90)
"""So long what came of a task can be looked up: it may hold names."""
ATTEMPTS: Final = 3
"""A task that has ended so many workers is not tried again."""
State = Literal["waiting", "running", "done", "failed", "stopped"]
OPEN: Final[tuple[State, ...]] = ("waiting", "running")


class Stopped(IntegrationsnetzError):
    """Somebody has asked for the task to be stopped."""


class Lost(IntegrationsnetzError):
    """Another worker has taken the task over."""


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work."""

    item: Item

    @property
    def id(self) -> str:
        """Its id."""
        return self.item.id

    @property
    def what(self) -> str:
        """Which handler does it."""
        return str(self.item.data["what"])

    @property
    def owner(self) -> str:
        """Who asked for it."""
        return self.item.owner

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.item.state  # type: ignore[return-value]

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What it is about."""
        found: Mapping[str, Any] = self.item.data["arguments"]
        return found

    @property
    def kept(self) -> Mapping[str, Any]:
        """What its handler has kept, to go on from there."""
        found: Mapping[str, Any] = self.item.data.get("kept", {})
        return found

    @property
    def done(self) -> int:
        """How much is done."""
        return int(self.item.data.get("done", 0))

    @property
    def total(self) -> int:
        """How much there is; 0 where that is not known yet."""
        return int(self.item.data.get("total", 0))

    @property
    def stopping(self) -> bool:
        """Whether somebody has asked for it to be stopped."""
        return bool(self.item.data.get("stop"))

    @property
    def result(self) -> Mapping[str, Any]:
        """What came of it."""
        found: Mapping[str, Any] = self.item.data.get("result", {})
        return found

    @property
    def problem(self) -> str:
        """Why it failed."""
        return str(self.item.data.get("problem", ""))


class Queue:
    """Tasks of one store; any number of processes may add, take and stop."""

    def __init__(self, workspace: Workspace, clock: Clock = now) -> None:
        self._workspace = workspace
        self._clock = clock

    def add(self, what: str, arguments: Mapping[str, Any], owner: str = "", id: str = "") -> Task:
        """Put a task at the end of the queue; under an id that is known already it is the task that is there."""
        data = {"what": what, "arguments": dict(arguments), "added": self._at()}
        item = Item(KIND, id or uuid4().hex, data, owner=owner, state="waiting", at=self._at())
        try:
            return Task(self._workspace.change([item])[0])
        except Conflict:
            return self.get(item.id)

    def get(self, id: str) -> Task:
        """The task of this id. Raises NotFound."""
        found = self._workspace.get(KIND, [id])
        if id not in found:
            raise NotFound("there is no such task", where=id, remedy="it may have ended long ago; begin anew")
        return Task(found[id])

    def of(self, owner: str, limit: int = 50) -> list[Task]:
        """The tasks that somebody asked for, the latest first."""
        return [Task(one) for one in self._workspace.find(KIND, owner=owner, latest_first=True, limit=limit)]

    def take(self, whats: frozenset[str]) -> Task | None:
        """The next task of these sorts, which is then leased to the caller; None where there is nothing to do."""
        for state in OPEN:
            for item in self._workspace.find(KIND, state=state, until=self._at()):
                if item.data["what"] in whats and (taken := self._taken(item)) is not None:
                    return taken
        return None

    def _taken(self, item: Item) -> Task | None:
        attempts = int(item.data.get("attempts", 0)) + 1
        try:
            if item.data.get("stop"):
                self._ended(item, "stopped")
                return None
            if attempts > ATTEMPTS:
                self._ended(item, "failed", problem="its workers ended without a word, several times")
                return None
            leased = item.changed(state="running", at=self._at(LEASE), attempts=attempts, lease=uuid4().hex)
            return Task(self._workspace.change([leased])[0])
        except Conflict:  # somebody else was quicker
            return None

    def tell(self, task: Task, done: int, total: int, kept: Mapping[str, Any] | None = None) -> Task:
        """Say how far a task is, keep what is needed to go on from here, and renew its lease.

        Raises Stopped where somebody has asked for that, Lost where another worker has it by now.
        """
        changes: dict[str, Any] = {"done": done, "total": total, "at": self._at(LEASE)}
        if kept is not None:
            changes |= {"kept": dict(kept), "attempts": 1}  # it gets on
        try:
            return Task(self._workspace.change([task.item.changed(**changes)])[0])
        except Conflict:
            there = self.get(task.id)
        if there.state == "running" and there.stopping and _same_lease(there, task):
            raise Stopped("the task was stopped", where=task.id)
        raise Lost("another worker has this task", where=task.id)

    def stop(self, id: str) -> Task:
        """Ask for a task to be stopped; one that waits is stopped at once, one that has ended stays as it is."""
        while True:
            task = self.get(id)
            if task.state not in OPEN or task.stopping:
                return task
            try:
                if task.state == "waiting":
                    return self._ended(task.item, "stopped")
                return Task(self._workspace.change([task.item.changed(stop=True)])[0])
            except Conflict:
                continue

    def end(self, task: Task, state: State, **said: Any) -> Task:
        """A task has ended (done, failed or stopped); `said` is its `result` or its `problem`."""
        while True:
            there = self.get(task.id)
            if not _same_lease(there, task) or there.state != "running":
                raise Lost("another worker has this task", where=task.id)
            try:
                return self._ended(there.item, state, **said)
            except Conflict:  # asked to stop at this very moment
                continue

    def purge(self) -> int:
        """Remove what ended long ago; gives how many tasks there were."""
        return self._workspace.purge(KIND, self._at(-KEPT))

    def _ended(self, item: Item, state: State, **said: Any) -> Task:
        ended = replace(item.changed(**said), state=state, at=self._at())
        return Task(self._workspace.change([ended])[0])

    def _at(self, later: timedelta = timedelta()) -> str:
        return stamp(self._clock() + later)


def _same_lease(there: Task, task: Task) -> bool:
    return there.item.data.get("lease") == task.item.data.get("lease")
