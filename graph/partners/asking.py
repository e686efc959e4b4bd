"""What a search for partners is asked, and what each reason counts.

A suggestion's score is the sum of its reasons' points: weight × strength, strength between 0 and 1. The weights are
for whoever asks to change; nothing else enters the order but, among equals, the name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

Key = Literal[
    "theme",
    "theme_tie",
    "town",
    "kreis",
    "kind",
    "language",
    "audience",
    "meets",
    "reached",
    "tied",
    "likely",
    "fresh",
    "contact",
]
KEYS: Final[tuple[Key, ...]] = (
    "theme",
    "theme_tie",
    "town",
    "kreis",
    "kind",
    "language",
    "audience",
    "meets",
    "reached",
    "tied",
    "likely",
    "fresh",
    "contact",
)
"""Reasons, in the order in which they are told."""
WEIGHTS: Final[Mapping[Key, float]] = MappingProxyType(
    {
        "theme": 4.0,
        "theme_tie": 2.5,
        "town": 2.0,
        "kreis": 1.0,
        "kind": 2.0,
        "language": 2.0,
        "audience": 2.0,
        "meets": 2.0,
        "reached": 1.5,
        "tied": 1.0,
        "likely": 1.5,
        "fresh": 1.0,
        "contact": 0.5,
    }
)
"""What each reason counts where nobody says otherwise.

What was asked for stands first: working on the theme outweighs everything the network says of somebody, and a
suggestion that is only near (`meets`, `reached`, `likely`) cannot pass one that fits theme and place.
"""
MOST_WEIGHT: Final = 10.0
Criterion = Literal["theme", "area", "kind", "language", "audience"]
CRITERIA: Final[tuple[Criterion, ...]] = ("theme", "area", "kind", "language", "audience")
MEETING_COUNTS: Final = 3
"""So many bodies in common count in full."""
FRESH_YEARS: Final = (1.0, 5.0)
"""What was attested within the first counts in full, what is older than the second not at all, in between evenly."""


@dataclass(frozen=True)
class Asker:
    """Who looks for partners: an actor, or everyone in an area who works on a theme, or nobody in particular.

    An area without a theme asks for nobody; it only says where near is, as the theme alone says nothing.
    """

    actor: str = ""
    """Id."""
    area: str = ""
    """Id."""
    theme: str = ""


@dataclass(frozen=True)
class Question:
    """What is looked for. Empty fields ask for nothing; keys and ids that do not exist match nobody."""

    asker: Asker = Asker()
    themes: tuple[str, ...] = ()
    """Keys; any of them."""
    areas: tuple[str, ...] = ()
    """Ids of areas with their parts; any of them. Without any, being near the asker counts."""
    kinds: tuple[str, ...] = ()
    """Kinds with narrower ones; any of them."""
    language: str = ""
    """BCP 47 tag."""
    audience: str = ""
    """Words that a target group's name or a description of the audience has, all of them."""
    strict: bool = False
    """Only who fulfils everything that was asked for; else at least one of it."""
    only_new: bool = False
    """Leave out who is tied to the asker already."""
    weights: Mapping[Key, float] = field(default_factory=lambda: WEIGHTS)

    @property
    def key(self) -> tuple[object, ...]:
        """What caches may keep an answer under."""
        return (
            self.asker,
            self.themes,
            self.areas,
            self.kinds,
            self.language,
            self.audience,
            self.strict,
            self.only_new,
            tuple(self.weights.get(one, 0.0) for one in KEYS),
        )

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """What was asked for."""
        given = {
            "theme": self.themes,
            "area": self.areas,
            "kind": self.kinds,
            "language": self.language,
            "audience": self.audience,
        }
        return tuple(one for one in CRITERIA if given[one])


def weighed(changes: Mapping[str, float]) -> dict[Key, float]:
    """The default weights with these changed, each kept between 0 and 10; what is no reason is left out."""
    return {key: min(max(float(changes.get(key, WEIGHTS[key])), 0.0), MOST_WEIGHT) for key in KEYS}
