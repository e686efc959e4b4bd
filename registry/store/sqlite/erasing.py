"""Erasure: takes a person's data out of the record, its history and all proposals; the seat stays, anonymous."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from registry.model import ChangeSet, Entity, Erased, Invalid, NotFound, Put, statement_json
from registry.rules.blotting import Words, anonymous, blot_json, blot_text, near, words_of
from registry.store.port import AnyStatement, Version
from registry.store.sqlite.reading import SqliteReading, decoded
from registry.store.sqlite.writing import clear_columns, write_log, write_statements
from registry.vocabulary import Vocabulary


class _Person(NamedTuple):
    """Whom an erasure is about."""

    ids: tuple[str, ...]
    """Their id, then those of what was merged into it."""
    last: Version | None
    """The last version under their id; None where only proposals know them."""
    known: tuple[Entity, ...]
    """Everything that the record ever said under these ids, the last version last."""
    proposed: tuple[Entity, ...]
    """What proposals say under these ids."""

    @property
    def latest(self) -> Entity:
        """What was said of them last, in the record if it knows them."""
        return (*self.proposed, *self.known)[-1]

    def anonymous(self, id: str, version: int = 0) -> Entity:
        """What stays of them under one of their ids, as visible as they were last."""
        return anonymous(id, self.latest.visibility, version)


def write_erasure(connection: Any, id: str, change_set: ChangeSet, vocabulary: Vocabulary) -> int:
    """Erase inside the caller's transaction and return the revision. Raises NotFound, Erased, Invalid.

    The person is what is known by the id and by the ids that were merged into it: all names, aliases and contacts
    of every version. Full names and contacts are blotted out wherever they stand; a name of a single word only in what
    refers to the person and in the seats they hold or held, because others bear it too. Words that only a proposal has
    leave the proposals that speak of the person: nobody has reviewed them, and they must not blot out the record.
    Live statements that are blotted get a new version, so that a change prepared before can not bring the words back.
    """
    person = _person(connection, id, vocabulary)
    words = words_of(person.known)
    revision = SqliteReading(connection).revision + 1
    write_log(connection, revision, change_set, 0)
    if person.last is not None and person.last.statement is not None:
        _rewrite(connection, person.last.statement, person.anonymous(id, person.last.version), revision)
    blank = {one_id: statement_json(person.anonymous(one_id)) for one_id in person.ids}
    connection.executemany(
        "UPDATE versions SET payload = ? WHERE id = ? AND payload IS NOT NULL",
        [(payload, one_id) for one_id, payload in blank.items()],
    )
    close, changed = _blot_statements(connection, person.ids, words, revision)
    _forget_digests(connection, {*changed, *person.ids})
    _blot_change_sets(connection, close, words)
    _blot_proposals(connection, blank, close, words, words_of((*person.proposed, *person.known)))
    connection.executemany(
        "INSERT OR IGNORE INTO erased (id, revision) VALUES (?, ?)", [(one_id, revision) for one_id in person.ids]
    )
    touched = "UPDATE change_sets SET touched = (SELECT count(*) FROM versions WHERE revision = ?1) WHERE revision = ?1"
    connection.execute(touched, (revision,))
    return revision


def _person(connection: Any, id: str, vocabulary: Vocabulary) -> _Person:
    """The person, who may have been removed, or may stand in proposals only."""
    reading = SqliteReading(connection)
    if id in reading.erased():
        raise Erased("this person was erased already", where=id, remedy="nothing is left to be done")
    history = reading.history(id)
    ids = _merged_into(connection, id)
    known = [one.statement for one_id in reversed(ids) for one in reading.history(one_id)]
    entities = tuple(one for one in known if isinstance(one, Entity))
    person = _Person(ids, history[-1] if history else None, entities, tuple(_proposed(reading, ids)))
    if not (person.known or person.proposed):
        raise NotFound("nothing is known under this id", where=id, remedy="look the person up by name")
    if not vocabulary.is_person(person.latest.kind):
        raise Invalid(
            "only persons are erased",
            where=id,
            remedy="organisations and bodies are ended or removed by a change set",
        )
    if history and history[-1].successor is not None:
        raise NotFound("this entry was merged into another", where=id, remedy=f"erase {history[-1].successor}")
    return person


def _proposed(reading: SqliteReading, ids: Collection[str]) -> Iterator[Entity]:
    """What proposals, decided or not, say under these ids."""
    for proposal in reading.proposals():
        for one in proposal.change_set.operations:
            if isinstance(one, Put) and isinstance(one.record, Entity) and one.record.id in ids:
                yield one.record


def _merged_into(connection: Any, id: str) -> tuple[str, ...]:
    """The id and all that were ever merged into it, directly or by way of others."""
    rows = connection.execute(
        "WITH RECURSIVE same (id) AS (VALUES (?) UNION SELECT v.id FROM versions v JOIN same ON v.successor = same.id"
        " WHERE v.version = (SELECT max(version) FROM versions w WHERE w.id = v.id)) SELECT id FROM same",
        (id,),
    )
    return tuple(row[0] for row in rows)


def _rewrite(connection: Any, old: AnyStatement, new: AnyStatement, revision: int) -> None:
    """The live statement in other words, as a version of its own; the version before it gets the same words."""
    clear_columns(connection, old.id, old)
    past = "UPDATE versions SET payload = ? WHERE id = ? AND version = ?"
    connection.execute(past, (statement_json(new), old.id, old.version))
    row = "INSERT INTO versions (id, version, type, revision) VALUES (?, ?, ?, ?)"
    connection.execute(row, (old.id, old.version + 1, old.type, revision))
    write_statements(connection, [new.model_copy(update={"version": old.version + 1})])


def _blot_statements(connection: Any, ids: Collection[str], words: Words, revision: int) -> tuple[set[str], set[str]]:
    """Blot every payload, live and past, that mentions the person.

    Returns the ids of the person and of what is near to them, and the ids of what was changed.
    """
    rows = [row for row in _payloads(connection) if row[1] not in ids]
    close = near((decoded(*row[1:]) for row in rows), ids)
    changed = set()
    for table, id, type, version, payload in rows:
        blotted = blot_json(payload, words.close if id in close else words.wide)
        if blotted == payload:
            continue
        changed.add(id)
        if table == "versions":
            past = "UPDATE versions SET payload = ? WHERE id = ? AND version = ?"
            connection.execute(past, (blotted, id, version))
        else:
            _rewrite(connection, decoded(id, type, version, payload), decoded(id, type, version, blotted), revision)
    return close | set(ids), changed


def _payloads(connection: Any) -> Iterator[tuple[str, str, str, int, str]]:
    live = connection.execute("SELECT 'statements', id, type, version, payload FROM statements").fetchall()
    past = connection.execute(
        "SELECT 'versions', id, type, version, payload FROM versions WHERE payload IS NOT NULL"
    ).fetchall()
    yield from live
    yield from past


def _forget_digests(connection: Any, ids: Collection[str]) -> None:
    """A digest of what a change set said would let a guess about the person be confirmed."""
    connection.execute(
        "UPDATE change_sets SET digest = NULL WHERE revision IN (SELECT revision FROM versions WHERE id IN"
        " (SELECT value FROM json_each(?)))",
        (json.dumps(list(ids)),),
    )


def _blot_change_sets(connection: Any, close: Collection[str], words: Words) -> None:
    """Names in who made a change, and why."""
    sql = "SELECT DISTINCT revision FROM versions WHERE id IN (SELECT value FROM json_each(?))"
    touched = {row[0] for row in connection.execute(sql, (json.dumps(list(close)),))}
    for revision, *texts in connection.execute("SELECT revision, who, why FROM change_sets").fetchall():
        pattern = words.close if revision in touched else words.wide
        blotted = [blot_text(text, pattern) for text in texts]
        if blotted != texts:
            update = "UPDATE change_sets SET who = ?, why = ?, digest = NULL WHERE revision = ?"
            connection.execute(update, (*blotted, revision))


def _blot_proposals(
    connection: Any, blank: dict[str, str], close: Collection[str], words: Words, proposed: Words
) -> None:
    """Names in proposals, decided or not; `proposed` has the words for those that speak of the person."""
    rows = connection.execute("SELECT number, payload, decided_by, decision_note FROM proposals").fetchall()
    for number, payload, *texts in rows:
        pattern = words.close if any(id in payload for id in close) else words.wide
        if any(id in payload for id in blank):
            pattern = proposed.close
        blotted = [text and blot_text(text, pattern) for text in texts]
        connection.execute(
            "UPDATE proposals SET payload = ?, decided_by = ?, decision_note = ? WHERE number = ?",
            (blot_json(_without_person(payload, blank), pattern), *blotted, number),
        )


def _without_person(payload: str, blank: dict[str, str]) -> str:
    """A proposal in which the person is anonymous. It stays whole, so that accepting it meets Erased."""
    data = json.loads(payload)
    for one in data["operations"]:
        if one["op"] == "put" and (anonymous := blank.get(one["record"]["id"])):
            one["record"] = {"type": "entity", **json.loads(anonymous)}
    return json.dumps(data, ensure_ascii=False)
