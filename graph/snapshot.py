"""A frozen snapshot of the record: columns and compressed adjacency for one revision, one Stand and one viewer.

Everything in this room is a pure function of a snapshot. Entities and ties are numbered in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from graph.columns import (
    NO_STAND,
    STANDINGS,
    STATUSES,
    BoolArray,
    IntArray,
    Ties,
    attested_of,
    closure,
    coded,
    compressed,
    expand,
    integers,
    shown,
    standing_judge,
    unique_pairs,
)
from graph.names import sort_key
from graph.rows import EntityColumns, Rows
from registry.model import Visibility
from registry.model.periods import Standing
from registry.vocabulary import Vocabulary

if TYPE_CHECKING:
    import igraph
    import networkx as nx

AREA_ROLES = ("sitz", "gebietsbezug")
PART_ROLE = "teil_von"
Key = tuple[int, date | None, Visibility]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """See the module. All arrays are indexed by entity or tie number; treat them as read-only."""

    revision: int
    stand: date | None
    level: Visibility
    vocabulary: Vocabulary
    ids: tuple[str, ...]
    all_names: tuple[tuple[str, ...], ...]
    """Preferred name first."""
    kinds: tuple[str, ...]
    kind: IntArray
    """Index into `kinds`."""
    status: IntArray
    standing: IntArray
    roles: tuple[str, ...]
    themes: tuple[str, ...]
    """Keys of the themes that occur, with what they correspond to in the common scheme and everything broader."""
    own_themes: tuple[IntArray, IntArray]
    """Pairs (entity, theme) as recorded with the entity, with what they correspond to and everything broader."""
    ties: Ties
    erased: int = 0
    """How many persons had been erased from the record: nothing made before an erasure is shown after it."""

    @property
    def key(self) -> Key:
        """What a snapshot belongs to: revision, Stand and the level of its viewer."""
        return (self.revision, self.stand, self.level)

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def index(self) -> dict[str, int]:
        """Number of each entity by id."""
        return {id_: number for number, id_ in enumerate(self.ids)}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Preferred names."""
        return tuple(one[0] for one in self.all_names)

    @cached_property
    def name_rank(self) -> IntArray:
        """Place of each entity in the order of German names (DIN 5007-1: ä like a, ß like ss)."""
        keys = [sort_key(name) for name in self.names]
        order = sorted(range(len(keys)), key=keys.__getitem__)
        rank = np.empty(len(keys), dtype=np.int32)
        rank[order] = np.arange(len(keys), dtype=np.int32)
        return rank

    def kind_of(self, number: int) -> str:
        """Key of an entity's kind."""
        return self.kinds[int(self.kind[number])]

    def family_of(self, number: int) -> str:
        """Family of an entity: actor, offer, goal, document or area."""
        family: str = self.vocabulary.family(self.kind_of(number))
        return family

    def of_kinds(self, kinds: Collection[str]) -> BoolArray:
        """Which entities are of one of these kinds or narrower. Keys that are no kind match nothing."""
        fits = [self.vocabulary.fits(one, kinds) for one in self.kinds]
        return np.array(fits, dtype=np.bool_)[self.kind]

    @cached_property
    def tie_shown(self) -> BoolArray:
        """Which ties stand at the Stand (all of them without one)."""
        return shown(self.ties.status, self.ties.standing)

    @cached_property
    def entity_shown(self) -> BoolArray:
        """Which entities stand at the Stand, or have a tie that does (which attests them). Areas always do."""
        found = shown(self.status, self.standing) | self.of_kinds(("area",))
        gone = self.standing == STANDINGS.index(Standing.ENDED)
        tied = np.zeros(len(self), dtype=np.bool_)
        tied[self.ties.subject[self.tie_shown]] = True
        tied[self.ties.object[self.tie_shown]] = True
        return np.asarray(found | (tied & ~gone), dtype=np.bool_)

    @cached_property
    def adjacency(self) -> tuple[NDArray[np.int64], IntArray, IntArray]:
        """Compressed rows over ties in both directions: `(starts, neighbour, tie)`; row i is
        `starts[i]:starts[i + 1]`.
        """
        ends = np.concatenate((self.ties.subject, self.ties.object))
        others = np.concatenate((self.ties.object, self.ties.subject))
        starts, order = compressed(ends, len(self))
        tie = np.tile(np.arange(len(self.ties), dtype=np.int32), 2)
        return starts, others[order], tie[order]

    def ties_of(self, number: int) -> IntArray:
        """Numbers of the ties that an entity takes part in, in order."""
        starts, _, tie = self.adjacency
        return np.unique(tie[starts[number] : starts[number + 1]])

    def role_mask(self, roles: Collection[str]) -> BoolArray:
        """Which ties have one of these roles."""
        return np.array([one in roles for one in self.roles] or [False], dtype=np.bool_)[self.ties.role]

    @cached_property
    def area_parents(self) -> list[tuple[int, ...]]:
        """For each entity number the areas it is part of, itself first (empty for what is no area)."""
        areas = self.of_kinds(("area",))
        parents: list[list[int]] = [[] for _ in self.ids]
        part = self.role_mask((PART_ROLE,)) & areas[self.ties.subject] & areas[self.ties.object]
        for tie in np.flatnonzero(part):
            parents[self.ties.subject[tie]].append(int(self.ties.object[tie]))
        lineage = closure(parents)
        return [one if areas[number] else () for number, one in enumerate(lineage)]

    @cached_property
    def direct_areas(self) -> tuple[IntArray, IntArray]:
        """Pairs (entity, area) as ties say: where it is seated or works."""
        fits = self.role_mask(AREA_ROLES) & self.tie_shown & self.of_kinds(("area",))[self.ties.object]
        return unique_pairs(self.ties.subject[fits], self.ties.object[fits])

    @cached_property
    def areas(self) -> tuple[IntArray, IntArray]:
        """Pairs (entity, area) with every area that contains one of its areas; an area is in itself."""
        own = np.flatnonzero(self.of_kinds(("area",))).astype(np.int32)
        first, second = self.direct_areas
        return expand(np.concatenate((first, own)), np.concatenate((second, own)), self.area_parents)

    @cached_property
    def theme_pairs(self) -> tuple[IntArray, IntArray]:
        """Pairs (entity, theme): its own themes and those of its ties, with correspondences and everything broader."""
        scoped = self.tie_shown & (self.ties.theme >= 0)
        ends = np.concatenate((self.ties.subject[scoped], self.ties.object[scoped]))
        themes = np.tile(self.ties.theme[scoped], 2)
        more = expand(ends, themes, self.theme_lineage)
        return unique_pairs(
            np.concatenate((self.own_themes[0], more[0])), np.concatenate((self.own_themes[1], more[1]))
        )

    @cached_property
    def subject_roles(self) -> tuple[IntArray, IntArray]:
        """Pairs (entity, role) of the ties of which it is the subject and that stand."""
        return unique_pairs(self.ties.subject[self.tie_shown], self.ties.role[self.tie_shown])

    @cached_property
    def theme_lineage(self) -> list[tuple[int, ...]]:
        """For each theme number the themes it counts as: itself, broader ones, what they correspond to in
        the common scheme.
        """
        place = {key: number for number, key in enumerate(self.themes)}
        return [tuple(place[one] for one in theme_lineage(key, self.vocabulary) if one in place) for key in self.themes]

    @cached_property
    def tie_count(self) -> IntArray:
        """Number of ties of each entity that stand, those that only say where it is left aside."""
        counted = self.tie_shown & ~self.role_mask(self.vocabulary.roles_in("place"))
        ends = np.concatenate((self.ties.subject[counted], self.ties.object[counted]))
        return np.bincount(ends, minlength=len(self)).astype(np.int32)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """All entities and ties as a networkx graph; see `graph.conversion`."""
        from graph.conversion import to_networkx

        return to_networkx(self)

    def to_igraph(self) -> igraph.Graph:
        """All entities and ties as a directed igraph graph; see `graph.conversion`."""
        from graph.conversion import to_igraph

        return to_igraph(self)


