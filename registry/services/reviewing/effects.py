"""What a proposal does to the network: which town has how many for a theme, which seats are filled or emptied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from registry.model import Entity, Post, Put, Status, Tie
from registry.services.record import Record
from registry.services.registering.showing import PLACES
from registry.services.reviewing.rebasing import Rebased
from registry.store.port import AnyStatement
from registry.vocabulary import Vocabulary

_OVER: Final = (Status.ENDED, Status.EVENT)
Pair = tuple[str, str]
"""An area and a theme."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many actors of an area work on a common theme, before and after."""

    area: str
    theme: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class SeatEffect:
    """A post whose holders change."""

    post: Post
    before: int
    after: int

    @property
    def change(self) -> Literal["filled", "emptied", "over", "other"]:
        """`over`: more holders than seats."""
        if self.post.seats is not None and self.after > self.post.seats:
            return "over"
        if self.after > self.before:
            return "filled"
        return "emptied" if self.after < self.before else "other"


def coverage_of(record: Record, found: Rebased, vocabulary: Vocabulary) -> tuple[Coverage, ...]:
    """The counts that would change, by area and theme. Read with the eyes of staff."""
    ids = set(_concerned(found))
    before = _State(record, ids, {})
    changed = {one.target: one.record if isinstance(one, Put) else None for one in found.operations}
    after = _State(record, ids, changed)
    difference = Counter(after.pairs(vocabulary))
    difference.subtract(before.pairs(vocabulary))
    shifts = {pair: number for pair, number in difference.items() if number}
    present = _counts(record, vocabulary, shifts)
    return tuple(
        Coverage(area, theme, present[area, theme], present[area, theme] + number)
        for (area, theme), number in sorted(shifts.items())
    )


def _concerned(found: Rebased) -> Iterator[str]:
    """Ids of the entities whose themes or places a proposal touches."""
    written = [one.record for one in found.operations if isinstance(one, Put)]
    for one in (*written, *found.present.values()):
        if isinstance(one, Entity):
            yield one.id
        elif isinstance(one, Tie) and one.role in PLACES:
            yield one.subject


class _State:
    """Some entities and their places, in the record or with changes to it."""

    def __init__(self, record: Record, ids: Iterable[str], changed: Mapping[str, AnyStatement | None]) -> None:
        known: dict[str, AnyStatement | None] = dict(record.get(tuple(ids)))
        known |= {one.id: one for one in record.about(tuple(ids), places=["subject"]) if isinstance(one, Tie)}
        known |= changed
        self._statements = [one for one in known.values() if one is not None]

    def pairs(self, vocabulary: Vocabulary) -> Iterator[Pair]:
        """Area and theme of every actor that is there."""
        themes = {
            one.id: _common(one.themes, vocabulary)
            for one in self._statements
            if isinstance(one, Entity) and one.family == "actor" and one.status not in _OVER
        }
        places = {(one.subject, one.object) for one in self._statements if isinstance(one, Tie) and _is_place(one)}
        for subject, area in places:
            for theme in themes.get(subject, ()):
                yield area, theme


def _is_place(tie: Tie) -> bool:
    return tie.role in PLACES and tie.status not in _OVER


def _common(themes: Iterable[str], vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(common for theme in themes for common in vocabulary.common_themes(theme))


def _counts(record: Record, vocabulary: Vocabulary, pairs: Iterable[Pair]) -> Counter[Pair]:
    """How many actors there are at present for each of these pairs."""
    wanted = set(pairs)
    areas = {area for area, _ in wanted}
    ties = [one for one in record.about(tuple(areas), places=["object"]) if isinstance(one, Tie) and _is_place(one)]
    rows = record.entity_rows({one.subject for one in ties}) if ties else iter(())
    themes = {
        row.id: _common(row.themes, vocabulary) for row in rows if row.family == "actor" and row.status not in _OVER
    }
    places = {(one.subject, one.object) for one in ties}
    found = ((area, theme) for subject, area in places for theme in themes.get(subject, ()))
    return Counter(pair for pair in found if pair in wanted)


def seats_of(record: Record, found: Rebased) -> tuple[SeatEffect, ...]:
    """The posts whose holders would change."""
    written = {one.target: one.record if isinstance(one, Put) else None for one in found.operations}
    touched = [*found.present.values(), *(one for one in written.values() if one)]
    ids = {one.post for one in touched if isinstance(one, Tie) and one.post}
    known = {**record.get(tuple(ids)), **{id: one for id, one in written.items() if one is not None}}
    effects = []
    for post in (known[id] for id in sorted(ids) if id in known):
        if isinstance(post, Post):
            ties: dict[str, AnyStatement | None] = {one.id: one for one in record.about((post.id,), places=["post"])}
            effect = SeatEffect(post, _holders(ties.values(), post), _holders({**ties, **written}.values(), post))
            effects.append(effect)
    return tuple(one for one in effects if one.before != one.after or one.change == "over")


def _holders(ties: Iterable[AnyStatement | None], post: Post) -> int:
    """How many hold it: each tie as many seats as it counts, else one."""
    held = (one for one in ties if isinstance(one, Tie) and one.post == post.id and one.status not in _OVER)
    return sum(one.seats or 1 for one in held)
