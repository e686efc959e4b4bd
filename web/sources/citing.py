"""Which statements cite which document, and at which line: read once per revision."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from graph.desk import Answer, Tell
from graph.snapshot import Snapshot
from registry.model import Entity, Observation, Post, StatementType, Tie
from registry.services import Record
from web.site import desk, registry
from web.sources.locators import first_lines

AnyStatement = Entity | Tie | Post | Observation

TYPES: Final = {"e": "entity", "t": "tie", "p": "post", "o": "observation"}
"""Types of statement by the first letter of an id."""
_PATIENCE: Final = 2.0
"""Seconds that a page waits before it says how far reading is; for some thousand statements it takes none."""
_OFTEN: Final = 1000


@dataclass
class Citations:
    """What cites one document."""

    entries: list[tuple[int, str]] = field(default_factory=list)
    """(line, statement id), ordered; a statement that cites several lines stands at each of them."""
    counts: dict[str, int] = field(default_factory=dict)
    """Statements by type."""
    doubtful: set[str] = field(default_factory=set)
    """Ids of statements that carry a flag."""
    as_of: set[str] = field(default_factory=set)
    """The dates for which it is cited."""

    @property
    def total(self) -> int:
        """How many statements cite it."""
        return sum(self.counts.values())


def citations(record: Record, current: Snapshot, wait: float = _PATIENCE) -> Answer[dict[str, Citations]]:
    """By document id, what the record's viewer may see; read at the desk: at 50,000 actors it takes 20 s."""
    store, viewer = registry(), record.viewer

    def compute(tell: Tell) -> dict[str, Citations]:
        with store.reading(viewer, record.revision) as now:
            return read_citations(now, tell)

    return desk().ask(current, "citations", compute, wait)


def read_citations(record: Record, tell: Tell) -> dict[str, Citations]:
    """Goes through every statement of the record."""
    found: dict[str, Citations] = {}
    total = sum(1 for _ in record.tie_rows()) + sum(1 for _ in record.entity_rows())
    for done, one in enumerate(chain.from_iterable(map(record.scan, StatementType))):
        if done % _OFTEN == 0:
            tell(min(done, total), total)
        _add(found, one)
    for cited in found.values():
        cited.entries.sort()
    return found


def _add(found: dict[str, Citations], one: AnyStatement) -> None:
    lines: dict[str, dict[int, None]] = {}
    for source in one.sources:
        lines.setdefault(source.document, {}).update(dict.fromkeys(first_lines(source.locator)))
        if source.as_of:
            found.setdefault(source.document, Citations()).as_of.add(source.as_of)
    for document, places in lines.items():
        cited = found.setdefault(document, Citations())
        cited.entries.extend((line, one.id) for line in places)
        cited.counts[one.type] = cited.counts.get(one.type, 0) + 1
        if one.flags:
            cited.doubtful.add(one.id)


def citation_counts(record: Record, current: Snapshot) -> dict[str, int]:
    """How many statements cite each document; empty as long as they are being read."""
    return {document: cited.total for document, cited in (citations(record, current).value or {}).items()}
