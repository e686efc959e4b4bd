"""Whom a question is about: an id from a link, or a name that somebody typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from graph.holding.ground import Ground
from graph.snapshot import Snapshot
from registry.model import Entity
from registry.services import Hit, Record
from web.presenting.references import Ref, ref
from web.site import here, lang, registry, site, vocabulary
from web.texts import gettext as _

_ID: Final = re.compile(r"e[a-z2-7]{20}")
_OFFERED: Final = 8


@dataclass(frozen=True)
class Asked:
    """What a field of the form came to: one actor, several that it may mean, or what is wrong with it."""

    typed: str
    entity: Entity | None = None
    choices: tuple[Ref, ...] = ()
    error: str = ""

    @property
    def id(self) -> str:
        """Id of who was found; empty where nobody was."""
        return self.entity.id if self.entity else ""

    @property
    def value(self) -> str:
        """For the field: the name of who was found, else what was typed."""
        return self.entity.display_name(lang()) if self.entity else self.typed


def ground_of(snapshot: Snapshot) -> Ground:
    """The ground of a snapshot, made once."""
    found: Ground = site().snapshots.derived(snapshot, "holding", lambda: Ground(snapshot))
    return found


def asked(record: Record, snapshot: Snapshot, typed: str, *, at_any_time: bool = False) -> Asked:
    """Who is meant, among those who are there at the Stand or, if wanted, `at_any_time`.

    Raises Missing for an id that nobody has (any more).
    """
    words = typed.strip()[:200]
    if not words:
        return Asked("")
    if _ID.fullmatch(words):
        return _checked(snapshot, words, record.entity(words), at_any_time)
    hits = registry().search(words, here().viewer, limit=_OFFERED, families=("actor",))
    found = _named(record, words, hits)
    return found if found.entity is None else _checked(snapshot, words, found.entity, at_any_time)


def _named(record: Record, words: str, hits: list[Hit]) -> Asked:
    entities = record.entities([one.id for one in hits])
    same = [one for one in entities.values() if _is_called(one, words)]
    if len(same) == 1:
        return Asked(words, same[0])
    choices = tuple(ref(entities[one.id], vocabulary(), lang()) for one in hits if one.id in entities)
    if not choices:
        return Asked(words, error=_("Unter diesem Namen ist niemand im Register."))
    return Asked(words, choices=choices, error=_("Wählen Sie aus, wer gemeint ist."))


def _is_called(entity: Entity, words: str) -> bool:
    return words.casefold() in {one.casefold() for one in entity.all_names()}


def _checked(snapshot: Snapshot, words: str, entity: Entity, at_any_time: bool) -> Asked:
    if entity.family != "actor":
        return Asked(words, error=_("Gefragt werden kann nach Organisationen, Personen und Zusammenschlüssen."))
    number = snapshot.index.get(entity.id)
    if number is None or not (at_any_time or snapshot.entity_shown[number]):
        return Asked(entity.display_name(lang()), error=_("Zu diesem Stand gibt es diese Stelle nicht."))
    return Asked(words, entity)


def body_only(found: Asked) -> Asked:
    """The same, but only where it is a body: others cannot merge here."""
    if found.entity is None or vocabulary().is_a(found.entity.kind, "body"):
        return found
    return Asked(found.value, error=_("Zusammenlegen lassen sich hier nur Zusammenschlüsse."))
