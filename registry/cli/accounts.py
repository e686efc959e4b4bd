"""`account`: who may sign in; `tidy`: removes what has ended."""

from __future__ import annotations

import os
from typing import Final

import click

from registry.cli.options import json_option, opened, operator, print_json, store_option
from registry.model import Invalid, NotFound
from registry.services import Registry
from registry.services.accounts import Account, Accounts, Role, Sessions
from registry.services.accounts.audit import Audit
from registry.services.accounts.inviting import Inviting, address_at
from registry.services.accounts.tidying import tidy as tidied
from registry.services.mail import site_address
from registry.services.privacy.retention import retain

_ROLES: Final = click.Choice([str(one) for one in Role])
_PASSWORD: Final = "INTEGRATIONSNETZ_PASSWORD"  # noqa: S105 - the name of a variable


@click.group()
def account() -> None:
    """Accounts of people who work with the registry.

    \b
    Examples:
      integrationsnetz account add office@example.org --role administrator
      integrationsnetz account list
    """


@account.command("add")
@click.argument("email")
@click.option("--role", type=_ROLES, default="member", show_default=True, help="What it may do.")
@click.option("--name", default="", help="What change sets name it (default: what stands before the @).")
@click.option("--lang", type=click.Choice(["de", "en"]), default="de", show_default=True, help="Language of its mails.")
@click.option(
    "--actor", "actors", metavar="ID", multiple=True, help="Id of an actor that it acts for; may be repeated."
)
@click.option("--invite", is_flag=True, help="Send a link for the password, and print it, in place of asking for one.")
@store_option
def add(email: str, role: str, name: str, lang: str, actors: tuple[str, ...], invite: bool, store: str | None) -> None:
    """Make an account for EMAIL. Its password is asked for and not shown (or taken from INTEGRATIONSNETZ_PASSWORD).

    \b
    Examples:
      integrationsnetz account add office@example.org --role administrator
      integrationsnetz account add club@example.org --actor e4k2… --invite
    """
    with opened(store) as registry:
        _check_actors(registry, actors)
        send = _inviting(registry) if invite else None
        password = None if invite else _asked_password()
        made = Accounts(registry.workspace).add(
            email, Role(role), name=name, language=lang, actors=actors, password=password
        )
        click.echo(f"Made {made.id} ({made.role}, {made.name}).")
        if send:
            _say_link(send.invite(made, by=operator()))


@account.command("list")
@store_option
@json_option
def list_accounts(store: str | None, as_json: bool) -> None:
    """List all accounts.

    \b
    Example:
      integrationsnetz account list --json
    """
    with opened(store) as registry:
        found = Accounts(registry.workspace).all()
    if as_json:
        print_json([_as_json(one) for one in found])
        return
    for one in found:
        acts = f", acts for {len(one.actors)}" if one.actors else ""
        click.echo(f"{one.id}  {one.state:8}  {one.role:13}  {one.email}  {one.name}{acts}")
    click.echo(f"{len(found)} accounts.")


@account.command("role")
@click.argument("email")
@click.argument("role", type=_ROLES)
@click.option(
    "--actor", "actors", metavar="ID", multiple=True, help="Actors it acts for from now on (default: as before)."
)
@store_option
def change_role(email: str, role: str, actors: tuple[str, ...], store: str | None) -> None:
    """Give the account of EMAIL another ROLE.

    \b
    Example:
      integrationsnetz account role office@example.org staff
    """
    with opened(store) as registry:
        _check_actors(registry, actors)
        before = _account(registry, email)
        after = Accounts(registry.workspace).entrust(before, role=Role(role), actors=actors or before.actors)
        detail = f"{before.role} → {after.role}"
        Audit(registry.workspace).note("role-changed", after, by=operator(), detail=detail)
        click.echo(f"{after.id}: {detail}")


@account.command("address")
@click.argument("email")
@click.argument("new")
@store_option
def change_address(email: str, new: str, store: str | None) -> None:
    """Give the account of EMAIL the address NEW; its sessions end. People can do it themselves on the page Mein Konto.

    \b
    Example:
      integrationsnetz account address office@example.org registry@example.org
    """
    with opened(store) as registry:
        changed = Accounts(registry.workspace).readdress(_account(registry, email), new)
        Sessions(registry.workspace).end_all(changed)
        Audit(registry.workspace).note("address-changed", changed, by=operator())
        click.echo(f"{changed.id} has a new address.")


