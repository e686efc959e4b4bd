"""The list of documents, and the dated deliberations of those that are listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from graph.names import sort_key
from graph.pictures.timeline import TimelineEvent, ordered
from graph.snapshot import Snapshot
from registry.model import Entity, Tie
from registry.model.periods import bounds
from registry.services import Record
from web.addresses import page_in
from web.belonging import area_counts, kreise
from web.known import known_by_then
from web.presenting.dates import period_text
from web.presenting.references import Ref, SourceRef, ref, source_refs
from web.presenting.standings import StandingNote, standing_note
from web.site import Here

SIZE: Final = 50
MOST_EVENTS: Final = 60
Option = tuple[str, str, int]


@dataclass(frozen=True)
class Wanted:
    """What the address of the list asks for."""

    kind: str = ""
    area: str = ""
    sort: str = "-datum"
    page: int = 1


def wanted(arguments: MultiDict[str, str]) -> Wanted:
    """Read the address; what it does not understand it leaves out."""
    sort = arguments.get("sortierung", "-datum")
    return Wanted(
        kind=arguments.get("art", "")[:200],
        area=arguments.get("gebiet", "")[:200],
        sort=sort if sort.lstrip("-") in ("datum", "name", "art") else "-datum",
        page=page_in(arguments),
    )


@dataclass(frozen=True)
class DocumentLine:
    """One document of the list."""

    ref: Ref
    date: str
    areas: tuple[str, ...]
    standing: StandingNote
    number: str
    """Its number as a paper of a body, where it has one."""
    cited: int
    """How many statements cite it."""


@dataclass(frozen=True)
class DocumentList:
    """A page of the list with what the filter offers."""

    lines: tuple[DocumentLine, ...]
    total: int
    page: int
    pages: int
    kinds: tuple[Option, ...]
    areas: tuple[Option, ...]
    numbers: tuple[int, ...]
    """Numbers of all documents that the filter leaves."""


def document_list(record: Record, snapshot: Snapshot, want: Wanted, cited: dict[str, int], here: Here) -> DocumentList:
    """The documents that the filter leaves, sorted and paged, and how many each kind and Kreis has."""
    of_kind, in_area = _of_kind(snapshot, want), _in_area(snapshot, want)
    ordered = _ordered(record, snapshot, _both(of_kind, in_area), want.sort, here.lang)
    pages = max(1, -(-len(ordered) // SIZE))
    page = min(want.page, pages)
    shown = ordered[(page - 1) * SIZE : page * SIZE]
    known = record.entities([snapshot.ids[one] for one in shown])
    lines = tuple(
        _line(known[snapshot.ids[one]], one, snapshot, cited, here) for one in shown if snapshot.ids[one] in known
    )
    return DocumentList(
        lines,
        len(ordered),
        page,
        pages,
        _kinds(snapshot, in_area, here.lang),
        tuple(area_counts(snapshot, of_kind)),
        tuple(sorted(ordered)),
    )


def chosen_documents(record: Record, snapshot: Snapshot, want: Wanted, here: Here) -> list[int]:
    """Numbers of all documents that the filter leaves, sorted."""
    chosen = _both(_of_kind(snapshot, want), _in_area(snapshot, want))
    return _ordered(record, snapshot, chosen, want.sort, here.lang)


def _both(one: list[int], other: list[int]) -> list[int]:
    inside = set(other)
    return [number for number in one if number in inside]


def _of_kind(snapshot: Snapshot, want: Wanted) -> list[int]:
    return [one for one in _every(snapshot) if not want.kind or snapshot.kind_of(one) == want.kind]


def _in_area(snapshot: Snapshot, want: Wanted) -> list[int]:
    belongs = kreise(snapshot)
    return [
        one
        for one in _every(snapshot)
        if not want.area or want.area in {snapshot.ids[area] for area in belongs.get(one, ())}
    ]


def _every(snapshot: Snapshot) -> list[int]:
    found: list[int] = np.flatnonzero(snapshot.of_kinds(("document",)) & known_by_then(snapshot)).tolist()
    return found


def _kinds(snapshot: Snapshot, numbers: Sequence[int], lang: str) -> tuple[Option, ...]:
    counts: dict[str, int] = {}
    for one in numbers:
        counts[snapshot.kind_of(one)] = counts.get(snapshot.kind_of(one), 0) + 1
    rows = [(key, snapshot.vocabulary.kinds[key].plural(lang), count) for key, count in counts.items()]
    return tuple(sorted(rows, key=lambda row: sort_key(row[1])))


def _ordered(record: Record, snapshot: Snapshot, numbers: list[int], sort: str, lang: str) -> list[int]:
    by_name = sorted(numbers, key=lambda one: int(snapshot.name_rank[one]))
    down = sort.startswith("-")
    match sort.lstrip("-"):
        case "name":
            return by_name[::-1] if down else by_name
        case "art":
            labels = {one: sort_key(snapshot.vocabulary.kinds[snapshot.kind_of(one)].label(lang)) for one in numbers}
            return sorted(by_name, key=lambda one: labels[one], reverse=down)
    rows = record.entity_rows([snapshot.ids[one] for one in numbers])
    dates = {row.id: row.start or row.end or "" for row in rows}
    dated = sorted(
        (one for one in by_name if dates[snapshot.ids[one]]), key=lambda one: dates[snapshot.ids[one]], reverse=down
    )
    return dated + [one for one in by_name if not dates[snapshot.ids[one]]]


def _line(entity: Entity, number: int, snapshot: Snapshot, cited: dict[str, int], here: Here) -> DocumentLine:
    return DocumentLine(
        ref=ref(entity, snapshot.vocabulary, here.lang),
        date=period_text(entity.period, here.lang),
        areas=tuple(snapshot.names[one] for one in kreise(snapshot).get(number, ())),
        standing=standing_note(entity.period, entity.status, entity.sources, here.stand, here.lang),
        number=entity.identifiers.get("vorlage", ""),
        cited=cited.get(entity.id, 0),
    )


@dataclass(frozen=True)
class Deliberation:
    """One deliberation: who did what with which document, when, and with which competence as the paper words it."""

    id: str
    body: Ref
    document: Ref
    role: str
    wording: str
    date: str
    start: str | None
    end: str | None
    standing: StandingNote
    sources: tuple[SourceRef, ...]
    note: str


def deliberations(record: Record, snapshot: Snapshot, documents: Sequence[int], here: Here) -> list[Deliberation]:
    """The dated ties of bodies to these documents, the latest first, those without a date last; at most MOST_EVENTS."""
    dated = tuple(key for key, role in snapshot.vocabulary.roles.items() if role.dated)
    mask = snapshot.tie_shown & snapshot.role_mask(dated) & np.isin(snapshot.ties.object, list(documents))
    numbers = sorted(np.flatnonzero(mask).tolist(), key=lambda one: _day(snapshot.ties.start[one]), reverse=True)
    ids = [snapshot.ties.ids[one] for one in numbers[:MOST_EVENTS]]
    got = record.get(ids)
    ties = [one for one in (got.get(id) for id in ids) if isinstance(one, Tie)]
    named = {id for one in ties for id in (one.subject, one.object, *(source.document for source in one.sources))}
    known = record.entities(named)
    return [_deliberation(one, known, snapshot, here) for one in ties]


def _day(edtf: str | None) -> str:
    return bounds(edtf)[0].isoformat() if edtf else ""


def _deliberation(tie: Tie, known: dict[str, Entity], snapshot: Snapshot, here: Here) -> Deliberation:
    vocabulary, lang = snapshot.vocabulary, here.lang
    return Deliberation(
        id=tie.id,
        body=ref(known[tie.subject], vocabulary, lang),
        document=ref(known[tie.object], vocabulary, lang),
        role=vocabulary.roles[tie.role].label(lang),
        wording=tie.wording or "",
        date=period_text(tie.period, lang),
        start=tie.period.start,
        end=tie.period.end,
        standing=standing_note(tie.period, tie.status, tie.sources, here.stand, lang),
        sources=source_refs(tie.sources, known, lang),
        note=tie.note.text(lang) if tie.note else "",
    )


def in_sequence(found: Sequence[Deliberation]) -> list[Deliberation]:
    """The earliest first, as a paper lists them; those without a date last."""
    return sorted(found, key=lambda one: (not one.start, _day(one.start)))


def events(found: Sequence[Deliberation], *, of_one: bool = False) -> list[TimelineEvent]:
    """Deliberations as rows of a time line, the earliest first; `of_one` where all are about one document."""
    made = [
        TimelineEvent(
            label=one.body.name,
            detail=_detail(one, of_one),
            start=one.start,
            end=one.end,
            href=one.body.href if of_one else one.document.href,
            when=one.date,
        )
        for one in reversed(found)
    ]
    return ordered(made)


def _detail(one: Deliberation, of_one: bool) -> str:
    what = one.role if of_one else _("%(role)s: %(document)s", role=one.role, document=one.document.name)
    return f"{what} ({one.wording})" if one.wording and of_one else what
