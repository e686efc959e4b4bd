"""The Neo4j adapter of the port."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Final, Literal, TypeVar

from registry.model import ChangeSet, Problem
from registry.store.archive import Progress, Receiving, unfinished
from registry.store.deciding import emptied, late_enough, moved_on, open_proposal, refuse_erased, refuse_known
from registry.store.neo4j_store import cypher, natural
from registry.store.neo4j_store.address import Address, parse
from registry.store.neo4j_store.asking import Within
from registry.store.neo4j_store.backing_up import backup_to
from registry.store.neo4j_store.checking import Check
from registry.store.neo4j_store.connection import Connection
from registry.store.neo4j_store.erasing import write_erasure
from registry.store.neo4j_store.preparing import prepare
from registry.store.neo4j_store.projecting import each
from registry.store.neo4j_store.reading import Neo4jReading
from registry.store.neo4j_store.receiving import Neo4jReceiving
from registry.store.neo4j_store.workspace import Neo4jWorkspace
from registry.store.neo4j_store.writing import erased_among, head_of, lock, write_change_set
from registry.store.port import Reading
from registry.vocabulary import Vocabulary

_Result = TypeVar("_Result")
_UNPUBLISHED_SECONDS: Final = 1.0
"""After so long without word of a commit that landed, its writer is taken for dead and another publishes it."""
_CATCH_UP_SECONDS: Final = 5.0
_LOOKED_UP_BEFORE: Final = 100
"""So many targets of a change are looked up before it waits for the lock."""


class Neo4jStore:
    """A database of a Neo4j server, or of a cluster. Any number of threads and processes may read and write.

    A commit writes the history and the natural graph in one transaction and then publishes its revision; a view is
    pinned to the revision that was published when it was opened.
    """

    def __init__(
        self, address: Address, vocabulary: Vocabulary, *, create: bool = False, receiving: bool = False
    ) -> None:
        """Open the database and bring its schema up to date.

        Raises Unavailable where the server does not answer or refuses, there is no record (and `create` is not set), or
        a move into it is not finished (and `receiving` is not set); Damaged where the database holds something else;
        Invalid where the vocabulary gives two things the same name in the graph.
        """
        natural.refuse_clashes(vocabulary)
        self._address = address
        self._vocabulary = vocabulary
        self._receiving = receiving
        self._connection = Connection(address)
        self.workspace = Neo4jWorkspace(self._connection)
        self._views = threading.local()
        self._unpublished: tuple[int, float] | None = None
        try:
            prepare(self._connection, create=create)
            if create:
                Neo4jReceiving(self._connection, vocabulary, self._publish).renew()
            self._revision()
        except BaseException:
            self._connection.close()
            raise

    @classmethod
    def at(cls, url: str, vocabulary: Vocabulary, *, create: bool = False, receiving: bool = False) -> Neo4jStore:
        """The store that a URL names (see `address.parse`). Raises Invalid and what opening raises."""
        return cls(parse(url), vocabulary, create=create, receiving=receiving)

    def read(self, at_least: int = 0) -> contextlib.AbstractContextManager[Reading]:
        """Open a consistent view."""
        return self._reading(at_least)

    @contextlib.contextmanager
    def _reading(self, at_least: int) -> Iterator[Neo4jReading]:
        outer: Neo4jReading | None = getattr(self._views, "open", None)
        if outer is not None:  # a view inside a view of the same thread is the same view
            yield outer
            return
        view = Neo4jReading(self._connection, self._caught_up(at_least))
        self._views.open = late_enough(view, at_least, "Neo4j")
        try:
            yield self._views.open
        finally:
            self._views.open = None

    def _caught_up(self, at_least: int) -> int:
        """The published revision, once it is as late as asked for: another server of a cluster may lag a moment."""
        end = monotonic() + _CATCH_UP_SECONDS
        while (revision := self._revision()) < at_least and monotonic() < end:
            sleep(0.05)
        return revision

    def _revision(self) -> int:
        """The revision of a view that is opened now: everything up to it can be seen, whatever is being written."""
        rows = self._connection.rows(cypher.HEAD)
        head = head_of(rows)
        if head.receiving:
            if not self._receiving:
                raise unfinished("Neo4j", head.receiving)
            last = self._connection.rows(cypher.LAST_CHANGE)
            return int(last[0]["revision"]) if last else 0
        published = int(rows[0]["published"])
        return published if head.revision <= published else self._published(head.revision, published)

    def _published(self, revision: int, published: int) -> int:
        """A commit landed whose writer has not published it: it is about to, or it died, and then we do."""
        before = self._unpublished
        if before is None or before[0] != revision:
            self._unpublished = (revision, monotonic())
        elif monotonic() - before[1] > _UNPUBLISHED_SECONDS:
            self._unpublished = None
            return self._settled()
        return published

    def _settled(self) -> int:
        """Publish whatever has landed: who has the lock sees it whole."""
        landed = self._connection.write(lambda tx: lock(tx).revision)
        self._publish(landed)
        return landed

    def _publish(self, revision: int) -> None:
        def publish(tx: Within) -> None:
            tx.do(cypher.LOCK_PUBLISHED)
            tx.do(cypher.PUBLISH, revision=revision)

        self._connection.write(publish)

    def _write(self, work: Callable[[Within, Neo4jReading], _Result]) -> _Result:
        def locked(tx: Within) -> _Result:
            head = lock(tx)
            if head.receiving:
                raise unfinished("Neo4j", head.receiving)
            return work(tx, Neo4jReading(tx, head.revision))

        return self._connection.write(locked)

    def commit(self, change_set: ChangeSet) -> int:
        """Write a change set, all or nothing, and return its revision."""
        self._refuse_overtaken(change_set)
        revision = self._write(lambda tx, reading: write_change_set(tx, reading, change_set, self._vocabulary))
        self._publish(revision)
        return revision

    def _refuse_overtaken(self, change_set: ChangeSet) -> None:
        """Who is late already needs no lock to learn it, and holds up nobody: there are no versions that go back."""
        rows = [{"id": one.target, "expected": one.expected} for one in change_set.operations[:_LOOKED_UP_BEFORE]]
        late = [row["id"] for row in self._connection.rows(cypher.OVERTAKEN, rows=rows)]
        if late and not self._connection.rows(cypher.KNOWN, id=change_set.id):
            erased = {row["id"] for row in self._connection.rows(cypher.ERASED_AMONG, ids=late)}
            refuse_erased(erased, change_set)
            raise moved_on(late)

    def propose(self, change_set: ChangeSet) -> None:
        """Keep a change set that is not committed yet."""
        payload = change_set.model_dump_json()
        tried = False

        def propose(tx: Within, _: Neo4jReading) -> None:
            nonlocal tried
            refuse_erased(erased_among(tx, change_set.operations), change_set)
            found = tx.rows(cypher.PROPOSAL_KNOWN, id=change_set.id)[0]
            if found["known"]:
                # Our own first attempt may have landed without our knowing.
                if tried and found["payload"] == payload:
                    return
                raise refuse_known(change_set)
            tried = True
            tx.do(cypher.PROPOSE, id=change_set.id, payload=payload)

        self._write(propose)

    def decide(self, id: str, verdict: Literal["accepted", "declined"], who: str, note: str = "") -> int | None:
        """Decide an open proposal; accepting commits it in the same transaction."""
        now = datetime.now(UTC)
        decision = {"state": verdict, "decided_by": who, "decided_at": now.isoformat()}
        tried = False

        def decide(tx: Within, reading: Neo4jReading) -> int | None:
            nonlocal tried
            proposal = reading.proposal(id)
            if tried and proposal is not None and proposal.decided_at == now:
                return proposal.revision  # our own first attempt had landed
            tried = True
            proposal = open_proposal(reading, id)
            revision = None
            if verdict == "accepted":
                revision = write_change_set(tx, reading, proposal.change_set, self._vocabulary)
            tx.do(cypher.DECIDE, id=id, **decision, decision_note=note or None, revision=revision)
            return revision

        revision = self._write(decide)
        if revision is not None:
            self._publish(revision)
        return revision

    def forget(self, ids: Collection[str]) -> int:
        """Take out of these declined proposals what they said."""
        number = 0

        def forget(tx: Within, reading: Neo4jReading) -> None:
            nonlocal number
            found = list(emptied(reading, ids))
            number = max(number, len(found))  # a second attempt finds none where the first had landed
            each(tx, cypher.REWRITE_PROPOSALS, (one._asdict() for one in found))

        self._write(forget)
        return number

    def erase(self, id: str, who: str, why: str) -> int:
        """Remove a person's data from the record, its history and all proposals."""
        change_set = ChangeSet(kind="erase", who=who, why=why, operations=())

        def erase(tx: Within, reading: Neo4jReading) -> int:
            found = tx.rows(cypher.KNOWN, id=change_set.id)
            if found:
                return int(found[0]["revision"])  # our own first attempt had landed
            return write_erasure(tx, reading, id, change_set, self._vocabulary)

        revision = self._write(erase)
        self._publish(revision)
        return revision

    def backup(self, target: Path) -> None:
        """Copy the store, with its history, to a new SQLite file while others go on; it is a store by itself."""
        backup_to(self, target, self._vocabulary, origin=self._address.uri)

    def check(self, progress: Progress | None = None) -> list[Problem]:
        """Integrity of the graph and every rule of the model."""
        check = Check(self._connection, self._vocabulary, progress or _silent)
        with self._reading(self._settled()) as reading:
            problems = list(check.problems(reading))
        if not problems:
            return []
        # Not everything is asked at the revision of the view: what was written meanwhile is not wrong for that.
        with self._reading(self._settled()) as later:
            since = later.touched_since(reading.revision)
        touched = {one.id for one in since} | {"change_sets"}
        return problems if not since else [one for one in problems if one.where not in touched]

    def receive(self) -> Receiving:
        """Take over the record of another store."""
        return Neo4jReceiving(self._connection, self._vocabulary, self._publish)

    def close(self) -> None:
        """Close all connections of this process."""
        self._connection.close()


def _silent(done: int, total: int) -> None:
    """Tells nobody."""
