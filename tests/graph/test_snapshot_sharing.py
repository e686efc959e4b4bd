"""Columns as files: what is read is what was written, whatever is not whole is no file, and no erased name stays."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from bases import assert_equal
from graph_rows import VOCABULARY, Rows, entity, region
from record_making import create, netzwerk, person, tie, verein

from graph.base import Base, take_base
from graph.cache import SnapshotCache
from graph.sharing import Shelf, files
from graph.snapshot import Snapshot
from registry.access import PUBLIC_VIEWER, STAFF_VIEWER
from registry.model import Unavailable
from registry.opening import open_registry
from registry.services import Registry
from registry.services.derived import VARIABLE, Folder, folder_of

STAND = date(2012, 10, 30)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    """A small record in a file of one's own."""
    with closing(open_registry(f"sqlite:///{tmp_path}/data/registry.db", create=True)) as opened:
        net, who = netzwerk(), person("Erika Beispielperson")
        members = [verein(f"Musterverein {number}") for number in range(5)]
        opened.commit(create(net, who, *members, *(tie(one, "mitglied", net) for one in members)))
        yield opened


def cache_of(registry: Registry) -> SnapshotCache:
    """What a process has that serves this registry."""
    return SnapshotCache(shelf=Shelf(registry.derived))


def taken(registry: Registry, cache: SnapshotCache) -> Snapshot:
    """The snapshot that this process works with."""
    with registry.reading(STAFF_VIEWER) as record:
        return cache.snapshot(record, STAND, registry.vocabulary)


def snapshots(registry: Registry) -> list[Path]:
    """The files that are kept."""
    return [one for one in registry.derived.files() if one.suffix == ".snapshot"]


def mapped(snapshot: Snapshot) -> bool:
    """Whether its columns lie in a file, not in this process's own memory."""
    array: object = snapshot.base.ties.subject
    while isinstance(array, np.ndarray):
        array = array.base
    return array is not None


@pytest.mark.parametrize("rows", [region(120), Rows([], []), Rows([entity("e1", name="Ω – Přerov\u0000")], [])])
def test_what_is_read_is_what_was_written(rows: Rows, tmp_path: Path) -> None:
    """Every column, in every alphabet, also where there is nothing."""
    base = take_base(rows)
    files.write(base, tmp_path / "a")
    found = files.read(tmp_path / "a")
    assert_equal(found, base)
    assert found is not None
    one, two = Snapshot(base, STAND, VOCABULARY), Snapshot(found, STAND, VOCABULARY)
    assert list(one.names) == list(two.names)
    assert one.tie_shown.tolist() == two.tie_shown.tolist()
    assert one.name_rank.tolist() == two.name_rank.tolist()


