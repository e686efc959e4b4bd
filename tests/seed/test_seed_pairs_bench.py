"""The benchmark of duplicates: its verdicts are computed rightly, its peers find what is there, its page is written."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from registry.model import Invalid
from seed.bench.duplicates import running
from seed.bench.duplicates.measuring import peers
from seed.bench.duplicates.peers import Peers
from seed.bench.duplicates.tuning import tune
from seed.bench.duplicates.verdicts import Answer, Answered, Verdict, answered, best, counted, judged
from seed.pairs import Asked, Pair, World, pairs


@lru_cache(maxsize=1)
def world() -> World:
    return World(400, 21)


def pair(known: str, *, same: bool, by_name: bool = True) -> Pair:
    return Pair(Asked(known, "verein"), known, same, "same" if same else "sister", (), by_name)


def test_precision_and_recall_count_first_answers_that_are_sure_enough() -> None:
    found = [
        Answered(pair("a", same=True), (("a", 0.9), ("b", 0.1))),  # right
        Answered(pair("b", same=True), (("x", 0.8), ("b", 0.7))),  # wrong, though it comes second
        Answered(pair("c", same=True), (("c", 0.2),)),  # right, and not sure
        Answered(pair("d", same=False), (("d", 0.6),)),  # wrong: it is not in the record
        Answered(pair("e", same=False), ()),
    ]
    verdict = judged(found, 0.5)
    assert (verdict.precision, verdict.recall, verdict.first_three) == (1 / 3, 1 / 3, 1.0)
    assert verdict.f1 == pytest.approx(1 / 3)
    assert best(found, (0.1, 0.5, 0.85)).least == 0.1


def test_f1_of_nothing_found_is_nothing() -> None:
    assert Verdict(0.5, 0.0, 0.0, 0.0, 1).f1 == 0


def test_a_list_of_pairs_is_judged_by_what_it_has_in_common_with_the_true_ones() -> None:
    one, two, three = (frozenset(text) for text in ("ab", "cd", "ef"))
    verdict = counted({one, two}, {one, three})
    assert (verdict.precision, verdict.recall) == (0.5, 0.5)


def test_with_the_name_alone_nothing_else_is_asked_and_only_where_a_name_can_tell() -> None:
    asked: list[Asked] = []
    found = [pair("a", same=True), pair("b", same=True, by_name=False)]

    def find(one: Asked) -> tuple[Answer, ...]:
        asked.append(one)
        return ()

    assert len(answered(find, found, by_name=True)) == 1
    assert asked == [Asked("a")]
    assert len(answered(find, found, by_name=False)) == 2


def test_every_peer_finds_a_name_that_is_written_as_the_record_has_it() -> None:
    once = [actor for actor in world().actors if [one.title for one in world().actors].count(actor.title) == 1][:20]
    for name, find in Peers(world()).finders().items():
        assert [find(Asked(actor.title))[0][0] for actor in once] == [actor.id for actor in once], name


def test_peers_are_asked_with_the_name_alone() -> None:
    by_name = sum(one.by_name for one in pairs(world(), 30, world().seed))
    assert [one.verdict.pairs for one in peers(world(), 30)] == [by_name] * 3


def test_the_tables_are_written_between_the_markers_of_the_page_and_nowhere_else(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("before\n<!-- duplicates: begin -->\nold\n<!-- duplicates: end -->\nafter\n", encoding="utf-8")
    running.run(page, 400, (21,), 60)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n<!-- duplicates: begin -->\n### 400 actors")
    assert text.endswith("<!-- duplicates: end -->\nafter\n")
    assert "old" not in text
    assert text.count("\n| ") == 7
    assert "Sweep over" in text


def test_a_page_without_markers_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("nothing here\n", encoding="utf-8")
    with pytest.raises(Invalid, match="duplicates"):
        running.run(page, 200, (21,), 20)


def test_tuning_prints_a_weight_for_every_finding(capsys: pytest.CaptureFixture[str]) -> None:
    from registry.services.duplicates.weighing import FINDINGS, START

    tune(["--actors", "300", "--count", "60"], standalone_mode=False)
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == [START, *FINDINGS]
    assert all(float(line.partition(":")[2]) == float(line.partition(":")[2]) for line in lines)
