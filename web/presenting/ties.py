"""Ties as lines of a table, seen from one of their ends and grouped by role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from graph.names import sort_key
from registry.model import Entity, Tie
from registry.services.keeping.attesting import confirmed
from registry.vocabulary import Vocabulary
from web.presenting.dates import date_text, period_text
from web.presenting.references import FlagNote, Ref, SourceRef, flag_notes, ref, source_refs
from web.presenting.standings import StandingNote, standing_note

Direction = Literal["out", "in"]


@dataclass(frozen=True)
class TieLine:
    """One tie seen from one end: `other` is the entity at the other one."""

    id: str
    other: Ref
    role: str
    role_label: str
    """Reads from the end that looks: `moderiert`, or `moderiert von`."""
    theme: str
    """Label of the theme it is scoped to, empty where none."""
    period: str
    standing: StandingNote
    wording: str
    note: str
    seats: int | None
    sources: tuple[SourceRef, ...]
    flags: tuple[FlagNote, ...]
    confirmed: str = ""
    """The day on which somebody who knows last confirmed it, in words; empty where nobody did."""


@dataclass(frozen=True)
class TieGroup:
    """The ties of one role in one direction."""

    role: str
    direction: Direction
    group: str
    """The role's group, for example `moderation`."""
    label: str
    lines: tuple[TieLine, ...]
    hidden: int = 0
    """How many more there are than are shown."""


@dataclass(frozen=True)
class View:
    """With whose eyes statements are presented: the entities they name, the words, the language, the Stand."""

    known: Mapping[str, Entity]
    vocabulary: Vocabulary
    lang: str
    stand: date

    def ref(self, id: str) -> Ref:
        """A known entity as a link. Raises KeyError."""
        return ref(self.known[id], self.vocabulary, self.lang)

    def theme(self, key: str | None) -> str:
        """Label of a theme; the key itself where the vocabulary lacks it."""
        if not key:
            return ""
        term = self.vocabulary.themes.get(key)
        return term.label(self.lang) if term else key


def tie_line(tie: Tie, centre: str, view: View) -> TieLine:
    """A tie as seen from the entity `centre`, which is one of its ends."""
    outward = tie.subject == centre
    role = view.vocabulary.roles[tie.role]
    said = confirmed(tie, view.known)
    return TieLine(
        id=tie.id,
        other=view.ref(tie.object if outward else tie.subject),
        role=tie.role,
        role_label=role.label(view.lang) if outward else role.inverse(view.lang),
        theme=view.theme(tie.theme),
        period="" if tie.status == "event" else period_text(tie.period, view.lang),
        standing=standing_note(tie.period, tie.status, tie.sources, view.stand, view.lang),
        wording=tie.wording or "",
        note=tie.note.text(view.lang) if tie.note else "",
        seats=tie.seats,
        sources=source_refs(tie.sources, view.known, view.lang),
        flags=flag_notes(tie.flags, view.lang),
        confirmed=date_text(said.on, view.lang) if said else "",
    )


def tie_groups(
    ties: Iterable[Tie],
    centre: str,
    view: View,
    *,
    most: int | None = None,
    totals: Mapping[tuple[str, str], int] | None = None,
) -> tuple[TieGroup, ...]:
    """The ties of an entity by role (in the vocabulary's order) and direction, outward first; at most `most` in each.

    `totals` says how many there really are by (role, direction) where `ties` are only the first of them.
    """
    found: dict[tuple[str, Direction], list[Tie]] = {}
    for tie in ties:
        direction: Direction = "out" if tie.subject == centre else "in"
        found.setdefault((tie.role, direction), []).append(tie)
    order = {role: place for place, role in enumerate(view.vocabulary.roles)}
    keys = sorted(found, key=lambda key: (key[1] == "in", order[key[0]]))
    return tuple(_group(key, found[key], centre, view, most, (totals or {}).get(key, 0)) for key in keys)


def _group(
    key: tuple[str, Direction], ties: list[Tie], centre: str, view: View, most: int | None, total: int
) -> TieGroup:
    role = view.vocabulary.roles[key[0]]
    label = role.label(view.lang) if key[1] == "out" else role.inverse(view.lang)
    # Sorting by names needs no presenting: only the lines that are shown are made.
    ordered = sorted(ties, key=lambda tie: _sort_key(tie, centre, view))
    shown = ordered if most is None else ordered[:most]
    lines = tuple(tie_line(one, centre, view) for one in shown)
    return TieGroup(key[0], key[1], role.group, label, lines, max(len(ordered), total) - len(lines))


def _sort_key(tie: Tie, centre: str, view: View) -> tuple[str, tuple[str, str], str]:
    other = view.known[tie.object if tie.subject == centre else tie.subject]
    name, start = sort_key(other.display_name(view.lang)), tie.period.start or ""
    return (start, name, "") if view.vocabulary.roles[tie.role].dated else (view.theme(tie.theme), name, start)
