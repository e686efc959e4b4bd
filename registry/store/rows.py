"""What every store makes of a statement for its rows, and of its rows for a reader."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Final

from registry.model import Damaged, Entity, StatementType, Tie, parse_statement
from registry.rules import attested
from registry.store.port import AnyStatement, EntityRow, TieRow

TYPES: Final = {
    "e": StatementType.ENTITY,
    "t": StatementType.TIE,
    "p": StatementType.POST,
    "o": StatementType.OBSERVATION,
}
"""Type of a statement by the first letter of its id."""


def entity_row(entity: Entity) -> EntityRow:
    """The columns of an entity."""
    return EntityRow(
        entity.id,
        entity.family,
        entity.kind,
        entity.all_names(),
        entity.themes,
        str(entity.status),
        entity.period.start,
        entity.period.end,
        attested(entity),
        str(entity.visibility),
    )


def tie_row(tie: Tie) -> TieRow:
    """The columns of a tie."""
    return TieRow(
        tie.id,
        tie.subject,
        tie.role,
        tie.object,
        tie.theme,
        str(tie.status),
        tie.period.start,
        tie.period.end,
        attested(tie),
        str(tie.visibility),
    )


@contextlib.contextmanager
def whole(what: str, id: object) -> Iterator[None]:
    """Turns a row that can not be understood into Damaged."""
    try:
        yield
    except (ValueError, TypeError, LookupError) as error:
        raise Damaged(
            f"{what} {id} can not be read",
            where=str(id),
            remedy="run `integrationsnetz check`; restore the last backup",
        ) from error


def decoded(id: str, type: str, version: int, payload: str) -> AnyStatement:
    """The statement of a row. Raises Damaged where it can not be understood."""
    with whole(type, id):
        found = parse_statement(type, payload, version)
        if found.id != id:
            raise ValueError(found.id)
        return found
