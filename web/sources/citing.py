"""Which statements cite which document, and at which line: read once per revision."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Final, cast

from flask import current_app

from graph.cache import Memory
from registry.model import StatementType
from registry.services import Record
from web.sources.locators import first_lines

TYPES: Final = {"e": "entity", "t": "tie", "p": "post", "o": "observation"}
"""Types of statement by the first letter of an id."""
_KEY: Final = "integrationsnetz.citations"


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


def citations(record: Record) -> dict[str, Citations]:
    """By document id; what the record's viewer may see."""
    memory = cast(Memory, current_app.extensions.setdefault(_KEY, Memory(4)))
    key: Hashable = (record.revision, record.viewer.level)
    return memory.get(key, lambda: read_citations(record))


def read_citations(record: Record) -> dict[str, Citations]:
    """Goes through every statement of the record."""
    found: dict[str, Citations] = {}
    for type_ in StatementType:
        for one in record.scan(type_):
            lines: dict[str, dict[int, None]] = {}
            for source in one.sources:
                lines.setdefault(source.document, {}).update(dict.fromkeys(first_lines(source.locator)))
                if source.as_of:
                    found.setdefault(source.document, Citations()).as_of.add(source.as_of)
            for document, places in lines.items():
                cited = found.setdefault(document, Citations())
                cited.entries.extend((line, one.id) for line in places)
                cited.counts[str(type_)] = cited.counts.get(str(type_), 0) + 1
                if one.flags:
                    cited.doubtful.add(one.id)
    for cited in found.values():
        cited.entries.sort()
    return found


def citation_counts(record: Record) -> dict[str, int]:
    """How many statements cite each document."""
    return {document: cited.total for document, cited in citations(record).items()}