def test_a_damaged_file_is_no_file(tmp_path: Path) -> None:
    """Cut anywhere, changed anywhere, empty, foreign: it is ignored, and no error reaches a page."""
    path = tmp_path / "a"
    files.write(take_base(region(20)), path)
    whole = path.read_bytes()
    for size in (0, 5, 39, 40, 300, len(whole) // 2, len(whole) - 1, len(whole) - 64):
        path.write_bytes(whole[:size])
        assert files.read(path) is None, size
    for place in range(0, len(whole), max(len(whole) // 150, 1)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        assert files.read(path) is None, place
    path.write_bytes(whole + whole[:64])
    assert files.read(path) is None
    path.write_bytes(b"SQLite format 3\0" * 100)
    assert files.read(path) is None
    path.unlink()
    assert files.read(path) is None
    path.mkdir()
    assert files.read(path) is None


def test_the_second_process_maps_what_the_first_has_written(registry: Registry) -> None:
    """The columns are taken once a machine, and lie in its memory once."""
    first, second = taken(registry, cache_of(registry)), taken(registry, cache_of(registry))
    assert mapped(first)
    assert mapped(second)
    assert_equal(second.base, first.base)
    assert len(snapshots(registry)) == 1


def test_files_are_their_owners_alone(registry: Registry) -> None:
    """They hold names."""
    taken(registry, cache_of(registry))
    folder = registry.derived.path
    assert folder is not None
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {one.stat().st_mode & 0o777 for one in folder.iterdir()} == {0o600}


def test_a_later_process_follows_from_what_was_kept_and_old_files_go(registry: Registry) -> None:
    """A commit makes no new file; a file that is made takes the place of the one before."""
    taken(registry, cache_of(registry))
    before = snapshots(registry)
    registry.commit(create(verein("Neuer Verein")))
    later = taken(registry, cache_of(registry))
    assert "Neuer Verein" in later.names
    assert snapshots(registry) == before
    Shelf(registry.derived).keep(later.base)
    assert len(snapshots(registry)) == 1
    assert snapshots(registry) != before


@pytest.mark.parametrize("harm", [b"", b"INTZSNAP", b"x" * 5000])
def test_a_damaged_file_is_made_anew(registry: Registry, harm: bytes) -> None:
    """Readers get what the record says; the next process finds a whole file again."""
    first = taken(registry, cache_of(registry))
    [path] = snapshots(registry)
    path.unlink()  # who has it mapped keeps what they have
    if harm:
        path.write_bytes(harm)
    assert_equal(taken(registry, cache_of(registry)).base, first.base)
    assert files.read(snapshots(registry)[0]) is not None


def test_an_erased_name_stays_in_no_file(registry: Registry) -> None:
    """When erasing is done, no byte of the folder says it, and no process brings it back."""
    cache = cache_of(registry)
    before = taken(registry, cache)
    who = next(id for id, name in zip(before.ids, before.names, strict=True) if name == "Erika Beispielperson")
    assert _says(registry, "Beispielperson")
    with closing(open_registry(registry.url)) as other:
        other.erase(who, "Registerstelle", "auf Wunsch")
    assert not _says(registry, "Beispielperson")
    Shelf(registry.derived).keep(before.base)  # a process that was still at it
    assert not _says(registry, "Beispielperson")
    after = taken(registry, cache)
    assert "Erika Beispielperson" not in after.names
    assert mapped(after)
    assert not _says(registry, "Beispielperson")
    assert _says(registry, "Musterverein")


def test_an_erasure_before_there_is_a_folder_counts_too(registry: Registry) -> None:
    """Who has read the record before it must not write afterwards."""
    with registry.reading(STAFF_VIEWER) as record:
        before = take_base(record)
    who = next(id for id, names in zip(before.entities.ids, before.entities.names, strict=True) if "Erika" in names[0])
    registry.erase(who, "Registerstelle", "auf Wunsch")
    Shelf(registry.derived).keep(before)
    assert not snapshots(registry)


def test_a_file_from_before_an_erasure_is_not_read(registry: Registry, tmp_path: Path) -> None:
    """Not even if somebody puts it back."""
    taken(registry, cache_of(registry))
    [path] = snapshots(registry)
    held = path.read_bytes()
    with registry.reading(STAFF_VIEWER) as record:
        who = next(row.id for row in record.entity_rows() if row.kind == "person")
    registry.erase(who, "Registerstelle", "auf Wunsch")
    path.write_bytes(held)
    with registry.reading(STAFF_VIEWER) as record:
        assert Shelf(registry.derived).latest(record, STAFF_VIEWER.level, record.revision) is None
    taken(registry, cache_of(registry))
    assert not _says(registry, "Beispielperson")


def test_levels_do_not_mix(registry: Registry) -> None:
    """The public never gets the columns of staff."""
    registry.commit(create(verein("Nur für die Stelle", visibility="staff")))
    cache = cache_of(registry)
    taken(registry, cache)
    with registry.reading(PUBLIC_VIEWER) as record:
        seen = cache_of(registry).snapshot(record, STAND, registry.vocabulary)
    assert "Nur für die Stelle" not in seen.names
    assert len(snapshots(registry)) == 2


def test_a_folder_that_others_may_write_to_is_not_used(registry: Registry) -> None:
    """Somebody else's file must not pass for the record."""
    folder = registry.derived.path
    assert folder is not None
    folder.mkdir()
    folder.chmod(0o777)
    assert "Musterverein 1" in taken(registry, cache_of(registry)).names
    assert list(folder.iterdir()) == []


def test_an_erasure_tells_of_a_folder_that_it_can_not_empty(registry: Registry) -> None:
    """Better an error than a name that stays unnoticed: the folder is somebody else's, or open to others."""
    folder = registry.derived.path
    assert folder is not None
    folder.mkdir()
    folder.chmod(0o777)
    with registry.reading(STAFF_VIEWER) as record:
        who = next(row.id for row in record.entity_rows() if row.kind == "person")
    with pytest.raises(Unavailable, match="remove this folder"):
        registry.erase(who, "Registerstelle", "auf Wunsch")
    assert registry.erased() == {who}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_only_the_owner_of_the_store_makes_the_folder(registry: Registry) -> None:
    """A command that an administrator runs leaves nothing that the owner of the record could not remove."""
    os.chown(registry.url.removeprefix("sqlite:///"), 65534, -1)
    assert "Musterverein 1" in taken(registry, cache_of(registry)).names
    assert registry.derived.path is not None
    assert not registry.derived.path.exists()


def test_the_place_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Beside an SQLite file by default, nowhere for a server; each store has a folder of its own in a named place."""
    monkeypatch.delenv(VARIABLE, raising=False)
    assert folder_of(f"sqlite:///{tmp_path}/a%23.db?journal=delete").path == tmp_path / "a#.db.derived"
    assert folder_of("neo4j://example.org:7687").path is None
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    urls = (f"sqlite:///{tmp_path}/a.db", f"sqlite:///{tmp_path}/b.db", "neo4j://example.org:7687")
    paths = {folder_of(url).path for url in urls}
    assert len(paths) == 3
    assert {path.parent for path in paths if path} == {tmp_path / "cache"}


def test_without_a_place_there_is_the_record(registry: Registry) -> None:
    """A store on a server without a named place: everything works, nothing is written."""
    shelf = Shelf(Folder(None))
    assert "Musterverein 1" in taken(registry, SnapshotCache(shelf=shelf)).names
    assert snapshots(registry) == []


_PROCESS = """
import sys
from contextlib import closing
from datetime import date
from graph.cache import SnapshotCache
from graph.sharing import Shelf
from registry.access import STAFF_VIEWER
from registry.model import Unavailable
from registry.opening import open_registry
with closing(open_registry(sys.argv[1])) as registry, registry.reading(STAFF_VIEWER) as record:
    taken = SnapshotCache(shelf=Shelf(registry.derived)).snapshot(record, date(2012, 10, 30), registry.vocabulary)
    print(len(taken), len(taken.ties), taken.revision)
"""


def test_processes_that_start_together_leave_one_file(registry: Registry) -> None:
    """Four at once: each has the whole snapshot, and one file lies there afterwards."""
    command = [sys.executable, "-c", _PROCESS, registry.url]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = {one.communicate(timeout=60)[0] for one in running}
    assert said == {"7 5 1\n"}
    folder = registry.derived.path
    assert folder is not None
    assert [one.name for one in folder.iterdir() if not one.name.startswith(".")] == [snapshots(registry)[0].name]


def test_what_a_killed_process_left_is_cleared_away(registry: Registry) -> None:
    """Half a file is never read and does not stay."""
    first = taken(registry, cache_of(registry))
    [path] = snapshots(registry)
    path.with_suffix(".part").write_bytes(path.read_bytes()[:1000])
    path.unlink()
    assert_equal(taken(registry, cache_of(registry)).base, first.base)
    assert registry.derived.files() == [path]


def _says(registry: Registry, word: str) -> bool:
    folder = registry.derived.path
    return folder is not None and any(word.encode() in one.read_bytes() for one in folder.iterdir())


def test_the_base_of_a_cache_is_forgotten_after_an_erasure(registry: Registry) -> None:
    """What was computed before goes as well: it may name who was erased."""
    cache = cache_of(registry)
    before = taken(registry, cache)
    cache.derived(before, "names", lambda: list(before.names))
    who = next(id for id, name in zip(before.ids, before.names, strict=True) if name == "Erika Beispielperson")
    registry.erase(who, "Registerstelle", "auf Wunsch")
    taken(registry, cache)
    assert cache.derived(before, "names", lambda: "computed again") == "computed again"
    assert isinstance(taken(registry, cache).base, Base)
