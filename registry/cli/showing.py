"""Commands that show the record: show, find, history."""

from __future__ import annotations

from typing import Final

import click

from registry.access import STAFF_VIEWER
from registry.cli.options import json_option, lang_option, opened, print_json, store_option
from registry.cli.profile_text import profile_text
from registry.model import NotFound
from registry.model.ids import is_id
from registry.services import Record, Registry
from registry.services.profile import profile, profile_data
from registry.services.search import Hit


@click.command()
@click.argument("name_or_id", metavar="NAME-OR-ID")
@store_option
@json_option
@lang_option
def show(name_or_id: str, store: str | None, as_json: bool, lang: str) -> None:
    """Show an entity with its ties by role and theme, seats and figures, each with document and line.

    \b
    Examples:
      integrationsnetz show "KI Kreis Unna"
      integrationsnetz show "Netzwerk Kommunale Integration" --lang en
    """
    with opened(store) as registry, registry.reading(STAFF_VIEWER) as record:
        found = profile(record, registry.vocabulary, resolved(registry, record, name_or_id))
        if as_json:
            print_json(profile_data(found))
        else:
            click.echo(profile_text(found, registry.vocabulary, lang))


def resolved(registry: Registry, record: Record, name_or_id: str) -> str:
    """The id that is meant: an id itself, else the one entity of this name.

    Raises NotFound with the names that come near where there is none, or more than one.
    """
    if is_id(name_or_id):
        return record.entity(name_or_id).id
    hits = registry.search(name_or_id, STAFF_VIEWER, limit=8)
    exact = [one for one in hits if one.how == "exact"]
    if len(exact) == 1:
        return exact[0].id
    raise NotFound(
        f"{'more than one entity is' if exact else 'nothing is'} called {name_or_id!r}",
        where="show",
        remedy=_suggestions(record, exact or hits),
    )


def _suggestions(record: Record, hits: list[Hit]) -> str:
    if not hits:
        return "try `integrationsnetz find` with fewer words"
    entities = record.entities([one.id for one in hits])
    names = [f"{entities[one.id].name} ({one.id})" for one in hits if one.id in entities]
    return "did you mean: " + "; ".join(names)


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="How many hits.")
@store_option
@json_option
@lang_option
def find(words: tuple[str, ...], limit: int, store: str | None, as_json: bool, lang: str) -> None:
    """Find entities by name, despite typos, umlaut spellings, word order and abbreviations.

    \b
    Examples:
      integrationsnetz find integrationsrat unna
      integrationsnetz find "Mettman" --json
    """
    with opened(store) as registry, registry.reading(STAFF_VIEWER) as record:
        hits = registry.search(" ".join(words), STAFF_VIEWER, limit=limit)
        entities = record.entities([one.id for one in hits])
        kinds = registry.vocabulary.kinds
    rows = [(one, entities[one.id]) for one in hits if one.id in entities]
    if as_json:
        print_json(
            [
                {"id": entity.id, "name": entity.name, "kind": entity.kind, "matched": hit.name, "score": hit.score}
                for hit, entity in rows
            ]
        )
        return
    for hit, entity in rows:
        matched = f"  ({hit.name})" if hit.name != entity.name else ""
        click.echo(f"{entity.id}  {entity.display_name(lang)} · {kinds[entity.kind].label(lang)}{matched}")
    if not rows:
        raise NotFound("nothing found", where=" ".join(words), remedy="try fewer or other words")


@click.command()
@click.argument("id")
@store_option
@json_option
def history(id: str, store: str | None, as_json: bool) -> None:
    """Show every version of a record (entity, tie, post or observation), or what a change touched.

    \b
    Example:
      integrationsnetz history e3k5…
    """
    with opened(store) as registry, registry.reading(STAFF_VIEWER) as record:
        change = record.change(id)
        versions = record.history(id)
    if change is None and not versions:
        raise NotFound("nothing was ever known under this id", where=id, remedy="look it up with `find`")
    rows = [
        {
            "id": one.id,
            "version": one.version,
            "removed": one.statement is None,
            "successor": one.successor,
            "revision": one.change.revision,
            "change": one.change.id,
            "kind": one.change.kind,
            "who": one.change.who,
            "why": one.change.why,
            "at": one.change.at.isoformat(),
            "statement": one.statement.model_dump(mode="json") if one.statement else None,
        }
        for one in versions
    ]
    if change is not None:
        rows = [{"id": one.id, "version": one.version, "removed": one.removed} for one in change[1]]
    if as_json:
        print_json(rows)
        return
    if change is not None:
        click.echo(f"{change[0].id}  {change[0].kind}  {change[0].at:%Y-%m-%d %H:%M}  {change[0].who}: {change[0].why}")
    for row in rows:
        state = "removed" if row["removed"] else "written"
        text = f"  {row['change']}  {row['at']}  {row['who']}: {row['why']}" if "change" in row else ""
        click.echo(f"{row['id']} v{row['version']} {state}{text}")


COMMANDS: Final = (show, find, history)
