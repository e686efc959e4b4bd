"""End, merge, un-merge, undo: what becomes of ties, dates and sources, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from record_making import (
    WHO,
    change,
    changed,
    create,
    document,
    edit,
    entity,
    everything,
    netzwerk,
    note,
    observation,
    person,
    post,
    source,
    tie,
    unversioned,
    verein,
)

from registry.access import STAFF_VIEWER
from registry.model import (
    ChangeSet,
    Conflict,
    Contact,
    Entity,
    Flag,
    Invalid,
    NotFound,
    Period,
    Put,
    Remove,
    Size,
    Status,
    Tie,
    new_id,
)
from registry.services import Record, Registry, editing
from registry.store.port import AnyStatement

PAPER, SECOND_PAPER = document("Konzept"), document("Fortschreibung")
KEEP, DROP, OTHER, NETWORK = verein("Musterverein"), verein("Muster-Verein"), verein("Dritter"), netzwerk()


def _commit(registry: Registry, make: Callable[..., ChangeSet], *arguments: str) -> ChangeSet:
    return registry.commit_prepared(lambda record: make(record, *arguments, WHO, "Beispiel"))[0]


def _all(registry: Registry) -> dict[str, AnyStatement]:
    with registry.reading(STAFF_VIEWER) as record:
        return everything(record)  # type: ignore[arg-type]


def _begin(registry: Registry, *statements: AnyStatement) -> None:
    registry.commit(create(PAPER, SECOND_PAPER, KEEP, DROP, OTHER, NETWORK, *statements))


# --- end


def test_ending_a_tie_gives_it_its_end_and_its_status_and_keeps_the_rest(registry: Registry) -> None:
    member = tie(KEEP, "mitglied", NETWORK, period=Period(start="2005"), sources=(source(PAPER),))
    _begin(registry, member)
    written = _commit(registry, editing.end, member.id, "2012-10")
    ended = _all(registry)[member.id]
    assert isinstance(ended, Tie)
    assert (ended.period, ended.status, ended.version) == (Period(start="2005", end="2012-10"), Status.ENDED, 2)
    assert (ended.sources, ended.subject) == (member.sources, KEEP.id)
    assert (written.kind, written.who) == ("end", WHO)


@pytest.mark.parametrize("make", [verein, lambda: post(NETWORK), lambda: tie(KEEP, "mitglied", NETWORK)])
def test_entities_seats_and_ties_can_end(registry: Registry, make: Callable[[], AnyStatement]) -> None:
    one = make()
    _begin(registry, one)
    _commit(registry, editing.end, one.id, "2012")
    ended = _all(registry)[one.id]
    assert not isinstance(ended, type(observation(KEEP)))
    assert (ended.period.end, ended.status) == ("2012", Status.ENDED)


def test_what_would_end_before_it_begins_is_refused_in_plain_words(registry: Registry) -> None:
    member = tie(KEEP, "mitglied", NETWORK, period=Period(start="2012"))
    _begin(registry, member)
    with pytest.raises(Invalid) as caught:
        _commit(registry, editing.end, member.id, "2011")
    assert "before it begins" in caught.value.what
    assert "2011" in caught.value.what
    assert "pydantic" not in str(caught.value)
    assert "http" not in str(caught.value)
    assert caught.value.where == member.id


@pytest.mark.parametrize("day", ["gestern", "", "2012-13", ".."])
def test_an_end_is_a_date(registry: Registry, day: str) -> None:
    _begin(registry)
    with pytest.raises(Invalid) as caught:
        _commit(registry, editing.end, KEEP.id, day)
    assert "http" not in str(caught.value)


def test_a_figure_has_no_end_and_what_is_unknown_neither(registry: Registry) -> None:
    figure = observation(KEEP)
    _begin(registry, figure)
    with pytest.raises(Invalid):
        _commit(registry, editing.end, figure.id, "2012")
    with pytest.raises(NotFound):
        _commit(registry, editing.end, new_id("t"), "2012")


# --- merge


def test_ties_move_with_their_dates_sources_seats_and_flags(registry: Registry) -> None:
    seat = post(NETWORK, pool=(DROP.id, OTHER.id))
    member = tie(
        DROP,
        "mitglied",
        NETWORK,
        period=Period(start="2005", end=".."),
        sources=(source(PAPER, "Z. 3", "2012"),),
        flags=(Flag(kind="doubtful", note=note("unklar")),),
        theme="gemeinsam:sprache",
        post=seat.id,
        wording="Mitglied",
    )
    partner, figure = tie(OTHER, "kooperation", DROP), observation(DROP)
    _begin(registry, seat, member, partner, figure)
    _commit(registry, editing.merge, KEEP.id, DROP.id)
    now = _all(registry)
    assert DROP.id not in now
    assert unversioned([now[member.id]])[member.id] == member.model_copy(update={"subject": KEEP.id})
    assert unversioned([now[partner.id]])[partner.id] == partner.model_copy(update={"object": KEEP.id})
    assert unversioned([now[figure.id]])[figure.id] == figure.model_copy(update={"subject": KEEP.id})
    assert unversioned([now[seat.id]])[seat.id] == seat.model_copy(update={"pool": (KEEP.id, OTHER.id)})
    assert registry.check() == []


def test_the_seats_of_a_body_move_with_their_holders(registry: Registry) -> None:
    double = netzwerk("Netz doppelt")
    seat = post(double)
    held = tie(OTHER, "mitglied", double, post=seat.id)
    _begin(registry, double, seat, held)
    _commit(registry, editing.merge, NETWORK.id, double.id)
    now = _all(registry)
    assert (now[seat.id].body, now[held.id].object) == (NETWORK.id, NETWORK.id)  # type: ignore[union-attr]
    assert registry.check() == []


def test_equal_ties_are_joined_with_the_sources_of_both(registry: Registry) -> None:
    first = tie(KEEP, "mitglied", NETWORK, sources=(source(PAPER, "Z. 1"),))
    second = tie(DROP, "mitglied", NETWORK, sources=(source(PAPER, "Z. 1"), source(SECOND_PAPER, "Z. 2")))
    _begin(registry, first, second)
    _commit(registry, editing.merge, KEEP.id, DROP.id)
    now = _all(registry)
    assert second.id not in now
    assert now[first.id].sources == (source(PAPER, "Z. 1"), source(SECOND_PAPER, "Z. 2"))
    with registry.reading(STAFF_VIEWER) as record:
        assert record.history(second.id)[-1].successor == first.id


@pytest.mark.parametrize(
    "difference",
    [
        {"period": Period(start="2012")},
        {"status": Status.PLANNED},
        {"theme": "gemeinsam:sprache"},
        {"role": "vorsitz"},
        {"visibility": "staff"},
        {"seats": 2},
        {"wording": "anders"},
    ],
)
def test_ties_that_differ_stay_apart(registry: Registry, difference: dict[str, object]) -> None:
    first = tie(KEEP, "mitglied", NETWORK)
    second = tie(DROP, **{"role": "mitglied", "object": NETWORK, **difference})  # type: ignore[arg-type]
    _begin(registry, first, second)
    _commit(registry, editing.merge, KEEP.id, DROP.id)
    assert {first.id, second.id} <= set(_all(registry))


def test_three_equal_ties_become_one(registry: Registry) -> None:
    sources = [source(PAPER, f"Z. {number}") for number in range(3)]
    first = tie(KEEP, "mitglied", NETWORK, sources=(sources[0],))
    others = [tie(DROP, "mitglied", NETWORK, sources=(one,)) for one in sources[1:]]
    _begin(registry, first, *others)
    _commit(registry, editing.merge, KEEP.id, DROP.id)
    now = _all(registry)
    (left,) = [one for one in now.values() if isinstance(one, Tie)]
    assert left.id == first.id
    assert set(left.sources) == set(sources)


def test_ties_between_the_two_fall_away(registry: Registry) -> None:
    between = [tie(KEEP, "kooperation", DROP), tie(DROP, "kooperation", KEEP)]
    _begin(registry, *between)
    _commit(registry, editing.merge, KEEP.id, DROP.id)
    assert not any(isinstance(one, Tie) for one in _all(registry).values())
    assert registry.check() == []


def test_what_only_the_dropped_one_had_is_kept(registry: Registry) -> None:
    phone, mail = Contact(kind="phone", value="02000 1"), Contact(kind="email", value="a@beispiel.invalid")
    keep = verein("Eins", aliases=("Alt",), identifiers={"a": "1"}, contacts=(phone,), sources=(source(PAPER),))
    drop = verein(
        "Zwei",
        aliases=("Alt", "Zweitname"),
        translations={"en": "Two"},
        identifiers={"a": "9", "b": "2"},
        contacts=(phone, mail),
        themes=("gemeinsam:sprache",),
        sources=(source(SECOND_PAPER),),
        size=Size(count=3),
        summary=note("Kurz"),
    )
    _begin(registry, keep, drop)
    _commit(registry, editing.merge, keep.id, drop.id)
    now = _all(registry)[keep.id]
    assert isinstance(now, Entity)
    assert (now.name, now.aliases) == ("Eins", ("Alt", "Zwei", "Zweitname", "Two"))
    assert now.identifiers == {"a": "1", "b": "2"}
    assert now.contacts == (phone, mail)
    assert now.themes == ("gemeinsam:sprache",)
    assert now.sources == (source(PAPER), source(SECOND_PAPER))
    assert (now.size, now.summary) == (Size(count=3), note("Kurz"))


def test_documents_that_cite_themselves_and_each_other_can_be_merged(registry: Registry) -> None:
    one, other = new_id("e"), new_id("e")
    keep = document("Eins", id=one, sources=(source(one), source(other)))
    drop = document("Zwei", id=other, sources=(source(other), source(one, "Z. 9")))
    told = verein("Beleg", sources=(source(other, "Z. 5"),))
    _begin(registry, keep, drop, told)
    _commit(registry, editing.merge, one, other)
    now = _all(registry)
    assert now[told.id].sources == (source(one, "Z. 5"),)
    assert {each.document for each in now[one].sources} == {one}
    assert registry.check() == []


def test_the_address_of_the_dropped_one_leads_to_the_kept_one(registry: Registry) -> None:
    _begin(registry)
    _commit(registry, editing.merge, KEEP.id, DROP.id)
    with registry.reading(STAFF_VIEWER) as record, pytest.raises(NotFound) as caught:
        record.entity(DROP.id)
    assert caught.value.successor == KEEP.id  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("keep", "drop", "error"),
    [
        (lambda: KEEP.id, lambda: KEEP.id, Invalid),
        (lambda: KEEP.id, lambda: PAPER.id, Invalid),
        (lambda: KEEP.id, lambda: new_id("e"), NotFound),
        (lambda: new_id("e"), lambda: DROP.id, NotFound),
    ],
)
def test_only_two_different_entities_of_one_family_are_merged(
    registry: Registry, keep: Callable[[], str], drop: Callable[[], str], error: type[Exception]
) -> None:
    _begin(registry)
    with pytest.raises(error):
        _commit(registry, editing.merge, keep(), drop())
    assert registry.revision() == 1


def test_a_merge_that_bends_a_tie_is_refused_whole(registry: Registry) -> None:
    """A person has no members: the ties of the network can not move to them."""
    one, member = person(), tie(OTHER, "moderation", NETWORK)
    _begin(registry, one, member)
    before = _all(registry)
    with pytest.raises(Invalid, match="moderation"):
        _commit(registry, editing.merge, one.id, NETWORK.id)
    assert _all(registry) == before


def test_a_merge_prepared_before_an_edit_is_a_conflict_and_leaves_no_dangling_tie(registry: Registry) -> None:
    _begin(registry)
    with registry.reading(STAFF_VIEWER) as record:
        prepared = editing.merge(record, KEEP.id, DROP.id, WHO, "Doppelt")
    registry.commit(create(tie(DROP, "mitglied", NETWORK)))
    with pytest.raises((Conflict, Invalid)):
        registry.commit(prepared)
    assert registry.check() == []


# --- un-merge and undo


def _rich(registry: Registry) -> None:
    seat = post(NETWORK, pool=(DROP.id, KEEP.id))
    _begin(
        registry,
        seat,
        tie(DROP, "mitglied", NETWORK, post=seat.id, sources=(source(PAPER),)),
        tie(KEEP, "vorsitz", NETWORK),
        tie(DROP, "vorsitz", NETWORK, sources=(source(SECOND_PAPER),)),
        tie(KEEP, "kooperation", DROP),
        observation(DROP),
    )


def test_an_unmerge_restores_exactly_what_was(registry: Registry) -> None:
    _rich(registry)
    before = unversioned(_all(registry).values())
    merged = _commit(registry, editing.merge, KEEP.id, DROP.id)
    assert unversioned(_all(registry).values()) != before
    undone = _commit(registry, editing.undo, merged.id)
    assert unversioned(_all(registry).values()) == before
    assert (undone.kind, undone.undoes) == ("undo", merged.id)
    assert registry.check() == []
    with registry.reading(STAFF_VIEWER) as record:
        assert record.entity(DROP.id).name == DROP.name


def test_undoing_the_undo_merges_again_with_its_redirection(registry: Registry) -> None:
    _rich(registry)
    merged = _commit(registry, editing.merge, KEEP.id, DROP.id)
    after = unversioned(_all(registry).values())
    undone = _commit(registry, editing.undo, merged.id)
    _commit(registry, editing.undo, undone.id)
    assert unversioned(_all(registry).values()) == after
    with registry.reading(STAFF_VIEWER) as record, pytest.raises(NotFound) as caught:
        record.entity(DROP.id)
    assert caught.value.successor == KEEP.id  # type: ignore[attr-defined]


def test_undoing_twice_is_a_conflict(registry: Registry) -> None:
    _begin(registry)
    written = edit(changed(KEEP, version=1, name="Anders"))
    registry.commit(written)
    _commit(registry, editing.undo, written.id)
    with pytest.raises(Conflict) as caught:
        _commit(registry, editing.undo, written.id)
    assert caught.value.records == (KEEP.id,)
    assert _all(registry)[KEEP.id].version == 3


def test_undo_names_the_records_that_were_changed_since(registry: Registry) -> None:
    _begin(registry)
    written = edit(*(changed(one, version=1, name="Anders") for one in (KEEP, DROP, OTHER)))
    registry.commit(written)
    registry.commit(edit(changed(DROP, version=2, name="Noch anders")))
    registry.commit(change(Remove(id=OTHER.id, expected=2)))
    with pytest.raises(Conflict) as caught:
        _commit(registry, editing.undo, written.id)
    assert set(caught.value.records) == {DROP.id, OTHER.id}
    assert caught.value.remedy


def test_undoing_a_creation_removes_and_undoing_a_removal_restores(registry: Registry) -> None:
    _begin(registry)
    member = tie(KEEP, "mitglied", NETWORK)
    created = create(member)
    registry.commit(created)
    undone = _commit(registry, editing.undo, created.id)
    assert member.id not in _all(registry)
    _commit(registry, editing.undo, undone.id)
    assert unversioned([_all(registry)[member.id]]) == {member.id: member}


def test_undoing_a_creation_that_others_refer_to_is_refused(registry: Registry) -> None:
    created = create(PAPER, KEEP, NETWORK)
    registry.commit(created)
    registry.commit(create(tie(KEEP, "mitglied", NETWORK)))
    with pytest.raises(Invalid, match="refers"):
        _commit(registry, editing.undo, created.id)
    assert registry.check() == []


def test_undo_between_preparing_and_commit_is_a_conflict(registry: Registry) -> None:
    _begin(registry)
    written = edit(changed(KEEP, version=1, name="Anders"))
    registry.commit(written)
    with registry.reading(STAFF_VIEWER) as record:
        prepared = editing.undo(record, written.id, WHO, "zurück")
    registry.commit(change(Put(record=changed(KEEP, name="Schneller"), expected=2)))
    with pytest.raises(Conflict):
        registry.commit(prepared)


def test_a_change_that_never_landed_can_not_be_undone(registry: Registry) -> None:
    with pytest.raises(NotFound):
        _commit(registry, editing.undo, new_id("c"))


def test_an_erasure_can_not_be_undone(registry: Registry) -> None:
    one = person()
    registry.commit(create(one))
    registry.erase(one.id, WHO, "Antrag")
    with registry.reading(STAFF_VIEWER) as record:
        (erasure,) = [each for each in record.changes() if each.kind == "erase"]
    with pytest.raises(Invalid):
        _commit(registry, editing.undo, erasure.id)
    with pytest.raises(Conflict):
        _commit(registry, editing.undo, _first(registry))


def _first(registry: Registry) -> str:
    with registry.reading(STAFF_VIEWER) as record:
        return record.changes()[-1].id


def test_a_merge_of_two_persons_can_not_be_undone_once_they_are_erased(registry: Registry) -> None:
    one, double = person("Zyxandra Quorvelle"), person("Z. Quorvelle")
    registry.commit(create(one, double))
    merged = _commit(registry, editing.merge, one.id, double.id)
    registry.erase(one.id, WHO, "Antrag")
    with pytest.raises(Conflict):
        _commit(registry, editing.undo, merged.id)
    with registry.reading(STAFF_VIEWER) as record:
        assert "Quorvelle" not in repr([record.history(each) for each in (one.id, double.id)])


def test_preparing_a_change_writes_nothing(registry: Registry) -> None:
    _rich(registry)
    makes: list[Callable[[Record], ChangeSet]] = [
        lambda record: editing.merge(record, KEEP.id, DROP.id, WHO, "Doppelt"),
        lambda record: editing.end(record, KEEP.id, "2012", WHO, "Aus"),
        lambda record: editing.undo(record, record.changes()[0].id, WHO, "Zurück"),
    ]
    with registry.reading(STAFF_VIEWER) as record:
        for make in makes:
            assert make(record).operations
    assert registry.revision() == 1


def test_entities_of_other_kinds_of_one_family_can_be_merged(registry: Registry) -> None:
    school, daycare = entity("schule", "Schule"), entity("kita", "Kita")
    registry.commit(create(school, daycare))
    _commit(registry, editing.merge, school.id, daycare.id)
    assert _all(registry)[school.id].aliases == ("Kita",)  # type: ignore[union-attr]
