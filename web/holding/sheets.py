"""Lists of what was computed: actors with their pages, numbers as the reader's language writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, overload

from graph.snapshot import Snapshot
from registry.services import Record
from web.languages import number
from web.presenting.references import Ref, ref
from web.site import lang, vocabulary

MOST: Final = 100
"""So many lines stand on the page; the table file has all."""


@dataclass(frozen=True)
class Who:
    """An actor in a cell, with the name that it had when this was computed."""

    id: str
    name: str


Cell = Who | tuple[Who, ...] | str | int | float
Row = tuple[Cell, ...]


class Lines(Sequence[Row]):
    """Rows that are made when they are looked at: a list of ten thousand costs what is shown of it."""

    def __init__(self, numbers: Sequence[int], row: Callable[[int], Row]) -> None:
        """A row for each of these numbers."""
        self._numbers, self._row = numbers, row

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Lines: ...
    def __getitem__(self, at: int | slice) -> Row | Lines:
        if isinstance(at, slice):
            return Lines(self._numbers[at], self._row)
        return self._row(self._numbers[at])


@dataclass(frozen=True)
class Sheet:
    """A list of a topic before it is shown. `key` names it in addresses; numbers stand to the right."""

    key: str
    title: str
    heads: tuple[str, ...]
    rows: Sequence[Row]
    note: str = ""
    empty: str = ""
    """What is said where there is no line."""


@dataclass(frozen=True)
class Shown:
    """A cell as the page shows it: links, or a text."""

    refs: tuple[Ref | str, ...]
    text: str
    is_number: bool


@dataclass(frozen=True)
class ShownSheet:
    """The first lines of a list as the page shows them."""

    sheet: Sheet
    rows: tuple[tuple[Shown, ...], ...]

    @property
    def total(self) -> int:
        """Lines of the whole list."""
        return len(self.sheet.rows)


def who(snapshot: Snapshot, entity: int) -> Who:
    """An actor by its number."""
    return Who(snapshot.ids[entity], snapshot.names[entity])


def shown_sheets(record: Record, sheets: Iterable[Sheet]) -> tuple[ShownSheet, ...]:
    """The lists with the pages of everybody they name, read in one batch."""
    found = [(sheet, list(sheet.rows[:MOST])) for sheet in sheets]
    known = Known.of(record, (one.id for _, rows in found for row in rows for cell in row for one in people(cell)))
    return tuple(
        ShownSheet(sheet, tuple(tuple(known.shown(cell) for cell in row) for row in rows)) for sheet, rows in found
    )


def people(cell: Cell) -> Iterator[Who]:
    """Everybody whom a cell names."""
    if isinstance(cell, Who):
        yield cell
    elif isinstance(cell, tuple):
        yield from cell


def plain(cell: Cell) -> object:
    """A cell for a table file."""
    if isinstance(cell, Who | tuple):
        return ", ".join(one.name for one in people(cell))
    return round(cell, 6) if isinstance(cell, float) else cell


@dataclass(frozen=True)
class Known:
    """Pages of entities by id."""

    refs: dict[str, Ref]

    @classmethod
    def of(cls, record: Record, ids: Iterable[str]) -> Known:
        """Those of these that the reader may see."""
        found = record.entities(set(ids))
        return cls({id: ref(one, vocabulary(), lang()) for id, one in found.items()})

    def link(self, one: Who) -> Ref | str:
        """The page of an actor; its name alone where there is none any more."""
        return self.refs.get(one.id, one.name)

    def shown(self, cell: Cell) -> Shown:
        """A cell as the page shows it."""
        if isinstance(cell, Who | tuple):
            return Shown(tuple(self.link(one) for one in people(cell)), "", is_number=False)
        if isinstance(cell, str):
            return Shown((), cell, is_number=False)
        return Shown((), number(cell), is_number=True)
