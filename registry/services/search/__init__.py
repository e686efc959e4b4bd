"""Provisional: replaced by the real index (same interface)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class IndexEntry:
    id: str
    names: tuple[str, ...]
    boost: float = 0


@dataclass(frozen=True)
class Hit:
    id: str
    name: str
    score: float
    how: Literal["exact", "prefix", "words", "typo", "abbreviation"]


class LiveIndex:
    def __init__(self, entries: Iterable[IndexEntry], revision: int) -> None:
        self.entries = {one.id: one for one in entries}
        self.revision = revision

    def updated(self, changed: Iterable[IndexEntry], removed: Iterable[str], revision: int) -> LiveIndex:
        kept = {**self.entries, **{one.id: one for one in changed}}
        for id in removed:
            kept.pop(id, None)
        return LiveIndex(kept.values(), revision)

    def search(self, query: str, limit: int = 10, allowed: Callable[[str], bool] | None = None) -> list[Hit]:
        found = []
        for one in self.entries.values():
            name = next((name for name in one.names if query.lower() in name.lower()), None)
            if name and (allowed is None or allowed(one.id)):
                found.append(Hit(one.id, name, 100 if name.lower() == query.lower() else 80, "words"))
        return sorted(found, key=lambda hit: (-hit.score, len(hit.name), hit.name))[:limit]
