"""Any sequence of changes against a plain model: the record says the same, its history is complete, nothing dangles.

On SQLite about 120 sequences of 30 steps by default, on a server, where each takes much longer, fewer;
HYPOTHESIS_PROFILE=deep tries three times as many of 60.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule
from neo4j_server import Database
from record_making import (
    change,
    changed,
    create,
    document,
    edit,
    everything,
    netzwerk,
    person,
    post,
    source,
    tie,
    verein,
)

from registry.access import STAFF_VIEWER
from registry.model import ChangeSet, Conflict, Entity, Erased, Invalid, NotFound, Put, Remove, Tie
from registry.opening import open_store
from registry.rules import references
from registry.services import Record, editing
from registry.store.port import AnyStatement, Store

REFUSED = (Conflict, Invalid, Erased, NotFound)
NAMES = st.sampled_from(("Musterverein", "Beispielverein", "Ä-Verein ß", "Verein der Beispiele"))


class RecordMachine(RuleBasedStateMachine):
    """Drives a store and keeps beside it, in plain dictionaries, what it has to say."""

    entities = Bundle("entities")
    ties = Bundle("ties")
    changes = Bundle("changes")
    proposals = Bundle("proposals")

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.url = self.stack.enter_context(self.empty_place())
        self.live: dict[str, AnyStatement] = {}
        self.past: dict[str, list[AnyStatement | None]] = {}
        self.erased: set[str] = set()
        self.open: dict[str, ChangeSet] = {}
        self.landed: dict[str, ChangeSet] = {}
        self.revision = 0
        self.store = self._opened()

    def empty_place(self) -> AbstractContextManager[str]:
        """The URL of a place without a store."""
        raise NotImplementedError

    def _opened(self) -> Store:
        return open_store(self.url, create=True)

    def teardown(self) -> None:
        assert self.store.check() == []
        self.store.close()
        self.stack.close()

    # What the model does with a change set that the store took.

    def _apply(self, change_set: ChangeSet) -> None:
        self.revision += 1
        self.landed[change_set.id] = change_set
        for one in change_set.operations:
            new = one.record.model_copy(update={"version": one.expected + 1}) if isinstance(one, Put) else None
            self.past.setdefault(one.target, []).append(new)
            self.live.pop(one.target, None)
            if new is not None:
                self.live[one.target] = new

    def _model_refuses(self, change_set: ChangeSet) -> bool:
        """Whether a change set must be refused, judged without the project's rules: stale, erased or dangling."""
        after = dict(self.live)
        for one in change_set.operations:
            if one.target in self.erased or one.expected != len(self.past.get(one.target, ())):
                return True
            if isinstance(one, Remove) and one.target not in self.live:
                return True
            after.pop(one.target, None)
            if isinstance(one, Put):
                after[one.target] = one.record
        return any(target not in after for each in after.values() for _, target in references(each))

    def _commit(self, change_set: ChangeSet) -> bool:
        try:
            revision = self.store.commit(change_set)
        except REFUSED:
            return False
        assert not self._model_refuses(change_set)
        self._apply(change_set)
        assert revision == self.revision
        return True

    def _record(self, make: Any, *arguments: str) -> ChangeSet | None:
        with self.store.read() as reading:
            try:
                return make(Record(reading, STAFF_VIEWER), *arguments, "Registerstelle", "Beispiel")
            except REFUSED:
                return None

    # Rules.

    @initialize(target=entities)
    def begin(self) -> Any:
        some = [verein(), netzwerk(), person("Erika Beispielperson"), person("Max Beispielmensch"), document()]
        assert self._commit(create(*some))
        return multiple(*(one.id for one in some))

    @rule(target=entities, name=NAMES, make=st.sampled_from((verein, netzwerk, person)))
    def add_entity(self, name: str, make: Any) -> str:
        one = make(name)
        assert self._commit(create(one))
        return str(one.id)

    @rule(target=ties, subject=entities, object=entities, role=st.sampled_from(("mitglied", "leitung", "teil_von")))
    def add_tie(self, subject: str, object: str, role: str) -> Any:  # noqa: A002
        one = tie(subject, role, object)
        return one.id if self._commit(create(one)) else multiple()

    @rule(target=ties, subject=entities, body=entities, paper=entities)
    def add_seat_and_holder(self, subject: str, body: str, paper: str) -> Any:
        seat = post(body, pool=(subject,))
        one = tie(subject, "mitglied", body, post=seat.id, sources=(source(paper),))
        return one.id if self._commit(create(seat, one)) else multiple()

    @rule(id=entities | ties, name=NAMES, behind=st.integers(0, 1), target=changes)
    def change_it(self, id: str, name: str, behind: int) -> Any:
        """Edit a live record, or (behind) one in a version that is not the latest."""
        one = self.live.get(id)
        if one is None:
            return multiple()
        new = changed(one, name=name) if isinstance(one, Entity) else changed(one, wording=name)
        change_set = change(Put(record=new, expected=one.version - behind))
        assert self._commit(change_set) == (behind == 0 and id not in self.erased)
        return multiple() if behind or id in self.erased else change_set.id

    @rule(id=entities, kind=st.sampled_from(("verein", "netzwerk", "schule", "person")))
    def change_kind(self, id: str, kind: str) -> None:
        one = self.live.get(id)
        if isinstance(one, Entity) and one.family == "actor":
            self._commit(edit(changed(one, kind=kind)))

    @rule(id=ties, other=entities)
    def move_tie(self, id: str, other: str) -> None:
        one = self.live.get(id)
        if isinstance(one, Tie):
            self._commit(edit(changed(one, subject=other)))

    @rule(id=entities | ties, on=st.sampled_from(("2012", "2013-05", "2014-24")), target=changes)
    def end(self, id: str, on: str) -> Any:
        found = self._record(editing.end, id, on)
        return found.id if found is not None and self._commit(found) else multiple()

    @rule(id=entities | ties, behind=st.integers(0, 1), target=changes)
    def remove(self, id: str, behind: int) -> Any:
        one = self.live.get(id)
        if one is None or one.version == behind:
            return multiple()
        change_set = change(Remove(id=id, expected=one.version - behind))
        needed = any(target == id for each in self.live.values() for _, target in references(each))
        assert self._commit(change_set) == (not behind and not needed and id not in self.erased)
        return multiple() if id in self.live else change_set.id

    @rule(keep=entities, drop=entities, target=changes)
    def merge(self, keep: str, drop: str) -> Any:
        found = self._record(editing.merge, keep, drop)
        if found is None or not self._commit(found):
            return multiple()
        assert drop not in self.live
        with self.store.read() as reading:
            assert reading.successors((drop,)) == {drop: keep}
        return found.id

    @rule(id=changes, target=changes)
    def undo(self, id: str) -> Any:
        """Undo a change, an undo, or a merge: what it touched says again what it said before."""
        found = self._record(editing.undo, id)
        if found is None:
            return multiple()
        before = {
            one.target: self.past[one.target][-2] if len(self.past[one.target]) > 1 else None
            for one in found.operations
        }
        if not self._commit(found):
            return multiple()
        for target, old in before.items():
            now = self.live.get(target)
            assert (now is None) == (old is None)
            assert now is None or now.model_copy(update={"version": 0}) == old.model_copy(update={"version": 0})
        return found.id

    @rule(id=changes)
    def repeat(self, id: str) -> None:
        """A change set that landed may be sent again, and another one under its id is refused: nothing is written."""
        with self.store.read() as reading:
            found = reading.change(id)
        assert found is not None
        for sent, is_same in ((self.landed[id], True), (change(id=id), False)):
            try:
                assert self.store.commit(sent) == found[0].revision
                told = True
            except Conflict:
                told = False
            # An erasure takes words out of what waits, and forgets what was said of the person.
            assert told == is_same or self.erased

    @rule(id=entities | ties, name=NAMES, target=proposals)
    def propose(self, id: str, name: str) -> Any:
        one = self.live.get(id)
        if one is None or id in self.erased:
            return multiple()
        new = changed(one, name=name) if isinstance(one, Entity) else changed(one, wording=name)
        proposed = edit(new)
        self.store.propose(proposed)
        self.open[proposed.id] = proposed
        return proposed.id

    @rule(id=proposals, verdict=st.sampled_from(("accepted", "declined")), target=changes)
    def decide(self, id: str, verdict: Any) -> Any:
        proposed = self.open.get(id)
        if proposed is None:
            with pytest.raises(Conflict):
                self.store.decide(id, verdict, "Prüfstelle")
            return multiple()
        try:
            revision = self.store.decide(id, verdict, "Prüfstelle")
        except REFUSED:
            assert self._model_refuses(proposed)
            return multiple()
        del self.open[id]
        if verdict == "declined":
            assert revision is None
            return multiple()
        assert not self._model_refuses(proposed)
        self._apply(proposed)
        assert revision == self.revision
        return id

    @rule(id=entities)
    def erase(self, id: str) -> None:
        history = self.past.get(id, [])
        was = [one for one in history if isinstance(one, Entity)]
        try:
            self.store.erase(id, "Registerstelle", "Antrag")
        except (Erased, Invalid, NotFound):
            assert id in self.erased or was[-1].kind != "person" or id not in self.live
            return
        self.revision += 1
        self._forget(id)

    def _forget(self, id: str) -> None:
        """After an erasure the words are taken from the store: that nothing of the person is left is tested apart.

        What must hold here: the same records are live, with the same ends, and no version is missing.
        """
        with self.store.read() as reading:
            assert self.erased < reading.erased()
            self.erased = set(reading.erased())
            now = everything(reading)
            assert set(now) == set(self.live)
            for known, old in self.live.items():
                if known not in self.erased:
                    assert list(references(now[known])) == list(references(old))
            for known, versions in self.past.items():
                self.past[known] = [one.statement for one in reading.history(known)]
                assert len(self.past[known]) - len(versions) in (0, 1)
            self.live = now
            self.open = {one.change_set.id: one.change_set for one in reading.proposals("open")}
        assert id in self.erased

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = self._opened()

    # What must hold after every step.

    @invariant()
    def the_record_says_what_the_model_says(self) -> None:
        with self.store.read() as reading:
            assert reading.revision == self.revision
            assert everything(reading) == self.live
            assert reading.erased() == self.erased

    @invariant()
    def the_history_is_complete(self) -> None:
        with self.store.read() as reading:
            for id, versions in self.past.items():
                history = reading.history(id)
                assert [one.version for one in history] == list(range(1, len(versions) + 1))
                assert [one.statement for one in history] == versions
            assert {one.id for one in reading.touched_since(0)} == set(self.past)

    @invariant()
    def nothing_dangles(self) -> None:
        for one in self.live.values():
            for place, target in references(one):
                assert target in self.live, f"{one.id} refers to {target} ({place})"

    @invariant()
    def the_references_can_be_asked_for(self) -> None:
        with self.store.read() as reading:
            for id in list(self.live)[:5]:
                right = sorted(
                    one.id for one in self.live.values() if any(target == id for _, target in references(one))
                )
                assert [one.id for one in reading.about((id,))] == right

    @invariant()
    def check_finds_nothing(self) -> None:
        assert self.store.check() == []


class SqliteMachine(RecordMachine):
    """The record in a file."""

    @contextmanager
    def empty_place(self) -> Iterator[str]:
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/registry.db"


class Neo4jMachine(RecordMachine):
    """The record on a server."""

    database: ClassVar[Database]

    @contextmanager
    def empty_place(self) -> Iterator[str]:
        self.database.wipe()
        yield self.database.url


@pytest.fixture
def database_of_the_machine(neo4j_scratch: Database) -> None:
    """A test made by hypothesis takes no arguments."""
    Neo4jMachine.database = neo4j_scratch


def _tests(machine: type[RecordMachine], examples: int) -> Any:
    """The machine as a test: so many sequences of 30 steps, or three times as many of 60."""
    deep = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
    machine.TestCase.settings = settings(
        max_examples=3 * examples if deep else examples,
        stateful_step_count=60 if deep else 30,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    return pytest.mark.slow(pytest.mark.timeout(7200 if deep else 1200)(machine.TestCase))


TestRecordInSqlite = _tests(SqliteMachine, 120)
TestRecordInNeo4j = pytest.mark.usefixtures("database_of_the_machine")(_tests(Neo4jMachine, 20))
