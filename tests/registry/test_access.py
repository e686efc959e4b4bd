"""Who sees what: each visibility for each viewer, in every way in which the record can be read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from record_making import (
    changed,
    create,
    document,
    edit,
    netzwerk,
    note,
    observation,
    person,
    post,
    remove,
    source,
    tie,
    verein,
)

from registry.access import PUBLIC_VIEWER, STAFF_VIEWER, Viewer, visible
from registry.model import Contact, Entity, NotFound, StatementType, Visibility
from registry.opening import open_registry
from registry.services import Missing, Record, Registry
from registry.services.exchange import export_parts, load_export
from registry.store.port import AnyStatement

NETWORK_VIEWER = Viewer(Visibility.NETWORK)
VIEWERS = {"public": PUBLIC_VIEWER, "network": NETWORK_VIEWER, "staff": STAFF_VIEWER}
SEES = {
    ("public", "public"): True,
    ("public", "network"): False,
    ("public", "staff"): False,
    ("network", "public"): True,
    ("network", "network"): True,
    ("network", "staff"): False,
    ("staff", "public"): True,
    ("staff", "network"): True,
    ("staff", "staff"): True,
}
TABLE = pytest.mark.parametrize(("viewer", "visibility", "sees"), [(*pair, sees) for pair, sees in SEES.items()])


def _kinds_of_statement(visibility: str) -> dict[str, AnyStatement]:
    one, network = verein("Offener Musterverein"), netzwerk("Offenes Netzwerk")
    return {
        "one": one,
        "network": network,
        "entity": verein("Gesuchter Beispielverein", visibility=visibility),
        "tie": tie(one, "mitglied", network, visibility=visibility),
        "post": post(network, visibility=visibility),
        "observation": observation(network, visibility=visibility),
    }


@contextmanager
def _reading(registry: Registry, viewer: str) -> Iterator[Record]:
    with registry.reading(VIEWERS[viewer]) as record:
        yield record


@TABLE
def test_a_viewer_sees_what_is_not_above_their_level(viewer: str, visibility: str, sees: bool) -> None:
    assert VIEWERS[viewer].sees(visibility) is sees
    assert VIEWERS[viewer].sees(Visibility(visibility)) is sees
    for one in _kinds_of_statement(visibility).values():
        assert (visible(one, VIEWERS[viewer]) == one) is (sees or one.visibility == "public")


@TABLE
@pytest.mark.parametrize("kind", ["entity", "tie", "post", "observation"])
def test_each_type_of_statement_is_there_for_those_who_see_it_and_for_nobody_else(
    registry: Registry, viewer: str, visibility: str, sees: bool, kind: str
) -> None:
    made = _kinds_of_statement(visibility)
    registry.commit(create(*made.values()))
    one = made[kind]
    with _reading(registry, viewer) as record:
        assert (one.id in record.get((one.id,))) is sees
        assert (one.id in {each.id for each in record.scan(StatementType(kind))}) is sees
        assert bool(record.history(one.id)) is sees
        if kind != "entity":
            about = record.about((made["one"].id, made["network"].id))
            assert (one.id in {each.id for each in about}) is sees
        if kind == "tie":
            assert (one.id in {row.id for row in record.tie_rows()}) is sees
            assert (one.id in {row.id for row in record.tie_rows((one.subject,))}) is sees


@TABLE
def test_a_hidden_entity_is_in_no_list_no_search_and_no_count(
    registry: Registry, viewer: str, visibility: str, sees: bool
) -> None:
    made = _kinds_of_statement(visibility)
    registry.commit(create(*made.values()))
    one = made["entity"]
    with _reading(registry, viewer) as record:
        assert (one.id in {row.id for row in record.entity_rows()}) is sees
        assert (one.id in {row.id for row in record.entity_rows((one.id,))}) is sees
        assert (one.id in record.entities((one.id,))) is sees
        if not sees:
            with pytest.raises(NotFound):
                record.entity(one.id)
    hits = registry.search("Gesuchter Beispielverein", VIEWERS[viewer])
    assert (one.id in {hit.id for hit in hits}) is sees


@TABLE
def test_counts_are_of_what_the_viewer_sees(registry: Registry, viewer: str, visibility: str, sees: bool) -> None:
    registry.commit(create(*_kinds_of_statement(visibility).values()))
    more = int(sees)
    with _reading(registry, viewer) as record:
        assert record.counts() == {"entity": 2 + more, "tie": more, "post": more, "observation": more}


@TABLE
@pytest.mark.parametrize("role", ["subject", "object", "body", "figure", "pool"])
def test_what_refers_to_a_hidden_entity_does_not_tell_of_it(
    registry: Registry, viewer: str, visibility: str, sees: bool, role: str
) -> None:
    """Public ties, posts and figures of a hidden entity are hidden with it; its id stands nowhere."""
    hidden, open_one = netzwerk("Verborgenes Netzwerk", visibility=visibility), netzwerk("Offenes Netzwerk")
    paper = document()
    one = {
        "subject": tie(hidden, "mitglied", open_one),
        "object": tie(open_one, "mitglied", hidden),
        "body": post(hidden),
        "figure": observation(hidden),
        "pool": post(open_one, pool=(hidden.id,)),
    }[role]
    registry.commit(create(hidden, open_one, paper, one))
    with _reading(registry, viewer) as record:
        found = [*record.get((one.id,)).values(), *record.about((open_one.id, hidden.id, paper.id))]
        found += [each for type in StatementType for each in record.scan(type)]
        rows = [*record.tie_rows(), *record.entity_rows()]
        history = record.history(one.id)
    told = hidden.id in repr((found, rows, history))
    assert told is sees


@TABLE
def test_what_is_named_beside_the_ends_is_left_out_where_it_is_hidden(
    registry: Registry, viewer: str, visibility: str, sees: bool
) -> None:
    """A hidden document or seat is not told of; the statement itself stays, with what else it cites."""
    secret, paper = document("Verborgenes Papier", visibility=visibility), document()
    one, network = verein(sources=(source(secret), source(paper))), netzwerk()
    seat = post(network, visibility=visibility, sources=(source(paper),))
    member = tie(one, "mitglied", network, post=seat.id, sources=(source(paper), source(secret)))
    registry.commit(create(secret, paper, one, network, seat, member))
    with _reading(registry, viewer) as record:
        told = repr([record.get((one.id, member.id)), record.history(member.id), record.about((one.id,))])
        assert (secret.id in told, seat.id in told) == (sees, sees)
        assert paper.id in told
        text = "".join(export_parts(record))
    assert (secret.id in text, seat.id in text) == (sees, sees)


@TABLE
def test_an_export_loads_again_whoever_it_was_made_for(
    registry: Registry, viewer: str, visibility: str, sees: bool, tmp_path: Path
) -> None:
    """Nothing in it refers to what was left out."""
    secret, hidden = document(visibility=visibility), netzwerk("Verborgenes Netzwerk", visibility=visibility)
    one, network = verein(sources=(source(secret),)), netzwerk()
    seat = post(network, visibility=visibility, pool=(one.id, hidden.id))
    member = tie(one, "mitglied", network, post=seat.id, sources=(source(secret),))
    registry.commit(create(secret, hidden, one, network, seat, member, tie(one, "kooperation", hidden)))
    with _reading(registry, viewer) as record:
        data = json.loads("".join(export_parts(record)))
    with closing(open_registry(f"sqlite:///{tmp_path}/other.db", create=True)) as other:
        assert load_export(other, data, who="Test", why="Test") == 1
        assert other.check() == []


@TABLE
def test_a_change_of_which_a_viewer_sees_nothing_is_not_told_to_them(
    registry: Registry, viewer: str, visibility: str, sees: bool
) -> None:
    """Its reason may say what is hidden; the page of the list is filled with older ones that they may see."""
    open_ones = [create(verein(), why=f"Öffentlich {number}") for number in range(3)]
    secret = create(verein(visibility=visibility), why="Anlass mit Geheimnis")
    for one in (*open_ones, secret):
        registry.commit(one)
    with _reading(registry, viewer) as record:
        assert ("Geheimnis" in repr(record.changes())) is sees
        assert bool(record.change(secret.id)) is sees
        assert len(record.changes(limit=3)) == 3
        assert len({one.id for one in record.touched_since(0)}) == 3 + sees
        first, *rest = record.changes(limit=1)
        assert not rest
        assert record.changes(before=first.revision)[-1].why == "Öffentlich 0"


@pytest.mark.parametrize("viewer", VIEWERS)
def test_what_was_merged_is_followed_to_what_the_viewer_may_see(registry: Registry, viewer: str) -> None:
    """Through several merges to the last; nobody is sent to what is hidden from them."""
    first, second, heir = verein("Erst"), verein("Zweit"), verein("Erbe")
    gone, secret = verein("Weg"), verein("Verborgen", visibility="staff")
    registry.commit(create(first, second, heir, gone, secret))
    registry.commit(remove(changed(first, version=1), successor=second.id))
    registry.commit(remove(changed(second, version=1), successor=heir.id))
    registry.commit(remove(changed(gone, version=1), successor=secret.id))
    with _reading(registry, viewer) as record:
        found = {}
        for one in (first, second, gone):
            with pytest.raises(Missing) as caught:
                record.entity(one.id)
            found[one.name] = caught.value.successor
    assert found == {"Erst": heir.id, "Zweit": heir.id, "Weg": secret.id if viewer == "staff" else None}


@pytest.mark.parametrize("viewer", VIEWERS)
def test_contacts_are_shown_one_by_one_to_those_who_may_see_them(registry: Registry, viewer: str) -> None:
    contacts = tuple(
        Contact(kind="email", value=f"{visibility}@beispiel.invalid", visibility=visibility)
        for visibility in ("staff", "public", "network")
    )
    one = person(contacts=contacts)
    registry.commit(create(one))
    registry.commit(edit(changed(one, version=1, summary=note("geändert"))))
    right = [each.value for each in contacts if SEES[viewer, each.visibility]]
    with _reading(registry, viewer) as record:
        assert [each.value for each in record.entity(one.id).contacts] == right
        (scanned,) = record.scan(StatementType.ENTITY)
        assert isinstance(scanned, Entity)
        assert [each.value for each in scanned.contacts] == right
        for version in record.history(one.id):
            assert isinstance(version.statement, Entity)
            assert [each.value for each in version.statement.contacts] == right


@pytest.mark.parametrize("viewer", VIEWERS)
def test_a_version_that_was_hidden_stays_hidden_in_the_history(registry: Registry, viewer: str) -> None:
    one = verein("Geheimer Name", visibility="staff")
    registry.commit(create(one))
    registry.commit(edit(changed(one, version=1, name="Offener Name", visibility="public")))
    with _reading(registry, viewer) as record:
        history = record.history(one.id)
    assert ("Geheimer Name" in repr(history)) is (viewer == "staff")
    assert "Offener Name" in repr(history)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_what_has_become_hidden_has_no_history_for_others(registry: Registry, viewer: str) -> None:
    one = verein("Offener Name")
    registry.commit(create(one))
    registry.commit(edit(changed(one, version=1, visibility="staff")))
    with _reading(registry, viewer) as record:
        assert bool(record.history(one.id)) is (viewer == "staff")
        assert bool(record.get((one.id,))) is (viewer == "staff")
    assert bool(registry.search("Offener Name", VIEWERS[viewer])) is (viewer == "staff")


@pytest.mark.parametrize("viewer", VIEWERS)
def test_the_history_of_what_was_removed_is_for_staff(registry: Registry, viewer: str) -> None:
    one, heir = verein("Entfernter Verein"), verein("Erbe")
    registry.commit(create(one, heir))
    registry.commit(remove(changed(one, version=1), successor=heir.id))
    with _reading(registry, viewer) as record:
        assert ("Entfernter Verein" in repr(record.history(one.id))) is (viewer == "staff")
        with pytest.raises(NotFound) as caught:
            record.entity(one.id)
    assert caught.value.successor == heir.id  # type: ignore[attr-defined]


@pytest.mark.parametrize("viewer", VIEWERS)
def test_a_limit_counts_what_the_viewer_sees(registry: Registry, viewer: str) -> None:
    network = netzwerk()
    members = [verein(f"Verein {number}", visibility="staff" if number % 2 else "public") for number in range(10)]
    ties = [tie(one, "mitglied", network) for one in members]
    registry.commit(create(network, *members, *ties))
    with _reading(registry, viewer) as record:
        every = record.about((network.id,))
        assert len(every) == (10 if viewer == "staff" else 5)
        assert record.about((network.id,), limit=4) == every[:4]


def test_search_filters_by_family_and_kind_and_leaves_room_for_what_may_be_seen(registry: Registry) -> None:
    hidden = [verein(f"Beispielverein Nummer {number}", visibility="staff") for number in range(20)]
    shown = netzwerk("Beispielverein im Netzwerk")
    registry.commit(create(*hidden, shown))
    assert [hit.id for hit in registry.search("Beispielverein", PUBLIC_VIEWER, limit=3)] == [shown.id]
    assert len(registry.search("Beispielverein", STAFF_VIEWER, limit=3)) == 3
    assert [hit.id for hit in registry.search("Beispielverein", STAFF_VIEWER, kinds=("body",))] == [shown.id]
    assert registry.search("Beispielverein", STAFF_VIEWER, families=("document",)) == []


def test_an_erased_person_is_found_by_no_search_not_even_one_prepared_before(registry: Registry) -> None:
    one = person("Zyxandra Quorvelle")
    other = verein("Haus Zyxandra Quorvelle")
    registry.commit(create(one, other))
    assert {hit.id for hit in registry.search("Zyxandra Quorvelle", STAFF_VIEWER)} == {one.id, other.id}
    registry.erase(one.id, "Registerstelle", "Antrag")
    assert registry.search("Zyxandra Quorvelle", STAFF_VIEWER) == []


@pytest.mark.parametrize("viewer", VIEWERS)
def test_a_past_version_with_a_hidden_end_stays_hidden_in_the_history(registry: Registry, viewer: str) -> None:
    hidden, network, other = verein("Verborgen", visibility="staff"), netzwerk(), verein("Offen")
    member = tie(hidden, "mitglied", network)
    registry.commit(create(hidden, network, other, member))
    registry.commit(edit(changed(member, version=1, subject=other.id)))
    with _reading(registry, viewer) as record:
        history = record.history(member.id)
    assert len(history) == 2
    assert (hidden.id in repr(history)) is (viewer == "staff")
