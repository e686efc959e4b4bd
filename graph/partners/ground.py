"""What every search for partners of one snapshot stands on: who is in touch with whom, who meets where, how fresh."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import scipy.sparse

from graph.columns import BoolArray, FloatArray, IntArray
from graph.networks import AFFILIATION, CONTACT, LARGE
from graph.partners.asking import FRESH_YEARS
from graph.snapshot import Snapshot
from registry.model.periods import bounds

Matrix = Any
"""A `scipy.sparse.csr_array` of single-precision ones."""
_DAYS: Final = 365.2425
NEVER: Final = -1
STEERING: Final = ("moderation", "leadership")
OFFERING: Final = ("offer", "support", "leadership", "membership")
"""Groups of roles by which an actor has to do with an offer."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Arrays over the entity or tie numbers of a snapshot; read-only. See `ground`."""

    snapshot: Snapshot
    eligible: BoolArray
    """Actors that stand and can be written to: not collectives such as "46 associations"."""
    contact: BoolArray
    """Ties that stand between two actors who have to do with each other (`graph.networks.CONTACT`)."""
    steering: BoolArray
    """Those of them by which somebody moderates or leads a body."""
    offering: BoolArray
    """Ties that stand by which an actor has to do with an offer."""
    touch: Matrix
    """Entities × entities, symmetric: whether there is a contact."""
    takes_part: Matrix
    """Entities × entities: row takes part in the body of the column, in any role."""
    takes_part_in: Matrix
    """The same turned round: row is the body."""
    steers: Matrix
    """Entities × entities: row moderates or leads the body of the column."""
    size: IntArray
    """Participants of each body; 0 for what is none."""
    share: FloatArray
    """What each body counts as a place to meet: 1 up to `LARGE` participants, then `LARGE` / participants."""
    said: IntArray
    """Of each tie, the last day that its latest source speaks of, as an ordinal; `NEVER` without a dated source."""
    newest: IntArray
    """Of each entity, the tie of a contact that was attested last; `NEVER` where none is dated."""
    fresh: FloatArray
    """Of each entity, how fresh that tie is, 0 to 1 (`FRESH_YEARS`)."""
    today: int
    """The Stand as an ordinal; without one the latest day that any source speaks of."""

    def __len__(self) -> int:
        return len(self.snapshot)


def ground(snapshot: Snapshot) -> Ground:
    """Everything that searches in a snapshot share. Cost: a few passes over its ties; keep it with the snapshot."""
    actors = snapshot.of_kinds(("actor",)) & snapshot.entity_shown
    bodies = snapshot.of_kinds(("body",)) & actors
    subject, object_ = snapshot.ties.subject, snapshot.ties.object
    between = snapshot.tie_shown & actors[subject] & actors[object_] & (subject != object_)
    contact = between & _in(snapshot, CONTACT)
    part = contact & _in(snapshot, AFFILIATION) & bodies[object_]
    steering = part & _in(snapshot, STEERING)
    takes_part = _matrix(snapshot, subject[part], object_[part])
    size = np.asarray(takes_part.sum(axis=0)).ravel().astype(np.int32)
    said, today = _said(snapshot)
    newest = _newest(snapshot, contact, said)
    return Ground(
        snapshot=snapshot,
        eligible=actors & ~snapshot.of_kinds(("kollektiv",)),
        contact=contact,
        steering=steering,
        offering=_offering(snapshot, actors),
        touch=_symmetric(_matrix(snapshot, subject[contact], object_[contact])),
        takes_part=takes_part,
        takes_part_in=scipy.sparse.csr_array(takes_part.T),
        steers=_matrix(snapshot, subject[steering], object_[steering]),
        size=size,
        share=np.where(size > 0, LARGE / np.maximum(size, LARGE), 0.0),
        said=said,
        newest=newest,
        # Who has no dated tie points at the end, where never stands.
        fresh=freshness(np.append(said, np.int32(NEVER))[newest], today),
        today=today,
    )


def _offering(snapshot: Snapshot, actors: BoolArray) -> BoolArray:
    offers = snapshot.of_kinds(("offer",)) & snapshot.entity_shown
    ties = snapshot.ties
    return snapshot.tie_shown & _in(snapshot, OFFERING) & actors[ties.subject] & offers[ties.object]


def _in(snapshot: Snapshot, groups: tuple[str, ...]) -> BoolArray:
    return snapshot.role_mask(snapshot.vocabulary.roles_in(*groups))


def _matrix(snapshot: Snapshot, rows: IntArray, columns: IntArray) -> Matrix:
    shape = (len(snapshot), len(snapshot))
    made = scipy.sparse.csr_array((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)
    made.sum_duplicates()
    made.data[:] = 1.0
    return made


def _symmetric(matrix: Matrix) -> Matrix:
    both = scipy.sparse.csr_array(matrix + matrix.T)
    both.data[:] = 1.0
    both.sort_indices()
    return both


def _said(snapshot: Snapshot) -> tuple[IntArray, int]:
    """Of each tie the day that it was last attested for, never after the Stand; and the Stand."""
    found = snapshot.ties.attested.mapped(lambda edtf: bounds(edtf)[1].toordinal(), NEVER)
    today = snapshot.stand.toordinal() if snapshot.stand else int(found.max(initial=1))
    return np.minimum(found, today).astype(np.int32), today


def _newest(snapshot: Snapshot, contact: BoolArray, said: IntArray) -> IntArray:
    ties = np.flatnonzero(contact & (said != NEVER))
    ties = ties[np.argsort(said[ties], kind="stable")]
    found = np.full(len(snapshot), NEVER, dtype=np.int32)
    # The last write wins: the latest tie of each end.
    found[snapshot.ties.subject[ties]] = ties
    later = snapshot.ties.object[ties]
    other = np.full(len(snapshot), NEVER, dtype=np.int32)
    other[later] = ties
    newer = (other != NEVER) & ((found == NEVER) | (said[other] > said[found]))
    return np.where(newer, other, found).astype(np.int32)


def freshness(said: IntArray, today: int) -> FloatArray:
    """How fresh days are, 1 within the first of `FRESH_YEARS`, 0 after the second, evenly in between; 0 for `NEVER`."""
    full, none = FRESH_YEARS
    years = (today - said) / _DAYS
    return np.where(said == NEVER, 0.0, np.clip((none - years) / (none - full), 0.0, 1.0))
