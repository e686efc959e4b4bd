"""What a request needs to know: the opened registry, who looks, in which language, and at which Stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Event
from typing import Final, NoReturn, cast

from flask import current_app, g, request

from graph.cache import SnapshotCache
from graph.desk import Desk
from graph.pictures.remembering import Places
from graph.sharing import Shelf
from graph.snapshot import Snapshot
from registry.access import Viewer
from registry.model import Invalid, Unavailable
from registry.services import Record, Registry
from registry.services.accounts import Account, Rights, Session, rights_of
from registry.services.derived import Folder
from registry.vocabulary import Vocabulary
from web import sessions
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
    hints_wanted: Event = field(default_factory=Event)
    """Set when somebody has opened a form: its hints of duplicates need an index that nobody else needs."""
    desk: Desk = field(default_factory=Desk)
    """Where long computations are asked for."""
    places: Places = field(default_factory=lambda: Places(Folder(None)))
    """Where everybody stood in pictures that were drawn before."""


@dataclass(frozen=True)
class Here:
    """Where a reader is: language, Stand, who they are, and what they may see and do."""

    lang: str
    stand: date
    """The day for which the page speaks: the one asked for, else today."""
    stand_given: bool
    session: Session | None = None
    """The session that the request carries, also one whose second factor is still asked for."""

    @property
    def account(self) -> Account | None:
        """Whose account is signed in."""
        return self.session.account if self.session is not None and self.session.stage == "full" else None

    @property
    def rights(self) -> Rights:
        """What they may do today."""
        return rights_of(self.account, vocabulary(), today())

    @property
    def viewer(self) -> Viewer:
        """Whose eyes these are."""
        return self.rights.viewer


def install(app_extensions: dict[str, object], registry: Registry) -> Site:
    """Make a registry the one that an application serves."""
    made = Site(registry, SnapshotCache(shelf=Shelf(registry.derived)), Outage(), places=Places(registry.derived))
    app_extensions[_KEY] = made
    return made


def site() -> Site:
    """The site of the current application."""
    return cast(Site, current_app.extensions[_KEY])


def desk() -> Desk:
    """The desk of the current application."""
    return site().desk


def registry() -> Registry:
    """The registry of the current application."""
    return site().registry


def vocabulary() -> Vocabulary:
    """The vocabulary of the current application."""
    return site().registry.vocabulary


def here() -> Here:
    """Where the reader of the current request is. Raises NoDay for a Stand that is no date, Unavailable."""
    if "here" not in g:
        given = parse_stand(request.args.get("stand", "").strip())
        g.here = Here(lang(), given or today(), given is not None, sessions.session_here(registry()))
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
    """The record as the current reader may see it; with what they have written themselves a moment ago."""
    with ExitStack() as stack:
        yield _entered(stack, sessions.revision_to_see() if here().account else 0)


def _entered(stack: ExitStack, at_least: int) -> Record:
    try:
        return stack.enter_context(registry().reading(here().viewer, at_least))
    except Unavailable:
        if not at_least:
            raise
        # Written is written; better an older page than none, as after a return to a backup.
        return stack.enter_context(registry().reading(here().viewer))


def wrote(revision: int | None) -> None:
    """Say that this request has written a revision: the reader's next pages show it, whichever server answers."""
    g.written = revision


def snapshot(record: Record) -> Snapshot:
    """The snapshot of this record at the reader's Stand, taken once per revision."""
    return site().snapshots.snapshot(record, here().stand, vocabulary())
