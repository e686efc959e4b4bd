"""The synthetic region: made-up actors, bodies and ties of any size, for benchmarks and tests. Nothing in it is real.

Shapes as affiliation networks have them: sizes of bodies follow a power law (Pareto, exponent 1.3, at most 3,000
members), four of five members come from the body's own Kreis, of the ties of participation about 92 % are memberships
and 4 % moderations, a good part of the dates is unknown. The same size and seed always give the same statements.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from registry.model import ChangeSet, Entity, LocalText, Period, Put, Source, Status, Tie, derived_id
from registry.vocabulary import Vocabulary
from seed.invented_names import actor_name, short_name, towns

SMALLEST: Final = 100
TIES_PER_ACTOR: Final = 5
LARGEST_BODY: Final = 3000
TOWNS_PER_KREIS: Final = 10
_BODY_SHARE: Final = 0.12
_OWN_KREIS: Final = 0.8
_BODY_AS_MEMBER: Final = 0.01
_YEARS: Final = (1995, 2024)
_BODIES: Final = {
    "arbeitskreis": 0.40, "netzwerk": 0.25, "arbeitsgruppe": 0.15, "steuerungsgruppe": 0.05, "runder_tisch": 0.05,
    "buendnis": 0.05, "konferenz": 0.05,
}  # fmt: skip
_ORGANISATIONS: Final = {
    "verein": 0.30, "migrantenorganisation": 0.15, "schule": 0.15, "kita": 0.12, "verwaltungseinheit": 0.06,
    "beratungsstelle": 0.05, "religionsgemeinschaft": 0.04, "jugendeinrichtung": 0.04, "wohlfahrtsverband": 0.03,
    "kurstraeger": 0.03, "unternehmen": 0.03,
}  # fmt: skip
_ROLES: Final = {
    "mitglied": 0.92, "moderation": 0.04, "vorsitz": 0.015, "beratend": 0.015, "geschaeftsfuehrung": 0.01,
}  # fmt: skip
_Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Region:
    """A synthetic region of `actors` actors (at least 100), reproducible by `seed`."""

    actors: int
    seed: int
    vocabulary: Vocabulary

    def __post_init__(self) -> None:
        if self.actors < SMALLEST:
            raise ValueError(f"a synthetic region has at least {SMALLEST} actors, not {self.actors}")

    @property
    def ties(self) -> int:
        """How many ties: five times as many as actors, hierarchy and places among them."""
        return self.actors * TIES_PER_ACTOR

    @property
    def kreise(self) -> int:
        """How many Kreise: one for about 2,500 actors."""
        return max(2, round(self.actors / 2500))

    @property
    def size(self) -> int:
        """How many statements it comes to."""
        return 1 + self._areas + self.actors + self.ties

    @property
    def _areas(self) -> int:
        return 1 + self.kreise * (1 + TOWNS_PER_KREIS)

    @property
    def _bodies(self) -> int:
        return round(self.actors * _BODY_SHARE)

    def id(self, kind: str, number: int) -> str:
        """The id of the number-th statement of a kind: `document`, `area`, `actor` or `tie`."""
        prefix: Any = "t" if kind == "tie" else "e"
        return derived_id(prefix, "synthetic", str(self.actors), str(self.seed), kind, str(number))

    def change_sets(self, batch: int = 5000) -> Iterator[ChangeSet]:
        """The region in change sets of that many statements; each refers only to itself and to earlier ones.

        Their ids follow from size and seed, so that loading a region twice writes it once.
        """
        rest = self.statements()
        number = 0
        while part := tuple(islice(rest, batch)):
            yield ChangeSet(
                id=derived_id("c", "synthetic", str(self.actors), str(self.seed), str(batch), str(number)),
                kind="import",
                who="synthesize",
                why=f"Synthetische Region, {self.actors} Akteure, Startwert {self.seed}, Teil {number + 1}",
                operations=tuple(Put(record=one, expected=0) for one in part),
            )
            number += 1

    def statements(self) -> Iterator[Entity | Tie]:
        """Document, areas, actors and ties, in this order."""
        lists = self.lists()
        return chain(lists["documents"], lists["entities"], lists["ties"])

    def lists(self) -> dict[str, Iterator[Entity | Tie]]:
        """The statements by the lists of an export, each made as it is asked for."""
        return {
            "documents": iter((self._document(),)),
            "entities": chain(self._area_entities(), self._actor_entities()),
            "ties": chain(self._structure(), self._participation()),
        }

    def _random(self, part: int) -> np.random.Generator:
        return np.random.default_rng((self.seed, self.actors, part))

    def _document(self) -> Entity:
        return Entity(
            id=self.id("document", 0),
            family="document",
            kind="datensammlung",
            name=f"Synthetische Region mit {self.actors} Akteuren (Startwert {self.seed})",
            translations={"en": f"Synthetic region of {self.actors} actors (seed {self.seed})"},
            summary=LocalText(
                de="Vom Rechner erfunden, für Messungen und Tests. Nichts darin ist echt.",
                en="Made up by a computer for benchmarks and tests. Nothing in it is real.",
            ),
        )

    def _area_entities(self) -> Iterator[Entity]:
        for number in range(self._areas):
            kind, name = self._area(number)
            yield Entity(
                id=self.id("area", number),
                family="area",
                kind=kind,
                name=name,
                identifiers={"synthetisch": f"{self.seed}/{number}"},
                sources=self._sources[2024],
            )

    def _area(self, number: int) -> tuple[str, str]:
        if number == 0:
            return "land", "Rechenland (synthetisch)"
        if number <= self.kreise:
            return "kreis", f"Kreis {self._towns[(number - 1) * TOWNS_PER_KREIS]} (synthetisch)"
        return "gemeinde", f"{self._towns[number - 1 - self.kreise]} (synthetisch)"

    @cached_property
    def _towns(self) -> list[str]:
        return towns(self.kreise * TOWNS_PER_KREIS)

    @cached_property
    def _town_of(self) -> _Ints:
        """Town of every actor, bodies first; within each part ascending, so that a Kreis is a range."""
        random = self._random(1)
        count = self.kreise * TOWNS_PER_KREIS
        weights = 1 / (1 + np.arange(count) % TOWNS_PER_KREIS)
        drawn = random.choice(count, size=self.actors, p=weights / weights.sum())
        return np.concatenate([np.sort(drawn[: self._bodies]), np.sort(drawn[self._bodies :])])

    @cached_property
    def _topics(self) -> _Ints:
        return self._random(2).integers(0, len(self._themes), size=self.actors)

    @cached_property
    def _themes(self) -> tuple[str, ...]:
        return tuple(key for key in self.vocabulary.themes if key.startswith("gemeinsam:"))

    def _actor_entities(self) -> Iterator[Entity]:
        random = self._random(3)
        kinds = _drawn(random, _BODIES, self._bodies) + _drawn(random, _ORGANISATIONS, self.actors - self._bodies)
        periods = _periods(random, self.actors)
        second, attested, shortened = (random.random(self.actors).tolist() for _ in range(3))
        for number, (kind, town, topic) in enumerate(
            zip(kinds, self._town_of.tolist(), self._topics.tolist(), strict=True)
        ):
            themes = dict.fromkeys((self._themes[topic], self._themes[int(second[number] * len(self._themes))]))
            yield Entity(
                id=self.id("actor", number),
                family="actor",
                kind=kind,
                name=actor_name(kind, self._towns[town], topic, number),
                aliases=(short_name(kind, self._towns[town], number),) if shortened[number] < 0.3 else (),
                themes=tuple(themes),
                identifiers={"synthetisch": f"{self.seed}/{number}"},
                period=periods[number],
                status=_status(periods[number]),
                sources=self._sources[_year(attested[number])],
            )

    def _structure(self) -> Iterator[Tie]:
        """The hierarchy of areas and the place of every actor."""
        for number in range(1, self._areas):
            above = 0 if number <= self.kreise else 1 + (number - 1 - self.kreise) // TOWNS_PER_KREIS
            yield self._tie(number - 1, self.id("area", number), "teil_von", self.id("area", above))
        for number, town in enumerate(self._town_of.tolist()):
            role = "gebietsbezug" if number < self._bodies else "sitz"
            area = self.id("area", 1 + self.kreise + town)
            yield self._tie(self._areas - 1 + number, self.id("actor", number), role, area)

    def _tie(self, number: int, subject: str, role: str, target: str, **more: Any) -> Tie:
        own = {"id": self.id("tie", number), "subject": subject, "role": role, "object": target}
        return Tie(**{"sources": self._sources[2024], **own, **more})

    def _participation(self) -> Iterator[Tie]:
        """Who takes part in which body, and as what."""
        first = self._areas - 1 + self.actors
        members, bodies = self._pairs(self.ties - first)
        random = self._random(5)
        roles = _drawn(random, _ROLES, len(members))
        periods = _periods(random, len(members))
        themed, attested = (random.random(len(members)).tolist() for _ in range(2))
        for number, (member, body) in enumerate(zip(members.tolist(), bodies.tolist(), strict=True)):
            yield self._tie(
                first + number,
                self.id("actor", member),
                roles[number],
                self.id("actor", body),
                theme=self._themes[self._topics[body]] if themed[number] < 0.5 else None,
                period=periods[number],
                status=_status(periods[number]),
                sources=self._sources[_year(attested[number])],
            )

    def _pairs(self, wanted: int) -> tuple[_Ints, _Ints]:
        """That many different pairs of a participant and a body, ordered by body."""
        random = self._random(4)
        body = np.repeat(np.arange(self._bodies), self._sizes(random, wanted))
        member = self._draw_members(random, body, _OWN_KREIS)
        while len(again := _to_redraw(member, body, self.actors)):
            # From everywhere this time: a large body may have used up its Kreis.
            member[again] = self._draw_members(random, body[again], 0.0)
        return member, body

    def _sizes(self, random: np.random.Generator, total: int) -> _Ints:
        most = min(LARGEST_BODY, (self.actors - self._bodies) // 2)
        shape = 1 + random.pareto(1.3, self._bodies)
        low, high = 0.0, float(total)
        for _ in range(60):  # the scale at which the rounded and capped sizes add up
            middle = (low + high) / 2
            reached = np.clip(shape * middle, 1, most).astype(np.int64).sum()
            low, high = (middle, high) if reached < total else (low, middle)
        sizes: _Ints = np.clip(shape * low, 1, most).astype(np.int64)
        smallest = np.argsort(sizes, kind="stable")[: total - int(sizes.sum())]
        sizes[smallest] += 1
        return sizes

    def _draw_members(self, random: np.random.Generator, body: _Ints, own: float) -> _Ints:
        kreis = self._town_of[body] // TOWNS_PER_KREIS
        places = self._town_of[self._bodies :]
        start = np.searchsorted(places, kreis * TOWNS_PER_KREIS)
        end = np.searchsorted(places, (kreis + 1) * TOWNS_PER_KREIS)
        everywhere = (random.random(len(body)) >= own) | (start == end)
        start, end = np.where(everywhere, 0, start), np.where(everywhere, len(places), end)
        # The square makes some participants sit in many bodies and most in few.
        member: _Ints = self._bodies + start + ((end - start) * random.random(len(body)) ** 2).astype(np.int64)
        other_body = random.random(len(body)) < _BODY_AS_MEMBER
        member[other_body] = random.integers(0, self._bodies, int(other_body.sum()))
        return member

    @cached_property
    def _sources(self) -> dict[int, tuple[Source, ...]]:
        document = self.id("document", 0)
        years = range(_YEARS[0], _YEARS[1] + 1)
        return {year: (Source(document=document, locator="erzeugt", as_of=str(year)),) for year in years}


def _to_redraw(member: _Ints, body: _Ints, actors: int) -> _Ints:
    """Positions of pairs that stood before, and of bodies that would be members of themselves."""
    _, first = np.unique(body * actors + member, return_index=True)
    again = np.ones(len(member), dtype=bool)
    again[first] = False
    again |= member == body
    return np.flatnonzero(again)


def _drawn(random: np.random.Generator, shares: dict[str, float], size: int) -> list[str]:
    names = tuple(shares)
    return [names[index] for index in random.choice(len(names), size=size, p=list(shares.values())).tolist()]


def _periods(random: np.random.Generator, size: int) -> list[Period]:
    """Starts: 45 % unknown, the others by year, month or day; ends: 75 % unknown, 10 % open, the others a year."""
    year = random.integers(*_YEARS, size=size).tolist()
    month = random.integers(1, 13, size=size).tolist()
    later = random.integers(1, 8, size=size).tolist()
    how, ending = random.random(size).tolist(), random.random(size).tolist()
    return [_period(_start(how[n], year[n], month[n]), _end(ending[n], year[n] + later[n])) for n in range(size)]


def _start(how: float, year: int, month: int) -> str | None:
    if how < 0.45:
        return None
    return str(year) if how < 0.75 else f"{year}-{month:02d}" if how < 0.95 else f"{year}-{month:02d}-01"


def _end(ending: float, year: int) -> str | None:
    return None if ending < 0.75 else ".." if ending < 0.85 else str(min(year, _YEARS[1]))


@lru_cache(maxsize=16384)
def _period(start: str | None, end: str | None) -> Period:
    return Period(start=start, end=end)


def _status(period: Period) -> Status:
    return Status.ENDED if period.end not in (None, "..") else Status.EXISTING


def _year(share: float) -> int:
    return _YEARS[0] + int(share * (_YEARS[1] - _YEARS[0] + 1))
