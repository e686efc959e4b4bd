"""The work list made from columns is the one that the record gives row by row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from graph.confirming import unconfirmed
from graph.snapshot import take_snapshot
from registry.access import PUBLIC_VIEWER, STAFF_VIEWER, Viewer
from registry.opening import open_registry
from registry.services import Registry
from registry.services.keeping.attesting import due
from seed.loading import load_sources

EVERYTHING = slice(None)
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    with closing(open_registry(f"sqlite:///{tmp_path_factory.mktemp('due')}/registry.db", create=True)) as registry:
        load_sources(registry)
        yield registry


@pytest.mark.parametrize("viewer", [PUBLIC_VIEWER, STAFF_VIEWER])
@pytest.mark.parametrize("days", [1, 365, 800, 4200])
def test_the_work_list_from_columns_is_the_one_from_rows(papers: Registry, viewer: Viewer, days: int) -> None:
    with papers.reading(viewer) as record:
        whole = due(record, papers.vocabulary, days, TODAY)
        found = unconfirmed(take_snapshot(record, TODAY, papers.vocabulary), days)
    bodies, entries = found.bodies_at(EVERYTHING), found.entries_at(EVERYTHING)
    assert {one.id: one for one in bodies} == {one.id: one for one in whole.bodies}
    assert {one.id: one for one in entries} == {one.id: one for one in whole.entries}
    assert found.ties == whole.ties
    assert [one.due for one in bodies] == sorted((one.due for one in bodies), reverse=True)


def test_a_page_of_the_list_is_a_part_of_it(papers: Registry) -> None:
    with papers.reading(STAFF_VIEWER) as record:
        found = unconfirmed(take_snapshot(record, TODAY, papers.vocabulary), 365)
    whole = found.entries_at(EVERYTHING)
    assert len(whole) > 100
    assert found.entries_at(slice(50, 100)) == whole[50:100]
    assert found.bodies_at(slice(3, 5)) == found.bodies_at(EVERYTHING)[3:5]


def test_without_a_day_there_is_nothing_to_count_from(papers: Registry) -> None:
    with papers.reading(STAFF_VIEWER) as record, pytest.raises(ValueError, match="Stand"):
        unconfirmed(take_snapshot(record, None, papers.vocabulary), 365)
