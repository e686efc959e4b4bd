"""Who may do what with the record: members their own entry, moderators through the tie, nobody more than that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from beispielkreis import ID, POSTS, TIES, fill_registry
from record_making import change, changed, create, edit, entity, post, remove, tie

from registry.model import Entity, Period, Post, Put, Tie, Visibility
from registry.opening import open_registry
from registry.services import Record, Registry
from registry.services.accounts import Account, Accounts, Forbidden, Rights, Role, rights_of

DAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def kreis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """The Beispielkreis, in which the KI moderates the network."""
    place: Path = tmp_path_factory.mktemp("rights")
    with closing(open_registry(f"sqlite:///{place}/registry.db", create=True)) as opened:
        fill_registry(opened)
        yield opened


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Registry]:
    """Another one, to be written to."""
    with closing(open_registry(f"sqlite:///{tmp_path}/registry.db", create=True)) as opened:
        fill_registry(opened)
        yield opened


def account(registry: Registry, role: Role, *actors: str) -> Account:
    accounts = Accounts(registry.workspace)
    email = f"{role}{len(accounts.all())}@example.org"
    return accounts.add(email, role, actors=actors, password="vier Worte ohne Zusammenhang")


def rights(registry: Registry, role: Role | None, *actors: str, day: date = DAY) -> Rights:
    return rights_of(account(registry, role, *actors) if role else None, registry.vocabulary, day)


def reading(registry: Registry, held: Rights) -> Record:
    with registry.reading(held.viewer) as record:
        return record


@pytest.mark.parametrize(
    ("role", "level", "reads", "reviews", "administers"),
    [
        (None, "public", False, False, False),
        (Role.MEMBER, "network", False, False, False),
        (Role.ANALYST, "staff", True, False, False),
        (Role.STAFF, "staff", True, True, False),
        (Role.ADMINISTRATOR, "staff", True, True, True),
    ],
)
def test_each_role_has_its_rights(
    kreis: Registry, role: Role | None, level: str, reads: bool, reviews: bool, administers: bool
) -> None:
    held = rights(kreis, role)
    assert held.viewer.level is Visibility(level)
    assert (held.may_read_all, held.may_export) == (reads, reads)
    assert (held.may_review, held.may_administer) == (reviews, administers)
    with kreis.reading(held.viewer) as record:
        assert held.may_edit(record, ID["verein"]) == reviews
        assert held.keeps(record) == frozenset()


def test_an_account_that_is_not_active_has_no_rights(own: Registry) -> None:
    """Neither closed nor only invited."""
    accounts = Accounts(own.workspace)
    made = account(own, Role.STAFF)
    for one in (accounts.close(made), accounts.add("neu@example.org", Role.STAFF)):
        assert rights_of(one, own.vocabulary, DAY).role is None


def test_a_member_keeps_its_own_entry_and_nobody_elses(kreis: Registry) -> None:
    """The entity and its ties, not those that say who moderates or leads; not what it may not see."""
    held = rights(kreis, Role.MEMBER, ID["verein"])
    with kreis.reading(held.viewer) as record:
        assert held.keeps(record) == {ID["verein"]}
        assert held.may_edit(record, ID["verein"])
        for other in (ID["ki"], ID["netzwerk"], ID["geheim"], TIES["moderation"], POSTS["offen"], "e" + "x" * 20):
            assert not held.may_edit(record, other), other
        seat = next(one for one in record.about([ID["verein"]]) if isinstance(one, Tie) and one.role == "sitz")
        assert held.may_put(record, seat)
        assert held.may_put(record, tie(ID["verein"], "mitglied", ID["netzwerk"]))
        assert not held.may_put(record, tie(ID["neu"], "mitglied", ID["netzwerk"]))
        assert not held.may_put(record, tie(ID["verein"], "vorsitz", ID["netzwerk"]))
        assert not held.may_put(record, tie(ID["verein"], "mitglied", ID["netzwerk"], visibility="staff"))


def test_nobody_gives_themselves_a_moderation(kreis: Registry) -> None:
    """Neither members nor moderators write the ties from which rights follow."""
    for actor in (ID["verein"], ID["ki"]):
        held = rights(kreis, Role.MEMBER, actor)
        with kreis.reading(held.viewer) as record:
            for role in kreis.vocabulary.roles_in("moderation"):
                for network in (ID["gross"], ID["netzwerk"]):
                    assert not held.may_put(record, tie(actor, role, network))
            moderation = record.get([TIES["moderation"]])[TIES["moderation"]]
            with pytest.raises(Forbidden):
                held.check(record, edit(changed(moderation, object=ID["gross"])))


def test_who_moderates_a_network_keeps_its_members_and_seats(kreis: Registry) -> None:
    """Through the tie alone; the network's own entry and other networks stay closed."""
    held = rights(kreis, Role.MEMBER, ID["ki"])
    with kreis.reading(held.viewer) as record:
        assert held.moderated(record) == {ID["netzwerk"]}
        assert held.keeps(record) == {ID["ki"], ID["netzwerk"]}
        for mine in (ID["ki"], TIES["ehemals"], TIES["geplant"], *POSTS.values()):
            assert held.may_edit(record, mine), mine
        for other in (ID["netzwerk"], ID["verein"], ID["gross"]):
            assert not held.may_edit(record, other), other
        held.check(record, create(tie(ID["rat_dorf"], "mitglied", ID["netzwerk"]), post(ID["netzwerk"])))
        held.check(record, remove(_tie(record, TIES["geplant"])))
        for foreign in (tie(ID["rat_dorf"], "mitglied", ID["gross"]), post(ID["gross"])):
            assert held.refused(record, create(foreign)) == [foreign.id]


