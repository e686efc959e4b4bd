"""The membership matrix as rows of cells for its template."""

from __future__ import annotations

from dataclasses import dataclass

from graph.names import shortened
from graph.pictures.matrix import Cell, Matrix, MatrixEntity
from registry.model import Entity
from registry.services import Record
from registry.vocabulary import Vocabulary
from web.presenting.references import Ref, ref

_HEAD = 44


@dataclass(frozen=True)
class Head:
    """Row or column head: `short` fits into a turned head, `apart` where a new block begins."""

    ref: Ref
    short: str
    apart: bool


@dataclass(frozen=True)
class Row:
    """An actor with one cell a body, None for an empty one."""

    head: Head
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class MatrixTable:
    """What the template draws."""

    columns: tuple[Head, ...]
    rows: tuple[Row, ...]


def matrix_table(record: Record, vocabulary: Vocabulary, made: Matrix, lang: str) -> MatrixTable:
    """A page of the matrix with links, read in one query."""
    known = record.entities({one.id for one in (*made.rows, *made.columns)})
    rows = _heads(made.rows, known, vocabulary, lang)
    return MatrixTable(
        columns=_heads(made.columns, known, vocabulary, lang),
        rows=tuple(
            Row(head, tuple(made.cells.get((at, column)) for column in range(len(made.columns))))
            for at, head in enumerate(rows)
        ),
    )


def _heads(
    found: tuple[MatrixEntity, ...], known: dict[str, Entity], vocabulary: Vocabulary, lang: str
) -> tuple[Head, ...]:
    links = [ref(known[one.id], vocabulary, lang) for one in found]
    blocks = [None, *(one.block for one in found)]
    return tuple(
        Head(link, shortened(link.name, _HEAD), apart=at > 0 and blocks[at] != found[at].block)
        for at, link in enumerate(links)
    )
