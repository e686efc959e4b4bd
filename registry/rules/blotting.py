"""What erasure takes out of texts: which words tell of a person, where they are looked for, what stands there instead.

Pure functions on statements, texts and plain JSON data, for every store and for whoever loads sources again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple, TypeVar, cast

from registry.model import Entity, Tie, Visibility
from registry.rules.references import AnyStatement, references

PLACEHOLDER: Final = "N. N. (gelöscht)"
"""Name of an erased person."""
MARK: Final = "[gelöscht]"
"""Stands in texts for each word that was taken out."""
_FREE_TEXT: Final = frozenset(
    {"name", "aliases", "translations", "identifiers", "value", "languages", "audience", "summary"}
    | {"note", "wording", "printed", "locator", "who", "why"}
)
_SHORTEST_FIELD: Final = 120
_Statement = TypeVar("_Statement", bound=AnyStatement)


class Words(NamedTuple):
    """What is looked for: everywhere, and (more of it) in what is near the person."""

    wide: re.Pattern[str]
    close: re.Pattern[str]


def words_of(persons: Iterable[Entity]) -> Words:
    """The words that tell of a person, given everything that was ever known of them.

    Full names, contacts and identifiers everywhere; a name of a single word, and each part of a name, only near the
    person, because others bear it too.
    """
    names, everywhere = set(), set()
    for one in persons:
        names |= set(one.all_names())
        everywhere |= {contact.value for contact in one.contacts} | set(one.identifiers.values())
    everywhere |= {name for name in names if " " in name.strip()}
    everywhere = {one for one in everywhere if len(one) > 3}
    nearby = names | {part for name in names for part in name.split() if len(part) > 2}
    return Words(_pattern(everywhere), _pattern(everywhere | nearby))


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Any of these words, whatever space is between their parts, also with the s of the genitive."""
    longest_first = sorted(words, key=len, reverse=True)
    spaced = [r"\s+".join(map(re.escape, one.split())) for one in longest_first]
    return re.compile(r"(?<!\w)(?:" + "|".join(spaced) + r")s?(?!\w)" if spaced else r"(?!)", re.IGNORECASE)


def anonymous(id: str, visibility: Visibility, version: int = 0) -> Entity:
    """What is left of an erased person: the seat's nameless holder."""
    return Entity(id=id, family="actor", kind="person", name=PLACEHOLDER, version=version, visibility=visibility)


def near(statements: Iterable[AnyStatement], persons: Collection[str]) -> set[str]:
    """Ids of those statements that refer to one of these persons, and of the seats that their ties fill."""
    found = set()
    for one in statements:
        if any(target in persons for _, target in references(one)):
            found.add(one.id)
            if isinstance(one, Tie) and one.post:
                found.add(one.post)
    return found


def blotted(statement: _Statement, pattern: re.Pattern[str]) -> _Statement:
    """The statement with the pattern's words taken out of its free texts."""
    data = statement.model_dump(mode="json")
    changed = _blot(data, pattern)
    return statement if changed == data else cast(_Statement, type(statement).model_validate(changed))


def blot_json(payload: str, pattern: re.Pattern[str], *, all_free: bool = False) -> str:
    """The same for JSON text of a statement or a change set; where nothing is taken out it stays letter by letter.

    With `all_free` every text counts as free text, not only those that may hold a name in a statement.
    """
    data = json.loads(payload)
    changed = _blot(data, pattern, free=all_free)
    return payload if changed == data else json.dumps(changed, ensure_ascii=False, separators=(",", ":"))


def blot_text(text: str, pattern: re.Pattern[str]) -> str:
    """The text without the pattern's words."""
    # A text may not grow beyond what its field holds; no field holds less than this.
    return pattern.sub(MARK, text)[: max(len(text), _SHORTEST_FIELD)]


def _blot(value: Any, pattern: re.Pattern[str], *, free: bool = False) -> Any:
    """Free text without the words; keys, ids and dates stay as they are, whatever they look like."""
    if isinstance(value, str):
        return blot_text(value, pattern) if free else value
    if isinstance(value, list):
        return [_blot(one, pattern, free=free) for one in value]
    if isinstance(value, dict):
        return {key: _blot(one, pattern, free=free or key in _FREE_TEXT) for key, one in value.items()}
    return value
