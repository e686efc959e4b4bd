"""Options that every command shares, for this room and for those that add commands."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from registry.opening import open_registry, store_url
from registry.services import Registry

_Function = TypeVar("_Function", bound=Callable[..., Any])


def store_option(function: _Function) -> _Function:
    """`--store URL`; the command gets `store: str | None`."""
    text = "URL of the store, e.g. sqlite:///data/registry.db (default: INTEGRATIONSNETZ_STORE)."
    return click.option("--store", metavar="URL", help=text)(function)


def json_option(function: _Function) -> _Function:
    """`--json`; the command gets `as_json: bool`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")(function)


def lang_option(function: _Function) -> _Function:
    """`--lang de|en` for the texts of the vocabulary."""
    choice = click.Choice(["de", "en"])
    return click.option("--lang", type=choice, default="de", show_default=True, help="Language of labels.")(function)


@contextmanager
def opened(store: str | None, *, create: bool = False) -> Iterator[Registry]:
    """The registry that the options name, closed at the end. Raises Invalid, Unavailable, Damaged."""
    registry = open_registry(store_url(store), create=create)
    try:
        yield registry
    finally:
        registry.close()


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error; gives what is called with how much is done and how much there is."""
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield tell


def print_json(data: object) -> None:
    """Readable JSON on standard output."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def operator() -> str:
    """Who is at the keyboard, for the change set's `who`: the system's user name."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):
        return "cli"
