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
    erased: frozenset[str]
    """Ids of those who were erased when it was made."""

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
    """Hands out the index for a view; one thread prepares it, the others wait for it.

    They do not search the index before meanwhile: it may hold what their viewer may not see any more, an erased name
    above all, and lacks what they have just written.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index: SearchIndex | None = None

    def at(self, reading: Reading) -> SearchIndex:
        """The index of the view's revision, or of a later one that another thread has needed already."""
        index = self._index
        if index is not None and index.revision >= reading.revision:
            return index
        with self._lock:
            index = self._index
            if index is None or index.revision < reading.revision:
                index = self._index = _renewed(index, reading)
            return index


def _renewed(old: SearchIndex | None, reading: Reading) -> SearchIndex:
    erased = reading.erased()
    # An update would keep an erased name in memory, unused, until there is a fresh index.
    if old is None or old.erased != erased:
        return _built(reading, erased)
    touched = [one for one in reading.touched_since(old.revision) if one.type == "entity"]
    if len(touched) > _REBUILD_AT:
        return _built(reading, erased)
    rows = list(reading.entity_rows([one.id for one in touched]))
    gone = [one.id for one in touched if one.removed]
    names = old.names.updated(_entries(rows), gone, reading.revision)
    return SearchIndex(reading.revision, names, _merged(old.rows, rows, gone), erased)


def _built(reading: Reading, erased: frozenset[str]) -> SearchIndex:
    rows = list(reading.entity_rows())
    return SearchIndex(reading.revision, LiveIndex(_entries(rows), reading.revision), _merged({}, rows, ()), erased)


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
