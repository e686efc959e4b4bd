"""Keeps what was erased out of a new load: the names of an erased person are in the sources, but not for the record."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, Final

from registry.model import Entity
from registry.rules import references
from seed.building import AnyStatement

MARK: Final = "[gelöscht]"
"""What the stores write in place of an erased person's name."""


def without_erased(statements: dict[str, AnyStatement], erased: Collection[str]) -> Iterator[AnyStatement]:
    """The statements with the names of erased persons blotted out, as erasure does it in the record.

    A full name is blotted wherever it stands, a name of one word only in what refers to the person.
    """
    persons = {id: one for id in erased if isinstance(one := statements.get(id), Entity)}
    names = {id: {name for name in one.all_names() if " " in name} for id, one in persons.items()}
    words = {
        id: {word for name in one.all_names() for word in name.split() if len(word) > 2} for id, one in persons.items()
    }
    everywhere = set().union(*names.values())
    for one in statements.values():
        nearby = set().union(*(words[target] for _, target in references(one) if target in words))
        yield one if one.id in persons else _blotted(one, everywhere | nearby)


def _blotted(statement: AnyStatement, words: set[str]) -> AnyStatement:
    if not words:
        return statement
    longest_first = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)", re.IGNORECASE)
    data = statement.model_dump(mode="json")
    blotted = {name: _blot(value, pattern) for name, value in data.items()}
    return statement if blotted == data else type(statement).model_validate(blotted)


def _blot(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(MARK, value)
    if isinstance(value, list):
        return [_blot(one, pattern) for one in value]
    if isinstance(value, dict):
        return {name: _blot(one, pattern) for name, one in value.items()}
    return value
