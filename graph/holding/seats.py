"""The seats that somebody has to do with, and what becomes of them where that somebody goes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from graph.snapshot import Snapshot
from registry.model import Post, Status, Tie
from registry.model.periods import Standing, attested_at, standing
from registry.services import Record
from registry.services.keeping.rota import rota_of

SeatFate = Literal["gone", "empty", "fewer", "unsent", "smaller"]
"""`gone`: the body itself ends; `empty`: nobody holds the seat any more; `fewer`: others hold it still; `unsent`:
nobody is left who could send; `smaller`: the pool has one fewer."""
_STANDS: Final = (Standing.CURRENT, Standing.ATTESTED)


@dataclass(frozen=True)
class Seat:
    """A seat that stands at the Stand, with who has it. Ids of entities."""

    post: Post
    holders: tuple[str, ...]
    """Who fills it at the Stand, expected ones among them."""
    due: tuple[str, ...] = ()
    """Of a rotating seat: whose turn is next, by its own rule."""


@dataclass(frozen=True)
class SeatLoss:
    """What becomes of a seat. `left`: who of its pool could still send or hold it."""

    seat: Seat
    fate: SeatFate
    left: tuple[str, ...]


def seats_of(record: Record, snapshot: Snapshot, ids: Collection[str], stand: date) -> tuple[Seat, ...]:
    """The seats in these bodies, the ones that they hold, and the ones for which they are in the pool; by name.

    Reads a few batches of the record, whatever its size.
    """
    about = record.about(ids, places=("subject", "body", "pool"))
    ties = [one for one in about if isinstance(one, Tie) and one.post and one.subject in ids]
    held = record.get({one.post for one in ties if one.post})
    posts = {one.id: one for one in (*about, *held.values()) if isinstance(one, Post) and _stands(one, stand)}
    filled = record.about(posts, places=["post"]) if posts else []
    holders: dict[str, list[str]] = {}
    for tie in filled:
        if isinstance(tie, Tie) and tie.post in posts and _shown(snapshot, tie.id):
            holders.setdefault(tie.post or "", []).append(tie.subject)
    known = record.entities({one.body for one in posts.values()})
    found = [
        Seat(one, tuple(dict.fromkeys(holders.get(one.id, ()))), _due(record, one, stand))
        for one in posts.values()
        if one.body in known
    ]
    return tuple(sorted(found, key=lambda one: (known[one.post.body].name, one.post.name, one.post.id)))


def _shown(snapshot: Snapshot, tie: str) -> bool:
    ids = snapshot.ties.ids
    place = bisect_left(ids, tie)
    return place < len(ids) and ids[place] == tie and bool(snapshot.tie_shown[place])


def _stands(post: Post, stand: date) -> bool:
    if post.status is Status.ENDED:
        return False
    dates = [one.as_of for one in post.sources if one.as_of]
    found = standing(post.period.start, post.period.end, attested_at(dates, stand), stand)
    # Without any date nothing says that it does not stand.
    return found in _STANDS or (found is Standing.UNATTESTED and not dates)


def _due(record: Record, post: Post, stand: date) -> tuple[str, ...]:
    due = rota_of(record, post, stand).due if post.kind == "rotating" else None
    return due.holders if due else ()


def seat_losses(seats: Iterable[Seat], going: str) -> tuple[SeatLoss, ...]:
    """What becomes of these seats where one actor or body goes."""
    return tuple(
        SeatLoss(seat, fate, tuple(one for one in seat.post.pool if one != going))
        for seat in seats
        if (fate := _fate(seat, going)) is not None
    )


def _fate(seat: Seat, going: str) -> SeatFate | None:
    if seat.post.body == going:
        return "gone"
    if going in seat.holders:
        return "fewer" if len(seat.holders) > 1 else "empty"
    if going in seat.post.pool:
        return "smaller" if len(seat.post.pool) > 1 else "unsent"
    return None


def entity_ids(losses: Iterable[SeatLoss]) -> set[str]:
    """Everybody whom these losses name."""
    found: set[str] = set()
    for one in losses:
        found.update((one.seat.post.body, *one.seat.holders, *one.left, *one.seat.due))
    return found
