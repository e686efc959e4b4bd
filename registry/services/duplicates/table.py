"""The frozen data of an index: readings of names as words and letter triples, and who has which contact and area.

A *row* is one reading of one name of one entity. Lists by letter triple are kept in compressed form (starts, values).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from registry.services.duplicates.contacting import Key, key_of_identifier, keys_of_contact
from registry.services.duplicates.entries import LEVELS, Entry, level
from registry.services.duplicates.places import Places
from registry.services.duplicates.wording import Word, rewritten, worded
from registry.services.search.table import codes

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

FAMILIES: Final = ("actor", "offer", "goal", "document", "area")
SORTS: Final = ("", "person", "kollektiv")
"""Kinds whose entities, and those of narrower kinds, are compared with their like alone."""
PERSON: Final = SORTS.index("person")
TRIPLES: Final = 37**3
"""How many letter triples there are (see search)."""
PERSON_LEVEL: Final = len(LEVELS) - 1
"""Contacts and numbers of persons are compared for staff alone, whatever visibility they have."""


class Row(NamedTuple):
    """One reading of one name of an entity."""

    entity: int
    """Number of the entity in the table."""
    name: int
    """Which of its names."""
    reading: int
    """0: as written; above: abbreviated or written out."""
    words: tuple[Word, ...]
    areas: frozenset[str]
    """That the name speaks of."""
    legal: tuple[str, ...]
    core: str
    """The stems in alphabetical order, legal form and places left out: what namesakes have in common."""
    joined: str
    """The words as written without blanks."""


class Bearer(NamedTuple):
    """Who has something, and the level from which it may be known."""

    entity: int
    level: int


@dataclass(frozen=True)
class Counts:
    """How many public entities have a word, a core, a triple; and how many there are. Sums of tables can be formed."""

    entities: int
    words: Mapping[str, int]
    cores: Mapping[str, int]
    triples: Ints


@dataclass(frozen=True)
class Table:
    """Everything that a check reads of a set of entries. Never changed once built."""

    entries: list[Entry]
    numbers: Mapping[str, int]
    """Number of the entity by id."""
    rows: list[Row]
    rows_of: list[range]
    """The rows of each entity."""
    owners: Ints
    """Entity of each row."""
    levels: NDArray[np.int8]
    """Of each entity."""
    families: NDArray[np.int8]
    """Number of each entity's family in FAMILIES."""
    sorts: NDArray[np.int8]
    """Of each entity its number in SORTS: only one of the same sort can be the same."""
    row_starts: Ints
    row_triples: Ints
    """Letter triples row by row."""
    triple_starts: Ints
    triple_rows: Ints
    """Rows triple by triple."""
    keys: Mapping[Key, list[Bearer]]
    keys_of: list[tuple[tuple[Key, int], ...]]
    """Of each entity its keys, with the level from which each may be known."""
    by_area: Mapping[str, list[Bearer]]
    by_initials: Mapping[str, list[int]]
    """Rows by the first letters of their words."""
    by_core: Mapping[str, list[int]]
    """Entities by the core of their names, in the order of the table."""
    counts: Counts

    def __len__(self) -> int:
        return len(self.entries)


def build(entries: Iterable[Entry], places: Places, sorts: Mapping[str, int]) -> Table:
    """The table of `entries` (none of them areas); of two with one id the later counts.

    `sorts`: by kind its number in SORTS where that is not 0.
    """
    known = sorted({entry.id: entry for entry in entries}.values(), key=lambda entry: entry.id)
    rows, rows_of = _rows(known, places)
    row_triples, row_starts = _triples_of(rows)
    order = np.argsort(row_triples, kind="stable")
    owner = np.repeat(np.arange(len(rows), dtype=np.int32), np.diff(row_starts))
    keys = [tuple(_keys_of(entry, person=sorts.get(entry.kind) == PERSON).items()) for entry in known]
    levels = np.array([level(entry.visibility) for entry in known], dtype=np.int8)
    owners = np.array([row.entity for row in rows], dtype=np.int32)
    return Table(
        entries=known,
        numbers={entry.id: number for number, entry in enumerate(known)},
        rows=rows,
        rows_of=rows_of,
        owners=owners,
        levels=levels,
        families=np.array([FAMILIES.index(entry.family) for entry in known], dtype=np.int8),
        sorts=np.array([sorts.get(entry.kind, 0) for entry in known], dtype=np.int8),
        row_starts=row_starts,
        row_triples=row_triples,
        triple_starts=np.searchsorted(row_triples[order], np.arange(TRIPLES + 1)).astype(np.int32),
        triple_rows=owner[order],
        keys=_bearers(keys),
        keys_of=keys,
        by_area=_by_area(known, rows),
        by_initials=_by_initials(rows),
        by_core=_by_core(rows),
        counts=_counts(rows, rows_of, levels, row_triples, owners[owner]),
    )


def _rows(entries: list[Entry], places: Places) -> tuple[list[Row], list[range]]:
    rows: list[Row] = []
    rows_of: list[range] = []
    for number, entry in enumerate(entries):
        first = len(rows)
        rows += _rows_of(entry, number, places)
        rows_of.append(range(first, len(rows)))
    return rows, rows_of


