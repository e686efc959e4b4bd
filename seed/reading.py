"""Reads the sources' folders: typed rows whose keys, terms, lines and counts are right, or every problem at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import ValidationError

from registry.model import Invalid, Problem
from registry.vocabulary import Vocabulary
from seed.cells import line_ranges
from seed.rows import EntityLine, Line, ObservationLine, PostLine, SourceInfo, TieLine
from seed.tables import Placed, read_table

SOURCES: Final = Path(__file__).parent / "sources"


@dataclass(frozen=True, slots=True)
class SourceTables:
    """One source: what it is and its rows, each with its place."""

    info: SourceInfo
    entities: list[Placed[EntityLine]]
    ties: list[Placed[TieLine]]
    posts: list[Placed[PostLine]]
    observations: list[Placed[ObservationLine]]

    def rows(self) -> Iterator[Placed[Any]]:
        """All rows of all tables."""
        yield from self.entities
        yield from self.ties
        yield from self.posts
        yield from self.observations


_UNREAD: Final = frozenset({"column", "csv", "source"})
"""Problems for which a whole table or source is left unread."""


def read_sources(folder: Path, vocabulary: Vocabulary) -> list[SourceTables]:
    """Every source under `folder` (one folder each), in the order of their ids.

    Raises Invalid with every problem found, each naming file, line, column and remedy: unknown or missing columns,
    bad values, counts that do not meet what source.yaml expects, unknown keys and terms, line numbers outside the
    paper's length.
    """
    problems: list[Problem] = []
    folders = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    if not folders:
        what = "there is no source in this folder"
        raise Invalid(what, where=folder.name, remedy="name a folder with one folder a source")
    sources = [source for path in folders if (source := _read_source(path, problems))]
    if not any(one.rule in _UNREAD for one in problems):  # keys of a table that was not read would all be missing
        problems += _unknown_keys(sources)
    for source in sources:
        problems += _unknown_terms(source, vocabulary)
    if problems:
        raise Invalid.of(problems)
    return sources


def _read_source(folder: Path, problems: list[Problem]) -> SourceTables | None:
    info = _read_info(folder, problems)
    before = len(problems)
    tables = (
        read_table(folder / "entities.csv", EntityLine, problems),
        read_table(folder / "ties.csv", TieLine, problems),
        read_table(folder / "posts.csv", PostLine, problems),
        read_table(folder / "observations.csv", ObservationLine, problems),
    )
    if info is None:
        return None
    source = SourceTables(info, *tables)
    if len(problems) == before:  # rows that could not be read would be counted as missing
        problems += _unmet(source)
    problems += _outside(source)
    problems += _twice(source)
    return source


def _read_info(folder: Path, problems: list[Problem]) -> SourceInfo | None:
    name = f"{folder.name}/source.yaml"
    try:
        data = yaml.safe_load((folder / "source.yaml").read_text(encoding="utf-8"))
        info = SourceInfo.model_validate(data)
    except FileNotFoundError:
        problems.append(Problem("source", name, "the file is missing", "say which paper this is"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        problems.append(Problem("source", where, "this is not YAML", "correct the syntax near this line"))
    except ValidationError as error:
        problems += [
            Problem("source", f"{name} ({'.'.join(map(str, one['loc']))})", one["msg"], "correct this field")
            for one in error.errors()
        ]
    else:
        if info.id == folder.name:
            return info
        problems.append(Problem("source", f"{name} (id)", f"{info.id!r} in another folder", "rename one"))
    return None


def _unmet(source: SourceTables) -> Iterator[Problem]:
    for table, expected in source.info.expect:
        found = len(getattr(source, table))
        if found != expected:
            yield Problem(
                "count",
                f"{source.info.id}/{table}.csv",
                f"{found} rows, but source.yaml expects {expected}",
                "look for lost or doubled rows, or correct expect in source.yaml",
            )


def _outside(source: SourceTables) -> Iterator[Problem]:
    for placed in source.rows():
        row: Line = placed.row
        for first, last in line_ranges(row.line):
            if first < 1 or last > source.info.lines:
                yield Problem(
                    "line",
                    placed.at("line"),
                    f"line {last if first >= 1 else first} is not in the paper, which has {source.info.lines}",
                    "cite a line of the paper",
                )


def _twice(source: SourceTables) -> Iterator[Problem]:
    for column, identities in (
        ("key", [(one.row.key, one) for one in source.entities]),
        ("key", [(one.row.key, one) for one in source.posts]),
        ("n", [("\x1f".join(one.row.identity), one) for one in source.ties]),
        ("n", [("\x1f".join(one.row.identity), one) for one in source.observations]),
    ):
        seen: dict[str, Placed[Any]] = {}
        for identity, placed in identities:
            first = seen.setdefault(identity, placed)
            if first is not placed:
                remedy = "keep one row, or tell them apart by " + ("their keys" if column == "key" else "n")
                yield Problem("twice", placed.at(column), f"says the same as {first.where}", remedy)


def _unknown_keys(sources: list[SourceTables]) -> Iterator[Problem]:
    entities = {one.row.key for source in sources for one in source.entities}
    posts = {one.row.key for source in sources for one in source.posts}
    for source in sources:
        if source.info.document not in entities:
            where = f"{source.info.id}/source.yaml (document)"
            yield _unknown(where, source.info.document, "entities.csv of any source")
        for placed, column, key in _references(source):
            known, table = (posts, "posts.csv") if column == "post" else (entities, "entities.csv")
            if key not in known:
                yield _unknown(placed.at(column), key, f"{table} of any source")


def _references(source: SourceTables) -> Iterator[tuple[Placed[Any], str, str]]:
    for tie in source.ties:
        yield tie, "subject", tie.row.subject
        yield tie, "object", tie.row.object
        if tie.row.post:
            yield tie, "post", tie.row.post
    for post in source.posts:
        yield post, "body", post.row.body
        for key in post.row.pool:
            yield post, "pool", key
    for observation in source.observations:
        yield observation, "subject", observation.row.subject


def _unknown(where: str, key: str, table: str) -> Problem:
    return Problem("key", where, f"unknown key {key!r}", f"add its row to {table}, or correct the key")


def _unknown_terms(source: SourceTables, vocabulary: Vocabulary) -> Iterator[Problem]:
    for placed, column, term, known in _terms(source, vocabulary):
        if term not in known:
            what, remedy = f"unknown {column} {term!r}", f"use a term of registry/vocabulary ({_nearest(term, known)})"
            yield Problem(column, placed.at(column), what, remedy)
    for placed in source.observations:
        indicator = vocabulary.indicators.get(placed.row.indicator)
        if indicator and indicator.unit != placed.row.unit:
            what = f"{indicator.key} is given in {indicator.unit}, not {placed.row.unit}"
            yield Problem("unit", placed.at("unit"), what, "correct the unit or the indicator")


def _terms(source: SourceTables, vocabulary: Vocabulary) -> Iterator[tuple[Placed[Any], str, str, Iterable[str]]]:
    for entity in source.entities:
        yield entity, "kind", entity.row.kind, vocabulary.kinds
        for theme in entity.row.themes:
            yield entity, "themes", theme, vocabulary.themes
    for tie in source.ties:
        yield tie, "role", tie.row.role, vocabulary.roles
        if tie.row.theme:
            yield tie, "theme", tie.row.theme, vocabulary.themes
    for post in source.posts:
        yield post, "role", post.row.role, vocabulary.roles
    for observation in source.observations:
        yield observation, "indicator", observation.row.indicator, vocabulary.indicators


def _nearest(term: str, known: Iterable[str]) -> str:
    close = get_close_matches(term, list(known), n=3, cutoff=0.3)
    return "did you mean " + ", ".join(close) + "?" if close else "nothing there is like it"
