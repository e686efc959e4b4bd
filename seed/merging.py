"""Rows of several sources that say the same thing, as one: what they say adds up, what contradicts is a problem."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from registry.model import Flag, Problem, Source
from seed.reading import SourceTables
from seed.rows import Line
from seed.tables import Placed

_Row = TypeVar("_Row", bound=Line)
_PER_ROW: Final = frozenset({"line", "as_of", "flag", "flag_de", "flag_en"})
"""What each row says of itself: it becomes a source or a flag, and never has to agree."""


@dataclass(frozen=True, slots=True)
class Merged(Generic[_Row]):
    """All rows of one statement: their values by column, where they stand, their sources and flags."""

    values: dict[str, Any]
    first: Placed[_Row]
    sources: tuple[Source, ...]
    flags: tuple[Flag, ...]


def merge(
    rows: Iterable[tuple[SourceTables, Placed[_Row]]], documents: dict[str, str], problems: list[Problem]
) -> Merged[_Row]:
    """One statement from its rows (at least one), in the order of the sources.

    Lists and dictionaries add up; for every other column the rows that fill it must agree, or `problems` gets one
    that names both rows. `documents` gives the id of a source's document by the source's id.
    """
    found = list(rows)
    first = found[0][1]
    placed = [one for _, one in found]
    columns = [column for column in type(first.row).model_fields if column not in _PER_ROW]
    values = {column: _together(column, placed, problems) for column in columns}
    sources = (_source(source, one.row, documents[source.info.id]) for source, one in found)
    flags = (flag for one in placed for flag in one.row.flags)
    return Merged(values, first, tuple(dict.fromkeys(sources)), tuple(dict.fromkeys(flags)))


def _together(column: str, rows: Collection[Placed[_Row]], problems: list[Problem]) -> Any:
    first = getattr(next(iter(rows)).row, column)
    if isinstance(first, tuple):
        return tuple(dict.fromkeys(value for one in rows for value in getattr(one.row, column)))
    said: dict[str, Any] | Any = {} if isinstance(first, dict) else first
    by: Placed[_Row] | None = None
    for one in rows:
        value = getattr(one.row, column)
        if isinstance(value, dict):
            _add(said, value, one, column, problems)
        elif column in one.row.model_fields_set:
            if by is not None and value != said:
                problems.append(_disagreement(by, one, column, said, value))
            elif by is None:
                said, by = value, one
    return said


def _add(said: dict[str, Any], more: dict[str, Any], by: Placed[_Row], column: str, problems: list[Problem]) -> None:
    for name, value in more.items():
        if said.setdefault(name, value) != value:
            what = f"{name} is {value!r} here and {said[name]!r} in another source"
            problems.append(Problem("agreement", by.at(column), what, "correct one of them"))


def _disagreement(by: Placed[_Row], one: Placed[_Row], column: str, said: Any, value: Any) -> Problem:
    what = f"{column} is {str(value)!r} here and {str(said)!r} in {by.where}"
    return Problem("agreement", one.at(column), what, "make them agree, leave one empty, or use two keys")


def _source(source: SourceTables, row: Line, document: str) -> Source:
    locator = "Z. " + row.line.replace(";", "; ")
    return Source(document=document, locator=locator, as_of=row.as_of or source.info.as_of)
