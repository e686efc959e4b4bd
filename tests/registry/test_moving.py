"""A record moved from one store to another says the same in every verb, however often the move was stopped."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from processes import ROOT, SUPPORT
from record_making import create, person, verein
from record_past import Chance, asked, live_through, made
from statement_strategies import texts

from registry.model import Conflict, Damaged, Erased, Unavailable
from registry.opening import open_registry, open_store
from registry.services import editing
from registry.store.archive import PARTS
from registry.store.moving import Fingerprint, Moved, digest, fingerprint, move
from registry.store.port import Store
from registry.store.sqlite.library import dbapi
from registry.vocabulary import load_vocabulary
from seed.loading import load_sources
from seed.synthetic import Region

Ends = tuple[str, str]
ORIGIN = "sqlite:///beispiel.db"
MANY = 10**6


class Stop(BaseException):
    """What Ctrl-C is: no error of ours, and caught by nobody."""


class Stopping:
    """Stops a move at the n-th word of its progress; says which steps were seen until then."""

    def __init__(self, at: int = MANY) -> None:
        self.at = at
        self.seen: list[str] = []

    def __call__(self, step: str, done: int, total: int) -> None:
        assert 0 <= done <= total, (step, done, total)
        self.seen.append(step)
        if len(self.seen) == self.at:
            raise Stop


@pytest.fixture
def source(ends: Ends) -> Iterator[Store]:
    """A record with a past of every sort."""
    with closing(open_store(ends[0], create=True)) as store:
        live_through(store)
        yield store


def _moved(source: Store, target: str, progress: Stopping | None = None, batch: int = 4) -> Moved:
    """One attempt with a target opened for it."""
    with closing(open_store(target, create=True, receiving=True)) as there:
        return move(source, there, origin=ORIGIN, progress=progress or Stopping(), batch=batch)


def _fingerprint(store: Store) -> Fingerprint:
    with store.read() as reading:
        return fingerprint(reading)


def _assert_same(source: Store, target: str) -> None:
    with closing(open_store(target)) as there:
        assert there.check() == []
        assert asked(there) == asked(source)
        assert _fingerprint(there) == _fingerprint(source)


def test_a_moved_record_says_the_same_in_every_verb(source: Store, ends: Ends) -> None:
    """History, changes, proposals, erased ids, merges and their undoing: nothing is lost and nothing added."""
    before = asked(source)
    moved = _moved(source, ends[1])
    assert asked(source) == before
    _assert_same(source, ends[1])
    assert moved.parts == _fingerprint(source)
    assert (moved.resumed, moved.source_went_on) == (False, False)
    assert {part: content.rows for part, content in moved.parts.items()} == {
        part: len(before["archive"][part]) for part in PARTS
    }


def test_a_moved_record_goes_on_living(source: Store, ends: Ends) -> None:
    """What was proposed can be accepted, and that be undone; what was erased stays erased."""
    waiting = next(one.change_set for one in asked(source)["proposals"] if one.state == "open")
    before = _moved(source, ends[1])
    with closing(open_store(ends[1])) as there:
        assert there.decide(waiting.id, "accepted", "Prüfstelle") == before.revision + 1
        made(there, editing.undo, waiting.id)
        with there.read() as reading:
            gone = next(iter(reading.erased()))
        with pytest.raises(Erased):
            there.commit(create(person(id=gone)))
        assert there.check() == []


def test_a_move_that_is_stopped_at_any_word_of_its_progress_goes_on(tmp_path: Path) -> None:
    """Once at each place, each time with a target of its own."""
    with closing(open_store(f"sqlite:///{tmp_path}/source.db", create=True)) as source:
        live_through(source)
        whole = Stopping()
        _moved(source, f"sqlite:///{tmp_path}/whole.db", whole)
        for at in range(1, len(whole.seen) + 1):
            target = f"sqlite:///{tmp_path}/{at}.db"
            with pytest.raises(Stop):
                _moved(source, target, Stopping(at))
            with pytest.raises(Unavailable):
                open_store(target)
            _moved(source, target)
            _assert_same(source, target)


def test_a_move_that_is_stopped_again_and_again_ends_all_the_same(source: Store, ends: Ends) -> None:
    """Each attempt goes on where the last one was, and so gets further than it."""
    stops = 0
    for at in range(1, MANY):
        try:
            moved = _moved(source, ends[1], Stopping(at), batch=1)
            break
        except Stop:
            stops += 1
    assert stops > 10
    assert moved.resumed
    _assert_same(source, ends[1])


def _process(source: str, target: str, batch: int, at: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(SUPPORT / "moving_process.py"), source, target, str(batch), str(at)]
    paths = f"{ROOT}:{SUPPORT}"
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={"PYTHONPATH": paths}
    )


@pytest.mark.slow
def test_a_mover_killed_between_two_batches_is_gone_on_with_by_another_process(source: Store, ends: Ends) -> None:
    """`kill -9` of one attempt after the other, each a little later than the last one, until there is nothing left."""
    for kills in range(MANY):
        process = _process(*ends, 2, 4 + 2 * kills)
        said, errors = process.communicate(timeout=60)
        if process.returncode == 0:
            break
        assert (process.returncode, said) == (-signal.SIGKILL, "ready\n"), errors
    assert said.split() == ["ready", "done"]
    assert kills > 4
    _assert_same(source, ends[1])


def _is_whole(url: str) -> bool:
    """Whether a move into this place is finished."""
    try:
        with closing(open_store(url)) as store, store.read() as reading:
            return reading.revision > 0
    except Unavailable:
        return False


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_mover_killed_at_any_moment_is_gone_on_with(ends: Ends) -> None:
    """In the middle of transactions, too: a larger record, and kills at random moments until one attempt ends."""
    chance = random.Random(20261121)
    with closing(open_store(ends[0], create=True)) as source:
        for change_set in Region(150, 3, load_vocabulary()).change_sets(batch=100):
            source.commit(change_set)
        for kills in range(MANY):
            process = _process(*ends, 20, 0)
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            try:
                # Longer each time, so that slow machines come to an end, too.
                _, errors = process.communicate(timeout=chance.uniform(0, 0.1 * 1.5**kills))
                assert process.returncode == 0, errors
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                if _is_whole(ends[1]):  # killed between the last word and the end
                    break
        assert kills > 3
        _assert_same(source, ends[1])


# Refusals.


def test_a_target_that_holds_anything_is_refused_and_stays_as_it_is(source: Store, ends: Ends) -> None:
    with closing(open_store(ends[1], create=True)) as there:
        there.propose(create(verein()))
        before = _fingerprint(there)
        with pytest.raises(Conflict, match="holds a record already"):
            _moved(source, ends[1])
        assert _fingerprint(there) == before


def test_a_finished_move_is_not_repeated(source: Store, ends: Ends) -> None:
    _moved(source, ends[1])
    with pytest.raises(Conflict, match="holds a record already"):
        _moved(source, ends[1])
    _assert_same(source, ends[1])


def test_an_unfinished_move_from_another_store_is_not_gone_on_with(source: Store, ends: Ends) -> None:
    with pytest.raises(Stop):
        _moved(source, ends[1], Stopping(10))
    with (
        closing(open_store(ends[1], receiving=True)) as there,
        pytest.raises(Conflict, match="not finished") as caught,
    ):
        move(source, there, origin="sqlite:///anderes.db")
    assert ORIGIN in caught.value.what
    _moved(source, ends[1])
    _assert_same(source, ends[1])


def _while_arranging(source: Store) -> Stopping:
    """Stops a move when everything was taken and something is arranged."""
    words = Stopping()
    with tempfile.TemporaryDirectory() as folder:
        _moved(source, f"sqlite:///{folder}/whole.db", words)
    return Stopping(len(words.seen) - words.seen[::-1].index("arrange"))


def _stopped_while_arranging(source: Store, target: str) -> None:
    with pytest.raises(Stop):
        _moved(source, target, _while_arranging(source))


def test_what_was_written_to_the_source_between_two_attempts_is_moved_too(source: Store, ends: Ends) -> None:
    """Also where the first attempt was arranging already: new versions of what was live, removals, decisions."""
    _stopped_while_arranging(source, ends[1])
    with source.read() as reading:
        network = next(row.id for row in reading.entity_rows() if row.kind == "netzwerk")
    made(source, editing.end, network, "2014")
    source.commit(create(verein("Später"), kind="import"))
    waiting = next(one.change_set for one in asked(source)["proposals"] if one.state == "open")
    source.decide(waiting.id, "declined", "Prüfstelle")
    source.propose(create(verein("Noch später")))
    moved = _moved(source, ends[1])
    assert (moved.resumed, moved.source_went_on) == (True, False)
    _assert_same(source, ends[1])


def test_an_erasure_between_two_attempts_is_told_and_the_half_target_is_given_up(source: Store, ends: Ends) -> None:
    """What was taken before it still has the person: it must not become a store."""
    one = person("Xanthippe Beispielperson")
    source.commit(create(one))
    _stopped_while_arranging(source, ends[1])
    source.erase(one.id, "Registerstelle", "Antrag")
    with pytest.raises(Conflict, match="erased") as caught:
        _moved(source, ends[1])
    assert "remove the unfinished target" in caught.value.remedy
    with pytest.raises(Unavailable):
        open_store(ends[1])


def test_who_was_erased_from_a_proposal_between_two_attempts_leaves_no_bytes_in_the_file(
    source: Store, tmp_path: Path
) -> None:
    """The past is the same, so the move goes on; but the first attempt had written the proposal already."""
    one, path = person("Xanthippe Quorvellina"), tmp_path / "target.db"
    source.propose(create(one))

    def traces() -> list[str]:
        return [file.name for file in tmp_path.glob("target.db*") if b"Quorvellina" in file.read_bytes()]

    with closing(open_store(f"sqlite:///{path}", create=True, receiving=True)) as there:
        with pytest.raises(Stop):
            move(source, there, origin=ORIGIN, progress=_while_arranging(source), batch=4)
        assert traces()
        source.erase(one.id, "Registerstelle", "Antrag")
        move(source, there, origin=ORIGIN, batch=4)
        assert traces() == []  # in the WAL, neither
    _assert_same(source, f"sqlite:///{path}")


def test_what_is_written_while_the_record_moves_is_not_moved_and_is_told(source: Store, ends: Ends) -> None:
    before = _fingerprint(source)

    class Writing(Stopping):
        def __call__(self, step: str, done: int, total: int) -> None:
            super().__call__(step, done, total)
            if step == "arrange" and self.seen.count("arrange") == 1:
                source.commit(create(verein("Inzwischen")))

    moved = _moved(source, ends[1], Writing())
    assert moved.source_went_on
    assert moved.parts == before
    with closing(open_store(ends[1])) as there:
        assert there.check() == []
        assert _fingerprint(there) == before


def test_what_arrived_otherwise_than_it_was_sent_never_becomes_a_store(source: Store, tmp_path: Path) -> None:
    """A row that changes on its way is found by the comparison; the target stays closed."""
    path = tmp_path / "target.db"

    class Tampering(Stopping):
        def __call__(self, step: str, done: int, total: int) -> None:
            if step == "arrange" and "arrange" not in self.seen:
                with closing(dbapi.connect(str(path))) as connection:
                    connection.execute("UPDATE change_sets SET why = 'anders' WHERE revision = 2")
                    connection.commit()
            super().__call__(step, done, total)

    with pytest.raises(Damaged, match="changes") as caught:
        _moved(source, f"sqlite:///{path}", Tampering())
    assert caught.value.remedy
    with pytest.raises(Unavailable):
        open_store(f"sqlite:///{path}")


# Larger and stranger records.

STEPS = st.lists(
    st.tuples(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100), texts()), min_size=5, max_size=40
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(steps=STEPS, batch=st.integers(1, 7))
def test_whatever_a_record_has_lived_through_the_moved_one_is_equal(
    steps: list[tuple[int, int, int, str]], batch: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        first, second = (
            stack.enter_context(closing(open_store(f"sqlite:///{folder}/{name}.db", create=True))) for name in "ab"
        )
        Chance(first).live(steps)
        moved = move(first, second, origin=ORIGIN, batch=batch)
        assert second.check() == []
        assert asked(second) == asked(first)
        assert moved.parts == _fingerprint(second)


def test_the_papers_moved_there_and_back_have_the_same_hash(ends: Ends, tmp_path: Path) -> None:
    with closing(open_registry(ends[0], create=True)) as registry:
        load_sources(registry)
        content = digest(registry.fingerprint())
    back = f"sqlite:///{tmp_path}/back.db"
    for one, other in (ends, (ends[1], back)):
        with closing(open_store(one)) as source:
            assert digest(_moved(source, other, batch=500).parts) == content
    with closing(open_registry(back)) as registry:
        assert (digest(registry.fingerprint()), registry.check()) == (content, [])


def _long(store: Store, rows: int) -> None:
    """A record of so many versions, in change sets of 500."""
    for start in range(0, rows, 500):
        store.commit(create(*(verein(f"Verein {number} " + "x" * 200) for number in range(start, start + 500))))


@pytest.mark.slow
def test_a_record_ten_times_as_large_needs_no_more_memory_to_move(tmp_path: Path) -> None:
    """Everything is streamed: the largest batch decides (and what the interpreter keeps of texts, which is bounded)."""
    peaks = []
    for rows in (2000, 20000):
        with ExitStack() as stack:
            source, target = (
                stack.enter_context(closing(open_store(f"sqlite:///{tmp_path}/{name}{rows}.db", create=True)))
                for name in "ab"
            )
            _long(source, rows)
            tracemalloc.start()
            move(source, target, origin=ORIGIN, batch=500)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0], peaks
