"""Finds the head of a table below its title lines, in one row or two, and what belongs to the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from registry.services.importing.fields import head_key
from registry.services.importing.limits import MAX_ROWS
from registry.services.importing.problems import Refused
from registry.services.importing.sheets import Block, RawSheet, Row, Sheet, letters

_SEARCHED: Final = 30
"""Rows from the top among which the head is looked for."""
_SAMPLE: Final = 60
_HEAD: Final = 120
"""Letters of a head."""
BETWEEN: Final = " – "
"""Between the upper and the lower part of a head in two rows."""


def shaped(raw: RawSheet, known: Mapping[str, str], where: str, header_row: int | None = None) -> Sheet:
    """The sheet with its head: the row `header_row`, or else the one that looks most like it.

    `known`: heads of columns that are understood, by `head_key`. Raises Refused where there is no head, no row below
    it, or more than 20,000 rows.
    """
    rows = raw.rows
    at = _given(rows, header_row) if header_row is not None else _found(rows, known)
    if at is None:
        raise Refused("no_header", where)
    upper, lower = _parts(rows, at, known, raw.merged) if header_row is None else (None, rows[at])
    first = rows.index(lower) + 1
    body = _filled_in(rows[first:], raw.merged)
    if not body:
        raise Refused("no_rows", where)
    if len(body) > MAX_ROWS:
        raise Refused("rows", where, most=MAX_ROWS)
    width = max(len(row.cells) for row in (lower, *([upper] if upper else []), *body))
    header = _unlike(_heads(upper, lower, width, raw.merged))
    numbers = (*((upper.number,) if upper else ()), lower.number)
    return Sheet(raw.name, header, numbers, tuple(body), raw.faults)


def _given(rows: Sequence[Row], number: int) -> int | None:
    return next((at for at, row in enumerate(rows) if row.number == number), None)


def _found(rows: Sequence[Row], known: Mapping[str, str]) -> int | None:
    """The row with most known heads, the first of several; where none is known, the first broad one of texts."""
    searched = rows[:_SEARCHED]
    counts = [len(_known_in(row, known)) for row in searched]
    best = max(counts, default=0)
    if best > 1 or (best == 1 and _broad(searched[counts.index(1)], rows)):
        return counts.index(best)
    return next((at for at, row in enumerate(searched) if _broad(row, rows) and _like_heads(row)), None)


def _known_in(row: Row, known: Mapping[str, str]) -> set[str]:
    keys = {head_key(cell) for cell in row.cells if cell.strip() and len(cell) <= _HEAD}
    return {known[key] for key in keys if key in known}


def _broad(row: Row, rows: Sequence[Row]) -> bool:
    """Whether a row has cells in at least half of as many columns as rows usually have."""
    widths = Counter(_count(one) for one in rows[:_SAMPLE])
    usual = max(widths, key=lambda width: (widths[width], width))
    return 2 * _count(row) >= usual


def _count(row: Row) -> int:
    return sum(1 for cell in row.cells if cell.strip())


def _like_heads(row: Row) -> bool:
    """Whether all cells are short texts, no two alike, none a number or date."""
    cells = [cell.strip() for cell in row.cells if cell.strip()]
    texts = all(len(cell) <= _HEAD and not cell[0].isdigit() and "@" not in cell for cell in cells)
    return texts and len(set(cells)) == len(cells) and len(cells) > 1


def _parts(rows: Sequence[Row], at: int, known: Mapping[str, str], merged: Sequence[Block]) -> tuple[Row | None, Row]:
    """The upper row of a head in two rows (None where it has one) and the lower."""
    here = rows[at]
    below = rows[at + 1] if at + 1 < len(rows) else None
    if below and below.number == here.number + 1 and _goes_on(here, below, known):
        return here, below
    above = rows[at - 1] if at else None
    if above and above.number == here.number - 1 and _heads_over(above, here, merged):
        return above, here
    return None, here


def _goes_on(upper: Row, lower: Row, known: Mapping[str, str]) -> bool:
    """Whether the row below the head is its second part: it heads columns that have no head yet, or parts of them."""
    filled = [column for column in range(len(lower.cells)) if lower.cell(column).strip()]
    new = [column for column in filled if not upper.cell(column).strip()]
    heads = {head_key(lower.cell(column)) for column in filled}
    return bool(new) and len(heads & known.keys()) * 2 > len(filled) and len(_known_in(lower, known)) > 0


def _heads_over(upper: Row, lower: Row, merged: Sequence[Block]) -> bool:
    """Whether the row above the head groups its columns (a title alone above all of them does not)."""
    filled = [column for column in range(len(upper.cells)) if upper.cell(column).strip()]
    if any(first <= upper.number < last for first, _, last, _ in merged if last == lower.number):
        return True
    fills = [column for column in filled if not lower.cell(column).strip()]
    return len(filled) > 1 or bool(fills and fills != [0])


def _heads(upper: Row | None, lower: Row, width: int, merged: Iterable[Block]) -> list[str]:
    groups = _spread(upper, lower, width, merged) if upper else [""] * width
    heads = []
    for column in range(width):
        own = " ".join(lower.cell(column).split())
        group = " ".join(groups[column].split())
        heads.append((BETWEEN.join((group, own)) if group and own and group != own else own or group)[:_HEAD])
    return heads


def _spread(upper: Row, lower: Row, width: int, merged: Iterable[Block]) -> list[str]:
    """The upper heads, each over the columns that it is merged over, or up to the next one where none are merged."""
    found = [upper.cell(column).strip() for column in range(width)]
    blocks = [(left, right) for top, left, bottom, right in merged if top == upper.number and right > left]
    if blocks:
        for left, right in blocks:
            found[left : right + 1] = [found[left]] * len(found[left : right + 1])
        return found
    group = ""
    for column in range(width):
        group = found[column] or group
        # A head of its own below starts what is not grouped; only cells under a blank go on with the group.
        found[column] = group if lower.cell(column).strip() or found[column] else ""
    return [found[column] if _grouped(upper, lower, column) else upper.cell(column) for column in range(width)]


def _grouped(upper: Row, lower: Row, column: int) -> bool:
    """Whether a column has a blank above its head, or starts a group with one to the right of it."""
    right = column + 1
    starts = not upper.cell(right).strip() and bool(lower.cell(right).strip())
    return not upper.cell(column).strip() or starts


def _unlike(heads: Sequence[str]) -> tuple[str, ...]:
    """The heads, none empty and no two alike: a blank one is called by its letter, a second one gets its number."""
    found: list[str] = []
    for column, head in enumerate(heads):
        name = base = head or f"Spalte {letters(column)}"
        number = 2
        while name in found:
            name, number = f"{base} ({number})", number + 1
        found.append(name)
    return tuple(found)


def _filled_in(rows: Sequence[Row], merged: Iterable[Block]) -> list[Row]:
    """The rows; cells merged over several rows of one column say the same in each of them."""
    by_number = {row.number: at for at, row in enumerate(rows)}
    found = list(rows)
    for top, left, bottom, right in merged:
        if left != right or top == bottom or top not in by_number or bottom - top > len(rows):
            continue
        value = found[by_number[top]].cell(left)
        for number in range(top + 1, bottom + 1) if value else ():
            at = by_number.get(number)
            if at is not None:
                found[at] = _with(found[at], left, value)
    return found


def _with(row: Row, column: int, value: str) -> Row:
    cells = [*row.cells, *("",) * (column + 1 - len(row.cells))]
    cells[column] = cells[column] or value
    return Row(row.number, tuple(cells))
