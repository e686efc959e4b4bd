"""The record as rows, read in the order of their keys while the view is open: what a move takes out of a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from registry.store.archive import ChangeRow, ErasedRow, ItemRow, Key, Part, ProposalRow, Row, VersionRow
from registry.store.workspace import EPHEMERAL


class _Source(NamedTuple):
    """How the rows of a part are asked for, from a key on."""

    sql: str
    first: Key
    """Before the first key that there can be."""


# The live payload stands in `statements` only.
_SOURCES: Final[dict[Part, _Source]] = {
    "changes": _Source(
        f"SELECT {', '.join(ChangeRow._fields)} FROM change_sets WHERE revision > ? ORDER BY revision", (0,)
    ),
    "versions": _Source(
        "SELECT v.revision, v.id, v.version, v.type, v.removed, v.successor, coalesce(v.payload, s.payload)"
        " FROM versions v LEFT JOIN statements s ON s.id = v.id AND s.version = v.version"
        " WHERE (v.revision, v.id) > (?, ?) ORDER BY v.revision, v.id",
        (0, ""),
    ),
    "proposals": _Source(
        f"SELECT {', '.join(ProposalRow._fields)} FROM proposals WHERE number > ? ORDER BY number", (0,)
    ),
    "erased": _Source("SELECT id, revision FROM erased WHERE id > ? ORDER BY id", ("",)),
    "items": _Source(
        f"SELECT {', '.join(ItemRow._fields)} FROM items WHERE (kind, id) > (?, ?)"
        f" AND kind NOT IN ({', '.join(map(repr, sorted(EPHEMERAL)))}) ORDER BY kind, id",
        ("", ""),
    ),
}
_LAST: Final[dict[Part, str]] = {
    "changes": "SELECT revision FROM change_sets ORDER BY revision DESC LIMIT 1",
    "versions": "SELECT revision, id FROM versions ORDER BY revision DESC, id DESC LIMIT 1",
    "proposals": "SELECT number FROM proposals ORDER BY number DESC LIMIT 1",
    "erased": "SELECT id FROM erased ORDER BY id DESC LIMIT 1",
    "items": "SELECT kind, id FROM items ORDER BY kind DESC, id DESC LIMIT 1",
}


def archived(connection: Any, part: Part, after: Key = ()) -> Iterator[Row]:
    """Every row of a part after a key, in the order of the key."""
    source = _SOURCES[part]
    for row in connection.execute(source.sql, after or source.first):
        yield _row(part, row)


def last_key(connection: Any, part: Part) -> Key:
    """Key of the last row of a part; `()` where there is none."""
    return tuple(connection.execute(_LAST[part]).fetchone() or ())


def _row(part: Part, row: Any) -> Row:
    match part:
        case "changes":
            return ChangeRow._make(row)
        case "versions":
            return VersionRow._make((*row[:4], bool(row[4]), *row[5:]))
        case "proposals":
            return ProposalRow._make(row)
        case "erased":
            return ErasedRow._make(row)
        case "items":
            return ItemRow._make(row)
