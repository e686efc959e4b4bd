"""Who could follow somebody who moderates or leads, with reasons: the record knows who is near, not who is willing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, Literal

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

    @property
    def weight(self) -> int:
        """For the order."""
        return sum(WEIGHTS[one.why] for one in self.reasons)


def candidates(
    ground: Ground, target: int, going: int, pool: Iterable[int] = (), most: int = MOST
) -> tuple[Candidate, ...]:
    """Who could take over a body from somebody, at most `most`: those with the strongest reasons, then by name.

    Whoever has no reason but the kind is none. A collective (46 Vereine) cannot moderate and is left out.
    """
    snapshot = ground.snapshot
    near = {
        "steers": _steering(ground, target),
        "pool": set(pool),
        "colleague": _colleagues(snapshot, going),
        "member": set(ground.members_of(target)),
    }
    asked = set().union(*near.values()) - {going, target}
    fitting = [one for one in asked if _can(snapshot, one)]
    found = [Candidate(one, _reasons(ground, one, near, target, going)) for one in fitting]
    found.sort(key=lambda one: (-one.weight, snapshot.name_rank[one.entity]))
    return tuple(found[:most])


def _reasons(ground: Ground, entity: int, near: dict[str, set[int]], target: int, going: int) -> tuple[Reason, ...]:
    snapshot = ground.snapshot
    others = set().union(*(ground.steering.targets_of(entity, task) for task in TASKS)) - {target}
    found: dict[str, Reason] = {key: Reason(key) for key in near if entity in near[key]}  # type: ignore[arg-type]
    if others:
        found["deals"] = Reason("deals", len(others))
    if snapshot.kind[entity] == snapshot.kind[going]:
        found["kind"] = Reason("kind")
    return tuple(found[one] for one in WEIGHTS if one in found)


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


def _can(snapshot: Snapshot, entity: int) -> bool:
    kind = snapshot.kind_of(entity)
    return bool(snapshot.entity_shown[entity]) and not snapshot.vocabulary.is_a(kind, "kollektiv")


def tasks_lost(ground: Ground, going: Collection[int]) -> list[tuple[int, Task]]:
    """Bodies and organisations that have nobody left for a task, by name; moderation before leadership."""
    found = []
    for task in TASKS:
        targets = {one for actor in going for one in ground.steering.targets_of(actor, task)} - set(going)
        found += [(one, task) for one in targets if set(ground.steering.actors_of(one, task)) <= set(going)]
    rank = ground.snapshot.name_rank
    return sorted(found, key=lambda one: (rank[one[0]], one[1] != "moderation"))
