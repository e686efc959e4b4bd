"""The index of duplicates: what of the record is like something that somebody is about to enter.

    index = DuplicateIndex(entries, revision, vocabulary)
    index.candidates(Query("Musterverein Beispielstadt", contacts=(("email", "post@verein.example"),)), viewer)
    index = index.updated([entry], removed=[], revision=revision + 1)

Frozen: any number of threads may ask one while another prepares its successor.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from copy import copy
from typing import Final

import numpy as np

from registry.access import Viewer
from registry.services.duplicates.entries import Entry, Query
from registry.services.duplicates.estimating import Part
from registry.services.duplicates.facts import Findings
from registry.services.duplicates.judging import Hint, Judge, Judged
from registry.services.duplicates.places import Area, Places
from registry.services.duplicates.rarity import Rarity
from registry.services.duplicates.table import SORTS, Table, build
from registry.vocabulary import Vocabulary

OVERLAY: Final = 2000
"""Above so many entities changed or gone since the base was built, the base is built anew."""
LIKELY: Final = 0.4
"""From this score on a hint is called a duplicate: where F1 is highest."""
LEAST: Final = 0.03
"""Hints with a lower score are not worth anybody's time, unless they are about one of these."""
_TELLING: Final = frozenset({"same email", "same phone", "same identifier"})
"""Bodies that have changed their name altogether keep these."""


class DuplicateIndex:
    """An index of a revision: a base, and a small overlay of what has changed since the base was built.

    It answers exactly as an index built afresh from the same entries would, and to a viewer exactly as one that was
    built from what this viewer may see.
    """

    def __init__(self, entries: Iterable[Entry], revision: int, vocabulary: Vocabulary) -> None:
        known = {entry.id: entry for entry in entries}
        self.revision = revision
        self._vocabulary = vocabulary
        self._sorts = _sorts(vocabulary)
        self._areas = {entry.id: entry for entry in known.values() if _is_area(entry)}
        self._places = Places(Area(one.id, one.all_names, one.above) for one in self._areas.values())
        base = self._table(entry for entry in known.values() if not _is_area(entry))
        self._become(base, self._table(()), frozenset())

    def _table(self, entries: Iterable[Entry]) -> Table:
        return build(entries, self._places, self._sorts)

    def _become(self, base: Table, overlay: Table, outdated: frozenset[str]) -> None:
        """`outdated`: ids that no longer count in the base."""
        self._base, self._overlay, self._outdated = base, overlay, outdated
        gone = [base.entries[base.numbers[id]] for id in sorted(outdated) if id in base.numbers]
        rarity = Rarity([base.counts, overlay.counts], [self._table(gone).counts] if gone else [])
        dead = np.zeros(len(base), dtype=np.bool_)
        dead[[base.numbers[entry.id] for entry in gone]] = True
        tables = [(base, dead), (overlay, np.zeros(len(overlay), dtype=np.bool_))]
        self._parts = [Part(table, rarity.row_weights(table), mask) for table, mask in tables if len(table)]
        self.judge = Judge(self._parts, self._places, rarity, self._vocabulary, self._sorts)

    def __len__(self) -> int:
        return int(sum((~part.dead).sum() for part in self._parts))

    def entries(self) -> list[Entry]:
        """Everything that it knows, areas last."""
        pairs = (zip(part.table.entries, part.dead.tolist(), strict=True) for part in self._parts)
        return [*(entry for pair in pairs for entry, dead in pair if not dead), *self._areas.values()]

    def updated(self, changed: Iterable[Entry], removed: Iterable[str], revision: int) -> DuplicateIndex:
        """The index of `revision`: `changed` entries are new or replaced, those `removed` gone, an id in both is gone.

        This one stays as it is. Where areas have changed all is built anew, since every name may speak of them.
        """
        gone = frozenset(removed)
        new = {entry.id: entry for entry in changed if entry.id not in gone}
        outdated = self._outdated | new.keys() | gone
        known = {id: entry for id, entry in {**self._areas, **new}.items() if id not in gone}
        if len(outdated) > OVERLAY or {id: one for id, one in known.items() if _is_area(one)} != self._areas:
            kept = {entry.id: entry for entry in self.entries() if entry.id not in gone}
            return DuplicateIndex({**kept, **new}.values(), revision, self._vocabulary)
        overlay = {**{entry.id: entry for entry in self._overlay.entries}, **new}
        entries = (entry for id, entry in overlay.items() if id not in gone and not _is_area(entry))
        index = copy(self)
        index.revision = revision
        index._become(self._base, self._table(entries), outdated)  # noqa: SLF001 - our own kind
        return index

    def compact(self) -> DuplicateIndex:
        """An index of the same entries without an overlay: this one where it has none."""
        return DuplicateIndex(self.entries(), self.revision, self._vocabulary) if self._outdated else self

    def candidates(
        self,
        query: Query,
        viewer: Viewer,
        judged: Set[frozenset[str]] = frozenset(),
        *,
        limit: int = 10,
        least: float = LEAST,
    ) -> list[Hint]:
        """The entities that may be the one asked about, likeliest first; equal ones by id.

        None that the viewer may not see, none by what they may not see, none that `judged` says (pairs of ids)
        somebody has compared with it already. Never raises, whatever names and contacts hold.
        """
        found = [one for one in self._all(query, viewer) if one.score >= least or not _TELLING.isdisjoint(one.findings)]
        if judged:
            found = [one for one in found if not _judged(query, one.entry.id, judged)]
        return [one.hint() for one in sorted(found, key=lambda one: (-one.total, one.entry.id))[:limit]]

    def findings(self, query: Query, viewer: Viewer) -> list[tuple[str, Findings]]:
        """What was found about every entity that was looked at, by id, before it is weighed: for tuning the weights."""
        return [(one.entry.id, one.findings) for one in self._all(query, viewer)]

    def _all(self, query: Query, viewer: Viewer) -> list[Judged]:
        asked = self.judge.asked(query, viewer)
        found = (self.judge.judged(asked, one) for one in self.judge.candidates(asked))
        return [one for one in found if one.entry.id != query.id and one.entry.id not in query.exclude]


def _sorts(vocabulary: Vocabulary) -> dict[str, int]:
    return {kind: n for n, sort in enumerate(SORTS) if sort in vocabulary.kinds for kind in vocabulary.narrower(sort)}


def _judged(query: Query, id: str, judged: Set[frozenset[str]]) -> bool:
    return any(frozenset((own, id)) in judged for own in query.own)


def _is_area(entry: Entry) -> bool:
    """Whether it is an area whose name everyone may know: what others are called must not depend on a hidden one."""
    return entry.family == "area" and entry.visibility == "public"
