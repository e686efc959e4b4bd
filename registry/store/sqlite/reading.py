"""The reading half: every query on the record, in plain SQL."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, Literal

from registry.model import Proposal, StatementType
from registry.model.changes import ChangeSet
from registry.store.archive import Key, Part, Row
from registry.store.port import AnyStatement, Change, EntityRow, Place, TieRow, Touched, Version
from registry.store.rows import decoded, whole
from registry.store.sqlite.archiving import archived

_CHANGE = "revision, id, kind, who, why, at, undoes, touched"


class SqliteReading:
    """A consistent view: the connection is inside one transaction for as long as the view is open."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._revision: int | None = None

    def _rows(self, sql: str, parameters: Iterable[object] = ()) -> Iterator[Any]:
        return iter(self._connection.execute(sql, tuple(parameters)))

    @property
    def revision(self) -> int:
        """Number of the last commit in this view."""
        if self._revision is None:
            self._revision = next(self._rows("SELECT coalesce(max(revision), 0) FROM change_sets"))[0]
        return self._revision

    def get(self, ids: Collection[str]) -> dict[str, AnyStatement]:
        """The live statements among these ids."""
        sql = "SELECT id, type, version, payload FROM statements WHERE id IN (SELECT value FROM json_each(?))"
        return {row[0]: decoded(*row) for row in self._rows(sql, (_array(ids),))}

    def successors(self, ids: Collection[str]) -> dict[str, str]:
        """For removed statements among these ids, what they were merged into."""
        sql = (
            "SELECT id, successor FROM versions v WHERE id IN (SELECT value FROM json_each(?))"
            " AND successor IS NOT NULL AND version = (SELECT max(version) FROM versions w WHERE w.id = v.id)"
        )
        return dict(self._rows(sql, (_array(ids),)))

    def about(
        self, ids: Collection[str], *, places: Collection[Place] = (), limit: int | None = None
    ) -> list[AnyStatement]:
        """Live statements that refer to any of these ids at any of these places."""
        where = " AND place IN (SELECT value FROM json_each(?))" if places else ""
        sql = (
            "SELECT id, type, version, payload FROM statements WHERE id IN (SELECT source FROM refs"
            f" WHERE target IN (SELECT value FROM json_each(?)){where}) ORDER BY id LIMIT ?"
        )
        filters = (_array(places),) if places else ()
        return [decoded(*row) for row in self._rows(sql, (_array(ids), *filters, -1 if limit is None else limit))]

    def scan(self, type: StatementType) -> Iterator[AnyStatement]:
        """All live statements of a type, ordered by id."""
        sql = "SELECT id, type, version, payload FROM statements WHERE type = ? ORDER BY id"
        return (decoded(*row) for row in self._rows(sql, (str(type),)))

    def entity_rows(self, ids: Collection[str] | None = None) -> Iterator[EntityRow]:
        """Columns of all live entities (or of these), ordered by id."""
        columns = "id, family, kind, names, themes, status, start, end, attested, visibility"
        if ids is None:
            rows = self._rows(f"SELECT {columns} FROM entities ORDER BY id")
        else:
            sql = f"SELECT {columns} FROM entities WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
            rows = self._rows(sql, (_array(ids),))
        return map(_entity_row, rows)

    def tie_rows(self, subjects: Collection[str] | None = None, *, roles: Collection[str] = ()) -> Iterator[TieRow]:
        """Columns of all live ties, or of those of these subjects and in these roles, ordered by id."""
        sql = "SELECT id, subject, role, object, theme, status, start, end, attested, visibility FROM ties"
        conditions, parameters = [], []
        if subjects is not None:
            conditions.append(
                "id IN (SELECT source FROM refs WHERE place = 'subject' AND target IN (SELECT value FROM json_each(?)))"
            )
            parameters.append(_array(subjects))
        if roles:
            conditions.append("role IN (SELECT value FROM json_each(?))")
            parameters.append(_array(roles))
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return map(_tie_row, self._rows(f"{sql}{where} ORDER BY id", parameters))

    def counts(self) -> dict[str, int]:
        """Number of live statements by type."""
        found = dict(self._rows("SELECT type, count(*) FROM statements GROUP BY type"))
        return {str(type): found.get(str(type), 0) for type in StatementType}

    def history(self, id: str) -> list[Version]:
        """All versions of a statement, oldest first."""
        sql = (
            "SELECT v.id, v.type, v.version, coalesce(v.payload, s.payload), v.removed, v.successor, "
            + ", ".join(f"c.{name.strip()}" for name in _CHANGE.split(","))
            + " FROM versions v JOIN change_sets c ON c.revision = v.revision"
            " LEFT JOIN statements s ON s.id = v.id AND s.version = v.version"
            " WHERE v.id = ? ORDER BY v.version"
        )
        return [_version(row) for row in self._rows(sql, (id,))]

    def changes(self, *, before: int | None = None, limit: int = 20) -> list[Change]:
        """The latest committed change sets before a revision, newest first."""
        sql = f"SELECT {_CHANGE} FROM change_sets WHERE revision < ? ORDER BY revision DESC LIMIT ?"
        top = before if before is not None else 2**62
        return [_change(row) for row in self._rows(sql, (top, limit))]

    def change(self, id: str) -> tuple[Change, list[Touched]] | None:
        """A committed change set and what it touched; None where no such commit landed."""
        found = next(self._rows(f"SELECT {_CHANGE} FROM change_sets WHERE id = ?", (id,)), None)
        if found is None:
            return None
        sql = "SELECT id, type, version, removed, successor FROM versions WHERE revision = ? ORDER BY id"
        return _change(found), [_touched(row) for row in self._rows(sql, (found[0],))]

    def touched_since(self, revision: int) -> list[Touched]:
        """The latest state of every statement that was touched after this revision."""
        sql = (
            "SELECT id, type, max(version), removed, successor FROM versions WHERE revision > ? GROUP BY id ORDER BY id"
        )
        return [_touched(row) for row in self._rows(sql, (revision,))]

    def proposals(self, state: Literal["open", "accepted", "declined"] | None = None) -> list[Proposal]:
        """Proposals in the order they came."""
        sql = _PROPOSAL + " WHERE ? IS NULL OR state = ? ORDER BY number"
        return [_proposal(row) for row in self._rows(sql, (state, state))]

    def proposal(self, id: str) -> Proposal | None:
        """One proposal by its change set's id."""
        return next((_proposal(row) for row in self._rows(_PROPOSAL + " WHERE id = ?", (id,))), None)

    def erased(self) -> frozenset[str]:
        """Ids of erased persons."""
        return frozenset(row[0] for row in self._rows("SELECT id FROM erased"))

    def archive(self, part: Part, after: Key = ()) -> Iterator[Row]:
        """Every row of a part after a key, in the order of the key."""
        return archived(self._connection, part, after)


