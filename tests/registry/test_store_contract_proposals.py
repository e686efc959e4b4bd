"""What every store promises about proposals: kept, decided once, and committed in the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from record_making import changed, create, edit, everything, live, person, tie, verein

from registry.model import ChangeSet, Conflict, Erased, Invalid, NotFound, new_id
from registry.store.port import Store

Opener = Callable[[], Store]


def test_a_proposal_changes_nothing_until_it_is_accepted(store: Store) -> None:
    proposed = create(verein("Vorschlag"))
    store.propose(proposed)
    with store.read() as reading:
        assert (reading.revision, everything(reading), reading.change(proposed.id)) == (0, {}, None)
        kept = reading.proposal(proposed.id)
        assert kept is not None
        assert (kept.change_set, kept.state, kept.revision) == (proposed, "open", None)


def test_accepting_commits_and_says_who_decided(store: Store) -> None:
    one = verein("Vorschlag")
    proposed = create(one)
    store.propose(proposed)
    assert store.decide(proposed.id, "accepted", "Prüfstelle", "geprüft") == 1
    assert live(store, one).name == "Vorschlag"
    with store.read() as reading:
        kept = reading.proposal(proposed.id)
        assert reading.change(proposed.id) is not None
    assert kept is not None
    assert (kept.state, kept.decided_by, kept.decision_note, kept.revision) == ("accepted", "Prüfstelle", "geprüft", 1)
    assert kept.decided_at is not None


def test_declining_writes_nothing(store: Store) -> None:
    proposed = create(verein())
    store.propose(proposed)
    assert store.decide(proposed.id, "declined", "Prüfstelle") is None
    with store.read() as reading:
        assert (reading.revision, [each.state for each in reading.proposals()]) == (0, ["declined"])


def test_proposals_stand_in_the_order_they_came_and_can_be_asked_for_by_state(store: Store) -> None:
    made = [create(verein(f"Nummer {number}")) for number in range(4)]
    for one in made:
        store.propose(one)
    store.decide(made[2].id, "declined", "Prüfstelle")
    store.decide(made[0].id, "accepted", "Prüfstelle")
    with store.read() as reading:

        def ids(state: str | None) -> list[str]:
            return [each.change_set.id for each in reading.proposals(state)]  # type: ignore[arg-type]

        assert ids(None) == [one.id for one in made]
        assert ids("open") == [made[1].id, made[3].id]
        assert (ids("accepted"), ids("declined")) == ([made[0].id], [made[2].id])


@pytest.mark.parametrize("state", ["open", "accepted", "declined", "committed"])
def test_a_change_set_that_is_known_can_not_be_proposed_again(store: Store, state: str) -> None:
    proposed = create(verein())
    if state == "committed":
        store.commit(proposed)
    else:
        store.propose(proposed)
        if state != "open":
            store.decide(proposed.id, state, "Prüfstelle")  # type: ignore[arg-type]
    with pytest.raises(Conflict) as caught:
        store.propose(proposed)
    assert caught.value.records == (proposed.id,)


@pytest.mark.parametrize("verdict", ["accepted", "declined"])
def test_a_proposal_is_decided_once(store: Store, verdict: str) -> None:
    proposed = create(verein())
    store.propose(proposed)
    store.decide(proposed.id, verdict, "Erste")  # type: ignore[arg-type]
    for again in ("accepted", "declined"):
        with pytest.raises(Conflict, match=verdict):
            store.decide(proposed.id, again, "Zweite")  # type: ignore[arg-type]
    with store.read() as reading:
        kept = reading.proposal(proposed.id)
    assert kept is not None
    assert kept.decided_by == "Erste"


def test_deciding_what_was_never_proposed_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        store.decide(new_id("c"), "accepted", "Prüfstelle")


def _stale(store: Store) -> ChangeSet:
    one = verein()
    store.commit(create(one))
    proposed = edit(changed(live(store, one), name="Vorschlag"))
    store.commit(edit(changed(live(store, one), name="Inzwischen")))
    return proposed


def _invalid(store: Store) -> ChangeSet:
    return create(tie(verein(), "mitglied", verein()))


@pytest.mark.parametrize(("make", "error"), [(_stale, Conflict), (_invalid, Invalid)])
def test_a_proposal_that_can_not_be_committed_stays_open(
    store: Store, make: Callable[[Store], ChangeSet], error: type[Exception]
) -> None:
    proposed = make(store)
    store.propose(proposed)
    with store.read() as reading:
        before = reading.revision, everything(reading)
    with pytest.raises(error):
        store.decide(proposed.id, "accepted", "Prüfstelle")
    with store.read() as reading:
        assert (reading.revision, everything(reading)) == before
        assert [each.change_set.id for each in reading.proposals("open")] == [proposed.id]
    store.decide(proposed.id, "declined", "Prüfstelle")


def test_nothing_can_be_proposed_about_an_erased_person(store: Store) -> None:
    one = person()
    store.commit(create(one))
    store.erase(one.id, "Registerstelle", "Antrag")
    with pytest.raises(Erased):
        store.propose(edit(changed(live(store, one), name="Wieder da")))
    with store.read() as reading:
        assert reading.proposals() == []


def test_of_two_who_decide_at_once_one_gets_a_conflict(opener: Opener) -> None:
    store = opener()
    for _ in range(5):
        proposed = create(verein())
        store.propose(proposed)
        outcomes = _decide_at_once([opener(), opener()], proposed.id)
        assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "int"]
    with store.read() as reading:
        assert (reading.revision, reading.counts()["entity"]) == (5, 5)


def _decide_at_once(stores: list[Store], id: str) -> list[object]:
    barrier = Barrier(len(stores))

    def decide(store: Store) -> object:
        barrier.wait()
        try:
            return store.decide(id, "accepted", "Prüfstelle")
        except Conflict as error:
            return error

    with ThreadPoolExecutor(len(stores)) as pool:
        return list(pool.map(decide, stores))
