"""The synthetic region: one seed gives one region, of the promised size and shape, and it keeps every rule."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.access import STAFF_VIEWER
from registry.model import Entity, Put, Tie
from registry.rules import check_statement
from registry.services import Registry
from registry.vocabulary import load_vocabulary
from seed.invented_names import towns
from seed.synthetic import LARGEST_BODY, Region

VOCABULARY = load_vocabulary()
PARTICIPATION = {"mitglied", "moderation", "vorsitz", "beratend", "geschaeftsfuehrung"}
sizes = st.integers(100, 1500)
seeds = st.integers(0, 2**32)


def region(actors: int, seed: int = 1) -> Region:
    return Region(actors, seed, VOCABULARY)


@settings(max_examples=15)
@given(sizes, seeds)
def test_same_size_and_seed_give_the_same_region(actors: int, seed: int) -> None:
    """Two runs with one size and seed agree in every statement."""
    assert list(region(actors, seed).statements()) == list(region(actors, seed).statements())


@settings(max_examples=15)
@given(sizes, seeds)
def test_region_keeps_its_counts_and_every_rule(actors: int, seed: int) -> None:
    """Exactly the asked number of actors, five times as many ties, no id twice, no rule broken."""
    here = region(actors, seed)
    found = {one.id: one for one in here.statements()}
    assert len(found) == here.size
    assert sum(isinstance(one, Entity) and one.family == "actor" for one in found.values()) == actors
    assert sum(isinstance(one, Tie) for one in found.values()) == 5 * actors
    assert not [str(one) for it in found.values() for one in check_statement(it, found.get, VOCABULARY)]


@settings(max_examples=15)
@given(sizes, seeds)
def test_nobody_takes_part_twice(actors: int, seed: int) -> None:
    """One actor has at most one role in a body, and no body is a member of itself."""
    taking_part = [
        one for one in region(actors, seed).statements() if isinstance(one, Tie) and one.role in PARTICIPATION
    ]
    assert len({(one.subject, one.object) for one in taking_part}) == len(taking_part)
    assert all(one.subject != one.object for one in taking_part)


def test_other_seeds_give_other_regions() -> None:
    """Another seed gives other ids and other ties, so that two regions fit into one record."""
    one, other = ({it.id for it in region(200, seed).statements()} for seed in (1, 2))
    assert not one & other


def test_shape_of_a_larger_region() -> None:
    """Roles, sizes of bodies and periods have the shares that the generator promises."""
    ties = [one for one in region(10_000).statements() if isinstance(one, Tie)]
    roles = Counter(one.role for one in ties if one.role in PARTICIPATION)
    total = sum(roles.values())
    assert roles["mitglied"] / total == pytest.approx(0.92, abs=0.01)
    assert roles["moderation"] / total == pytest.approx(0.04, abs=0.005)
    bodies = sorted(Counter(one.object for one in ties if one.role in PARTICIPATION).values(), reverse=True)
    assert bodies[0] <= LARGEST_BODY
    assert bodies[0] > 20 * bodies[len(bodies) // 2]
    unknown = sum(one.period.start is None for one in ties if one.role in PARTICIPATION)
    assert unknown / total == pytest.approx(0.45, abs=0.02)


def test_every_place_has_a_way_up_to_the_land() -> None:
    """Gemeinde, Kreis and Land form one tree, and every actor stands in a Gemeinde."""
    statements = list(region(500).statements())
    above = {one.subject: one.object for one in statements if isinstance(one, Tie) and one.role == "teil_von"}
    areas = {one.id: one for one in statements if isinstance(one, Entity) and one.family == "area"}
    for start in areas:
        way = [start]
        while way[-1] in above:
            way.append(above[way[-1]])
        assert [areas[id].kind for id in way] == ["gemeinde", "kreis", "land"][-len(way) :]
    places = [one for one in statements if isinstance(one, Tie) and one.role in ("gebietsbezug", "sitz")]
    assert len(places) == 500
    assert {areas[one.object].kind for one in places} == {"gemeinde"}


def test_everything_says_that_it_is_synthetic() -> None:
    """Every statement cites the document that says that nothing in it is real."""
    first, *rest = region(150).statements()
    assert isinstance(first, Entity)
    assert "Synthetische" in first.name
    assert all([source.document for source in one.sources] == [first.id] for one in rest)


def test_change_sets_refer_only_backwards() -> None:
    """Each change set can be committed once those before it are, and none is larger than asked."""
    known: set[str] = set()
    change_sets = list(region(300).change_sets(batch=100))
    assert [len(one.operations) for one in change_sets[:-1]] == [100] * (len(change_sets) - 1)
    for change_set in change_sets:
        records = [one.record for one in change_set.operations if isinstance(one, Put)]
        known |= {one.id for one in records}
        assert all({one.subject, one.object} <= known for one in records if isinstance(one, Tie))


def test_region_enters_a_record_once(empty_registry: Registry) -> None:
    """The store takes the whole region, finds no rule broken, and takes it a second time without a change."""
    here = region(120)
    revisions = [empty_registry.commit(one) for one in here.change_sets(batch=250)]
    assert [after - before for before, after in pairwise(revisions)] == [1] * (len(revisions) - 1)
    with empty_registry.reading(STAFF_VIEWER) as record:
        assert sum(record.counts().values()) == here.size
    assert empty_registry.check() == []
    assert [empty_registry.commit(one) for one in region(120).change_sets(batch=250)] == revisions


def test_too_small_a_region_is_refused() -> None:
    """Fewer than 100 actors do not make a region."""
    with pytest.raises(ValueError, match="at least 100"):
        region(99)


@given(st.integers(1, 4000))
def test_towns_differ(count: int) -> None:
    """No two towns share a name."""
    assert len(set(towns(count))) == count
