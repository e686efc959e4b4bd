"""The whole of a large network in a real browser: drawn by WebGL, searched, chosen from; without WebGL, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from serving import served_on_loopback

from registry.opening import open_registry
from seed.synthetic import Region
from web.app import create_app

ACTORS = 4500
PATIENCE = 120_000
PHONE = {"width": 360, "height": 740}
Violations = Callable[[Page], list[str]]
NO_WEBGL = """
const before = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind.startsWith("webgl") ? null : before.call(this, kind, ...more);
};
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A made-up region that is too large for the usual picture, served."""
    path = tmp_path_factory.mktemp("whole") / "registry.db"
    with closing(open_registry(f"sqlite:///{path}", create=True)) as registry:
        for change_set in Region(ACTORS, 3, registry.vocabulary).change_sets():
            registry.commit(change_set)
        with served_on_loopback(create_app(registry)) as live:
            yield live


@pytest.fixture
def pages(browser: Browser, large: str) -> Iterator[Callable[..., Page]]:
    """Opens the page of the whole network; at the end nothing may have gone wrong on it."""
    troubles: list[str] = []
    contexts = []

    def heard(message: ConsoleMessage) -> None:
        # What the browser says of its own drawing in software is no fault of the page.
        if message.type in ("error", "warning") and "GPU" not in message.text and "GL Driver" not in message.text:
            troubles.append(message.text)

    def opened(path: str = "/de/netzwerk/ganz", *, script: str = "", **options: object) -> Page:
        context = browser.new_context(locale="de-DE", **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        if script:
            page.add_init_script(script)
        page.on("console", heard)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(large + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not troubles, troubles


def drawn(page: Page) -> int:
    """How many actors stand in the picture, once it is drawn: as many as the page says."""
    stage = page.locator("#ganzbild[data-drawn]")
    expect(stage).to_be_attached(timeout=PATIENCE)
    count = int(stage.get_attribute("data-drawn") or 0)
    expect(page.locator(".lead")).to_contain_text(f"{count} Akteure")
    return count


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_everybody_is_drawn_found_and_chosen(pages: Callable[..., Page], violations: Violations) -> None:
    """While positions are computed the page shows how far they are; then all are there, at a desk and on a phone."""
    page = pages("/de/netzwerk?bild=uebersicht")
    page.get_by_role("link", name="Das ganze Netz auf einmal").click()
    shown = drawn(page)
    assert 3000 < shown <= ACTORS
    assert not violations(page)
    page.get_by_label("Im Bild suchen").fill("gibt es nicht so")
    page.get_by_role("button", name="Zeigen", exact=True).click()
    expect(page.get_by_text("Nichts gefunden")).to_be_visible()
    name = page.evaluate(
        "async () => (await (await fetch(document.getElementById('ganzbild').dataset.network)).json()).names[7]"
    )
    page.get_by_label("Im Bild suchen").fill(name)
    page.get_by_role("button", name="Zeigen", exact=True).click()
    chosen = page.locator("[data-chosen] a")
    expect(chosen).to_have_text(name)
    with page.expect_download() as taken:
        page.get_by_role("button", name="PNG").click()
    assert taken.value.path().read_bytes().startswith(b"\x89PNG")
    chosen.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)

    phone = pages(viewport=PHONE, color_scheme="dark")
    assert drawn(phone) == shown
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert not violations(phone)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_without_webgl_the_page_says_where_the_same_stands(pages: Callable[..., Page]) -> None:
    """In words, with the way to it."""
    page = pages(script=NO_WEBGL)
    expect(page.get_by_text("Dieser Browser kann kein WebGL.")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("link", name="Übersicht nach Gruppen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Übersicht")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_usual_picture_of_many_says_that_it_is_being_placed_and_comes_by_itself(
    pages: Callable[..., Page],
) -> None:
    """The page is there at once; the script asks until the server has placed the most connected."""
    page = pages("/de")
    answers: list[int] = []
    page.on("response", lambda one: answers.append(one.status) if "/netzwerk/daten" in one.url else None)
    page.goto(page.url.split("/de")[0] + "/de/netzwerk?bild=netz&stand=2020-02-02")
    stage = page.locator("#netzbild[data-drawn]")
    expect(page.locator("#netzbild")).to_contain_text("Das Bild wird geordnet", timeout=PATIENCE)
    expect(stage).to_be_attached(timeout=PATIENCE)
    assert answers[0] == 202
    assert answers[-1] == 200
    assert int(stage.get_attribute("data-nodes") or 0) == 3000
    expect(page.locator("#netzbild")).not_to_contain_text("Das Bild wird geordnet")
