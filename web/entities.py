"""Pages of offers, goals and documents: everything about one entity, its ties in the sections that its family needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from registry.services import Record
from web.actors.material import material
from web.actors.profile import Profile, Section, profile
from web.presenting.references import entity_address
from web.presenting.ties import TieGroup, View
from web.site import here, snapshot, vocabulary

ANY: Final = ""
Plan = Sequence[tuple[str, str, Sequence[tuple[str, str]]]]
"""(anchor, title, the (role, direction) pairs of the section); the direction ANY means both."""


@dataclass(frozen=True)
class EntityPage:
    """One entity: its profile, and its ties by section."""

    profile: Profile
    sections: tuple[Section, ...]

    def section(self, id: str) -> Section | None:
        """A section by its anchor; None where it would be empty."""
        return next((one for one in self.sections if one.id == id), None)


def entity_page(record: Record, id: str, plan: Plan, whole: Sequence[str] = ()) -> EntityPage:
    """The page of an entity; what no section of the plan names stands in a last one. Raises Missing."""
    entity = record.entity(id)
    found = material(record, snapshot(record), entity, whole)
    view = View(found.known, vocabulary(), here().lang, here().stand)
    made = profile(found, view, whole)
    groups = [group for section in made.sections for group in section.groups]
    return EntityPage(made, tuple(_sections(groups, plan)))


def _sections(groups: list[TieGroup], plan: Plan) -> Iterable[Section]:
    rest = list(groups)
    for id, title, pairs in plan:
        chosen = tuple(one for pair in pairs for one in rest if _fits(one, pair))
        if chosen:
            yield Section(id, title, chosen)
        rest = [one for one in rest if one not in chosen]
    # Where it is belongs to its facts.
    others = tuple(one for one in rest if one.group != "place")
    if others:
        yield Section("weitere", _("Weitere Beziehungen"), others)


def _fits(group: TieGroup, pair: tuple[str, str]) -> bool:
    return group.role == pair[0] and pair[1] in (ANY, group.direction)


def elsewhere(record: Record, id: str, family: str) -> str | None:
    """The address of an entity that belongs on the page of another family; None where this is the right one."""
    entity = record.entity(id)
    return None if entity.family == family else entity_address(entity.id, entity.family)
