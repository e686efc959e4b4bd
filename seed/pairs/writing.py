"""How people write a name that they know: shorter, longer, in another order, with wrong letters.

The ways themselves are in pieces.py and letters.py, their tables in writing.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from seed.pairs.chance import Chance
from seed.pairs.letters import OF_TEXT, expanded, typo
from seed.pairs.names import Name, rendered
from seed.pairs.pieces import OF_PIECES, Pieces

_RECOGNISED: Final = 0.85
_HOW_MANY: Final = {0: 0.12, 1: 0.30, 2: 0.30, 3: 0.18, 4: 0.10}
_SHARES: Final = {
    "typo": 4.5, "short form": 4.0, "town": 3.5, "legal form": 3.0, "script": 3.0, "compound": 2.5, "order": 2.0,
    "number": 2.0, "umlauts": 2.0, "left out": 1.5, "cut": 1.5, "und": 1.5, "small words": 1.5, "case": 1.2,
    "extra": 1.2, "also called": 1.0, "quotes": 1.0, "inflection": 1.0, "initials": 0.6,
}  # fmt: skip
"""How often each way is chosen before the others."""
_TIDY: Final = ("legal form", "short form", "und", "quotes", "town")


class Written(NamedTuple):
    """A name as somebody wrote it, and in which ways it was changed."""

    text: str
    ways: tuple[str, ...]
    says_town: bool
    """Whether a town or Kreis can be read in it."""


def written(chance: Chance, name: Name) -> Written:
    """The name as somebody may write it: unchanged in one of eight cases, else changed in one to four ways."""
    most = chance.weighted(_HOW_MANY)
    return _changed(chance, name, _chosen(chance, _SHARES), most)


def tidy(chance: Chance, name: Name) -> Written:
    """The name as a register may have it: one orderly change at most."""
    return _changed(chance, name, _chosen(chance, dict.fromkeys(_TIDY, 1.0)), 1)


def _chosen(chance: Chance, shares: dict[str, float]) -> list[str]:
    """The ways in a drawn order, frequent ones mostly first."""
    return sorted(shares, key=lambda way: chance.number() ** (1 / shares[way]), reverse=True)


def _changed(chance: Chance, name: Name, chosen: Sequence[str], most: int) -> Written:
    original = list(name.parts)
    plain = rendered(original)
    plan: list[str] = []
    for way in chosen:
        if len(plan) < most and _applied(chance, way, original, plain)[1] != plain:
            plan.append(way)
    parts, text = original, plain
    ways: list[str] = []
    for way in sorted(plan, key=lambda way: way in OF_TEXT):  # the pieces first: later there are none
        fresh_parts, fresh = _applied(chance, way, parts, text)
        if fresh != text and len(fresh) > 2:
            parts, text, ways = fresh_parts, fresh, [*ways, way]
    return Written(text, tuple(ways), _says(text, name) if name.says_town else False)


def _says(text: str, name: Name) -> bool:
    """Whether the town or Kreis can still be made out."""
    towns = [expanded(name.fills[role]).lower() for role in ("town", "kreis") if f"{{{role}}}" in name.pattern]
    words = re.findall(r"\w+", expanded(text).lower())
    pairs = ((word, town) for word in words for town in towns)
    return any(SequenceMatcher(None, *pair).ratio() >= _RECOGNISED for pair in pairs)


def _applied(chance: Chance, way: str, parts: Pieces, text: str) -> tuple[Pieces, str]:
    if way in OF_PIECES:
        fresh = OF_PIECES[way](chance, parts)
        return fresh, rendered(fresh)
    text = OF_TEXT[way](chance, text)
    if way == "typo" and chance.happens(0.3):
        text = typo(chance, text)
    return parts, re.sub(r"\s+", " ", text).strip()
