"""What every store promises of its workspace: items are found, compared before they are changed, moved and erased."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from record_making import create, person, verein

from registry.model import Conflict
from registry.store.port import Store
from registry.store.workspace import Item

TIMES = ("", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-02-01T00:00:00Z")
STATES, OWNERS = ("", "waiting", "done"), ("", "one", "two")


KINDS = ("account", "consent", "import", "import_part", "mail", "session", "task")


def put(store: Store, *items: Item) -> list[Item]:
    return store.workspace.change(items)


def known(store: Store, kind: str, id: str) -> Item | None:
    return store.workspace.get(kind, [id]).get(id)


def test_an_item_comes_back_as_it_was_written(store: Store) -> None:
    one = Item(
        "task", "1", {"text": 'Ä „ß“ \\ "\n𝄞', "list": [1, None, True, {"a": 0.5}]}, "owner", "waiting", TIMES[1]
    )
    (written,) = put(store, one)
    assert written.version == 1
    assert known(store, "task", "1") == written
    assert (written.data, written.owner, written.state, written.at) == (one.data, one.owner, one.state, one.at)
    assert store.workspace.get("task", ["1", "2"]) == {"1": written}
    assert store.workspace.get("mail", ["1"]) == {}
    assert store.workspace.get("task", []) == {}


def test_a_change_replaces_data_and_counts_its_versions(store: Store) -> None:
    (one,) = put(store, Item("task", "1", {"a": 1, "b": 2}))
    (two,) = put(store, one.changed(a=3, state="done"))
    assert (two.version, two.data, two.state) == (2, {"a": 3, "b": 2}, "done")
    assert known(store, "task", "1") == two


def test_who_comes_too_late_changes_nothing_at_all(store: Store) -> None:
    """Neither an item that moved on, nor one that is known already, nor one that is gone lets anything through."""
    (one, other) = put(store, Item("task", "1"), Item("task", "2"))
    put(store, one.changed(by="somebody"))
    for late in ([one.changed(by="me")], [Item("task", "1")], [Item("task", "3"), one.changed(by="me")]):
        with pytest.raises(Conflict) as refused:
            store.workspace.change(late, [other])
        assert list(refused.value.records) == ["task/1"]
    with pytest.raises(Conflict):
        store.workspace.change([], [one])
    store.workspace.change([], [other])
    for gone in ([other.changed(by="me")], []):
        with pytest.raises(Conflict):
            store.workspace.change([*gone, Item("task", "4")], [] if gone else [other])
    assert [one.id for one in store.workspace.find("task")] == ["1"]
    assert known(store, "task", "1") == Item("task", "1", {"by": "somebody"}, version=2)


def test_of_many_who_change_one_item_at_once_none_is_lost(store: Store) -> None:
    put(store, Item("task", "sum", {"sum": 0}))

    def add(_: int) -> None:
        while True:
            item = store.workspace.get("task", ["sum"])["sum"]
            try:
                store.workspace.change([item.changed(sum=item.data["sum"] + 1)])
            except Conflict:
                continue
            return

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(80)))
    found = known(store, "task", "sum")
    assert found is not None
    assert (found.data["sum"], found.version) == (80, 81)


def test_of_many_who_make_one_item_one_succeeds(store: Store) -> None:
    def make(number: int) -> int:
        try:
            put(store, Item("login", "same", {"by": number}))
        except Conflict:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(make, range(24))) == 1


def test_a_count_misses_nobody(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: store.workspace.count("door", TIMES[2]), range(40)))
    assert sorted(numbers) == list(range(1, 41))
    assert store.workspace.count("window", TIMES[2]) == 1
    assert store.workspace.purge("count", TIMES[2]) == 0
    assert store.workspace.purge("count", TIMES[3]) == 2
    assert store.workspace.count("door", TIMES[2]) == 1


def test_purging_leaves_what_has_no_time_or_a_later_one(store: Store) -> None:
    put(store, *(Item("audit", str(number), at=at) for number, at in enumerate(TIMES)), Item("task", "1", at=TIMES[1]))
    assert store.workspace.purge("audit", TIMES[2]) == 1
    assert {one.at for one in store.workspace.find("audit")} == {"", TIMES[2], TIMES[3]}
    assert known(store, "task", "1")


def test_the_tally_counts_by_state(store: Store) -> None:
    put(store, *(Item("mail", str(n), state=STATES[n % 3]) for n in range(7)), Item("task", "1", state="done"))
    assert store.workspace.tally("mail") == {"": 3, "waiting": 2, "done": 2}
    assert store.workspace.tally("nothing") == {}


ITEMS = st.lists(
    st.builds(
        Item,
        kind=st.sampled_from(("task", "mail")),
        id=st.text("ab-/1", min_size=1, max_size=3),
        owner=st.sampled_from(OWNERS),
        state=st.sampled_from(STATES),
        at=st.sampled_from(TIMES),
    ),
    unique_by=lambda one: one.name,
    max_size=12,
)
QUESTIONS = st.fixed_dictionaries(
    {"limit": st.integers(1, 5), "latest_first": st.booleans()},
    optional={
        "owner": st.sampled_from(OWNERS[1:]),
        "state": st.sampled_from(STATES),
        "until": st.sampled_from(TIMES),
    },
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(items=ITEMS, question=QUESTIONS)
def test_pages_of_what_is_found_are_what_was_asked_for(
    store: Store, items: list[Item], question: dict[str, Any]
) -> None:
    """Page by page, every item that fits comes once, in the order of time and id."""
    old = [one for kind in ("task", "mail") for one in store.workspace.find(kind, limit=1000)]
    store.workspace.change([], old)
    put(store, *items)
    found: list[Item] = []
    while part := store.workspace.find("task", after=(found[-1].at, found[-1].id) if found else None, **question):
        assert len(part) <= question["limit"]
        found += part
    fitting = [
        one.name
        for one in sorted(items, key=lambda one: (one.at, one.id), reverse=question["latest_first"])
        if one.kind == "task"
        and one.owner == question.get("owner", one.owner)
        and one.state == question.get("state", one.state)
        and one.at <= question.get("until", "~")
    ]
    assert [one.name for one in found] == fitting


def test_erasing_a_person_takes_them_out_of_the_workspace(store: Store) -> None:
    """What is theirs goes, an account and a mail with their name go with what belongs to them, the rest is blotted."""
    gone, club = person("Zyxandra Quorvelle"), verein()
    store.commit(create(gone, club))
    put(
        store,
        Item("consent", "1", {"for": "Verteiler"}, owner=gone.id),
        Item("account", "7", {"name": "Zyxandra Quorvelle"}),
        Item("session", "8", {}, owner="7"),
        Item("mail", "9", {"text": "Guten Tag, Zyxandra Quorvelle"}),
        Item("task", "10", {"note": "Zyxandra  Quorvelle anrufen", "rows": [["Quorvelle", 3]]}, owner=club.id),
        Item("task", "11", {"note": "Niemand anrufen"}),
        Item("import", "12", {"sheets": ["Tabelle"]}, owner="registerstelle"),
        Item("import_part", "13", {"data": "eJwLSi3KzEvMSy0GABIvA8w="}, owner="12-file"),
        Item("import", "14", {"counts": {"new": 3}}, owner="registerstelle", state="written"),
    )
    store.erase(gone.id, "Registerstelle", "Art. 17")
    left = [one for kind in KINDS for one in store.workspace.find(kind)]
    assert [(one.name, one.version) for one in left] == [("import/14", 1), ("task/10", 2), ("task/11", 1)]
    assert left[1].data == {"note": "[gelöscht] anrufen", "rows": [["Quorvelle", 3]]}
    assert store.check() == []
