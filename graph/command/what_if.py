"""`analyse what-if ACTOR`: what if this actor leaves or this body ends; with `--with`, what if two bodies merge."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from graph.command.asking import Asked, asked, question_options
from graph.command.holding import Named, named
from graph.command.places import printed
from graph.holding.following import Candidate
from graph.holding.ground import Ground
from graph.holding.meanings import meanings
from graph.holding.merging import merging
from graph.holding.seats import Seat, SeatLoss, seats_of
from graph.holding.what_if import Going, going
from registry.cli.showing import resolved
from registry.model import NotFound


@click.command("what-if")
@click.argument("actor", metavar="NAME-OR-ID")
@click.option("--with", "other", metavar="NAME-OR-ID", help="Merge the body with this one instead.")
@question_options
def what_if_command(
    actor: str, other: str | None, store: str | None, stand: datetime | None, viewer: str, as_json: bool
) -> None:
    """What falls apart if ACTOR goes, which bodies and seats are left without, and who could follow. Writes nothing.

    \b
    Examples:
      integrationsnetz analyse what-if "KI Kreis Unna" --json
      integrationsnetz analyse what-if "AK Rucksack KiTa" --with "AK Rucksack Schule"
    """
    with asked(store, stand, viewer) as found:
        ground = Ground(found.snapshot)
        ids = [resolved(found.registry, found.record, one) for one in (actor, other) if one]
        for id_ in ids:
            _check(ground, id_)
        if len(ids) > 1:
            answer = _merging(ground, ids, seats_of(found.record, found.snapshot, ids, found.stand))
            printed(found, as_json, answer, lambda: _merging_lines(answer))
        else:
            answer = _going(found, ground, ids[0])
            printed(found, as_json, answer, lambda: _going_lines(answer))


def _check(ground: Ground, id_: str) -> None:
    number = ground.snapshot.index.get(id_, -1)
    if number < 0 or ground.network.place[number] < 0:
        raise NotFound("this is no actor at this Stand", where=id_, remedy="ask for another --stand, or see `find`")


def _going(found: Asked, ground: Ground, id_: str) -> dict[str, Any]:
    made = going(ground, id_, seats_of(found.record, found.snapshot, [id_], found.stand))
    falling = made.falling
    return {
        "definition": meanings()["was-waere-wenn"].definition.en,
        "actor": named(ground, made.entity),
        "contacts": made.contacts,
        "together": falling.together,
        "rest": falling.rest,
        "lost": falling.lost,
        "pairs": falling.pairs,
        "pieces": [[named(ground, one) for one in piece.tolist()] for piece in falling.pieces],
        "tasks": _tasks(ground, made),
        "shared": [named(ground, one) for one in made.shared],
        "orphans": [{**named(ground, one.entity), "role": one.role} for one in made.orphans],
        "seats": [_seat(ground, one) for one in made.seats],
        "only_here": [named(ground, one) for one in made.only_here],
    }


def _tasks(ground: Ground, made: Going) -> list[Named]:
    return [
        {
            "target": named(ground, one.target),
            "task": one.task,
            "beside": [named(ground, other) for other in one.beside],
            "candidates": [_candidate(ground, other) for other in one.candidates],
        }
        for one in made.tasks
    ]


def _candidate(ground: Ground, one: Candidate) -> Named:
    reasons = [{"why": reason.why, "count": reason.count} for reason in one.reasons]
    return {**named(ground, one.entity), "reasons": reasons}


def _seat(ground: Ground, loss: SeatLoss) -> Named:
    post, snapshot = loss.seat.post, ground.snapshot

    def names(ids: tuple[str, ...]) -> list[Named]:
        return [named(ground, snapshot.index[one]) for one in ids if one in snapshot.index]

    return {
        "id": post.id,
        "name": post.name,
        "body": names((post.body,))[0],
        "fate": loss.fate,
        "left": names(loss.left),
        "due": names(loss.seat.due),
    }


def _going_lines(answer: dict[str, Any]) -> list[str]:
    lines = [
        f"If {answer['actor']['name']} went:",
        f"  {answer['lost']} others in {len(answer['pieces'])} parts would fall off the rest of {answer['rest']},",
        f"  {answer['pairs']} pairs would no longer reach each other.",
    ]
    for one in answer["tasks"]:
        beside = ", ".join(other["name"] for other in one["beside"])
        lines.append(f"  without {one['task']}: {one['target']['name']}" + (f" (stays: {beside})" if beside else ""))
        lines += [
            f"      {other['name']}: {', '.join(reason['why'] for reason in other['reasons'])}"
            for other in one["candidates"]
        ]
    lines += [f"  nobody else ({one['role']}): {one['name']}" for one in answer["orphans"]]
    lines += [f"  seat {one['fate']}: {one['name']} ({one['body']['name']})" for one in answer["seats"]]
    if answer["only_here"]:
        lines.append(f"  in no other body: {', '.join(one['name'] for one in answer['only_here'])}")
    return lines


def _merging(ground: Ground, ids: list[str], seats: tuple[Seat, ...]) -> dict[str, Any]:
    found = merging(ground, ids[0], ids[1], seats)
    return {
        "definition": meanings()["fusion"].definition.en,
        "bodies": [named(ground, found.first), named(ground, found.second)],
        "both": [named(ground, one) for one in found.both],
        "only_first": [named(ground, one) for one in found.only_first],
        "only_second": [named(ground, one) for one in found.only_second],
        "jaccard": found.jaccard,
        "steering": {task: [[named(ground, one) for one in side] for side in sides] for task, *sides in found.steering},
        "seats": [{"id": one.post.id, "name": one.post.name, "twice": twice} for one, twice in found.seats],
        "themes": list(found.themes),
    }


def _merging_lines(answer: dict[str, Any]) -> list[str]:
    first, second = (one["name"] for one in answer["bodies"])
    return [
        f"If {first} and {second} merged:",
        f"  members in both: {len(answer['both'])}, likeness {answer['jaccard']:.0%}",
        f"  only in the first: {len(answer['only_first'])}, only in the second: {len(answer['only_second'])}",
        *(
            f"  {task}: {' / '.join(', '.join(one['name'] for one in side) or '–' for side in sides)}"
            for task, sides in answer["steering"].items()
        ),
    ]
