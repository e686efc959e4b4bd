"""The network page and its neighbours in a real browser: drawing, finding, walking by keys, saving, phone, print."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Page, expect

from registry.services import EntityRow

PHONE = {"width": 360, "height": 740}
Opener = Callable[..., Page]
Rows = dict[str, EntityRow]
STAGE = "#netzbild"
# How many pixels of the canvas are not the ground, in parts of a thousand.
INK = """() => { const canvas = document.querySelector('#netzbild canvas');
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let ink = 0; for (let at = 3; at < data.length; at += 4) if (data[at]) ink++; return 4000 * ink / data.length; }"""
OVERLAPS = """() => { const boxes = networkPicture.labels.taken; let found = 0;
  boxes.forEach(([x, y, w, h], at) => boxes.slice(at + 1).forEach(([a, b, c, d]) => {
    if (x < a + c - 0.5 && a < x + w - 0.5 && y < b + d - 0.5 && b < y + h - 0.5) found++; }));
  return [boxes.length, found]; }"""
FRAME = """[...document.querySelectorAll('h1, h2, .lead, th[scope=col], label, legend, button, caption, figcaption')]
  .map((one) => one.innerText).join(' | ')"""


def drawn(page: Page) -> Page:
    """The page once its picture is there."""
    page.wait_for_selector(f"{STAGE}[data-drawn]")
    return page


def on_screen(page: Page, name: str) -> dict[str, Any]:
    """Where a node stands in the window."""
    found: dict[str, Any] = page.evaluate(
        """(name) => { const node = networkPicture.data.nodes.find((one) => one.name === name);
        const spot = networkPicture.network.canvasToDOM(node);
        const box = document.querySelector('#netzbild').getBoundingClientRect();
        return {id: node.id, x: box.x + spot.x, y: box.y + spot.y}; }""",
        name,
    )
    return found


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_picture_is_drawn_with_every_tie_of_the_table(open_page: Opener, lang: str) -> None:
    """The canvas has ink, as many lines as the table counts, and labels that do not overlap."""
    page = drawn(open_page(f"/{lang}/netzwerk"))
    assert page.evaluate(INK) > 10
    total = page.locator("#tabelle-name .count").inner_text().strip("()")
    assert page.locator(STAGE).get_attribute("data-edges") == total
    labels, overlaps = page.evaluate(OVERLAPS)
    assert labels > 8
    assert overlaps == 0


def test_more_labels_come_with_the_zoom_and_still_none_covers_another(open_page: Opener) -> None:
    """Enlarging shows at least as many names, at each step without overlap."""
    page = drawn(open_page("/de/netzwerk"))
    counts = []
    for _ in range(4):
        labels, overlaps = page.evaluate(OVERLAPS)
        assert overlaps == 0
        counts.append(labels)
        page.get_by_role("button", name="Vergrößern").click()
        page.wait_for_timeout(60)
    assert counts[-1] > counts[0]


def test_moderation_stands_out_by_width_and_label_and_not_by_colour_alone(open_page: Opener) -> None:
    """Thicker than membership, with an arrow head and its role in words."""
    page = drawn(open_page("/de/netzwerk"))
    looks = page.evaluate(
        "Object.fromEntries(Object.entries(networkPicture.data.styles)"
        ".map(([key, one]) => [key, [one.width, !!one.arrows.to.enabled]]))"
    )
    assert looks["moderation"][0] >= 2 * looks["membership"][0]
    assert looks["moderation"][1]
    assert not looks["membership"][1]
    assert page.evaluate(
        "networkPicture.data.edges.filter((one) => one.group === 'moderation').every((one) => one.label)"
    )


def test_from_the_filter_through_the_table_to_the_line_of_the_source(open_page: Opener) -> None:
    """Only moderations remain, in picture and table alike, and the source of one leads to the line that says it."""
    page = drawn(open_page("/de/netzwerk"))
    for name in ("Leitung und Vorsitz", "Mitgliedschaft", "Beratende Teilnahme"):
        page.get_by_role("checkbox", name=re.compile(name)).uncheck()
    page.get_by_role("button", name="Anwenden").click()
    drawn(page)
    rows = page.locator("#beziehungen tbody tr")
    assert {one.get_attribute("data-group") for one in rows.all()} == {"moderation"}
    assert page.locator(STAGE).get_attribute("data-edges") == str(rows.count())
    assert "gruppe=moderation" in page.url
    rows.filter(has_text="AK Rucksack KiTa Kreis Unna").get_by_role("link", name=re.compile("Z. 258")).click()
    line = page.locator("li.line#l258")
    expect(line).to_contain_text("moderiert AK Rucksack KiTa Kreis Unna")
    expect(line).to_be_in_viewport()


def test_a_click_on_a_node_opens_its_panel_with_profile_and_surroundings(open_page: Opener) -> None:
    """Name, kind, ties; the profile is a link; the surroundings are a smaller picture with the actor chosen."""
    page = drawn(open_page("/de/netzwerk"))
    spot = on_screen(page, "Netzwerk Kommunale Integration Kreis Unna")
    page.mouse.click(spot["x"], spot["y"])
    panel = page.get_by_role("complementary", name="Netzwerk Kommunale Integration Kreis Unna")
    expect(panel).to_contain_text("moderiert von")
    assert panel.get_by_role("link", name="Zum Profil").get_attribute("href") == f"/de/akteure/{spot['id']}"
    before = int(page.locator(STAGE).get_attribute("data-nodes") or 0)
    panel.get_by_role("link", name="Umfeld zeigen").click()
    drawn(page)
    assert 0 < int(page.locator(STAGE).get_attribute("data-nodes") or 0) < before
    assert page.evaluate("networkPicture.chosen") == spot["id"]


def test_everything_in_the_picture_can_be_done_by_keys(open_page: Opener) -> None:
    """Arrows walk, Enter moves into the panel, Escape closes it and gives the focus back, + enlarges, 0 shows all."""
    page = drawn(open_page("/de/netzwerk"))
    page.locator(STAGE).focus()
    page.keyboard.press("ArrowRight")
    first = page.evaluate("networkPicture.chosen")
    page.keyboard.press("ArrowRight")
    assert first
    assert page.evaluate("networkPicture.chosen") != first
    assert page.locator("[data-say]").inner_text()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "auswahl-name"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "netzbild"
    assert page.locator("[data-panel]").is_hidden()
    scale = page.evaluate("networkPicture.network.getScale()")
    page.keyboard.press("+")
    assert page.evaluate("networkPicture.network.getScale()") > scale
    page.keyboard.press("0")
    assert page.evaluate("networkPicture.network.getScale()") == pytest.approx(scale, rel=0.01)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") != "CANVAS"


def test_a_name_is_found_in_the_picture_despite_umlauts(open_page: Opener) -> None:
    """Part of a name, written without dots, chooses its node; what is not there is said."""
    page = drawn(open_page("/de/netzwerk"))
    find = page.get_by_role("combobox", name="Im Bild suchen")
    find.fill("vaterarbeit")
    find.press("Enter")
    expect(page.locator("[data-panel] h3")).to_contain_text("Väterarbeit")
    find.fill("gibtesnicht")
    find.press("Enter")
    assert page.locator("[data-say]").inner_text() == "Nichts gefunden"


def test_the_picture_is_saved_as_png_and_svg(open_page: Opener) -> None:
    """The PNG is one, with the ground filled; the SVG is sound and names the actors."""
    page = drawn(open_page("/de/netzwerk"))
    with page.expect_download() as png:
        page.get_by_role("button", name="PNG").click()
    assert png.value.suggested_filename.startswith("netzwerk-")
    assert png.value.path().read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    with page.expect_download() as svg:
        page.get_by_role("link", name="SVG").click()
    text = svg.value.path().read_text(encoding="utf-8")
    assert ET.fromstring(text).tag.endswith("svg")
    assert "Netzwerk Kommunale" in text


def test_without_script_there_is_a_still_picture_the_filter_and_the_table(open_page: Opener) -> None:
    """The page works without a line of script."""
    page = open_page("/de/netzwerk?gruppe=moderation", java_script_enabled=False)
    assert page.locator("noscript img").count() == 1 or "bild.svg" in page.content()
    page.get_by_role("checkbox", name=re.compile("Beratende")).check()
    page.get_by_role("button", name="Anwenden").click()
    assert "gruppe=advice" in page.url
    assert page.locator("#beziehungen tbody tr").count() > 15


PATHS = ("netzwerk", "netzwerk?bild=uebersicht", "netzwerk/matrix", "angebote", "ziele", "dokumente", "quellen")


@pytest.mark.parametrize("path", PATHS)
def test_no_page_is_wider_than_a_phone(open_page: Opener, path: str) -> None:
    """At 360 pixels nothing but tables and pictures scrolls sideways."""
    page = open_page(f"/de/{path}", viewport=PHONE)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _one_of_each(rows: Rows) -> list[str]:
    paper = rows["Integrationskonzept Kreis Unna"].id
    goal = rows["Themenschwerpunkt „Integration durch Bildung“ (Kita und Schule)"].id
    offer = next(row.id for row in rows.values() if row.kind == "produkt")
    return [f"dokumente/{paper}", f"quellen/{paper}", f"ziele/{goal}", f"angebote/{offer}"]


@pytest.mark.parametrize(("lang", "scheme"), [("de", "light"), ("en", "dark")])
def test_no_page_has_an_accessibility_violation(
    open_page: Opener, violations: Callable[[Page], list[str]], paper_rows: Rows, lang: str, scheme: str
) -> None:
    """axe finds nothing, light and dark, the network page with its panel open too."""
    for path in (*PATHS, *_one_of_each(paper_rows)):
        page = open_page(f"/{lang}/{path}", color_scheme=scheme)
        if path == "netzwerk":
            drawn(page)
            page.evaluate("networkPicture.open(networkPicture.data.nodes[0].id)")
        assert violations(page) == [], path


def test_english_pages_speak_no_german_of_ours(open_page: Opener, paper_rows: Rows) -> None:
    """None of the words that frame the contents is left in German."""
    german = re.compile(
        r"\b(Beziehungen|Akteure|Anwenden|Zurücksetzen|alle Arten|Zeile für Zeile|Quelle|Angaben|Belegt|Zeitraum)\b"
    )
    for path in (*PATHS, *_one_of_each(paper_rows)):
        page = open_page(f"/en/{path}")
        frame = page.evaluate(FRAME)
        names = " ".join(name for row in paper_rows.values() for name in row.names)
        for hit in german.findall(frame):
            assert hit in names, (path, hit)


def test_the_printed_network_page_leaves_out_what_paper_cannot_do(open_page: Opener) -> None:
    """Filter, tools and tabs are gone; picture and table stay."""
    page = drawn(open_page("/de/netzwerk"))
    page.emulate_media(media="print")
    for gone in (".network-filter", ".network-tools", ".views"):
        assert page.locator(gone).first.is_hidden()
    assert page.locator(STAGE).is_visible()
    assert page.locator("#beziehungen").is_visible()
