"""Columns follow the record on both stores, and an erasure is noticed on both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from bases import assert_equal
from record_making import change, changed, create, netzwerk, person, remove, tie, verein
from stores import KINDS, empty

from graph.base import Base, take_base
from graph.updating import updated
from registry.access import PUBLIC_VIEWER, STAFF_VIEWER, Viewer
from registry.model import Put, Remove
from registry.opening import open_registry
from registry.services import Registry


@pytest.fixture(params=KINDS)
def registry(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Registry]:
    """An empty registry of each kind of store."""
    with closing(open_registry(empty(request.param, tmp_path, request), create=True)) as opened:
        yield opened


def based(registry: Registry, viewer: Viewer) -> Base:
    """The columns taken anew."""
    with registry.reading(viewer) as record:
        return take_base(record)


def test_every_kind_of_change_is_followed(registry: Registry) -> None:
    """New, edited, hidden, moved, merged and removed: the same as taken anew, for the public and for staff."""
    one, other, net = verein("Musterverein A"), verein("Musterverein B", visibility="staff"), netzwerk()
    first, second = tie(one, "mitglied", net), tie(other, "mitglied", net)
    registry.commit(create(one, other, net, first, second))
    steps = (
        create(verein("Ärzteverein C"), tie(one, "moderation", net)),
        change(Put(record=changed(other, version=1, visibility="public"), expected=1)),
        change(Put(record=changed(net, name="Netzwerk Umbenannt", themes=("gemeinsam:bildung",)), expected=1)),
        change(
            Put(record=changed(second, subject=one.id), expected=1),
            Remove(id=other.id, expected=2, successor=one.id),
            kind="merge",
        ),
        remove(changed(first, version=1)),
        change(Put(record=changed(one, version=1, visibility="staff"), expected=1)),
    )
    held = {viewer: based(registry, viewer) for viewer in (PUBLIC_VIEWER, STAFF_VIEWER)}
    for step in steps:
        registry.commit(step)
        for viewer, before in held.items():
            with registry.reading(viewer) as record:
                found = updated(before, record)
            assert_equal(found, based(registry, viewer))
            assert found is not None
            held[viewer] = found


def test_an_erasure_and_the_state_of_a_revision_are_told(registry: Registry) -> None:
    """The mark names the change set of a revision; the number of erased persons grows with each."""
    who = person("Erika Beispielperson")
    made = create(who)
    registry.commit(made)
    before = based(registry, STAFF_VIEWER)
    assert (before.mark, before.erased) == (made.id, 0)
    registry.erase(who.id, "Registerstelle", "auf Wunsch")
    with registry.reading(STAFF_VIEWER) as record:
        assert record.mark(before.revision) == made.id
        assert record.mark() not in ("", made.id)
        assert record.mark(99) == ""
        assert record.erased_count() == 1
        assert updated(before, record) is None
