"""A proposal as lines: what each statement was, what it would be, and which others it can not do without."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from registry.model import Invalid, Operation, Problem, Put, Status
from registry.rules.references import references
from registry.services.reviewing.rebasing import Rebased, changed_fields, only
from registry.store.port import AnyStatement

Kind = Literal["new", "changed", "ended", "removed"]
_ORDER = {"entity": 0, "post": 1, "tie": 2, "observation": 3}


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of a proposal beside the present record."""

    target: str
    change: Kind
    before: AnyStatement | None
    after: AnyStatement | None
    fields: tuple[str, ...]
    """Names of the fields that differ; empty for what is new or removed."""
    needs: tuple[str, ...]
    """Targets without which this line can not be taken."""
    moved: bool
    """Whether somebody has changed it since the proposal was made."""
    overlaps: tuple[str, ...]
    """Fields that they have changed to something else."""

    @property
    def statement(self) -> AnyStatement:
        """What it is about, as it would be, or as it was."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - one of the two there is
        return found

    @property
    def parts(self) -> tuple[str, ...]:
        """The fields that can be taken one by one: those of a changed entry. Sources come along with anything."""
        if self.change != "changed" or self.statement.type != "entity":
            return ()
        return tuple(one for one in self.fields if one != "sources")


def lines_of(found: Rebased) -> tuple[Line, ...]:
    """The lines of a proposal, entries first."""
    new = {one.target for one in found.operations if isinstance(one, Put) and one.expected == 0}
    touching = _touching(found)
    lines = [_line(one, found, new, touching) for one in found.operations]
    return tuple(sorted(lines, key=lambda line: _ORDER[line.statement.type]))


def _line(operation: Operation, found: Rebased, new: Collection[str], touching: Mapping[str, tuple[str, ...]]) -> Line:
    target = operation.target
    before = found.present.get(target)
    after = operation.record if isinstance(operation, Put) else None
    needs = tuple(dict.fromkeys(id for _, id in references(after) if id in new)) if after else touching.get(target, ())
    return Line(
        target,
        _change(before, after),
        before,
        after,
        tuple(changed_fields(before, after)) if before and after else (),
        needs,
        target in found.moved,
        found.overlaps.get(target, ()),
    )


def _change(before: AnyStatement | None, after: AnyStatement | None) -> Kind:
    if before is None:
        return "new"
    if after is None:
        return "removed"
    ended = getattr(after, "status", None) == Status.ENDED != getattr(before, "status", None)
    return "ended" if ended else "changed"


def _touching(found: Rebased) -> dict[str, tuple[str, ...]]:
    """For what is removed, the other operations that take away or move what refers to it."""
    removed = {one.target for one in found.operations if not isinstance(one, Put)}
    touching: dict[str, list[str]] = {}
    for id, statement in found.present.items():
        for _, target in references(statement):
            if target in removed and target != id:
                touching.setdefault(target, []).append(id)
    return {target: tuple(ids) for target, ids in touching.items()}


@dataclass(frozen=True, slots=True)
class Parts:
    """A proposal in two: what is taken, and what is left."""

    taken: tuple[Operation, ...]
    left: tuple[Operation, ...]


def part(found: Rebased, chosen: Collection[str]) -> Parts:
    """Divide a proposal. `chosen` has targets, or `target:field` for single fields of a changed entry.

    Raises Invalid where nothing is chosen, or something without what it can not do without.
    """
    lines = {one.target: one for one in lines_of(found)}
    fields = {id: [one.partition(":")[2] for one in chosen if one.startswith(f"{id}:")] for id in lines}
    taken = {id for id in lines if id in chosen or fields[id]}
    missing = [f"{id} needs {need}" for id in sorted(taken) for need in lines[id].needs if need not in taken]
    if missing:
        problems = [Problem("dependency", one, "it can not be taken alone", "choose both or none") for one in missing]
        raise Invalid.of(problems)
    if not taken:
        raise Invalid("nothing is chosen", where="proposal", remedy="choose what is to be taken, or decline")
    pieces = [_divided(one, lines[one.target], one.target in taken, fields[one.target]) for one in found.operations]
    return Parts(tuple(a for a, _ in pieces if a), tuple(b for _, b in pieces if b))


def _divided(
    operation: Operation, line: Line, taken: bool, fields: Iterable[str]
) -> tuple[Operation | None, Operation | None]:
    wanted = [one for one in fields if one in line.parts]
    rest = [one for one in line.parts if one not in wanted]
    if not taken:
        return None, operation
    if not wanted or not rest or line.before is None or not isinstance(operation, Put):
        return operation, None
    taken_part = only(line.before, operation.record, wanted)
    # What is left is written over what is taken: one version later.
    left = operation.model_copy(update={"expected": operation.expected + 1})
    return Put(record=taken_part, expected=operation.expected), left
