"""What if this actor leaves, this body ends: what falls apart, which bodies lose moderation or leadership, which seats
fall empty, and who could follow. A pure function of a snapshot and its seats; nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.holding.falling import Falling, falling
from graph.holding.following import Candidate, candidates, tasks_lost
from graph.holding.ground import Ground
from graph.holding.seats import Seat, SeatLoss, seat_losses
from graph.holding.steering import TASKS, Task, by_name
from graph.snapshot import Snapshot


@dataclass(frozen=True)
class TaskLoss:
    """A body or organisation that has nobody left for a task. Entity numbers.

    `beside`: who does the other task there and stays (a chair where the moderation goes).
    """

    target: int
    task: Task
    beside: tuple[int, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, eq=False)
class Going:
    """What happens to the network if one actor or body goes at the snapshot's Stand. Entity numbers."""

    snapshot: Snapshot
    entity: int
    falling: Falling
    tasks: tuple[TaskLoss, ...]
    shared: tuple[int, ...]
    """What it steers together with others, who go on."""
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


def _only_here(ground: Ground, body: int) -> tuple[int, ...]:
    found = [one for one in ground.members_of(body) if ground.memberships[one] == 1]
    return tuple(by_name(ground.snapshot, found).tolist())
