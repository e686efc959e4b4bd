"""A proposal as a diff on the network: lines, likely duplicates, coverage, seats."""

from __future__ import annotations

import pytest
from record_making import change, create, edit, entity, netzwerk, post, tie, verein

from registry.access import STAFF_VIEWER
from registry.model import ChangeSet, Contact, Put, Remove
from registry.services import Registry
from registry.services.editing import merge
from registry.services.reviewing import Review, around, diff, part, rebased

TOWN = entity("stadt", "Musterstadt", family="area")
NETWORK = netzwerk("Netzwerk Sprache Beispielkreis")
CLUB = verein(
    "Musterverein Nord e. V.", themes=("gemeinsam:sprache",), contacts=(Contact(kind="email", value="a@b.example"),)
)
SEAT = post(NETWORK, "Vertretung der Vereine", seats=1)
HELD = tie(CLUB, "mitglied", NETWORK, post=SEAT.id)
PLACE = tie(CLUB, "sitz", TOWN)


@pytest.fixture
def filled(registry: Registry) -> Registry:
    """A club in a town and in a seat of a network."""
    registry.commit(create(TOWN, NETWORK, CLUB, SEAT, HELD, PLACE))
    return registry


def reviewed(registry: Registry, change_set: ChangeSet) -> Review:
    """The diff of a change set."""
    with registry.reading(STAFF_VIEWER) as record:
        return diff(registry, record, change_set)


def test_a_new_club_shows_its_duplicate_and_what_it_does_to_the_town(filled: Registry) -> None:
    """The like-named club with its reasons; one more in the town for the theme; entries before ties."""
    new = verein("Musterverein Nord", themes=("gemeinsam:sprache", "gemeinsam:sport"))
    found = reviewed(filled, create(tie(new, "sitz", TOWN), new))
    assert [(line.change, line.statement.type) for line in found.lines] == [("new", "entity"), ("new", "tie")]
    assert found.lines[1].needs == (new.id,)
    assert [one.id for one in found.duplicates[new.id]][:1] == [CLUB.id]
    assert {(one.theme, one.before, one.after) for one in found.coverage} == {
        ("gemeinsam:sprache", 1, 2),
        ("gemeinsam:sport", 0, 1),
    }
    assert found.problems == ()


def test_ending_a_tie_empties_its_seat_and_stands_beside_the_present_ties(filled: Registry) -> None:
    """The line says ended; the seat has no holder any more; the other ties of the club are shown beside."""
    ended = HELD.model_copy(update={"status": "ended", "version": 1})
    found = reviewed(filled, edit(ended))
    assert [line.change for line in found.lines] == ["ended"]
    assert [(one.before, one.after, one.change) for one in found.seats] == [(1, 0, "emptied")]
    assert [one.id for one in found.beside] == [PLACE.id]


def test_more_holders_than_seats_are_said(filled: Registry) -> None:
    """A second holder of the one seat is over target."""
    other = verein("Nebenverein")
    found = reviewed(filled, create(other, tie(other, "mitglied", NETWORK, post=SEAT.id)))
    assert [(one.after, one.change) for one in found.seats] == [(2, "over")]


def test_leaving_the_town_and_dropping_a_theme_lower_the_count(filled: Registry) -> None:
    """Either way the town has one fewer for the theme."""
    gone = change(Remove(id=PLACE.id, expected=1))
    dropped = edit(CLUB.model_copy(update={"themes": (), "version": 1}))
    for one in (gone, dropped):
        assert [(c.before, c.after) for c in reviewed(filled, one).coverage] == [(1, 0)]


def test_a_merge_is_taken_whole_or_not_at_all(filled: Registry) -> None:
    """What is removed can not do without what moves its ties away."""
    double = verein("Musterverein Nord")
    filled.commit(create(double, tie(double, "sitz", TOWN)))
    with filled.reading(STAFF_VIEWER) as record:
        proposal = merge(record, CLUB.id, double.id, "x", "doppelt")
    found = reviewed(filled, proposal)
    removal = next(line for line in found.lines if line.change == "removed" and line.target == double.id)
    assert removal.needs
    assert len(part(found.rebased, [line.target for line in found.lines]).left) == 0


def test_the_surroundings_before_and_after_are_little_records(filled: Registry) -> None:
    """A new tie is only in the second; a taken out one only in the first; ends come along."""
    other = netzwerk("Netzwerk Sport Beispielkreis")
    joined = tie(CLUB, "mitglied", other)
    proposal = change(Put(record=other, expected=0), Put(record=joined, expected=0), Remove(id=PLACE.id, expected=1))
    with filled.reading(STAFF_VIEWER) as record:
        before, after = around(record, rebased(record, proposal), CLUB.id)
    assert {row.id for row in before.tie_rows()} == {HELD.id, PLACE.id}
    assert {row.id for row in after.tie_rows()} == {HELD.id, joined.id}
    assert {row.id for row in after.entity_rows()} == {CLUB.id, NETWORK.id, other.id}


def test_what_was_entered_already_or_is_gone_is_said(filled: Registry) -> None:
    """A statement that is not there any more is named as gone and left out; the rest can be decided."""
    filled.commit(change(Remove(id=PLACE.id, expected=1)))
    proposal = change(
        Remove(id=PLACE.id, expected=1), Put(record=CLUB.model_copy(update={"aliases": ("MN",)}), expected=1)
    )
    found = reviewed(filled, proposal)
    assert found.rebased.gone == {PLACE.id}
    assert [line.target for line in found.lines] == [CLUB.id]
