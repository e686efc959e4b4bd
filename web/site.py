"""What a request needs to know: the opened registry, who looks, in which language, and at which Stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NoReturn, cast

from flask import current_app, g, request

from graph.cache import SnapshotCache
from graph.snapshot import Snapshot
from registry.access import PUBLIC_VIEWER, Viewer
from registry.model import Invalid
from registry.services import Record, Registry
from registry.vocabulary import Vocabulary
from web.outage import Outage
from web.texts import gettext

LANGUAGES: Final = ("de", "en")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KEY: Final = "integrationsnetz"


class NoDay(Invalid):
    """A Stand that is no day; what it says is for the reader, in their language."""


@dataclass(frozen=True)
class Site:
    """What one process serves: the registry, the snapshots taken from it, and whether the store answers."""

    registry: Registry
    snapshots: SnapshotCache
    outage: Outage


@dataclass(frozen=True)
class Here:
    """Where a reader is: language, Stand, and what they may see."""

    lang: str
    stand: date
    """The day for which the page speaks: the one asked for, else today."""
    stand_given: bool
    viewer: Viewer = PUBLIC_VIEWER


def install(app_extensions: dict[str, object], registry: Registry) -> Site:
    """Make a registry the one that an application serves."""
    made = Site(registry, SnapshotCache(), Outage())
    app_extensions[_KEY] = made
    return made


def site() -> Site:
    """The site of the current application."""
    return cast(Site, current_app.extensions[_KEY])


def registry() -> Registry:
    """The registry of the current application."""
    return site().registry


def vocabulary() -> Vocabulary:
    """The vocabulary of the current application."""
    return site().registry.vocabulary


def here() -> Here:
    """Where the reader of the current request is. Raises NoDay for a Stand that is no date."""
    if "here" not in g:
        given = parse_stand(request.args.get("stand", "").strip())
        g.here = Here(lang(), given or today(), given is not None)
    return cast(Here, g.here)


def lang() -> str:
    """Language of the current request."""
    found: str = g.get("lang", LANGUAGES[0])
    return found


def today() -> date:
    """The present day where the server stands."""
    return datetime.now().astimezone().date()


def parse_stand(text: str) -> date | None:
    """The day of a `stand` parameter, `2012-10-30`; None where it is empty. Raises NoDay."""
    if not text:
        return None
    if not _DAY.fullmatch(text):
        _no_date(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        _no_date(text)


def _no_date(text: str) -> NoReturn:
    raise NoDay(
        gettext("„%(text)s“ ist kein Tag.", text=text[:40]),
        where="stand",
        remedy=gettext("Schreiben Sie den Stand als Jahr-Monat-Tag, zum Beispiel 2012-10-30."),
    )


@contextmanager
def reading() -> Iterator[Record]:
    """The record as the current reader may see it."""
    with registry().reading(here().viewer) as record:
        yield record


def snapshot(record: Record) -> Snapshot:
    """The snapshot of this record at the reader's Stand, taken once per revision."""
    return site().snapshots.snapshot(record, here().stand, vocabulary())
