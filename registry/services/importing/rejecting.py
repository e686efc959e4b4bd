"""The rows that were not taken, as a table to correct: their own columns and one with the reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from registry.services.importing.fields import fields
from registry.services.importing.mapping import REASONS, TableMapping
from registry.services.importing.plans import Plan
from registry.services.importing.problems import RowProblem
from registry.services.importing.sheets import Sheet
from registry.services.tables import Table


def rejected_rows(plan: Plan, lang: str) -> Table | None:
    """The rejected rows with their reasons, in the order of the table; None where every row was taken.

    Rows of the same actor stand together: they are taken together. The column of reasons is left out when the
    corrected file is imported.
    """
    groups = {match.draft.row: match.draft.rows for match in plan.matches}
    # Where it is unsure who a row is about, the answer needs a column.
    blank = () if has_ids(plan.order.mapping, plan.sheet) else (fields()["id"].label.text(lang),)
    return rejected(plan.sheet, plan.problems, groups, lang, blank)


def has_ids(mapping: TableMapping, sheet: Sheet) -> bool:
    """Whether a column of the sheet has ids."""
    return any(target == "id" for _, _, target in mapping.targets(sheet.header))


def rejected(
    sheet: Sheet,
    problems: Iterable[RowProblem],
    groups: Mapping[int, Sequence[int]],
    lang: str,
    blank: tuple[str, ...] = (),
) -> Table | None:
    """The same for problems of a sheet; `groups`: by first row, all rows of the same actor; `blank`: more columns."""
    reasons: dict[int, list[str]] = defaultdict(list)
    for problem in problems:
        for row in groups.get(problem.row, (problem.row,)):
            mark = "" if row == problem.row else ("Zeile" if lang != "en" else "row") + f" {problem.row}, "
            reasons[row].append(mark + problem.text(lang))
    if not reasons:
        return None
    width = len(sheet.header)
    rows = [
        [
            *row.cells[:width],
            *[""] * (width - len(row.cells)),
            *[""] * len(blank),
            " · ".join(dict.fromkeys(reasons[row.number]))[:5000],
        ]
        for row in sheet.rows
        if row.number in reasons
    ]
    return Table(sheet.name, [*sheet.header, *blank, REASONS["en" if lang == "en" else "de"]], rows)
