"""What a column can hold: the fields of `fields.yaml`, and the targets that mappings name.

A target is a text: a field's key (`name`), for contacts with who may see them (`email@public`), `identifier:<scheme>`,
`tie:<role>` for ties from the row's actor to those named in the cell, `tie:<role><` for ties from those to it, and
`since:<role>` or `since:<role><` for when such ties began.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict

from registry.model import Visibility
from registry.services.search import folded
from registry.vocabulary import Vocabulary
from registry.vocabulary.terms import Label

ValueSort = Literal["kind", "theme", "language", "status", "visibility", "area"]
_FILE: Final = Path(__file__).with_name("fields.yaml")
_SCHEME: Final = re.compile(r"[a-z0-9][a-z0-9_.:/-]{0,60}")
SEEN_BY: Final = {
    Visibility.PUBLIC: Label(de="öffentlich", en="public"),
    Visibility.NETWORK: Label(de="Netzwerk", en="network"),
    Visibility.STAFF: Label(de="intern", en="internal"),
}
"""What stands in brackets behind the head of a column of contacts."""


class Field(BaseModel):
    """A field of the table of actors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Label
    help: Label
    example: dict[str, str]
    words: tuple[str, ...]
    many: bool = False
    contact: bool = False
    hidden: bool = False
    """Not a column of its own in templates and exports."""
    values: ValueSort | None = None


class Target(NamedTuple):
    """A target taken apart: `field` and, as far as they belong to it, role, direction, scheme and visibility."""

    field: str
    scheme: str = ""
    """Of an identifier: its scheme; of a tie: its role."""
    inverse: bool = False
    visibility: Visibility | None = None


@lru_cache(maxsize=1)
def fields() -> Mapping[str, Field]:
    """All fields by key, in the order of templates."""
    data = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {key: Field.model_validate(one) for key, one in data.items()}


def target(text: str) -> Target:
    """A target taken apart; whether its role is known is not looked at. Raises ValueError where it is none."""
    name, _, level = text.partition("@")
    head, colon, scheme = name.partition(":")
    if head in ("tie", "since") and colon and not level:
        return Target(head, scheme.removesuffix("<"), scheme.endswith("<"))
    if head == "identifier" and _SCHEME.fullmatch(scheme) and not level:
        return Target(head, scheme)
    field = fields().get(name)
    if field is None or colon or (level and not field.contact):
        raise ValueError(f"{text!r} is nothing that a column can hold")
    return Target(name, visibility=Visibility(level) if level else None)


def head_key(head: str) -> str:
    """What heads of columns are compared by."""
    return " ".join(folded(head).words)


def known_heads(vocabulary: Vocabulary) -> Mapping[str, str]:
    """By `head_key` of every head of a column that is known, its target."""
    known: dict[str, str] = {}
    for key, field in fields().items():
        for word in (*field.words, field.label.de, field.label.en):
            known.setdefault(head_key(word), key)
            if field.contact:
                known.update(_seen_words(word, key))
    for role in vocabulary.roles.values():
        for lang in ("de", "en"):
            known.setdefault(head_key(role.label(lang)), f"tie:{role.key}")
    return known


def _seen_words(word: str, key: str) -> dict[str, str]:
    return {
        head_key(f"{word} ({label.text(lang)})"): f"{key}@{level}"
        for level, label in SEEN_BY.items()
        for lang in ("de", "en")
    }
