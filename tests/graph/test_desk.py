"""Long computations go on in threads, are shared, tell how far they are, can be stopped, and never hide their age."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest
from graph_rows import VOCABULARY, Rows, entity

from graph.desk import Desk, Stopped, Tell
from graph.snapshot import Snapshot, take_snapshot

STAND = date(2012, 10, 30)
LONG = 10.0


def at(revision: int, erased: int = 0) -> Snapshot:
    """A small snapshot of a revision."""
    taken = take_snapshot(Rows([entity("a"), entity("b")], [], revision), STAND, VOCABULARY)
    return replace(taken, base=replace(taken.base, erased=erased))


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A desk that computes two things at once."""
    made = Desk(waiting=2, kept=4)
    yield made
    made.close()


class Slow:
    """A computation that begins, then waits until it is let go on."""

    def __init__(self, value: str = "value") -> None:
        self.value = value
        self.runs = 0
        self.began = threading.Event()
        self.free = threading.Event()
        self.stopped = threading.Event()

    def __call__(self, tell: Tell) -> str:
        self.runs += 1
        tell(3, 7)
        self.began.set()
        try:
            while not self.free.wait(0.005):
                tell(3, 7)
        except Stopped:
            self.stopped.set()
            raise
        return self.value


def _until(true: Callable[[], bool]) -> None:
    limit = threading.Event()
    for _ in range(1000):
        if true():
            return
        limit.wait(0.01)
    raise AssertionError("did not come true")


def test_what_is_quick_is_answered_at_once_and_computed_once(desk: Desk) -> None:
    """The value comes with its revision; who asks again gets the same value without another computation."""
    quick = Slow()
    quick.free.set()
    first = desk.ask(at(4), "key", quick, wait=LONG)
    assert (first.value, first.revision, first.stale, first.progress) == ("value", 4, False, None)
    assert desk.ask(at(4), "key", quick, wait=LONG).value is first.value
    assert quick.runs == 1


def test_what_takes_long_tells_how_far_it_is(desk: Desk) -> None:
    """Who asks is not kept waiting; the value is there when they ask again after it has ended."""
    slow = Slow()
    answer = desk.ask(at(1), "key", slow, wait=0)
    assert slow.began.wait(LONG)
    answer = desk.ask(at(1), "key", slow, wait=0)
    assert (answer.value, answer.progress) == (None, (3, 7))
    assert desk.progress(answer.id) == (3, 7)
    slow.free.set()
    assert desk.ask(at(1), "key", slow, wait=LONG).value == "value"
    assert desk.progress(answer.id) is None
    assert desk.knows(answer.id)


