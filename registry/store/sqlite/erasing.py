"""Erasure in SQLite: reads what speaks of a person, and writes what `plan_erasure` says."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from registry.model import ChangeSet, statement_json
from registry.store.erasure import ChangeTexts, Erasure, ItemTexts, Payload, ProposalTexts, plan_erasure
from registry.store.port import AnyStatement
from registry.store.sqlite.reading import SqliteReading
from registry.store.sqlite.writing import clear_columns, write_log, write_statements
from registry.vocabulary import Vocabulary


def write_erasure(connection: Any, id: str, change_set: ChangeSet, vocabulary: Vocabulary) -> int:
    """Erase inside the caller's transaction and return the revision. Raises NotFound, Erased, Invalid."""
    reading = SqliteReading(connection)
    plan = plan_erasure(_Held(connection), reading, id, change_set, vocabulary)
    revision = reading.revision + 1
    write_log(connection, revision, plan.log, len(plan.rewritten))
    _write_statements(connection, plan, revision)
    _write_texts(connection, plan)
    erased = [(one, revision) for one in plan.ids]
    connection.executemany("INSERT OR IGNORE INTO erased (id, revision) VALUES (?, ?)", erased)
    return revision


class _Held:
    """Everything in the file that can speak of a person."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def merged_into(self, id: str) -> Collection[str]:
        """Ids of removed statements whose successor is this one."""
        sql = (
            "SELECT id FROM versions v WHERE successor = ?"
            " AND version = (SELECT max(version) FROM versions w WHERE w.id = v.id) ORDER BY id"
        )
        return [row[0] for row in self._connection.execute(sql, (id,))]

    def payloads(self) -> Iterator[Payload]:
        """Every version, live and past, that has a payload."""
        live = "SELECT id, type, version, payload, 1 FROM statements"
        past = "SELECT id, type, version, payload, 0 FROM versions WHERE payload IS NOT NULL"
        return (Payload._make((*row[:4], bool(row[4]))) for row in self._connection.execute(f"{live} UNION ALL {past}"))

    def changes_of(self, ids: Collection[str]) -> Collection[int]:
        """Revisions of the change sets that touched any of these statements."""
        sql = "SELECT DISTINCT revision FROM versions WHERE id IN (SELECT value FROM json_each(?))"
        return [row[0] for row in self._connection.execute(sql, (json.dumps(list(ids)),))]

    def change_texts(self) -> Iterator[ChangeTexts]:
        """Those of every committed change set."""
        return map(ChangeTexts._make, self._connection.execute("SELECT revision, who, why FROM change_sets"))

    def proposal_texts(self) -> Iterator[ProposalTexts]:
        """Those of every proposal."""
        sql = "SELECT number, payload, decided_by, decision_note FROM proposals"
        return map(ProposalTexts._make, self._connection.execute(sql))

    def item_texts(self) -> Iterator[ItemTexts]:
        """Every item of the workspace."""
        return map(ItemTexts._make, self._connection.execute("SELECT kind, id, owner, payload FROM items"))


def _write_statements(connection: Any, plan: Erasure, revision: int) -> None:
    past = "UPDATE versions SET payload = ? WHERE id = ? AND version = ? AND payload IS NOT NULL"
    connection.executemany(past, ((payload, *key) for key, payload in plan.payloads.items()))
    for old, new in plan.rewritten:
        _rewrite(connection, old, new, revision)


def _rewrite(connection: Any, old: AnyStatement, new: AnyStatement, revision: int) -> None:
    """The live statement in other words, as a version of its own; the version before it gets the same words."""
    clear_columns(connection, old.id, old)
    past = "UPDATE versions SET payload = ? WHERE id = ? AND version = ?"
    connection.execute(past, (statement_json(new), old.id, old.version))
    row = "INSERT INTO versions (id, version, type, revision) VALUES (?, ?, ?, ?)"
    connection.execute(row, (old.id, old.version + 1, old.type, revision))
    write_statements(connection, [new.model_copy(update={"version": old.version + 1})])


def _write_texts(connection: Any, plan: Erasure) -> None:
    forget = "UPDATE change_sets SET digest = NULL WHERE revision = ?"
    connection.executemany(forget, ((revision,) for revision in plan.digests))
    change = "UPDATE change_sets SET who = ?, why = ? WHERE revision = ?"
    connection.executemany(change, ((one.who, one.why, one.revision) for one in plan.changes))
    proposal = "UPDATE proposals SET payload = ?, decided_by = ?, decision_note = ? WHERE number = ?"
    rows = ((one.payload, one.decided_by, one.decision_note, one.number) for one in plan.proposals)
    connection.executemany(proposal, rows)
    item = "UPDATE items SET payload = ?, version = version + 1 WHERE kind = ? AND id = ?"
    connection.executemany(item, ((one.payload, *one.name) for one in plan.items))
    connection.executemany("DELETE FROM items WHERE kind = ? AND id = ?", plan.dropped)