_PROPOSAL = "SELECT id, payload, state, decided_by, decided_at, decision_note, revision FROM proposals"


def _array(ids: Iterable[object]) -> str:
    return json.dumps([str(one) for one in ids])


def _entity_row(row: Any) -> EntityRow:
    with whole("entity", row[0]):
        themes = tuple(json.loads(row[4])) if row[4] != "[]" else ()
        names = tuple(json.loads(row[3]))
        return EntityRow._make((*row[:3], names, themes, *row[5:8], tuple(row[8].split()), row[9]))


def _tie_row(row: Any) -> TieRow:
    with whole("tie", row[0]):
        return TieRow._make((*row[:8], tuple(row[8].split()), row[9]))


def _change(row: Any) -> Change:
    revision, id, kind, who, why, at, undoes, touched = row
    with whole("change", id):
        return Change(revision, id, kind, who, why, datetime.fromisoformat(at), undoes, touched)


def _touched(row: Any) -> Touched:
    id, type, version, removed, successor = row
    return Touched(id, type, version, bool(removed), successor)


def _version(row: Any) -> Version:
    id, type, version, payload, removed, successor = row[:6]
    statement = None if removed else decoded(id, type, version, payload)
    return Version(id, version, statement, successor, _change(row[6:]))


def _proposal(row: Any) -> Proposal:
    id, payload, state, decided_by, decided_at, note, revision = row
    with whole("proposal", id):
        return Proposal(
            change_set=ChangeSet.model_validate_json(payload),
            state=state,
            decided_by=decided_by,
            decided_at=datetime.fromisoformat(decided_at) if decided_at else None,
            decision_note=note,
            revision=revision,
        )
