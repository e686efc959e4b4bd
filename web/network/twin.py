"""The text twin of the picture: the same ties as a table, sorted, paged, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graph.columns import IntArray
from graph.pictures.twin import Sort, TwinRow, rows_of, twin_order
from graph.selection import Selection
from registry.model import Period, Tie
from registry.services import Record
from web.network.asking import Asked
from web.presenting.dates import period_text
from web.presenting.references import FlagNote, Ref, SourceRef, flag_notes, source_refs
from web.presenting.references import ref as link_of
from web.presenting.standings import StandingNote, standing_note
from web.site import Here

SIZE = 100
_SORTS: Final[dict[str, Sort]] = {
    "subjekt": "subject",
    "rolle": "role",
    "objekt": "object",
    "thema": "theme",
    "zeit": "time",
}


@dataclass(frozen=True)
class TwinLine:
    """One tie as a line of the table."""

    id: str
    subject: Ref
    role_label: str
    """Reads subject → object."""
    group: str
    group_label: str
    object: Ref
    theme: str
    period: str
    standing: StandingNote
    sources: tuple[SourceRef, ...]
    flags: tuple[FlagNote, ...]


@dataclass(frozen=True)
class TwinPage:
    """A page of the table; `page` counts from 1, `total` is the number of ties, as many as the picture draws."""

    lines: tuple[TwinLine, ...]
    total: int
    page: int
    pages: int


def ordered(selection: Selection, asked: Asked, lang: str) -> IntArray:
    """Numbers of the ties of a selection in the order that is asked for."""
    return twin_order(selection, lang, _SORTS[asked.sort], down=asked.down)


def twin_page(record: Record, found: Selection, asked: Asked, here: Here) -> TwinPage:
    """One page of the table, read in two queries."""
    order, vocabulary = ordered(found, asked, here.lang), found.snapshot.vocabulary
    pages = max(1, -(-len(order) // SIZE))
    page = min(asked.page, pages)
    shown = rows_of(found.snapshot, order[(page - 1) * SIZE : page * SIZE], here.lang)
    ties = {id: one for id, one in record.get([row.tie for row in shown]).items() if isinstance(one, Tie)}
    named = {end for row in shown for end in (row.subject, row.object)}
    documents = {source.document for one in ties.values() for source in one.sources}
    known = record.entities(named | documents)

    def line(row: TwinRow) -> TwinLine:
        tie = ties[row.tie]
        standing = standing_note(tie.period, tie.status, tie.sources, here.stand, here.lang)
        return TwinLine(
            id=row.tie,
            subject=link_of(known[row.subject], vocabulary, here.lang),
            role_label=row.role_label,
            group=row.group,
            group_label=vocabulary.groups[row.group].label(here.lang),
            object=link_of(known[row.object], vocabulary, here.lang),
            theme=row.theme_label,
            period="" if tie.status == "event" else period_text(tie.period, here.lang),
            standing=standing,
            sources=source_refs(tie.sources, known, here.lang),
            flags=flag_notes(tie.flags, here.lang),
        )

    return TwinPage(tuple(line(row) for row in shown), len(order), page, pages)


def sort_addresses(asked: Asked) -> dict[str, tuple[str, str]]:
    """For each column the `sortierung` that its heading leads to, and its present `aria-sort` (empty for none)."""
    found = {}
    for key in _SORTS:
        active = key == asked.sort
        state = ("descending" if asked.down else "ascending") if active else ""
        found[key] = (f"-{key}" if active and not asked.down else key, state)
    return found


def period_of(period: str, lang: str) -> str:
    """A period as in the record (`2013/..`) in words."""
    if not period:
        return ""
    start, _, end = period.partition("/")
    return period_text(Period(start=start or None, end=(end if "/" in period else start) or None), lang)