def theme_lineage(theme: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The themes that a theme counts as, itself first."""
    found: dict[str, None] = {theme: None}
    queue = [theme]
    for current in queue:
        term = vocabulary.themes.get(current)
        broader = (term.broader,) if term is not None and term.broader else ()
        for one in (*broader, *vocabulary.common_themes(current)):
            if one not in found:
                found[one] = None
                queue.append(one)
    return tuple(found)


def take_snapshot(record: Rows, stand: date | None, vocabulary: Vocabulary) -> Snapshot:
    """Freeze what a record's viewer may see. Ties with an end that the viewer may not see are left out.

    With a Stand, `tie_shown` and `entity_shown` say what stood on that day; without one everything is shown.
    """
    rows = sorted(record.entity_rows(), key=lambda row: row.id)
    index = {row.id: number for number, row in enumerate(rows)}
    ties = [row for row in record.tie_rows() if row.subject in index and row.object in index]
    ties.sort(key=lambda row: row.id)
    used = {one for row in rows for one in row.themes} | {row.theme for row in ties if row.theme}
    themes = sorted({more for one in used for more in theme_lineage(one, vocabulary)})
    place = {key: number for number, key in enumerate(themes)}
    kinds, kind = coded([row.kind for row in rows])
    roles, role = coded([row.role for row in ties])
    return Snapshot(
        revision=record.revision,
        stand=stand,
        level=record.viewer.level,
        vocabulary=vocabulary,
        ids=tuple(row.id for row in rows),
        all_names=tuple(row.names for row in rows),
        kinds=kinds,
        kind=kind,
        status=_statuses(rows),
        standing=_standings(rows, stand),
        roles=roles,
        themes=tuple(themes),
        own_themes=_own_themes(rows, place, vocabulary),
        ties=Ties(
            ids=tuple(row.id for row in ties),
            subject=integers((index[row.subject] for row in ties), len(ties)),
            object=integers((index[row.object] for row in ties), len(ties)),
            role=role,
            theme=integers((place[row.theme] if row.theme else -1 for row in ties), len(ties)),
            status=_statuses(ties),
            standing=_standings(ties, stand),
            start=tuple(row.start for row in ties),
            end=tuple(row.end for row in ties),
            attested=tuple(map(attested_of(stand), (row.attested for row in ties))),
        ),
    )


def _statuses(rows: list[Any]) -> IntArray:
    place = {key: number for number, key in enumerate(STATUSES)}
    return integers((place[row.status] for row in rows), len(rows))


def _standings(rows: list[Any], stand: date | None) -> IntArray:
    if stand is None:
        return np.full(len(rows), NO_STAND, dtype=np.int32)
    judge, attested = standing_judge(stand), attested_of(stand)
    return integers((judge(row.status, row.start, row.end, attested(row.attested)) for row in rows), len(rows))


def _own_themes(rows: list[EntityColumns], place: dict[str, int], vocabulary: Vocabulary) -> tuple[IntArray, IntArray]:
    lineage = {key: [place[one] for one in theme_lineage(key, vocabulary)] for key in place}
    pairs = [(number, one) for number, row in enumerate(rows) for key in row.themes for one in lineage[key]]
    return unique_pairs(integers(one for one, _ in pairs), integers(one for _, one in pairs))
