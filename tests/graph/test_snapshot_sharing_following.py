"""Columns that follow the record by what was touched equal those taken anew, after any changes, for every viewer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

import pytest
from bases import assert_equal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from record_making import change, changed, create, document, entity, netzwerk, person, remove, source, tie, verein

from graph.base import Base, take_base
from graph.updating import updated
from registry.access import PUBLIC_VIEWER, STAFF_VIEWER, Viewer
from registry.model import Entity, Put, Remove, Tie
from registry.opening import open_registry
from registry.services import Registry

VIEWERS = (PUBLIC_VIEWER, STAFF_VIEWER)
VISIBLE = st.sampled_from(["public", "public", "staff"])
THEMES = st.lists(st.sampled_from(["gemeinsam:bildung", "gemeinsam:sprache", "un-ki:schule"]), max_size=2, unique=True)
NAMES = st.sampled_from(["Ärzte im Netz", "Arzt", "Übergang", "Zeche", "Musterverein Beispielstadt"])
DATES = st.sampled_from([{}, {"start": "2009"}, {"start": "2010", "end": "2012-10"}, {"start": "2011", "end": ".."}])


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry in which a hundred associations stand, so that a few changes are few."""
    url = f"sqlite:///{tmp_path_factory.mktemp('following')}/registry.db"
    with closing(open_registry(url, create=True)) as opened:
        net = netzwerk()
        members = [verein(f"Verein {number}") for number in range(100)]
        opened.commit(create(net, *members, *(tie(one, "mitglied", net) for one in members)))
        yield opened


def based(registry: Registry, viewer: Viewer) -> Base:
    """The columns taken anew."""
    with registry.reading(viewer) as record:
        made = take_base(record)
        assert len(made.name_rank) == len(made.entities.ids)
        return made


@dataclass
class Few:
    """The statements that a test has made and may change again, as they are now."""

    registry: Registry
    entities: dict[str, Entity] = field(default_factory=dict)
    ties: dict[str, Tie] = field(default_factory=dict)

    def put(self, one: Entity | Tie) -> None:
        self.registry.commit(change(Put(record=one, expected=one.version)))
        kept = one.model_copy(update={"version": one.version + 1})
        (self.ties if isinstance(kept, Tie) else self.entities)[kept.id] = kept  # type: ignore[index]

    def gone(self, id: str) -> None:
        """An entity can only go with its ties."""
        about = [one for one in self.ties.values() if id in (one.subject, one.object)]
        self.registry.commit(remove(*about, self.entities[id]))
        del self.entities[id]
        for one in about:
            del self.ties[one.id]


