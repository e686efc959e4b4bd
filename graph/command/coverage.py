"""`analyse coverage` and `analyse gaps`: what there is by town and theme, and what is missing."""

from __future__ import annotations

from datetime import datetime

import click

from graph.command.asking import asked, question_options
from graph.command.places import kind_option, kreis_option, printed, studied
from graph.coverage.gaps import Gaps, ThemeGap, gaps
from graph.coverage.grid import COMMON, ONLY, Cell, Grid, Only, Wanted, grid
from graph.coverage.study import Study

_SCHEME = click.option("--scheme", default=COMMON, show_default=True, help="Whose themes: a scheme of the vocabulary.")
_MARKS = {"present": "", "collective": "+", "unconfirmed": "?", "advisory": "a", "planned": "p", "none": ""}


@click.command("coverage")
@question_options
@kreis_option
@kind_option("body")
@_SCHEME
@click.option("--only", type=click.Choice(ONLY), default=None, help="Count only what is so; the rest are gaps.")
def coverage_command(
    store: str | None,
    stand: datetime | None,
    viewer: str,
    as_json: bool,
    kreis: str,
    kind: str,
    scheme: str,
    only: Only | None,
) -> None:
    """How many there are in each town on each theme; empty cells are the gaps."""
    with asked(store, stand, viewer) as found:
        made, place = studied(found, kreis, kind)
        table = grid(made.coverage, Wanted(kreis=place.id, kind=kind, scheme=scheme, only=only or ""), "en")
        answer = {
            "definition": "coverage",
            "kreis": place.name,
            "kind": kind,
            "only": only or "",
            "themes": [one.key for one in table.columns],
            "rows": [
                {
                    "place": row.name,
                    "whole_kreis": row.whole,
                    "cells": [_cell(one) for one in cells],
                    "total": _cell(total),
                }
                for row, cells, total in zip(table.rows, table.cells, table.row_totals, strict=True)
            ],
        }
        printed(found, as_json, answer, lambda: _grid_lines(table))


def _cell(one: Cell) -> dict[str, int | str]:
    return {
        "sure": one.sure,
        "planned": one.unsure,
        "collective": one.collective,
        "moderated": one.moderated,
        "state": one.state,
    }


def _shown(one: Cell) -> str:
    number = one.sure or one.collective or one.unsure
    return f"{number}{_MARKS[one.state]}" if number else "·"


def _grid_lines(table: Grid) -> list[str]:
    heads = [f"{at + 1}: {one.label}" for at, one in enumerate(table.columns)]
    lines = [*heads, "", " " * 22 + "".join(f"{at + 1:>5}" for at in range(len(heads))) + "  all"]
    for place, row, total in zip(table.rows, table.cells, table.row_totals, strict=True):
        lines.append(f"{place.name[:21]:<22}" + "".join(f"{_shown(one):>5}" for one in (*row, total)))
    return [
        *lines,
        "",
        "· nothing   p only planned   + known only together   a only advisory   ? not confirmed for a year",
        "The last row: what works for the Kreis as a whole.",
    ]


@click.command("gaps")
@question_options
@kreis_option
@_SCHEME
def gaps_command(
    store: str | None, stand: datetime | None, viewer: str, as_json: bool, kreis: str, scheme: str
) -> None:
    """Themes and towns without a body or an offer, themes in which nothing is moderated, what is only planned."""
    with asked(store, stand, viewer) as found:
        made, place = studied(found, kreis)
        missing = gaps(made.coverage, place.id, scheme, "en")
        answer = {
            "definition": "gaps",
            "kreis": place.name,
            "scheme": scheme,
            "no_body": [_theme(one) for one in missing.no_body],
            "no_offer": [_theme(one) for one in missing.no_offer],
            "unmoderated_themes": [one.theme.key for one in missing.unmoderated_themes],
            "moderation": [
                {"theme": one.theme.key, "bodies": one.bodies, "moderated": one.moderated} for one in missing.themes
            ],
            "bodies_without_moderation": made.names(missing.no_moderation.tolist()),
            "only_planned": made.names(missing.only_planned.tolist()),
            "only_advisory": made.names(missing.only_advisory.tolist()),
            "unconfirmed": len(missing.unconfirmed),
            "total": missing.total,
        }
        printed(found, as_json, answer, lambda: _gap_lines(made, missing))


def _theme(one: ThemeGap) -> dict[str, object]:
    return {"theme": one.theme.key, "towns": [place.name for place in one.towns], "nowhere": one.nowhere}


def _gap_lines(made: Study, missing: Gaps) -> list[str]:
    lines = ["Themes with bodies, none of which is moderated:"]
    lines += [f"  {one.theme.label} ({one.bodies} bodies)" for one in missing.unmoderated_themes] or ["  none"]
    for title, found in (("body", missing.no_body), ("offer", missing.no_offer)):
        lines.append(f"Themes without a {title} in the whole Kreis:")
        lines += [f"  {one.theme.label}" for one in found if one.nowhere] or ["  none"]
        lines.append(f"Towns without a {title} of their own, by theme:")
        lines += [
            f"  {one.theme.label}: {', '.join(place.name for place in one.towns)}" for one in found if not one.nowhere
        ]
    for text, numbers in (
        ("Only planned", missing.only_planned),
        ("Only advisory attendance known", missing.only_advisory),
        ("Bodies without known moderation", missing.no_moderation),
    ):
        lines += [f"{text}: {len(numbers)}", *(f"  {one}" for one in made.names(numbers.tolist()))]
    return [*lines, f"Not confirmed for a year: {len(missing.unconfirmed)} of {missing.total}"]
