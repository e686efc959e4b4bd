"""How strongly each reason speaks for each entity: one array a reason, 0 to 1, over all entities at once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from graph.columns import BoolArray, FloatArray, IntArray
from graph.filtering import area_mask, kind_mask
from graph.partners.asking import MEETING_COUNTS, Criterion, Key, Question
from graph.partners.facts import Facts, has_words
from graph.partners.ground import Ground
from graph.partners.prediction import nearness
from graph.snapshot import Snapshot
from registry.services.search.spelling import reduced_words

AIMED_AT: Final = "richtet_sich_an"
_KREIS: Final = "kreis"


@dataclass(frozen=True, eq=False)
class Sight:
    """A question on the ground of a snapshot: who asks, and what speaks for whom. Masks are over entity numbers."""

    ground: Ground
    question: Question
    facts: Facts | None
    """None while they are being read: nothing is said of languages, audiences and contacts then."""
    _kept: dict[tuple[str, tuple[str, ...]], BoolArray] = field(default_factory=dict, repr=False)

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that the question is about."""
        return self.ground.snapshot

    @cached_property
    def askers(self) -> BoolArray:
        """Who asks: the actor, or who works on the theme in the area; nobody where neither is given."""
        asker = self.question.asker
        if asker.actor:
            found = np.zeros(len(self.ground), dtype=np.bool_)
            found[[self.snapshot.index[one] for one in (asker.actor,) if one in self.snapshot.index]] = True
            return found
        if not asker.area or not asker.theme:
            return np.zeros(len(self.ground), dtype=np.bool_)
        return self.ground.eligible & area_mask(self.snapshot, (asker.area,)) & self.works_on((asker.theme,))

    @cached_property
    def bodies(self) -> BoolArray:
        """Bodies in which who asks takes part."""
        return np.asarray(self.ground.takes_part_in @ self._asking > 0)

    @cached_property
    def _asking(self) -> FloatArray:
        return self.askers.astype(np.float32)

    @cached_property
    def _themes(self) -> dict[str, int]:
        return {key: number for number, key in enumerate(self.snapshot.themes)}

    def theme_numbers(self, themes: Collection[str]) -> list[int]:
        """Numbers of these themes; those that do not occur are left out."""
        return [self._themes[one] for one in themes if one in self._themes]

    def theme_own(self, themes: tuple[str, ...]) -> BoolArray:
        """Who works on one of these themes, as recorded with the entity."""
        return self._once("own", themes, lambda: self._paired(self.snapshot.own_themes, self.theme_numbers(themes)))

    def theme_ties(self, themes: tuple[str, ...]) -> BoolArray:
        """Ties that are about one of these themes: scoped to it, or without a theme to a body or offer that is."""
        return self._once("ties", themes, lambda: self._theme_ties(themes))

    def _theme_ties(self, themes: tuple[str, ...]) -> BoolArray:
        wanted = set(self.theme_numbers(themes))
        counts = np.array([bool(wanted & set(one)) for one in self.snapshot.theme_lineage] + [False])
        theme, target = self.snapshot.ties.theme, self.snapshot.ties.object
        own = self.theme_own(themes)
        to_body = self.ground.contact & (counts[theme] | ((theme < 0) & (own & (self.ground.size > 0))[target]))
        to_offer = self.ground.offering & (counts[theme] | ((theme < 0) & own[target]))
        return np.asarray(to_body | to_offer)

    def theme_by_tie(self, themes: tuple[str, ...]) -> BoolArray:
        """Who works on one of these themes through a tie: who enters into it, and what it leads to."""
        return self._once("by tie", themes, lambda: self._theme_by_tie(themes))

    def _once(self, what: str, themes: tuple[str, ...], compute: Callable[[], BoolArray]) -> BoolArray:
        """What several reasons ask for is computed once for each question."""
        if (what, themes) not in self._kept:
            self._kept[what, themes] = compute()
        return self._kept[what, themes]

    def _paired(self, pairs: tuple[IntArray, IntArray], numbers: Collection[int]) -> BoolArray:
        """Entities that are paired with one of these numbers."""
        wanted = np.zeros(max(int(pairs[1].max(initial=-1)) + 1, 1 + max(numbers, default=0)), dtype=np.bool_)
        wanted[list(numbers)] = True
        found = self._nobody
        found[pairs[0][wanted[pairs[1]]]] = True
        return found

    def _theme_by_tie(self, themes: tuple[str, ...]) -> BoolArray:
        ties, subject, object_ = self.theme_ties(themes), self.snapshot.ties.subject, self.snapshot.ties.object
        found = np.zeros(len(self.ground), dtype=np.bool_)
        found[subject[ties]] = True
        found[object_[ties & (self.snapshot.ties.theme >= 0) & self.ground.contact]] = True
        return found

    def works_on(self, themes: tuple[str, ...]) -> BoolArray:
        """Who works on one of these themes in either way."""
        return self.theme_own(themes) | self.theme_by_tie(themes)

    @cached_property
    def areas(self) -> tuple[int, ...]:
        """Areas that are near: those asked for, else those of who asks."""
        asked = self.question.areas or ((self.question.asker.area,) if self.question.asker.area else ())
        if asked:
            return tuple(self.snapshot.index[one] for one in asked if one in self.snapshot.index)
        first, second = self.snapshot.direct_areas
        return tuple(np.unique(second[self.askers[first]]).tolist())

    @cached_property
    def kreise(self) -> tuple[int, ...]:
        """The Kreise around these areas, those asked for themselves left out."""
        is_kreis = self.snapshot.of_kinds((_KREIS,))
        around = {above for one in self.areas for above in self.snapshot.area_parents[one] if is_kreis[above]}
        return tuple(sorted(around - set(self.areas)))

    @cached_property
    def town(self) -> BoolArray:
        """Who is seated or works in one of the areas."""
        return self._paired(self.snapshot.areas, self.areas)

    @cached_property
    def kreis(self) -> BoolArray:
        """Who is elsewhere in a Kreis around them."""
        return self._paired(self.snapshot.areas, self.kreise) & ~self.town

    @cached_property
    def tied(self) -> BoolArray:
        """Who is in touch with who asks."""
        return np.asarray(self.ground.touch @ self._asking > 0)

    @cached_property
    def meets(self) -> FloatArray:
        """In how many of the asker's bodies somebody takes part, large ones counted for less; full from three."""
        counted = np.asarray(self.ground.takes_part @ (self.bodies * self.ground.share).astype(np.float32))
        return np.minimum(counted / MEETING_COUNTS, 1.0).astype(np.float64)

    @cached_property
    def moderators(self) -> BoolArray:
        """Who moderates or leads a body in which the asker takes part, or that is the asker."""
        found = np.asarray(self.ground.steers @ (self.bodies | self.askers).astype(np.float32) > 0)
        return found & ~self.askers

    @cached_property
    def reached(self) -> BoolArray:
        """Who is in touch with such a moderator, and neither in touch with the asker nor in the same bodies."""
        near = np.asarray(self.ground.touch @ self.moderators.astype(np.float32) > 0)
        return near & ~self.tied & ~(self.meets > 0) & ~self.moderators

    @cached_property
    def likely(self) -> FloatArray:
        """How near somebody whom the asker does not know is by the contacts of contacts: the root of the share that the
        measure gives them of what it gives the nearest (few are as near as the nearest).
        """
        found = np.where(self.ground.eligible & ~self.tied & ~self.askers, nearness(self.ground.touch, self._asking), 0)
        most = float(found.max(initial=0.0))
        return np.sqrt(found / most) if most > 0 else found

    @cached_property
    def beyond(self) -> BoolArray:
        """Who is in touch with a contact of the asker."""
        return np.asarray(self.ground.touch @ self.tied.astype(np.float32) > 0)

    @cached_property
    def kind(self) -> BoolArray:
        """Who is of a kind asked for."""
        return kind_mask(self.snapshot, self.question.kinds) if self.question.kinds else self._nobody

    @property
    def _nobody(self) -> BoolArray:
        return np.zeros(len(self.ground), dtype=np.bool_)

    @cached_property
    def language_offers(self) -> BoolArray:
        """Who and what uses the language asked for."""
        wanted, known = self.question.language, self.facts.known if self.facts else {}
        return self._of_ids([id for id, one in known.items() if wanted and wanted in one.languages])

    @cached_property
    def language(self) -> BoolArray:
        """Who uses the language, or has to do with an offer in it."""
        return self.language_offers | self.behind(self.language_offers) if self.question.language else self._nobody

    @cached_property
    def audience_names(self) -> BoolArray:
        """Target groups whose name has all the words asked for."""
        wanted = reduced_words(self.question.audience)
        found = self._nobody
        if wanted:
            groups = np.unique(self.snapshot.ties.object[self._aimed])
            fits = [one for one in groups.tolist() if self._named(one, wanted)]
            found[fits] = True
        return found

    def _named(self, number: int, wanted: tuple[str, ...]) -> bool:
        return any(has_words(wanted, reduced_words(name)) for name in self.snapshot.all_names[number])

    @cached_property
    def _aimed(self) -> BoolArray:
        return self.snapshot.tie_shown & self.snapshot.role_mask((AIMED_AT,))

    @cached_property
    def audience_offers(self) -> BoolArray:
        """Who and what is for the audience asked for: aimed at it by a tie, or described so."""
        wanted, known = reduced_words(self.question.audience), self.facts.known if self.facts else {}
        found = self._of_ids([id for id, one in known.items() if wanted and has_words(wanted, one.audience)])
        aimed = self._aimed & self.audience_names[self.snapshot.ties.object]
        found[self.snapshot.ties.subject[aimed]] = True
        return found

    @cached_property
    def audience(self) -> BoolArray:
        """Who works for the audience, or has to do with an offer for it."""
        return self.audience_offers | self.behind(self.audience_offers) if self.question.audience else self._nobody

    def behind(self, offers: BoolArray) -> BoolArray:
        """Who has to do with one of these offers."""
        found = self._nobody
        found[self.snapshot.ties.subject[self.ground.offering & offers[self.snapshot.ties.object]]] = True
        return found

    @cached_property
    def contact(self) -> FloatArray:
        """Whether a contact is visible: 1 by mail or telephone, 0.5 in another way only."""
        return self.facts.contacts(self.snapshot) if self.facts else np.zeros(len(self.ground))

    def _of_ids(self, ids: Collection[str]) -> BoolArray:
        found = self._nobody
        found[[self.snapshot.index[one] for one in ids if one in self.snapshot.index]] = True
        return found

    @cached_property
    def strengths(self) -> dict[Key, FloatArray]:
        """Of each reason, how strongly it speaks for each entity."""
        own = self.theme_own(self.question.themes)
        found: dict[Key, BoolArray | FloatArray] = {
            "theme": own,
            "theme_tie": self.theme_by_tie(self.question.themes) & ~own,
            "town": self.town,
            "kreis": self.kreis,
            "kind": self.kind,
            "language": self.language,
            "audience": self.audience,
            "meets": self.meets,
            "reached": self.reached,
            "tied": self.tied,
            "likely": self.likely,
            "fresh": self.ground.fresh,
            "contact": self.contact,
        }
        return {key: np.asarray(value, dtype=np.float64) for key, value in found.items()}

    @cached_property
    def fulfilled(self) -> dict[Criterion, BoolArray]:
        """Of each thing asked for, who has it."""
        found: dict[Criterion, BoolArray] = {
            "theme": self.works_on(self.question.themes) if self.question.themes else self._nobody,
            "area": self.town,
            "kind": self.kind,
            "language": self.language,
            "audience": self.audience,
        }
        return {key: found[key] for key in self.question.criteria}
