"""The matrix of coverage: towns in rows, themes or kinds in columns, and in each cell what there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from graph.columns import BoolArray, IntArray
from graph.coverage.places import Pairs, Place, mask_in
from graph.coverage.standing import Collective, Coverage, State
from graph.coverage.together import as_themselves, fitting, largest
from graph.filtering import theme_mask
from graph.names import sort_key
from graph.snapshot import Snapshot

if TYPE_CHECKING:
    import scipy.sparse

Counts = NDArray[np.int64]
By = Literal["theme", "kind"]
Only = Literal["", "moderated", "confirmed", "joined", "sure"]
ONLY: Final[tuple[Only, ...]] = ("moderated", "confirmed", "joined", "sure")
COMMON: Final = "gemeinsam"


@dataclass(frozen=True)
class Wanted:
    """What a matrix is asked for. Keys that do not exist match nothing."""

    kreis: str = ""
    """Id of a Kreis; the first one where empty."""
    kind: str = "body"
    """What is counted: a kind of actor or offer with everything narrower."""
    theme: str = ""
    """Only what has this theme; for columns by kind."""
    by: By = "theme"
    scheme: str = COMMON
    """Whose themes stand in the columns."""
    only: Only = ""
    """Count only what somebody moderates, what was confirmed within a year, what has more than advisory attendance,
    or what is sure: then the empty cells are the gaps of that sort."""


@dataclass(frozen=True)
class Column:
    """One column: key of a theme or kind, and its label."""

    key: str
    label: str


@dataclass(frozen=True)
class Cell:
    """What there is of something in one place.

    An entity in two towns counts in each of them, one with two themes for each of them, and once in `all`.
    """

    sure: int
    unsure: int
    """Only expected, planned or proposed."""
    due: int
    """Among the sure ones: not confirmed for a year."""
    moderated: int
    """Bodies that somebody moderates, among the sure ones."""
    state: State
    collective: int = 0
    """How many the largest collective of this kind is of, where that is more than are known one by one."""


@dataclass(frozen=True)
class Grid:
    """The matrix; `cells[row][column]`. Rows are the towns by name, then the Kreis as a whole."""

    wanted: Wanted
    kreis: Place | None
    rows: tuple[Place, ...]
    columns: tuple[Column, ...]
    cells: tuple[tuple[Cell, ...], ...]
    row_totals: tuple[Cell, ...]
    """Of each row, whatever the theme: also what has none."""
    column_totals: tuple[Cell, ...]
    """Of each column, in the Kreis and its towns."""

    @property
    def empty(self) -> int:
        """Cells of towns with nothing in them."""
        rows = zip(self.rows, self.cells, strict=True)
        return sum(cell.state == "none" for place, row in rows if not place.whole for cell in row)


def grid(coverage: Coverage, wanted: Wanted, lang: str = "de") -> Grid:
    """The matrix that is wanted; empty where the record has no Kreis."""
    snapshot = coverage.snapshot
    kreis = coverage.kreis(wanted.kreis)
    rows = (*coverage.towns(kreis), kreis) if kreis else ()
    columns = _columns(coverage, wanted, lang)
    mask = chosen(coverage, wanted)
    row_pairs = place_pairs(coverage, rows)
    column_pairs = _column_pairs(snapshot, columns, wanted.by)
    layers = _layers(coverage, mask)
    tables = _tables(row_pairs, len(rows), column_pairs, len(columns), layers)
    totals = [np.bincount(row_pairs[1][one[row_pairs[0]]], minlength=len(rows)) for one in layers]
    inside = mask_in(snapshot, coverage.areas, kreis.number) if kreis else mask
    below = [np.bincount(column_pairs[1][(one & inside)[column_pairs[0]]], minlength=len(columns)) for one in layers]
    kinds = [one.key for one in columns] if wanted.by == "kind" else None
    known = _known_together(coverage, wanted)
    if kinds is None and as_themselves(coverage, wanted.kind):
        known = []
    together = largest(known, row_pairs, len(rows), column_pairs, kinds, len(columns))
    in_all = np.zeros_like(together[1]) if as_themselves(coverage, wanted.kind) else together[1]
    return Grid(
        wanted,
        kreis,
        rows,
        columns,
        tuple(_cells(coverage, [one[at] for one in tables], together[0][at]) for at in range(len(rows))),
        _cells(coverage, totals, in_all),
        _cells(coverage, below, together[2]),
    )


def chosen(coverage: Coverage, wanted: Wanted) -> BoolArray:
    """What is counted: of the kind, and of the theme where one is named."""
    found = coverage.counted & coverage.snapshot.of_kinds((wanted.kind,)) & _only(coverage, wanted.only)
    return found & theme_mask(coverage.snapshot, (wanted.theme,)) if wanted.theme else found


def _only(coverage: Coverage, only: Only) -> BoolArray:
    match only:
        case "moderated":
            return coverage.moderated
        case "confirmed":
            return ~coverage.due
        case "joined":
            return ~coverage.advisory
        case "sure":
            return ~coverage.unsure
        case _:
            return np.ones(len(coverage.snapshot), dtype=np.bool_)


def _known_together(coverage: Coverage, wanted: Wanted) -> list[Collective]:
    return [] if wanted.only else fitting(coverage, wanted.kind, wanted.theme)


def place_pairs(coverage: Coverage, rows: tuple[Place, ...]) -> Pairs:
    """Pairs (entity, row): in a town or a part of it; for the Kreis as a whole what is said to be of the Kreis."""
    snapshot = coverage.snapshot
    row_of = np.full(len(snapshot), -1, dtype=np.int32)
    for at, place in enumerate(rows):
        if not place.whole:
            row_of[place.number] = at
    entity, area = coverage.areas
    found = [(entity[row_of[area] >= 0], row_of[area[row_of[area] >= 0]])]
    for at, place in enumerate(rows):
        if place.whole:
            direct = coverage.direct[0][coverage.direct[1] == place.number]
            found.append((direct, np.full(len(direct), at, dtype=np.int32)))
    return np.concatenate([one for one, _ in found]), np.concatenate([one for _, one in found])


def _columns(coverage: Coverage, wanted: Wanted, lang: str) -> tuple[Column, ...]:
    vocabulary = coverage.snapshot.vocabulary
    if wanted.by == "theme":
        themes = (one for one in vocabulary.themes.values() if one.scheme == wanted.scheme)
        return tuple(Column(one.key, one.label(lang)) for one in themes)
    found = chosen(coverage, wanted)
    kreis = coverage.kreis(wanted.kreis)
    inside = mask_in(coverage.snapshot, coverage.areas, kreis.number) if kreis else found
    there = set(np.unique(coverage.snapshot.kind[found & inside]).tolist())
    kinds = {coverage.snapshot.kinds[one] for one in there}
    kinds |= {one.kind for one in _known_together(coverage, wanted) if inside[one.number]}
    return tuple(
        sorted((Column(one, vocabulary.kinds[one].plural(lang)) for one in kinds), key=lambda one: sort_key(one.label))
    )


def _column_pairs(snapshot: Snapshot, columns: tuple[Column, ...], by: By) -> Pairs:
    place = {one.key: at for at, one in enumerate(columns)}
    if by == "theme":
        column_of = np.array([place.get(one, -1) for one in snapshot.themes] or [-1], dtype=np.int32)
        entity, theme = snapshot.theme_pairs
        fits = column_of[theme] >= 0
        return entity[fits], column_of[theme[fits]]
    column_of = np.array([place.get(one, -1) for one in snapshot.kinds] or [-1], dtype=np.int32)[snapshot.kind]
    entities = np.flatnonzero(column_of >= 0).astype(np.int32)
    return entities, column_of[entities]


def _layers(coverage: Coverage, mask: BoolArray) -> list[BoolArray]:
    """Masks of what a cell counts: sure, unsure, due, advisory, moderated."""
    sure = mask & ~coverage.unsure
    return [
        sure,
        mask & coverage.unsure,
        sure & coverage.due,
        sure & coverage.advisory,
        sure & coverage.moderated,
    ]


def _tables(rows: Pairs, height: int, columns: Pairs, width: int, layers: list[BoolArray]) -> list[Counts]:
    """For each mask, how many of its entities stand in each row and column; every pair must stand once."""
    if not height or not width:
        return [np.zeros((height, width), dtype=np.int64) for _ in layers]
    # One product for all layers: those of a layer stand in rows of their own.
    kept = [mask[rows[0]] for mask in layers]
    at = np.concatenate([rows[1][keep] + np.int32(height * layer) for layer, keep in enumerate(kept)])
    entity = np.concatenate([rows[0][keep] for keep in kept])
    size = len(layers[0])
    placed = np.zeros(size, dtype=np.bool_)
    placed[entity] = True
    there = placed[columns[0]]
    first = _incidence(at, entity, (height * len(layers), size))
    second = _incidence(columns[0][there], columns[1][there], (size, width))
    product = np.asarray((first @ second).toarray(), dtype=np.int64)
    return [product[height * layer : height * (layer + 1)] for layer in range(len(layers))]


def _incidence(first: IntArray, second: IntArray, shape: tuple[int, int]) -> scipy.sparse.csr_array:
    import scipy.sparse

    return scipy.sparse.csr_array((np.ones(len(first), dtype=np.int64), (first, second)), shape=shape)


def _cells(coverage: Coverage, layers: list[Counts], together: Counts) -> tuple[Cell, ...]:
    sure, unsure, due, advisory, moderated = (one.tolist() for one in layers)
    return tuple(
        Cell(one, planned, late, led, coverage.state(one, planned, late, advised, size), size if size > one else 0)
        for one, planned, late, advised, led, size in zip(
            sure, unsure, due, advisory, moderated, together.tolist(), strict=True
        )
    )


def members(coverage: Coverage, wanted: Wanted, place: Place | None, column: str) -> IntArray:
    """Entity numbers behind a cell by name; `place` None for the Kreis with its towns, `column` empty for all."""
    snapshot = coverage.snapshot
    found = (chosen(coverage, wanted) & column_mask(snapshot, column, wanted.by)) | _together(coverage, wanted, column)
    if place is None:
        kreis = coverage.kreis(wanted.kreis)
        found = found & mask_in(snapshot, coverage.areas, kreis.number) if kreis else found
    else:
        found = found & mask_in(snapshot, coverage.direct if place.whole else coverage.areas, place.number)
    numbers = np.flatnonzero(found).astype(np.int32)
    return numbers[np.argsort(snapshot.name_rank[numbers])]


def _together(coverage: Coverage, wanted: Wanted, column: str) -> BoolArray:
    """The collectives that a column counts by their size."""
    found = np.zeros(len(coverage.snapshot), dtype=np.bool_)
    if wanted.by == "theme" and as_themselves(coverage, wanted.kind):
        return found
    for one in _known_together(coverage, wanted):
        found[one.number] = wanted.by == "theme" or not column or one.kind == column
    return found & column_mask(coverage.snapshot, column, "theme") if wanted.by == "theme" else found


def column_mask(snapshot: Snapshot, column: str, by: By) -> BoolArray:
    """What stands in a column: of a theme, or of exactly a kind; everything for an empty key."""
    if not column:
        return np.ones(len(snapshot), dtype=np.bool_)
    if by == "theme":
        return theme_mask(snapshot, (column,))
    return np.asarray(snapshot.kind == (snapshot.kinds.index(column) if column in snapshot.kinds else -1))
