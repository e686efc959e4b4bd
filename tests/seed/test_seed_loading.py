"""Loading the sources: once and again, with what people have done to the record in between."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from registry.access import STAFF_VIEWER
from registry.model import ChangeSet, Entity, Invalid, Put, Remove, Tie, new_id
from registry.services import AnyStatement, Registry
from registry.services.editing import merge, undo
from seed.building import entity_id
from seed.loading import LoadReport, load_sources

WriteSource = Callable[..., Path]
VEREIN, NETZ, PERSON = entity_id("x/verein"), entity_id("x/netz"), entity_id("x/person")
PEOPLE: dict[str, Any] = {"who": "Testerin", "why": "Test"}


def everything(registry: Registry) -> dict[str, AnyStatement]:
    with registry.reading(STAFF_VIEWER) as record:
        return {one.id: one for type in ("entity", "tie", "post", "observation") for one in record.scan(type)}  # type: ignore[arg-type]


def entity(registry: Registry, id: str) -> Entity:
    with registry.reading(STAFF_VIEWER) as record:
        return record.entity(id)


def edit(registry: Registry, id: str, **values: Any) -> int:
    with registry.reading(STAFF_VIEWER) as record:
        one = record.get((id,))[id]
    changed = one.model_copy(update=values)
    return registry.commit(ChangeSet(kind="edit", operations=(Put(record=changed, expected=one.version),), **PEOPLE))


def counts(report: LoadReport) -> tuple[int, int, int, int]:
    return report.created, report.changed, report.removed, report.unchanged


def kept(report: LoadReport) -> set[tuple[str, str]]:
    return {(one.id, one.reason) for one in report.kept}


def test_second_load_changes_nothing(write_source: WriteSource, empty_registry: Registry) -> None:
    """Loading the same sources twice makes one change set of kind "seed" and no second one."""
    folder = write_source()
    assert counts(load_sources(empty_registry, folder)) == (10, 0, 0, 0)
    before = everything(empty_registry)
    again = load_sources(empty_registry, folder)
    assert counts(again) == (0, 0, 0, 10)
    assert again.revision == 1
    assert everything(empty_registry) == before
    with empty_registry.reading(STAFF_VIEWER) as record:
        assert [(one.kind, one.touched) for one in record.changes()] == [("seed", 10)]


def test_the_five_papers_load_twice_without_a_change(empty_registry: Registry) -> None:
    """The real sources load, keep every rule of the record, and load again without a change."""
    first = load_sources(empty_registry)
    assert (first.changed, first.removed, first.unchanged, first.kept) == (0, 0, 0, ())
    assert first.created > 1500
    assert counts(load_sources(empty_registry)) == (0, 0, 0, first.created)
    assert empty_registry.check() == []


def test_changed_row_is_a_new_version(
    write_source: WriteSource, empty_registry: Registry, sound: dict[str, str]
) -> None:
    """What a source corrects is written over what it said before."""
    load_sources(empty_registry, write_source())
    folder = write_source(entities=sound["entities"].replace(",Musterverein,", ",Musterverein e.V.,"))
    assert counts(load_sources(empty_registry, folder)) == (0, 1, 0, 9)
    assert (entity(empty_registry, VEREIN).name, entity(empty_registry, VEREIN).version) == ("Musterverein e.V.", 2)


def without_member(sound: dict[str, str]) -> str:
    return "".join(line for line in sound["ties"].splitlines(keepends=True) if "mitglied" not in line)


def test_unsaid_statement_is_removed(
    write_source: WriteSource, empty_registry: Registry, sound: dict[str, str]
) -> None:
    """What no source says any more leaves the record, and comes back when a source says it again."""
    load_sources(empty_registry, write_source())
    assert counts(load_sources(empty_registry, write_source(ties=without_member(sound)))) == (0, 0, 1, 9)
    assert not [one for one in everything(empty_registry).values() if isinstance(one, Tie) and one.role == "mitglied"]
    assert counts(load_sources(empty_registry, write_source())) == (1, 0, 0, 9)
    assert empty_registry.check() == []


def test_unsaid_entity_that_is_in_use_stays(
    write_source: WriteSource, empty_registry: Registry, sound: dict[str, str]
) -> None:
    """An entity that no source names any more stays while something that people entered refers to it."""
    load_sources(empty_registry, write_source())
    own = Tie(id=new_id("t"), subject=VEREIN, role="kooperation", object=PERSON)
    empty_registry.commit(ChangeSet(kind="create", operations=(Put(record=own, expected=0),), **PEOPLE))
    entities = "".join(line for line in sound["entities"].splitlines(keepends=True) if "x/verein" not in line)
    folder = write_source(
        entities=entities,
        ties=without_member(sound),
        posts=sound["posts"].replace("x/verein|", ""),
        observations=sound["observations"].splitlines()[0] + "\n",
    )
    report = load_sources(empty_registry, folder)
    assert counts(report) == (0, 1, 2, 6)
    assert kept(report) == {(VEREIN, "in_use")}
    assert empty_registry.check() == []


def test_edited_statement_is_kept(write_source: WriteSource, empty_registry: Registry, sound: dict[str, str]) -> None:
    """What people have edited is neither overwritten nor removed, and the report names it with its row."""
    load_sources(empty_registry, write_source())
    edit(empty_registry, VEREIN, name="Musterverein am Markt")
    report = load_sources(empty_registry, write_source())
    assert counts(report) == (0, 0, 0, 9)
    assert kept(report) == {(VEREIN, "edited")}
    assert report.kept[0].where == "x-2012/entities.csv:5"
    later = write_source(entities=sound["entities"].replace(",Musterverein,", ",Musterverein e.V.,"))
    assert kept(load_sources(empty_registry, later)) == {(VEREIN, "edited")}
    assert entity(empty_registry, VEREIN).name == "Musterverein am Markt"


def test_edited_tie_that_no_source_says_any_more_is_kept(
    write_source: WriteSource, empty_registry: Registry, sound: dict[str, str]
) -> None:
    """A tie that people have edited stays although its row is gone."""
    load_sources(empty_registry, write_source())
    tie = next(one.id for one in everything(empty_registry).values() if isinstance(one, Tie) and one.role == "mitglied")
    edit(empty_registry, tie, seats=2)
    report = load_sources(empty_registry, write_source(ties=without_member(sound)))
    assert (report.removed, kept(report)) == (0, {(tie, "edited")})
    assert tie in everything(empty_registry)


def test_undone_edit_gives_the_statement_back_to_the_sources(
    write_source: WriteSource, empty_registry: Registry, sound: dict[str, str]
) -> None:
    """After an edit was undone, the sources may change the statement again."""
    load_sources(empty_registry, write_source())
    edit(empty_registry, VEREIN, name="Irrtum")
    with empty_registry.reading(STAFF_VIEWER) as record:
        back = undo(record, record.changes(limit=1)[0].id, "Testerin", "Irrtum")
    empty_registry.commit(back)
    folder = write_source(entities=sound["entities"].replace(",Musterverein,", ",Musterverein e.V.,"))
    assert counts(load_sources(empty_registry, folder)) == (0, 1, 0, 9)


def test_statement_removed_by_people_stays_removed(write_source: WriteSource, empty_registry: Registry) -> None:
    """What people took out of the record does not come back with the next load."""
    load_sources(empty_registry, write_source())
    tie = next(one for one in everything(empty_registry).values() if isinstance(one, Tie) and one.role == "mitglied")
    removal = Remove(id=tie.id, expected=tie.version)
    empty_registry.commit(ChangeSet(kind="edit", operations=(removal,), **PEOPLE))
    report = load_sources(empty_registry, write_source())
    assert (counts(report), kept(report)) == ((0, 0, 0, 9), {(tie.id, "removed")})


def test_new_row_follows_a_merge(write_source: WriteSource, empty_registry: Registry, sound: dict[str, str]) -> None:
    """A new tie of an entity that people merged into another one goes to that other one."""
    load_sources(empty_registry, write_source())
    other = Entity(id=new_id("e"), family="actor", kind="verein", name="Musterverein Beispielstadt")
    empty_registry.commit(ChangeSet(kind="create", operations=(Put(record=other, expected=0),), **PEOPLE))
    with empty_registry.reading(STAFF_VIEWER) as record:
        merging = merge(record, other.id, VEREIN, "Testerin", "Dasselbe")
    empty_registry.commit(merging)
    report = load_sources(empty_registry, write_source())
    assert report.revision == 3
    assert (VEREIN, "removed") in kept(report)
    folder = write_source(ties=sound["ties"] + "x/verein,moderation,x/netz,,,,,,,,3,,\n")
    assert load_sources(empty_registry, folder).created == 1
    tie = next(one for one in everything(empty_registry).values() if isinstance(one, Tie) and one.role == "moderation")
    assert tie.subject == other.id
    assert empty_registry.check() == []


def test_erased_person_does_not_come_back(
    write_source: WriteSource, empty_registry: Registry, sound: dict[str, str]
) -> None:
    """After an erasure no load brings the name back: not on the person, not in a note, not in a new row."""
    load_sources(empty_registry, write_source())
    empty_registry.erase(PERSON, "Testerin", "Antrag")
    report = load_sources(empty_registry, write_source())
    assert (PERSON, "erased") in kept(report)
    assert report.revision == 2
    more = sound["ties"] + "x/verein,kooperation,x/netz,,,,,,,Absprache mit Erika Beispiel.,8,,\n"
    assert load_sources(empty_registry, write_source(ties=more)).created == 1
    assert load_sources(empty_registry, write_source(ties=more)).created == 0
    assert "Erika" not in "".join(one.model_dump_json() for one in everything(empty_registry).values())
    assert "Absprache mit [gelöscht]." in "".join(one.model_dump_json() for one in everything(empty_registry).values())
    assert empty_registry.check() == []


def test_statements_of_others_are_not_touched(write_source: WriteSource, empty_registry: Registry) -> None:
    """What people or imports entered is no concern of a load."""
    own = Entity(id=new_id("e"), family="actor", kind="verein", name="Eigenverein")
    empty_registry.commit(ChangeSet(kind="import", operations=(Put(record=own, expected=0),), **PEOPLE))
    assert counts(load_sources(empty_registry, write_source())) == (10, 0, 0, 0)
    assert entity(empty_registry, own.id).name == "Eigenverein"


def test_wrong_sources_change_nothing(
    write_source: WriteSource, empty_registry: Registry, sound: dict[str, str]
) -> None:
    """One wrong row refuses the whole load, and the record stays as it was."""
    load_sources(empty_registry, write_source())
    before = everything(empty_registry)
    with pytest.raises(Invalid):
        load_sources(empty_registry, write_source(ties=sound["ties"].replace("mitglied", "mitgleid")))
    assert everything(empty_registry) == before
    assert empty_registry.revision() == 1


def test_progress_names_the_steps(write_source: WriteSource, empty_registry: Registry) -> None:
    """A caller can show what a load is at."""
    steps: list[str] = []
    load_sources(empty_registry, write_source(), progress=steps.append)
    assert steps == ["read", "compare", "write"]
