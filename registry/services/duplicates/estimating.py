"""Which entities are worth a close look: by shared letter triples, place, contacts, numbers and initials, in arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from registry.services.duplicates.contacting import Key
from registry.services.duplicates.initials import are_initials, first_letters, stand_in
from registry.services.duplicates.rarity import Rarity, Weights
from registry.services.duplicates.table import Table, core_of, triples
from registry.services.duplicates.wording import Word

POOL: Final = 20
"""So many of the best entities by the estimate are looked at closely, for each name asked about."""
_SAME_AREA: Final = 0.4
_MOST_BEARERS: Final = 40
"""What more entities have in common (a free host, the house of an administration) finds nobody."""
_ROWS: Final = 2
"""So many of an entity's readings are looked at."""
_LETTERS: Final = range(2, 5)
_INITIALS: Final = range(2, 9)

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Part:
    """A table, what its rows weigh, and which of its entities no longer count."""

    table: Table
    row_weights: Weights
    dead: Mask


class Candidate(NamedTuple):
    """An entity to look at: in which part, its number there, and its most likely rows."""

    part: int
    entity: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for, as far as candidates are found by it."""

    words: tuple[tuple[Word, ...], ...]
    """Of each name."""
    areas: frozenset[str]
    keys: frozenset[Key]
    level: int


def candidates(parts: Sequence[Part], rarity: Rarity, wanted: Wanted, allowed: Sequence[Mask]) -> list[Candidate]:
    """The entities worth a look, those of the first part first; only ones that are `allowed` (by part)."""
    best = [np.zeros(len(part.table.rows)) for part in parts]
    found: set[tuple[int, int]] = set()
    for words in wanted.words:
        estimates = [_estimates(part, rarity, words, wanted) for part in parts]
        for part, estimate, may, so_far in zip(parts, estimates, allowed, best, strict=True):
            estimate[~may[part.table.owners]] = 0
            np.maximum(so_far, estimate, out=so_far)
        found.update(_top(parts, estimates))
    found.update(_known_otherwise(parts, rarity, wanted, allowed))
    return [Candidate(part, entity, _likely(parts[part].table, entity, best[part])) for part, entity in sorted(found)]


def _likely(table: Table, entity: int, estimate: Weights) -> tuple[int, ...]:
    return tuple(sorted(table.rows_of[entity], key=lambda row: (-estimate[row], row))[:_ROWS])


def _estimates(part: Part, rarity: Rarity, words: Sequence[Word], wanted: Wanted) -> Weights:
    """Of each row: the weight of shared triples as a share of what both have, and more where the place is the same."""
    table = part.table
    mine = triples(words)
    if not mine.size or not table.rows:
        return np.zeros(len(table.rows))
    ranges = [table.triple_rows[table.triple_starts[code] : table.triple_starts[code + 1]] for code in mine]
    weights = np.repeat(rarity.weights[mine], [one.size for one in ranges])
    shared = np.bincount(np.concatenate(ranges), weights=weights, minlength=len(table.rows))
    estimates: Weights = 2 * shared / np.maximum(rarity.weights[mine].sum() + part.row_weights, 1e-9)
    near = np.zeros(len(table), dtype=np.bool_)
    near[_of_areas(table, wanted)] = True
    estimates[near[table.owners] & (estimates > 0)] += _SAME_AREA
    return estimates


def _of_areas(table: Table, wanted: Wanted) -> list[int]:
    return [one.entity for area in wanted.areas for one in table.by_area.get(area, ()) if one.level <= wanted.level]


def _top(parts: Sequence[Part], estimates: Sequence[Weights]) -> set[tuple[int, int]]:
    every = np.concatenate([np.empty(0), *estimates])
    if not every.size:
        return set()
    size = min(2 * POOL, every.size)
    high = every[every >= every.max() / 2]
    every = high if high.size >= size else every  # mostly a small part, and the rest costs time
    least = max(np.partition(every, -size)[-size], 1e-9)
    found = [
        # By id where estimates are equal, so that it does not matter in which part an entity is.
        (-float(estimate[row]), part.table.entries[part.table.owners[row]].id, number, int(part.table.owners[row]))
        for number, (part, estimate) in enumerate(zip(parts, estimates, strict=True))
        for row in np.flatnonzero(estimate >= least)
    ]
    best = list(dict.fromkeys((number, entity) for *_, number, entity in sorted(found)))
    return set(best[:POOL])


def _known_otherwise(
    parts: Sequence[Part], rarity: Rarity, wanted: Wanted, allowed: Sequence[Mask]
) -> Iterator[tuple[int, int]]:
    """By contacts and numbers, and by words too short for the triples to find them."""
    for key in wanted.keys:
        bearers = [[one.entity for one in part.table.keys.get(key, ()) if one.level <= wanted.level] for part in parts]
        yield from _few(bearers, allowed)
    for words in wanted.words:
        core = core_of(words)
        yield from _few([part.table.by_core.get(core, ()) for part in parts], allowed)
        letters = [word for word in words if not word.number]
        if len(letters) < 3:
            for number, part in enumerate(parts):
                found = _by_short_words(part.table, rarity, wanted, letters)
                yield from ((number, entity) for entity in found if allowed[number][entity])


def _few(found: Sequence[Sequence[int]], allowed: Sequence[Mask]) -> list[tuple[int, int]]:
    """Those that are allowed of each part, unless they are so many that it says nothing."""
    pairs = [(number, one) for number, own in enumerate(found) for one in own if allowed[number][one]]
    return pairs if len(pairs) <= _MOST_BEARERS else []


def _by_short_words(table: Table, rarity: Rarity, wanted: Wanted, letters: Sequence[Word]) -> Iterator[int]:
    for word in letters:
        if len(word.text) in _INITIALS and not rarity.established(word):
            yield from _by_initials(table, word.text)
    if letters and len(letters[0].text) in _LETTERS:
        yield from _by_letters(table, letters[0].text, wanted)


def _by_initials(table: Table, letters: str) -> Iterator[int]:
    """TEV finds Türkischer Elternverein: its T and E begin words, its V stands within one."""
    for key in first_letters(letters):
        rows = (table.rows[number] for number in table.by_initials.get(key, ()))
        yield from (row.entity for row in rows if are_initials(letters, row.words))


def _by_letters(table: Table, letters: str, wanted: Wanted) -> Iterator[int]:
    """BK finds Berufskolleg among the bodies of the same place, where the name has little else."""
    for entity in _of_areas(table, wanted):
        words = (word.text for row in table.rows_of[entity] for word in table.rows[row].words)
        if any(len(word) > len(letters) and stand_in(letters, word) for word in words):
            yield entity
