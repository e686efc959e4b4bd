"""Rotating seats: whose turn it is, what follows from the seat's rule, and the change set of the turn of the year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from record_making import (
    WHO,
    changed,
    create,
    document,
    entity,
    netzwerk,
    post,
    source,
    tie,
    unversioned,
)

from registry.access import STAFF_VIEWER
from registry.model import Entity, Invalid, NotFound, Period, Post, Size, Status, Tie
from registry.services import Registry, editing
from registry.services.keeping import Rota, fill, rota, seat_standings, turn
from registry.services.keeping.rota import Turn, calendar
from registry.services.keeping.terms import a_year_from, before, years_later
from registry.store.port import AnyStatement

TOWNS = ("Bergdorf", "Bönstadt", "Kamstadt", "Lünfeld", "Schwertheim", "Unstadt")
COUNCILS = tuple(entity("integrationsrat", f"Integrationsrat {one}") for one in TOWNS)
NETWORK, PAPER = netzwerk(), document()
IDS = tuple(one.id for one in COUNCILS)
STAND = date(2013, 6, 1)


def _post(**fields: Any) -> Post:
    rule = {"kind": "rotating", "seats": 2, "per_turn": 2, "order": "alphabetical", "rhythm": "yearly"}
    return post(NETWORK, **{**rule, "pool": tuple(reversed(IDS)), "sources": (source(PAPER, "Z. 295"),), **fields})


def _begin(registry: Registry, *statements: AnyStatement) -> None:
    registry.commit(create(NETWORK, PAPER, *COUNCILS, *statements))


def _rota(registry: Registry, stand: date = STAND) -> Rota:
    with registry.reading(STAFF_VIEWER) as record:
        (found,) = rota(record, NETWORK.id, stand)
    return found


def _held(seat: Post, number: int, start: str, **fields: Any) -> Tie:
    term = {"period": Period(start=start, end=start), "post": seat.id}
    return tie(COUNCILS[number], "mitglied", NETWORK, **{**term, **fields})


def _towns(turn: Turn) -> str:
    return " ".join(TOWNS[IDS.index(one)][:2] for one in turn.holders)


def _turn(registry: Registry, seat: str, on: str, **more: Any) -> None:
    registry.commit_prepared(lambda record: turn(record, seat, on, WHO, "Wechsel", **more))


# --- the calendar


def test_without_a_first_year_the_turns_follow_the_alphabet_and_have_no_dates(registry: Registry) -> None:
    """Two of six a year: three turns make one round, whatever order the pool was entered in; ö sorts like o."""
    _begin(registry, _post())
    found = _rota(registry)
    assert [_towns(one) for one in found.computed] == ["Be Bö", "Ka Lü", "Sc Un"]
    assert {(one.state, one.period) for one in found.computed} == {("undated", Period())}
    assert (found.due, found.present, found.recorded, found.obstacle) == (found.computed[0], None, (), "")


def test_from_its_first_year_on_the_calendar_has_dates_and_goes_one_round_ahead_of_the_stand(
    registry: Registry,
) -> None:
    """What would have been before the Stand is past; the turn of the Stand itself is due."""
    _begin(registry, _post(starts="2012"))
    found = _rota(registry)
    assert [(one.period.start, one.state) for one in found.computed] == [
        ("2012", "past"),
        ("2013", "present"),
        ("2014", "ahead"),
        ("2015", "ahead"),
    ]
    assert found.due is found.computed[1]
    assert found.overdue


def test_recorded_turns_stand_first_and_the_round_goes_on_after_them(registry: Registry) -> None:
    """Who has had a turn waits until everybody else has."""
    seat = _post()
    _begin(
        registry, seat, _held(seat, 2, "2012"), _held(seat, 3, "2012"), _held(seat, 4, "2013"), _held(seat, 5, "2013")
    )
    found = _rota(registry)
    assert [(_towns(one), one.state, len(one.ties)) for one in found.recorded] == [
        ("Ka Lü", "past", 2),
        ("Sc Un", "present", 2),
    ]
    assert [(_towns(one), one.period.start) for one in found.computed] == [
        ("Be Bö", "2014"),
        ("Ka Lü", "2015"),
        ("Sc Un", "2016"),
    ]
    assert found.present is found.recorded[1]
    assert not found.overdue


def test_who_was_passed_over_is_next(registry: Registry) -> None:
    """The one who never had a turn comes before those who had."""
    seat = _post(per_turn=1, seats=1)
    past = [_held(seat, number, str(2007 + place)) for place, number in enumerate((0, 1, 3, 4, 5))]
    _begin(registry, seat, *past)
    found = _rota(registry, date(2011, 5, 1))
    assert [_towns(one) for one in found.computed[:3]] == ["Ka", "Be", "Bö"]
    assert found.waiting[0] == IDS[2]


def test_without_an_order_nobody_is_said_to_be_due(registry: Registry) -> None:
    """The record does not say who follows, so neither do we; who has waited longest is told all the same."""
    seat = _post(order=None)
    _begin(registry, seat, _held(seat, 0, "2013"))
    found = _rota(registry)
    assert (found.obstacle, found.due, found.computed) == ("order", None, ())
    assert found.waiting[-1] == IDS[0]


def test_a_pool_that_names_a_collective_has_no_turns(registry: Registry) -> None:
    """Its members are not known by name."""
    agencies = entity("kollektiv", "Drei Beispielstellen", size=Size(count=3))
    _begin(registry, agencies, _post(pool=(agencies.id,), per_turn=1, seats=1))
    assert _rota(registry).obstacle == "collective"


def test_a_turn_that_lasted_two_years_moves_the_next_one(registry: Registry) -> None:
    """The next turn begins after it has ended."""
    seat = _post()
    _begin(registry, seat, _held(seat, 0, "2012", period=Period(start="2012", end="2013")))
    assert _rota(registry).computed[0].period == Period.on("2014")


# --- the turn of the year


def test_a_turn_ends_the_present_holders_and_begins_the_next_as_expected(registry: Registry) -> None:
    """One change set; what is only computed says so, cites the seat's sources and claims nothing to exist."""
    seat = _post()
    held = (_held(seat, 0, "2013", period=Period(start="2013")), _held(seat, 1, "2013", period=Period(start="2013")))
    _begin(registry, seat, *held)
    _turn(registry, seat.id, "2014")
    with registry.reading(STAFF_VIEWER) as record:
        ties = {one.subject: one for one in record.about([seat.id], places=["post"]) if isinstance(one, Tie)}
    assert {id: (ties[id].period, ties[id].status) for id in IDS[:2]} == dict.fromkeys(
        IDS[:2], (Period(start="2013", end="2013"), Status.ENDED)
    )
    assert {id: (ties[id].period, ties[id].status) for id in IDS[2:4]} == dict.fromkeys(
        IDS[2:4], (Period.on("2014"), Status.EXPECTED)
    )
    assert all(ties[id].sources == seat.sources and ties[id].flags[0].kind == "inferred" for id in IDS[2:4])
    assert set(ties) == set(IDS[:4])


