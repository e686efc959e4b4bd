"""Hits of a search as a page shows them: with their page, their area, and why they were found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from registry.model import Entity
from registry.services import Hit, Record, Registry
from registry.vocabulary import Vocabulary
from web.presenting.references import Ref, ref
from web.site import Here
from web.texts import gettext as _

ALL: Final = ""
FAMILIES: Final = ("actor", "offer", "goal", "document", "area")
_MOST: Final = 60
_SUGGESTED: Final = 8
_PLACES: Final = ("sitz", "gebietsbezug")


@dataclass(frozen=True)
class Found:
    """One hit: `matched` is the name that fitted where it is not the shown one, `why` how it fitted."""

    ref: Ref
    area: str
    matched: str
    why: str


def found(registry: Registry, record: Record, words: str, here: Here, *, family: str = ALL) -> list[Found]:
    """What a search finds in all families or in one, best first."""
    families = (family,) if family in FAMILIES else ()
    hits = registry.search(words, here.viewer, limit=_MOST, families=families) if words else []
    return _presented(hits, record, registry.vocabulary, here)


def suggestions(registry: Registry, record: Record, words: str, here: Here) -> list[Found]:
    """The first hits, for a list under the search field."""
    hits = registry.search(words, here.viewer, limit=_SUGGESTED) if words else []
    return _presented(hits, record, registry.vocabulary, here)


def _presented(hits: list[Hit], record: Record, vocabulary: Vocabulary, here: Here) -> list[Found]:
    entities = record.entities([hit.id for hit in hits])
    areas = _areas(record, entities, here.lang)
    return [
        Found(
            ref=ref(entities[hit.id], vocabulary, here.lang),
            area=areas.get(hit.id, ""),
            matched=_matched(hit, entities[hit.id], here.lang),
            why=_why(hit),
        )
        for hit in hits
        if hit.id in entities
    ]


def _areas(record: Record, entities: dict[str, Entity], lang: str) -> dict[str, str]:
    if not entities:
        return {}
    ties = list(record.tie_rows(list(entities), roles=_PLACES))
    place = {one.subject: one.object for one in reversed(ties)}
    known = record.entities(set(place.values()))
    return {id: known[area].display_name(lang) for id, area in place.items() if area in known}


def _matched(hit: Hit, entity: Entity, lang: str) -> str:
    """The name that fitted, unless it is the shown one or only its translation."""
    return "" if hit.name in (entity.display_name(lang), *entity.translations.values()) else hit.name


def _why(hit: Hit) -> str:
    reasons = {
        "exact": _("Name stimmt genau"),
        "prefix": _("Name beginnt so"),
        "words": _("Wörter kommen vor"),
        "typo": _("ähnliche Schreibweise"),
        "abbreviation": _("Abkürzung oder Kurzname"),
    }
    return reasons.get(hit.how, "")
