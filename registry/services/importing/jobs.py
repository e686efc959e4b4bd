"""What a worker does for imports: planning and writing, with progress; stopped, they are begun again and go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from registry.access import STAFF_VIEWER
from registry.model import Conflict, derived_id
from registry.services import editing
from registry.services.importing.committing import commit_steps, finished
from registry.services.importing.fields import fields
from registry.services.importing.matching import Match, Progress
from registry.services.importing.planning import plan_steps
from registry.services.importing.plans import Plan
from registry.services.importing.problems import RowProblem
from registry.services.importing.rejecting import has_ids, rejected
from registry.services.importing.room import Import, Imports
from registry.services.importing.sheets import Sheet
from registry.services.importing.telling import change_lines
from registry.services.record import Record
from registry.services.registry import Registry
from registry.services.tables import Table
from registry.services.tasks import Doing

PLAN: Final = "import_plan"
WRITE: Final = "import_write"
TAKE_BACK: Final = "import_take_back"
_LINES: Final = 500
_UNSURE: Final = 200
_STEPS: Final = {"read": 0, "match": 1, "plan": 2, "commit": 0}


def plan_import(registry: Registry, doing: Doing) -> Mapping[str, Any]:
    """Find out what an import would do, and keep it with the import."""
    imports = Imports(registry.workspace)
    one = imports.get(doing.task.arguments["id"])
    plan = finished(plan_steps(registry, imports.sheet(one), one.order), _telling(doing, 3))
    imports.planned(one, report_of(plan, registry))
    return {"counts": dict(plan.counts)}


def write_import(registry: Registry, doing: Doing) -> Mapping[str, Any]:
    """Write an import as it was looked through; begun again after a stop, what is left of it.

    Raises Conflict where the record has gone on so that something else would be written.
    """
    imports = Imports(registry.workspace)
    one = imports.get(doing.task.arguments["id"])
    if one.state == "written":
        return {"revision": None, "parts": []}
    plan = finished(plan_steps(registry, imports.sheet(one), one.order), _telling(doing, 4))
    parts = [part.id for part in plan.parts()]
    if not doing.task.kept.get("begun") and parts != list(doing.task.arguments["parts"]):
        raise Conflict(
            "the record has changed since the import was looked through",
            where=one.order.file,
            remedy="look through it again, then write it",
        )
    doing.tell(750, 1000, {"begun": True})
    revision = finished(commit_steps(registry, plan), _telling(doing, 4, after=3))
    imports.written(imports.get(one.id), parts)
    return {"revision": revision, "parts": parts}


def take_back(registry: Registry, doing: Doing) -> Mapping[str, Any]:
    """Undo the change sets of a written import, the last one first; begun again after a stop, what is left of them.

    Raises Conflict and Invalid where the record has gone on from one of them; those after it are undone by then.
    """
    imports = Imports(registry.workspace)
    one = imports.get(doing.task.arguments["id"])
    for done, part in enumerate(reversed(one.parts)):
        doing.tell(done, len(one.parts))
        undo_once(registry, part, doing.task.arguments["who"], doing.task.arguments["why"])
    if one.state != "taken_back":
        imports.taken_back(imports.get(one.id))
    return {"parts": list(one.parts)}


def undo_once(registry: Registry, part: str, who: str, why: str) -> None:
    """Undo a change set of an import, unless that has been done. Raises Conflict, Invalid, NotFound."""
    # By an id that follows from the part: whoever was killed after the commit finds that it has landed.
    id = derived_id("c", "take back", part)
    with registry.reading(STAFF_VIEWER) as record:
        if record.change(id) is not None or _undone(record, part):
            return
        undoing = editing.undo(record, part, who, why)
    if undoing.operations:
        registry.commit(undoing.model_copy(update={"id": id}))


def _undone(record: Record, part: str) -> bool:
    """Whether somebody has undone a change set by hand: what it touched was last written by its undoing."""
    found = record.change(part)
    if found is None or not found[1]:
        return False
    first = found[1][0]
    history = record.history(first.id)
    return bool(history) and history[-1].change.undoes == part


def _telling(doing: Doing, steps: int, after: int = 0) -> Any:
    """Progress of several steps as one: each is as long as the others, in per mille."""

    def tell(progress: Progress) -> None:
        share = progress.done / max(progress.total, 1)
        doing.tell(round(1000 * (after + _STEPS[progress.step] + share) / steps), 1000)

    return tell


def report_of(plan: Plan, registry: Registry) -> dict[str, Any]:
    """What a page shows of a plan, as JSON can say it."""
    return {
        "counts": dict(plan.counts),
        "operations": len(plan.operations),
        "parts": [part.id for part in plan.parts()],
        "problems": [_problem(one) for one in plan.problems],
        "groups": {str(match.draft.row): list(match.draft.rows) for match in plan.matches if len(match.draft.rows) > 1},
        "unsure": [_unsure(one) for one in plan.matches if one.verdict == "unsure"][:_UNSURE],
        "changes": {lang: _lines(plan, registry, lang) for lang in ("de", "en")},
    }


def _lines(plan: Plan, registry: Registry, lang: str) -> list[str]:
    found: list[str] = []
    for line in change_lines(plan, registry.vocabulary, lang):
        if len(found) == _LINES:
            break
        found.append(line)
    return found


def _problem(one: RowProblem) -> list[Any]:
    return [one.row, one.column, one.value[:200], one.rule, {key: str(value) for key, value in one.details.items()}]


def _unsure(match: Match) -> dict[str, Any]:
    candidates = [[one.id, one.name, round(one.score, 3)] for one in match.candidates]
    return {"row": match.draft.row, "name": match.draft.name, "candidates": candidates}


def problems_of(report: Mapping[str, Any]) -> list[RowProblem]:
    """The problems of a report."""
    return [RowProblem(*one) for one in report.get("problems", ())]


def rest_of(one: Import, sheet: Sheet, report: Mapping[str, Any], lang: str) -> Table | None:
    """The rejected rows of a kept import as a table; None where there are none."""
    groups: dict[int, Sequence[int]] = {int(row): rows for row, rows in report.get("groups", {}).items()}
    blank = () if has_ids(one.order.mapping, sheet) else (fields()["id"].label.text(lang),)
    return rejected(sheet, problems_of(report), groups, lang, blank)


HANDLERS: Final = {PLAN: plan_import, WRITE: write_import, TAKE_BACK: take_back}