def test_a_turn_that_a_source_confirms_exists(registry: Registry) -> None:
    """Then it is no inference any more."""
    seat = _post()
    _begin(registry, seat)
    _turn(registry, seat.id, "2013-07-01", confirmed=source(PAPER, "Protokoll", "2013-06-20"))
    with registry.reading(STAFF_VIEWER) as record:
        made = [one for one in record.about([seat.id], places=["post"]) if isinstance(one, Tie)]
    assert {(one.status, one.period, one.flags) for one in made} == {
        (Status.EXISTING, Period(start="2013-07-01", end="2014-06-30"), ())
    }


def test_years_of_turns_follow_each_other_and_each_can_be_undone(registry: Registry) -> None:
    """Three years make a round, the fourth begins it again; undoing the last one gives the year before."""
    seat = _post()
    _begin(registry, seat)
    for year in ("2013", "2014", "2015"):
        _turn(registry, seat.id, year)
    with registry.reading(STAFF_VIEWER) as record:
        before_it = unversioned(record.about([seat.id]))
    last, _ = registry.commit_prepared(lambda record: turn(record, seat.id, "2016", WHO, "Wechsel"))
    found = _rota(registry, date(2016, 3, 1))
    assert [_towns(one) for one in found.recorded] == ["Be Bö", "Ka Lü", "Sc Un", "Be Bö"]
    registry.commit_prepared(lambda record: editing.undo(record, last.id, WHO, "doch nicht"))
    with registry.reading(STAFF_VIEWER) as record:
        assert unversioned(record.about([seat.id])) == before_it


@pytest.mark.parametrize(
    ("on", "more", "what"),
    [
        ("2013", {}, "already"),
        ("bald", {}, "no date"),
        ("2014", {"holders": (NETWORK.id,)}, "not in the pool"),
        ("2014", {"holders": (IDS[0], IDS[0])}, "twice"),
        ("2014", {"holders": IDS[:3]}, "for 2 at a time"),
    ],
)
def test_a_turn_that_can_not_be_is_refused(registry: Registry, on: str, more: dict[str, Any], what: str) -> None:
    """Nothing is written then."""
    seat = _post()
    _begin(registry, seat, _held(seat, 0, "2013"))
    revision = registry.revision()
    with pytest.raises(Invalid, match=what):
        _turn(registry, seat.id, on, **more)
    assert registry.revision() == revision


def test_without_an_order_a_turn_needs_names(registry: Registry) -> None:
    """And takes those that are named."""
    seat = _post(order=None, rhythm=None)
    _begin(registry, seat)
    with pytest.raises(Invalid, match="does not follow"):
        _turn(registry, seat.id, "2014")
    _turn(registry, seat.id, "2014", holders=IDS[4:])
    assert _rota(registry, date(2014, 2, 2)).recorded[0].holders == IDS[4:]


