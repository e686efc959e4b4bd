"""Tasks: each is done once, a dead worker's is done by another, and whoever asked for it can stop it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from registry.model import Invalid, NotFound
from registry.services import Registry
from registry.services.tasks import Doing, Lost, Periodic, Queue, Stopped, Worker
from registry.services.tasks.queue import ATTEMPTS, KEPT, LEASE

ALL = frozenset({"count"})


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.time = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_(self, time: timedelta = LEASE) -> None:
        self.time += time + timedelta(seconds=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queue(registry: Registry, clock: Clock) -> Queue:
    return Queue(registry.workspace, clock)


def test_a_task_is_taken_once_and_its_result_is_kept(queue: Queue) -> None:
    added = queue.add("count", {"to": 3}, "somebody")
    assert queue.take(frozenset({"other"})) is None
    taken = queue.take(ALL)
    assert taken is not None
    assert (taken.id, taken.arguments, taken.state) == (added.id, {"to": 3}, "running")
    assert queue.take(ALL) is None
    queue.end(queue.tell(taken, 2, 3), "done", result={"sum": 6})
    ended = queue.get(added.id)
    assert (ended.state, ended.result, ended.done, ended.total) == ("done", {"sum": 6}, 2, 3)
    assert [one.id for one in queue.of("somebody")] == [added.id]


def test_a_task_added_again_under_its_id_is_the_same(queue: Queue) -> None:
    first = queue.add("count", {"to": 3}, id="import-7")
    assert queue.add("count", {"to": 4}, id="import-7").arguments == first.arguments
    with pytest.raises(NotFound):
        queue.get("import-8")


def test_of_many_workers_each_task_is_taken_by_one(queue: Queue) -> None:
    added = {queue.add("count", {}).id for _ in range(12)}

    def take(_: int) -> list[str]:
        found = []
        while (task := queue.take(ALL)) is not None:
            found.append(task.id)
        return found

    with ThreadPoolExecutor(4) as pool:
        taken = [id for part in pool.map(take, range(4)) for id in part]
    # One who comes second to all that are listed may leave before the last is taken, but none is taken twice.
    assert len(taken) == len(set(taken))
    while (task := queue.take(ALL)) is not None:
        taken.append(task.id)
    assert set(taken) == added


def test_what_a_dead_worker_had_is_gone_on_with_and_the_dead_one_writes_no_more(queue: Queue, clock: Clock) -> None:
    queue.add("count", {})
    dead = queue.take(ALL)
    assert dead is not None
    dead = queue.tell(dead, 1, 3, kept={"next": 1})
    clock.pass_(LEASE / 2)
    dead = queue.tell(dead, 1, 3)
    clock.pass_(LEASE / 2)
    assert queue.take(ALL) is None  # its word renewed the lease
    clock.pass_()
    other = queue.take(ALL)
    assert other is not None
    assert (other.id, other.kept) == (dead.id, {"next": 1})
    with pytest.raises(Lost):
        queue.tell(dead, 2, 3)
    with pytest.raises(Lost):
        queue.end(dead, "done")
    assert queue.end(other, "done").state == "done"


def test_a_task_that_ends_every_worker_is_given_up(queue: Queue, clock: Clock) -> None:
    id = queue.add("count", {}).id
    for _ in range(ATTEMPTS):
        assert queue.take(ALL) is not None
        clock.pass_()
    assert queue.take(ALL) is None
    assert (queue.get(id).state, queue.get(id).problem) == ("failed", "its workers ended without a word, several times")


def test_what_ended_long_ago_is_forgotten_and_what_goes_on_is_not(queue: Queue, clock: Clock) -> None:
    ended = queue.end(_taken(queue), "done", result={"sum": 6})
    clock.pass_(KEPT / 2)
    later = queue.add("count", {})
    assert queue.purge() == 0
    clock.pass_(KEPT / 2)
    assert queue.purge() == 1
    with pytest.raises(NotFound):
        queue.get(ended.id)
    assert queue.get(later.id).state == "waiting"


def test_whoever_asked_for_it_can_stop_it(queue: Queue, clock: Clock) -> None:
    """One that waits at once, one that runs at its next word, one that nobody does any more when it is found."""
    waiting = queue.add("count", {})
    assert queue.stop(waiting.id).state == "stopped"
    queue.add("count", {})
    running = queue.take(ALL)
    assert running is not None
    assert queue.stop(running.id).stopping
    assert queue.stop(running.id).stopping
    with pytest.raises(Stopped):
        queue.tell(running, 1, 2)
    clock.pass_()
    assert queue.take(ALL) is None
    assert queue.get(running.id).state == "stopped"
    done = queue.end(_taken(queue), "done")
    assert queue.stop(done.id).state == "done"


def _taken(queue: Queue) -> Any:
    queue.add("count", {})
    return queue.take(ALL)


def _count(registry: Registry, doing: Doing) -> Mapping[str, Any]:
    for number in range(doing.task.kept.get("next", 0), doing.task.arguments["to"]):
        if number == doing.task.arguments.get("wrong"):
            raise Invalid("the number is wrong", where=str(number))
        doing.tell(number + 1, doing.task.arguments["to"], kept={"next": number + 1})
    return {"revision": registry.revision(), "counted": doing.task.kept["next"]}


def test_a_worker_does_what_there_is_and_says_how_it_went(registry: Registry, queue: Queue, clock: Clock) -> None:
    good, bad, worse = queue.add("count", {"to": 3}), queue.add("count", {"to": 3, "wrong": 1}), queue.add("count", {})
    clock.pass_()
    worker = Worker(registry, {"count": _count}, clock=clock)
    assert [worker.once() for _ in range(4)] == [True, True, True, False]
    assert queue.get(good.id).result == {"revision": 0, "counted": 3}
    assert (queue.get(bad.id).state, queue.get(bad.id).done) == ("failed", 1)
    assert "the number is wrong" in queue.get(bad.id).problem
    assert (queue.get(worse.id).state, queue.get(worse.id).problem) == ("failed", "unexpected: KeyError")


def test_a_worker_leaves_a_task_that_is_stopped_in_the_middle(registry: Registry, queue: Queue, clock: Clock) -> None:
    def stopping(registry: Registry, doing: Doing) -> Mapping[str, Any]:
        queue.stop(doing.task.id)
        return _count(registry, doing)

    task = queue.add("count", {"to": 3})
    assert Worker(registry, {"count": stopping}, clock=clock).once()
    assert (queue.get(task.id).state, queue.get(task.id).done) == ("stopped", 0)


def test_what_is_due_now_and_then_is_done_by_one_worker_at_a_time(registry: Registry, clock: Clock) -> None:
    done: list[str] = []
    due = (Periodic("tidy", timedelta(minutes=1), lambda _: done.append("tidy")),)
    workers = [Worker(registry, {}, due, clock) for _ in range(3)]
    for _ in range(2):
        for worker in workers:
            worker.once()
    assert done == ["tidy"]
    clock.pass_()
    for worker in workers:
        worker.once()
    assert done == ["tidy", "tidy"]


def test_a_worker_runs_until_it_is_told_to_end(registry: Registry) -> None:
    queue, ended = Queue(registry.workspace), threading.Event()

    def last(registry: Registry, doing: Doing) -> Mapping[str, Any]:
        ended.set()
        return {}

    task = queue.add("last", {})
    runner = threading.Thread(target=Worker(registry, {"last": last}).run, args=(ended, 0.05))
    runner.start()
    runner.join(timeout=30)
    assert not runner.is_alive()
    assert queue.get(task.id).state == "done"
