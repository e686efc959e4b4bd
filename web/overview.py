"""The figures on the start page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.snapshot import Snapshot
from web.known import known_by_then


@dataclass(frozen=True)
class Overview:
    """How much the record says at its Stand."""

    actors: int
    bodies: int
    offers: int
    goals: int
    documents: int
    areas: int
    ties: int
    memberships: int
    moderations: int


def overview(snapshot: Snapshot) -> Overview:
    """Counts of what the lists show: actors, areas and ties at the Stand; offers, goals and documents known by then."""
    vocabulary = snapshot.vocabulary

    def entities(kind: str) -> int:
        return int(np.count_nonzero(snapshot.of_kinds((kind,)) & snapshot.entity_shown))

    def known(kind: str) -> int:
        return int(np.count_nonzero(snapshot.of_kinds((kind,)) & known_by_then(snapshot)))

    actor = snapshot.of_kinds(("actor",))

    def ties(group: str) -> int:
        # Between actors, as in the network: taking part in a workshop is no seat in a body.
        mask = snapshot.role_mask(vocabulary.roles_in(group)) & snapshot.tie_shown
        return int(np.count_nonzero(mask & actor[snapshot.ties.subject] & actor[snapshot.ties.object]))

    return Overview(
        actors=entities("actor"),
        bodies=entities("body"),
        offers=known("offer"),
        goals=known("goal"),
        documents=known("document"),
        areas=entities("area"),
        ties=int(np.count_nonzero(snapshot.tie_shown)),
        memberships=ties("membership"),
        moderations=ties("moderation"),
    )
