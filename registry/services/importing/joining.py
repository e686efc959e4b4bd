"""Rows of the same actor become one draft; where they contradict each other, that is a problem of the later row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from registry.services.importing.drafts import Draft
from registry.services.importing.problems import RowProblem
from registry.services.search import folded

_NOT_COMPARED: Final = frozenset(("new", "origin", "name"))


def draft_key(draft: Draft) -> tuple[object, ...]:
    """Two rows with the same key are about the same actor: the same id, or the same name in the same towns."""
    if draft.id:
        return ("id", draft.id)
    return ("name", name_key(draft.name), frozenset(draft.lists.get("town", ())))


def name_key(name: str) -> str:
    """What names are compared by: without case, umlauts, punctuation and legal form."""
    return " ".join(folded(name).words) or name.casefold()


def joined_drafts(drafts: Iterable[Draft]) -> tuple[list[Draft], list[RowProblem]]:
    """One draft an actor, in the order of their first rows."""
    found: dict[tuple[object, ...], Draft] = {}
    problems: list[RowProblem] = []
    for draft in drafts:
        first = found.setdefault(draft_key(draft), draft)
        if first is not draft:
            problems += _join(first, draft)
    return list(found.values()), problems


def _join(first: Draft, other: Draft) -> list[RowProblem]:
    problems = [
        other.problem(name, "contradiction", _plain(value), other=_plain(first.single[name]), row=first.row)
        for name, value in other.single.items()
        if name in first.single and first.single[name] != value and name not in _NOT_COMPARED
    ]
    problems += [
        other.problem("identifiers", "contradiction", value, other=first.identifiers[scheme], row=first.row)
        for scheme, value in other.identifiers.items()
        if first.identifiers.get(scheme, value) != value
    ]
    if problems:
        return problems
    first.single = {**other.single, **first.single}
    first.identifiers |= other.identifiers
    first.contacts = tuple(dict.fromkeys((*first.contacts, *other.contacts)))
    first.ties += tuple(tie for tie in other.ties if tie not in first.ties)
    for name, values in other.lists.items():
        first.lists[name] = tuple(dict.fromkeys((*first.lists.get(name, ()), *values)))
    first.rows += other.rows
    return []


def _plain(value: object) -> str:
    return value if isinstance(value, str) else str(value)
