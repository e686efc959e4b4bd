"""Whose turn it is in a rotating seat: turns that the record has, and those that follow from its rule.

The rule is the post's own: `per_turn` of `pool` at a time, `alphabetical`, `yearly`, from `starts`. Who has waited
longest is next, and the alphabet decides among equals, beginning after whoever came last: as long as nobody was passed
over, that is the alphabetical round itself. What the source leaves open stays open: without an order nobody is due,
without a first year the turns have no dates.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from registry.model import UNKNOWN, Entity, Invalid, NotFound, Period, Post, Status, Tie
from registry.model.periods import OPEN, Standing, bounds, standing
from registry.services.keeping.terms import a_year_from, years_later
from registry.services.record import Record

TurnState = Literal["past", "present", "ahead", "undated"]
Obstacle = Literal["", "order", "collective", "size", "pool"]
"""Why nobody can be said to be next: no order is said, the pool names a collective, how many at a time is not said, or
nobody is in the pool."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a rotating seat. `ties` are what the record has of it; without any it follows from the rule."""

    period: Period
    holders: tuple[str, ...]
    state: TurnState
    ties: tuple[Tie, ...] = ()


@dataclass(frozen=True, slots=True)
class Rota:
    """The calendar of one rotating post at a Stand."""

    post: Post
    names: Mapping[str, Entity]
    """Everybody who is mentioned, by id."""
    recorded: tuple[Turn, ...]
    """Turns that the record has, earliest first."""
    computed: tuple[Turn, ...]
    """Turns that follow from the rule after the recorded ones: up to the Stand, and one round ahead."""
    due: Turn | None
    """The next turn to be prepared: the computed one of the Stand, else the first ahead."""
    waiting: tuple[str, ...]
    """The pool by how long each has waited after the recorded turns, longest first."""
    beside: tuple[Tie, ...]
    """Ties that fill the seat and are no turn of it: undated, or of somebody who is not in the pool."""
    obstacle: Obstacle
    present: Turn | None = None
    """The recorded turn that goes on at the Stand."""

    @property
    def overdue(self) -> bool:
        """Whether the next turn's time has come already and the record does not have it."""
        return self.due is not None and self.due.state == "present"


def rota(record: Record, body: str, stand: date) -> tuple[Rota, ...]:
    """The calendar of each rotating post of a body, by name of the post. Raises Missing for an unknown body."""
    record.entity(body)
    posts = [one for one in record.about((body,), places=["body"]) if isinstance(one, Post) and one.kind == "rotating"]
    return tuple(rota_of(record, one, stand) for one in sorted(posts, key=lambda post: (post.name, post.id)))


def rotating_post(record: Record, id: str) -> Post:
    """The rotating post with this id. Raises NotFound, Invalid where it does not rotate."""
    found = record.get((id,)).get(id)
    if not isinstance(found, Post):
        raise NotFound("there is no such seat", where=id, remedy="open it from the page of its body")
    if found.kind != "rotating":
        raise Invalid("this seat does not rotate", where=id, remedy="fill it by name")
    return found


def rota_of(record: Record, post: Post, stand: date) -> Rota:
    """The calendar of one rotating post."""
    ties = [one for one in record.about((post.id,), places=["post"]) if isinstance(one, Tie)]
    return calendar(post, record.entities({*post.pool, post.body, *(one.subject for one in ties)}), ties, stand)


def calendar(post: Post, names: Mapping[str, Entity], ties: Sequence[Tie], stand: date) -> Rota:
    """The calendar of a rotating post, given everybody by id and the ties that fill or filled it."""
    pool = in_order(post.pool, names)
    turns = [one for one in ties if one.subject in post.pool and (one.period.start or one.period.end)]
    recorded = _recorded(turns, pool, stand)
    obstacle = _obstacle(post, names)
    computed = () if obstacle else tuple(_computed(post, pool, recorded, stand))
    return Rota(
        post=post,
        names=names,
        recorded=recorded,
        computed=computed,
        due=next((one for one in computed if one.state != "past"), None),
        waiting=tuple(_Queue(pool, recorded).order()),
        beside=tuple(one for one in ties if one not in turns),
        obstacle=obstacle,
        present=next((one for one in reversed(recorded) if one.state == "present"), None),
    )


def in_order(pool: Iterable[str], names: Mapping[str, Entity]) -> list[str]:
    """The known members of a pool in the alphabetical order of their German names (DIN 5007-1)."""
    return sorted((one for one in dict.fromkeys(pool) if one in names), key=lambda id: (_plain(names[id].name), id))


