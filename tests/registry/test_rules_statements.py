"""The rules of the record: each broken rule is told with what, where and what helps, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pytest
from record_making import (
    change,
    changed,
    create,
    document,
    edit,
    entity,
    netzwerk,
    observation,
    person,
    post,
    remove,
    source,
    tie,
    verein,
)

from registry.model import ChangeSet, Invalid, Problem, Put, new_id
from registry.rules import attested, check_change_set, references
from registry.store.port import AnyStatement, Store
from registry.vocabulary import Vocabulary


class PlainRecord:
    """A record of these statements, for the rules to look at."""

    def __init__(self, *statements: AnyStatement) -> None:
        self.statements = {one.id: one for one in statements}

    def get(self, ids: Collection[str]) -> dict[str, AnyStatement]:
        return {id: self.statements[id] for id in ids if id in self.statements}

    def about(self, ids: Collection[str]) -> list[AnyStatement]:
        return [one for one in self.statements.values() if any(target in ids for _, target in references(one))]


ONE, OTHER, NETWORK, SECOND = verein("Eins"), verein("Zwei"), netzwerk("Netz"), netzwerk("Zweites Netz")
PERSON, PAPER = person(), document()
AREA = entity("gemeinde", "Beispielstadt", family="area")
SEAT = post(NETWORK, version=1)
HELD = tie(ONE, "mitglied", NETWORK, post=SEAT.id, sources=(source(PAPER),), version=1)
RECORD = [
    one.model_copy(update={"version": 1}) for one in (ONE, OTHER, NETWORK, SECOND, PERSON, PAPER, AREA, SEAT, HELD)
]


def _problems(change_set: ChangeSet, vocabulary: Vocabulary) -> list[Problem]:
    return check_change_set(change_set, PlainRecord(*RECORD), vocabulary)


def _now(statement: AnyStatement) -> AnyStatement:
    return statement.model_copy(update={"version": 1})


Make = Callable[[], ChangeSet]
BROKEN: dict[str, tuple[str, str, Make]] = {
    "unknown kind": ("kind", "'sparverein'", lambda: create(entity("sparverein"))),
    "kind of another family": ("kind", "family", lambda: create(entity("gemeinde", family="actor"))),
    "unknown theme of an entity": ("theme", "un-ki:tanzen", lambda: create(verein(themes=("un-ki:tanzen",)))),
    "unknown theme of a tie": ("theme", "tanzen", lambda: create(tie(ONE, "mitglied", NETWORK, theme="x:tanzen"))),
    "unknown role": ("role", "'schirmherr'", lambda: create(tie(ONE, "schirmherr", NETWORK))),
    "unknown role of a seat": ("role", "'schirmherr'", lambda: create(post(NETWORK, role="schirmherr"))),
    "subject of a wrong kind": ("end_kind", "as subject", lambda: create(tie(AREA, "mitglied", NETWORK))),
    "object of a wrong kind": ("end_kind", "as object", lambda: create(tie(ONE, "moderation", PERSON))),
    "both ends of wrong kinds": ("end_kind", "as subject", lambda: create(tie(PAPER, "moderation", AREA))),
    "ends of two families": ("end_kind", "one family", lambda: create(tie(ONE, "teil_von", PAPER))),
    "subject that is not there": ("reference", "subject", lambda: create(tie(new_id("e"), "mitglied", NETWORK))),
    "object that is not there": ("reference", "object", lambda: create(tie(ONE, "mitglied", new_id("e")))),
    "tie to itself": ("self_tie", "same", lambda: create(tie(NETWORK, "mitglied", NETWORK))),
    "deliberation without its date": ("dated", "date", lambda: create(tie(ONE, "beraet", PAPER))),
    "seat that is not there": ("reference", "seat", lambda: create(tie(ONE, "mitglied", NETWORK, post=new_id("p")))),
    "seat of another body": ("seat", "another body", lambda: create(tie(ONE, "mitglied", SECOND, post=SEAT.id))),
    "seat of a body that is not there": ("reference", "body", lambda: create(post(new_id("e")))),
    "seat of a person": ("end_kind", "no seats", lambda: create(post(PERSON))),
    "seat of an area": ("end_kind", "no seats", lambda: create(post(AREA))),
    "pool with an unknown": ("reference", "pool", lambda: create(post(NETWORK, pool=(ONE.id, new_id("e"))))),
    "pool with a document": ("reference", "pool", lambda: create(post(NETWORK, pool=(PAPER.id,)))),
    "rhythm of a fixed seat": ("post", "rotating", lambda: create(post(NETWORK, rhythm="yearly"))),
    "order of a fixed seat": ("post", "rotating", lambda: create(post(NETWORK, per_turn=2, order="alphabetical"))),
    "figure about nothing": ("reference", "subject", lambda: create(observation(new_id("e")))),
    "unknown indicator": ("indicator", "'tanzende'", lambda: create(observation(ONE, indicator="tanzende"))),
    "wrong unit": ("unit", "persons", lambda: create(observation(ONE, unit="euro"))),
    "source that is not there": ("source", "no document", lambda: create(verein(sources=(source(new_id("e")),)))),
    "source that is no document": ("source", "no document", lambda: create(verein(sources=(source(ONE),)))),
    "same id twice": (
        "duplicate_id",
        "twice",
        lambda: change(Put(record=ONE, expected=1), Put(record=ONE, expected=1)),
    ),
    "removal that leaves a tie": ("dangling", "subject", lambda: remove(_now(ONE))),
    "removal that leaves a source": ("dangling", "source", lambda: remove(_now(PAPER))),
    "removal that leaves a seat": ("dangling", "body", lambda: remove(_now(NETWORK), _now(HELD))),
    "removal that leaves a holder": ("dangling", "post", lambda: remove(SEAT)),
    "removal of what is used anew": (
        "dangling",
        "object",
        lambda: change(*remove(_now(SECOND)).operations, *create(tie(OTHER, "mitglied", SECOND)).operations),
    ),
    "successor that is not there": ("reference", "successor", lambda: remove(_now(OTHER), successor=new_id("e"))),
    "successor that goes too": (
        "reference",
        "successor",
        lambda: change(*remove(_now(OTHER), successor=SECOND.id).operations, *remove(_now(SECOND)).operations),
    ),
    "kind that bends a tie": ("end_kind", "as object", lambda: edit(changed(_now(NETWORK), kind="person"))),
    "kind that bends a source": (
        "source",
        "no document",
        lambda: edit(changed(_now(PAPER), kind="verein", family="actor")),
    ),
    "seat moved away from its holder": ("seat", "another body", lambda: edit(changed(SEAT, body=SECOND.id))),
}


@pytest.mark.parametrize("case", BROKEN)
def test_each_broken_rule_is_told_with_what_where_and_remedy(vocabulary: Vocabulary, case: str) -> None:
    rule, word, make = BROKEN[case]
    change_set = make()
    found = _problems(change_set, vocabulary)
    assert [one for one in found if one.rule == rule and word in one.what], found
    for one in found:
        assert one.where
        assert one.remedy
    targets = {one.target for one in change_set.operations} | {one.id for one in RECORD}
    assert all(any(id in one.where for id in targets) for one in found)


@pytest.mark.parametrize("case", BROKEN)
def test_a_store_refuses_each_broken_rule_and_writes_nothing(store: Store, case: str) -> None:
    store.commit(create(*RECORD))
    with pytest.raises(Invalid) as caught:
        store.commit(BROKEN[case][2]())
    assert BROKEN[case][0] in {one.rule for one in caught.value.problems}
    assert caught.value.where
    assert caught.value.remedy
    with store.read() as reading:
        assert reading.revision == 1
    assert store.check() == []


KEPT: dict[str, Make] = {
    "all that is known": lambda: create(tie(ONE, "moderation", SECOND, theme="gemeinsam:sprache")),
    "narrower kind": lambda: create(one := entity("migrantenorganisation"), tie(one, "mitglied", NETWORK)),
    "kind that bends nothing": lambda: edit(changed(_now(NETWORK), kind="arbeitskreis")),
    "planned deliberation without date": lambda: create(tie(ONE, "beraet", PAPER, status="planned")),
    "dated deliberation": lambda: create(tie(ONE, "beraet", PAPER, period={"start": "2012", "end": "2012"})),
    "removal with all that refers to it": lambda: remove(_now(NETWORK), SEAT, HELD),
    "seat moved with its holder": lambda: edit(changed(SEAT, body=SECOND.id), changed(HELD, object=SECOND.id)),
    "bent tie that goes too": lambda: change(
        *edit(changed(_now(NETWORK), kind="verein")).operations, *remove(HELD, SEAT).operations
    ),
    "rotating seat": lambda: create(post(NETWORK, kind="rotating", per_turn=2, order="alphabetical", rhythm="yearly")),
    "document that cites itself": lambda: create(
        one := document(), changed(one, id=new_id("e"), sources=[source(one)])
    ),
}


@pytest.mark.parametrize("case", KEPT)
def test_what_keeps_the_rules_is_accepted(vocabulary: Vocabulary, case: str) -> None:
    assert _problems(KEPT[case](), vocabulary) == []


def test_every_problem_is_told_at_once(vocabulary: Vocabulary) -> None:
    bad = [tie(ONE, "unbekannt", NETWORK), tie(ONE, "mitglied", new_id("e")), verein(themes=("x:y", "x:z"))]
    assert len(_problems(create(*bad), vocabulary)) == 4


def test_an_unknown_term_comes_with_the_known_ones(vocabulary: Vocabulary) -> None:
    found = _problems(create(tie(ONE, "moderatorin", NETWORK)), vocabulary)
    assert "moderation" in found[0].remedy
    assert "mitglied" in found[0].remedy


def test_references_name_every_place() -> None:
    seat = post(NETWORK, pool=(ONE.id, OTHER.id), sources=(source(PAPER),))
    assert list(references(seat)) == [
        ("body", NETWORK.id),
        ("pool", ONE.id),
        ("pool", OTHER.id),
        ("source", PAPER.id),
    ]
    assert list(references(HELD)) == [
        ("subject", ONE.id),
        ("object", NETWORK.id),
        ("post", SEAT.id),
        ("source", PAPER.id),
    ]
    assert list(references(observation(ONE))) == [("subject", ONE.id)]
    assert list(references(verein())) == []


@pytest.mark.parametrize(
    ("dates", "attested_for"),
    [
        ((), ()),
        ((None,), ()),
        (("2012", None, "2011", "2012"), ("2011", "2012")),
        (("2012-05", "2012"), ("2012", "2012-05")),
        (("2013-01", "2012-12-31"), ("2012-12-31", "2013-01")),
    ],
)
def test_a_statement_is_attested_for_every_date_of_its_sources_in_their_order(
    dates: tuple[str | None, ...], attested_for: tuple[str, ...]
) -> None:
    assert attested(verein(sources=tuple(source(PAPER, as_of=one) for one in dates))) == attested_for
