"""What every store promises about erasure: the person is gone everywhere, the seat stays, nothing brings them back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from record_making import (
    change,
    changed,
    create,
    document,
    edit,
    everything,
    live,
    netzwerk,
    note,
    person,
    post,
    remove,
    source,
    tie,
    verein,
)

from registry.model import Conflict, Contact, Entity, Erased, Flag, Invalid, NotFound, Period, Put, Remove, new_id
from registry.store.port import Store

Opener = Callable[[], Store]
FIRST, LAST = "Zyxandra", "Quorvelle"
NAME = f"{FIRST} {LAST}"
MAIL = "zyxandra.quorvelle@beispiel.invalid"
MARKERS = ("zyxandra", "quorvelle", "xanthippq", "wvuqarst", "jkqpolyglott", "98127-4711", "0xmarker", "qsummaryq")


def marked_person(**fields: object) -> Entity:
    """A person with a marker in every field that can hold text."""
    plain = {
        "aliases": ("Dr. Wvuqarst Quorvelle", "Xanthippq"),
        "translations": {"en": "Zyxandra Wvuqarst"},
        "identifiers": {"personalnummer": "98127-4711", "konto": "0xmarker"},
        "contacts": (
            Contact(kind="email", value=MAIL),
            Contact(kind="address", value="Xanthippqgasse 3, Beispielstadt", visibility="staff"),
        ),
        "languages": ("jkqpolyglott",),
        "audience": note("qsummaryq für alle"),
        "summary": note("Über Zyxandra: qsummaryq"),
        "period": Period(start="1977"),
    }
    return person(NAME, **{**plain, **fields})


def dump(store: Store) -> str:
    """Everything that the port tells, as text."""
    parts: list[object] = []
    with store.read() as reading:
        parts += [everything(reading), list(reading.entity_rows()), list(reading.tie_rows()), reading.proposals()]
        parts += [reading.changes(limit=10_000), reading.touched_since(0)]
        parts += [reading.history(one.id) for one in reading.touched_since(0)]
    return repr(parts).lower()


def hits(text: str) -> list[str]:
    """The markers that stand in a text."""
    return [marker for marker in MARKERS if marker in text.lower()]


def planted(store: Store) -> dict[str, str]:
    """A record in which a person left traces everywhere; ids by name."""
    paper, network, one, other = document(), netzwerk(), marked_person(), verein()
    seat = post(network, f"Sitz von {NAME}", note=note(f"besetzt mit {LAST}"))
    held = tie(
        one,
        "leitung",
        network,
        post=seat.id,
        wording=f"Leiterin {LAST}",
        note=note(f"laut Frau {LAST}s Angaben, siehe {MAIL}"),
        sources=(source(paper, f"Z. 3 ({NAME})"),),
        flags=(Flag(kind="doubtful", note=note(f"{FIRST} oder nicht")),),
    )
    praise = tie(other, "kooperation", network, note=note(f"auf Anregung von {FIRST}\n {LAST}"))
    store.commit(create(paper, network, one, other, seat, held, praise, why=f"{NAME} aufgenommen", who=NAME))
    store.commit(edit(changed(live(store, one), name=f"{FIRST} Wvuqarst", summary=note("qsummaryq neu"))))
    store.commit(edit(changed(live(store, held), note=note(f"jetzt {FIRST} allein")), why=f"wegen {LAST}"))
    store.commit(edit(changed(live(store, other), aliases=(f"Freunde von {NAME}", f"Verein {NAME}"))))
    store.commit(edit(changed(live(store, other), aliases=(f"Haus {NAME}",))))
    proposed = edit(changed(live(store, one), name=f"{NAME}-Neu"), who=NAME, why=f"{FIRST} heißt anders")
    store.propose(proposed)
    decided = create(verein(f"Bund {NAME}"), why="Selbsteintrag")
    store.propose(decided)
    store.decide(decided.id, "declined", NAME, f"so nicht, {NAME}")
    ids = {"network": network.id, "person": one.id, "other": other.id, "seat": seat.id, "held": held.id}
    return {**ids, "proposal": proposed.id}


def test_after_erasure_no_marker_is_left_in_anything_the_store_tells(store: Store) -> None:
    ids = planted(store)
    assert hits(dump(store)) == list(MARKERS)
    store.erase(ids["person"], "Registerstelle", f"Antrag von {NAME}")
    assert hits(dump(store)) == []
    assert store.check() == []


def test_the_seat_and_the_tie_stay_with_an_anonymous_holder(store: Store) -> None:
    ids = planted(store)
    with store.read() as reading:
        before, revision = everything(reading), reading.revision
    assert store.erase(ids["person"], "Registerstelle", "Antrag") == revision + 1
    with store.read() as reading:
        after = everything(reading)
        assert reading.erased() == {ids["person"]}
    assert set(after) == set(before)
    held, holder = after[ids["held"]], after[ids["person"]]
    assert (held.subject, held.role, held.object) == (ids["person"], "leitung", ids["network"])
    assert isinstance(holder, Entity)
    assert (holder.kind, holder.contacts, holder.aliases, holder.identifiers) == ("person", (), (), {})
    assert after[ids["seat"]].body == ids["network"]


def test_an_erasure_is_a_change_that_others_can_see(store: Store) -> None:
    ids = planted(store)
    with store.read() as reading:
        revision = reading.revision
    store.erase(ids["person"], "Registerstelle", "Antrag")
    with store.read() as reading:
        last = reading.changes(limit=1)[0]
        assert (last.revision, last.kind, last.who, last.why) == (revision + 1, "erase", "Registerstelle", "Antrag")
        touched = reading.touched_since(revision)
        assert {ids["person"], ids["held"], ids["other"]} <= {each.id for each in touched}
        assert last.touched == len(touched)
        history = reading.history(ids["person"])
    assert [each.version for each in history] == list(range(1, len(history) + 1))
    assert len({each.statement.name for each in history if isinstance(each.statement, Entity)}) == 1


def test_words_of_the_person_that_are_also_keys_leave_the_keys_alone(store: Store) -> None:
    """A person entered as *Leitung Moderation Public Import* must not turn roles, kinds or dates into gaps."""
    one, network = (
        person("Leitung Moderation Public Import", aliases=("Doubtful 2012", "Netzwerk Existing")),
        netzwerk(),
    )
    paper = document()
    told = (source(paper, "Z. 1", "2012"),)
    held = tie(one, "leitung", network, sources=told, flags=(Flag(kind="doubtful", note=note("Netzwerk Existing")),))
    store.commit(create(one, network, paper, held, kind="import"))
    store.commit(edit(changed(live(store, held), status="planned")))
    store.propose(edit(changed(live(store, held), role="moderation"), kind="import"))
    store.erase(one.id, "Registerstelle", "Antrag")
    kept = live(store, held)
    assert (kept.role, kept.status, kept.sources[0].as_of, kept.flags[0].kind) == (
        "leitung",
        "planned",
        "2012",
        "doubtful",
    )
    assert "Existing" not in kept.flags[0].note.de
    with store.read() as reading:
        assert [each.version for each in reading.history(held.id)] == [1, 2, 3]
        assert reading.proposals()[0].change_set.kind == "import"
    assert store.check() == []


def test_a_text_that_is_full_of_the_name_stays_within_its_field(store: Store) -> None:
    one, network = person("Ida"), netzwerk()
    held = tie(one, "leitung", network, wording=" ".join(["Ida"] * 125), note=note("Ida " * 1200))
    store.commit(create(one, network, held))
    store.erase(one.id, "Registerstelle", "Antrag")
    assert "Ida" not in repr(live(store, held))
    assert store.check() == []


def test_a_first_name_alone_is_blotted_only_near_the_person(store: Store) -> None:
    one, network, other = marked_person(), netzwerk(), verein("Xanthippq-Verein Beispielstadt")
    store.commit(create(one, network, other, tie(one, "leitung", network, note=note("Xanthippq"))))
    store.erase(one.id, "Registerstelle", "Antrag")
    assert live(store, other).name == "Xanthippq-Verein Beispielstadt"


def _writings(ids: dict[str, str], version: int) -> Iterator[Put | Remove]:
    yield Put(record=person(NAME, id=ids["person"]), expected=version)
    yield Remove(id=ids["person"], expected=version)
    yield Put(record=person(NAME, id=ids["person"]), expected=0)


def test_nothing_can_be_written_under_the_id_again(store: Store) -> None:
    ids = planted(store)
    store.erase(ids["person"], "Registerstelle", "Antrag")
    with store.read() as reading:
        version, revision = reading.history(ids["person"])[-1].version, reading.revision
    for operation in _writings(ids, version):
        with pytest.raises(Erased) as caught:
            store.commit(change(operation))
        assert ids["person"] in caught.value.where
    with pytest.raises(Erased):
        store.decide(ids["proposal"], "accepted", "Prüfstelle")
    with store.read() as reading:
        assert reading.revision == revision
    assert hits(dump(store)) == []


def test_a_second_erasure_says_that_it_was_done_and_changes_nothing(store: Store) -> None:
    first, second, network = marked_person(), person("Andere Beispielperson"), netzwerk()
    store.commit(create(first, second, network, tie(first, "leitung", network)))
    store.erase(first.id, "Registerstelle", "Antrag")
    store.erase(second.id, "Registerstelle", "Antrag")
    before = dump(store)
    with pytest.raises(Erased):
        store.erase(first.id, "Registerstelle", "Antrag")
    assert dump(store) == before
    assert store.check() == []


def test_a_person_who_was_removed_is_erased_from_the_history(store: Store) -> None:
    one = marked_person()
    store.commit(create(one))
    store.commit(remove(live(store, one), why=f"{NAME} ausgeschieden"))
    store.erase(one.id, "Registerstelle", "Antrag")
    assert hits(dump(store)) == []
    assert store.check() == []
    with store.read() as reading:
        assert reading.get((one.id,)) == {}
        assert one.id in reading.erased()
    with pytest.raises(Erased):
        store.commit(change(Put(record=one, expected=2)))


def test_entries_that_were_merged_into_the_person_are_erased_with_them(store: Store) -> None:
    twice, double, one = marked_person(), person(f"{LAST} aus Beispielstadt"), person("Erika Beispielperson")
    store.commit(create(twice, double, one))
    store.commit(remove(live(store, twice), successor=double.id, kind="merge"))
    store.commit(remove(live(store, double), successor=one.id, kind="merge"))
    with pytest.raises(NotFound) as caught:
        store.erase(twice.id, "Registerstelle", "Antrag")
    assert double.id in caught.value.remedy
    store.erase(one.id, "Registerstelle", "Antrag")
    assert hits(dump(store)) == []
    with store.read() as reading:
        assert reading.erased() == {one.id, twice.id, double.id}
    with pytest.raises(Erased):
        store.commit(change(Put(record=twice, expected=2)))
    assert store.check() == []


def test_only_persons_are_erased(store: Store) -> None:
    one, network = verein(), netzwerk()
    member = tie(one, "mitglied", network)
    store.commit(create(one, network, member))
    with pytest.raises(Invalid):
        store.erase(one.id, "Registerstelle", "Antrag")
    for unknown in (member.id, new_id("e")):
        with pytest.raises(NotFound):
            store.erase(unknown, "Registerstelle", "Antrag")
    with store.read() as reading:
        assert (reading.revision, reading.erased()) == (1, frozenset())


def test_an_edit_prepared_before_the_erasure_does_not_bring_the_text_back(store: Store) -> None:
    """What refers to the person was read before and is written after: it would carry the name back in."""
    ids = planted(store)
    with store.read() as reading:
        stale = edit(changed(reading.get((ids["held"],))[ids["held"]], seats=2))
    store.erase(ids["person"], "Registerstelle", "Antrag")
    with pytest.raises(Conflict):
        store.commit(stale)
    assert hits(dump(store)) == []


def test_another_instance_sees_the_erasure(opener: Opener) -> None:
    store, other = opener(), opener()
    ids = planted(store)
    with other.read() as reading:
        assert reading.erased() == frozenset()
    store.erase(ids["person"], "Registerstelle", "Antrag")
    assert hits(dump(other)) == []
    with pytest.raises(Erased):
        other.commit(change(Remove(id=ids["person"], expected=3)))


@pytest.mark.parametrize("state", ["open", "declined"])
def test_a_person_of_whom_only_a_proposal_speaks_is_erased_from_it(store: Store, state: str) -> None:
    one, network, bystander = marked_person(), netzwerk("Vorgeschlagenes Netzwerk"), verein(f"Verein {NAME}")
    held = tie(one, "leitung", network, note=note(f"laut {FIRST}"))
    proposed = create(one, network, held, who=NAME, why=f"Selbsteintrag von {FIRST}")
    store.commit(create(bystander))
    store.propose(proposed)
    if state == "declined":
        store.decide(proposed.id, "declined", NAME, f"so nicht, {FIRST}")
    assert store.erase(one.id, "Registerstelle", f"Antrag von {LAST}") == 2
    with store.read() as reading:
        assert hits(repr(reading.proposals())) == []
        assert reading.erased() == {one.id}
        assert reading.changes(limit=1)[0].kind == "erase"
    assert live(store, bystander).name == f"Verein {NAME}"  # nobody has reviewed that this is about them
    if state == "open":
        with pytest.raises(Erased):
            store.decide(proposed.id, "accepted", "Prüfstelle")
        store.decide(proposed.id, "declined", "Prüfstelle")
    with pytest.raises(Erased):
        store.propose(create(one))
    assert store.check() == []


def test_what_only_a_proposal_says_of_a_known_person_leaves_the_proposal_and_no_more(store: Store) -> None:
    """A new name that was never accepted is gone with them, but blots nothing out of the record."""
    one, network = person("Ida Beispielperson"), netzwerk("Netzwerk Xanthippq Quorvelle")
    store.commit(create(one, network, tie(one, "leitung", network)))
    renamed = changed(live(store, one), name="Xanthippq Quorvelle")
    store.propose(edit(renamed, why="Frau Quorvelle heißt jetzt so", who="Xanthippq Quorvelle"))
    store.erase(one.id, "Registerstelle", "Antrag")
    with store.read() as reading:
        assert hits(repr(reading.proposals())) == []
    assert live(store, network).name == "Netzwerk Xanthippq Quorvelle"


def test_a_proposal_of_an_organisation_is_not_erased(store: Store) -> None:
    one = verein("Vorgeschlagener Verein")
    store.propose(create(one))
    with pytest.raises(Invalid):
        store.erase(one.id, "Registerstelle", "Antrag")
    with store.read() as reading:
        assert (reading.revision, reading.erased()) == (0, frozenset())
        assert "Vorgeschlagener Verein" in repr(reading.proposals())
