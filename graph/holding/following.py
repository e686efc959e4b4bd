"""Who could follow somebody who moderates or leads, with reasons: the record knows who is near, not who is willing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from graph.columns import BoolArray, IntArray
from graph.holding.ground import Ground
from graph.holding.steering import TASKS, Task
from graph.snapshot import Snapshot

Why = Literal["steers", "pool", "colleague", "deals", "member", "kind"]
"""`steers`: moderates or leads the same body already; `pool`: the rule of the seat names it; `colleague`: works in the
same place as a person who goes; `deals`: moderates or leads other bodies; `member`: takes part in the body; `kind`: is
of the same kind as the one who goes."""
WEIGHTS: Final[dict[Why, int]] = {"steers": 32, "pool": 16, "colleague": 8, "deals": 4, "member": 2, "kind": 1}
"""Each reason counts more than all that stand after it together: an order of reasons, not a measurement."""
MOST: Final = 6


@dataclass(frozen=True)
class Reason:
    """One reason; `count`: how many other bodies for `deals`, else 0."""

    why: Why
    count: int = 0


@dataclass(frozen=True)
class Candidate:
    """Somebody who could follow, by entity number, with every reason, the strongest first."""

    entity: int
    reasons: tuple[Reason, ...]


def candidates(
    ground: Ground, target: int, going: int, pool: Iterable[int] = (), most: int = MOST
) -> tuple[Candidate, ...]:
    """Who could take over a body from somebody, at most `most`: those with the strongest reasons, then by name.

    Whoever has no reason but the kind is none. A collective (46 Vereine) cannot moderate and is left out.
    """
    snapshot = ground.snapshot
    near = {
        "steers": _numbers(_steering(ground, target)),
        "pool": _numbers(pool),
        "colleague": _numbers(_colleagues(snapshot, going)),
        "member": _numbers(ground.members_of(target)),
    }
    asked = np.unique(np.concatenate(list(near.values())))
    asked = asked[_can(snapshot, asked) & (asked != going) & (asked != target)]
    why = {key: np.isin(asked, one) for key, one in near.items()}
    deals = ground.steered[asked] - why["steers"]
    why["deals"] = deals > 0
    why["kind"] = snapshot.kind[asked] == snapshot.kind[going]
    weight = sum((WEIGHTS[one] * why[one] for one in WEIGHTS), start=np.zeros(len(asked), dtype=np.int64))
    best = np.lexsort((snapshot.name_rank[asked], -weight))[:most].tolist()
    return tuple(
        Candidate(
            int(asked[at]),
            tuple(Reason(key, int(deals[at]) if key == "deals" else 0) for key in WEIGHTS if why[key][at]),
        )
        for at in best
    )


def _numbers(found: Iterable[int]) -> IntArray:
    return np.fromiter(found, dtype=np.int32)


def _steering(ground: Ground, target: int) -> set[int]:
    return set().union(*(ground.steering.actors_of(target, task) for task in TASKS))


def _colleagues(snapshot: Snapshot, person: int) -> set[int]:
    """Who works in or heads the same organisations as a person, and these organisations themselves."""
    if not snapshot.vocabulary.is_a(snapshot.kind_of(person), "person"):
        return set()
    works = snapshot.role_mask(("beschaeftigt", "leitung")) & snapshot.tie_shown
    organisations = snapshot.of_kinds(("organisation",))
    own = [one for one in snapshot.ties_of(person).tolist() if works[one] and snapshot.ties.subject[one] == person]
    places = {int(snapshot.ties.object[one]) for one in own}
    places = {one for one in places if organisations[one]}
    found = set(places)
    for place in places:
        found |= {
            int(snapshot.ties.subject[one])
            for one in snapshot.ties_of(place).tolist()
            if works[one] and snapshot.ties.object[one] == place
        }
    return found - {person}


def _can(snapshot: Snapshot, entities: IntArray) -> BoolArray:
    collective = [snapshot.vocabulary.is_a(one, "kollektiv") for one in snapshot.kinds]
    return snapshot.entity_shown[entities] & ~np.array(collective, dtype=np.bool_)[snapshot.kind[entities]]


def tasks_lost(ground: Ground, going: Collection[int]) -> list[tuple[int, Task]]:
    """Bodies and organisations that have nobody left for a task, by name; moderation before leadership."""
    found = []
    for task in TASKS:
        targets = {one for actor in going for one in ground.steering.targets_of(actor, task)} - set(going)
        found += [(one, task) for one in targets if set(ground.steering.actors_of(one, task)) <= set(going)]
    rank = ground.snapshot.name_rank
    return sorted(found, key=lambda one: (rank[one[0]], one[1] != "moderation"))
