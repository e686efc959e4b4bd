"""What the pages of partners share in a process: the ground of a snapshot, and what is known beside it."""

from __future__ import annotations

from typing import Final, cast

from flask import Blueprint, current_app

from graph.desk import Answer, Tell
from graph.partners.facts import Facts, Keeper, read_facts
from graph.partners.ground import Ground, ground
from graph.snapshot import Snapshot
from registry.access import Viewer
from registry.services import Record, Registry
from web.site import desk, registry, site

blueprint = Blueprint("partners", __name__)
_KEY: Final = "partners"


def ground_of(current: Snapshot) -> Ground:
    """What searches in a snapshot stand on, made once."""
    return site().snapshots.derived(current, _KEY, lambda: ground(current))


def facts_of(record: Record, current: Snapshot) -> Answer[Facts]:
    """Languages, audiences, who can be reached: renewed at once where they were read before, else read at the desk."""
    keeper = _keeper()
    known = keeper.at(record)
    if known is not None:
        return Answer("", known, known.revision)
    store, viewer = registry(), record.viewer

    def compute(tell: Tell) -> Facts:
        return _read(store, viewer, keeper, len(current), tell)

    return desk().ask(current, "partner-facts", compute)


def _read(store: Registry, viewer: Viewer, keeper: Keeper, total: int, tell: Tell) -> Facts:
    with store.reading(viewer) as record:
        return keeper.keep(read_facts(record, tell, total))


def _keeper() -> Keeper:
    return cast(Keeper, current_app.extensions.setdefault("integrationsnetz-partners", Keeper()))
