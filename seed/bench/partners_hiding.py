"""Ties hidden from a record and asked for again: how many of them a measure finds among its first ten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from graph.networks import CONTACT
from graph.partners.ground import Ground, ground
from graph.snapshot import Snapshot, take_snapshot
from registry.access import PUBLIC_VIEWER, Viewer
from registry.services import EntityRow, TieRow
from registry.vocabulary import Vocabulary

SHARE: Final = 0.1
FIRST: Final = 10
Scores = npt.NDArray[Any]


@dataclass(frozen=True)
class Kept:
    """Rows of a record without some of its ties."""

    entities: Sequence[EntityRow]
    ties: Sequence[TieRow]
    revision: int = 1
    viewer: Viewer = PUBLIC_VIEWER

    def entity_rows(self) -> Iterator[EntityRow]:
        """All entities."""
        return iter(self.entities)

    def tie_rows(self) -> Iterator[TieRow]:
        """The ties that are left."""
        return iter(self.ties)


@dataclass(frozen=True, eq=False)
class Hidden:
    """What is left of a record, and who is asked about what is not."""

    ground: Ground
    askers: npt.NDArray[np.int64]
    """Entity numbers, each once."""
    sought: tuple[frozenset[int], ...]
    """For each asker, with whom the hidden ties were."""

    @cached_property
    def count(self) -> int:
        """How many could be found: of one asker at most ten."""
        return sum(min(len(one), FIRST) for one in self.sought)


@dataclass(frozen=True, eq=False)
class Draw:
    """A record without a tenth of its contacts, and the ends of those that are hidden."""

    ground: Ground
    subjects: npt.NDArray[np.int32]
    objects: npt.NDArray[np.int32]
    seed: int

    def asked(self, *, by_body: bool, most: int) -> Hidden:
        """Who is asked about the hidden ties: the bodies, or who takes part; at most so many, drawn by the seed.

        Each of them has other contacts left; a tie between two who stay in touch by another tie is not sought.
        """
        ends = (self.objects, self.subjects) if by_body else (self.subjects, self.objects)
        sought: dict[int, set[int]] = {}
        left = self.ground
        degree = np.diff(left.touch.indptr)
        for one, other in zip(ends[0].tolist(), ends[1].tolist(), strict=True):
            if degree[one] and left.eligible[one] and left.eligible[other] and not left.touch[one, other]:
                sought.setdefault(one, set()).add(other)
        numbers = np.array(sorted(sought), dtype=np.int64)
        chosen = np.sort(np.random.default_rng(self.seed + 1).permutation(numbers)[:most])
        return Hidden(left, chosen, tuple(frozenset(sought[one]) for one in chosen.tolist()))


def draws(rows: Kept, stand: date | None, vocabulary: Vocabulary, seeds: Sequence[int]) -> Iterator[Draw]:
    """Hide a tenth of the contacts of actors, once for each seed."""
    whole = take_snapshot(rows, stand, vocabulary)
    for seed in seeds:
        taken = _drawn(whole, seed)
        gone = {whole.ties.ids[one] for one in taken}
        kept = Kept(rows.entities, [one for one in rows.ties if one.id not in gone])
        left = ground(take_snapshot(kept, stand, vocabulary))
        yield Draw(left, whole.ties.subject[taken], whole.ties.object[taken], seed)


def _drawn(whole: Snapshot, seed: int) -> npt.NDArray[np.int64]:
    actors = whole.of_kinds(("actor",)) & whole.entity_shown
    ties = whole.ties
    contact = whole.tie_shown & whole.role_mask(whole.vocabulary.roles_in(*CONTACT))
    contact &= actors[ties.subject] & actors[ties.object] & (ties.subject != ties.object)
    numbers = np.flatnonzero(contact)
    return np.random.default_rng(seed).choice(numbers, size=max(1, round(len(numbers) * SHARE)), replace=False)


def found_by(here: Hidden, place: int, scores: Scores, order: npt.NDArray[np.int64]) -> int:
    """How many of what one asker seeks stand among the first ten by these scores, equals in this order.

    Who asks, who is known already, and who has no score are left out.
    """
    one = int(here.askers[place])
    values = np.where(here.ground.eligible, scores, 0.0)
    values[one] = 0.0
    row = here.ground.touch
    values[row.indices[row.indptr[one] : row.indptr[one + 1]]] = 0.0
    most = min(FIRST, int((values > 0).sum()))
    if not most:
        return 0
    least = np.partition(values, len(values) - most)[len(values) - most]
    best = np.flatnonzero((values >= least) & (values > 0))
    first = best[np.lexsort((order[best], -values[best]))][:FIRST]
    return len(here.sought[place] & set(first.tolist()))
