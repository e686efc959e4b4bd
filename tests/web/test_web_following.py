"""A serving process has the snapshot of a new revision before a reader asks for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from beispielkreis import fill_registry
from record_making import create, verein

from registry.access import PUBLIC_VIEWER, STAFF_VIEWER, Viewer
from registry.opening import late_registry, open_registry
from registry.services import Registry
from web.app import create_app
from web.following import follow, warm
from web.site import Site, today


@pytest.fixture
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """The Beispielkreis in a file of one's own."""
    with closing(open_registry(f"sqlite:///{tmp_path_factory.mktemp('following')}/registry.db", create=True)) as opened:
        fill_registry(opened)
        yield opened


@pytest.fixture
def site(registry: Registry) -> Iterator[Site]:
    """Another process's view of it, which follows."""
    served = late_registry(registry.url)
    made: Site = create_app(served).extensions["integrationsnetz"]
    warm(made)
    stop = threading.Event()
    thread = threading.Thread(target=follow, args=(made, stop, 0.02))
    thread.start()
    yield made
    stop.set()
    thread.join(10)
    served.close()


def _until(true: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(500):
        if true():
            return
        pause.wait(0.02)
    raise AssertionError("did not come true")


def revision_at_hand(site: Site, viewer: Viewer) -> int:
    """Of the columns that this process has."""
    held = site.snapshots.newest(viewer.level)
    return held.revision if held else 0


def test_a_commit_of_another_process_is_followed_without_a_reader(site: Site, registry: Registry) -> None:
    """The levels that somebody has asked for are kept up to date, others cost nothing."""
    revision = registry.commit(create(verein("Neuer Musterverein")))
    _until(lambda: revision_at_hand(site, PUBLIC_VIEWER) == revision)
    assert revision_at_hand(site, STAFF_VIEWER) == 0
    with site.registry.reading(STAFF_VIEWER) as record:
        site.snapshots.snapshot(record, today(), site.registry.vocabulary)
    revision = registry.commit(create(verein("Noch ein Musterverein")))
    _until(lambda: revision_at_hand(site, STAFF_VIEWER) == revision)


def test_an_erased_name_is_forgotten_without_a_reader(site: Site, registry: Registry) -> None:
    """Nobody needs to open a page for the name to leave the memory of every process."""
    held = site.snapshots.newest(PUBLIC_VIEWER.level)
    assert held is not None
    with registry.reading(STAFF_VIEWER) as record:
        who = next(row.id for row in record.entity_rows() if row.kind == "person")
    revision = registry.erase(who, "Registerstelle", "auf Wunsch")
    _until(lambda: revision_at_hand(site, PUBLIC_VIEWER) == revision)
    after = site.snapshots.newest(PUBLIC_VIEWER.level)
    assert after is not None
    assert after.erased == held.erased + 1
