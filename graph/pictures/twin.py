"""The text twin of a picture: every tie that it draws, in words, for a table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.columns import NO_STAND, STANDINGS, STATUSES
from graph.selection import Selection
from graph.snapshot import Snapshot
from registry.model import Period


@dataclass(frozen=True)
class TwinRow:
    """One tie in words. Labels are in the language asked for; `status` and `standing` are keys."""

    tie: str
    subject: str
    subject_name: str
    role: str
    role_label: str
    """Reads subject → object."""
    group: str
    object: str
    object_name: str
    theme: str | None
    theme_label: str
    period: str
    """EDTF interval, empty where nothing is known."""
    start: str | None
    end: str | None
    attested: str | None
    status: str
    standing: str | None
    """How it stands at the snapshot's Stand; None without one."""


def twin_rows(selection: Selection, lang: str = "de", *, offset: int = 0, limit: int | None = None) -> list[TwinRow]:
    """The ties of a selection, ordered by subject (German order), role as in the vocabulary, and object.

    `offset` and `limit` choose a page of `len(selection.ties)` rows.
    """
    snapshot = selection.snapshot
    ties = snapshot.ties
    rank = snapshot.name_rank
    roles = list(snapshot.vocabulary.roles)
    place = np.array([roles.index(one) for one in snapshot.roles] or [0])
    chosen = selection.ties
    keys = (chosen, rank[ties.object[chosen]], place[ties.role[chosen]], rank[ties.subject[chosen]])
    page = chosen[np.lexsort(keys)][offset : None if limit is None else offset + limit]
    return [twin_row(snapshot, one, lang) for one in page.tolist()]


def twin_row(snapshot: Snapshot, tie: int, lang: str) -> TwinRow:
    """One tie of a snapshot in words."""
    ties, vocabulary = snapshot.ties, snapshot.vocabulary
    subject, object_ = int(ties.subject[tie]), int(ties.object[tie])
    role = vocabulary.roles[snapshot.roles[ties.role[tie]]]
    theme = snapshot.themes[ties.theme[tie]] if ties.theme[tie] >= 0 else None
    term = vocabulary.themes.get(theme) if theme else None
    standing = int(ties.standing[tie])
    return TwinRow(
        tie=ties.ids[tie],
        subject=snapshot.ids[subject],
        subject_name=snapshot.names[subject],
        role=role.key,
        role_label=role.label(lang),
        group=role.group,
        object=snapshot.ids[object_],
        object_name=snapshot.names[object_],
        theme=theme,
        theme_label=term.label(lang) if term else theme or "",
        period=str(Period(start=ties.start[tie], end=ties.end[tie])),
        start=ties.start[tie],
        end=ties.end[tie],
        attested=ties.attested[tie],
        status=STATUSES[ties.status[tie]],
        standing=None if standing == NO_STAND else str(STANDINGS[standing]),
    )
