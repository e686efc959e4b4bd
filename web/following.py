"""What a serving process does before readers ask: take the first snapshot, and follow the record from then on."""

from __future__ import annotations

import logging
from threading import Event
from time import monotonic, sleep
from typing import Final

from graph.listing import list_actors
from registry.access import PUBLIC_VIEWER, Viewer
from registry.model import IntegrationsnetzError, Unavailable
from web.site import Site, today

AGAIN: Final = 2.0
"""Seconds between two attempts to warm up."""
PAUSE: Final = 1.0
"""Seconds between two looks at the revision."""
_SHARE: Final = 10
"""After work that took a while, so many times as long is left to readers."""
_LOG = logging.getLogger(__name__)


def warm(site: Site) -> None:
    """Take the snapshot, its order of names and the search index before the first reader asks for them.

    As soon as the store answers, if it does not yet; for other reasons the pages themselves say why.
    """
    while True:
        try:
            with site.registry.reading(PUBLIC_VIEWER) as record:
                current = site.snapshots.snapshot(record, today(), site.registry.vocabulary)
            list_actors(current)
            site.registry.search("integration", PUBLIC_VIEWER)
        except Unavailable:
            sleep(AGAIN)
        except IntegrationsnetzError as error:
            _LOG.error("not warmed up: %s", error)
            return
        else:
            return


def follow(site: Site, stop: Event, pause: float = PAUSE) -> None:
    """Make the snapshot of each new revision (and of each new day) for the levels that readers have asked for.

    Who asks earlier makes it themselves. Ends when it is told to stop; a store that does not answer is asked again.
    """
    seen: object = None
    while not stop.wait(pause):
        began = monotonic()
        try:
            now = (site.registry.revision(), today(), site.snapshots.levels)
            if now != seen:
                _prepare(site)
                seen = now
        except IntegrationsnetzError as error:
            _LOG.debug("not followed: %s", error)  # pages say why
        stop.wait(_SHARE * (monotonic() - began))


def _prepare(site: Site) -> None:
    for level in site.snapshots.levels:
        with site.registry.reading(Viewer(level)) as record:
            site.snapshots.snapshot(record, today(), site.registry.vocabulary).prepare()
