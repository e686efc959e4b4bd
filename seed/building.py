"""Turns the rows of all sources into statements with derived ids, and checks every rule before anything is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from registry.model import (
    Entity,
    Invalid,
    LocalText,
    Observation,
    Period,
    Post,
    Problem,
    Size,
    Status,
    Tie,
    derived_id,
)
from registry.rules import check_statement
from registry.vocabulary import Vocabulary
from seed.merging import Merged, merge
from seed.reading import SourceTables
from seed.rows import EntityLine, Line, ObservationLine, PostLine, TieLine
from seed.tables import Placed

AnyStatement = Entity | Tie | Post | Observation
_Row = TypeVar("_Row", bound=Line)
_Groups = dict[tuple[str, ...], list[tuple[SourceTables, Placed[_Row]]]]


@dataclass(frozen=True, slots=True)
class Contents:
    """What all sources together say: statements by id (documents first) and the row that each comes from."""

    statements: dict[str, AnyStatement] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


def entity_id(key: str) -> str:
    """The id of the entity that has this key in the sources."""
    return derived_id("e", key)


def post_id(key: str) -> str:
    """The id of the post that has this key in the sources."""
    return derived_id("p", key)


def build(sources: list[SourceTables], vocabulary: Vocabulary) -> Contents:
    """The statements of all sources, rows with the same key merged.

    Raises Invalid with every problem: rows that contradict each other, values that the model refuses, rules of the
    record that a statement breaks; each names the row.
    """
    problems: list[Problem] = []
    contents = Contents()
    for merged, make in _all(sources, vocabulary, problems):
        try:
            statement = make(merged)
        except ValidationError as error:
            where = merged.first.where
            problems += [Problem("value", f"{where} ({_column(one)})", one["msg"], _FIX) for one in error.errors()]
        else:
            contents.statements[statement.id] = statement
            contents.places[statement.id] = merged.first.where
    if not problems:  # what is missing because it could not be built would only be named a second time
        problems += _broken_rules(contents, vocabulary)
    if problems:
        raise Invalid.of(problems)
    return contents


_FIX = "correct the row"


def _column(error: Any) -> str:
    return str(error["loc"][0]) if error["loc"] else "row"


def _all(
    sources: list[SourceTables], vocabulary: Vocabulary, problems: list[Problem]
) -> Iterator[tuple[Merged[Any], Callable[[Merged[Any]], AnyStatement]]]:
    documents = {source.info.id: entity_id(source.info.document) for source in sources}

    def merged(groups: _Groups[Any]) -> list[Merged[Any]]:
        return [merge(rows, documents, problems) for rows in groups.values()]

    def entity(one: Merged[EntityLine]) -> Entity:
        return _entity(one, vocabulary)

    def is_document(one: Merged[EntityLine]) -> bool:
        return vocabulary.family(one.values["kind"]) == "document"

    entities = merged(_by(sources, "entities", lambda row: (row.key,)))
    yield from ((one, entity) for one in sorted(entities, key=is_document, reverse=True))
    yield from ((one, _post) for one in merged(_by(sources, "posts", lambda row: (row.key,))))
    yield from ((one, _tie) for one in merged(_by(sources, "ties", lambda row: row.identity)))
    # A figure belongs to the paper that gives it: two papers that count the same thing made two observations.
    for source in sources:
        groups = _by([source], "observations", lambda row: row.identity)
        make = _observation_of(source.info.id)
        yield from ((one, make) for one in merged(groups))


def _by(sources: list[SourceTables], table: str, key: Callable[[Any], tuple[str, ...]]) -> _Groups[Any]:
    groups: _Groups[Any] = defaultdict(list)
    for source in sources:
        for placed in getattr(source, table):
            groups[key(placed.row)].append((source, placed))
    return groups


def _entity(merged: Merged[EntityLine], vocabulary: Vocabulary) -> Entity:
    values = merged.values
    size = None if values["size"] is None else Size(count=values["size"], approximate=values["size_approx"])
    return Entity(
        id=entity_id(values["key"]),
        family=vocabulary.family(values["kind"]),  # type: ignore[arg-type]
        kind=values["kind"],
        name=values["name"],
        aliases=tuple(alias for alias in values["aliases"] if alias != values["name"]),
        translations={"en": values["name_en"]} if values["name_en"] else {},
        size=size,
        themes=values["themes"],
        identifiers=values["identifiers"],
        contacts=values["contacts"],
        languages=values["languages"],
        audience=_text(values, "audience"),
        summary=_text(values, "summary"),
        **_common(merged),
    )


def _tie(merged: Merged[TieLine]) -> Tie:
    values = merged.values
    return Tie(
        id=derived_id("t", *merged.first.row.identity),
        subject=entity_id(values["subject"]),
        role=values["role"],
        object=entity_id(values["object"]),
        theme=values["theme"],
        post=post_id(values["post"]) if values["post"] else None,
        seats=values["seats"],
        wording=values["wording"],
        note=_text(values, "note"),
        **_common(merged),
    )


def _post(merged: Merged[PostLine]) -> Post:
    values = merged.values
    return Post(
        id=post_id(values["key"]),
        body=entity_id(values["body"]),
        name=values["name"],
        translations={"en": values["name_en"]} if values["name_en"] else {},
        pool=tuple(entity_id(key) for key in values["pool"]),
        note=_text(values, "note"),
        **{column: values[column] for column in ("kind", "role", "seats", "per_turn", "order", "rhythm", "starts")},
        **_common(merged),
    )


def _observation_of(source: str) -> Callable[[Merged[ObservationLine]], Observation]:
    def make(merged: Merged[ObservationLine]) -> Observation:
        values = merged.values
        common = _common(merged)
        del common["status"]
        return Observation(
            id=derived_id("o", source, *merged.first.row.identity),
            subject=entity_id(values["subject"]),
            note=_text(values, "note"),
            **{column: values[column] for column in ("indicator", "value", "upper", "unit", "approximate", "printed")},
            **common,
        )

    return make


def _common(merged: Merged[Any]) -> dict[str, Any]:
    values = merged.values
    return {
        "period": Period(start=values["start"], end=values["end"]),
        "status": values.get("status") or Status.EXISTING,
        "visibility": values["visibility"],
        "sources": merged.sources,
        "flags": merged.flags,
    }


def _text(values: dict[str, Any], name: str) -> LocalText | None:
    german, english = values[f"{name}_de"], values[f"{name}_en"]
    return LocalText(de=german, en=english) if german else None


def _broken_rules(contents: Contents, vocabulary: Vocabulary) -> Iterator[Problem]:
    for id, statement in contents.statements.items():
        for problem in check_statement(statement, contents.statements.get, vocabulary):
            yield Problem(problem.rule, contents.places[id], problem.what, problem.remedy)
