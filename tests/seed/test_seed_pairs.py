"""The pairs of the benchmark of duplicates: reproducible, labelled truly, varied, and drawn without the matcher."""

from __future__ import annotations

import ast
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest

import seed.pairs
from seed.pairs import Actor, Pair, World, pairs
from seed.pairs.drawing import SHARES
from seed.pairs.letters import OF_TEXT
from seed.pairs.names import lists
from seed.pairs.pieces import OF_PIECES
from seed.pairs.tables import tables
from seed.pairs.world import key


@lru_cache(maxsize=1)
def drawn() -> tuple[World, tuple[Pair, ...]]:
    world = World(3_000, 11)
    return world, tuple(pairs(world, 1_500, 12))


def by_id() -> dict[str, Actor]:
    return {actor.id: actor for actor in drawn()[0].actors}


def test_the_same_size_and_seed_give_the_same_world_and_pairs() -> None:
    world = World(300, 5)
    again = World(300, 5)
    assert world.actors == again.actors
    assert list(pairs(world, 80, 6)) == list(pairs(again, 80, 6))


def test_another_seed_gives_other_actors_and_other_pairs() -> None:
    world = World(300, 5)
    assert world.actors != World(300, 6).actors
    assert list(pairs(world, 80, 6)) != list(pairs(world, 80, 7))


def test_a_world_smaller_than_one_hundred_actors_is_refused() -> None:
    with pytest.raises(ValueError, match="100"):
        World(99, 1)


def test_no_two_actors_of_a_world_have_one_name_in_one_town() -> None:
    world, _ = drawn()
    assert len({key(actor.name) for actor in world.actors}) == len(world.actors) == 3_000
    assert len({actor.id for actor in world.actors}) == 3_000


def test_every_sort_of_pair_comes_about_as_often_as_is_said() -> None:
    _, found = drawn()
    counts = Counter(pair.sort for pair in found)
    assert set(counts) == set(SHARES)
    assert counts["same"] / len(found) == pytest.approx(SHARES["same"], abs=0.05)


def test_a_pair_is_the_same_exactly_where_its_sort_says_so() -> None:
    _, found = drawn()
    assert all(pair.same == (pair.sort == "same") for pair in found)


def test_each_actor_of_the_record_is_in_one_pair_at_most_and_exists() -> None:
    _, found = drawn()
    counts = Counter(pair.known for pair in found)
    assert counts.keys() <= by_id().keys()
    # The owners of branches are drawn from a list of their own.
    assert sum(count > 1 for count in counts.values()) < 0.05 * len(found)


def test_what_was_not_changed_is_entered_exactly_as_its_owner_writes_it() -> None:
    _, found = drawn()
    unchanged = [pair for pair in found if pair.same and not pair.ways]
    assert 0.05 < len(unchanged) / len(found) < 0.12
    actors = by_id()
    assert all(pair.asked.name == actors[pair.known].name.text for pair in unchanged)


def test_every_way_of_writing_comes_up() -> None:
    _, found = drawn()
    seen = {way for pair in found for way in pair.ways}
    assert seen == {*OF_PIECES, *OF_TEXT}


def test_names_are_changed_in_at_most_four_ways() -> None:
    _, found = drawn()
    assert {len(pair.ways) for pair in found} == {0, 1, 2, 3, 4}


def test_contacts_are_partly_given_as_the_record_has_them_partly_otherwise_and_partly_not_at_all() -> None:
    actors = by_id()
    same = [pair for pair in drawn()[1] if pair.same]
    given = [(one, {c.value for c in actors[pair.known].contacts}) for pair in same for one in pair.asked.contacts]
    assert 0.2 < sum(value in known for (_, value), known in given) / len(given) < 0.7
    assert 0.1 < sum(not pair.asked.contacts for pair in same) / len(same) < 0.5


def test_some_forms_know_a_place_and_some_a_number_and_none_more_than_a_form_can() -> None:
    _, found = drawn()
    assert 0.8 < sum(bool(pair.asked.areas) for pair in found) / len(found) < 0.95
    assert 0.02 < sum(bool(pair.asked.identifiers) for pair in found) / len(found) < 0.3
    known = {area for area, *_ in drawn()[0].areas()}
    assert all(set(pair.asked.areas) <= known for pair in found)


def test_by_name_leaves_nothing_but_the_name() -> None:
    asked = next(pair.asked for pair in drawn()[1] if pair.asked.contacts and pair.asked.areas)
    assert asked.by_name == seed.pairs.Asked(asked.name)


def test_nobody_made_up_can_be_reached() -> None:
    for actor in drawn()[0].actors:
        for one in actor.contacts:
            assert one.kind not in ("email", "web") or ".example" in one.value
            assert one.kind != "phone" or one.value.startswith("019")


def test_the_lists_are_their_own() -> None:
    """Nothing of the generator imports a service of the registry: neither the matcher nor the folding of search."""
    for path in Path(seed.pairs.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        modules += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        assert not [name for name in modules if name.startswith("registry.") and name != "registry.model"], path.name


def test_every_list_has_entries_and_every_place_of_a_pattern_has_a_list() -> None:
    assert all(lists().values())
    assert all(tables().values())
    world = World(200, 3)
    for kind in lists()["kinds"]:
        for pattern in lists()["patterns"][kind]:
            assert world.naming._filled(_chance(), pattern, 0), pattern


def _chance() -> seed.pairs.chance.Chance:
    return seed.pairs.chance.Chance(1)
