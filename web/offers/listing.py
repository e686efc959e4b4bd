"""The list of offers with its filters: what is offered, by whom, on which themes, where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from werkzeug.datastructures import MultiDict

from graph.filtering import theme_mask
from graph.names import sort_key
from graph.snapshot import Snapshot
from registry.model import Entity
from registry.services import Record
from web.addresses import page_in
from web.belonging import area_counts, kreise
from web.known import known_by_then
from web.presenting.dates import period_text
from web.presenting.references import Ref, entity_address, ref
from web.presenting.standings import StandingNote, standing_note
from web.site import Here

SIZE: Final = 50
PROVIDING: Final = ("bietet_an", "traegerschaft", "foerderung", "kooperation")
"""Roles that say who stands behind an offer."""
Option = tuple[str, str, int]


@dataclass(frozen=True)
class Wanted:
    """What the address of the list asks for."""

    kind: str = ""
    theme: str = ""
    area: str = ""
    provider: str = ""
    page: int = 1


def wanted(arguments: MultiDict[str, str]) -> Wanted:
    """Read the address."""
    kind, theme, area, provider = (arguments.get(name, "")[:200] for name in ("art", "thema", "gebiet", "anbieter"))
    return Wanted(kind, theme, area, provider, page=page_in(arguments))


@dataclass(frozen=True)
class OfferLine:
    """One offer of the list."""

    ref: Ref
    providers: tuple[tuple[str, str], ...]
    """(name, address) of who stands behind it."""
    themes: tuple[str, ...]
    areas: tuple[str, ...]
    period: str
    audience: str
    standing: StandingNote


@dataclass(frozen=True)
class OfferList:
    """A page of the list with what the filter offers; each count with the other filters applied."""

    lines: tuple[OfferLine, ...]
    total: int
    page: int
    pages: int
    kinds: tuple[Option, ...]
    themes: tuple[Option, ...]
    areas: tuple[Option, ...]
    providers: tuple[Option, ...]


class Offers:
    """The offers of a snapshot that are known at its Stand, and how each filter divides them."""

    def __init__(self, snapshot: Snapshot, lang: str) -> None:
        """Reads the columns once."""
        self.snapshot, self.lang = snapshot, lang
        self.every = np.flatnonzero(snapshot.of_kinds(("offer",)) & known_by_then(snapshot)).tolist()
        self.providers = _providers(snapshot)

    def chosen(self, want: Wanted) -> list[int]:
        """Numbers of the offers that a filter leaves, by name."""
        snapshot, belongs = self.snapshot, kreise(self.snapshot)
        kinds = snapshot.of_kinds((want.kind,)) if want.kind else None
        themes = theme_mask(snapshot, (want.theme,)) if want.theme else None
        found = [
            one
            for one in self.every
            if (kinds is None or kinds[one])
            and (themes is None or themes[one])
            and (not want.area or want.area in {snapshot.ids[area] for area in belongs.get(one, ())})
            and (not want.provider or want.provider in {snapshot.ids[who] for who in self.providers.get(one, ())})
        ]
        return sorted(found, key=lambda one: int(snapshot.name_rank[one]))

    def kinds(self, want: Wanted) -> tuple[Option, ...]:
        """Kinds of offers, each with the narrower ones."""
        vocabulary = self.snapshot.vocabulary
        lineages = (vocabulary.lineage(self.snapshot.kind_of(one))[:-1] for one in self.chosen(replace(want, kind="")))
        return _counted((key, vocabulary.kinds[key].plural(self.lang)) for lineage in lineages for key in lineage)

    def themes(self, want: Wanted) -> tuple[Option, ...]:
        """Themes of the common scheme."""
        snapshot, terms = self.snapshot, self.snapshot.vocabulary.themes
        left = set(self.chosen(replace(want, theme="")))
        pairs = zip(*(one.tolist() for one in snapshot.theme_pairs), strict=True)
        keys = (snapshot.themes[theme] for entity, theme in pairs if entity in left)
        return _counted(
            (key, terms[key].label(self.lang)) for key in keys if key.startswith("gemeinsam:") and key in terms
        )

    def who(self, want: Wanted) -> tuple[Option, ...]:
        """Who stands behind offers."""
        snapshot = self.snapshot
        left = self.chosen(replace(want, provider=""))
        return _counted((snapshot.ids[who], snapshot.names[who]) for one in left for who in self.providers.get(one, ()))


def _counted(found: Iterable[tuple[str, str]]) -> tuple[Option, ...]:
    counts: dict[tuple[str, str], int] = {}
    for one in found:
        counts[one] = counts.get(one, 0) + 1
    return tuple(
        sorted(((key, label, count) for (key, label), count in counts.items()), key=lambda row: sort_key(row[1]))
    )


def _providers(snapshot: Snapshot) -> dict[int, tuple[int, ...]]:
    ties = np.flatnonzero(snapshot.tie_shown & snapshot.role_mask(PROVIDING))
    found: dict[int, dict[int, None]] = {}
    for tie in ties.tolist():
        found.setdefault(int(snapshot.ties.object[tie]), {})[int(snapshot.ties.subject[tie])] = None
    return {offer: tuple(who) for offer, who in found.items()}


def offer_list(record: Record, snapshot: Snapshot, want: Wanted, here: Here, size: int = SIZE) -> OfferList:
    """The offers that the filter leaves, paged."""
    offers = Offers(snapshot, here.lang)
    chosen = offers.chosen(want)
    pages = max(1, -(-len(chosen) // size))
    page = min(want.page, pages)
    shown = chosen[(page - 1) * size : page * size]
    known = record.entities([snapshot.ids[one] for one in shown])
    return OfferList(
        lines=tuple(_line(known[snapshot.ids[one]], one, offers, here) for one in shown if snapshot.ids[one] in known),
        total=len(chosen),
        page=page,
        pages=pages,
        kinds=offers.kinds(want),
        themes=offers.themes(want),
        areas=tuple(area_counts(snapshot, offers.chosen(replace(want, area="")))),
        providers=offers.who(want),
    )


def _line(entity: Entity, number: int, offers: Offers, here: Here) -> OfferLine:
    snapshot, terms = offers.snapshot, offers.snapshot.vocabulary.themes
    return OfferLine(
        ref=ref(entity, snapshot.vocabulary, here.lang),
        providers=_names(snapshot, offers.providers.get(number, ())),
        themes=tuple(terms[one].label(here.lang) for one in entity.themes if one in terms),
        areas=tuple(snapshot.names[one] for one in kreise(snapshot).get(number, ())),
        period=period_text(entity.period, here.lang),
        audience=entity.audience.text(here.lang) if entity.audience else "",
        standing=standing_note(entity.period, entity.status, entity.sources, here.stand, here.lang),
    )


def _names(snapshot: Snapshot, numbers: Sequence[int]) -> tuple[tuple[str, str], ...]:
    return tuple((snapshot.names[one], entity_address(snapshot.ids[one], snapshot.family_of(one))) for one in numbers)
