"""What stands around one entity, before a proposal and after it: little records of a few rows, to draw pictures of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from registry.access import Viewer
from registry.model import Entity, Put, Tie
from registry.services.record import Record
from registry.services.reviewing.rebasing import Rebased
from registry.store.port import AnyStatement, EntityRow, TieRow
from registry.store.rows import entity_row, tie_row

_MOST = 200


@dataclass(frozen=True)
class Surroundings:
    """An entity and those it is tied to; reads as a record does, so that a snapshot can be taken of it."""

    revision: int
    viewer: Viewer
    entities: tuple[EntityRow, ...]
    ties: tuple[TieRow, ...]

    def entity_rows(self) -> Iterator[EntityRow]:
        """Columns of the entities, ordered by id."""
        return iter(self.entities)

    def tie_rows(self) -> Iterator[TieRow]:
        """Columns of the ties, ordered by id."""
        return iter(self.ties)


def around(record: Record, found: Rebased, id: str) -> tuple[Surroundings, Surroundings]:
    """Before and after; the entity is missing before where it is new."""
    present = {one.id: one for one in record.about((id,), places=["subject", "object"], limit=_MOST)}
    written = {one.target: one.record if isinstance(one, Put) else None for one in found.operations}
    ends = {end for one in (*present.values(), *written.values()) if isinstance(one, Tie) for end in _ends(one)}
    known: dict[str, AnyStatement] = {**record.entities(ends | {id})}
    return _made(record, id, {**known, **present}), _made(record, id, {**known, **present, **written})


def _ends(tie: Tie) -> tuple[str, str]:
    return tie.subject, tie.object


def _made(record: Record, id: str, statements: Mapping[str, AnyStatement | None]) -> Surroundings:
    ties = [one for one in statements.values() if isinstance(one, Tie) and id in _ends(one)]
    ends = {id, *(end for one in ties for end in _ends(one))}
    entities = {one.id: one for one in statements.values() if isinstance(one, Entity) and one.id in ends}
    whole = [one for one in ties if all(end in entities for end in _ends(one))]
    return Surroundings(
        record.revision,
        record.viewer,
        tuple(sorted(map(entity_row, entities.values()), key=lambda row: row.id)),
        tuple(sorted(map(tie_row, whole), key=lambda row: row.id)),
    )
