"""`analyse holding`: who carries how much, where it would break, core, communities, double structures, brokers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from typing import Any, Final

import click

from graph.command.asking import Asked, asked, question_options
from graph.command.places import printed
from graph.holding.brokers import Broker, find_brokers
from graph.holding.comparing import state
from graph.holding.doubles import doubles
from graph.holding.ground import Ground
from graph.holding.groups import find_communities
from graph.holding.meanings import meanings
from graph.holding.places import core, isolated, weak
from graph.measures.telling import QUIET

Named = dict[str, Any]
_LINES: Final = 10
_FIGURES: Final = {
    "actors": "actors",
    "bodies": "bodies",
    "contacts": "pairs in contact",
    "largest": "actors in the largest part that hangs together",
    "isolated": "actors without a contact",
    "without": "bodies without known moderation and leadership",
    "single": "bodies that hang on exactly one actor",
    "cut": "cut actors",
}


def named(ground: Ground, entity: int) -> Named:
    """An actor for JSON."""
    return {"id": ground.snapshot.ids[entity], "name": ground.snapshot.names[entity]}


@click.command("holding")
@question_options
def holding_command(store: str | None, stand: datetime | None, viewer: str, as_json: bool) -> None:
    """Who moderates how much, what hangs on one actor, core, communities, double structures, brokers, who is alone.

    \b
    Example:
      integrationsnetz analyse holding --stand 2012-11-01 --json
    """
    with asked(store, stand, viewer) as found:
        answer = _answer(Ground(found.snapshot))
        printed(found, as_json, answer, lambda: _lines(found, answer))


def _answer(ground: Ground) -> dict[str, Any]:
    parts: dict[str, Callable[[Ground], Any]] = {
        "rollen": _load,
        "bruchstellen": _breaks,
        "mittler": _brokers,
        "kern": _core,
        "gemeinschaften": _communities,
        "doppelt": _doubles,
        "ohne-kontakt": lambda one: [named(one, entity) for entity in isolated(one).tolist()],
    }
    answer = {key: make(ground) for key, make in parts.items()}
    texts = {key: one.definition.en for key, one in meanings().items() if key in parts}
    return {"figures": asdict(state(ground)), **answer, "definitions": texts}


def _load(ground: Ground) -> Named:
    found, steering = ground.load, ground.steering
    moderates, leads = steering.count_of_targets("moderation"), steering.count_of_targets("leadership")

    def rows(entities: Iterable[int]) -> list[Named]:
        return [{**named(ground, one), "moderates": int(moderates[one]), "leads": int(leads[one])} for one in entities]

    def single(body: int) -> Named:
        (one,) = {*steering.actors_of(body, "moderation"), *steering.actors_of(body, "leadership")}
        return {"body": named(ground, body), "by": named(ground, one)}

    return {
        "actors": rows(found.actors.tolist()),
        "persons": rows(found.persons.tolist()),
        "hang_on_one": [single(one) for one in found.single.tolist()],
        "without": [named(ground, one) for one in found.without.tolist()],
    }


def _breaks(ground: Ground) -> Named:
    found = weak(ground)
    rows = zip(found.cut.tolist(), found.lost.tolist(), found.pieces.tolist(), strict=True)
    return {
        "cut_actors": [{**named(ground, one), "lost": lost, "pieces": pieces} for one, lost, pieces in rows],
        "bridges": [
            {"between": [named(ground, one), named(ground, other)], "smaller_side": count}
            for one, other, count in found.bridges
        ],
        "with_a_single_contact": found.ends,
    }


def _brokers(ground: Ground) -> Named:
    found = find_brokers(ground, QUIET)

    def row(one: Broker) -> Named:
        return asdict(one)

    return {
        "sources": found.sources,
        "of": found.of,
        "actors": [row(one) for one in found.actors],
        "persons": [row(one) for one in found.persons],
    }


def _core(ground: Ground) -> Named:
    found = core(ground)
    shells = [{"core_number": number, "actors": count} for number, count in found.shells]
    return {"core_number": found.deepest, "core": [named(ground, one) for one in found.core.tolist()], "shells": shells}


def _communities(ground: Ground) -> Named:
    found = find_communities(ground)
    groups = [
        {
            "centre": one.centre,
            "themes": [key for key, _ in one.themes],
            "size": one.size,
            "inner": one.inner,
            "outer": one.outer,
            "members": [id_ for id_, _ in one.members],
        }
        for one in found.groups
    ]
    return {"modularity": found.modularity, "groups": groups}


def _doubles(ground: Ground) -> list[Named]:
    return [
        {
            "bodies": [named(ground, one.first), named(ground, one.second)],
            "common": one.common,
            "sizes": [one.first_size, one.second_size],
            "overlap": one.overlap,
            "jaccard": one.jaccard,
        }
        for one in doubles(ground.circles)
    ]


def _lines(found: Asked, answer: dict[str, Any]) -> list[str]:
    figures = answer["figures"]
    load, breaks = answer["rollen"], answer["bruchstellen"]
    head = f"Stand {found.stand.isoformat()}, revision {found.record.revision}"
    return [
        head,
        *(f"{value:>8}  {_FIGURES[key]}" for key, value in figures.items()),
        *_list(
            "Moderate or lead most", load["actors"], lambda one: f"{one['moderates']} + {one['leads']}  {one['name']}"
        ),
        *_list("Hang on one actor", load["hang_on_one"], lambda one: f"{one['body']['name']}: {one['by']['name']}"),
        *_list(
            "Would cut off most",
            breaks["cut_actors"],
            lambda one: f"{one['lost']:>5} in {one['pieces'] - 1} parts  {one['name']}",
        ),
        *_list("Brokers", answer["mittler"]["actors"], lambda one: f"{one['betweenness']:.4f}  {one['name']}"),
        *_list("Communities", answer["gemeinschaften"]["groups"], lambda one: f"{one['size']:>5}  {one['centre']}"),
        *_list(
            "Nearly the same members",
            answer["doppelt"],
            lambda one: f"{one['overlap']:.0%}  {one['bodies'][0]['name']} / {one['bodies'][1]['name']}",
        ),
    ]


def _list(title: str, rows: list[Any], line: Callable[[Any], str]) -> list[str]:
    more = [f"  … {len(rows) - _LINES} more (--json)"] if len(rows) > _LINES else []
    return ["", f"{title} ({len(rows)})", *(f"  {line(one)}" for one in islice(rows, _LINES)), *more]
