"""The front page of the analysis and a page that takes long, in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from beispielkreis import fill_registry
from flask import Flask, render_template_string
from playwright.sync_api import Page, expect
from serving import served_on_loopback
from signing_in import sign_in_browser

from graph.desk import Answer, Tell
from registry.access import PUBLIC_VIEWER
from registry.opening import open_registry
from registry.services import Registry
from web.app import create_app
from web.site import today

PHONE = {"width": 360, "height": 740}
PAGE = """{% extends "layout.html" %}{% block title %}Dauert{% endblock %}
{% block scripts %}<script src="{{ asset('vendor/htmx/htmx.min.js') }}" defer></script>{% endblock %}
{% block content %}<h1>Dauert</h1>{% include "parts/answer_state.html" %}
{% if answer.value %}<p id="wert">{{ answer.value }}</p>{% endif %}{% endblock %}"""
Opener = Callable[..., Page]
Violations = Callable[[Page], list[str]]


class Slow:
    """A computation that is as far as a test says, and ends when it says so."""

    def __init__(self) -> None:
        self.done = 1
        self.free = threading.Event()

    def __call__(self, tell: Tell) -> str:
        while not self.free.wait(0.02):
            tell(self.done, 4)
        return "das Ergebnis"


@pytest.fixture
def slow() -> Iterator[Slow]:
    """One for each test, let go at its end."""
    made = Slow()
    yield made
    made.free.set()


@pytest.fixture(scope="module")
def kreis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """The Beispielkreis in a file of one's own."""
    with closing(open_registry(f"sqlite:///{tmp_path_factory.mktemp('analysis')}/registry.db", create=True)) as opened:
        fill_registry(opened)
        yield opened


@pytest.fixture
def app(kreis: Registry, slow: Slow) -> Flask:
    """The application, with a page that asks the desk for something slow."""
    app = create_app(kreis)

    def page() -> str:
        site = app.extensions["integrationsnetz"]
        with kreis.reading(PUBLIC_VIEWER) as record:
            snapshot = site.snapshots.snapshot(record, today(), kreis.vocabulary)
        answer: Answer[str] = site.desk.ask(snapshot, "lang", slow, wait=0.1)
        return render_template_string(PAGE, answer=answer)

    app.add_url_rule("/<lang>/dauert", "slow_page", page)
    return app


@pytest.fixture
def live(app: Flask) -> Iterator[str]:
    """Address of this application."""
    with served_on_loopback(app) as address:
        yield address


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE}, {"color_scheme": "dark"}])
def test_the_front_page_has_no_barriers(open_page: Opener, violations: Violations, options: dict[str, object]) -> None:
    """At any width and in the dark: no axe violation, nothing to scroll sideways."""
    page = open_page("/de/analyse", **options)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(page.get_by_role("heading", level=1)).to_have_text("Analyse")


def test_a_slow_page_shows_how_far_it_is_and_then_its_result(
    open_page: Opener, violations: Violations, slow: Slow
) -> None:
    """Without the reader doing anything: the bar moves, and at the end the result stands there."""
    page = open_page("/de/dauert")
    bar = page.get_by_role("progressbar", name="Fortschritt")
    expect(bar).to_have_attribute("value", "1")
    assert violations(page) == []
    slow.done = 3
    expect(bar).to_have_attribute("value", "3", timeout=10_000)
    expect(page.get_by_text("75 % geschafft")).to_be_visible()
    slow.free.set()
    expect(page.locator("#wert")).to_have_text("das Ergebnis", timeout=10_000)
    expect(bar).to_have_count(0)


def test_it_is_stopped_and_begun_anew_with_the_keyboard(
    open_page: Opener, violations: Violations, kreis: Registry, live: str, slow: Slow
) -> None:
    """Who is signed in stops it with Enter, is told so, and begins it again."""
    page = open_page("/de/dauert")
    sign_in_browser(page.context, live, kreis)
    page.reload()
    stop = page.get_by_role("button", name="Anhalten")
    stop.focus()
    slow.done = 2
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "2", timeout=10_000)
    expect(stop).to_be_focused()  # although the part of the page has been renewed
    page.keyboard.press("Enter")
    expect(page.get_by_text("Die Berechnung wurde angehalten.")).to_be_visible()
    assert violations(page) == []
    slow.free.set()
    page.get_by_role("button", name="Neu berechnen").press("Enter")
    expect(page.locator("#wert")).to_have_text("das Ergebnis", timeout=10_000)


def test_the_files_are_offered_without_barriers_and_downloaded(
    open_page: Opener, violations: Violations, kreis: Registry, live: str
) -> None:
    """On a phone, by an analyst: no violation, and the file arrives under a name that says its day."""
    page = open_page("/de/analyse", viewport=PHONE)
    sign_in_browser(page.context, live, kreis, "analyst")
    page.goto(f"{live}/de/analyse/mitnehmen?stand=2012-10-30")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Herunterladen GraphML", exact=True).click()
    assert waiting.value.suggested_filename == "netz-2012-10-30.graphml"
