"""`analyse rates`, `analyse reach`, `analyse local-bodies`: how many for how many people, and who has none."""

from __future__ import annotations

from datetime import datetime

import click

from graph.command.asking import asked, question_options
from graph.command.places import kind_option, kreis_option, limits, printed, spread, studied
from graph.coverage.density import Density, Row
from graph.coverage.figures import GROUPS
from graph.coverage.local import Local, local_bodies, without_local
from graph.coverage.places import Place
from graph.coverage.reach import Reach, Share


@click.command("rates")
@question_options
@kreis_option
@kind_option("migrantenorganisation")
def rates_command(store: str | None, stand: datetime | None, viewer: str, as_json: bool, kreis: str, kind: str) -> None:
    """How many of a kind for every 1,000 people, with exact 95 % intervals, by town and in the Kreis."""
    with asked(store, stand, viewer) as found:
        made, place = studied(found, kreis, kind)
        table = made.density(kind, place)
        answer = {
            "definition": "rates",
            "kind": kind,
            "per": 1000,
            "level": 0.95,
            "years": list(table.years),
            "rows": [_row(one) for one in table.rows],
        }
        printed(found, as_json, answer, lambda: _rate_lines(table))


def _row(one: Row) -> dict[str, object]:
    return {
        "place": one.place.name,
        "count": one.count.value,
        "named": one.count.named,
        "collective": one.count.collective,
        "people": {group: figure.value if figure else None for group, figure in one.figures.items()},
        "rates": {group: limits(rate) for group, rate in one.rates.items()},
        "obstacle": one.obstacle,
        "to_kreis": limits(one.to_kreis[0]),
        "to_alike": limits(one.to_alike[0]),
    }


def _rate_lines(table: Density) -> list[str]:
    head = f"{'':<22}{'count':>6}  {'per 1,000 people':<26}{'with migration background':<28}{'foreign nationals':<26}"
    lines = [head]
    for one in table.rows:
        rates = "".join(f"{spread(one.rates[group]):<27}" for group in GROUPS)
        lines.append(f"{one.place.name[:21]:<22}{one.count.value:>6}  {rates}")
    if any(one.obstacle == "spread" for one in table.rows):
        lines.append("Towns have no rates: the count of the Kreis is a collective that is not known by town.")
    return [
        *lines,
        f"Figures of {', '.join(map(str, table.years)) or 'no known year'}; in brackets the exact 95 % interval.",
    ]


@click.command("reach")
@question_options
@kreis_option
@kind_option("integrationsrat")
def reach_command(store: str | None, stand: datetime | None, viewer: str, as_json: bool, kreis: str, kind: str) -> None:
    """Which towns have none of a kind, and what share of people lives there."""
    with asked(store, stand, viewer) as found:
        made, place = studied(found, kreis, kind)
        told = made.reach(kind, place)
        answer = {
            "definition": "reach",
            "kind": kind,
            "having": [one.name for one in told.having],
            "planned": [one.name for one in told.planned],
            "lacking": [one.name for one in told.lacking],
            "known_by_town": told.known,
            "towns_not_in_record": made.unknown_towns(place),
            "shares": {one.group: _share(one) for one in told.shares},
        }
        printed(found, as_json, answer, lambda: _reach_lines(told))


def _share(one: Share) -> dict[str, object]:
    return {
        "without": one.without,
        "people_without": one.people_without,
        "people_with": one.people_with,
        "unknown": list(one.unknown),
        "years": list(one.years),
    }


def _reach_lines(told: Reach) -> list[str]:
    def names(places: tuple[Place, ...]) -> str:
        return ", ".join(one.name for one in places) or "none"

    lines = [f"With: {names(told.having)}", f"Only planned: {names(told.planned)}", f"Without: {names(told.lacking)}"]
    if not told.known:
        lines.append("More are said to be in the Kreis than are known by town: a town without one may have one.")
    labels = {"all": "all people", "background": "people with migration background", "foreign": "foreign nationals"}
    for one in told.shares:
        if one.without is None:
            lines.append(f"{labels[one.group]}: no figures")
        else:
            total = one.people_with + one.people_without
            lines.append(
                f"{labels[one.group]}: {100 * one.without:.1f} % live in a town without"
                f" ({one.people_without:,.0f} of {total:,.0f}; {', '.join(map(str, one.years))})"
            )
    return lines


@click.command("local-bodies")
@question_options
@kreis_option
@kind_option("body")
def local_bodies_command(
    store: str | None, stand: datetime | None, viewer: str, as_json: bool, kreis: str, kind: str
) -> None:
    """Which local bodies work for which towns, and which towns have none."""
    with asked(store, stand, viewer) as found:
        made, place = studied(found, kreis, kind)
        bodies = local_bodies(made.coverage, place.id, kind)
        bare = [one.name for one in without_local(made.coverage, place.id, kind)]
        named = [(made.snapshot.names[one.number], _towns(one)) for one in bodies]
        answer = {
            "definition": "local_bodies",
            "bodies": [{"name": name, "towns": towns} for name, towns in named],
            "towns_without": bare,
        }
        lines = [f"{name}: {', '.join(towns)}" for name, towns in named]
        printed(found, as_json, answer, lambda: [*lines, f"Towns without: {', '.join(bare) or 'none'}"])


def _towns(one: Local) -> list[str]:
    return [place.name for place in one.towns]
