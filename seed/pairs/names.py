"""Names of made-up actors: patterns with places to fill, so that a name can be written again with one part changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from seed.invented_names import towns
from seed.pairs.chance import Chance

TOWNS_PER_KREIS: Final = 10
_FILE: Final = Path(__file__).with_name("names.yaml")
_PLACE: Final = re.compile(r"(\{\w+\})")
_ENDINGS: Final = ("er", "e", "es")
_SISTER_PLACES: Final = (
    "origin", "motype", "theme", "proper", "foreign", "district", "school", "street", "saint", "number", "number2",
    "group", "umbrella", "level", "schooltype", "people", "sport",
)  # fmt: skip
"""What another body of the same town may have otherwise."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a name and what it is: `word`, `branch` (a word that makes another body of it), or a place filled."""

    text: str
    """A bar marks where a compound may be cut."""
    role: str


@dataclass(frozen=True)
class Name:
    """A name as its owner writes it."""

    kind: str
    pattern: str
    fills: Mapping[str, str]
    town: int

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Its pieces in order; empty ones left out."""
        return _parts(self.pattern, self.fills)

    @cached_property
    def text(self) -> str:
        """As it stands on the letter-head."""
        return rendered(self.parts)

    @property
    def says_town(self) -> bool:
        """Whether the town can be read in it."""
        return "{town}" in self.pattern or "{kreis}" in self.pattern


@lru_cache(maxsize=1)
def lists() -> dict[str, Any]:
    """The data file; texts of words are lists of words."""
    data: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    for key, value in data.items():
        if isinstance(value, str):
            data[key] = value.split()
    data["motypes"] = [(end, word) for end, words in data["motypes"].items() for word in words.split()]
    pairs = [f"{first} {second}" for first in data["proper_first"] for second in data["proper_second"]]
    data["propers"] = [*data["proper"], *data["proper"], *pairs]
    data["branch_words"] = {word.strip(",") for one in data["branches"] for word in one.split() if "{" not in word}
    return data


def rendered(parts: Sequence[Part]) -> str:
    """The pieces as one text, punctuation where it belongs."""
    text = " ".join(part.text for part in parts if part.text).replace("|", "")
    return re.sub(r"\s+", " ", re.sub(r"\s+,", ",", text)).strip(" –-,")


@lru_cache(maxsize=65_536)
def _pieces(pattern: str) -> tuple[str, ...]:
    return tuple(piece.strip() for piece in _PLACE.split(pattern) if piece.strip())


def _parts(pattern: str, fills: Mapping[str, str]) -> tuple[Part, ...]:
    found: list[Part] = []
    seen: dict[str, int] = {}
    for piece in _pieces(pattern):
        if not piece.startswith("{"):
            words = piece.replace(",", " ,").split()
            found += [Part(word, "branch" if word in lists()["branch_words"] else "word") for word in words]
            continue
        role = piece[1:-1]
        # The second {theme} of a pattern is another one.
        seen[role] = seen.get(role, 0) + 1
        key = f"{role}{seen[role]}" if f"{role}{seen[role]}" in fills and seen[role] > 1 else role
        if role == "origin" and found and found[-1].text == "Deutsch-":
            found[-1] = Part("Deutsch-" + fills[key], role)
        else:
            found += [Part(fills[key], role)] if fills[key] else []
    return tuple(found)


class Naming:
    """Draws names in a world of so many Kreise."""

    def __init__(self, kreise: int) -> None:
        self.towns = towns(kreise * TOWNS_PER_KREIS)

    def draw(self, chance: Chance, town: int, kind: str = "") -> Name:
        """A name of a body of this town (of this kind)."""
        kind = kind or chance.weighted(lists()["kinds"])
        pattern = chance.weighted(lists()["patterns"][kind])
        if "{kreis}" in pattern:  # it belongs to the Kreis, and there is one of it
            town = town // TOWNS_PER_KREIS * TOWNS_PER_KREIS
        return Name(kind, pattern, self._filled(chance, pattern, town), town)

    def sister(self, chance: Chance, name: Name) -> Name | None:
        """Another body of the same town that differs in one piece; None where the pattern has no such piece."""
        places = [piece[1:-1] for piece in _pieces(name.pattern) if piece[1:-1] in _SISTER_PLACES]
        if not places:
            return None
        place = chance.pick(places)
        fresh = self._filled(chance, name.pattern, name.town)
        # The ending of the origin follows the noun, so that these two change together or the noun keeps its gender.
        if place == "motype" and "origin" in name.fills:
            fresh["origin"] = _stem(name.fills["origin"]) + _gender(fresh["motype"])
            return replace(name, fills={**name.fills, "motype": fresh["motype"], "origin": fresh["origin"]})
        if place == "origin" and "motype" in name.fills:
            fresh["origin"] = _stem(fresh["origin"]) + _gender(name.fills["motype"])
        return replace(name, fills={**name.fills, place: fresh[place]})

    def elsewhere(self, chance: Chance, name: Name) -> Name:
        """The same name in another town, mostly of the same Kreis; what belongs to a Kreis in another Kreis."""
        town = name.town
        step = TOWNS_PER_KREIS if "{kreis}" in name.pattern else 1
        while town == name.town:
            start = town // TOWNS_PER_KREIS * TOWNS_PER_KREIS
            near = step == 1 and chance.happens(0.6)
            town = start + chance.below(TOWNS_PER_KREIS) if near else chance.below(len(self.towns)) // step * step
        return replace(name, fills={**name.fills, **self._places(town)}, town=town)

    def branch(self, chance: Chance, name: Name) -> Name:
        """A body of its own that has the other's name in its name."""
        fills = {**self._filled(chance, "{district} {legal}", name.town), **name.fills}
        bare = name.pattern.replace("{legal}", "").replace("{legal2}", "").strip()
        pattern = chance.pick(lists()["branches"]).replace("{name}", bare)
        fills["legal"] = fills.get("legal") or chance.pick(lists()["legal"])
        return Name("verein" if "legal" in pattern else name.kind, pattern, fills, name.town)

    def _places(self, town: int) -> dict[str, str]:
        return {"town": self.towns[town], "kreis": self.towns[town // TOWNS_PER_KREIS * TOWNS_PER_KREIS]}

    def _filled(self, chance: Chance, pattern: str, town: int) -> dict[str, str]:
        fills = self._places(town)
        if "{motype}" in pattern:
            gender, fills["motype"] = chance.pick(lists()["motypes"])
            fills["origin"] = chance.pick(lists()["origins"]) + gender
        elif "{origin}" in pattern:
            fills["origin"] = chance.pick(lists()["origins"]) + "e"
        for piece in _pieces(pattern):
            if piece.startswith("{") and piece[1:-1] not in fills:
                fills[piece[1:-1]] = _fill(chance, piece[1:-1])
        if pattern.count("{theme}") > 1:
            fills["theme2"] = _fill(chance, "theme")
        return fills


def _stem(adjective: str) -> str:
    return adjective.removesuffix("es").removesuffix("er").removesuffix("e")


def _gender(motype: str) -> str:
    return str(next(ending for ending, word in lists()["motypes"] if word == motype))


def _fill(chance: Chance, role: str) -> str:
    match role:
        case "theme":
            return str(chance.pick(lists()["themes_long" if chance.happens(0.2) else "themes"]))
        case "school":
            return _school(chance)
        case "foreign":
            return _foreign(chance)
        case "year":
            return str(1890 + chance.below(120))
        case "number" | "number2":
            return f"{1 + chance.below(4)}" + ("." if role == "number" else "")
    plural = {"legal": "legal", "legal2": "legal2", "people": "people"}
    return str(chance.pick(lists()[plural.get(role, f"{role}s")]))


def _foreign(chance: Chance) -> str:
    """Mostly in Latin letters, and mostly in the first of the ways."""
    own, *latin = chance.pick(lists()["foreign"])
    word = own if chance.happens(0.15) or not latin else latin[0] if chance.happens(0.7) else chance.pick(latin)
    return f"{word} {chance.pick(lists()['foreign_second'])}".strip()


def _school(chance: Chance) -> str:
    kind = chance.pick(("schule", "grund|schule", "gesamt|schule", "real|schule"))
    if chance.happens(0.55):
        before = str(chance.pick(lists()["schools_before"]))
        return f"{before}|{kind}" if chance.happens(0.7) else f"{before}-{kind.capitalize()}"
    return f"{chance.pick(lists()['schools_named'])}-{kind.capitalize()}"
