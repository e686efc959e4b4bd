"""The root command, and how errors become sentences and exit codes."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from typing import Any, Final

import click

from registry.cli import accounts, importing, keeping, mailing, maintaining, moving, privacy, showing, working
from registry.model import Conflict, Damaged, Erased, IntegrationsnetzError, Invalid, NotFound, Unavailable

PLUGINS: Final = "integrationsnetz.commands"
EXIT_CODES: Final[dict[type[IntegrationsnetzError], int]] = {
    Invalid: 3,
    NotFound: 4,
    Conflict: 5,
    Erased: 5,
    Unavailable: 6,
    Damaged: 7,
}
_SHOWN: Final = 20


class _Root(click.Group):
    """A group that finds the commands of the rooms above it by their entry points, and loads one only when needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *(one.name for one in entry_points(group=PLUGINS))})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        found = next((one for one in entry_points(group=PLUGINS) if one.name == cmd_name), None)
        command: click.Command | None = found.load() if found else None
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except IntegrationsnetzError as error:
            say_error(error)
            ctx.exit(exit_code(error))


def exit_code(error: IntegrationsnetzError) -> int:
    """3 bad input, 4 not found, 5 conflict, 6 the store cannot answer, 7 the store is damaged; 1 for anything else."""
    return next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), 1)


def say_error(error: IntegrationsnetzError) -> None:
    """Print an error, with every problem that it carries, to standard error."""
    problems = error.problems if isinstance(error, Invalid) else ()
    if len(problems) < 2:
        click.echo(f"Error: {error}", err=True)
        return
    click.echo(f"Error: {len(problems)} problems", err=True)
    for problem in problems[:_SHOWN]:
        click.echo(f"  {problem}", err=True)
    if len(problems) > _SHOWN:
        click.echo(f"  … and {len(problems) - _SHOWN} more", err=True)


@click.group(cls=_Root, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="integrationsnetz")
def main() -> None:
    """Who sits in, moderates and leads the integration networks of German Kreise, each fact with its source.

    The store is named by one URL: --store, else INTEGRATIONSNETZ_STORE, else the file data/registry.db
    (sqlite:///data/registry.db).

    \b
    Examples:
      integrationsnetz load                      # the five council papers
      integrationsnetz show "KI Kreis Unna"
      integrationsnetz find integrationsrat
      integrationsnetz serve

    \b
    Exit codes: 0 well, 1 problems found, 2 wrong usage, 3 bad input, 4 not found,
    5 conflict, 6 the store cannot answer, 7 the store is damaged.
    """
    # Output is UTF-8 wherever it goes; a terminal that cannot show a letter shows a replacement instead of failing.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


for _command in (
    *maintaining.COMMANDS,
    *moving.COMMANDS,
    *showing.COMMANDS,
    *importing.COMMANDS,
    *working.COMMANDS,
    *accounts.COMMANDS,
    *mailing.COMMANDS,
    *keeping.COMMANDS,
    *privacy.COMMANDS,
):
    main.add_command(_command)
