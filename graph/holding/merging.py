"""What if two bodies merge: who is in both, what is there twice, and whom the merged body brings together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graph.holding.ground import Ground
from graph.holding.seats import Seat
from graph.holding.steering import TASKS, Task, by_name
from graph.snapshot import Snapshot


@dataclass(frozen=True)
class Merging:
    """What a merger of two bodies would mean. Entity numbers, in the order of names."""

    snapshot: Snapshot
    first: int
    second: int
    both: tuple[int, ...]
    """Who takes part in both: one meeting fewer each."""
    only_first: tuple[int, ...]
    only_second: tuple[int, ...]
    steering: tuple[tuple[Task, tuple[int, ...], tuple[int, ...]], ...]
    """For each task who does it in the first and who in the second."""
    seats: tuple[tuple[Seat, bool], ...]
    """The seats in either, and whether both have one of its role (two chairs); plain members' seats add up."""
    themes: tuple[str, ...]
    """Keys of themes that both have."""
    themes_of_one: tuple[str, ...]
    """Keys of themes that only one of them has."""
    apart: tuple[int, int] | None
    """Sizes of the two components that the merger would join; None where both hang together already."""

    @property
    def size(self) -> int:
        """Members of the merged body."""
        return len(self.both) + len(self.only_first) + len(self.only_second)

    @property
    def jaccard(self) -> float:
        """Members in common as a share of all members; 0 where no member is known."""
        return len(self.both) / self.size if self.size else 0.0

    def contested(self, task: Task) -> tuple[int, ...]:
        """Everybody who does this task in one of the two, where that is more than one actor: it has to be decided."""
        for key, one, other in self.steering:
            if key == task:
                found = dict.fromkeys((*one, *other))
                return tuple(found) if one and other and len(found) > 1 else ()
        return ()


def merging(ground: Ground, first: str, second: str, seats: Iterable[Seat] = ()) -> Merging:
    """What if these two bodies merge. `seats`: those of `graph.holding.seats.seats_of` for both.

    Raises KeyError where one is no actor that stands at the Stand.
    """
    snapshot, network = ground.snapshot, ground.network
    places = (network.place_of(first), network.place_of(second))
    one, other = (int(network.entities[place]) for place in places)
    members, others = set(ground.members_of(one)) - {other}, set(ground.members_of(other)) - {one}
    own, their = _themes(snapshot, one), _themes(snapshot, other)
    return Merging(
        snapshot=snapshot,
        first=one,
        second=other,
        both=_named(snapshot, members & others),
        only_first=_named(snapshot, members - others),
        only_second=_named(snapshot, others - members),
        steering=tuple((task, _steered(ground, one, task), _steered(ground, other, task)) for task in TASKS),
        seats=_seats(snapshot, seats, first, second),
        themes=tuple(sorted(own & their)),
        themes_of_one=tuple(sorted(own ^ their)),
        apart=_apart(ground, places),
    )


def _seats(snapshot: Snapshot, seats: Iterable[Seat], first: str, second: str) -> tuple[tuple[Seat, bool], ...]:
    inside = [one for one in seats if one.post.body in (first, second)]
    roles = [{one.post.role for one in inside if one.post.body == body} for body in (first, second)]
    twice = (roles[0] & roles[1]) - set(snapshot.vocabulary.roles_in("membership"))
    return tuple((one, one.post.role in twice) for one in inside)


def _apart(ground: Ground, places: tuple[int, int]) -> tuple[int, int] | None:
    one, other = (int(ground.cuts.component[place]) for place in places)
    return None if one == other else (int(ground.cuts.sizes[one]), int(ground.cuts.sizes[other]))


def _steered(ground: Ground, body: int, task: Task) -> tuple[int, ...]:
    return _named(ground.snapshot, set(ground.steering.actors_of(body, task)))


def _named(snapshot: Snapshot, entities: set[int]) -> tuple[int, ...]:
    return tuple(by_name(snapshot, entities).tolist())


def _themes(snapshot: Snapshot, entity: int) -> set[str]:
    entities, themes = snapshot.own_themes
    row = slice(*np.searchsorted(entities, [entity, entity + 1]).tolist())
    return {snapshot.themes[one] for one in themes[row].tolist()}
