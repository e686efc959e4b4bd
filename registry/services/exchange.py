"""The registry's own exchange format: one JSON object with everything that a viewer may see, which loads again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from registry.access import STAFF_VIEWER
from registry.model import ChangeSet, Conflict, Entity, Invalid, Observation, Post, Problem, Put, StatementType, Tie
from registry.model.statements import statement_json
from registry.services.record import Record
from registry.services.registry import Registry
from registry.store.port import AnyStatement

FORMAT: Final = "integrationsnetz-export-1"
_LISTS: Final = ("entities", "ties", "posts", "observations", "documents")


class Export(BaseModel):
    """The whole of an export; documents are the entities of the family `document`, and stand in their own list only."""

    model_config = ConfigDict(extra="forbid", title="Integrationsnetz export")

    format: str = FORMAT
    entities: list[Entity]
    ties: list[Tie]
    posts: list[Post]
    observations: list[Observation]
    documents: list[Entity]


def export_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the export."""
    schema = Export.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def export_parts(record: Record) -> Iterator[str]:
    """Everything that the record's viewer may see, ordered by id, without versions (history is not part of it).

    Text of one JSON object in parts, one part a statement and few more, so that the whole never stands in memory.
    """
    documents: list[Entity] = []
    yield from parts_of(
        {
            "entities": _without_documents(record, documents),
            "ties": record.scan(StatementType.TIE),
            "posts": record.scan(StatementType.POST),
            "observations": record.scan(StatementType.OBSERVATION),
            "documents": documents,  # filled when its turn comes: it is the last
        }
    )


def parts_of(lists: Mapping[str, Iterable[AnyStatement]]) -> Iterator[str]:
    """The text of an export with these lists (by their names in `Export`), in parts; a statement stands on one line."""
    yield f'{{\n"format": "{FORMAT}"'
    for name in _LISTS:
        yield f',\n"{name}": ['
        between = "\n"
        for one in lists.get(name, ()):
            yield between + one.model_dump_json(exclude={"version"})
            between = ",\n"
        yield "\n]"
    yield "\n}\n"


def _without_documents(record: Record, documents: list[Entity]) -> Iterator[Entity]:
    """The other entities; documents are put into the list."""
    for one in record.scan(StatementType.ENTITY):
        if isinstance(one, Entity):
            if one.family == "document":
                documents.append(one)
            else:
                yield one


def load_export(
    registry: Registry,
    data: object,
    *,
    who: str,
    why: str,
    name: str = "export",
    progress: Callable[[str], object] = str,
) -> int | None:
    """Load an export in one change set, all or nothing, and return its revision (None where nothing is new).

    What the record holds already with the same content is left alone. `progress` is called with "read", "compare" and
    "write" before each step. Raises Invalid with every problem, Conflict where the record holds something else under
    an id, Erased where the file has an erased person.
    """
    progress("read")
    placed = _parsed(data, name)
    statements = [one for _, one in placed]
    progress("compare")
    with registry.reading(STAFF_VIEWER) as record:
        present = record.get([one.id for one in statements])
        versions = {one.id: one.version for one in record.touched_since(0)}
    differing = [one.id for one in statements if one.id in present and not _same(one, present[one.id])]
    if differing:
        raise Conflict(
            "the record holds something else under ids of this file",
            records=differing,
            where=", ".join(differing[:5]),
            remedy="load it into an empty store, or make the change by hand",
        )
    new = [one for one in statements if one.id not in present]
    if not new:
        return None
    progress("write")
    puts = tuple(Put(record=one, expected=versions.get(one.id, 0)) for one in new)
    try:
        return registry.commit(ChangeSet(kind="import", who=who, why=why, operations=puts))
    except Invalid as error:
        raise Invalid.of(_at_their_place(error.problems, placed)) from error


def _at_their_place(problems: Iterable[Problem], placed: list[tuple[str, AnyStatement]]) -> Iterator[Problem]:
    """The problems with the place in the file before the id; an id that stands twice is named where it does again."""
    places = {one.id: place for place, one in placed}
    for problem in problems:
        found = next((places[word] for word in problem.where.split() if word in places), None)
        yield replace(problem, where=f"{found} ({problem.where})") if found else problem


def _same(first: AnyStatement, second: AnyStatement) -> bool:
    return statement_json(first) == statement_json(second)


def _parsed(data: object, name: str) -> list[tuple[str, AnyStatement]]:
    """Each statement with its place in the file, such as `record.json: ties[3]`."""
    if not isinstance(data, Mapping) or data.get("format", FORMAT) != FORMAT:
        raise Invalid(
            "this is no export of this registry", where=name, remedy=f"it needs format {FORMAT!r} and its five lists"
        )
    try:
        export = Export.model_validate(data)
    except ValidationError as error:
        raise Invalid.of(list(_problems(error, name))) from error
    misplaced = [one.id for one in export.documents if one.family != "document"]
    if misplaced:
        raise Invalid(
            "an entity of another family stands in documents", where=f"{name}: {misplaced[0]}", remedy="move it"
        )
    return [(f"{name}: {key}[{place}]", one) for key in _LISTS for place, one in enumerate(getattr(export, key))]


def _problems(error: ValidationError, name: str) -> Iterator[Problem]:
    for one in error.errors():
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in one["loc"]).lstrip(".")
        yield Problem(
            "export", f"{name}: {place}", one["msg"], "correct this value (see docs/reference/export.schema.json)"
        )
