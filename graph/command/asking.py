"""What every question of `analyse` shares: store, Stand, whose eyes, and an answer as text or JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar

import click

from graph.cache import SnapshotCache
from graph.sharing import Shelf
from graph.snapshot import Snapshot
from registry.access import PUBLIC_VIEWER, STAFF_VIEWER
from registry.cli.options import json_option, opened, store_option
from registry.services import Record, Registry

_Command = TypeVar("_Command", bound=Callable[..., Any])
_VIEWERS: Final = {"public": PUBLIC_VIEWER, "staff": STAFF_VIEWER}


@dataclass(frozen=True)
class Asked:
    """The record and its snapshot for which a question is asked."""

    registry: Registry
    record: Record
    snapshot: Snapshot
    stand: date


def question_options(command: _Command) -> _Command:
    """The options `--store`, `--stand`, `--viewer` and `--json`; gives `store`, `stand`, `viewer` and `as_json`."""
    stand = click.option("--stand", type=click.DateTime(["%Y-%m-%d"]), help="The day to ask about.  [default: today]")
    viewer = click.option(
        "--viewer", type=click.Choice(sorted(_VIEWERS)), default="public", show_default=True, help="Whose eyes."
    )
    return store_option(stand(viewer(json_option(command))))


@contextmanager
def asked(store: str | None, stand: datetime | None, viewer: str) -> Iterator[Asked]:
    """Open the store and take the snapshot that a question is about. Raises Invalid, Unavailable."""
    day = stand.date() if stand else datetime.now().astimezone().date()
    with opened(store) as registry, registry.reading(_VIEWERS[viewer]) as record:
        cache = SnapshotCache(shelf=Shelf(registry.derived))
        yield Asked(registry, record, cache.snapshot(record, day, registry.vocabulary), day)
