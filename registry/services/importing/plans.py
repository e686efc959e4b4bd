"""What people decided about an import, and what it would do: an order and a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from registry.model import ChangeSet, Entity, Operation, Tie, Visibility, derived_id
from registry.model.periods import EdtfDate
from registry.model.statements import Text
from registry.services.importing.drafts import Draft
from registry.services.importing.mapping import TableMapping
from registry.services.importing.matching import Match
from registry.services.importing.problems import RowProblem
from registry.services.importing.sheets import Sheet

PART: Final = 5000
"""Operations of one change set; what is more comes in several."""


class Order(BaseModel):
    """What people decided about an import; with the file it says all that a worker needs. It can be kept as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Text
    """The file's name."""
    digest: str
    """SHA-256 of the file in hexadecimal digits: the same file is the same source."""
    who: Text
    sheet: str | None = None
    header_row: int | None = None
    mapping: TableMapping = Field(default_factory=TableMapping)
    decisions: dict[int, str] = Field(default_factory=dict)
    """By number of a row: the id that it is about, `new`, or `skip`."""
    title: Text | None = None
    """What the file is called as a source; its name where nobody said."""
    as_of: EdtfDate | None = None
    """For when the file says so."""
    visibility: Visibility = Visibility.STAFF
    """Who may see the file as a source."""
    part: int = PART

    @property
    def document(self) -> str:
        """The id of the document that stands for the file."""
        return derived_id("e", "import", self.digest)


@dataclass(frozen=True)
class Plan:
    """What an import would do. `problems` keep their rows out; everything else is in `operations`."""

    order: Order
    sheet: Sheet
    matches: tuple[Match, ...]
    operations: tuple[Operation, ...]
    problems: tuple[RowProblem, ...]
    before: Mapping[str, Entity | Tie]
    """By id what is changed as it is now."""
    names: Mapping[str, str]
    """By id the names of everyone whom the operations speak of."""
    rows: Mapping[str, int]
    """By id of a statement the first row that says it."""
    counts: Mapping[str, int]
    """Rows by what becomes of them: `new`, `changed`, `unchanged`, `left_out`, `problem`."""

    def parts(self) -> list[ChangeSet]:
        """The change sets, in order. The id of each follows from what it says: committed again, it is the same one."""
        size = max(1, self.order.part)
        pieces = [self.operations[at : at + size] for at in range(0, len(self.operations), size)]
        return [_change_set(self.order, piece, number, len(pieces)) for number, piece in enumerate(pieces, start=1)]


def _change_set(order: Order, operations: tuple[Operation, ...], number: int, of: int) -> ChangeSet:
    part = f", Teil {number} von {of}" if of > 1 else ""
    why = f"Import von {(order.title or order.file)[:400]}{part}"
    first = ChangeSet(kind="import", who=order.who, why=why, operations=operations)
    return first.model_copy(update={"id": derived_id("c", "import", order.digest, first.digest())})


def outcomes(matches: Sequence[Match], problems: Sequence[RowProblem], owners: Iterable[Draft]) -> dict[str, int]:
    """Number of rows by what becomes of them, see `Plan.counts`."""
    bad = {problem.row for problem in problems}
    touched = {row for draft in owners for row in draft.rows}
    counts: Counter[str] = Counter()
    for match in matches:
        counts[_outcome(match, bad, touched)] += len(match.draft.rows)
    seen = {row for match in matches for row in match.draft.rows}
    counts["problem"] += len(bad - seen)
    return dict(counts)


def _outcome(match: Match, bad: set[int], touched: set[int]) -> str:
    if bad.intersection(match.draft.rows):
        return "problem"
    if match.verdict == "left_out":
        return "left_out"
    if match.verdict == "new":
        return "new"
    return "changed" if touched.intersection(match.draft.rows) else "unchanged"
