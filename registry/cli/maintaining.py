"""Commands that look after the store: init, check, backup, export, undo."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Final, Literal

import click

from registry.access import STAFF_VIEWER, Viewer
from registry.cli.options import json_option, opened, operator, print_json, progress, store_option
from registry.model import Unavailable, Visibility
from registry.services.editing import undo as undone
from registry.services.exchange import export_parts
from registry.store.moving import digest

_PLURALS: Final = {"entity": "entities", "tie": "ties", "post": "posts", "observation": "observations"}


@click.command()
@store_option
def init(store: str | None) -> None:
    """Make an empty store where there is none, or bring an older one up to date.

    \b
    Example:
      integrationsnetz init --store sqlite:///data/registry.db
    """
    with opened(store, create=True) as registry:
        click.echo(f"Ready: {registry.url} (revision {registry.revision()})")


@click.command()
@store_option
@click.option("--hash", "hashed", is_flag=True, help="Tell a hash of all contents, history too, to compare stores.")
@json_option
def check(store: str | None, hashed: bool, as_json: bool) -> None:
    """Check the store's integrity and every rule of the model; exit code 1 where problems are found.

    \b
    Examples:
      integrationsnetz check --json
      integrationsnetz check --hash
    """
    content = None
    with opened(store) as registry:
        with progress("Checking") as tell:
            problems = registry.check(tell)
        if hashed:
            with progress("Hashing") as tell:
                content = digest(registry.fingerprint(tell))
        with registry.reading(STAFF_VIEWER) as record:
            counts = record.counts()
    if as_json:
        more = {"content": content} if content else {}
        print_json({"counts": counts, "problems": [asdict(one) for one in problems], **more})
    else:
        for problem in problems:
            click.echo(f"{problem.rule}: {problem}")
        sums = ", ".join(f"{number} {_PLURALS[name]}" for name, number in counts.items())
        click.echo(f"{len(problems)} problems in {sums}.")
        if content:
            click.echo(f"content {content}")
    if problems:
        raise SystemExit(1)


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@store_option
def backup(target: Path, store: str | None) -> None:
    """Copy the store to TARGET while others go on working.

    \b
    Example:
      integrationsnetz backup backups/2026-11-21.db
    """
    with opened(store) as registry:
        registry.backup(target)
        click.echo(f"Copied revision {registry.revision()} to {target}")


@click.command()
@click.option("--format", "form", type=click.Choice(["json"]), default="json", show_default=True, help="Format.")
@click.option(
    "--for",
    "level",
    type=click.Choice([one.value for one in Visibility]),
    default="staff",
    show_default=True,
    help="For whose eyes: public leaves out what is not public.",
)
@click.option("--output", type=click.Path(path_type=Path), help="File to write (default: standard output).")
@store_option
def export(form: Literal["json"], level: str, output: Path | None, store: str | None) -> None:
    """Write the whole record as one JSON object; `load FILE` reads it back (history aside).

    Its lists are entities, ties, posts, observations and documents; docs/reference/export.schema.json describes it.

    \b
    Example:
      integrationsnetz export --format json --output record.json
    """
    del form  # there is one so far
    with opened(store) as registry, registry.reading(STAFF_VIEWER) as everything:
        size = sum(everything.counts().values())
        with registry.reading(Viewer(Visibility(level))) as record:
            parts = export_parts(record)
            if output is None:
                for part in parts:
                    click.echo(part, nl=False)
            else:
                with progress("Exporting") as tell:
                    _write(told(parts, size, tell), output, private=level != "public")


def told(parts: Iterable[str], size: int, tell: Callable[[int, int], None]) -> Iterator[str]:
    """The parts, as they come, with word of how far it is."""
    number = 0
    for number, part in enumerate(parts):
        if number % 1000 == 0:
            tell(min(number, size), size)
        yield part
    tell(size, size)


def _write(parts: Iterable[str], output: Path, *, private: bool) -> None:
    """The whole file or none: half an export must not pass for one. A private one is for its owner's eyes."""
    made = output if output.exists() and not output.is_file() else output.with_name(f".{output.name}.{os.getpid()}")
    try:
        try:
            opened_file = os.open(made, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600 if private else 0o666)
            with os.fdopen(opened_file, "w", encoding="utf-8") as file:
                file.writelines(parts)
            if made != output:
                made.replace(output)
        except BaseException:
            if made != output:
                made.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Unavailable(
            f"the file can not be written ({error.strerror})", where=str(output), remedy="name another place"
        ) from error


@click.command()
@click.argument("change")
@click.option("--why", default="undone on the command line", show_default=True, help="Reason, kept in the history.")
@store_option
def undo(change: str, why: str, store: str | None) -> None:
    """Undo a committed CHANGE (its id, as `history` shows it); also the way to take a merge back.

    \b
    Example:
      integrationsnetz undo c4f2k7… --why "wrong organisation"
    """
    with opened(store) as registry:
        made, revision = registry.commit_prepared(lambda record: undone(record, change, operator(), why))
    click.echo(f"Undone as {made.id} (revision {revision}).")


COMMANDS: Final = (init, check, backup, export, undo)