def _tie(record: Record, id: str) -> Tie:
    found = record.get([id])[id]
    assert isinstance(found, Tie)
    return found


@pytest.mark.parametrize(
    ("fields", "moderates"),
    [
        ({"period": Period(start="2012", end="..")}, True),
        ({"period": Period(start="2012")}, True),
        ({"period": Period(start="2012", end="2020")}, False),
        ({"period": Period(start="2030", end="..")}, False),
        ({"status": "ended"}, False),
        ({"status": "planned"}, False),
        ({"role": "mitglied"}, False),
        ({"role": "co_moderation"}, True),
    ],
)
def test_the_right_goes_with_the_tie(own: Registry, fields: dict[str, object], moderates: bool) -> None:
    """Ended, planned or another role: no right. Unknown end: as long as nothing says that it ended."""
    held = rights(own, Role.MEMBER, ID["ki"])
    with own.reading(held.viewer) as record:
        before = _tie(record, TIES["moderation"])
    own.commit(edit(changed(before, **fields)))
    with own.reading(held.viewer) as record:
        assert (held.moderated(record) == {ID["netzwerk"]}) == moderates
        assert held.may_edit(record, POSTS["offen"]) == moderates


def test_a_change_set_is_judged_as_it_stands_and_as_it_is_to_be(kreis: Registry) -> None:
    """Nothing of somebody else's is drawn to oneself, nothing of one's own is made into something else; one foreign
    statement among one's own is named."""
    held = rights(kreis, Role.MEMBER, ID["ki"])
    with kreis.reading(held.viewer) as record:
        mine = record.entity(ID["ki"])
        foreign = next(
            one for one in record.about([ID["gross"]], limit=1) if isinstance(one, Tie) and one.role == "mitglied"
        )
        drawn = changed(foreign, object=ID["netzwerk"])
        moved = changed(_tie(record, TIES["ehemals"]), object=ID["gross"])
        seat = record.get([POSTS["offen"]])[POSTS["offen"]]
        assert isinstance(seat, Post)
        assert held.refused(record, edit(drawn, moved, mine)) == [drawn.id, moved.id]
        assert held.refused(record, edit(changed(seat, body=ID["gross"]))) == [seat.id]
        assert held.refused(record, create(entity("verein", "Neuer Verein"))) != []
        assert held.refused(record, remove(mine)) == [mine.id]
        hidden = changed(mine, visibility="staff")
        assert held.refused(record, edit(hidden)) == [mine.id]


def test_staff_may_write_everything(kreis: Registry) -> None:
    held = rights(kreis, Role.STAFF)
    with kreis.reading(held.viewer) as record:
        secret: Entity = record.entity(ID["geheim"])
        held.check(record, change(Put(record=secret, expected=1)))
        assert held.may_edit(record, ID["geheim"])


def test_nobody_may_write_anything(kreis: Registry) -> None:
    held = rights(kreis, None)
    with kreis.reading(held.viewer) as record:
        assert held.refused(record, edit(record.entity(ID["verein"]))) == [ID["verein"]]


def test_an_analyst_reads_all_and_writes_nothing(kreis: Registry) -> None:
    """What is hidden from others, too."""
    held = rights(kreis, Role.ANALYST)
    with kreis.reading(held.viewer) as record:
        assert record.entity(ID["geheim"]).name
        assert not held.may_edit(record, ID["geheim"])
        assert held.refused(record, edit(record.entity(ID["verein"]))) == [ID["verein"]]
