"""`analyse turns` and `analyse composition`: whose turn it is, and who is missing in a body."""

from __future__ import annotations

from datetime import datetime

import click

from graph.command.asking import asked, question_options
from graph.command.places import kreis_option, printed, studied
from graph.coverage.composition import Filled, compare_with, targets, tie_seats
from graph.coverage.seats import body_seats
from graph.coverage.study import Study
from registry.services.keeping.rota import Rota

_WHY = {
    "order": "no order is said",
    "collective": "the pool is a collective",
    "size": "how many at a time is not said",
    "pool": "nobody is in the pool",
}


@click.command("turns")
@question_options
@kreis_option
def turns_command(store: str | None, stand: datetime | None, viewer: str, as_json: bool, kreis: str) -> None:
    """Whose turn it is in the rotating seats."""
    with asked(store, stand, viewer) as found:
        made, place = studied(found, kreis)
        bodies = body_seats(found.record, made.coverage, found.stand, place)
        rotas = [(one.body.name, rota) for one in bodies for rota in one.rotas]
        answer = {"definition": "turns", "seats": [_turns(body, rota) for body, rota in rotas]}
        printed(found, as_json, answer, lambda: [line for body, rota in rotas for line in _turn_lines(body, rota)])


def _turns(body: str, rota: Rota) -> dict[str, object]:
    return {
        "body": body,
        "post": rota.post.name,
        "obstacle": rota.obstacle,
        "due": [rota.names[one].name for one in rota.due.holders] if rota.due else [],
        "turns": [
            {"period": str(one.period), "state": one.state, "holders": [rota.names[id_].name for id_ in one.holders]}
            for one in (*rota.recorded, *rota.computed)
        ],
    }


def _turn_lines(body: str, rota: Rota) -> list[str]:
    lines = [f"{body}: {rota.post.name}"]
    if rota.obstacle:
        return [*lines, f"  nobody can be said to be next: {_WHY[rota.obstacle]}"]
    for one in (*rota.recorded, *rota.computed):
        mark = "next: " if one is rota.due else ""
        names = ", ".join(rota.names[id_].name for id_ in one.holders)
        lines.append(f"  {mark}{str(one.period) or 'no year is said'}: {names}")
    return lines


@click.command("composition")
@question_options
def composition_command(store: str | None, stand: datetime | None, viewer: str, as_json: bool) -> None:
    """Bodies beside the composition that a paper gives them: who is there, who is missing, who could."""
    with asked(store, stand, viewer) as found:
        made, _place = studied(found, "")
        rows: list[dict[str, object]] = []
        for body, target in targets(made.coverage):
            told = found.record.about([made.snapshot.ids[body]], places=["object"])
            compared = compare_with(made.coverage, body, target, tie_seats(told))
            rows.append(
                {
                    "body": made.snapshot.names[body],
                    "source": f"{target.paper}: {target.document}",
                    "empty": compared.empty,
                    "needs": [_need(made, one) for one in compared.needs],
                    "others": made.names([one.number for one in compared.others]),
                }
            )
        answer = {"definition": "composition", "bodies": rows}
        printed(found, as_json, answer, lambda: [line for one in rows for line in _body_lines(one)])


def _need(made: Study, one: Filled) -> dict[str, object]:
    return {
        "label": one.need.label("en"),
        "seats": one.need.seats,
        "taken": one.taken,
        "empty": one.empty,
        "only_expected": one.only_expected,
        "members": made.names([member.number for member in one.members]),
        "candidates": made.names(one.candidates),
        "lines": one.need.lines,
    }


def _body_lines(body: dict[str, object]) -> list[str]:
    lines = [f"{body['body']} ({body['source']}): {body['empty']} seats missing"]
    needs = body["needs"]
    for one in needs if isinstance(needs, list) else ():
        state = "expected" if one["only_expected"] else "there" if one["members"] else "missing"
        seats = f" {one['taken']} of {one['seats']}" if one["seats"] else ""
        lines.append(f"  {one['label']}:{seats} {state}: {', '.join(one['members']) or '–'}")
    return lines