@account.command("close")
@click.argument("email")
@store_option
def close(email: str, store: str | None) -> None:
    """Close the account of EMAIL: nobody signs in with it any more, and its sessions end.

    \b
    Example:
      integrationsnetz account close office@example.org
    """
    with opened(store) as registry:
        closed = Accounts(registry.workspace).close(_account(registry, email))
        Sessions(registry.workspace).end_all(closed)
        Audit(registry.workspace).note("closed", closed, by=operator())
        click.echo(f"Closed {closed.id}.")


@account.command("reset")
@click.argument("email")
@click.option("--invite", is_flag=True, help="Send a link for the password, and print it, in place of asking for one.")
@click.option("--second-factor", is_flag=True, help="Switch the second factor off as well (a lost phone).")
@store_option
def reset(email: str, invite: bool, second_factor: bool, store: str | None) -> None:
    """Set a new password for the account of EMAIL; its sessions end. A closed account is opened again.

    \b
    Examples:
      integrationsnetz account reset office@example.org
      integrationsnetz account reset office@example.org --second-factor --invite
    """
    with opened(store) as registry:
        send = _inviting(registry) if invite else None
        accounts, audit = Accounts(registry.workspace), Audit(registry.workspace)
        found = accounts.reopen(_account(registry, email))
        if second_factor and found.second_factor:
            found = accounts.write(found, second=None)
            audit.note("second-factor-off", found, by=operator())
        if send:
            _say_link((send.invite if found.state == "invited" else send.reset)(found, by=operator()))
        else:
            found = accounts.set_password(found, _asked_password())
            audit.note("password-set", found, by=operator())
            click.echo(f"{found.id} has a new password.")
        Sessions(registry.workspace).end_all(found)


@click.command()
@click.option("--dry-run", is_flag=True, help="Only count what was kept longer than its period.")
@store_option
@json_option
def tidy(dry_run: bool, store: str | None, as_json: bool) -> None:
    """Remove ended sessions, links and counts, and whatever was kept longer than its period (`setting list`).

    Meant to run once a day.

    \b
    Examples:
      integrationsnetz tidy
      integrationsnetz tidy --dry-run
    """
    with opened(store) as registry:
        ended = {} if dry_run else tidied(registry.workspace)
        kept = retain(registry, dry=dry_run)
        done = {kind: ended.get(kind, 0) + kept.get(kind, 0) for kind in (*ended, *kept)}
    if as_json:
        print_json(done)
    else:
        said = "Would remove " if dry_run else "Removed "
        click.echo(said + ", ".join(f"{number} {kind}" for kind, number in done.items()) + ".")


def _account(registry: Registry, email: str) -> Account:
    found = Accounts(registry.workspace).by_email(email)
    if found is None:
        raise NotFound("there is no account with this address", where="EMAIL", remedy="account list shows all")
    return found


def _check_actors(registry: Registry, actors: tuple[str, ...]) -> None:
    from registry.access import STAFF_VIEWER

    with registry.reading(STAFF_VIEWER) as record:
        known = record.entities(actors)
    for id in actors:
        if id not in known or known[id].family != "actor":
            raise Invalid("no actor is known under this id", where=f"--actor {id}", remedy="find and show tell ids")


def _asked_password() -> str:
    given = os.environ.get(_PASSWORD)
    return given or str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


def _inviting(registry: Registry) -> Inviting:
    site = site_address()
    if not site:
        raise Invalid(
            "the address of the pages is not set, so that no link can be made",
            where="INTEGRATIONSNETZ_ADDRESS",
            remedy="set it to https://your.host, or leave --invite away",
        )
    return Inviting(registry.workspace, address_at(site))


def _say_link(link: str) -> None:
    click.echo(f"The mail waits in the outbox (mail send). Whoever has this link can set the password: {link}")


def _as_json(one: Account) -> dict[str, object]:
    return {
        "id": one.id,
        "email": one.email,
        "name": one.name,
        "role": one.role,
        "state": one.state,
        "actors": list(one.actors),
        "language": one.language,
        "second_factor": one.second_factor,
    }


COMMANDS: Final = (account, tidy)
