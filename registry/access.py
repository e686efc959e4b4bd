"""The one place that decides who may see what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from registry.model import Entity, Observation, Post, Tie, Visibility

_RANK: Final = {Visibility.PUBLIC: 0, Visibility.NETWORK: 1, Visibility.STAFF: 2}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: everyone (`public`), people of the network, registering staff."""

    level: Visibility

    def sees(self, visibility: Visibility | str) -> bool:
        """Whether this viewer may see what has this visibility."""
        return _RANK[Visibility(visibility)] <= _RANK[self.level]


PUBLIC_VIEWER: Final = Viewer(Visibility.PUBLIC)
STAFF_VIEWER: Final = Viewer(Visibility.STAFF)


def visible(statement: Entity | Tie | Post | Observation, viewer: Viewer) -> Entity | Tie | Post | Observation | None:
    """The statement as this viewer may see it: None where not at all, without the contacts that are not for them."""
    if not viewer.sees(statement.visibility):
        return None
    if isinstance(statement, Entity):
        contacts = tuple(one for one in statement.contacts if viewer.sees(one.visibility))
        if len(contacts) < len(statement.contacts):
            return statement.model_copy(update={"contacts": contacts})
    return statement
