"""Two editors at once: what stood there when one began, what stands there now, and what they have typed.

What only one of the two has changed is taken from them; where both have changed one field, what was typed stays in
it, and what the other wrote is shown beside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from registry.services.registering.fields import Form, TieField

SINGLE: Final = ("kind", "name", "town", "street", "postal_code", "audience", "summary")
SEVERAL: Final = ("aliases", "themes", "languages", "contacts")
_One = TypeVar("_One")


@dataclass(frozen=True, slots=True)
class Meeting:
    """One field that somebody else has changed meanwhile. `both`: the two have changed it to different things."""

    field: str
    then: Any
    now: Any
    yours: Any
    both: bool


@dataclass(frozen=True, slots=True)
class Met:
    """The form to go on with, at the present versions, and what the other has changed."""

    form: Form
    meetings: tuple[Meeting, ...]

    @property
    def both(self) -> bool:
        """Whether anything is left to be decided."""
        return any(one.both for one in self.meetings)


def meet(then: Form, now: Form, yours: Form) -> Met:
    """Bring the three together; nothing that was typed is lost."""
    changes: dict[str, Any] = {}
    meetings = []
    for field in SINGLE:
        before, present, typed = (getattr(one, field) for one in (then, now, yours))
        if present != before:
            both = typed not in (before, present)
            changes[field] = typed if both else present
            meetings.append(Meeting(field, before, present, typed, both))
    if "town" in changes:
        changes["area"] = now.area if changes["town"] == now.town else yours.area
    for field in SEVERAL:
        before, present, typed = (getattr(one, field) for one in (then, now, yours))
        if present != before:
            changes[field] = merged(present, before, typed)
            meetings.append(Meeting(field, before, present, typed, both=False))
    ties, met = _ties(then.ties, now.ties, yours.ties)
    return Met(replace(yours, **changes, ties=ties, versions=now.versions), (*meetings, *met))


def merged(present: Iterable[_One], then: Iterable[_One], yours: Iterable[_One]) -> tuple[_One, ...]:
    """`present` with what `yours` has added to `then`, and without what it has taken away."""
    before, typed = list(then), list(yours)
    kept = [one for one in present if one in typed or one not in before]
    return tuple(kept + [one for one in typed if one not in before and one not in kept])


def _ties(
    then: Iterable[TieField], now: Iterable[TieField], yours: Iterable[TieField]
) -> tuple[tuple[TieField, ...], list[Meeting]]:
    before, present, typed = ({one.id: one for one in part if one.id} for part in (then, now, yours))
    meetings = []
    kept: list[TieField] = []
    for id, one in present.items():
        mine = typed.get(id, before.get(id, one))
        if one == before.get(id):
            kept.append(mine)
            continue
        both = id in before and mine not in (before[id], one)
        kept.append(mine if both else one)
        meetings.append(Meeting("ties", before.get(id), one, mine if id in before else None, both))
    for id in before.keys() - present.keys():
        # It is gone: what was typed about it has nothing left to change, and is shown.
        meetings.append(Meeting("ties", before[id], None, typed.get(id), both=typed.get(id, before[id]) != before[id]))
    return (*kept, *(one for one in yours if not one.id)), meetings
