"""`move`: the whole record from one store into another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Final

import click

from registry.cli.options import json_option, print_json, progress
from registry.model import Invalid
from registry.opening import open_store, origin, without_secret
from registry.store.moving import Moved, Step, Telling, digest
from registry.store.moving import move as moved

_LABELS: Final[dict[Step, str]] = {
    "survey": "Reading the source",
    "changes": "Change sets",
    "versions": "Versions",
    "proposals": "Proposals",
    "erased": "Erased ids",
    "items": "Accounts, tasks, mails and the like",
    "arrange": "Arranging",
    "verify": "Comparing",
}


@click.command()
@click.option("--from", "source", metavar="URL", required=True, help="The store that has the record.")
@click.option("--to", "target", metavar="URL", required=True, help="An empty store; a new file is made.")
@json_option
def move(source: str, target: str, as_json: bool) -> None:
    """Move the whole record into another store: history, proposals and the ids of erased persons, too.

    The source stays as it is. The target must be empty, and is opened by nothing else until everything was compared
    (number of rows and SHA-256 of each part). Stopped at any moment, the same command goes on where it was. What is
    written to the source meanwhile is not moved, and is told at the end (exit code 1).

    \b
    Examples:
      integrationsnetz move --from sqlite:///data/registry.db --to neo4j://localhost:7687
      integrationsnetz move --from neo4j://localhost:7687 --to sqlite:///data/copy.db
    """
    if origin(source) == origin(target):
        raise Invalid("source and target are the same store", where=without_secret(target), remedy="name another one")
    try:
        outcome = _move(source, target)
    except KeyboardInterrupt:
        click.echo("Stopped. The same command goes on where it was.", err=True)
        raise
    if as_json:
        print_json({"from": without_secret(source), "to": without_secret(target), **_as_json(outcome)})
    else:
        _say(outcome, without_secret(target))
    if outcome.source_went_on:
        _warn()
        raise SystemExit(1)


def _move(source: str, target: str) -> Moved:
    # The source first: where it can not be opened, no target is made.
    with (
        closing(open_store(source)) as here,
        closing(open_store(target, create=True, receiving=True)) as there,
        _bars() as tell,
    ):
        return moved(here, there, origin=origin(source), progress=tell)


@contextmanager
def _bars() -> Iterator[Telling]:
    """A progress bar for each step, one below the other."""
    with ExitStack() as stack:
        bars: dict[Step, Callable[[int, int], None]] = {}

        def tell(step: Step, done: int, total: int) -> None:
            if step not in bars:
                stack.close()
                bars[step] = stack.enter_context(progress(_LABELS[step]))
            bars[step](*((done, total) if total else (1, 1)))

        yield tell


def _as_json(outcome: Moved) -> dict[str, object]:
    return {
        "revision": outcome.revision,
        "parts": {part: content._asdict() for part, content in outcome.parts.items()},
        "counts": outcome.counts,
        "content": digest(outcome.parts),
        "resumed": outcome.resumed,
        "source_went_on": outcome.source_went_on,
    }


def _say(outcome: Moved, target: str) -> None:
    rows = {part: content.rows for part, content in outcome.parts.items()}
    click.echo(
        f"Moved revision {outcome.revision} to {target}: {rows['changes']} change sets, {rows['versions']} versions,"
        f" {rows['proposals']} proposals, {rows['erased']} erased ids,"
        f" {rows['items']} accounts, tasks, mails and the like."
    )
    click.echo(f"Both stores compared, content {digest(outcome.parts)}")


def _warn() -> None:
    click.echo(
        "The source was written while it was moved, and that is not in the target (if a person was erased, they are"
        " still there) → stop what writes to the source, and move into a new store",
        err=True,
    )


COMMANDS: Final = (move,)
