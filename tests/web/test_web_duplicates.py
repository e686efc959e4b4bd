"""Likely duplicates: the list, judging, merging and taking a merge back, and who may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from record_making import create, tie, verein
from signing_in import signed_in
from stores import empty

from registry.access import PUBLIC_VIEWER
from registry.model import Entity, Tie
from registry.opening import open_registry
from registry.services import Registry
from registry.services.jobs import HANDLERS
from registry.services.tasks import Worker
from web.app import create_app


@pytest.fixture
def empty_registry(store_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Registry]:
    """A registry of this test alone."""
    with closing(open_registry(empty(store_kind, tmp_path, request), create=True)) as registry:
        yield registry


@pytest.fixture
def twins(empty_registry: Registry) -> tuple[Entity, Entity, Tie]:
    """Two entries of one body, and a tie of the second."""
    one, other, third = (
        verein("Musterverein Beispielstadt e. V."),
        verein("Musterverein Beispielstadt"),
        verein("Kochrunde"),
    )
    joined = tie(other, "mitglied", third)
    empty_registry.commit(create(one, other, third, joined))
    return one, other, joined


@pytest.fixture
def app(empty_registry: Registry) -> Flask:
    return create_app(empty_registry, config={"TESTING": True})


@pytest.fixture
def staff(app: Flask, empty_registry: Registry) -> FlaskClient:
    return signed_in(app.test_client(), empty_registry, "staff")


def searched(staff: FlaskClient, registry: Registry) -> str:
    """The list after a search that a worker has done."""
    assert staff.post("/de/dubletten/suchen").status_code == 303
    assert staff.post("/de/dubletten/suchen").status_code == 303  # one is under way: no second
    assert "wartet" in staff.get("/de/dubletten").text
    worker = Worker(registry, HANDLERS)
    assert [worker.once(), worker.once()] == [True, False]
    return staff.get("/de/dubletten").text


def test_a_pair_is_listed_with_why_and_goes_with_its_judgement(
    staff: FlaskClient, empty_registry: Registry, twins: tuple[Entity, Entity, Tie]
) -> None:
    one, other, _ = twins
    text = searched(staff, empty_registry)
    assert "gleicher Name" in text
    assert one.name in text
    assert other.name in text
    done = staff.post("/de/dubletten/urteil", data={"one": one.id, "other": other.id, "verdict": "different"})
    assert done.status_code == 303
    text = staff.get("/de/dubletten").text
    assert "Es ist nichts mehr zu beurteilen" in text
    assert "nicht dasselbe (Beispielstelle staff)" in text
    staff.post("/de/dubletten/wieder", data={"one": other.id, "other": one.id})
    assert "Es ist nichts mehr zu beurteilen" not in staff.get("/de/dubletten").text
    assert "same name" in staff.get("/en/dubletten").text


def test_merging_moves_the_ties_and_can_be_taken_back(
    staff: FlaskClient, empty_registry: Registry, twins: tuple[Entity, Entity, Tie]
) -> None:
    one, other, joined = twins
    text = staff.get(f"/de/dubletten/{one.id}/{other.id}").text
    assert "1 Angabe zieht mit Zeitraum und Quellen um" in text
    done = staff.post("/de/dubletten/zusammenfuehren", data={"keep": one.id, "drop": other.id, "why": "Probe"})
    assert done.status_code == 303
    page = staff.get(done.location)
    assert page.status_code == 200
    assert "Probe" in page.text
    with empty_registry.reading(PUBLIC_VIEWER) as record:
        assert other.name in record.entity(one.id).aliases
        moved = record.get([joined.id])[joined.id]
        assert isinstance(moved, Tie)
        assert moved.subject == one.id
    assert staff.get(f"/de/akteure/{other.id}").status_code == 301


@pytest.mark.parametrize(
    ("address", "data", "status"),
    [
        ("urteil", {"one": "e-nothing", "other": "e-nobody", "verdict": "same"}, 404),
        ("urteil", {}, 404),
        ("zusammenfuehren", {"keep": "e-nothing", "drop": "e-nobody"}, 404),
        ("zusammenfuehren", {}, 404),
    ],
)
def test_what_makes_no_sense_is_refused(staff: FlaskClient, address: str, data: dict[str, str], status: int) -> None:
    assert staff.post(f"/de/dubletten/{address}", data=data).status_code == status


def test_an_entry_is_not_merged_with_itself_and_an_unknown_verdict_is_none(
    staff: FlaskClient, twins: tuple[Entity, Entity, Tie]
) -> None:
    one, other, _ = twins
    assert staff.get(f"/de/dubletten/{one.id}/{one.id}").status_code == 400
    wrong = staff.post("/de/dubletten/urteil", data={"one": one.id, "other": other.id, "verdict": "perhaps"})
    assert wrong.status_code == 400


def test_the_state_of_a_task_is_shown_to_those_whom_it_belongs_to(
    app: Flask, staff: FlaskClient, empty_registry: Registry, twins: tuple[Entity, Entity, Tie]
) -> None:
    staff.post("/de/dubletten/suchen")
    task = empty_registry.workspace.find("task")[0]
    assert "wartet" in staff.get(f"/de/aufgabe/{task.id}").text
    member = signed_in(app.test_client(), empty_registry, "member", [twins[0].id])
    assert member.get(f"/de/aufgabe/{task.id}").status_code == 404
    assert member.post(f"/de/aufgabe/{task.id}/anhalten").status_code == 404
    stopped = staff.post(f"/de/aufgabe/{task.id}/anhalten", data={"zurueck": "//example.org/"})
    assert stopped.location.endswith(f"/de/aufgabe/{task.id}")
    part = staff.get(f"/de/aufgabe/{task.id}", headers={"HX-Request": "true"})
    assert "angehalten" in part.text
    assert part.headers["HX-Refresh"] == "true"
    assert staff.get("/de/aufgabe/nothing").status_code == 404


@pytest.mark.parametrize("role", ["", "member", "analyst"])
def test_others_may_not(app: Flask, empty_registry: Registry, role: str, twins: tuple[Entity, Entity, Tie]) -> None:
    client = signed_in(app.test_client(), empty_registry, role)
    assert client.get("/de/dubletten").status_code == (403 if role else 302)
    data = {"keep": twins[0].id, "drop": twins[1].id}
    assert client.post("/de/dubletten/zusammenfuehren", data=data).status_code == 403
