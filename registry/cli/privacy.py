"""`personal` tells and erases what is kept about somebody; `setting` shows and changes periods and the controller."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from registry.cli.options import json_option, lang_option, opened, operator, print_json, store_option
from registry.model import Unavailable
from registry.services.keeping.settings import SETTINGS, Settings
from registry.services.privacy.erasing import erase as erased
from registry.services.privacy.erasing import foreseen
from registry.services.privacy.report import report


@click.group()
def personal() -> None:
    """What is kept about a person, an organisation or an account.

    \b
    Examples:
      integrationsnetz personal report e3k5… --output report.json
      integrationsnetz personal erase e3k5… --why "at their request"
    """


@personal.command("report")
@click.argument("id")
@click.option("--output", type=click.Path(path_type=Path), help="File to write, for its owner's eyes alone.")
@store_option
def tell(id: str, output: Path | None, store: str | None) -> None:
    """Everything that is kept about ID (an entity or an account) as JSON (Art. 15 and 20 DSGVO).

    \b
    Example:
      integrationsnetz personal report e3k5… --output report.json
    """
    with opened(store) as registry:
        found = report(registry, id)
    if output is None:
        print_json(found)
        return
    _write(output, json.dumps(found, ensure_ascii=False, indent=2))
    click.echo(f"Written to {output}")


def _write(output: Path, text: str) -> None:
    try:
        with os.fdopen(os.open(output, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        what = f"the file can not be written ({error.strerror})"
        raise Unavailable(
            what, where=str(output), remedy="name a new file in a place that this user may write to"
        ) from error


@personal.command("erase")
@click.argument("id")
@click.option("--why", required=True, help="Reason, kept in the history; without the person's name.")
@click.option("--yes", is_flag=True, help="Do it. Without this, what would go is counted and nothing is changed.")
@json_option
@store_option
def erase(id: str, why: str, yes: bool, as_json: bool, store: str | None) -> None:
    """Erase the person ID everywhere (Art. 17 DSGVO). It can not be undone; their seats stay, anonymous.

    \b
    Examples:
      integrationsnetz personal erase e3k5… --why "at their request"
      integrationsnetz personal erase e3k5… --why "at their request" --yes
    """
    with opened(store) as registry:
        if not yes:
            counts = foreseen(registry, id)
            click.echo(
                "Speaks of them: " + _counted(counts) + ". Nothing was changed; add --yes to erase.", err=as_json
            )
            if as_json:
                print_json({"before": counts})
            return
        proof = erased(registry, id, operator(), why)
    if as_json:
        print_json({**asdict(proof), "clean": proof.clean})
        return
    click.echo(f"Erased (revision {proof.revision}). Before: {_counted(proof.before)}. After: {_counted(proof.after)}.")
    if not proof.clean:
        click.echo("A word of theirs is left where it may be somebody else's: look it up.", err=True)


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items() if number) or "nothing"


@click.group()
def setting() -> None:
    """Periods after which things go, and what stands in the register of processing.

    \b
    Examples:
      integrationsnetz setting list
      integrationsnetz setting set confirm_after 180
    """


@setting.command("list")
@lang_option
@json_option
@store_option
def listed(lang: str, as_json: bool, store: str | None) -> None:
    """Show every setting with its value.

    \b
    Example:
      integrationsnetz setting list
    """
    with opened(store) as registry:
        values = Settings(registry.workspace).all()
    if as_json:
        print_json(values)
        return
    for key, value in values.items():
        click.echo(f"{key}: {value or '-'}  ({SETTINGS[key].label.text(lang)})")


@setting.command("set")
@click.argument("key")
@click.argument("value")
@store_option
def put(key: str, value: str, store: str | None) -> None:
    """Set KEY to VALUE; an empty value is the default again.

    \b
    Example:
      integrationsnetz setting set confirm_after 180
    """
    with opened(store) as registry:
        Settings(registry.workspace).set({key: value})
        click.echo(f"{key}: {Settings(registry.workspace).text(key) or '-'}")


COMMANDS: Final = (personal, setting)
