"""The membership matrix: actors by bodies with the role in the cell, ordered so that those who meet often
stand together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.columns import IntArray
from graph.communities import communities
from graph.selection import Selection
from registry.vocabulary import Vocabulary

COLUMNS, ROWS = 40, 60


@dataclass(frozen=True)
class MatrixEntity:
    """A row or a column: an entity, its block (community), and how many ties of the matrix it has in all."""

    id: str
    name: str
    kind: str
    block: int
    ties: int


@dataclass(frozen=True)
class Cell:
    """All ties of one actor to one body: short codes, and the same in words for people who do not see the code."""

    codes: tuple[str, ...]
    text: str
    ties: tuple[str, ...]
    """Ids of the ties."""


@dataclass(frozen=True)
class Matrix:
    """A page of the matrix. `cells` by (place in rows, place in columns); empty cells are not in it."""

    rows: tuple[MatrixEntity, ...]
    columns: tuple[MatrixEntity, ...]
    cells: dict[tuple[int, int], Cell]
    legend: tuple[tuple[str, str], ...]
    """(code, meaning) of the codes on this page."""
    total_rows: int
    total_columns: int
    row_page: int
    row_pages: int
    column_page: int
    column_pages: int


def matrix(
    selection: Selection,
    lang: str = "de",
    *,
    rows: int = ROWS,
    columns: int = COLUMNS,
    row_page: int = 1,
    column_page: int = 1,
) -> Matrix:
    """Who is what in which body. Columns are the bodies of the selection that have ties to them; pages count from 1.

    The best connected bodies come first; on each page rows and columns are ordered by community, then by
    number of ties.
    """
    actor, body, tie = _incidences(selection)
    block = communities(len(selection), actor, body)
    column_order = _pages(_ranked(body, len(selection)), columns)
    column_page = min(max(column_page, 1), max(len(column_order), 1))
    chosen = column_order[column_page - 1] if column_order else np.zeros(0, dtype=np.int64)
    here = np.isin(body, chosen)
    row_order = _pages(_ranked(actor[here], len(selection)), rows)
    row_page = min(max(row_page, 1), max(len(row_order), 1))
    who = row_order[row_page - 1] if row_order else np.zeros(0, dtype=np.int64)
    on_page = here & np.isin(actor, who)
    degree_row, degree_column = (np.bincount(one, minlength=len(selection)) for one in (actor, body))
    who, chosen = _blocked(who, block, degree_row), _blocked(chosen, block, degree_column)
    cells, legend = _cells(selection, actor[on_page], body[on_page], tie[on_page], who, chosen, lang)
    return Matrix(
        rows=tuple(_entity(selection, int(one), block, degree_row) for one in who),
        columns=tuple(_entity(selection, int(one), block, degree_column) for one in chosen),
        cells=cells,
        legend=legend,
        total_rows=len(np.unique(actor[here])),
        total_columns=len(np.unique(body)),
        row_page=row_page,
        row_pages=max(len(row_order), 1),
        column_page=column_page,
        column_pages=max(len(column_order), 1),
    )


def _incidences(selection: Selection) -> tuple[IntArray, IntArray, IntArray]:
    """Places of actor and body, and number of the tie, of every tie of an actor to a body whose role has a code."""
    snapshot = selection.snapshot
    subject, object_ = selection.ends
    coded = (key for key, one in snapshot.vocabulary.groups.items() if one.code)
    role = snapshot.role_mask(snapshot.vocabulary.roles_in(*coded))[selection.ties]
    fits = role & snapshot.of_kinds(("body",))[selection.entities][object_] & (subject != object_)
    return subject[fits], object_[fits], selection.ties[fits]


def _ranked(places: IntArray, size: int) -> np.ndarray:
    counts = np.bincount(places, minlength=size)
    used = np.flatnonzero(counts)
    return used[np.lexsort((used, -counts[used]))]


def _pages(ranked: np.ndarray, size: int) -> list[np.ndarray]:
    return [ranked[at : at + size] for at in range(0, len(ranked), size)]


def _blocked(places: np.ndarray, block: IntArray, degree: np.ndarray) -> np.ndarray:
    return places[np.lexsort((places, -degree[places], block[places]))]


def _entity(selection: Selection, place: int, block: IntArray, degree: np.ndarray) -> MatrixEntity:
    snapshot, number = selection.snapshot, int(selection.entities[place])
    return MatrixEntity(
        snapshot.ids[number], snapshot.names[number], snapshot.kind_of(number), int(block[place]), int(degree[place])
    )


def _cells(
    selection: Selection,
    actor: IntArray,
    body: IntArray,
    ties: IntArray,
    rows: np.ndarray,
    columns: np.ndarray,
    lang: str,
) -> tuple[dict[tuple[int, int], Cell], tuple[tuple[str, str], ...]]:
    row_of = {int(one): at for at, one in enumerate(rows)}
    column_of = {int(one): at for at, one in enumerate(columns)}
    found: dict[tuple[int, int], list[int]] = {}
    for one, other, tie in zip(actor.tolist(), body.tolist(), ties.tolist(), strict=True):
        found.setdefault((row_of[one], column_of[other]), []).append(tie)
    legend: dict[str, str] = {}
    cells = {place: _cell(selection, numbers, legend, lang) for place, numbers in sorted(found.items())}
    return cells, tuple(sorted(legend.items()))


def _cell(selection: Selection, numbers: list[int], legend: dict[str, str], lang: str) -> Cell:
    snapshot = selection.snapshot
    keys = dict.fromkeys(snapshot.roles[snapshot.ties.role[one]] for one in numbers)
    codes: dict[str, None] = {}
    for key in keys:
        code, meaning = _code(snapshot.vocabulary, key, lang)
        legend[code] = meaning
        codes[code] = None
    words = ", ".join(snapshot.vocabulary.roles[key].noun(lang) for key in keys)
    return Cell(tuple(codes), words, tuple(snapshot.ties.ids[one] for one in numbers))


def _code(vocabulary: Vocabulary, role: str, lang: str) -> tuple[str, str]:
    """A role's code, or its group's, and what it means."""
    term = vocabulary.roles[role]
    group = vocabulary.groups[term.group]
    code, meaning = (term.code, term.noun(lang)) if term.code else (group.code, group.label(lang))
    return code.text(lang) if code else "", meaning
