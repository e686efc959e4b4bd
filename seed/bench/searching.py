"""Search while typing, and two peers that answer the same queries over the same names in the same run."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from time import perf_counter
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

from registry.access import PUBLIC_VIEWER, STAFF_VIEWER
from registry.services import Registry
from seed.bench.timing import Measured, WrongResult, timed

_LIMIT: Final = 10
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_Find = Callable[[str], list[str]]


@dataclass(frozen=True)
class Query:
    """What is typed, and the id that must be among the answers (None where so little is typed that many fit)."""

    words: str
    wanted: str | None = None


def searching(registry: Registry, actors: int, repeats: int) -> Iterator[Measured]:
    """Prefixes as typed, and whole names with one wrong letter, by the registry and by its peers."""
    with registry.reading(STAFF_VIEWER) as record:
        names = {row.id: row.names[0] for row in record.entity_rows() if row.family == "actor"}
    typed, wrong = _queries(names, repeats)
    start = perf_counter()
    registry.search("anwärmen", PUBLIC_VIEWER)
    yield Measured("building the search index", actors, ((perf_counter() - start) * 1000,))

    def own(words: str) -> list[str]:
        return [hit.id for hit in registry.search(words, PUBLIC_VIEWER, limit=_LIMIT, families=("actor",))]

    yield from _both("search", own, typed, wrong, actors, aim=30.0)
    peers = min(repeats, 40)  # they are slow, and their times vary little
    ids, folded = list(names), [name.lower() for name in names.values()]

    def ratio(words: str) -> list[str]:
        found = process.extract(words.lower(), folded, scorer=fuzz.ratio, limit=_LIMIT)
        return [ids[index] for _, _, index in found]

    yield from _both("peer: rapidfuzz.ratio over all names", ratio, typed[:peers], wrong[:peers], actors)
    with closing(_trigrams(names)) as connection:
        yield from _both(
            "peer: SQLite FTS5 trigram", _fts5(connection), typed[:peers], wrong[:peers], actors, checked=False
        )


def _both(
    what: str,
    find: _Find,
    typed: list[Query],
    wrong: list[Query],
    actors: int,
    *,
    aim: float | None = None,
    checked: bool = True,
) -> Iterator[Measured]:
    for kind, queries in (("as typed", typed), ("one wrong letter", wrong)):
        hits = [0]

        def answered(query: Query, found: list[str], hits: list[int] = hits) -> bool:
            hits[0] += query.wanted is None or query.wanted in found
            return query.wanted is not None or not checked or bool(found)

        times = timed(lambda query: find(query.words), queries, answered)
        recall = hits[0] / len(queries)
        # Ranking by letters alone loses one now and then; more than one in twenty would be another kind of search.
        if checked and kind == "one wrong letter" and recall < 0.95:
            raise WrongResult(f"{what}, {kind}: only {recall:.0%} of the names were found")
        remark = f"{recall:.0%} found" if kind == "one wrong letter" else ""
        yield Measured(f"{what}, {kind}", actors, tuple(times), aim, remark)


def _queries(names: dict[str, str], repeats: int) -> tuple[list[Query], list[Query]]:
    random = np.random.default_rng(7)
    ids = list(names)
    chosen = [ids[index] for index in random.choice(len(ids), repeats, replace=False)]
    typed = [Query(names[id][: int(random.integers(2, len(names[id]) + 1))]) for id in chosen]
    wrong = [Query(_misspelt(names[id], random), id) for id in chosen]
    return typed, wrong


def _misspelt(name: str, random: np.random.Generator) -> str:
    places = [place for place, letter in enumerate(name) if letter.isalpha()]
    place = places[int(random.integers(1, len(places)))]
    return name[:place] + _LETTERS[int(random.integers(0, len(_LETTERS)))] + name[place + 1 :]


def _trigrams(names: dict[str, str]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE names USING fts5(id UNINDEXED, name, tokenize='trigram')")
    connection.executemany("INSERT INTO names VALUES (?, ?)", names.items())
    return connection


def _fts5(connection: sqlite3.Connection) -> _Find:
    sql = "SELECT id FROM names WHERE name MATCH ? ORDER BY rank LIMIT ?"

    def find(words: str) -> list[str]:
        parts = {words[at : at + 3] for at in range(len(words) - 2)}
        match = " OR ".join('"' + part.replace('"', '""') + '"' for part in sorted(parts))
        return [row[0] for row in connection.execute(sql, (match, _LIMIT))] if parts else []

    return find
