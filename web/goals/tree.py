"""Goals as trees: what is part of what, by paper, in the order in which the paper names them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from werkzeug.datastructures import MultiDict

from graph.columns import STANDINGS, BoolArray
from graph.filtering import theme_mask
from graph.names import sort_key
from graph.snapshot import Snapshot
from registry.model import Entity
from registry.model.periods import Standing, bounds
from registry.services import Record
from web.addresses import page_in
from web.belonging import area_counts, kreise
from web.presenting.dates import period_text
from web.presenting.references import Ref, entity_address, ref
from web.presenting.standings import StandingNote, standing_note
from web.site import Here
from web.sources.locators import first_lines

SIZE: Final = 150
"""Trees on one page."""
_PARTNERS: Final = {
    "verfolgt": "pursued",
    "federfuehrung": "pursued",
    "beteiligt": "partners",
    "kooperation": "partners",
}
Option = tuple[str, str, int]
Named = tuple[str, str]


@dataclass(frozen=True)
class Wanted:
    """What the address of the list asks for."""

    kind: str = ""
    theme: str = ""
    area: str = ""
    page: int = 1

    @property
    def narrows(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.kind or self.theme or self.area)


def wanted(arguments: MultiDict[str, str]) -> Wanted:
    """Read the address."""
    kind, theme, area = (arguments.get(name, "")[:200] for name in ("art", "thema", "gebiet"))
    return Wanted(kind, theme, area, page=page_in(arguments))


@dataclass
class Goal:
    """One goal with what is part of it."""

    ref: Ref
    period: str
    standing: StandingNote
    status: str
    pursued: list[Named]
    """(name, address) of those who pursue it or lead on it."""
    partners: list[Named]
    """(name, address) of those who contribute."""
    matches: bool
    """Whether the filter fits it, or only something in it."""
    parts: list[Goal] = field(default_factory=list)


@dataclass(frozen=True)
class Paper:
    """The goals of one document."""

    ref: Ref | None
    """None for goals without a source."""
    areas: tuple[str, ...]
    goals: tuple[Goal, ...]
    count: int


@dataclass(frozen=True)
class GoalList:
    """All trees that the filter leaves, by paper, with what the filter offers."""

    papers: tuple[Paper, ...]
    total: int
    """Goals that the filter fits."""
    page: int
    pages: int
    kinds: tuple[Option, ...]
    themes: tuple[Option, ...]
    areas: tuple[Option, ...]


class Goals:
    """The goals of a snapshot that are known at its Stand."""

    def __init__(self, record: Record, snapshot: Snapshot, here: Here) -> None:
        """Reads the goals and the documents that name them."""
        self.snapshot, self.here = snapshot, here
        numbers = np.flatnonzero(snapshot.of_kinds(("goal",)))
        rows = {row.id: row for row in record.entity_rows([snapshot.ids[one] for one in numbers])}
        self.every = [one for one in numbers.tolist() if self._known(one, rows[snapshot.ids[one]].attested)]
        self.entities = record.entities([snapshot.ids[one] for one in self.every])
        self.documents = record.entities({one.sources[0].document for one in self.entities.values() if one.sources})
        self.parents = self._parents()
        self.people = self._people()

    def _known(self, number: int, attested: tuple[str, ...]) -> bool:
        # What is planned for later is known from the day of its source on.
        ahead = (Standing.NOT_YET, Standing.UNATTESTED)
        if STANDINGS[int(self.snapshot.standing[number])] not in ahead:
            return True
        return any(bounds(one)[0] <= self.here.stand for one in attested)

    def _parents(self) -> dict[int, int]:
        ties, every = self.snapshot.ties, set(self.every)
        part = np.flatnonzero(self.snapshot.role_mask(("teil_von",)))
        pairs = ((int(ties.subject[one]), int(ties.object[one])) for one in part.tolist())
        return {child: parent for child, parent in pairs if child in every and parent in every and child != parent}

    def _people(self) -> dict[int, dict[str, list[int]]]:
        ties, every = self.snapshot.ties, set(self.every)
        found: dict[int, dict[str, list[int]]] = {}
        actors = self.snapshot.of_kinds(("actor", "offer"))
        for one in np.flatnonzero(self.snapshot.role_mask(tuple(_PARTNERS))).tolist():
            goal, who = int(ties.object[one]), int(ties.subject[one])
            if goal in every and actors[who]:
                as_ = _PARTNERS[self.snapshot.roles[ties.role[one]]]
                found.setdefault(goal, {}).setdefault(as_, []).append(who)
        return found

    def root(self, number: int) -> int:
        """The goal at the top of the tree in which a goal stands."""
        seen = {number}
        while (parent := self.parents.get(number)) is not None and parent not in seen:
            seen.add(parent)
            number = parent
        return number

    def order(self, number: int) -> tuple[int, tuple[str, str]]:
        """Where its paper names it first."""
        entity = self.entities.get(self.snapshot.ids[number])
        lines = first_lines(entity.sources[0].locator) if entity and entity.sources else (0,)
        return (min(lines), sort_key(self.snapshot.names[number]))

    def paper(self, number: int) -> str:
        """Id of the document that names a goal first; empty without one."""
        entity = self.entities.get(self.snapshot.ids[number])
        return entity.sources[0].document if entity and entity.sources else ""

    def goal(self, number: int, matches: bool) -> Goal:
        """A goal without its parts."""
        entity, here = self.entities[self.snapshot.ids[number]], self.here
        people = self.people.get(number, {})
        return Goal(
            ref=ref(entity, self.snapshot.vocabulary, here.lang),
            period=period_text(entity.period, here.lang),
            standing=standing_note(entity.period, entity.status, entity.sources, here.stand, here.lang),
            status=str(entity.status),
            pursued=self._named(people.get("pursued", ())),
            partners=self._named(people.get("partners", ())),
            matches=matches,
        )

    def _named(self, numbers: Iterable[int]) -> list[Named]:
        snapshot = self.snapshot
        ordered = sorted(dict.fromkeys(numbers), key=lambda one: int(snapshot.name_rank[one]))
        return [(snapshot.names[one], entity_address(snapshot.ids[one], snapshot.family_of(one))) for one in ordered]


def goal_list(record: Record, snapshot: Snapshot, want: Wanted, here: Here) -> GoalList:
    """The trees with at least one goal that the filter fits; of each tree only what fits and what it is part of."""
    goals = Goals(record, snapshot, here)
    fits = _fits(goals, want)
    left = [one for one in goals.every if fits[one]]
    roots = sorted({goals.root(one) for one in left}, key=lambda one: (goals.paper(one), goals.order(one)))
    pages = max(1, -(-len(roots) // SIZE))
    page = min(want.page, pages)
    shown = roots[(page - 1) * SIZE : page * SIZE]
    papers = _papers(goals, shown, _trees(goals, left, fits, shown))
    return GoalList(
        papers=tuple(papers),
        total=len(left),
        page=page,
        pages=pages,
        kinds=_kind_options(goals, want),
        themes=_theme_options(goals, want),
        areas=tuple(area_counts(snapshot, _left(goals, Wanted(kind=want.kind, theme=want.theme)))),
    )


def goal_ids(record: Record, snapshot: Snapshot, want: Wanted, here: Here) -> list[str]:
    """Every goal that the filter fits, by paper and in its order."""
    goals = Goals(record, snapshot, here)
    left = sorted(_left(goals, want), key=lambda one: (goals.paper(one), goals.order(one)))
    return snapshot.ids.several(np.array(left, dtype=np.int32))


def _fits(goals: Goals, want: Wanted) -> BoolArray:
    snapshot = goals.snapshot
    found = np.zeros(len(snapshot), dtype=np.bool_)
    found[goals.every] = True
    if want.kind:
        found &= snapshot.of_kinds((want.kind,))
    if want.theme:
        found &= theme_mask(snapshot, (want.theme,))
    if want.area:
        belongs = kreise(snapshot)
        inside = [one for one in goals.every if want.area in {snapshot.ids[area] for area in belongs.get(one, ())}]
        area = np.zeros(len(snapshot), dtype=np.bool_)
        area[inside] = True
        found &= area
    return found


def _left(goals: Goals, want: Wanted) -> list[int]:
    fits = _fits(goals, want)
    return [one for one in goals.every if fits[one]]


def _trees(goals: Goals, left: Sequence[int], fits: BoolArray, roots: Sequence[int]) -> dict[int, Goal]:
    """Made goals of these trees by number, put into each other."""
    wanted_roots, needed = set(roots), dict[int, None]()
    for one in left:
        if goals.root(one) in wanted_roots:
            seen: set[int] = set()
            current: int | None = one
            while current is not None and current not in seen:
                seen.add(current)
                needed[current] = None
                current = goals.parents.get(current)
    made = {one: goals.goal(one, bool(fits[one])) for one in needed}
    for one in sorted(made, key=goals.order):
        parent = goals.parents.get(one)
        if parent is not None and one not in wanted_roots:
            made[parent].parts.append(made[one])
    return made


def _papers(goals: Goals, roots: Sequence[int], made: dict[int, Goal]) -> Iterable[Paper]:
    by_paper: dict[str, list[int]] = {}
    for one in roots:
        by_paper.setdefault(goals.paper(one), []).append(one)
    belongs, snapshot = kreise(goals.snapshot), goals.snapshot
    for id, numbers in sorted(by_paper.items(), key=lambda item: -len(item[1])):
        document = goals.documents.get(id)
        areas = belongs.get(snapshot.index.get(id, -1), ())
        trees = tuple(made[one] for one in numbers)
        link = ref(document, snapshot.vocabulary, goals.here.lang) if isinstance(document, Entity) else None
        yield Paper(link, tuple(snapshot.names[one] for one in areas), trees, sum(_size(one) for one in trees))


def _size(goal: Goal) -> int:
    return int(goal.matches) + sum(_size(one) for one in goal.parts)


def _kind_options(goals: Goals, want: Wanted) -> tuple[Option, ...]:
    snapshot = goals.snapshot
    counts: dict[str, int] = {}
    for one in _left(goals, Wanted(theme=want.theme, area=want.area)):
        for key in snapshot.vocabulary.lineage(snapshot.kind_of(one))[:-1]:
            counts[key] = counts.get(key, 0) + 1
    terms = snapshot.vocabulary.kinds
    return tuple((key, terms[key].plural(goals.here.lang), counts[key]) for key in terms if key in counts)


def _theme_options(goals: Goals, want: Wanted) -> tuple[Option, ...]:
    snapshot, terms = goals.snapshot, goals.snapshot.vocabulary.themes
    left = set(_left(goals, Wanted(kind=want.kind, area=want.area)))
    counts: dict[str, int] = {}
    for entity, theme in zip(*(one.tolist() for one in snapshot.theme_pairs), strict=True):
        key = snapshot.themes[theme]
        if entity in left and key.startswith("gemeinsam:") and key in terms:
            counts[key] = counts.get(key, 0) + 1
    rows = ((key, terms[key].label(goals.here.lang), count) for key, count in counts.items())
    return tuple(sorted(rows, key=lambda row: sort_key(row[1])))


def path_of(record: Record, snapshot: Snapshot, id: str, here: Here) -> list[Ref]:
    """What a goal is part of, the topmost first."""
    goals = Goals(record, snapshot, here)
    number: int | None = goals.parents.get(snapshot.index[id])
    found: list[int] = []
    while number is not None and number not in found:
        found.append(number)
        number = goals.parents.get(number)
    return [ref(goals.entities[snapshot.ids[one]], snapshot.vocabulary, here.lang) for one in reversed(found)]