def at_a_time(post: Post) -> int:
    """How many of the pool have the seat at a time; 0 where it is not said."""
    return min(post.per_turn or post.seats or 0, len(post.pool))


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.casefold())
    return "".join(one for one in folded if not unicodedata.combining(one))


def _obstacle(post: Post, names: Mapping[str, Entity]) -> Obstacle:
    if not post.pool:
        return "pool"
    if any(one in names and names[one].size is not None for one in post.pool):
        return "collective"
    if not at_a_time(post):
        return "size"
    return "" if post.order else "order"


def _recorded(ties: Iterable[Tie], pool: Sequence[str], stand: date) -> tuple[Turn, ...]:
    """The ties of the pool as turns: those that begin together (or end together, where no beginning is known)."""
    places = {id: place for place, id in enumerate(pool)}
    ordered = sorted(ties, key=lambda tie: (bounds(_date(tie)), _date(tie), places.get(tie.subject, -1), tie.id))
    found = []
    for _, group in groupby(ordered, key=_date):
        together = tuple(group)
        period = together[0].period
        found.append(Turn(period, tuple(one.subject for one in together), _state_of(together, stand), together))
    return tuple(found)


def _date(tie: Tie) -> str:
    return tie.period.start or (tie.period.end or "")


def _state_of(ties: Sequence[Tie], stand: date) -> TurnState:
    if all(one.status is Status.ENDED and one.period.end is None for one in ties):
        return "past"
    states = {_state(one.period, stand) for one in ties}
    return next(one for one in ("present", "ahead", "past") if one in states)


def _state(period: Period, stand: date) -> TurnState:
    found = standing(period.start, period.end, None, stand)
    return "past" if found is Standing.ENDED else "ahead" if found is Standing.NOT_YET else "present"


class _Queue:
    """Who has waited how long, and where in the alphabet the round is."""

    def __init__(self, pool: Sequence[str], turns: Iterable[Turn] = ()) -> None:
        self._pool = pool
        self._last = dict.fromkeys(pool, -1)
        self._after = 0
        self._number = 0
        for one in turns:
            self.had([id for id in one.holders if id in self._last])

    def order(self) -> list[str]:
        """The pool, who has waited longest first; among equals in the order of the round."""
        size = len(self._pool)
        places = {id: (place - self._after) % size for place, id in enumerate(self._pool)}
        return sorted(self._pool, key=lambda id: (self._last[id], places[id]))

    def next(self, number: int) -> tuple[str, ...]:
        """Whose turn it is, and theirs it is then."""
        chosen = self.order()[:number]
        self.had(chosen)
        return tuple(chosen)

    def had(self, holders: Sequence[str]) -> None:
        """These have had a turn; the round goes on after the last of them."""
        places = [self._pool.index(one) for one in self._in_round(holders)]
        if places:
            self._after = (places[-1] + 1) % len(self._pool)
        self._last.update(dict.fromkeys(holders, self._number))
        self._number += 1

    def _in_round(self, holders: Collection[str]) -> list[str]:
        return [one for one in self.order() if one in holders]


def _computed(post: Post, pool: Sequence[str], recorded: Sequence[Turn], stand: date) -> Iterable[Turn]:
    queue, number = _Queue(pool, recorded), at_a_time(post)
    ahead, left = 0, -(-len(pool) // number)
    period = _first_period(post, recorded)
    while ahead < left:
        state: TurnState = _state(period, stand) if period.start else "undated"
        ahead += state != "past"
        yield Turn(period, queue.next(number), state)
        period = _next_period(period)


def _first_period(post: Post, recorded: Sequence[Turn]) -> Period:
    """When the first computed turn begins: a year after the last recorded one, or when the seat begins."""
    if post.rhythm != "yearly":
        return UNKNOWN
    if recorded:
        return _after(recorded[-1].period)
    return a_year_from(post.starts) if post.starts else UNKNOWN


def _after(last: Period) -> Period:
    following = _next_period(last)
    while following.start and last.end not in (None, OPEN) and bounds(last.end)[1] >= bounds(following.start)[0]:
        following = _next_period(following)  # a turn that lasted longer than a year
    return following


def _next_period(period: Period) -> Period:
    try:
        return a_year_from(years_later(period.start, 1)) if period.start else UNKNOWN
    except ValueError:  # the end of the calendar
        return UNKNOWN
