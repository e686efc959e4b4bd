"""What if this actor leaves, this body ends: what falls apart, which bodies lose moderation or leadership, which seats
fall empty, and who could follow. A pure function of a snapshot and its seats; nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from graph.holding.falling import Falling, falling
from graph.holding.following import Candidate, candidates, tasks_lost
from graph.holding.ground import Ground
from graph.holding.seats import Seat, SeatLoss, seat_losses
from graph.holding.steering import TASKS, Task, by_name
from graph.snapshot import Snapshot

CARRYING: Final = ("bietet_an", "traegerschaft")
"""Roles without which something has nobody to offer or to carry it."""


@dataclass(frozen=True)
class TaskLoss:
    """A body or organisation that has nobody left for a task. Entity numbers.

    `beside`: who does the other task there and stays (a chair where the moderation goes).
    """

    target: int
    task: Task
    beside: tuple[int, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Orphan:
    """An offer, goal, document or institution for which nobody else has this role. `role`: a key of the vocabulary."""

    entity: int
    role: str


@dataclass(frozen=True, eq=False)
class Going:
    """What happens to the network if one actor or body goes at the snapshot's Stand. Entity numbers."""

    snapshot: Snapshot
    entity: int
    falling: Falling
    tasks: tuple[TaskLoss, ...]
    shared: tuple[int, ...]
    """What it steers together with others, who go on."""
    orphans: tuple[Orphan, ...]
    """What nobody else offers, carries or (beside actors) is responsible for."""
    seats: tuple[SeatLoss, ...]
    only_here: tuple[int, ...]
    """Of a body: its actors who take part in no other body."""
    contacts: int
    """With how many actors it has to do."""

    def lost(self, task: Task) -> list[TaskLoss]:
        """Where this task is lost."""
        return [one for one in self.tasks if one.task == task]


def going(ground: Ground, id_: str, seats: Iterable[Seat] = ()) -> Going:
    """What if this actor or body goes. `seats`: those of `graph.holding.seats.seats_of` for it.

    Raises KeyError where it is no actor that stands at the Stand. Cost: linear, once per question.
    """
    snapshot = ground.snapshot
    place = ground.network.place_of(id_)
    entity = int(ground.network.entities[place])
    mine = tuple(seats)
    return Going(
        snapshot=snapshot,
        entity=entity,
        falling=falling(ground.network, [place], ground.cuts.component),
        tasks=tuple(_loss(ground, target, task, entity, mine) for target, task in tasks_lost(ground, [entity])),
        shared=_shared(ground, entity),
        orphans=_orphans(snapshot, entity),
        seats=seat_losses(mine, id_),
        only_here=_only_here(ground, entity),
        contacts=int(ground.network.degree[place]),
    )


def _loss(ground: Ground, target: int, task: Task, going: int, seats: tuple[Seat, ...]) -> TaskLoss:
    snapshot = ground.snapshot
    other = TASKS[1 - TASKS.index(task)]
    group = snapshot.vocabulary.roles_in(task)
    pools = [one.post.pool for one in seats if one.post.body == snapshot.ids[target] and one.post.role in group]
    pool = [snapshot.index[one] for ids in pools for one in ids if one in snapshot.index]
    beside = tuple(one for one in ground.steering.actors_of(target, other) if one != going)
    return TaskLoss(target, task, beside, candidates(ground, target, going, pool))


def _shared(ground: Ground, entity: int) -> tuple[int, ...]:
    found = {
        target
        for task in TASKS
        for target in ground.steering.targets_of(entity, task)
        if len(ground.steering.actors_of(target, task)) > 1
    }
    return tuple(by_name(ground.snapshot, found).tolist())


def _orphans(snapshot: Snapshot, entity: int) -> tuple[Orphan, ...]:
    ties = snapshot.ties
    own = snapshot.ties_of(entity)
    own = own[snapshot.tie_shown[own] & (ties.subject[own] == entity)]
    actors = snapshot.of_kinds(("actor",))
    found = set()
    for tie in own.tolist():
        role, thing = snapshot.roles[int(ties.role[tie])], int(ties.object[tie])
        leads = snapshot.vocabulary.roles[role].group == "leadership" and not actors[thing]
        if (leads or role in CARRYING) and snapshot.entity_shown[thing] and _alone(snapshot, thing, role, entity):
            found.add(Orphan(thing, role))
    order = list(snapshot.vocabulary.roles)
    return tuple(sorted(found, key=lambda one: (order.index(one.role), snapshot.name_rank[one.entity])))


def _alone(snapshot: Snapshot, thing: int, role: str, entity: int) -> bool:
    """Whether nobody but this entity has the role, or one of its group where it leads, towards something."""
    ties, vocabulary = snapshot.ties, snapshot.vocabulary
    same = (role,) if role in CARRYING else vocabulary.roles_in(vocabulary.roles[role].group)
    near = snapshot.ties_of(thing)
    near = near[snapshot.tie_shown[near] & (ties.object[near] == thing) & (ties.subject[near] != entity)]
    return not any(snapshot.roles[one] in same for one in ties.role[near].tolist())


def _only_here(ground: Ground, body: int) -> tuple[int, ...]:
    found = [one for one in ground.members_of(body) if ground.memberships[one] == 1]
    return tuple(by_name(ground.snapshot, found).tolist())
