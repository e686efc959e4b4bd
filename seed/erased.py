"""Keeps what was erased out of a new load: the names of an erased person are in the sources, but not for the record."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from registry.model import Entity
from registry.rules.blotting import blotted, near, words_of
from seed.building import AnyStatement


def without_erased(statements: dict[str, AnyStatement], erased: Collection[str]) -> Iterator[AnyStatement]:
    """The statements with what tells of erased persons blotted out, as erasure does it in the record."""
    persons = [one for id in erased if isinstance(one := statements.get(id), Entity)]
    found = [(words_of([one]), near(statements.values(), {one.id})) for one in persons]
    gone = {one.id for one in persons}
    for one in statements.values():
        if one.id not in gone:
            for words, close in found:
                one = blotted(one, words.close if one.id in close else words.wide)  # noqa: PLW2901 - one after the other
        yield one
