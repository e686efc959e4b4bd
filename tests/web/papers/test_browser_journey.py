"""The main way through the pages, from a mistyped name to the line in the paper, with the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

Opener = Callable[..., Page]
WORDS = {
    "de": ("Im Netzwerk ansehen", "Einzelne Rolle", "Anwenden", "moderiert"),
    "en": ("View in the network", "A single role", "Apply", "moderates"),
}


def press(page: Page, key: str, target: Locator) -> None:
    """Reach something as the keyboard does, by focus, and press a key on it."""
    target.focus()
    expect(target).to_be_focused()
    page.keyboard.press(key)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_from_a_typing_error_to_the_line_in_the_paper(open_page: Opener, lang: str) -> None:
    """Mistyped name, suggestion, profile, network, filter to moderation, table, line: all without a mouse."""
    network, role, apply, moderates = WORDS[lang]
    page = open_page(f"/{lang}/")
    page.get_by_role("combobox").focus()
    page.keyboard.type("KI Kreis Uma")
    expect(page.get_by_role("option").first).to_contain_text("Kreis Unna")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kreis Unna")

    press(page, "Enter", page.get_by_role("link", name=network).first)
    page.wait_for_selector("#netzbild[data-drawn]")
    page.get_by_label(role).select_option("moderation")
    press(page, "Enter", page.get_by_role("button", name=apply))
    page.wait_for_url(re.compile("rolle=moderation"))
    page.wait_for_selector("#netzbild[data-drawn]")
    rows = page.locator("#beziehungen tbody tr")
    assert {one.get_attribute("data-group") for one in rows.all()} == {"moderation"}
    assert page.locator("#netzbild").get_attribute("data-edges") == str(rows.count()) == "13"

    line = rows.filter(has_text="Griffbereit Kreis Unna").get_by_role("link", name=re.compile("258"))
    press(page, "Enter", line)
    expect(page.locator("li.line#l258")).to_contain_text(re.compile(f"{moderates}.*Griffbereit Kreis Unna"))
