"""Erasure: takes a person's data out of the record, its history and all proposals; the seat stays, anonymous."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final, NamedTuple

from registry.model import ChangeSet, Entity, Erased, Invalid, NotFound, Tie, Visibility, statement_json
from registry.rules import references
from registry.store.port import AnyStatement, Version
from registry.store.sqlite.reading import SqliteReading, decoded
from registry.store.sqlite.writing import clear_columns, write_log, write_statements

PLACEHOLDER: Final = "N. N. (gelöscht)"
MARK: Final = "[gelöscht]"
_PERSONAL_KINDS: Final = frozenset({"person"})
_FREE_TEXT: Final = frozenset(
    {"name", "aliases", "translations", "identifiers", "value", "languages", "audience", "summary"}
    | {"note", "wording", "printed", "locator", "who", "why"}
)
_SHORTEST_FIELD: Final = 120


def write_erasure(connection: Any, id: str, change_set: ChangeSet) -> int:
    """Erase inside the caller's transaction and return the revision. Raises NotFound, Erased, Invalid.

    The person is what is known by the id and by the ids that were merged into it: all names, aliases and contacts
    of every version. Full names and contacts are blotted out wherever they stand; a name of a single word only in
    what refers to the person and in the seats they hold or held, because others bear it too. Live statements that
    are blotted get a new version, so that a change prepared before can not bring the words back.
    """
    reading = SqliteReading(connection)
    last = _person(reading, id)
    ids = _merged_into(connection, id)
    known = [one.statement for one_id in reversed(ids) for one in reading.history(one_id)]
    versions = [one for one in known if isinstance(one, Entity)]
    words = _words(versions)
    revision = reading.revision + 1
    visibility = versions[-1].visibility
    write_log(connection, revision, change_set, 0)
    if last.statement is not None:
        _rewrite(connection, last.statement, _anonymous(id, last.version, visibility), revision)
    blank = {one_id: statement_json(_anonymous(one_id, 0, visibility)) for one_id in ids}
    connection.executemany(
        "UPDATE versions SET payload = ? WHERE id = ? AND payload IS NOT NULL",
        [(payload, one_id) for one_id, payload in blank.items()],
    )
    near = _blot_statements(connection, ids, words, revision)
    _blot_texts(connection, blank, near | set(ids), words)
    connection.executemany(
        "INSERT OR IGNORE INTO erased (id, revision) VALUES (?, ?)", [(one_id, revision) for one_id in ids]
    )
    touched = "UPDATE change_sets SET touched = (SELECT count(*) FROM versions WHERE revision = ?1) WHERE revision = ?1"
    connection.execute(touched, (revision,))
    return revision


def _person(reading: SqliteReading, id: str) -> Version:
    """The last version of the person, who may have been removed."""
    if id in reading.erased():
        raise Erased("this person was erased already", where=id, remedy="nothing is left to be done")
    history = reading.history(id)
    entity = next((one.statement for one in reversed(history) if isinstance(one.statement, Entity)), None)
    if entity is None:
        raise NotFound("nothing is known under this id", where=id, remedy="look the person up by name")
    if entity.kind not in _PERSONAL_KINDS:
        raise Invalid(
            "only persons are erased",
            where=id,
            remedy="organisations and bodies are ended or removed by a change set",
        )
    if history[-1].successor is not None:
        raise NotFound("this entry was merged into another", where=id, remedy=f"erase {history[-1].successor}")
    return history[-1]


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


def _anonymous(id: str, version: int, visibility: Visibility) -> Entity:
    return Entity(id=id, family="actor", kind="person", name=PLACEHOLDER, version=version, visibility=visibility)


class _Words(NamedTuple):
    """What is looked for: everywhere, and (more of it) in what refers to the person."""

    wide: re.Pattern[str]
    close: re.Pattern[str]


def _words(versions: Iterable[Entity]) -> _Words:
    names, everywhere = set(), set()
    for one in versions:
        names |= set(one.all_names())
        everywhere |= {contact.value for contact in one.contacts} | set(one.identifiers.values())
    everywhere |= {name for name in names if " " in name.strip()}
    everywhere = {one for one in everywhere if len(one) > 3}
    nearby = names | {part for name in names for part in name.split() if len(part) > 2}
    return _Words(_pattern(everywhere), _pattern(everywhere | nearby))


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Any of these words, whatever space is between their parts, also with the s of the genitive."""
    longest_first = sorted(words, key=len, reverse=True)
    spaced = [r"\s+".join(map(re.escape, one.split())) for one in longest_first]
    return re.compile(r"(?<!\w)(?:" + "|".join(spaced) + r")s?(?!\w)" if spaced else r"(?!)", re.IGNORECASE)


