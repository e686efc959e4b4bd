"""What the filter of the network offers to choose from: only what the record has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graph.filtering import Filter, select
from graph.listing import Choice, list_actors
from graph.names import sort_key
from graph.pictures.styles import LINES
from graph.snapshot import Snapshot
from web.network.asking import GROUPS, Asked


@dataclass(frozen=True)
class Option:
    """One line of a selection list; `depth` counts what contains it."""

    key: str
    label: str
    count: int
    depth: int = 0

    @property
    def text(self) -> str:
        """The label, moved in by its depth (lists in forms have no other way to show it)."""
        return "\u2003" * self.depth + self.label


@dataclass(frozen=True)
class GroupChoice:
    """One role group: whether it is shown, how many ties of it there are, and what its line looks like."""

    key: str
    label: str
    look: str
    count: int
    shown: bool
    colour: str
    width: float
    dashes: str
    arrow: str


@dataclass(frozen=True)
class Choices:
    """Everything that the form offers."""

    kinds: tuple[Option, ...]
    areas: tuple[Option, ...]
    themes: tuple[Option, ...]
    roles: tuple[tuple[str, tuple[Option, ...]], ...]
    """(group label, roles of the group)."""


def choices(snapshot: Snapshot, lang: str) -> Choices:
    """The kinds, areas, themes and roles that the actors of a snapshot have, with their numbers."""
    facets = list_actors(snapshot, size=1, lang=lang).facets
    return Choices(nested(facets.kind), nested(facets.area), nested(facets.theme), _roles(snapshot, lang))


def nested(found: Iterable[Choice]) -> tuple[Option, ...]:
    """Choices in the order of a tree: each under what contains it, brothers by name."""
    by_key = {one.key: one for one in found}
    below: dict[str | None, list[Choice]] = {}
    for one in by_key.values():
        below.setdefault(one.broader if one.broader in by_key else None, []).append(one)

    def walk(parent: str | None, depth: int) -> Iterable[Option]:
        for one in sorted(below.get(parent, ()), key=lambda choice: sort_key(choice.label)):
            yield Option(one.key, one.label, one.count, depth)
            yield from walk(one.key, depth + 1)

    return tuple(walk(None, 0))


def _role_counts(snapshot: Snapshot) -> dict[str, int]:
    ties = select(snapshot, Filter()).ties
    counts = np.bincount(snapshot.ties.role[ties], minlength=len(snapshot.roles))
    return {key: int(count) for key, count in zip(snapshot.roles, counts, strict=True) if count}


def _roles(snapshot: Snapshot, lang: str) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    counts, terms = _role_counts(snapshot), snapshot.vocabulary.roles
    groups = snapshot.vocabulary.groups
    return tuple(
        (groups[group].label(lang), options)
        for group in GROUPS
        if (
            options := tuple(
                Option(key, terms[key].noun(lang), counts[key]) for key in counts if terms[key].group == group
            )
        )
    )


def group_choices(snapshot: Snapshot, asked: Asked, lang: str) -> tuple[GroupChoice, ...]:
    """The role groups that occur between actors, those that stand out first."""
    counts: dict[str, int] = {}
    for role, count in _role_counts(snapshot).items():
        group = snapshot.vocabulary.roles[role].group
        counts[group] = counts.get(group, 0) + count
    shown = asked.shown_groups or (() if asked.role else GROUPS)
    return tuple(
        GroupChoice(
            key=group,
            label=snapshot.vocabulary.groups[group].label(lang),
            look=LINES[group].text(lang),
            count=counts[group],
            shown=group in shown,
            colour=LINES[group].colour,
            width=LINES[group].width,
            dashes=" ".join(str(one) for one in LINES[group].dashes),
            arrow=LINES[group].arrow,
        )
        for group in GROUPS
        if group in counts
    )
