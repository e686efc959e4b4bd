"""Erasure: takes a person's data out of the record, its history and all proposals; the seat stays, anonymous."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from registry.model import ChangeSet, Entity, Invalid, NotFound, parse_statement, statement_json
from registry.rules import references
from registry.store.sqlite.reading import SqliteReading
from registry.store.sqlite.writing import clear_columns, write_log, write_statements

PLACEHOLDER: Final = "N. N. (gelöscht)"
MARK: Final = "[gelöscht]"
_PERSONAL_KINDS: Final = frozenset({"person"})


def write_erasure(connection: Any, id: str, change_set: ChangeSet) -> int:
    """Erase inside the caller's transaction and return the revision. Raises NotFound, Invalid.

    What is known by the id is the person: all names, aliases and contacts of every version. Full names and
    contacts are blotted
    out wherever they stand; a name of a single word only in what refers to the person, because others bear it too.
    """
    reading = SqliteReading(connection)
    entity = _person(reading, id)
    versions = [one.statement for one in reading.history(id) if isinstance(one.statement, Entity)]
    everywhere, nearby = _words(versions)
    revision = reading.revision + 1
    write_log(connection, revision, change_set, 1)
    anonymous = _anonymous(entity)
    clear_columns(connection, id, entity)
    connection.execute(
        "INSERT INTO versions (id, version, type, revision) VALUES (?, ?, 'entity', ?)",
        (id, anonymous.version, revision),
    )
    write_statements(connection, [anonymous])
    blank = statement_json(anonymous)
    connection.execute(
        "UPDATE versions SET payload = ? WHERE id = ? AND version < ? AND removed = 0",
        (blank, id, anonymous.version),
    )
    _blot_statements(connection, id, everywhere, nearby)
    _blot_texts(connection, id, everywhere, nearby)
    connection.execute("INSERT OR IGNORE INTO erased VALUES (?, ?)", (id, revision))
    return revision


def _person(reading: SqliteReading, id: str) -> Entity:
    entity = reading.get((id,)).get(id)
    if not isinstance(entity, Entity):
        raise NotFound("nothing is known under this id", where=id, remedy="look the person up by name")
    if entity.kind not in _PERSONAL_KINDS:
        raise Invalid(
            "only persons are erased",
            where=id,
            remedy="organisations and bodies are ended or removed by a change set",
        )
    return entity


def _anonymous(entity: Entity) -> Entity:
    return Entity(
        id=entity.id,
        family="actor",
        kind=entity.kind,
        name=PLACEHOLDER,
        visibility=entity.visibility,
        version=entity.version + 1,
    )


def _words(versions: Iterable[Entity]) -> tuple[set[str], set[str]]:
    names = {name for one in versions for name in one.all_names()}
    contacts = {contact.value for one in versions for contact in one.contacts}
    identifiers = {value for one in versions for value in one.identifiers.values()}
    everywhere = contacts | identifiers | {name for name in names if " " in name.strip()}
    nearby = names | {part for name in names for part in name.split() if len(part) > 2}
    return {one for one in everywhere if len(one) > 3}, nearby


def _pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted(words, key=len, reverse=True)
    if not longest_first:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", re.IGNORECASE)


def _blot(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(MARK, value)
    if isinstance(value, list):
        return [_blot(one, pattern) for one in value]
    if isinstance(value, dict):
        return {key: _blot(one, pattern) for key, one in value.items()}
    return value


def _blot_json(payload: str, pattern: re.Pattern[str] | None) -> str:
    if pattern is None:
        return payload
    blotted = _blot(json.loads(payload), pattern)
    return json.dumps(blotted, ensure_ascii=False, separators=(",", ":"))


def _blot_statements(connection: Any, id: str, everywhere: set[str], nearby: set[str]) -> None:
    """Every payload, live and past, that mentions the person."""
    wide, close = _pattern(everywhere), _pattern(everywhere | nearby)
    for table, statement_id, type, version, payload in _payloads(connection):
        if statement_id == id:
            continue
        refers = any(target == id for _, target in references(parse_statement(type, payload, version)))
        blotted = _blot_json(payload, close if refers else wide)
        if blotted == _blot_json(payload, re.compile(r"(?!)")):
            continue
        if table == "versions":
            connection.execute(
                "UPDATE versions SET payload = ? WHERE id = ? AND version = ?",
                (blotted, statement_id, version),
            )
        else:
            clear_columns(connection, statement_id, parse_statement(type, payload, version))
            write_statements(connection, [parse_statement(type, blotted, version)])


def _payloads(connection: Any) -> Iterator[tuple[str, str, str, int, str]]:
    live = connection.execute("SELECT 'statements', id, type, version, payload FROM statements").fetchall()
    past = connection.execute(
        "SELECT 'versions', id, type, version, payload FROM versions WHERE payload IS NOT NULL"
    ).fetchall()
    yield from live
    yield from past


def _blot_texts(connection: Any, id: str, everywhere: set[str], nearby: set[str]) -> None:
    """Names in the words of change sets and in proposals, decided or not."""
    wide, close = _pattern(everywhere), _pattern(everywhere | nearby)
    touched = {row[0] for row in connection.execute("SELECT revision FROM versions WHERE id = ?", (id,))}
    for revision, who, why in connection.execute("SELECT revision, who, why FROM change_sets").fetchall():
        pattern = close if revision in touched else wide
        if pattern is not None and (pattern.search(who) or pattern.search(why)):
            connection.execute(
                "UPDATE change_sets SET who = ?, why = ? WHERE revision = ?",
                (pattern.sub(MARK, who), pattern.sub(MARK, why), revision),
            )
    for number, payload, note in connection.execute("SELECT number, payload, decision_note FROM proposals").fetchall():
        pattern = close if id in payload else wide
        if pattern is None:
            continue
        scrubbed = _blot_json(_without_person(payload, id), pattern)
        connection.execute(
            "UPDATE proposals SET payload = ?, decision_note = ? WHERE number = ?",
            (scrubbed, pattern.sub(MARK, note) if note else note, number),
        )


def _without_person(payload: str, id: str) -> str:
    """A proposal without what it says of the person: such an operation could never be committed again."""
    data = json.loads(payload)
    data["operations"] = [
        one for one in data["operations"] if one.get("id") != id and one.get("record", {}).get("id") != id
    ]
    return json.dumps(data, ensure_ascii=False)