def _step(few: Few, data: st.DataObject) -> None:
    """One change of some kind."""
    what = data.draw(st.sampled_from(["new", "edit", "hide", "remove", "tie", "tie", "edit tie", "remove tie"]))
    # In the order in which they were made: their ids are other ones in every run, and a choice must mean the same.
    some = data.draw(st.sampled_from(list(few.entities))) if few.entities else ""
    bound = data.draw(st.sampled_from(list(few.ties))) if few.ties else ""
    if what == "new" or not some:
        few.put(entity("netzwerk", data.draw(NAMES), themes=tuple(data.draw(THEMES)), visibility=data.draw(VISIBLE)))
    elif what == "edit":
        few.put(changed(few.entities[some], name=data.draw(NAMES), themes=tuple(data.draw(THEMES))))
    elif what == "hide":
        few.put(changed(few.entities[some], visibility=data.draw(VISIBLE)))
    elif what == "remove":
        few.gone(some)
    elif what == "tie" or not bound:
        other = data.draw(st.sampled_from(list(few.entities)))
        few.put(tie(some, "mitglied", other, period=data.draw(DATES)) if some != other else entity("verein"))
    elif what == "edit tie":
        few.put(changed(few.ties[bound], role="moderation", period=data.draw(DATES), visibility=data.draw(VISIBLE)))
    else:
        few.registry.commit(remove(few.ties.pop(bound)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_what_follows_equals_what_is_taken_anew(registry: Registry, data: st.DataObject) -> None:
    """After any sequence of change sets, one step at a time or several at once."""
    few = Few(registry)
    held = {viewer: based(registry, viewer) for viewer in VIEWERS}
    for _ in range(data.draw(st.integers(1, 6))):
        _step(few, data)
        if data.draw(st.booleans()):
            continue  # the next look at the record is several revisions later
        for viewer in VIEWERS:
            with registry.reading(viewer) as record:
                found = updated(held[viewer], record)
            assert_equal(found, based(registry, viewer))
            assert found is not None
            held[viewer] = found


def test_an_entity_that_comes_into_view_brings_its_ties(registry: Registry) -> None:
    """Its ties were not touched, but are seen from now on; and no more when it goes out of view."""
    few = Few(registry)
    one, other = verein("Musterverein A", visibility="staff"), netzwerk("Netzwerk B")
    few.put(one)
    few.put(other)
    few.put(tie(one, "mitglied", other))
    before = based(registry, PUBLIC_VIEWER)
    few.put(changed(few.entities[one.id], visibility="public"))
    with registry.reading(PUBLIC_VIEWER) as record:
        seen = updated(before, record)
    assert_equal(seen, based(registry, PUBLIC_VIEWER))
    assert seen is not None
    assert len(seen.ties.ids) == len(before.ties.ids) + 1
    few.put(changed(few.entities[one.id], visibility="staff"))
    with registry.reading(PUBLIC_VIEWER) as record:
        assert_equal(updated(seen, record), based(registry, PUBLIC_VIEWER))


def test_a_source_that_confirms_a_tie_changes_when_it_is_attested(registry: Registry) -> None:
    """Dates come from the sources of all, as in what is taken anew, also where a viewer does not see the document."""
    few = Few(registry)
    one, other = verein("Musterverein C"), netzwerk("Netzwerk D")
    paper = document(visibility="staff")
    for made in (one, other, paper):
        few.put(made)
    bound = tie(one, "mitglied", other)
    few.put(bound)
    before = based(registry, PUBLIC_VIEWER)
    few.put(changed(few.ties[bound.id], sources=(source(paper, "Z. 3", "2014-05"),)))
    with registry.reading(PUBLIC_VIEWER) as record:
        found = updated(before, record)
    assert_equal(found, based(registry, PUBLIC_VIEWER))
    assert found is not None
    assert found.ties.dating.attested[found.ties.ids.number(bound.id)] == ("2014-05",)


def test_a_merge_is_followed(registry: Registry) -> None:
    """Ties that were moved to the one that stays are there under their new end."""
    few = Few(registry)
    stays, goes, net = verein("Musterverein E"), verein("Musterverein E e. V."), netzwerk("Netzwerk F")
    for made in (stays, goes, net):
        few.put(made)
    bound = tie(goes, "mitglied", net)
    few.put(bound)
    before = based(registry, STAFF_VIEWER)
    moved = changed(few.ties[bound.id], subject=stays.id)
    gone = Remove(id=goes.id, expected=1, successor=stays.id)
    registry.commit(change(Put(record=moved, expected=1), gone, kind="merge"))
    with registry.reading(STAFF_VIEWER) as record:
        assert_equal(updated(before, record), based(registry, STAFF_VIEWER))


def test_where_much_was_touched_or_somebody_erased_it_is_taken_anew(registry: Registry) -> None:
    """An old table that holds an erased name must not go on, and a large import is not followed row by row."""
    before = based(registry, STAFF_VIEWER)
    many = [verein(f"Neuer Verein {number}") for number in range(300)]
    registry.commit(create(*many))
    with registry.reading(STAFF_VIEWER) as record:
        assert updated(before, record) is None
    who = person("Erika Beispielperson")
    registry.commit(create(who))
    before = based(registry, STAFF_VIEWER)
    registry.erase(who.id, "Registerstelle", "auf Wunsch")
    with registry.reading(STAFF_VIEWER) as record:
        assert updated(before, record) is None
        assert updated(before, record) is None


def test_columns_of_another_record_are_not_followed(
    registry: Registry, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """After a return to a backup the same number of a revision means something else."""
    copy = tmp_path_factory.mktemp("backup") / "registry.db"
    registry.backup(copy)
    registry.commit(create(verein("Nach der Sicherung")))
    before = based(registry, STAFF_VIEWER)
    with closing(open_registry(f"sqlite:///{copy}")) as restored:
        restored.commit(create(verein("Nach der Rückkehr")))
        restored.commit(create(verein("Noch einer")))
        with restored.reading(STAFF_VIEWER) as record:
            assert record.revision > before.revision
            assert updated(before, record) is None
