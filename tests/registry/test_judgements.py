"""Judgements of pairs are kept and not asked again; the list of likely duplicates is made by a task."""

from __future__ import annotations

import pytest
from record_making import create, verein

from registry.access import STAFF_VIEWER
from registry.model import Invalid
from registry.services import Registry
from registry.services.duplicates import Query
from registry.services.jobs import HANDLERS, PERIODIC
from registry.services.judgements import Judgements
from registry.services.sweeping import OWNER, TASK
from registry.services.tasks import Queue, Worker


def test_a_judgement_is_found_from_both_sides_and_can_be_replaced_and_taken_back(registry: Registry) -> None:
    judgements = Judgements(registry.workspace)
    first = judgements.judge("e1", "e2", "unsure", "Registerstelle")
    assert (first.verdict, first.who, first.pair) == ("unsure", "Registerstelle", {"e1", "e2"})
    second = judgements.judge("e2", "e1", "different", "Leitstelle")
    assert [one.verdict for one in (*judgements.of("e1"), *judgements.of("e2"))] == ["different"] * 2
    assert [(one.pair, one.who) for one in judgements.latest()] == [(second.pair, "Leitstelle")]
    judgements.judge("e1", "e3", "same", "Registerstelle")
    assert judgements.pairs() == {frozenset(("e1", "e2")), frozenset(("e1", "e3"))}
    assert judgements.pairs(["e3"]) == {frozenset(("e1", "e3"))}
    judgements.take_back("e2", "e1")
    judgements.take_back("e2", "e1")
    assert judgements.pairs() == {frozenset(("e1", "e3"))}


@pytest.mark.parametrize(("other", "verdict"), [("e1", "same"), ("e2", "maybe"), ("e2", "")])
def test_what_is_no_judgement_is_refused(registry: Registry, other: str, verdict: str) -> None:
    with pytest.raises(Invalid):
        Judgements(registry.workspace).judge("e1", other, verdict, "Registerstelle")
    assert Judgements(registry.workspace).pairs() == frozenset()


def test_likely_duplicates_are_listed_until_somebody_has_judged_them(registry: Registry) -> None:
    one, two, other = (
        verein("Musterverein Beispielstadt e. V."),
        verein("Muster-Verein Beispielstadt"),
        verein("Kochrunde"),
    )
    registry.commit(create(one, two, other))
    assert _listed(registry) == [{one.id, two.id}]
    judgements = Judgements(registry.workspace)
    judgements.judge(two.id, one.id, "different", "Registerstelle")
    assert _listed(registry) == []
    query = Query(one.name, exclude=frozenset({one.id}))
    assert [hint.id for hint in registry.duplicates(query, STAFF_VIEWER)] == [two.id]


def _listed(registry: Registry) -> list[set[str]]:
    queue = Queue(registry.workspace)
    task = queue.add(TASK, {}, OWNER)
    assert Worker(registry, HANDLERS, PERIODIC).once()
    ended = queue.get(task.id)
    assert ended.state == "done", ended.problem
    return [{row["one"], row["other"]} for row in ended.result["pairs"]]
