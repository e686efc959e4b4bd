"""What the forms of an import hold, as values: a file, columns, values, decisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from werkzeug.datastructures import FileStorage, MultiDict

from registry.model.ids import is_id
from registry.model.periods import bounds
from registry.services.importing import (
    OpenedTable,
    Order,
    Refused,
    TableMapping,
    ValueAsked,
    propose_mapping,
    value_key,
)
from registry.services.importing.mapping import is_target
from registry.services.importing.matching import LEFT_OUT, NEW
from registry.services.importing.room import Import
from web.site import vocabulary

UNDECIDED: Final = "?"
_NAME: Final = 120
_Form = MultiDict[str, str]


def file_of(upload: FileStorage | None) -> tuple[bytes, str]:
    """The bytes and the name of a file that was sent. Raises Refused where none was."""
    name = (upload.filename or "").replace("\\", "/").rsplit("/", 1)[-1] if upload else ""
    if upload is None or not name:
        raise Refused("empty", "–")
    return upload.stream.read(), "".join(one for one in name if one.isprintable())[-_NAME:] or "Tabelle"


def first_order(form: _Form, table: OpenedTable, who: str, remembered: TableMapping | None) -> Order:
    """The order of a new import. Raises Refused for a date that is none."""
    mapping = propose_mapping(table.sheet.header, vocabulary(), remembered)
    order = Order(file=table.file, digest=table.digest, who=who, sheet=table.sheet.name, mapping=mapping)
    return described(order, form)


def described(order: Order, form: _Form) -> Order:
    """The order with what is said of the file: its title, for when it says so, who may see it as a source."""
    as_of = form.get("as_of", "").strip()
    if as_of:
        try:
            bounds(as_of)
        except ValueError as error:
            raise Refused("order", order.file, found=as_of) from error
    title = " ".join(form.get("title", "").split())[:300]
    level = form.get("visibility", "")
    known = level if level in ("public", "network", "staff") else "staff"
    return Order.model_validate({**dict(order), "title": title or None, "as_of": as_of or None, "visibility": known})


def mapped(order: Order, header: Sequence[str], form: _Form) -> Order:
    """The order with the columns that were chosen."""
    columns = {head: form.get(f"column-{number}", UNDECIDED) for number, head in enumerate(header)}
    kept = {head: target for head, target in columns.items() if not target or is_target(target, vocabulary())}
    changes: dict[str, Any] = {"columns": kept, "kind": _kind(form.get("kind", ""))}
    changes["lists"] = "replace" if form.get("lists") == "replace" else "add"
    changes["contacts"] = form.get("contacts") if form.get("contacts") in ("public", "network") else "staff"
    return _with_mapping(order, changes)


def _kind(key: str) -> str | None:
    return key if key in vocabulary().kinds else None


def valued(order: Order, asked: Sequence[ValueAsked], form: _Form) -> Order:
    """The order with what values stand for; those that nobody decided stay open."""
    values = {sort: dict(words) for sort, words in order.mapping.values.items()}
    for number, one in enumerate(asked):
        said = form.get(f"value-{number}", UNDECIDED)
        if form.get(f"word-{number}") != value_key(one.value) or said == UNDECIDED:
            continue
        values.setdefault(one.sort, {})[value_key(one.value)] = said
    return _with_mapping(order, {"values": values})


def _with_mapping(order: Order, changes: dict[str, Any]) -> Order:
    mapping = TableMapping.model_validate({**dict(order.mapping), **changes})
    return order.model_copy(update={"mapping": mapping})


def decided(one: Import, form: _Form) -> Order:
    """The order with the decisions about rows that were unsure."""
    return one.order.model_copy(update={"decisions": {**one.order.decisions, **dict(_decisions(form))}})


def _decisions(form: _Form) -> Iterator[tuple[int, str]]:
    for key, said in form.items():
        row = key.removeprefix("row-")
        known = said in (NEW, LEFT_OUT) or is_id(said)
        if key.startswith("row-") and row.isascii() and row.isdigit() and len(row) < 8 and known:
            yield int(row), said
