"""How the columns of a base are laid out as named arrays and small tables, and put together again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.base import Base, Dating, EntityTable, TieTable
from graph.sequences import Column, Ids, NameLists
from registry.model import Visibility

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Laid:
    """A base taken apart: what names it, the values of each column, and its arrays."""

    head: dict[str, Any]
    keys: dict[str, list[Any]]
    arrays: Arrays


def laid(base: Base) -> Laid:
    """The base taken apart."""
    entities, ties = base.entities, base.ties
    columns: dict[str, Column[Any]] = {
        "kind": entities.kind,
        "themes": entities.themes,
        "role": ties.role,
        "theme": ties.theme,
        **_columns("entity.", entities.dating),
        **_columns("tie.", ties.dating),
    }
    arrays: Arrays = {
        "ids": entities.ids.array,
        "names": entities.names.starts,
        "offsets": entities.names.offsets,
        "blob": entities.names.blob,
        "rank": base.name_rank,
        "tie.ids": ties.ids.array,
        "subject": ties.subject,
        "object": ties.object,
        **{name: column.codes for name, column in columns.items()},
    }
    head = {"revision": base.revision, "level": str(base.level), "erased": base.erased, "mark": base.mark}
    return Laid(head, {name: list(column.keys) for name, column in columns.items()}, arrays)


def put_together(head: dict[str, Any], keys: dict[str, list[Any]], arrays: Arrays) -> Base:
    """The base. Raises KeyError, TypeError, ValueError where something is missing."""

    def column(name: str) -> Column[Any]:
        return Column(tuple(map(_hashable, keys[name])), arrays[name])

    entities = EntityTable(
        Ids(arrays["ids"]),
        NameLists(arrays["names"], arrays["offsets"], arrays["blob"]),
        column("kind"),
        column("themes"),
        Dating(*(column(f"entity.{one}") for one in _dates())),
    )
    ties = TieTable(
        Ids(arrays["tie.ids"]),
        arrays["subject"],
        arrays["object"],
        column("role"),
        column("theme"),
        Dating(*(column(f"tie.{one}") for one in _dates())),
    )
    made = Base(
        int(head["revision"]), Visibility(head["level"]), int(head["erased"]), str(head["mark"]), entities, ties
    )
    made.__dict__["name_rank"] = np.asarray(arrays["rank"])
    return made


def _columns(prefix: str, dating: Dating) -> dict[str, Column[Any]]:
    return {prefix + name: getattr(dating, name) for name in _dates()}


def _dates() -> Iterable[str]:
    return (one.name for one in fields(Dating))


def _hashable(key: Any) -> Any:
    return tuple(key) if isinstance(key, list) else key
