"""Search while typing, and two peers that answer the same queries over the same names in the same run."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

from registry.access import PUBLIC_VIEWER, STAFF_VIEWER
from registry.opening import open_registry
from registry.services import Hit, Registry
from seed.bench.aims import SEARCH
from seed.bench.stores import Target
from seed.bench.timing import Measured, Timed, WrongResult, timed

_LIMIT: Final = 10
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_Find = Callable[[str], list[str]]
_FRESH: Final = 3


@dataclass(frozen=True)
class Query:
    """What is typed, and the id that must be among the answers (None where so little is typed that many fit)."""

    words: str
    wanted: str | None = None


@dataclass(frozen=True)
class Queries:
    """Beginnings of names as typed, and whole names with one wrong letter."""

    names: dict[str, str]
    typed: list[Query]
    wrong: list[Query]

    @classmethod
    def over(cls, registry: Registry, number: int) -> Queries:
        """So many of each, over the names of all actors; the same for the same names."""
        with registry.reading(STAFF_VIEWER) as record:
            names = {row.id: row.names[0] for row in record.entity_rows() if row.family == "actor"}
        random = np.random.default_rng(7)
        ids = list(names)
        chosen = [ids[index] for index in random.choice(len(ids), number, replace=False)]
        typed = [Query(names[id][: int(random.integers(2, len(names[id]) + 1))]) for id in chosen]
        return cls(names, typed, [Query(_misspelt(names[id], random), id) for id in chosen])

    def kinds(self, number: int | None = None) -> Iterator[tuple[str, list[Query]]]:
        """Each kind with its first queries."""
        yield "as typed", self.typed[:number]
        yield "one wrong letter", self.wrong[:number]


def searching(target: Target, repeats: int) -> Iterator[Measured]:
    """A fresh index, and then searches by a process that has it."""
    actors = target.region.actors
    fresh = timed(lambda _: _fresh(target.url), range(_FRESH), lambda _, found: bool(found), _hits)
    yield Measured("building the search index", actors, fresh.times, "", target.store, fresh.answers)
    queries = Queries.over(target.registry, repeats)
    _search(target.registry, "anwärmen")
    for kind, asked in queries.kinds():
        what = f"{SEARCH}, {kind}"
        found, recall = _answers(lambda words: [one.id for one in _search(target.registry, words)], asked)
        yield Measured(what, actors, found.times, _enough(what, kind, recall), target.store, found.answers)


def peers(target: Target, repeats: int) -> Iterator[Measured]:
    """The peers, who need no store: over the names of this one, with the first of the same queries."""
    queries, actors = Queries.over(target.registry, repeats), target.region.actors
    few = min(repeats, 40)  # they are slow, and their times vary little
    for kind, asked in queries.kinds(few):
        found, recall = _answers(_ratio(queries.names), asked)
        what = f"peer: rapidfuzz.ratio over all names, {kind}"
        yield Measured(what, actors, found.times, _enough(what, kind, recall))
    with contextlib.closing(_trigrams(queries.names)) as connection:
        for kind, asked in queries.kinds(few):
            found, recall = _answers(_fts5(connection), asked, empty=True)
            remark = f"{recall:.0%} found" if kind == "one wrong letter" else ""
            yield Measured(f"peer: SQLite FTS5 trigram, {kind}", actors, found.times, remark)


def _search(registry: Registry, words: str) -> list[Hit]:
    return registry.search(words, PUBLIC_VIEWER, limit=_LIMIT, families=("actor",))


def _fresh(url: str) -> list[Hit]:
    with contextlib.closing(open_registry(url)) as registry:
        return _search(registry, "Netzwerk")


def _hits(found: list[Hit]) -> list[str]:
    return [one.id for one in found]


def _answers(find: _Find, queries: list[Query], *, empty: bool = False) -> tuple[Timed, float]:
    """Times, and the share of those sought that were found. Every query must have an answer, unless `empty` is set."""
    hits = [0]

    def answered(query: Query, found: list[str]) -> bool:
        hits[0] += query.wanted is None or query.wanted in found
        return query.wanted is not None or empty or bool(found)

    return timed(lambda query: find(query.words), queries, answered), hits[0] / len(queries)


def _enough(what: str, kind: str, recall: float) -> str:
    """How many were found. Ranking by letters alone loses one now and then; more would be another kind of search."""
    if kind != "one wrong letter":
        return ""
    if recall < 0.95:
        raise WrongResult(f"{what}: only {recall:.0%} of the names were found")
    return f"{recall:.0%} found"


def _misspelt(name: str, random: np.random.Generator) -> str:
    places = [place for place, letter in enumerate(name) if letter.isalpha()]
    place = places[int(random.integers(1, len(places)))]
    return name[:place] + _LETTERS[int(random.integers(0, len(_LETTERS)))] + name[place + 1 :]


def _ratio(names: dict[str, str]) -> _Find:
    ids, folded = list(names), [name.lower() for name in names.values()]

    def find(words: str) -> list[str]:
        found = process.extract(words.lower(), folded, scorer=fuzz.ratio, limit=_LIMIT)
        return [ids[index] for _, _, index in found]

    return find


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
