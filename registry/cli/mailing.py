"""`mail`: the outbox and how it is emptied."""

from __future__ import annotations

from time import sleep
from typing import Final

import click

from registry.cli.options import json_option, opened, print_json, store_option
from registry.model import Invalid, Unavailable
from registry.services.mail import Delivered, Mail, Outbox, Smtp, send_due, smtp
from registry.services.mail.outbox import STATES
from registry.services.moments import stamp


@click.group()
def mail() -> None:
    """Mails that wait in the outbox.

    \b
    Examples:
      integrationsnetz mail send --watch
      integrationsnetz mail list
    """


@mail.command("send")
@click.option("--watch", is_flag=True, help="Go on until Ctrl+C and send what comes.")
@click.option("--every", default=15, show_default=True, type=click.IntRange(1, 3600), help="Seconds between two looks.")
@store_option
def send(watch: bool, every: int, store: str | None) -> None:
    """Send what is due through the server of INTEGRATIONSNETZ_SMTP_HOST (see docs/operations.md).

    Several may run at once; every mail is sent by one of them.

    \b
    Examples:
      integrationsnetz mail send
      integrationsnetz mail send --watch
    """
    server = smtp()
    if server is None:
        raise Invalid(
            "no mail server is named",
            where="INTEGRATIONSNETZ_SMTP_HOST",
            remedy="set it and INTEGRATIONSNETZ_SMTP_FROM",
        )
    with opened(store) as registry:
        outbox = Outbox(registry.workspace)
        if not watch:
            _say(send_due(outbox, server))
            return
        while True:
            _once(outbox, server)
            sleep(every)


@mail.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only those in this state.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000), help="At most so many.")
@store_option
@json_option
def list_mails(state: str | None, limit: int, store: str | None, as_json: bool) -> None:
    """List the latest mails, with the reason where one was refused. Addresses are shortened.

    \b
    Example:
      integrationsnetz mail list --state failed
    """
    with opened(store) as registry:
        outbox = Outbox(registry.workspace)
        found, tally = outbox.mails((state,) if state else STATES, limit), outbox.tally()
    if as_json:
        print_json({"tally": tally, "mails": [_as_json(one) for one in found]})
        return
    for one in found:
        tries = f", {one.tries} tries" if one.tries > 1 else ""
        reason = f": {one.reason}" if one.reason else ""
        click.echo(f"{one.id}  {one.state:8}  {stamp(one.at)}  {_short(one.to)}  {one.text}{tries}{reason}")
    click.echo(", ".join(f"{number} {name}" for name, number in sorted(tally.items())) or "The outbox is empty.")


@mail.command("retry")
@click.argument("ids", nargs=-1)
@store_option
def retry(ids: tuple[str, ...], store: str | None) -> None:
    """Let mails that were given up (all of them, or these IDS) be tried again.

    \b
    Example:
      integrationsnetz mail retry
    """
    with opened(store) as registry:
        number = Outbox(registry.workspace).again(ids or None)
    click.echo(f"{number} mails wait again.")


def _once(outbox: Outbox, server: Smtp) -> None:
    """One look; what a server that is away says is told, and tried again."""
    try:
        done = send_due(outbox, server)
    except Unavailable as error:
        click.echo(f"Error: {error}", err=True)
        return
    if done != Delivered():
        _say(done)


def _say(done: Delivered) -> None:
    click.echo(f"{done.sent} sent, {done.refused} refused.")


def _as_json(one: Mail) -> dict[str, object]:
    return {
        "id": one.id,
        "state": one.state,
        "at": stamp(one.at),
        "to": _short(one.to),
        "text": one.text,
        "tries": one.tries,
        "reason": one.reason,
    }


def _short(address: str) -> str:
    name, _, host = address.partition("@")
    return f"{name[:1]}…@{host}"


COMMANDS: Final = (mail,)
