"""A proposal for its page: lines with what was and what would be, what stands beside, what it does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from registry.model import Entity, Tie
from registry.services import AnyStatement, Record
from registry.services.registering import documents
from registry.services.reviewing import Coverage, Line, Review, SeatEffect
from web.presenting.changes import Names, field_label, named, texts_by_key, type_label
from web.presenting.references import entity_address
from web.registering.looking import HintLine, hint_lines
from web.site import lang, vocabulary

_SAID: Final = ("subject", "role", "object")
"""Of a new tie its own line says these."""


@dataclass(frozen=True)
class FieldLine:
    """One field of a line; `value` is what its checkbox sends, empty where it can not be taken alone."""

    label: str
    before: str
    after: str
    value: str
    overlap: bool


@dataclass(frozen=True)
class LineView:
    """One statement of a proposal."""

    target: str
    change: str
    type: str
    name: str
    href: str
    fields: tuple[FieldLine, ...]
    single: bool
    """Whether its fields can be taken one by one."""
    needs: tuple[str, ...]
    """Names of the lines that it needs."""
    needed: tuple[str, ...]
    """Their targets."""
    moved: bool
    hints: tuple[HintLine, ...]


@dataclass(frozen=True)
class CoverageLine:
    """How many there are for a theme in an area, before and after."""

    area: str
    theme: str
    before: int
    after: int


@dataclass(frozen=True)
class SeatLine:
    """A post whose holders change."""

    name: str
    seats: int | None
    before: int
    after: int
    change: str


@dataclass(frozen=True)
class ReviewView:
    """Everything on the page of one proposal."""

    lines: tuple[LineView, ...]
    beside: tuple[str, ...]
    coverage: tuple[CoverageLine, ...]
    seats: tuple[SeatLine, ...]
    problems: tuple[str, ...]
    gone: int
    """Statements that are not there any more, or were entered already."""


def review_view(record: Record, found: Review) -> ReviewView:
    """A review in words."""
    names = _names(record, found)
    called = {line.target: names.statement(line.statement) for line in found.lines}
    hints = {id: hint_lines(record, some) for id, some in found.duplicates.items()}
    return ReviewView(
        lines=tuple(_line(one, names, called, hints.get(one.target, ())) for one in found.lines),
        beside=tuple(f"{names.statement(one)} {one.period}".strip() for one in found.beside),
        coverage=tuple(_coverage(one, names) for one in found.coverage),
        seats=tuple(_seat(one, names) for one in found.seats),
        problems=tuple(f"{one.what} → {one.remedy}" for one in found.problems),
        gone=len(found.rebased.gone),
    )


def _names(record: Record, found: Review) -> Names:
    """Names of everything mentioned; what is new has the name that it is to have."""
    statements: list[AnyStatement] = [*found.beside, *(one.post for one in found.seats)]
    statements += [one for line in found.lines for one in (line.before, line.after) if one is not None]
    ids = {id for one in statements for id in named(one)} | {one.area for one in found.coverage}
    known = record.entities(ids)
    new = {line.target: line.after for line in found.lines if isinstance(line.after, Entity)}
    return Names({**documents(), **new, **known}, vocabulary(), lang())


def _line(line: Line, names: Names, called: Mapping[str, str], hints: tuple[HintLine, ...]) -> LineView:
    statement = line.statement
    there = isinstance(statement, Entity) and line.before is not None
    single = len(line.parts) > 1
    return LineView(
        target=line.target,
        change=line.change,
        type=type_label(statement.type),
        name=names.statement(line.before or statement),
        href=entity_address(line.target, statement.family) if there and isinstance(statement, Entity) else "",
        fields=tuple(_fields(line, names, single=single)),
        single=single,
        needs=tuple(called.get(one, one) for one in line.needs),
        needed=line.needs,
        moved=line.moved,
        hints=hints,
    )


def _fields(line: Line, names: Names, *, single: bool) -> Iterable[FieldLine]:
    before, after = texts_by_key(line.before, names), texts_by_key(line.after, names)
    if line.change == "removed":
        after = {}
    parts = line.parts if single else ()
    silent = _SAID if isinstance(line.statement, Tie) and line.before is None else ()
    for key in dict.fromkeys((*before, *after)):
        if before.get(key) != after.get(key) and key not in silent:
            value = f"{line.target}:{key}" if key in parts else ""
            overlap = key in line.overlaps
            yield FieldLine(field_label(key), before.get(key, ""), after.get(key, ""), value, overlap)


def _coverage(one: Coverage, names: Names) -> CoverageLine:
    theme = vocabulary().themes[one.theme].label(lang())
    return CoverageLine(names.entity(one.area), theme, one.before, one.after)


def _seat(one: SeatEffect, names: Names) -> SeatLine:
    return SeatLine(names.statement(one.post), one.post.seats, one.before, one.after, one.change)