def _rows_of(entry: Entry, number: int, places: Places) -> Iterator[Row]:
    seen: set[tuple[str, frozenset[str]]] = set()
    for at, name in enumerate(entry.all_names):
        plain = worded(name)
        for reading, words in enumerate(rewritten(plain)):
            placed = places.placed(words)
            core = core_of(placed.words)
            if core and (core, placed.areas) not in seen:
                seen.add((core, placed.areas))
                yield Row(number, at, reading, placed.words, placed.areas, plain.legal, core, joined(placed.words))


def core_of(words: Iterable[Word]) -> str:
    """The stems in alphabetical order, as one text."""
    return " ".join(sorted(word.stem for word in words))


def joined(words: Iterable[Word]) -> str:
    """The words without blanks."""
    return "".join(word.text for word in words)


def triples(words: Iterable[Word]) -> Ints:
    """The different letter triples of words, each word begun by a ^."""
    found = codes(_spelled(words))
    return np.unique(found[_whole(found)])


def _spelled(words: Iterable[Word]) -> str:
    return "^" + "^".join(word.text for word in words).replace(".", "^")


def _whole(found: Ints) -> NDArray[np.bool_]:
    """Which triples do not reach into the next word."""
    return (found // 37 % 37 > 0) & (found % 37 > 0)


def _triples_of(rows: list[Row]) -> tuple[Ints, Ints]:
    """The different triples of every row, one row after the other, and where each begins."""
    texts = [_spelled(row.words) for row in rows]
    found = codes("".join(texts)) if texts else np.empty(0, dtype=np.int32)
    owner = np.repeat(np.arange(len(rows), dtype=np.int64), [len(text) for text in texts])[: found.size]
    whole = _whole(found)
    both = np.unique(owner[whole] * TRIPLES + found[whole])
    starts = np.searchsorted(both, np.arange(len(rows) + 1, dtype=np.int64) * TRIPLES)
    return (both % TRIPLES).astype(np.int32), starts.astype(np.int32)


def _keys_of(entry: Entry, *, person: bool) -> dict[Key, int]:
    """Everything by which an entity can be found to be the same, with the level from which it may be known."""
    found: dict[Key, int] = {}
    for key, shown in _keys(entry):
        hidden = PERSON_LEVEL if person and key.sort != "body" else 0
        least = max(level(entry.visibility), shown, hidden)
        found[key] = min(found.get(key, least), least)
    return found


def _keys(entry: Entry) -> Iterator[tuple[Key, int]]:
    for contact in entry.contacts:
        for key in keys_of_contact(contact.kind, contact.value):
            yield key, level(contact.visibility)
    for scheme, value in entry.identifiers:
        identifier = key_of_identifier(scheme, value)
        if identifier:
            yield identifier, 0
    for body, visibility in entry.bodies:
        yield Key("body", body), level(visibility)


def _bearers(keys: Iterable[Iterable[tuple[Key, int]]]) -> dict[Key, list[Bearer]]:
    found: dict[Key, list[Bearer]] = defaultdict(list)
    for number, own in enumerate(keys):
        for key, least in own:
            found[key].append(Bearer(number, least))
    return dict(found)


def _by_area(entries: list[Entry], rows: list[Row]) -> dict[str, list[Bearer]]:
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for number, entry in enumerate(entries):
        own = level(entry.visibility)
        for area, visibility in entry.areas:
            least = max(own, level(visibility))
            found[area][number] = min(found[area].get(number, least), least)
    for row in rows:
        own = level(entries[row.entity].visibility)
        for area in row.areas:
            found[area][row.entity] = min(found[area].get(row.entity, own), own)
    return {area: [Bearer(*one) for one in sorted(bearers.items())] for area, bearers in found.items()}


def _by_initials(rows: list[Row]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if not row.reading and len(row.words) > 1:
            found["".join(word.text[0] for word in row.words)].append(number)
    return dict(found)


def _by_core(rows: list[Row]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.entity not in found[row.core][-1:]:
            found[row.core].append(row.entity)
    return dict(found)


def _counts(
    rows: list[Row], rows_of: list[range], levels: NDArray[np.int8], row_triples: Ints, entity_of_triple: Ints
) -> Counts:
    """Of what everyone may see: a score must not tell of anything hidden."""
    words: Counter[str] = Counter()
    cores: Counter[str] = Counter()
    for own, lines in zip(levels.tolist(), rows_of, strict=True):
        if own == 0:
            words.update({word.stem for line in lines for word in rows[line].words})
            cores.update({rows[line].core for line in lines})
    public = levels[entity_of_triple] == 0
    both = np.unique(entity_of_triple[public].astype(np.int64) * TRIPLES + row_triples[public])
    per_triple = np.bincount(both % TRIPLES, minlength=TRIPLES).astype(np.int32)
    return Counts(int((levels == 0).sum()), words, cores, per_triple)
