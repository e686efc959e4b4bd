"""The front page of the analysis, and what a reader learns of a long computation."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import closing

import networkx as nx
import pytest
from beispielkreis import fill_registry
from flask import Flask, render_template
from flask.testing import FlaskClient
from signing_in import posting, signed_in

from graph.desk import Answer, Tell
from registry.access import PUBLIC_VIEWER, STAFF_VIEWER
from registry.opening import open_registry
from registry.services import Registry
from web.app import create_app
from web.site import today


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """The Beispielkreis in a file of one's own."""
    with closing(open_registry(f"sqlite:///{tmp_path_factory.mktemp('analysis')}/registry.db", create=True)) as opened:
        fill_registry(opened)
        yield opened


@pytest.fixture
def app(registry: Registry) -> Flask:
    """An application with a desk of its own, and a page that asks it for what takes as long as the test wants."""
    app = create_app(registry)
    app.config["FREE"] = threading.Event()

    def compute(tell: Tell) -> str:
        while not app.config["FREE"].wait(0.01):
            tell(3, 12)
        return "das Ergebnis"

    def page() -> str:
        site = app.extensions["integrationsnetz"]
        with site.registry.reading(PUBLIC_VIEWER) as record:
            snapshot = site.snapshots.snapshot(record, today(), site.registry.vocabulary)
        answer: Answer[str] = site.desk.ask(snapshot, "lang", compute, wait=0.3)
        return render_template("parts/answer_state.html", answer=answer) + (answer.value or "")

    app.add_url_rule("/<lang>/dauert", "slow_page", page)
    return app


@pytest.fixture
def staff(app: Flask, registry: Registry) -> FlaskClient:
    """Somebody of the office."""
    return signed_in(app.test_client(), registry)


def _part(text: str) -> str:
    """The address of a computation's state, from the page that waits for it."""
    return text.split('hx-get="', 1)[1].split('"', 1)[0].replace("&amp;", "&")


def test_the_front_page_stands_in_the_menu(client: FlaskClient) -> None:
    """Everyone finds the analysis from any page."""
    page = client.get("/de/analyse")
    assert page.status_code == 200
    assert '<a href="/de/analyse" aria-current="page">Analyse</a>' in page.text


def test_a_page_that_takes_long_says_how_far_it_is_and_then_loads_itself_again(app: Flask) -> None:
    """The reader waits for no answer: a bar renews itself until the value is there."""
    visitor = posting(app.test_client())
    text = visitor.get("/de/dauert").text
    assert 'value="3" max="12"' in text
    assert "25 % geschafft" in text
    assert "das Ergebnis" not in text
    state = visitor.get(_part(text))
    assert 'value="3" max="12"' in state.text
    assert "HX-Refresh" not in state.headers
    app.config["FREE"].set()
    assert "das Ergebnis" in visitor.get("/de/dauert").text
    assert visitor.get(_part(text)).headers["HX-Refresh"] == "true"


def test_who_is_signed_in_can_stop_it_and_begin_anew(app: Flask, staff: FlaskClient) -> None:
    """Stopping leads back to the page, which says so and computes again only when asked to."""
    text = staff.get("/de/dauert").text
    address = _part(text).partition("?")[0]
    answer = staff.post(f"{address}/anhalten", data={"zurueck": "/de/dauert"})
    assert (answer.status_code, answer.location) == (303, "/de/dauert")
    assert "Die Berechnung wurde angehalten" in staff.get("/de/dauert").text
    app.config["FREE"].set()
    staff.post(f"{address}/neu", data={"zurueck": "/de/dauert"})
    assert "das Ergebnis" in staff.get("/de/dauert").text


def test_everybody_else_is_shown_no_button(app: Flask) -> None:
    """A visitor's click must not end what others wait for."""
    visitor = posting(app.test_client())
    text = visitor.get("/de/dauert").text
    assert "Anhalten" not in text
    answer = visitor.post(f"{_part(text).partition('?')[0]}/anhalten")
    assert answer.status_code == 403
    app.config["FREE"].set()


def test_the_way_back_leads_to_no_other_site(app: Flask, staff: FlaskClient) -> None:
    """Whatever a form says, one stays on these pages."""
    for given in ("//example.org/", "https://example.org/", "/\\example.org", ""):
        answer = staff.post("/de/analyse/antwort/x/anhalten", data={"zurueck": given})
        assert answer.location == "/de/analyse"


def test_a_computation_of_another_process_is_asked_after_some_times(app: Flask) -> None:
    """Of several processes one computes: another one that is asked lets the page ask again, then load itself anew."""
    visitor = posting(app.test_client())
    address, asked = "/de/analyse/antwort/fremd", 0
    while "HX-Refresh" not in (answer := visitor.get(address)).headers:
        address, asked = _part(answer.text), asked + 1
        assert asked < 10
    assert asked > 2


def test_analysts_take_the_network_along_as_a_file(app: Flask, registry: Registry) -> None:
    """Each form is offered, sent as an attachment, and holds what they may see; taking it is noted."""
    analyst = signed_in(app.test_client(), registry, "analyst")
    page = analyst.get("/de/analyse/mitnehmen").text
    for ending in ("gexf", "graphml", "nodes.csv", "edges.csv", "json"):
        assert f'href="/de/analyse/export.{ending}"' in page
        answer = analyst.get(f"/de/analyse/export.{ending}?stand=2012-10-30")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"] == f'attachment; filename="netz-2012-10-30.{ending}"'
    graph = nx.read_gexf(io.BytesIO(analyst.get("/de/analyse/export.gexf?zeit=alle").data))
    with registry.reading(STAFF_VIEWER) as record:
        assert set(graph) == {row.id for row in record.entity_rows()}
        assert graph.number_of_edges() == sum(1 for _ in record.tie_rows())


def test_nobody_else_gets_the_file(app: Flask) -> None:
    """Visitors are asked to sign in; a form that does not exist is not found."""
    visitor = posting(app.test_client())
    assert visitor.get("/de/analyse/export.gexf").status_code == 302
    assert "export" not in visitor.get("/de/analyse").text


def test_an_unknown_form_is_not_found(staff: FlaskClient) -> None:
    """No file of a form that nobody has."""
    assert staff.get("/de/analyse/export.docx").status_code == 404
