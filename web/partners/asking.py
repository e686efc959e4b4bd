"""What the address of a search for partners asks, in the address's own words: ids and keys, no names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flask import url_for
from werkzeug.datastructures import MultiDict

from graph.partners.asking import KEYS, MOST_WEIGHT, WEIGHTS, Asker, Key, Question, weighed
from registry.services.registering.languages import tag_of
from web.addresses import page_in

_TEXTS: Final = ("wer", "wo", "womit", "thema", "gebiet", "art", "sprache", "zielgruppe")
_LONG: Final = 200


@dataclass(frozen=True)
class Wanted:
    """One search. `wer`, `wo` and `gebiet` are ids, `womit`, `thema` and `art` keys."""

    wer: str = ""
    wo: str = ""
    womit: str = ""
    thema: str = ""
    gebiet: str = ""
    art: str = ""
    sprache: str = ""
    zielgruppe: str = ""
    streng: bool = False
    neu: bool = False
    seite: int = 1
    weights: Mapping[Key, float] = field(default_factory=lambda: WEIGHTS)

    @property
    def empty(self) -> bool:
        """Whether nothing is asked."""
        return not any(getattr(self, one) for one in _TEXTS)

    @property
    def tag(self) -> str | None:
        """The language as a tag; None where what is written is no language that is known."""
        return tag_of(self.sprache) if self.sprache else ""

    @property
    def question(self) -> Question:
        """What the finder is asked. A language that is not known is spoken by nobody."""
        return Question(
            asker=Asker(self.wer) if self.wer else Asker(area=self.wo, theme=self.womit),
            themes=_one(self.thema),
            areas=_one(self.gebiet),
            kinds=_one(self.art),
            language=self.tag if self.tag is not None else self.sprache,
            audience=self.zielgruppe,
            strict=self.streng,
            only_new=self.neu,
            weights=self.weights,
        )

    def address(self, **changes: Any) -> str:
        """The address of this search with some of it changed, without what says nothing; from its first page on."""
        values: dict[str, Any] = {
            **{one: getattr(self, one) for one in (*_TEXTS, "streng", "neu")},
            "seite": 1,
            **changes,
        }
        kept: dict[str, Any] = {
            key: int(one) if one is True else one for key, one in values.items() if one and (key, one) != ("seite", 1)
        }
        kept |= {f"g_{key}": f"{one:g}" for key, one in self.weights.items() if one != WEIGHTS[key]}
        return url_for("partners.index", **kept)


def _one(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def wanted(arguments: MultiDict[str, str]) -> Wanted:
    """Read an address. What it does not understand it leaves out; keys that do not exist find nobody."""
    texts = {one: " ".join(arguments.get(one, "").split())[:_LONG] for one in _TEXTS}
    given = {key: _number(arguments.get(f"g_{key}", "")) for key in KEYS}
    return Wanted(
        **texts,
        streng=arguments.get("streng") == "1",
        neu=arguments.get("neu") == "1",
        seite=min(page_in(arguments), 1000),
        weights=weighed({key: one for key, one in given.items() if one is not None}),
    )


def _number(text: str) -> float | None:
    try:
        found = float(text.replace(",", ".")) if len(text) <= 8 else None
    except ValueError:
        return None
    return found if found is not None and 0 <= found <= MOST_WEIGHT else None
