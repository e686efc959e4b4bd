"""Everything that the page of an actor needs, read in a few batches whatever its size."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.snapshot import Snapshot
from registry.model import Entity, Observation, Post, Tie
from registry.services import AnyStatement, Record

MOST: Final = 50
"""A group of ties larger than this is cut; its page with `alle=<role>` shows all of it."""
Totals = dict[tuple[str, str], int]


@dataclass(frozen=True)
class Material:
    """An entity, what refers to it, and everything that this names."""

    entity: Entity
    ties: tuple[Tie, ...]
    totals: Totals
    """How many ties there are by (role, `in`) where not all of them were read."""
    posts: tuple[Post, ...]
    """Seats in it, where it is a body."""
    held: dict[str, Post]
    """Seats elsewhere that its ties fill, and that it sends to, by id."""
    observations: tuple[Observation, ...]
    holders: tuple[Tie, ...]
    """Ties of others that fill the seats in `held`."""
    known: dict[str, Entity]


def material(record: Record, snapshot: Snapshot, entity: Entity, whole: Collection[str] = ()) -> Material:
    """Reads the page of an entity; the ties of roles in `whole` all of them, of others the first by name."""
    about = record.about([entity.id], places=("subject", "body", "pool"))
    inward, totals = _inward(snapshot, entity.id, whole)
    got = {one.id: one for one in (*about, *record.get(inward).values())}
    ties = tuple(one for one in got.values() if isinstance(one, Tie))
    named = record.get(_named(got.values(), entity))
    posts = {one.id: one for one in (*got.values(), *named.values()) if isinstance(one, Post)}
    known = {entity.id: entity, **{id: one for id, one in named.items() if isinstance(one, Entity)}}
    held = {id: one for id, one in posts.items() if one.body != entity.id}
    holders = _holders(record, held) if held else ()
    missing = {post.body for post in posts.values()} | {tie.subject for tie in holders}
    missing -= known.keys()
    known |= record.entities(missing) if missing else {}
    return Material(
        entity=entity,
        ties=tuple(one for one in ties if one.subject in known and one.object in known),
        totals=totals,
        posts=tuple(one for one in posts.values() if one.body == entity.id),
        held={id: one for id, one in held.items() if one.body in known},
        observations=tuple(one for one in got.values() if isinstance(one, Observation)),
        holders=holders,
        known=known,
    )


def _holders(record: Record, posts: Collection[str]) -> tuple[Tie, ...]:
    """Ties that fill these posts, whoever's they are."""
    return tuple(one for one in record.about(posts, places=["post"]) if isinstance(one, Tie))


def _named(statements: Iterable[AnyStatement], entity: Entity) -> set[str]:
    found = {source.document for source in entity.sources}
    for one in statements:
        found |= {source.document for source in one.sources}
        match one:
            case Tie():
                found |= {one.subject, one.object, *([one.post] if one.post else [])}
            case Post():
                found |= {one.body, *one.pool}
    return found - {entity.id}


def _inward(snapshot: Snapshot, id: str, whole: Collection[str]) -> tuple[list[str], Totals]:
    """Ids of the ties that lead to an entity: of each role the first by name, those of the Stand before others."""
    number = snapshot.index.get(id)
    if number is None:
        return [], {}
    mine = snapshot.ties_of(number)
    mine = mine[snapshot.ties.object[mine] == number]
    order = np.lexsort((snapshot.name_rank[snapshot.ties.subject[mine]], ~snapshot.tie_shown[mine]))
    taken: dict[str, list[int]] = {}
    totals: Totals = {}
    for tie in mine[order].tolist():
        role = snapshot.roles[snapshot.ties.role[tie]]
        group = taken.setdefault(role, [])
        if len(group) < MOST or role in whole:
            group.append(tie)
        if snapshot.tie_shown[tie]:
            totals[role, "in"] = totals.get((role, "in"), 0) + 1
    return [snapshot.ties.ids[one] for group in taken.values() for one in group], totals
