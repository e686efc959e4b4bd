"""The made-up Beispielkreis in a real store of each kind, served to a test client and to a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, ConsoleMessage, Page, Request
from serving import served_on_loopback
from stores import KINDS, filled

from registry.opening import open_registry
from registry.services import Registry
from web.app import create_app

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
Opener = Callable[..., Page]


@pytest.fixture(scope="session", params=KINDS)
def store_kind(request: pytest.FixtureRequest) -> str:
    """Each kind of store, one after the other."""
    kind: str = request.param
    return kind


@pytest.fixture(scope="session")
def served_registry(store_kind: str, request: pytest.FixtureRequest) -> Iterator[Registry]:
    """The Beispielkreis; tests that write make a registry of their own."""
    with closing(open_registry(filled(store_kind, "beispiel", request))) as registry:
        yield registry


@pytest.fixture(scope="session")
def app(served_registry: Registry) -> Flask:
    """The application on the Beispielkreis."""
    return create_app(served_registry)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A test client without script."""
    return app.test_client()


@pytest.fixture(scope="session")
def live(app: Flask) -> Iterator[str]:
    """Address of the application on a port of this machine."""
    with served_on_loopback(app) as address:
        yield address


@pytest.fixture
def open_page(browser: Browser, live: str) -> Iterator[Opener]:
    """Opens addresses in a real browser; `open_page("/de/", viewport=PHONE)`.

    At the end the test fails where a page asked another host, broke the Content-Security-Policy, or wrote an error.
    """
    troubles: list[str] = []
    contexts = []

    def opened(path: str, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": DESKTOP, "locale": "de-DE", **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.extend(_complaint(message)))
        page.on("pageerror", lambda error: troubles.append(f"script error: {error}"))
        page.on("request", lambda request: troubles.extend(_foreign(request, live)))
        page.goto(live + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not troubles, troubles


def _complaint(message: ConsoleMessage) -> list[str]:
    # An error page is an error for the console too; its test expects the status.
    expected = ("the server responded with a status of 4", "the server responded with a status of 503")
    if message.type not in ("error", "warning") or any(one in message.text for one in expected):
        return []
    return [f"console {message.type}: {message.text}"]


def _foreign(request: Request, live: str) -> list[str]:
    own = request.url.startswith((live, "data:", "blob:"))
    return [] if own else [f"request to another host: {request.url}"]


@pytest.fixture
def violations(axe_source: str) -> Callable[[Page], list[str]]:
    """What axe-core finds on a page, one line each."""

    def found(page: Page) -> list[str]:
        page.evaluate(axe_source)
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{one['id']}: {one['help']} – {node['target']} {node.get('failureSummary', '')[:200]}"
            for one in result["violations"]
            for node in one["nodes"][:3]
        ]

    return found
