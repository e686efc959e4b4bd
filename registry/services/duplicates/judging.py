"""A query made ready, and what each candidate comes to: its best name, the findings, their sum."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from registry.access import Viewer
from registry.services.duplicates.comparing import Comparison, Named, compare
from registry.services.duplicates.contacting import Key, key_of_identifier, keys_of_contact
from registry.services.duplicates.entries import Entry, Query, level_of
from registry.services.duplicates.estimating import Candidate, Mask, Part, Wanted, candidates
from registry.services.duplicates.facts import BySort, Findings, by_sort, compare_keys, compare_kinds, compare_places
from registry.services.duplicates.places import Places
from registry.services.duplicates.rarity import Rarity
from registry.services.duplicates.reasons import Ground, reasons_against, reasons_for
from registry.services.duplicates.table import FAMILIES, PERSON, core_of, joined
from registry.services.duplicates.weighing import Points, score, total, weigh
from registry.services.duplicates.wording import worded
from registry.vocabulary import Vocabulary

_Places = tuple[frozenset[str], frozenset[str]]
"""Of a candidate the areas by its ties, and those that its names speak of."""


@dataclass(frozen=True, slots=True)
class Hint:
    """An entity of the record that may be the one asked about."""

    id: str
    score: float
    """0 … 1: how many of such pairs are one body."""
    reasons: tuple[Ground, ...]
    against: tuple[Ground, ...]
    name: str
    """That of its names which fits best, as written."""
    points: tuple[Points, ...]
    """The summands that the score is made of (see weighing.py)."""


class Asked(NamedTuple):
    """A query made ready."""

    query: Query
    names: tuple[Named, ...]
    """Those of its names that have a word to compare."""
    areas: frozenset[str]
    """Where it is, besides what the names say."""
    named: frozenset[str]
    """Areas that its names speak of."""
    keys: BySort
    viewer: Viewer
    level: int
    bearers: Callable[[Key], int]
    """How many entities have a key as far as this viewer may know."""


class Judged(NamedTuple):
    """A candidate with that of its names which fits best; none where it is found by its contacts alone."""

    total: float
    entry: Entry
    findings: Findings
    comparison: Comparison | None

    @property
    def score(self) -> float:
        """0 … 1."""
        return score(self.total)

    def hint(self) -> Hint:
        """The same in values that a page can say."""
        points = weigh(self.findings)
        name = self.entry.all_names[self.comparison.row.name if self.comparison else 0]
        return Hint(
            id=self.entry.id,
            score=score(sum(each.points for each in points)),
            reasons=reasons_for(self.comparison, self.findings, name),
            against=reasons_against(self.comparison, self.findings),
            name=name,
            points=points,
        )


@dataclass(frozen=True)
class Judge:
    """Holds queries against the tables of an index."""

    parts: Sequence[Part]
    places: Places
    rarity: Rarity
    vocabulary: Vocabulary
    sorts: Mapping[str, int]
    """By kind its number in SORTS (see table.py) where that is not 0."""

    def asked(self, query: Query, viewer: Viewer) -> Asked:
        """The query ready to be compared."""
        names = tuple(named for name in query.names if (named := self._named(name)).words)
        contacts = (key for kind, value in query.contacts for key in keys_of_contact(kind, value))
        numbers = (key_of_identifier(scheme, value) for scheme, value in query.identifiers.items())
        bodies = (Key("body", id) for id in query.bodies)
        keys = by_sort([*contacts, *(key for key in numbers if key), *bodies])
        level = level_of(viewer)
        areas = frozenset(id for place in query.places for id in self.places.meant(place))
        called = frozenset[str]().union(*(named.areas for named in names))
        return Asked(query, names, areas, called, keys, viewer, level, self._bearers(level))

    def candidates(self, asked: Asked) -> list[Candidate]:
        """What is worth a close look."""
        areas = asked.areas | asked.named
        keys = frozenset(key for own in asked.keys.values() for key in own)
        wanted = Wanted(tuple(named.words for named in asked.names), areas, keys, asked.level)
        return candidates(self.parts, self.rarity, wanted, [self._allowed(asked, part) for part in self.parts])

    def judged(self, asked: Asked, one: Candidate) -> Judged:
        """What a candidate comes to."""
        table = self.parts[one.part].table
        entry = table.entries[one.entity]
        theirs = by_sort(key for key, least in table.keys_of[one.entity] if least <= asked.level)
        facts = {
            **compare_keys(asked.keys, theirs, asked.bearers),
            **compare_kinds(asked.query.kind, entry.kind, self._lineage),
        }
        areas = frozenset(id for id, visibility in entry.areas if asked.viewer.sees(visibility))
        places = areas, frozenset[str]().union(*(table.rows[row].areas for row in table.rows_of[one.entity]))
        pairs = [(named, table.rows[row]) for row in one.rows for named in asked.names]
        found = [self._judged(asked, entry, places, facts, compare(named, row, self.rarity)) for named, row in pairs]
        return max(found or [self._judged(asked, entry, places, facts, None)], key=lambda each: each.total)

    def _judged(
        self, asked: Asked, entry: Entry, places: _Places, facts: Findings, comparison: Comparison | None
    ) -> Judged:
        areas, called = places
        # Where one name of a body is silent about its town, its other names speak for it.
        named = (comparison and comparison.named.areas) or asked.named
        where = compare_places(asked.areas, named, areas, (comparison and comparison.row.areas) or called, self.places)
        findings = {**(comparison.findings if comparison else {}), **where, **facts}
        if comparison and comparison.mine and comparison.theirs and self.sorts.get(entry.kind) == PERSON:
            findings["other person"] = 1.0
        if comparison and "same town" not in where and "towns at odds" not in where:
            # Where the place does not tell them apart, a name that many have says little.
            findings["namesakes"] = math.log(max(1, self.rarity.namesakes(comparison.row.core)))
        return Judged(total(findings), entry, findings, comparison)

    def _named(self, name: str) -> Named:
        plain = worded(name)
        placed = self.places.placed(plain.words, self.rarity.known)
        return Named(name, placed.words, placed.areas, plain.legal, core_of(placed.words), joined(placed.words))

    def _allowed(self, asked: Asked, part: Part) -> Mask:
        """Of one family, persons with persons alone, and collectives with collectives."""
        table = part.table
        family = FAMILIES.index(asked.query.family) if asked.query.family in FAMILIES else -1
        may: Mask = ~part.dead & (table.levels <= asked.level) & (table.families == family)
        if asked.query.kind is not None:
            may &= table.sorts == self.sorts.get(asked.query.kind, 0)
        return may

    def _lineage(self, kind: str) -> tuple[str, ...]:
        return self.vocabulary.lineage(kind) if kind in self.vocabulary.kinds else (kind,)

    def _bearers(self, level: int) -> Callable[[Key], int]:
        @cache
        def count(key: Key) -> int:
            """Counted once a query: the host of a town has many."""
            return sum(
                one.level <= level and not part.dead[one.entity]
                for part in self.parts
                for one in part.table.keys.get(key, ())
            )

        return count
