"""The sweep: every likely pair once, in steps that can be shown, stopped and taken up again, for each viewer."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice

from record_making import entity_id

from registry.access import PUBLIC_VIEWER, STAFF_VIEWER, Viewer
from registry.services.duplicates import DuplicateIndex, Entry, Reach, Step, all_pairs
from registry.services.duplicates.sweeping import STEP
from registry.vocabulary import Vocabulary, load_vocabulary
from seed.bench.duplicates.entering import entered, index
from seed.pairs import World, pairs

TOWNS = tuple(Entry(entity_id(name), "area", "stadt", (name,)) for name in ("Beispielstadt", "Musterhausen"))


def actor(key: str, name: str, town: int = 0, **fields: object) -> Entry:
    return Entry(entity_id(key), "actor", "verein", (name,), areas=((TOWNS[town].id, "public"),), **fields)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def of_a_region() -> DuplicateIndex:
    """Enough actors for several steps, some of them entered twice."""
    world = World(1_200, 8)
    twice = enumerate(pairs(world, 150, 9))
    return index(world, (entered(pair.asked, entity_id(str(number))) for number, pair in twice))


@lru_cache(maxsize=1)
def swept() -> tuple[Step, ...]:
    return tuple(all_pairs(of_a_region(), STAFF_VIEWER))


def found(vocabulary: Vocabulary, *entries: Entry, viewer: Viewer = STAFF_VIEWER) -> list[frozenset[str]]:
    steps = all_pairs(DuplicateIndex([*TOWNS, *entries], 1, vocabulary), viewer)
    return [frozenset((one.one, one.other)) for step in steps for one in step.pairs]


def test_every_pair_comes_once_with_its_hint_and_every_step_says_how_far_it_is() -> None:
    steps = swept()
    assert len(steps) > 2
    assert [step.done for step in steps] == [*range(STEP, steps[-1].total, STEP), steps[-1].total]
    every = [one for step in steps for one in step.pairs]
    assert len({frozenset((one.one, one.other)) for one in every}) == len(every) > 20
    assert all(one.one < one.other == one.hint.id and one.hint.reasons for one in every)


def test_who_was_interrupted_goes_on_at_the_cursor_and_gets_the_rest() -> None:
    whole = swept()
    (first,) = islice(all_pairs(of_a_region(), STAFF_VIEWER), 1)
    rest = [*all_pairs(of_a_region(), STAFF_VIEWER, after=first.cursor)]
    assert [step.pairs for step in [first, *rest]] == [step.pairs for step in whole]
    assert [*all_pairs(of_a_region(), STAFF_VIEWER, after=whole[-1].cursor)] == []


def test_a_judged_pair_is_left_out() -> None:
    every = [one for step in swept() for one in step.pairs]
    judged = frozenset(frozenset((one.one, one.other)) for one in every[:5])
    rest = [one for step in all_pairs(of_a_region(), STAFF_VIEWER, judged) for one in step.pairs]
    assert {(one.one, one.other) for one in rest} == {(one.one, one.other) for one in every[5:]}


def test_two_in_one_town_are_a_pair_and_two_in_different_towns_only_with_a_contact_in_common(
    vocabulary: Vocabulary,
) -> None:
    name = "Nachbarschaftshilfe Quellwasser"
    own = (Reach("email", "post@quellwasser.example"), Reach("phone", "0190 12345"))
    here, again, there = actor("a", name), actor("b", f"{name} e. V."), actor("c", name, town=1)
    assert found(vocabulary, here, again, there) == [frozenset((here.id, again.id))]
    reached, moved = actor("a", name, contacts=own), actor("c", f"{name} e. V.", town=1, contacts=own)
    assert found(vocabulary, reached, moved) == [frozenset((reached.id, moved.id))]


def test_what_is_hidden_from_the_viewer_is_in_no_pair(vocabulary: Vocabulary) -> None:
    name = "Nachbarschaftshilfe Quellwasser"
    both = actor("a", name), actor("b", name, visibility="staff")
    assert found(vocabulary, *both) == [frozenset(one.id for one in both)]
    assert found(vocabulary, *both, viewer=PUBLIC_VIEWER) == []


def test_persons_of_one_office_are_no_pair(vocabulary: Vocabulary) -> None:
    office = (Reach("email", "amt@beispielstadt.example"), Reach("phone", "0190 12345"))
    names = ("Erika Beispielperson", "Otto Platzhalter")
    persons = [
        Entry(entity_id(name), "actor", "person", (name,), contacts=office, bodies=(("x", "public"),)) for name in names
    ]
    assert found(vocabulary, *persons) == []


def test_a_record_with_changes_since_its_base_is_swept_as_it_is_now() -> None:
    vocabulary = load_vocabulary()
    name = "Nachbarschaftshilfe Quellwasser"
    before = DuplicateIndex([*TOWNS, actor("a", name)], 1, vocabulary)
    (step,) = all_pairs(before.updated([actor("b", name)], (), 2), STAFF_VIEWER)
    assert [{one.one, one.other} for one in step.pairs] == [{entity_id("a"), entity_id("b")}]
    assert [*all_pairs(DuplicateIndex([], 0, vocabulary), STAFF_VIEWER)] == []
