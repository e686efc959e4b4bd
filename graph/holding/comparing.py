"""Two Stände side by side: which actors and contacts came, which went, and what that did to the whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.columns import BoolArray, IntArray
from graph.holding.ground import Ground
from graph.holding.steering import by_name
from graph.networks import CONTACT
from graph.snapshot import Snapshot


@dataclass(frozen=True)
class State:
    """The network at one Stand in figures."""

    actors: int
    bodies: int
    contacts: int
    """Pairs of actors that have to do with each other."""
    largest: int
    """Actors of the largest part that hangs together."""
    isolated: int
    without: int
    """Bodies of which neither moderation nor leadership is known."""
    single: int
    """Bodies that exactly one actor moderates or leads."""
    cut: int
    """Cut actors."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """What came and went between two Stände of the same revision. Entity and tie numbers are those of both."""

    before: Snapshot
    after: Snapshot
    states: tuple[State, State]
    came: IntArray
    """Actors that stand at the later Stand only, in the order of names."""
    went: IntArray
    ties_came: IntArray
    """Ties between actors that stand at the later Stand only, ascending."""
    ties_went: IntArray


def compare(before: Ground, after: Ground, around: str | None = None) -> Comparison:
    """Compare two Stände. What the record does not know to have ended counts as still there ("belegt").

    With `around`, only the ties of this actor and the other ends of those; the figures are of the whole network all
    the same. Raises ValueError where the two are not of the same revision and viewer, KeyError for an unknown actor.
    """
    one, other = before.snapshot, after.snapshot
    if (one.revision, one.level) != (other.revision, other.level):
        raise ValueError("two Stände are compared within one revision")
    actors = one.of_kinds(("actor",))
    old, new = one.entity_shown & actors, other.entity_shown & actors
    ties_old, ties_new = contact_ties(one, old), contact_ties(other, new)
    if around is not None:
        own = _ties_of(one, one.index[around])
        ties_old, ties_new = ties_old & own, ties_new & own
        near = _ends(one, ties_old | ties_new, one.index[around])
        old, new = old & near, new & near
    return Comparison(
        before=one,
        after=other,
        states=(state(before), state(after)),
        came=by_name(one, np.flatnonzero(new & ~old)),
        went=by_name(one, np.flatnonzero(old & ~new)),
        ties_came=np.flatnonzero(ties_new & ~ties_old).astype(np.int32),
        ties_went=np.flatnonzero(ties_old & ~ties_new).astype(np.int32),
    )


def _ties_of(snapshot: Snapshot, entity: int) -> BoolArray:
    found: BoolArray = (snapshot.ties.subject == entity) | (snapshot.ties.object == entity)
    return found


def _ends(snapshot: Snapshot, ties: BoolArray, entity: int) -> BoolArray:
    """Both ends of these ties, and the entity itself."""
    found = np.zeros(len(snapshot), dtype=np.bool_)
    found[snapshot.ties.subject[ties]] = found[snapshot.ties.object[ties]] = found[entity] = True
    return found


def contact_ties(snapshot: Snapshot, actors: BoolArray) -> BoolArray:
    """Which ties are contacts between these actors at the snapshot's Stand."""
    ties = snapshot.ties
    kept = snapshot.tie_shown & snapshot.role_mask(snapshot.vocabulary.roles_in(*CONTACT))
    found: BoolArray = kept & actors[ties.subject] & actors[ties.object]
    return found


def state(ground: Ground) -> State:
    """The network of a Stand in figures."""
    network = ground.network
    return State(
        actors=len(network),
        bodies=len(ground.circles.bodies),
        contacts=network.edge_count,
        largest=int(ground.cuts.sizes.max(initial=0)),
        isolated=int((network.degree == 0).sum()),
        without=len(ground.load.without),
        single=len(ground.load.single),
        cut=int(ground.cuts.articulation.sum()),
    )
