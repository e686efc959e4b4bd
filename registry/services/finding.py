"""The search index that belongs to a revision, kept up to date by what was touched since."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from registry.access import Viewer
from registry.services.search import Hit, IndexEntry, LiveIndex
from registry.store.port import EntityRow, Reading

_REBUILD_AT = 5000
"""Above so many touched statements a fresh index is quicker than an update."""


@dataclass(frozen=True)
class SearchIndex:
    """An index of one revision, and what is needed to leave out what a viewer may not see."""

    revision: int
    names: LiveIndex
    rows: dict[str, tuple[str, str, str]]
    """Family, kind and visibility by id."""

    def search(
        self,
        query: str,
        viewer: Viewer,
        *,
        limit: int,
        families: Collection[str] = (),
        kinds: Collection[str] = (),
    ) -> list[Hit]:
        """The best hits that the viewer may see."""

        def allowed(id: str) -> bool:
            family, kind, visibility = self.rows[id]
            return viewer.sees(visibility) and (not families or family in families) and (not kinds or kind in kinds)

        return self.names.search(query, limit, allowed)


class Finder:
    """Hands out the index for a view's revision; one thread builds it, the others wait for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index: SearchIndex | None = None

    def at(self, reading: Reading) -> SearchIndex:
        """The index of the view's revision."""
        index = self._index
        if index is not None and index.revision == reading.revision:
            return index
        with self._lock:
            index = self._index
            if index is None or index.revision != reading.revision:
                index = self._renewed(index, reading)
                self._index = index
            return index

    def _renewed(self, old: SearchIndex | None, reading: Reading) -> SearchIndex:
        if old is None or old.revision > reading.revision:
            return _built(reading)
        touched = [one for one in reading.touched_since(old.revision) if one.type == "entity"]
        if len(touched) > _REBUILD_AT:
            return _built(reading)
        rows = list(reading.entity_rows([one.id for one in touched]))
        gone = [one.id for one in touched if one.removed]
        names = old.names.updated(_entries(rows), gone, reading.revision)
        return SearchIndex(reading.revision, names, _merged(old.rows, rows, gone))


def _built(reading: Reading) -> SearchIndex:
    rows = list(reading.entity_rows())
    return SearchIndex(reading.revision, LiveIndex(_entries(rows), reading.revision), _merged({}, rows, ()))


def _entries(rows: Iterable[EntityRow]) -> list[IndexEntry]:
    return [IndexEntry(row.id, row.names) for row in rows]


def _merged(
    old: dict[str, tuple[str, str, str]], rows: Iterable[EntityRow], gone: Iterable[str]
) -> dict[str, tuple[str, str, str]]:
    merged = dict(old)
    for id in gone:
        merged.pop(id, None)
    merged.update({row.id: (row.family, row.kind, row.visibility) for row in rows})
    return merged
