"""`ask-members` sends a round of confirmation; `due` tells what is to be done to keep the record true."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, Final

import click

from registry.access import STAFF_VIEWER
from registry.cli.options import json_option, lang_option, opened, print_json, store_option
from registry.model import Invalid, Post, StatementType
from registry.model.ids import is_id
from registry.services import Record, Registry
from registry.services.keeping.attesting import due as due_of
from registry.services.keeping.rota import Rota, rota_of
from registry.services.keeping.rounds import Rounds
from registry.services.keeping.settings import Settings
from registry.services.mail import site_address
from registry.services.privacy import Consents

_SHOWN: Final = 20
_SOON: Final = timedelta(days=30)


@click.command("ask-members")
@click.argument("network")
@click.option("--mail", "email", required=True, metavar="ADDRESS", help="Who is to answer, usually the moderation.")
@lang_option
@store_option
def ask_members(network: str, email: str, lang: str, store: str | None) -> None:
    """Ask by mail whether everybody is still with NETWORK (id or name); an organisation is asked about its own entry.

    The mail waits in the outbox (`mail send`); its link needs no account and works for 30 days.

    \b
    Examples:
      integrationsnetz ask-members "Netzwerk Kommunale Integration" --mail moderation@example.org
    """
    base = site_address()
    if not base:
        raise Invalid(
            "the address of the pages is not known",
            where="INTEGRATIONSNETZ_ADDRESS",
            remedy="set it, for example to https://register.example.org",
        )
    with opened(store) as registry:
        id = _found(registry, network)
        made = Rounds(registry).ask(id, email, lambda token: f"{base}/{lang}/bestaetigen/{token}", lang=lang)
        with registry.reading(STAFF_VIEWER) as record:
            name = record.entity(id).name
    click.echo(f"Asked about {name}; the link works until {made.ends:%Y-%m-%d}. The mail waits in the outbox.")


def _found(registry: Registry, text: str) -> str:
    """Id of an actor by id or by its whole name. Raises Invalid where several have it, or none."""
    if is_id(text):
        return text
    hits = registry.search(text, STAFF_VIEWER, limit=_SHOWN, families=("actor",))
    with registry.reading(STAFF_VIEWER) as record:
        found = record.entities([hit.id for hit in hits])
    named = [one.id for one in found.values() if text.casefold() in map(str.casefold, one.all_names())]
    if len(named) != 1:
        near = ", ".join(f"{one.name} ({one.id})" for one in found.values()) or "nothing like it was found"
        raise Invalid("there is not exactly one actor of this name", where=text[:80], remedy=f"give the id: {near}")
    return named[0]


@click.command()
@store_option
@json_option
def due(store: str | None, as_json: bool) -> None:
    """List what is to be done: unconfirmed members and entries, turns of seats, rounds without answer, consents.

    \b
    Example:
      integrationsnetz due
    """
    today = datetime.now().astimezone().date()
    with opened(store) as registry:
        found = _due(registry, today)
    if as_json:
        print_json(found)
        return
    click.echo(f"{found['ties']} ties and {found['entries']} entries were not confirmed for {found['days']} days.")
    for one in found["bodies"][:_SHOWN]:
        click.echo(f"  {one['name']}: {one['due']} of {one['ties']} (oldest {one['oldest'] or 'without a date'})")
    for one in found["turns"]:
        click.echo(f"Turn of {one['seat']} in {one['body']} {one['from'] or '(no date)'}: {', '.join(one['holders'])}")
    for one in found["rounds"]:
        click.echo(f"No answer yet about {one['name']}; its link works until {one['until']}.")
    click.echo(f"{found['consents']} consents have ended or end within 30 days.")


def _due(registry: Registry, today: date) -> dict[str, Any]:
    days = Settings(registry.workspace).days("confirm_after")
    with registry.reading(STAFF_VIEWER) as record:
        unconfirmed = due_of(record, registry.vocabulary, days, today)
        waiting = Rounds(registry).waiting()
        names = record.entities({one.entity for one in waiting})
        turns = [_turn(one) for one in _rotas(record, today) if one.overdue]
    rounds = [(names[one.entity].name, one.ends) for one in waiting if one.entity in names]
    return {
        "days": days,
        "ties": unconfirmed.ties,
        "entries": len(unconfirmed.entries),
        "bodies": [asdict(one) for one in unconfirmed.bodies],
        "turns": turns,
        "rounds": [{"name": name, "until": f"{ends:%Y-%m-%d}"} for name, ends in rounds],
        "consents": sum(1 for _ in Consents(registry.workspace).ending(_SOON)),
    }


def _rotas(record: Record, today: date) -> list[Rota]:
    posts = (one for one in record.scan(StatementType.POST) if isinstance(one, Post) and one.kind == "rotating")
    return [rota_of(record, one, today) for one in posts]


def _turn(found: Rota) -> dict[str, Any]:
    turn = found.due
    return {
        "body": found.names[found.post.body].name,
        "seat": found.post.name,
        "from": turn.period.start if turn else None,
        "holders": [found.names[one].name for one in turn.holders] if turn else [],
    }


COMMANDS: Final = (ask_members, due)
