"""`Registry`: an opened store with its vocabulary and search index; all that works with the record starts here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from registry.access import STAFF_VIEWER, Viewer
from registry.model import ChangeSet, Problem, Proposal
from registry.services.derived import folder_of
from registry.services.duplicates import SURE, DuplicateFinder, Hint, Query, Step, all_pairs
from registry.services.finding import Finder
from registry.services.record import Record
from registry.services.search import Hit
from registry.store.archive import Progress
from registry.store.moving import Fingerprint, fingerprint
from registry.store.port import Store
from registry.store.workspace import Workspace
from registry.vocabulary import Vocabulary


class Registry:
    """One opened registry. Threads may share it; a forked process opens its own."""

    def __init__(self, store: Store, vocabulary: Vocabulary, url: str) -> None:
        self._store = store
        self.vocabulary = vocabulary
        self.url = url
        self._finder = Finder()
        self._duplicates = DuplicateFinder(vocabulary)
        self.derived = folder_of(url)
        """Files made from the record."""

    @property
    def workspace(self) -> Workspace:
        """What is kept beside the record: accounts, tasks, mails, judgements."""
        return self._store.workspace

    @contextmanager
    def reading(self, viewer: Viewer, at_least: int = 0) -> Iterator[Record]:
        """A consistent view of the record for a viewer, at this revision or a later one. Raises Unavailable."""
        with self._store.read(at_least) as reading:
            yield Record(reading, viewer)

    def revision(self) -> int:
        """Number of the last commit: the key of every cache."""
        with self._store.read() as reading:
            return reading.revision

    def search(
        self,
        query: str,
        viewer: Viewer,
        *,
        limit: int = 10,
        families: Collection[str] = (),
        kinds: Collection[str] = (),
    ) -> list[Hit]:
        """The best hits among the visible entities of these families and kinds (all where none is named)."""
        with self._store.read() as reading:
            index = self._finder.at(reading)
        allowed = _narrower(self.vocabulary, kinds)
        return index.search(query, viewer, limit=limit, families=families, kinds=allowed)

    def duplicates(
        self, query: Query, viewer: Viewer, *, judged: Set[frozenset[str]] = frozenset(), limit: int = 5
    ) -> list[Hint]:
        """The visible entities that may be the one that is being entered, likeliest first, each with its reasons.

        `judged` are pairs of ids that somebody has compared: they are not asked about again. Raises Unavailable.
        """
        with self._store.read() as reading:
            index = self._duplicates.at(reading)
        return index.candidates(query, viewer, judged, limit=limit)

    def likely_pairs(
        self, viewer: Viewer, *, judged: Set[frozenset[str]] = frozenset(), after: str = "", least: float = SURE
    ) -> Iterator[Step]:
        """Pairs of visible entities that are likely one, step by step through the whole record (see `all_pairs`)."""
        with self._store.read() as reading:
            index = self._duplicates.at(reading)
        return all_pairs(index, viewer, judged, after=after, least=least)

    def commit(self, change_set: ChangeSet) -> int:
        """Write a change set, all or nothing. Raises Invalid, Conflict, Erased, Unavailable."""
        return self._store.commit(change_set)

    def propose(self, change_set: ChangeSet) -> None:
        """Keep a change set as a proposal; its rules are checked when it is accepted. Raises Conflict, Erased."""
        self._store.propose(change_set)

    def decide(self, id: str, verdict: Literal["accepted", "declined"], who: str, note: str = "") -> int | None:
        """Decide an open proposal; accepting commits it. Raises NotFound, Conflict, Invalid, Erased."""
        return self._store.decide(id, verdict, who, note)

    def forget(self, ids: Collection[str]) -> int:
        """Take out of these declined proposals what they said; gives of how many. Raises Unavailable."""
        return self._store.forget(ids)

    def proposals(self, state: Literal["open", "accepted", "declined"] | None = None) -> list[Proposal]:
        """Proposals in the order they came."""
        with self._store.read() as reading:
            return reading.proposals(state)

    def proposal(self, id: str) -> Proposal | None:
        """One proposal by its change set's id; None where there is none."""
        with self._store.read() as reading:
            return reading.proposal(id)

    def erase(self, id: str, who: str, why: str) -> int:
        """Erase a person everywhere and forget the names that this process and files made from the record keep.

        Raises NotFound, Erased, Invalid, Unavailable.
        """
        revision = self._store.erase(id, who, why)
        self._finder = Finder()
        self._duplicates = DuplicateFinder(self.vocabulary)
        self.derived.forget(revision)
        return revision

    def erased(self) -> frozenset[str]:
        """Ids of erased persons."""
        with self._store.read() as reading:
            return reading.erased()

    def backup(self, target: Path) -> None:
        """Copy the store to a new file while others go on. Raises Unavailable."""
        self._store.backup(target)

    def check(self, progress: Progress | None = None) -> list[Problem]:
        """Integrity of the store and every rule of the model; empty where all is well."""
        return self._store.check(progress)

    def fingerprint(self, progress: Progress | None = None) -> Fingerprint:
        """Rows and hash of all that the store holds: equal for two stores with the same record and past."""
        with self._store.read() as reading:
            return fingerprint(reading, progress)

    def commit_prepared(self, prepare: Callable[[Record], ChangeSet]) -> tuple[ChangeSet, int]:
        """Prepare a change set from the present record and commit it. Raises what preparing and `commit` raise."""
        with self.reading(STAFF_VIEWER) as record:
            change_set = prepare(record)
        return change_set, self.commit(change_set)

    def close(self) -> None:
        """Give back the store's connections."""
        self._store.close()


def _narrower(vocabulary: Vocabulary, kinds: Collection[str]) -> frozenset[str]:
    return frozenset(narrow for kind in kinds if kind in vocabulary.kinds for narrow in vocabulary.narrower(kind))
