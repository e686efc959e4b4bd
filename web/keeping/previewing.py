"""A change set before it is written: what would be new, ended, changed and removed, line by line."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final, Literal

from registry.model import ChangeSet, Entity, Observation, Put, Status, statement_json
from registry.services import AnyStatement, Record
from web.presenting.changes import Difference, Names, differences, named, type_label
from web.site import lang, vocabulary

What = Literal["new", "changed", "ended", "removed"]
_SILENT: Final = ("post",)
"""Fields that would only show an id."""


@dataclass(frozen=True)
class PreviewLine:
    """One statement of a change set."""

    what: What
    type: str
    name: str
    differences: tuple[Difference, ...]


def preview(record: Record, change: ChangeSet) -> tuple[PreviewLine, ...]:
    """The lines of a change set, beside the record that it was made from."""
    present = record.get([one.target for one in change.operations])
    after = {one.target: one.record for one in change.operations if isinstance(one, Put)}
    statements = [*present.values(), *after.values()]
    known = record.entities({id for one in statements for id in named(one)})
    own = {one.id: one for one in statements if isinstance(one, Entity)}
    names = Names({**known, **own}, vocabulary(), lang())
    return tuple(_line(present.get(id), after.get(id), names) for id in dict.fromkeys((*after, *present)))


def _line(before: AnyStatement | None, after: AnyStatement | None, names: Names) -> PreviewLine:
    shown = after or before
    if shown is None:
        raise LookupError("a removal of what is not there")
    what: What = "changed"
    if after is None:
        what = "removed"
    elif before is None:
        what = "new"
    elif not isinstance(after, Observation) and after.status is Status.ENDED:
        what = "ended"
    fields = tuple(one for one in differences(before, after, names) if one.field not in _SILENT)
    return PreviewLine(what, type_label(shown.type), names.statement(shown), fields)


def fingerprint(change: ChangeSet) -> str:
    """Says whether two change sets, made at different moments, would write the same; ids of what is new aside."""
    text = "\n".join(
        f"{one.op} {one.target} {one.expected} {statement_json(one.record) if isinstance(one, Put) else ''}"
        for one in change.operations
    )
    new = [one.target for one in change.operations if isinstance(one, Put) and one.expected == 0]
    for number, id in enumerate(new):
        text = text.replace(id, f"#{number}")
    return hashlib.sha256(text.encode()).hexdigest()[:32]
