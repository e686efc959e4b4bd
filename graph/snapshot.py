"""A frozen snapshot of the record: columns and compressed adjacency for one revision, one Stand and one viewer.

Everything in this room is a pure function of a snapshot. Entities and ties are numbered in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from graph.base import Base, take_base
from graph.columns import (
    STANDINGS,
    STATUSES,
    BoolArray,
    IntArray,
    closure,
    compressed,
    expand,
    shown,
    unique_pairs,
)
from graph.rows import Rows
from graph.sequences import First, Ids, NameLists, Numbers
from graph.standings import standings
from graph.ties import Ties
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
    """See the module. All arrays are indexed by entity or tie number; treat them as read-only.

    What depends on the Stand is computed when it is first asked for.
    """

    base: Base
    stand: date | None
    vocabulary: Vocabulary

    @property
    def revision(self) -> int:
        """Revision of the record."""
        return self.base.revision

    @property
    def level(self) -> Visibility:
        """What its viewer may see."""
        return self.base.level

    @property
    def erased(self) -> int:
        """How many persons had been erased from the record: nothing made before an erasure is shown after it."""
        return self.base.erased

    @property
    def key(self) -> Key:
        """What a snapshot belongs to: revision, Stand and the level of its viewer."""
        return (self.revision, self.stand, self.level)

    def __len__(self) -> int:
        return len(self.base.entities.ids)

    @property
    def ids(self) -> Ids:
        """Ids of the entities, in order."""
        return self.base.entities.ids

    @property
    def all_names(self) -> NameLists:
        """Names of each entity, the preferred one first."""
        return self.base.entities.names

    @property
    def kinds(self) -> tuple[str, ...]:
        """Keys of the kinds that occur."""
        return self.base.entities.kind.keys

    @property
    def kind(self) -> IntArray:
        """Index into `kinds`."""
        return self.base.entities.kind.codes

    @cached_property
    def status(self) -> IntArray:
        """Index into `STATUSES`."""
        return self.base.entities.dating.status.mapped(STATUSES.index)

    @cached_property
    def standing(self) -> IntArray:
        """Index into `STANDINGS` at the Stand, NO_STAND without one."""
        return standings(self.base.entities.dating, self.stand)

    @property
    def roles(self) -> tuple[str, ...]:
        """Keys of the roles that occur."""
        return self.base.ties.role.keys

    @cached_property
    def themes(self) -> tuple[str, ...]:
        """Keys of the themes that occur, with what they correspond to in the common scheme and everything broader."""
        used = {one for key in self.base.entities.themes.keys for one in key} | set(self.base.ties.theme.keys)
        return tuple(sorted({more for one in used for more in theme_lineage(one, self.vocabulary)}))

    @cached_property
    def own_themes(self) -> tuple[IntArray, IntArray]:
        """Pairs (entity, theme) as recorded with the entity, with what they correspond to and everything broader."""
        place = {key: number for number, key in enumerate(self.themes)}
        column = self.base.entities.themes
        table = [[place[more] for one in key for more in theme_lineage(one, self.vocabulary)] for key in column.keys]
        return expand(np.arange(len(column), dtype=np.int32), column.codes, table)

    @cached_property
    def ties(self) -> Ties:
        """The ties."""
        ties = self.base.ties
        return Ties(
            ties.ids, ties.subject, ties.object, ties.role.codes, ties.theme, self.themes, ties.dating, self.stand
        )

    @cached_property
    def index(self) -> Numbers:
        """Number of each entity by id."""
        return Numbers(self.ids)

    @cached_property
    def names(self) -> First:
        """Preferred names."""
        return First(self.all_names)

    @property
    def name_rank(self) -> IntArray:
        """Place of each entity in the order of German names (DIN 5007-1: ä like a, ß like ss)."""
        return self.base.name_rank

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
        parents: dict[int, list[int]] = {one: [] for one in np.flatnonzero(areas).tolist()}
        part = self.role_mask((PART_ROLE,)) & areas[self.ties.subject] & areas[self.ties.object]
        for subject, object_ in zip(self.ties.subject[part].tolist(), self.ties.object[part].tolist(), strict=True):
            parents[subject].append(object_)
        lineage = closure(parents)
        return [lineage.get(number, ()) for number in range(len(self))]

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

    def prepare(self) -> None:
        """Compute now what pages ask for first; without it the first of them waits the longer."""
        for part in ("entity_shown", "areas", "theme_pairs", "adjacency", "subject_roles", "tie_count", "name_rank"):
            getattr(self, part)

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
    return Snapshot(take_base(record), stand, vocabulary)
