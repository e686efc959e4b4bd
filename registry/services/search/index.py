"""The index of names: one that is built once, and one that follows the record.

    index = LiveIndex([IndexEntry("x1", ("Musterverein Beispielstadt e.V.", "MVB"))], revision=1)
    index.search("muster beispl")
    index = index.updated([IndexEntry("x2", ("Musterrat",))], removed=["x1"], revision=2)

Both are frozen: any number of threads may search one while another prepares its successor.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from registry.services.search.estimating import Part, Query
from registry.services.search.ranking import Allowed, Hit, answer
from registry.services.search.table import IndexEntry, Table, build

OVERLAY: Final = 2000
"""Above so many entries changed or gone since the base was built, the base is built anew."""


class _State(NamedTuple):
    """What a live index is made of; ids that are `outdated` no longer count in the base, their rows are `dead`."""

    base: Table
    overlay: Table
    outdated: frozenset[str]
    dead: NDArray[np.bool_]

    @classmethod
    def of(cls, entries: Iterable[IndexEntry]) -> _State:
        """All in the base."""
        base = build(entries)
        return cls(base, build(()), frozenset(), np.zeros(len(base), dtype=np.bool_))

    def parts(self) -> list[Part]:
        """The tables to search."""
        return [Part(self.base, self.dead), Part(self.overlay)] if self.outdated else [Part(self.base)]

    def updated(self, changed: Iterable[IndexEntry], gone: frozenset[str]) -> _State:
        """With `changed` entries and without those `gone`; one base again where too much has changed."""
        new = {entry.id: entry for entry in changed}
        overlay = [entry for id, entry in {**self.overlay.entries, **new}.items() if id not in gone]
        outdated = self.outdated | new.keys() | gone
        if len(outdated) > OVERLAY:
            kept = [entry for id, entry in self.base.entries.items() if id not in outdated]
            return _State.of([*kept, *overlay])
        dead = self.dead.copy()
        for id in outdated - self.outdated:
            dead[self.base.rows_of(id)] = True
        return _State(self.base, build(overlay), outdated, dead)


class NameIndex:
    """An index of `entries`; of two with one id the later counts."""

    def __init__(self, entries: Iterable[IndexEntry]) -> None:
        self._parts = [Part(build(entries))]

    def __len__(self) -> int:
        return len(self._parts[0].table.entries)

    def search(self, query: str, limit: int = 10, allowed: Allowed = None) -> list[Hit]:
        """The best `limit` entries for `query`, best first; `allowed` says which ids may be shown.

        Never raises, whatever the query holds; one without a letter or digit finds nothing.
        """
        return answer(self._parts, Query.of(query), limit, allowed)


class LiveIndex:
    """An index of a revision: a base, and a small overlay of what has changed since the base was built.

    It answers exactly as an index built afresh from the same entries would.
    """

    def __init__(self, entries: Iterable[IndexEntry], revision: int) -> None:
        self._become(_State.of(entries), revision)

    def _become(self, state: _State, revision: int) -> None:
        self.revision = revision
        self._state = state
        self._parts = state.parts()

    def __len__(self) -> int:
        base, overlay, outdated, _ = self._state
        return len(base.entries) - len(outdated & base.entries.keys()) + len(overlay.entries)

    def search(self, query: str, limit: int = 10, allowed: Allowed = None) -> list[Hit]:
        """As NameIndex.search."""
        return answer(self._parts, Query.of(query), limit, allowed)

    def updated(self, changed: Iterable[IndexEntry], removed: Iterable[str], revision: int) -> LiveIndex:
        """The index of `revision`: `changed` entries are new or replaced, those `removed` gone, an id in both is gone.

        This one stays as it is.
        """
        index = LiveIndex.__new__(LiveIndex)
        index._become(self._state.updated(changed, frozenset(removed)), revision)  # noqa: SLF001 - our own kind
        return index
