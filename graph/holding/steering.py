"""Roles and load: who moderates and who leads what, and how many each body has for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np

from graph.columns import BoolArray, IntArray, compressed
from graph.snapshot import Snapshot

Task = Literal["moderation", "leadership"]
TASKS: Final[tuple[Task, ...]] = ("moderation", "leadership")
"""Groups of roles without which a body does not meet, or has nobody who answers for it."""


@dataclass(frozen=True, eq=False)
class Steering:
    """Who steers what at the snapshot's Stand: each pair of an actor and what it moderates or leads, once.

    A pair that has several roles of a group counts once in it; whoever steers themselves does not count. What is
    steered is an actor: a body, or an organisation with a head.
    """

    snapshot: Snapshot
    actor: IntArray
    """Entity numbers, ascending."""
    target: IntArray
    moderates: BoolArray
    leads: BoolArray

    def does(self, task: Task) -> BoolArray:
        """Which pairs are of this task."""
        return self.moderates if task == "moderation" else self.leads

    @cached_property
    def _by_actor(self) -> tuple[np.ndarray, np.ndarray]:
        return compressed(self.actor, len(self.snapshot))

    @cached_property
    def _by_target(self) -> tuple[np.ndarray, np.ndarray]:
        return compressed(self.target, len(self.snapshot))

    def targets_of(self, actor: int, task: Task) -> list[int]:
        """What an actor moderates or leads, as entity numbers, ascending."""
        starts, order = self._by_actor
        pairs = order[starts[actor] : starts[actor + 1]]
        found: list[int] = np.sort(self.target[pairs[self.does(task)[pairs]]]).tolist()
        return found

    def actors_of(self, target: int, task: Task) -> list[int]:
        """Who moderates or leads something, as entity numbers, ascending."""
        starts, order = self._by_target
        pairs = order[starts[target] : starts[target + 1]]
        found: list[int] = np.sort(self.actor[pairs[self.does(task)[pairs]]]).tolist()
        return found

    def count_of_actors(self, task: Task) -> IntArray:
        """By entity number: how many moderate or lead it."""
        return np.bincount(self.target[self.does(task)], minlength=len(self.snapshot)).astype(np.int32)

    def count_of_targets(self, task: Task) -> IntArray:
        """By entity number: how many bodies and organisations it moderates or leads."""
        return np.bincount(self.actor[self.does(task)], minlength=len(self.snapshot)).astype(np.int32)

    def only(self, task: Task) -> IntArray:
        """By entity number: the one who moderates or leads it, where there is exactly one, else -1."""
        alone = self.count_of_actors(task)[self.target] == 1
        pairs = self.does(task) & alone
        found = np.full(len(self.snapshot), -1, dtype=np.int32)
        found[self.target[pairs]] = self.actor[pairs]
        return found


def steering(snapshot: Snapshot) -> Steering:
    """Who moderates and leads what at the snapshot's Stand. Cost: one pass over the ties."""
    ties = snapshot.ties
    actors = snapshot.of_kinds(("actor",)) & snapshot.entity_shown
    among = snapshot.tie_shown & actors[ties.subject] & actors[ties.object] & (ties.subject != ties.object)
    moderates = among & snapshot.role_mask(snapshot.vocabulary.roles_in("moderation"))
    leads = among & snapshot.role_mask(snapshot.vocabulary.roles_in("leadership"))
    width = np.int64(max(len(snapshot), 1))
    packed = ties.subject.astype(np.int64) * width + ties.object
    both = np.unique(packed[moderates | leads])
    return Steering(
        snapshot,
        (both // width).astype(np.int32),
        (both % width).astype(np.int32),
        np.isin(both, packed[moderates]),
        np.isin(both, packed[leads]),
    )


@dataclass(frozen=True, eq=False)
class Load:
    """How the work of moderating and leading is spread. Arrays hold entity numbers.

    A person is not ranked: `actors` are organisations, bodies and offices, `persons` stand beside in the order of
    their names.
    """

    steering: Steering
    actors: IntArray
    """Who moderates or leads at least one, those with most first."""
    persons: IntArray
    without: IntArray
    """Bodies of which neither moderation nor leadership is known."""
    unmoderated: IntArray
    """Bodies, other than Gremien (which have a chair), of which no moderation is known."""
    single: IntArray
    """Bodies that exactly one actor moderates or leads, and nobody else."""


def load(found: Steering) -> Load:
    """How many bodies each moderates and leads, and which bodies have nobody or just one for it."""
    snapshot = found.snapshot
    bodies = snapshot.of_kinds(("body",)) & snapshot.entity_shown
    gremien = snapshot.of_kinds(("gremium",))
    steered = np.bincount(found.target, minlength=len(snapshot))
    work = np.bincount(found.actor, minlength=len(snapshot))
    busy = np.flatnonzero(work)
    person = snapshot.of_kinds(("person",))[busy]
    actors, persons = busy[~person], busy[person]
    rank = snapshot.name_rank
    return Load(
        steering=found,
        actors=actors[np.lexsort((rank[actors], -work[actors]))].astype(np.int32),
        persons=by_name(snapshot, persons),
        without=by_name(snapshot, np.flatnonzero(bodies & (steered == 0))),
        unmoderated=by_name(snapshot, np.flatnonzero(bodies & ~gremien & (found.count_of_actors("moderation") == 0))),
        single=by_name(snapshot, np.flatnonzero(bodies & (steered == 1))),
    )


def by_name(snapshot: Snapshot, numbers: Iterable[int] | np.ndarray) -> IntArray:
    """Entity numbers in the order of their German names."""
    found = np.fromiter(numbers, dtype=np.int32)
    return found[np.argsort(snapshot.name_rank[found], kind="stable")]
