"""Seats of all bodies of a Kreis at a Stand: what is filled, empty, expired, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from graph.coverage.places import Place, mask_in
from graph.coverage.standing import Coverage
from registry.model import Entity, Post, StatementType, Status, Tie
from registry.services import Record
from registry.services.keeping.rota import Rota, calendar
from registry.services.keeping.seats import SeatStanding, seat_standing


@dataclass(frozen=True)
class BodySeats:
    """The posts of one body, by name."""

    body: Entity
    seats: tuple[SeatStanding, ...]
    rotas: tuple[Rota, ...]
    """Of its rotating posts."""

    @property
    def empty(self) -> int:
        """Seats that nobody fills or is expected to fill, where they are counted."""
        return sum(one.empty or 0 for one in self.seats)

    @property
    def expected(self) -> int:
        """Seats that are only expected to be filled."""
        return sum(len(one.expected) for one in self.seats)


def body_seats(record: Record, coverage: Coverage, stand: date, kreis: Place | None = None) -> tuple[BodySeats, ...]:
    """Every body that has posts (of a Kreis and its towns, where one is named), by name."""
    posts = [one for one in record.scan(StatementType.POST) if isinstance(one, Post) and one.status != Status.ENDED]
    if kreis is not None:
        inside = mask_in(coverage.snapshot, coverage.areas, kreis.number)
        index = coverage.snapshot.index
        posts = [one for one in posts if one.body in index and inside[index[one.body]]]
    ties: dict[str, list[Tie]] = {}
    for one in record.about([post.id for post in posts], places=["post"]) if posts else ():
        if isinstance(one, Tie) and one.post:
            ties.setdefault(one.post, []).append(one)
    named = {id_ for post in posts for id_ in (post.body, *post.pool)}
    known = record.entities(named | {tie.subject for found in ties.values() for tie in found})
    by_body: dict[str, list[Post]] = {}
    for post in sorted(posts, key=lambda one: (one.name, one.id)):
        by_body.setdefault(post.body, []).append(post)
    found = [_body(known[id_], ones, ties, known, stand) for id_, ones in by_body.items() if id_ in known]
    return tuple(sorted(found, key=lambda one: (one.body.name.casefold(), one.body.id)))


def _body(
    body: Entity, posts: Iterable[Post], ties: dict[str, list[Tie]], known: dict[str, Entity], stand: date
) -> BodySeats:
    ones = list(posts)
    seats = tuple(seat_standing(one, ties.get(one.id, ()), stand) for one in ones)
    rotating = (one for one in ones if one.kind == "rotating")
    return BodySeats(body, seats, tuple(calendar(one, known, ties.get(one.id, ()), stand) for one in rotating))
