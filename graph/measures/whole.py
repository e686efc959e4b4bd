"""The full analysis set: every measure of a snapshot in one call, with progress and stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from graph.columns import FloatArray, IntArray
from graph.communities import communities
from graph.measures.betweenness import betweenness
from graph.measures.burt import Holes, structural_holes
from graph.measures.closeness import harmonic_sampled
from graph.measures.cores import core_numbers
from graph.measures.cuts import Cuts, cuts
from graph.measures.pagerank import pagerank
from graph.measures.prediction import How, Likeliest, likely_for_all
from graph.measures.sampling import Estimate
from graph.measures.telling import QUIET, Tell, part_of
from graph.networks import Network, actor_network, affiliation
from graph.snapshot import Snapshot

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Effort:
    """How much is reckoned."""

    betweenness_sources: int | None = 1024
    """None: exact, whatever it takes."""
    harmonic_sources: int | None = None
    partners: int = 10
    how: How = "resource_allocation"

    @classmethod
    def for_size(cls, actors: int) -> Effort:
        """Exact closeness up to 100,000 actors (seconds), sampled above; betweenness from 1,024 sources anyway."""
        return cls(harmonic_sources=None if actors <= _EXACT else 4096)


_EXACT: Final = 100_000
_SHARES: Final = {"holes": 6, "partners": 17, "betweenness": 38, "harmonic": 36, "rest": 3}
"""Of a hundred parts of the time, as measured at 50,000 actors."""


@dataclass(frozen=True, eq=False)
class Whole:
    """Everything about who stands where. Two networks: contacts of all kinds, and who meets whom in bodies."""

    contacts: Network
    """See `graph.networks.actor_network`. Bodies are actors there, too."""
    meetings: Network
    """See `graph.networks.Affiliation.shared_bodies`. Bodies do not stand between those who meet in them."""
    cuts: Cuts
    """Of the contacts, as everything up to `community`: what is lost without each actor, cut actors, bridges."""
    cores: IntArray
    pagerank: FloatArray
    harmonic: Estimate
    betweenness: Estimate
    community: IntArray
    """Leiden's communities, largest first; -1 for who has no contact."""
    holes: Holes
    """Of the meetings: constraint and effective size. In the contacts hardly any two contacts of an actor are in
    contact themselves, as its bodies stand between them."""
    partners: Likeliest
    """Of the meetings: for everyone those whom most stands between, and whom it has not met."""


def whole(snapshot: Snapshot, effort: Effort | None = None, tell: Tell = QUIET) -> Whole:
    """The full set of a snapshot.

    Cost: see the measures; some ten CPU seconds at 50,000 actors with 250,000 ties. What `tell` raises comes out.
    """
    tell(0, 100)
    return whole_of(actor_network(snapshot), affiliation(snapshot).shared_bodies(), effort, tell)


def whole_of(contacts: Network, meetings: Network, effort: Effort | None = None, tell: Tell = QUIET) -> Whole:
    """The same of networks that are there already."""
    steps = _Steps(tell)
    chosen = effort or Effort.for_size(len(contacts))
    # The meetings are the larger network: what is reckoned from them alone comes first and leaves only its results.
    holes = steps.do("holes", lambda told: structural_holes(meetings, tell=told))
    partners = steps.do("partners", lambda told: likely_for_all(meetings, chosen.how, chosen.partners, tell=told))
    between = steps.do("betweenness", lambda told: betweenness(contacts, chosen.betweenness_sources, told))
    near = steps.do("harmonic", lambda told: harmonic_sampled(contacts, chosen.harmonic_sources, told))
    first, second, _ = contacts.edges
    found = steps.do(
        "rest",
        lambda _: Whole(
            contacts=contacts,
            meetings=meetings,
            cuts=cuts(contacts),
            cores=core_numbers(contacts),
            pagerank=pagerank(contacts),
            harmonic=near,
            betweenness=between,
            community=communities(len(contacts), first, second),
            holes=holes,
            partners=partners,
        ),
    )
    tell(100, 100)
    return found


class _Steps:
    """Says of steps that follow each other how far the whole is, in parts of a hundred."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._done = 0

    def do(self, name: str, step: Callable[[Tell], _Result]) -> _Result:
        begin, self._done = self._done, self._done + _SHARES[name]
        self._tell(begin, 100)
        return step(part_of(self._tell, begin, self._done, 100))