def _blot_text(text: str, pattern: re.Pattern[str]) -> str:
    # A text may not grow beyond what its field holds; no field holds less than this.
    return pattern.sub(MARK, text)[: max(len(text), _SHORTEST_FIELD)]


def _blot(value: Any, pattern: re.Pattern[str], *, free: bool = False) -> Any:
    """Free text without the words; keys, ids and dates stay as they are, whatever they look like."""
    if isinstance(value, str):
        return _blot_text(value, pattern) if free else value
    if isinstance(value, list):
        return [_blot(one, pattern, free=free) for one in value]
    if isinstance(value, dict):
        return {key: _blot(one, pattern, free=free or key in _FREE_TEXT) for key, one in value.items()}
    return value


def _blot_json(payload: str, pattern: re.Pattern[str]) -> str:
    data = json.loads(payload)
    blotted = _blot(data, pattern)
    return payload if blotted == data else json.dumps(blotted, ensure_ascii=False, separators=(",", ":"))


def _blot_statements(connection: Any, ids: Collection[str], words: _Words, revision: int) -> set[str]:
    """Every payload, live and past, that mentions the person. Returns the ids of what is near to them."""
    rows = [row for row in _payloads(connection) if row[1] not in ids]
    near = _near((decoded(*row[1:]) for row in rows), ids)
    for table, id, type, version, payload in rows:
        blotted = _blot_json(payload, words.close if id in near else words.wide)
        if blotted == payload:
            continue
        if table == "versions":
            past = "UPDATE versions SET payload = ? WHERE id = ? AND version = ?"
            connection.execute(past, (blotted, id, version))
        else:
            _rewrite(connection, decoded(id, type, version, payload), decoded(id, type, version, blotted), revision)
    return near


def _near(statements: Iterable[AnyStatement], ids: Collection[str]) -> set[str]:
    """Ids of what refers, or once referred, to the person, and of the seats that their ties fill."""
    near = set()
    for one in statements:
        if any(target in ids for _, target in references(one)):
            near.add(one.id)
            if isinstance(one, Tie) and one.post:
                near.add(one.post)
    return near


def _payloads(connection: Any) -> Iterator[tuple[str, str, str, int, str]]:
    live = connection.execute("SELECT 'statements', id, type, version, payload FROM statements").fetchall()
    past = connection.execute(
        "SELECT 'versions', id, type, version, payload FROM versions WHERE payload IS NOT NULL"
    ).fetchall()
    yield from live
    yield from past


def _blot_texts(connection: Any, blank: dict[str, str], near: Collection[str], words: _Words) -> None:
    """Names in the words of change sets and in proposals, decided or not."""
    ids = json.dumps(list(near))
    touched = {
        row[0]
        for row in connection.execute(
            "SELECT revision FROM versions WHERE id IN (SELECT value FROM json_each(?))", (ids,)
        )
    }
    for revision, *texts in connection.execute("SELECT revision, who, why FROM change_sets").fetchall():
        pattern = words.close if revision in touched else words.wide
        blotted = [_blot_text(text, pattern) for text in texts]
        if blotted != texts:
            connection.execute("UPDATE change_sets SET who = ?, why = ? WHERE revision = ?", (*blotted, revision))
    rows = connection.execute("SELECT number, payload, decided_by, decision_note FROM proposals").fetchall()
    for number, payload, *texts in rows:
        pattern = words.close if any(id in payload for id in near) else words.wide
        blotted = [text and _blot_text(text, pattern) for text in texts]
        connection.execute(
            "UPDATE proposals SET payload = ?, decided_by = ?, decision_note = ? WHERE number = ?",
            (_blot_json(_without_person(payload, blank), pattern), *blotted, number),
        )


def _without_person(payload: str, blank: dict[str, str]) -> str:
    """A proposal in which the person is anonymous. It stays whole, so that accepting it meets Erased."""
    data = json.loads(payload)
    for one in data["operations"]:
        if one["op"] == "put" and (anonymous := blank.get(one["record"]["id"])):
            one["record"] = {"type": "entity", **json.loads(anonymous)}
    return json.dumps(data, ensure_ascii=False)
