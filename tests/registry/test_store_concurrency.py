"""Many processes at one store: no lost update, no lock error, readers never blocked and never between two states."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from processes import line, started
from record_making import create, live, netzwerk, tie, verein

from registry.opening import open_store
from registry.store.sqlite import SqliteStore
from registry.vocabulary import Vocabulary

WRITERS, TIMES = 4, 150


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_four_processes_that_count_at_once_lose_nothing_and_readers_see_whole_pairs(
    place: str,
) -> None:
    """Each writer reads, adds one in two records, commits, and repeats on Conflict; two readers look on."""
    entity, network = verein("Zähler 0"), netzwerk()
    counter = tie(entity, "mitglied", network)
    with closing(open_store(place, create=True)) as store, ExitStack() as stack:
        store.commit(create(entity, network, counter))
        readers = [stack.enter_context(started("read", place, counter.id, entity.id, 5)) for _ in range(2)]
        writers = [stack.enter_context(started("count", place, counter.id, entity.id, TIMES)) for _ in range(WRITERS)]
        for process in (*readers, *writers):
            assert line(process) == ["ready"], process.communicate()[1]
        conflicts = 0
        for process in writers:
            words = line(process)
            assert words[:1] == ["done"], process.communicate()[1]
            conflicts += int(words[1])
        for process in readers:
            words = line(process)
            assert words[:1] == ["done"], process.communicate()[1]
            slowest, readings, torn = map(int, words[1:])
            assert torn == 0
            assert readings > 50
            assert slowest < 2000
        assert live(store, counter).seats == WRITERS * TIMES
        assert live(store, entity).name == f"Zähler {WRITERS * TIMES}"
        assert live(store, counter).version == WRITERS * TIMES + 1
        with store.read() as reading:
            assert reading.revision == WRITERS * TIMES + 1
        assert conflicts > 0
        assert store.check() == []


def test_the_wal_is_folded_into_the_file_while_writing_goes_on(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Checkpoints happen by themselves: the WAL stays small however much is written."""
    path = tmp_path / "registry.db"
    with closing(SqliteStore(path, vocabulary, create=True)) as store:
        largest = 0
        for _ in range(60):
            store.commit(create(*(verein(f"Musterverein {number} Beispielstadt") for number in range(100))))
            largest = max(largest, path.with_name("registry.db-wal").stat().st_size)
        assert path.stat().st_size > 2_000_000
        assert largest < 8_000_000


@pytest.mark.timeout(120)
def test_processes_that_open_a_new_store_at_once_make_one_schema(place: str) -> None:
    with ExitStack() as stack:
        processes = [stack.enter_context(started("write", place)) for _ in range(4)]
        for process in processes:
            assert line(process) == ["ready"], process.communicate()[1]
        for process in processes:
            assert len(line(process)) == 10
    with closing(open_store(place)) as store:
        assert store.check() == []