def test_many_threads_share_one_computation(desk: Desk) -> None:
    """Ten requests for the same cost one computation, and all get its value."""
    slow, found = Slow(), []
    threads = [
        threading.Thread(target=lambda: found.append(desk.ask(at(1), "key", slow, wait=LONG).value)) for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    assert slow.began.wait(LONG)
    slow.free.set()
    for thread in threads:
        thread.join(LONG)
    assert found == ["value"] * 10
    assert slow.runs == 1


def test_the_value_of_an_older_revision_is_given_as_such(desk: Desk) -> None:
    """While the new one is computed, the last value is there with its revision; then it gives way."""
    desk.ask(at(1), "key", lambda _: "old", wait=LONG)
    slow = Slow("new")
    answer = desk.ask(at(2), "key", slow, wait=0)
    assert (answer.value, answer.revision, answer.stale) == ("old", 1, True)
    assert answer.progress is not None
    slow.free.set()
    answer = desk.ask(at(2), "key", slow, wait=LONG)
    assert (answer.value, answer.revision, answer.stale) == ("new", 2, False)


def test_another_stand_or_key_has_no_part_in_it(desk: Desk) -> None:
    """A value is stale for its own key, Stand and viewer alone: others never see it."""
    desk.ask(at(1), "key", lambda _: "old", wait=LONG)
    for snapshot, key in ((replace(at(2), stand=date(2013, 1, 1)), "key"), (at(2), "other")):
        assert desk.ask(snapshot, key, Slow(), wait=0).value is None


def test_a_value_from_before_an_erasure_is_not_given(desk: Desk) -> None:
    """It may name who was erased."""
    desk.ask(at(1), "key", lambda _: "Erika Mustermann", wait=LONG)
    answer = desk.ask(at(2, erased=1), "key", Slow(), wait=0)
    assert answer.value is None
    assert not answer.stale


def test_what_is_stopped_stops_and_begins_only_when_somebody_wants_it_again(desk: Desk) -> None:
    """The computation ends, who asks is told so, and reloading a page does not begin it."""
    slow = Slow()
    answer = desk.ask(at(1), "key", slow, wait=0)
    assert slow.began.wait(LONG)
    desk.stop(answer.id)
    assert slow.stopped.wait(LONG)
    answer = desk.ask(at(1), "key", slow, wait=LONG)
    assert (answer.stopped, answer.value, answer.progress, slow.runs) == (True, None, None, 1)
    desk.again(answer.id)
    slow.free.set()
    assert desk.ask(at(1), "key", slow, wait=LONG).value == "value"
    assert slow.runs == 2


def test_a_mistake_reaches_who_asked_and_is_not_kept(desk: Desk) -> None:
    """The error is raised; who asks again has it computed anew."""

    def fails(_: Tell) -> str:
        raise ValueError("no such thing")

    with pytest.raises(ValueError, match="no such thing"):
        desk.ask(at(1), "key", fails, wait=LONG)
    assert desk.ask(at(1), "key", lambda _: "well", wait=LONG).value == "well"


def test_a_mistake_that_nobody_waited_for_is_raised_once(desk: Desk) -> None:
    """A page that reloads when a computation has ended shows the error instead of beginning again and again."""
    free, runs = threading.Event(), list[int]()

    def fails(_: Tell) -> str:
        runs.append(1)
        free.wait(LONG)
        raise ValueError("no such thing")

    answer = desk.ask(at(1), "key", fails, wait=0)
    free.set()
    _until(lambda: desk.progress(answer.id) is None)
    with pytest.raises(ValueError, match="no such thing"):
        desk.ask(at(1), "key", fails, wait=0)
    assert len(runs) == 1


def test_only_so_many_wait(desk: Desk) -> None:
    """Two are computed, two wait, a fifth is told that too much waits; when room is there, it is taken."""
    slow = [Slow(str(number)) for number in range(5)]
    answers = [desk.ask(at(1), number, one, wait=0) for number, one in enumerate(slow)]
    assert [one.busy for one in answers] == [False] * 4 + [True]
    _until(lambda: sum(one.began.is_set() for one in slow) == 2)
    assert not any(one.began.is_set() for one in slow[4:])
    for one in slow:
        one.free.set()
    assert [desk.ask(at(1), number, one, wait=LONG).value for number, one in enumerate(slow)] == list("01234")


def test_memory_is_bounded(desk: Desk) -> None:
    """Of many values the last asked for stay; those of older revisions go when a newer one is there."""
    answers = [desk.ask(at(1), number, lambda _: "x", wait=LONG) for number in range(10)]
    assert [desk.knows(one.id) for one in answers] == [False] * 6 + [True] * 4
    newer = desk.ask(at(2), 9, lambda _: "y", wait=LONG)
    assert desk.knows(newer.id)
    assert not desk.knows(answers[9].id)


@dataclass(frozen=True)
class Drawing:
    """A value with something large in it."""

    text: str


def test_large_values_are_fewer() -> None:
    """A picture of a whole network weighs megabytes: what is kept is bounded by bytes, too, but the last one stays."""
    desk = Desk(most_bytes=2_500_000)
    answers = [desk.ask(at(1), number, lambda _: Drawing("x" * 1_000_000), wait=LONG) for number in range(5)]
    assert [desk.knows(one.id) for one in answers] == [False] * 3 + [True] * 2
    huge = desk.ask(at(1), "huge", lambda _: np.zeros(10_000_000, dtype=np.uint8), wait=LONG)
    assert desk.knows(huge.id)
    assert not any(desk.knows(one.id) for one in answers)
