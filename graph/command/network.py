"""`analyse network`: the network as a file for other programs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from graph.command.asking import asked, question_options
from graph.formats import FORMATS, content
from graph.selection import Selection
from graph.snapshot import Snapshot
from registry.model import Unavailable


@click.command("network")
@question_options
@click.option("--format", "form", type=click.Choice(sorted(FORMATS)), default="gexf", show_default=True, help="Form.")
@click.option("--all-times", is_flag=True, help="Also what has ended or is only planned, with its periods.")
@click.option("--output", type=click.Path(path_type=Path), help="File to make.  [default: standard output]")
def network_command(
    store: str | None,
    stand: datetime | None,
    viewer: str,
    as_json: bool,
    form: str,
    all_times: bool,
    output: Path | None,
) -> None:
    """Write the network as GEXF, GraphML, tables for Gephi or JSON.

    With --json the file is only counted: how many entities and ties stand in it.
    """
    with asked(store, stand, viewer) as found:
        taken = Snapshot(found.snapshot.base, None, found.snapshot.vocabulary) if all_times else found.snapshot
        made = content(Selection.whole(taken))
    if as_json:
        told = {"definition": "network", "entities": len(made.ids), "ties": len(made.tie_ids)}
        told |= {"revision": made.revision, "stand": made.stand.isoformat() if made.stand else None}
        click.echo(json.dumps(told))
    else:
        _write(FORMATS[form].write(made), output)


def _write(pieces: Iterator[str], output: Path | None) -> None:
    if output is None:
        for one in pieces:
            sys.stdout.buffer.write(one.encode())
        return
    try:
        # What stands in it may be for the eyes of staff alone.
        with os.fdopen(os.open(output, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.writelines(pieces)
    except OSError as error:
        raise Unavailable(
            f"the file can not be made ({error.strerror})", where=output.name, remedy="name a new file"
        ) from error
