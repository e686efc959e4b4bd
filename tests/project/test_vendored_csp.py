"""The front-end files at work under the Content-Security-Policy that the pages have."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Probe</title>
<meta name="htmx-config" content='{"includeIndicatorCSS": false}'>
<link rel="stylesheet" href="/vendor/kern/fonts/fira-sans.css">
<link rel="stylesheet" href="/vendor/kern/kern.min.css"><link rel="stylesheet" href="/probe.css">
<script src="/vendor/htmx/htmx.min.js" defer></script>
<script src="/vendor/vis-network/vis-network.min.js" defer></script>
<script src="/probe.js" defer></script></head><body><main>
<h1 class="kern-heading-large">Probe</h1>
<button class="kern-btn kern-btn--primary" data-hx-get="/part.html" data-hx-target="#part">
<span class="kern-icon kern-icon--search" aria-hidden="true"></span><span class="kern-label">Go</span></button>
<div id="part"></div><div id="net"></div></main></body></html>"""
SCRIPT = """const violations = []; window.violations = violations;
document.addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective + ' ' + e.blockedURI));
const network = new vis.Network(document.getElementById('net'), {
  nodes: new vis.DataSet([{id: 1, label: 'A', x: -80, y: 0}, {id: 2, label: 'B', x: 80, y: 0}]),
  edges: new vis.DataSet([{from: 1, to: 2, arrows: 'to', label: 'moderates'}])},
  {physics: false, edges: {smooth: false}, interaction: {hideEdgesOnDrag: true}});
network.once('afterDrawing', () => { document.body.dataset.drawn = 'yes'; });"""


class Pages(SimpleHTTPRequestHandler):
    """Serves a folder with the policy of our pages, silently."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class says so)
        pass


@pytest.fixture
def address(root: Path, tmp_path: Path) -> Iterator[str]:
    """A local server with the probe page and the vendored files."""
    (tmp_path / "vendor").symlink_to(root / "web/static/vendor")
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "probe.js").write_text(SCRIPT)
    (tmp_path / "probe.css").write_text("#net { height: 300px; }")
    (tmp_path / "part.html").write_text("<p>fetched</p>")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, directory=str(tmp_path))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def probe(browser: Browser, address: str) -> Iterator[Page]:
    """The probe page, with the network drawn and a part of it fetched by htmx."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector("body[data-drawn=yes]")
        page.click("button")
        page.wait_for_selector("#part p")
        yield page


def test_nothing_breaks_the_policy(probe: Page) -> None:
    """Style sheet, icons, htmx and the network picture cause no violation."""
    assert probe.evaluate("violations") == []


def test_the_fonts_are_ours(probe: Page) -> None:
    """The faces that the page uses are loaded from the vendored files."""
    loaded = "document.fonts.ready.then(all => [...all].filter(f => f.status === 'loaded').map(f => f.family))"
    assert any("Fira Sans" in family for family in probe.evaluate(loaded))


def test_no_other_host_is_asked(browser: Browser, address: str) -> None:
    """Every request goes to the page's own host."""
    hosts: set[str | None] = set()
    with browser.new_context() as context:
        page = context.new_page()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
        page.goto(address, wait_until="networkidle")
    assert hosts - {None} == {"127.0.0.1"}


def test_axe_runs_past_the_policy(probe: Page, axe_source: str) -> None:
    """axe-core works on a page with the policy and finds what is wrong on it."""
    probe.evaluate("document.querySelector('#part').innerHTML = '<img src=\"data:,\">'")
    probe.evaluate(axe_source)
    found = probe.evaluate("axe.run().then(result => result.violations.map(one => one.id))")
    assert "image-alt" in found
