"""A store that is opened late: nothing is asked of it before it is needed, and a failure is not for good."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from record_making import create, verein

from registry.model import Invalid, Unavailable
from registry.opening import late_registry, open_registry
from registry.store.late import LateStore
from registry.store.port import Store
from registry.store.sqlite import SqliteStore
from registry.vocabulary import Vocabulary


def test_a_late_store_is_opened_when_first_asked_and_then_kept(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """No opening without need, none after the first, and closing closes the store itself."""
    opened: list[Store] = []

    def opener() -> Store:
        opened.append(SqliteStore(tmp_path / "registry.db", vocabulary, create=True))
        return opened[-1]

    late = LateStore(opener)
    assert not opened
    written = create(verein())
    assert late.commit(written) == 1
    with late.read() as reading:
        assert reading.revision == 1
    assert late.check() == []
    assert len(opened) == 1
    late.close()
    with pytest.raises(Unavailable), opened[0].read():
        pass


def test_a_store_that_was_not_there_is_tried_again(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Each call says what opening says, until it works."""
    path = tmp_path / "registry.db"
    with closing(LateStore(lambda: SqliteStore(path, vocabulary))) as late:
        for _ in range(2):
            with pytest.raises(Unavailable, match="init"):
                late.check()
        SqliteStore(path, vocabulary, create=True).close()
        assert late.check() == []


def test_threads_that_come_while_it_is_opened_wait_and_get_the_same(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """One opening for all, whether it succeeds or fails: nobody waits twice."""
    opened: list[float] = []

    def opener() -> Store:
        opened.append(time.monotonic())
        time.sleep(0.3)
        return SqliteStore(tmp_path / "registry.db", vocabulary, create=len(opened) > 1)

    outcomes: list[str] = []

    def ask() -> None:
        try:
            with late.read() as reading:
                outcomes.append(f"revision {reading.revision}")
        except Unavailable:
            outcomes.append("unavailable")

    with closing(LateStore(opener)) as late:
        for expected in ("unavailable", "revision 0"):
            outcomes.clear()
            threads = [threading.Thread(target=ask) for _ in range(6)]
            for one in threads:
                one.start()
            for one in threads:
                one.join()
            assert outcomes == [expected] * 6
        assert len(opened) == 2


def test_a_late_registry_needs_a_known_url_and_nothing_else(tmp_path: Path) -> None:
    """What can never be right is refused at once; what is not there yet is awaited."""
    with pytest.raises(Invalid, match="known form"):
        late_registry("postgres://user:secret@host/db")
    url = f"sqlite:///{tmp_path}/registry.db"
    with closing(late_registry(url)) as registry:
        with pytest.raises(Unavailable, match="init"):
            registry.revision()
        open_registry(url, create=True).close()
        assert registry.revision() == 0
