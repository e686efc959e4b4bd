"""The text twin of the picture: the same ties as a table, sorted, paged, each with its source."""

from __future__ import annotations

from dataclasses import dataclass

from graph.names import sort_key
from graph.pictures.styles import LINES
from graph.pictures.twin import TwinRow, twin_rows
from graph.selection import Selection
from registry.model import Period, Tie
from registry.services import Record
from registry.vocabulary import Vocabulary
from web.network.asking import Asked
from web.presenting.dates import period_text
from web.presenting.references import FlagNote, Ref, SourceRef, flag_notes, source_refs
from web.presenting.references import ref as link_of
from web.presenting.standings import StandingNote, standing_note
from web.site import Here

SIZE = 100
_ORDER = {group: place for place, group in enumerate(LINES)}


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


def ordered(selection: Selection, asked: Asked, lang: str) -> list[TwinRow]:
    """The ties of a selection in the order that is asked for; equal ones stay by subject, role and object."""
    rows = twin_rows(selection, lang)
    keys = {
        "rolle": lambda row: (_ORDER[row.group], row.role_label),
        "objekt": lambda row: sort_key(row.object_name),
        "thema": lambda row: (not row.theme_label, sort_key(row.theme_label)),
        "zeit": lambda row: row.period or row.attested or "",
        "subjekt": lambda row: sort_key(row.subject_name),
    }
    return sorted(rows, key=keys[asked.sort], reverse=asked.down)


def twin_page(record: Record, vocabulary: Vocabulary, rows: list[TwinRow], page: int, here: Here) -> TwinPage:
    """One page of the table, read in two queries."""
    pages = max(1, -(-len(rows) // SIZE))
    page = min(page, pages)
    shown = rows[(page - 1) * SIZE : page * SIZE]
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

    return TwinPage(tuple(line(row) for row in shown), len(rows), page, pages)


def sort_addresses(asked: Asked) -> dict[str, tuple[str, str]]:
    """For each column the `sortierung` that its heading leads to, and its present `aria-sort` (empty for none)."""
    found = {}
    for key in ("subjekt", "rolle", "objekt", "thema", "zeit"):
        active = key == asked.sort
        state = ("descending" if asked.down else "ascending") if active else ""
        found[key] = (f"-{key}" if active and not asked.down else key, state)
    return found


def period_of(row: TwinRow, lang: str) -> str:
    """A period as in the record (`2013/..`) in words."""
    if not row.period:
        return ""
    start, _, end = row.period.partition("/")
    return period_text(Period(start=start or None, end=(end if "/" in row.period else start) or None), lang)