def test_only_rotating_seats_turn(registry: Registry) -> None:
    """Others are filled by name; what is no seat is not found."""
    plain = post(NETWORK)
    _begin(registry, plain)
    with pytest.raises(Invalid, match="does not rotate"):
        _turn(registry, plain.id, "2014")
    with pytest.raises(NotFound):
        _turn(registry, NETWORK.id, "2014")


# --- for all pools and years


def _names(count: int) -> list[Entity]:
    return [entity("verein", f"Beispielverein {number:03}") for number in range(count)]


def _found(count: int, size: int, starts: str, stand: date, ties: Callable[[Post], list[Tie]] = lambda _: []) -> Rota:
    members = _names(count)
    rule: dict[str, Any] = {
        "kind": "rotating",
        "per_turn": size,
        "order": "alphabetical",
        "rhythm": "yearly",
        "starts": starts,
    }
    seat = post(NETWORK, pool=tuple(one.id for one in members), **rule)
    return calendar(seat, {one.id: one for one in members}, ties(seat), stand)


@given(count=st.integers(1, 30), size=st.integers(1, 8), years=st.integers(0, 60))
def test_every_rotation_is_fair(count: int, size: int, years: int) -> None:
    """After any number of years the turns of any two differ by at most one, and nobody has two seats in a turn."""
    found = _found(count, size, "1990", date(1990 + years, 7, 1))
    had = Counter(dict.fromkeys(found.post.pool, 0))
    for one in found.computed:
        had.update(one.holders)
        assert len(set(one.holders)) == len(one.holders) == min(size, count)
        assert max(had.values()) - min(had.values()) <= 1


@given(
    count=st.integers(1, 12),
    size=st.integers(1, 4),
    past=st.lists(st.sets(st.integers(0, 11), min_size=1, max_size=4), max_size=12),
)
def test_whatever_was_before_nobody_waits_longer_than_one_round(count: int, size: int, past: list[set[int]]) -> None:
    """The first round after any past reaches everybody, and the turns follow each other year by year."""

    def ties(seat: Post) -> list[Tie]:
        return [
            tie(seat.pool[number % count], "mitglied", NETWORK, period=Period.on(str(1990 + year)), post=seat.id)
            for year, numbers in enumerate(past)
            for number in {one % count for one in numbers}
        ]

    found = _found(count, size, "1990", date(1990 + len(past), 1, 1), ties)
    ahead = found.computed[: -(-count // min(size, count))]
    assert {one for each in ahead for one in each.holders} == set(found.post.pool)
    assert [one.period.start for one in ahead] == [str(1990 + len(past) + place) for place in range(len(ahead))]


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)), st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]))
def test_a_year_from_any_date_ends_where_the_next_one_begins(day: date, form: str) -> None:
    """In the precision of the date itself."""
    start = day.strftime(form)
    term = a_year_from(start)
    assert term.end == before(years_later(start, 1))
    assert len(term.end) == len(start)


# --- other seats


def test_seats_tell_who_holds_them_what_is_empty_and_what_expired(registry: Registry) -> None:
    """One seat is held, one is only expected, one was left last year, one is not counted."""
    held, expected, left, open_ = (post(NETWORK, name, seats=1) for name in ("a", "b", "c", "d"))
    open_ = changed(open_, seats=None)
    ties = (
        tie(COUNCILS[0], "mitglied", NETWORK, post=held.id),
        tie(COUNCILS[1], "mitglied", NETWORK, post=expected.id, status="expected"),
        tie(COUNCILS[2], "mitglied", NETWORK, post=left.id, period=Period(start="2009", end="2010")),
        tie(COUNCILS[3], "mitglied", NETWORK, post=left.id, period=Period(start="2011", end="2012")),
    )
    _begin(registry, held, expected, left, open_, *ties)
    with registry.reading(STAFF_VIEWER) as record:
        found = seat_standings(record, NETWORK.id, STAND)
    assert [(len(one.held), len(one.expected), len(one.expired), one.empty) for one in found] == [
        (1, 0, 0, 0),
        (0, 1, 0, 0),
        (0, 0, 1, 1),
        (0, 0, 0, None),
    ]
    assert found[2].expired[0].subject == IDS[3]


def test_an_empty_seat_can_be_filled_and_a_full_one_not(registry: Registry) -> None:
    """The one who holds it already is told apart from the one for whom there is no seat."""
    seat = post(NETWORK, seats=1)
    _begin(registry, seat)
    term = Period(start="2013")

    def take(holder: str) -> None:
        registry.commit_prepared(
            lambda record: fill(record, seat.id, holder, term, WHO, "neu", sources=(source(PAPER),))
        )

    take(IDS[0])
    with pytest.raises(Invalid, match="already"):
        take(IDS[0])
    with pytest.raises(Invalid, match="no seat is free"):
        take(IDS[1])
    with registry.reading(STAFF_VIEWER) as record:
        made = [one for one in record.about([seat.id], places=["post"]) if isinstance(one, Tie)]
    assert [(one.subject, one.object, one.role, one.period) for one in made] == [(IDS[0], NETWORK.id, "mitglied", term)]
