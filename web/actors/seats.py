"""Seats of a body: which are taken, open, expected, and which rotate over a pool."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from registry.model import Post, Status, Tie
from web.presenting.dates import date_text
from web.presenting.references import FlagNote, Ref, SourceRef, flag_notes, source_refs
from web.presenting.standings import standing_note
from web.presenting.ties import View
from web.texts import gettext as _
from web.texts import ngettext

SeatState = Literal["taken", "partly", "open", "expected", "rotating"]


@dataclass(frozen=True)
class SeatLine:
    """One post of a body. `seats` is None where the source does not count them."""

    id: str
    body: Ref
    name: str
    role: str
    seats: int | None
    state: SeatState
    state_text: str
    bound: str
    """How it is filled: bound to a function, open, or in turns."""
    turns: str
    """The rotation in words, empty for other posts."""
    holders: tuple[Ref, ...]
    pool: tuple[Ref, ...]
    note: str
    sources: tuple[SourceRef, ...]
    flags: tuple[FlagNote, ...]


@dataclass(frozen=True)
class SeatCount:
    """How many seats, as far as they are counted."""

    counted: int
    taken: int
    open: int
    expected: int
    rotating: int
    uncounted: int
    """Posts without a number."""


def seat_lines(posts: Iterable[Post], ties: Iterable[Tie], view: View) -> tuple[SeatLine, ...]:
    """The posts, leading ones first, each with who fills it at the Stand."""
    holders: dict[str, list[Tie]] = {}
    for tie in ties:
        note = standing_note(tie.period, tie.status, tie.sources, view.stand, view.lang)
        if tie.post and note.shown and tie.subject in view.known:
            holders.setdefault(tie.post, []).append(tie)
    order = {role: place for place, role in enumerate(view.vocabulary.roles)}
    ordered = sorted(
        posts, key=lambda post: (post.role == "mitglied", post.kind == "rotating", order[post.role], post.name)
    )
    return tuple(_line(one, holders.get(one.id, []), view) for one in ordered)


def _line(post: Post, holders: list[Tie], view: View) -> SeatLine:
    state = _state(post, holders)
    return SeatLine(
        id=post.id,
        body=view.ref(post.body),
        name=post.display_name(view.lang),
        role=view.vocabulary.roles[post.role].noun(view.lang),
        seats=post.seats,
        state=state,
        state_text=_state_text(state, post, holders),
        bound={"function": _("an eine Funktion gebunden"), "open": _("offen zu besetzen"), "rotating": _("im Wechsel")}[
            post.kind
        ],
        turns=_turns(post, view) if post.kind == "rotating" else "",
        holders=tuple(view.ref(one.subject) for one in holders),
        pool=_pool(post, holders, view),
        note=post.note.text(view.lang) if post.note else "",
        sources=source_refs(post.sources, view.known, view.lang),
        flags=flag_notes(post.flags, view.lang),
    )


def _state(post: Post, holders: list[Tie]) -> SeatState:
    certain = [one for one in holders if one.status not in (Status.EXPECTED, Status.PLANNED, Status.PROPOSED)]
    if certain:
        return "partly" if post.seats is not None and len(certain) < post.seats else "taken"
    if post.kind == "rotating":
        return "rotating"
    return "expected" if holders or post.status in (Status.EXPECTED, Status.PLANNED) else "open"


def _state_text(state: SeatState, post: Post, holders: list[Tie]) -> str:
    if state == "partly":
        return _("%(taken)s von %(seats)s besetzt", taken=len(holders), seats=post.seats)
    return {
        "taken": _("besetzt"),
        "open": _("offen"),
        "expected": _("erwartet"),
        "rotating": _("wechselnd"),
    }[state]


def _pool(post: Post, holders: list[Tie], view: View) -> tuple[Ref, ...]:
    """Who sends to it, unless that is no more than who holds it."""
    if set(post.pool) == {one.subject for one in holders}:
        return ()
    return tuple(view.ref(one) for one in post.pool if one in view.known)


def _turns(post: Post, view: View) -> str:
    """The rotation in words; what the source leaves open is said to be open."""
    lang, at_a_time = view.lang, post.per_turn or post.seats
    # A collective in the pool stands for as many as it counts.
    sizes = (view.known[one].size if one in view.known else None for one in post.pool)
    count = sum(size.count if size else 1 for size in sizes)
    parts = [
        _("je %(count)s von %(pool)s", count=at_a_time, pool=count)
        if at_a_time
        else ngettext("aus %(num)s Stelle", "aus %(num)s Stellen", count),
        _("in alphabetischer Reihenfolge") if post.order else _("Reihenfolge nicht genannt"),
        _("jährlich wechselnd") if post.rhythm else _("Rhythmus nicht genannt"),
        _("Beginn %(date)s", date=date_text(post.starts, lang)) if post.starts else _("Beginn nicht genannt"),
    ]
    return "; ".join(parts)


def seat_count(lines: Iterable[SeatLine]) -> SeatCount:
    """Sums over the posts that have a number."""
    found = list(lines)

    def total(*states: SeatState) -> int:
        return sum(one.seats or 0 for one in found if one.state in states)

    partly = sum(len(one.holders) for one in found if one.state == "partly")
    return SeatCount(
        counted=sum(one.seats or 0 for one in found),
        taken=total("taken") + partly,
        open=total("open", "partly") - partly,
        expected=total("expected"),
        rotating=total("rotating"),
        uncounted=sum(one.seats is None for one in found),
    )
