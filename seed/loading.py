"""Loads the sources into a record: what is new or changed is written, what no source says any more is removed.

Whose a statement is decides what a load may do with it. It belongs to the sources while it stands as the last load left
it; what people have edited, merged, removed or erased since is theirs, stays as it is and is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from registry.access import STAFF_VIEWER
from registry.model import ChangeSet, Operation, Put, Remove
from registry.rules import references
from registry.rules.blotting import MARK
from registry.services import Record, Registry, Version
from seed.building import AnyStatement, Contents, build
from seed.erased import without_erased
from seed.reading import SOURCES, read_sources

KIND: Final = "seed"
Reason = Literal["edited", "removed", "erased", "in_use", "dangling"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A statement that a load left as it is although the sources say something else.

    `edited` and `removed` by people since; `erased`: it is or mentions an erased person; `in_use`: no source says it
    any more, but other statements refer to it; `dangling`: it would refer to something that people have removed.
    """

    id: str
    where: str
    """The row that says otherwise, or '' where no row does any more."""
    reason: Reason


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: numbers of statements, the record's revision afterwards, and what was kept as it is."""

    created: int
    changed: int
    removed: int
    unchanged: int
    revision: int
    kept: tuple[Kept, ...] = ()


def load_sources(registry: Registry, folder: Path = SOURCES, *, progress: Callable[[str], object] = str) -> LoadReport:
    """Bring the record to what the sources in `folder` say, in one change set of kind "seed", all or nothing.

    Loading twice makes no second change set. `folder` holds all sources: what an earlier load wrote and none of them
    says is removed. `progress` is called with "read", "compare" and "write" before each step.

    Raises Invalid with every problem of the sources, Conflict where somebody writes at the same moment (load again),
    and whatever the store raises.
    """
    progress("read")
    contents = build(read_sources(folder, registry.vocabulary), registry.vocabulary)
    progress("compare")
    with registry.reading(STAFF_VIEWER) as record:
        plan = _Plan(record, contents, registry.erased())
        revision = record.revision
    progress("write")
    if plan.operations:
        why = "Quellen geladen: " + ", ".join(sorted(path.name for path in folder.iterdir() if path.is_dir()))
        change_set = ChangeSet(kind=KIND, who="seed", why=why, operations=tuple(plan.operations))
        revision = registry.commit(change_set)
    return plan.report(revision)


@dataclass
class _Plan:
    """What one load would do to the record as it is."""

    record: Record
    contents: Contents
    erased: Collection[str]
    puts: dict[str, Put] = field(default_factory=dict)
    removals: dict[str, Remove] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    unchanged: int = 0
    _moved: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.live = self.record.get(self.contents.statements)
        self._histories = self._read_histories()
        self._moved = self._read_moved()
        wanted = {id: moved(one, self._moved) for id, one in self.contents.statements.items()}
        for one in without_erased(wanted, self.erased):
            self._decide(one)
        self._drop_dangling()
        self._remove_unsaid()

    @property
    def operations(self) -> list[Operation]:
        return [*self.puts.values(), *self.removals.values()]

    def report(self, revision: int) -> LoadReport:
        created = sum(put.record.id not in self.live for put in self.puts.values())
        changed = len(self.puts) - created
        return LoadReport(created, changed, len(self.removals), self.unchanged, revision, tuple(self.kept))

    def _read_histories(self) -> dict[str, list[Version]]:
        """Histories of the statements that differ from what the sources say, where there are any."""
        if not self.record.revision:
            return {}
        differing = (
            id for id, one in self.contents.statements.items() if id not in self.live or not same(self.live[id], one)
        )
        return {id: history for id in differing if (history := self.record.history(id))}

    def _read_moved(self) -> dict[str, str]:
        """For what people merged into something else: what stands for it now."""
        found = {}
        for id, history in self._histories.items():
            last, seen = history[-1], {id}
            while last.successor and last.successor not in seen:
                seen.add(last.successor)
                last = self.record.history(last.successor)[-1]
            if last.id != id:
                found[id] = last.id
        return found

    def _decide(self, wanted: AnyStatement) -> None:
        history = self._histories.get(wanted.id, [])
        live = self.live.get(wanted.id)
        if live is not None and same(live, wanted):
            self.unchanged += 1
        elif wanted.id in self.erased or (live is not None and MARK in live.model_dump_json()):
            self._keep(wanted.id, "erased")
        elif history and not belongs_to_sources(history):
            self._keep(wanted.id, "edited" if live else "removed")
        else:
            self.puts[wanted.id] = Put(record=wanted, expected=history[-1].version if history else 0)

    def _drop_dangling(self) -> None:
        """Leave out what would refer to something that is not in the record, until nothing does."""
        targets = {target for put in self.puts.values() for _, target in references(put.record)}
        there = {*self.live, *self.record.get(targets), *self.puts}
        while lost := [
            id for id, put in self.puts.items() if any(target not in there for _, target in references(put.record))
        ]:
            for id in lost:
                del self.puts[id]
                there -= {id} - self.live.keys()
                self._keep(id, "dangling")

    def _remove_unsaid(self) -> None:
        """Remove what an earlier load wrote and no source says any more, except what others refer to."""
        unsaid = self.record.get(set(_seeded(self.record)) - self.contents.statements.keys())
        for id, one in unsaid.items():
            if belongs_to_sources(self.record.history(id)):
                self.removals[id] = Remove(id=id, expected=one.version)
            else:
                self._keep(id, "edited")
        around = {one.id: one for one in self.record.about(tuple(self.removals))} if self.removals else {}
        around |= {id: put.record for id, put in self.puts.items()}
        while used := {
            target
            for one in around.values()
            if one.id not in self.removals
            for _, target in references(one)
            if target in self.removals
        }:
            for id in used:
                del self.removals[id]
                around[id] = unsaid[id]
                self._keep(id, "in_use")

    def _keep(self, id: str, reason: Reason) -> None:
        self.kept.append(Kept(id, self.contents.places.get(id, ""), reason))


def same(one: AnyStatement, other: AnyStatement) -> bool:
    """Whether two statements say the same, whatever their versions."""
    return one == other.model_copy(update={"version": one.version})


def moved(statement: AnyStatement, successors: dict[str, str]) -> AnyStatement:
    """The statement with every reference to something merged turned to what it was merged into."""
    if not any(target in successors for _, target in references(statement)):
        return statement
    data = statement.model_dump(mode="json")
    for place in ("subject", "object", "post", "body"):
        if place in data:
            data[place] = successors.get(data[place], data[place])
    if "pool" in data:
        data["pool"] = list(dict.fromkeys(successors.get(id, id) for id in data["pool"]))
    for source in data["sources"]:
        source["document"] = successors.get(source["document"], source["document"])
    return type(statement).model_validate(data)


def belongs_to_sources(history: list[Version]) -> bool:
    """Whether a statement stands as the last load left it (also where an edit was undone since)."""
    loads = [version for version in history if version.change.kind == KIND]
    if not loads:
        return False
    left, now = loads[-1].statement, history[-1].statement
    if left is None or now is None:
        return left is now
    return same(left, now)


def _seeded(record: Record) -> Iterator[str]:
    """Ids of everything that loads have ever written."""
    before: int | None = None
    while changes := record.changes(before=before, limit=500):
        before = changes[-1].revision
        for change in changes:
            found = record.change(change.id) if change.kind == KIND else None
            if found:
                yield from (touched.id for touched in found[1])
