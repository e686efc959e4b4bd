"""What every store promises about writing: all or nothing, no lost update, and a commit that can be repeated."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from record_making import (
    change,
    changed,
    create,
    edit,
    entity_id,
    everything,
    live,
    netzwerk,
    person,
    remove,
    tie,
    verein,
)

from registry.model import Conflict, Entity, Erased, Invalid, NotFound, Put, Remove, Unavailable, new_id
from registry.store.port import Store

Opener = Callable[[], Store]


def test_a_commit_gives_the_next_revision_and_the_statements_their_versions(store: Store) -> None:
    one = verein()
    assert store.commit(create(one)) == 1
    assert store.commit(edit(changed(live(store, one), name="Beispielverein"))) == 2
    assert live(store, one).name == "Beispielverein"
    assert live(store, one).version == 2


def test_the_version_inside_a_statement_does_not_decide_what_is_written(store: Store) -> None:
    one = verein(version=17)
    store.commit(change(Put(record=one, expected=0)))
    assert live(store, one).version == 1


@pytest.mark.parametrize("broken", [0, 1, 2])
def test_one_broken_operation_keeps_all_others_from_being_written(store: Store, broken: int) -> None:
    good = [verein("A"), verein("B")]
    operations = [Put(record=one, expected=0) for one in good]
    operations.insert(broken, Put(record=tie(good[0], "unbekannt", good[1]), expected=0))
    with pytest.raises(Invalid) as caught:
        store.commit(change(*operations))
    assert "unbekannt" in caught.value.what
    with store.read() as reading:
        assert (reading.revision, everything(reading)) == (0, {})
    assert store.check() == []


@pytest.mark.parametrize("expected", [0, 2, 7])
def test_a_put_that_expects_another_version_is_a_conflict_that_names_the_record(store: Store, expected: int) -> None:
    one, other = verein(), verein()
    store.commit(create(one, other))
    stale = change(Put(record=changed(one, name="Anders"), expected=expected), Put(record=verein(), expected=0))
    with pytest.raises(Conflict) as caught:
        store.commit(stale)
    assert caught.value.records == (one.id,)
    assert one.id in caught.value.where
    assert caught.value.remedy
    assert live(store, one).name == one.name


def test_a_conflict_names_every_record_that_has_moved_on(store: Store) -> None:
    one, other, third = verein(), verein(), verein()
    store.commit(create(one, other, third))
    with pytest.raises(Conflict) as caught:
        store.commit(change(*(Put(record=each, expected=9) for each in (one, third))))
    assert set(caught.value.records) == {one.id, third.id}


def test_editing_or_removing_what_never_was_is_a_conflict(store: Store) -> None:
    one = verein()
    for operation in (Put(record=one, expected=1), Remove(id=one.id, expected=1)):
        with pytest.raises(Conflict):
            store.commit(change(operation))


def test_a_removed_record_can_not_be_removed_again_but_written_anew_under_its_last_version(store: Store) -> None:
    one = verein()
    store.commit(create(one))
    store.commit(remove(live(store, one)))
    for operation in (Remove(id=one.id, expected=2), Remove(id=one.id, expected=1), Put(record=one, expected=0)):
        with pytest.raises(Conflict):
            store.commit(change(operation))
    store.commit(change(Put(record=one, expected=2)))
    assert live(store, one).version == 3


def test_repeating_an_acknowledged_change_set_writes_nothing_and_gives_its_revision(opener: Opener) -> None:
    store, one = opener(), verein()
    first = create(one)
    assert store.commit(first) == 1
    store.commit(edit(changed(live(store, one), name="Später")))
    assert store.commit(first) == 1
    assert opener().commit(first) == 1
    assert live(store, one).name == "Später"
    with store.read() as reading:
        assert reading.revision == 2


@pytest.mark.parametrize("other", [{"why": "Anders"}, {"who": "Andere Stelle"}, {"kind": "import"}, {"operations": ()}])
def test_another_change_set_under_a_known_id_is_a_conflict_and_writes_nothing(
    store: Store, other: dict[str, object]
) -> None:
    first = create(verein())
    store.commit(first)
    with pytest.raises(Conflict) as caught:
        store.commit(first.model_copy(update=other))
    assert caught.value.records == (first.id,)
    assert caught.value.remedy
    with store.read() as reading:
        assert (reading.revision, reading.counts()["entity"]) == (1, 1)


def test_a_change_set_that_is_made_again_with_the_same_content_is_the_same(store: Store) -> None:
    """Its time is when it was made, not what it says; dictionaries have no order."""
    one = verein(translations={"en": "Example club", "tr": "Beispiel"})
    turned = verein(id=one.id, translations={"tr": "Beispiel", "en": "Example club"})
    first = create(one)
    later = create(turned, id=first.id, at=first.at.replace(year=2031))
    assert (store.commit(first), store.commit(later)) == (1, 1)


def test_a_proposal_can_not_slip_in_under_the_id_of_another_change_set(store: Store) -> None:
    proposed = create(verein("Vorgeschlagen"))
    store.propose(proposed)
    store.commit(create(verein("Geschrieben"), id=proposed.id))
    with pytest.raises(Conflict):
        store.decide(proposed.id, "accepted", "Prüfstelle")
    with store.read() as reading:
        assert [one.name for one in everything(reading).values() if isinstance(one, Entity)] == ["Geschrieben"]


def test_a_change_set_about_an_erased_person_can_still_be_asked_for(store: Store) -> None:
    """What it said is forgotten, so that its repeat can not be told from another one: neither writes anything."""
    one = person("Zyxandra Quorvelle")
    first = create(one)
    store.commit(first)
    store.erase(one.id, "Registerstelle", "Antrag")
    assert store.commit(first) == 1
    assert live(store, one).name != one.name


def test_a_change_set_may_create_what_its_other_statements_refer_to_in_any_order(store: Store) -> None:
    one, other = verein(), netzwerk()
    store.commit(create(tie(one, "mitglied", other), other, one))
    with store.read() as reading:
        assert reading.counts() == {"entity": 2, "tie": 1, "post": 0, "observation": 0}


def test_removing_what_others_refer_to_is_refused_unless_they_go_too(store: Store) -> None:
    one, other = verein(), netzwerk()
    member = tie(one, "mitglied", other)
    store.commit(create(one, other, member))
    with pytest.raises(Invalid) as caught:
        store.commit(remove(live(store, one)))
    assert member.id in caught.value.what
    store.commit(remove(live(store, one), live(store, member)))
    with store.read() as reading:
        assert set(everything(reading)) == {other.id}


def test_a_successor_must_be_in_the_record(store: Store) -> None:
    one, other = verein(), verein()
    store.commit(create(one))
    with pytest.raises(Invalid, match="successor"):
        store.commit(remove(live(store, one), successor=other.id))
    assert live(store, one).version == 1


def test_a_change_set_without_operations_is_a_commit_that_touches_nothing(store: Store) -> None:
    empty = change()
    assert store.commit(empty) == 1
    with store.read() as reading:
        found = reading.change(empty.id)
    assert found is not None
    assert (found[0].touched, found[1]) == (0, [])


def test_a_thousand_statements_are_one_commit(store: Store) -> None:
    many = [verein(f"Musterverein {number}") for number in range(1000)]
    assert store.commit(create(*many)) == 1
    with store.read() as reading:
        assert reading.counts()["entity"] == 1000


def test_what_one_instance_commits_another_reads_at_once(opener: Opener) -> None:
    store, other, one = opener(), opener(), verein()
    store.commit(create(one))
    assert live(other, one).name == one.name
    other.commit(edit(changed(live(other, one), name="Anders")))
    assert live(store, one).name == "Anders"


def test_everything_is_there_after_closing_and_opening_again(opener: Opener) -> None:
    store, one, other = opener(), verein(), netzwerk()
    member = tie(one, "mitglied", other)
    written = create(one, other, member)
    store.commit(written)
    proposed = create(verein("Vorgeschlagen"))
    store.propose(proposed)
    store.close()
    again = opener()
    with again.read() as reading:
        assert set(everything(reading)) == {one.id, other.id, member.id}
        assert reading.change(written.id) is not None
        assert [each.change_set for each in reading.proposals()] == [proposed]
    assert again.check() == []


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(Unavailable, match="closed"), store.read():
        pass
    with pytest.raises(Unavailable, match="closed"):
        store.commit(create(verein()))
    with pytest.raises(Unavailable, match="closed"):
        store.check()
    store.close()


def test_closing_under_an_open_view_is_told_as_a_closed_store(store: Store) -> None:
    def close_and_ask() -> None:
        with store.read() as reading:
            store.close()
            reading.counts()

    with pytest.raises(Unavailable, match="closed"):
        close_and_ask()


def test_threads_may_share_one_store(store: Store) -> None:
    def write(letter: str) -> None:
        for number in range(20):
            store.commit(create(verein(f"{letter}{number}", id=entity_id(f"{letter}{number}"))))

    threads = [Thread(target=write, args=(letter,)) for letter in "abcd"]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with store.read() as reading:
        assert (reading.revision, reading.counts()["entity"]) == (80, 80)
    assert store.check() == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_operations_a_change_set_has_it_lands_whole_or_not_at_all(store: Store, data: st.DataObject) -> None:
    """Operations with any expected version on known and unknown records: afterwards all of them count, or none."""
    known = [verein(f"Verein {number}", id=entity_id(f"Verein {number}")) for number in range(4)]
    with store.read() as reading:
        before, revision = everything(reading), reading.revision
    chosen = data.draw(st.lists(st.tuples(st.sampled_from(known), st.integers(0, 3), st.booleans()), max_size=4))
    operations = [
        Put(record=changed(one, name=f"Name {revision}"), expected=expected)
        if puts or not expected
        else Remove(id=one.id, expected=expected)
        for one, expected, puts in chosen
    ]
    try:
        store.commit(change(*operations))
    except (Conflict, Invalid):
        with store.read() as reading:
            assert (everything(reading), reading.revision) == (before, revision)
    else:
        with store.read() as reading:
            now = everything(reading)
            assert reading.revision == revision + 1
        for one in operations:
            assert (one.target in now) == isinstance(one, Put)
            assert one.target not in now or now[one.target].version == one.expected + 1


def test_every_error_of_a_commit_says_what_where_and_what_helps(store: Store) -> None:
    one = person()
    store.commit(create(one))
    store.erase(one.id, "Registerstelle", "Antrag")
    failures = {
        Conflict: change(Remove(id=new_id("e"), expected=3)),
        Invalid: create(tie(one, "mitglied", new_id("e"))),
        Erased: change(Put(record=one, expected=2)),
    }
    for error, change_set in failures.items():
        with pytest.raises(error) as caught:
            store.commit(change_set)
        assert caught.value.what
        assert caught.value.where
        assert caught.value.remedy
    with pytest.raises(NotFound) as missing:
        store.decide(new_id("c"), "accepted", "Registerstelle")
    assert missing.value.remedy
