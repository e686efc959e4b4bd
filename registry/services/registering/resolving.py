"""Who or where is meant by a name that somebody typed: found in the record or asked back, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from registry.access import Viewer
from registry.services.record import Record
from registry.services.registering.problems import FieldProblem, Wrong
from registry.services.registry import Registry
from registry.services.search import Hit, folded

_SHOWN: Final = 6
_POSTAL: Final = "plz"
"""Scheme of the postal codes among an area's identifiers, several with commas between them."""


class Names:
    """Names of the record as one viewer may know them."""

    def __init__(self, registry: Registry, record: Record, viewer: Viewer) -> None:
        self._registry, self.record, self._viewer = registry, record, viewer

    def meant(self, field: str, typed: str, families: Iterable[str]) -> str | FieldProblem:
        """The id of the entity that has this very name; else what to ask back."""
        hits = self._registry.search(typed[:200], self._viewer, limit=_SHOWN, families=tuple(families))
        exact = [one for one in hits if _same(one, typed)]
        if len(exact) == 1:
            return exact[0].id
        if exact:
            return FieldProblem(field, Wrong.SEVERAL, typed, tuple(one.id for one in exact))
        choices = tuple(one.id for one in hits)
        return FieldProblem(field, Wrong.UNLIKE if choices else Wrong.UNKNOWN, typed, choices)

    def area_by_postal_code(self, code: str) -> tuple[str, ...]:
        """Ids of the areas that the record knows to have this postal code."""
        areas = [row.id for row in self.record.entity_rows() if row.family == "area"]
        found = self.record.entities(areas).values()
        return tuple(one.id for one in found if code in _codes(one.identifiers.get(_POSTAL, "")))


def _same(hit: Hit, typed: str) -> bool:
    return hit.how == "exact" or folded(hit.name).text == folded(typed).text


def _codes(text: str) -> list[str]:
    return text.replace(",", " ").split()
