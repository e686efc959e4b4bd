"""Renaming, dissolution, succession, merger and split: one change set each, which keeps history and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from record_making import (
    WHO,
    create,
    document,
    entity,
    everything,
    netzwerk,
    post,
    source,
    tie,
    unversioned,
    verein,
)

from registry.access import STAFF_VIEWER
from registry.model import ChangeSet, Entity, Invalid, Period, Post, Status, Tie
from registry.opening import open_registry
from registry.services import Missing, Record, Registry, editing
from registry.services.keeping.ending import Occasion
from registry.services.keeping.reorganising import dissolution, merger, rename, split, succession
from registry.store.port import AnyStatement
from registry.vocabulary import Vocabulary

PAPER, NETWORK, CIRCLE = document(), netzwerk(), entity("arbeitskreis", "Beispielkreis Sprache")
FIRST, SECOND, THIRD = (verein(f"Musterverein {one}", period=Period(start="2001")) for one in ("Eins", "Zwei", "Drei"))
SEAT = post(NETWORK, "Vertretung", pool=(FIRST.id, SECOND.id, THIRD.id), seats=3)
MEMBER = tie(FIRST, "mitglied", NETWORK, post=SEAT.id, period=Period(start="2010"), sources=(source(PAPER),))
ALSO = tie(SECOND, "mitglied", NETWORK, post=SEAT.id)
BETWEEN = tie(FIRST, "kooperation", SECOND)
FACTS = (
    tie(FIRST, "mitglied", CIRCLE, status="ended", period=Period(start="2003", end="2005")),
    tie(FIRST, "beraet", PAPER, period=Period.on("2012"), status="event"),
    tie(FIRST, "initiiert", CIRCLE),
)
DAY = Occasion("2026-03-01", WHO, "Beschluss der Mitglieder", (source(PAPER, "Z. 9"),))


def _begin(registry: Registry, *more: AnyStatement) -> None:
    registry.commit(create(PAPER, NETWORK, CIRCLE, FIRST, SECOND, THIRD, SEAT, MEMBER, ALSO, BETWEEN, *FACTS, *more))


def _do(registry: Registry, make: Callable[[Record, Vocabulary], ChangeSet]) -> ChangeSet:
    return registry.commit_prepared(lambda record: make(record, registry.vocabulary))[0]


def _all(registry: Registry) -> dict[str, AnyStatement]:
    with registry.reading(STAFF_VIEWER) as record:
        return everything(record)  # type: ignore[arg-type]


def _made(registry: Registry) -> list[Tie]:
    """Ties that were not there in the beginning, in order of roles."""
    known = {MEMBER.id, ALSO.id, BETWEEN.id, *(one.id for one in FACTS)}
    found = [one for one in _all(registry).values() if isinstance(one, Tie) and one.id not in known]
    return sorted(found, key=lambda one: (one.role, one.object, one.subject))


def test_a_renamed_organisation_keeps_its_old_name_with_the_day_until_which_it_was_its_name(registry: Registry) -> None:
    """It is found under both; another renaming goes on from there."""
    _begin(registry)
    _do(registry, lambda record, _: rename(record, FIRST.id, "Neuer  Musterverein", DAY))
    later = Occasion("2028", WHO, "noch einmal")
    _do(registry, lambda record, _: rename(record, FIRST.id, "Dritter Musterverein", later))
    found = _all(registry)[FIRST.id]
    assert isinstance(found, Entity)
    assert found.name == "Dritter Musterverein"
    assert found.aliases == ("Musterverein Eins", "Neuer Musterverein")
    assert [(one.name, str(one.period)) for one in found.former] == [
        ("Musterverein Eins", "2001/2026-02-28"),
        ("Neuer Musterverein", "2026-02-28/2028"),
    ]
    assert DAY.sources[0] in found.sources


def test_a_dissolved_organisation_ends_with_what_lasts_and_keeps_what_was(registry: Registry) -> None:
    """Ties and their seats end the day before, facts of the past stay as they are, pools lose it."""
    planned = tie(FIRST, "mitglied", CIRCLE, status="planned", period=Period(start="2027"))
    _begin(registry, planned)
    written = _do(registry, lambda record, words: dissolution(record, words, FIRST.id, DAY))
    after = _all(registry)
    ended = [after[one] for one in (FIRST.id, MEMBER.id, BETWEEN.id)]
    assert {one.status for one in ended if not isinstance(one, Post)} == {Status.ENDED}  # type: ignore[union-attr]
    assert [str(one.period) for one in ended] == ["2001/2026-02-28", "2010/2026-02-28", "/2026-02-28"]
    assert [after[one.id] for one in FACTS] == [one.model_copy(update={"version": 1}) for one in FACTS]
    seat = after[SEAT.id]
    assert isinstance(seat, Post)
    assert seat.pool == (SECOND.id, THIRD.id)
    assert planned.id not in after, "what had not begun does not begin"
    assert (written.kind, _made(registry)) == ("end", [])


def test_a_merger_ends_its_parts_and_takes_their_ties_over_once(registry: Registry) -> None:
    """Both were members of the network, the new one is a member once; nothing ties it to itself; it follows both."""
    _begin(registry)
    new = verein("Musterverein Zusammen")
    _do(registry, lambda record, words: merger(record, words, [FIRST.id, SECOND.id], new, DAY))
    after = _all(registry)
    assert [after[one.id].status for one in (FIRST, SECOND)] == [Status.ENDED, Status.ENDED]  # type: ignore[union-attr]
    made = _made(registry)
    assert [(one.subject, one.role, one.object) for one in made] == sorted(
        [
            (new.id, "mitglied", NETWORK.id),
            (new.id, "nachfolge", FIRST.id),
            (new.id, "nachfolge", SECOND.id),
        ],
        key=lambda one: (one[1], one[2]),
    )
    member = made[0]
    assert (member.post, member.period, member.sources) == (SEAT.id, Period(start="2026-03-01"), DAY.sources)
    assert member.flags[0].kind == "inferred"
    assert "Musterverein Eins" in member.flags[0].note.de
    seat = after[SEAT.id]
    assert isinstance(seat, Post)
    assert seat.pool == (new.id, THIRD.id)


def test_a_merged_body_takes_its_seats_and_whoever_holds_them_along(registry: Registry) -> None:
    """The old seats end, copies of them stand in the new body, and holders sit in the copies."""
    _begin(registry)
    new = netzwerk("Neues Netzwerk")
    _do(registry, lambda record, words: succession(record, words, NETWORK.id, new, DAY))
    after = _all(registry)
    old = after[SEAT.id]
    assert isinstance(old, Post)
    assert (old.status, old.body, old.pool) == (Status.ENDED, NETWORK.id, SEAT.pool)
    copy = next(one for one in after.values() if isinstance(one, Post) and one.body == new.id)
    assert (copy.name, copy.pool, copy.seats) == (SEAT.name, SEAT.pool, SEAT.seats)
    members = [one for one in _made(registry) if one.role == "mitglied"]
    assert {(one.subject, one.object, one.post) for one in members} == {
        (FIRST.id, new.id, copy.id),
        (SECOND.id, new.id, copy.id),
    }


def test_only_the_chosen_ties_go_on_and_none_twice(registry: Registry) -> None:
    """A successor that is a member already stays one; what is not chosen just ends."""
    there = tie(THIRD, "mitglied", NETWORK, post=SEAT.id)
    _begin(registry, there)
    with registry.reading(STAFF_VIEWER) as record:
        third = record.entity(THIRD.id)
    _do(registry, lambda record, words: succession(record, words, FIRST.id, third, DAY, [MEMBER.id]))
    assert [one.role for one in _made(registry) if one.id != there.id] == ["nachfolge"]
    assert all(_all(registry)[one.id].status is Status.ENDED for one in (MEMBER, BETWEEN))  # type: ignore[union-attr]


def test_a_split_gives_each_part_what_was_chosen_for_it(registry: Registry) -> None:
    """A tie may go on with one, with both, or with none."""
    _begin(registry)
    one, two = verein("Musterverein Nord"), verein("Musterverein Süd")
    carry = {MEMBER.id: (0, 1), BETWEEN.id: (1,), FACTS[0].id: (0,)}
    _do(registry, lambda record, words: split(record, words, FIRST.id, [one, two], DAY, carry))
    assert {(each.subject, each.role, each.object) for each in _made(registry)} == {
        (one.id, "mitglied", NETWORK.id),
        (two.id, "mitglied", NETWORK.id),
        (two.id, "kooperation", SECOND.id),
        (one.id, "nachfolge", FIRST.id),
        (two.id, "nachfolge", FIRST.id),
    }
    seat = _all(registry)[SEAT.id]
    assert isinstance(seat, Post)
    assert seat.pool == (one.id, two.id, SECOND.id, THIRD.id)


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda record, _: rename(record, FIRST.id, " Musterverein  Eins ", DAY), "present one"),
        (lambda record, _: rename(record, FIRST.id, "x" * 600, DAY), "at most 500"),
        (lambda record, words: dissolution(record, words, FIRST.id, Occasion("bald", WHO, "x")), "no date"),
        (lambda record, words: dissolution(record, words, FIRST.id, Occasion("1990", WHO, "x")), "before it begins"),
        (lambda record, words: dissolution(record, words, PAPER.id, DAY), "only organisations"),
        (lambda record, words: merger(record, words, [FIRST.id], record.entity(FIRST.id), DAY), "follow themselves"),
        (lambda record, words: split(record, words, FIRST.id, [verein()], DAY), "at least two"),
    ],
)
def test_what_can_not_be_is_refused(
    registry: Registry, make: Callable[[Record, Vocabulary], ChangeSet], what: str
) -> None:
    """With a reason, before anything is written."""
    _begin(registry)
    with pytest.raises(Invalid, match=what):
        _do(registry, make)
    assert registry.revision() == 1


def test_what_is_not_there_can_not_change(registry: Registry) -> None:
    """Missing, as everywhere."""
    _begin(registry)
    with pytest.raises(Missing):
        _do(registry, lambda record, words: dissolution(record, words, verein().id, DAY))


_ROLES = ("mitglied", "moderation", "kooperation", "nachfolge", "teil_von", "initiiert")
_MEMBERS = (FIRST, SECOND, THIRD, NETWORK, CIRCLE)
_PERIODS = st.sampled_from([Period(), Period(start="2003"), Period(start="2003", end="2004"), Period(start="2030")])


@st.composite
def _some_ties(draw: st.DrawFn) -> list[Tie]:
    number = draw(st.integers(0, 6))
    ties = []
    for _ in range(number):
        one, other = draw(st.permutations(_MEMBERS))[:2]
        role = draw(st.sampled_from(_ROLES))
        if role in ("mitglied", "moderation") and other not in (NETWORK, CIRCLE):
            continue
        status = draw(st.sampled_from(["existing", "expected", "planned"]))
        ties.append(tie(one, role, other, period=draw(_PERIODS), status=status))
    return ties


@settings(max_examples=25)
@given(ties=_some_ties(), what=st.sampled_from(["rename", "dissolution", "succession", "merger", "split"]))
def test_every_reorganisation_can_be_undone_without_a_trace_in_the_record(ties: list[Tie], what: str) -> None:
    """Whatever ties there are: the change and its undoing give the record as it was; and the rules hold in between."""
    with TemporaryDirectory() as folder, closing(open_registry(f"sqlite:///{folder}/one.db", create=True)) as registry:
        _change_and_undo(registry, ties, what)


def _change_and_undo(registry: Registry, ties: list[Tie], what: str) -> None:
    registry.commit(create(PAPER, NETWORK, CIRCLE, FIRST, SECOND, THIRD, SEAT, *ties))
    before = unversioned(_all(registry).values())
    new, more = netzwerk("Neues Netzwerk"), netzwerk("Anderes Netzwerk")
    made = _do(
        registry,
        lambda record, words: {
            "rename": lambda: rename(record, NETWORK.id, "Umbenanntes Netzwerk", DAY),
            "dissolution": lambda: dissolution(record, words, NETWORK.id, DAY),
            "succession": lambda: succession(record, words, NETWORK.id, record.entity(CIRCLE.id), DAY),
            "merger": lambda: merger(record, words, [NETWORK.id, CIRCLE.id], new, DAY),
            "split": lambda: split(record, words, NETWORK.id, [new, more], DAY, {one.id: (0, 1) for one in ties}),
        }[what](),
    )
    assert unversioned(_all(registry).values()) != before
    assert registry.check() == []
    registry.commit_prepared(lambda record: editing.undo(record, made.id, WHO, "doch nicht"))
    assert unversioned(_all(registry).values()) == before
