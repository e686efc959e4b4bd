"""Coverage in a real browser: from the matrix to a gap, its candidates and the report; phone, print, keyboard, axe."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from beispielkreis import ID
from playwright.sync_api import Page, expect

PHONE = {"width": 360, "height": 740}
Opener = Callable[..., Page]
Violations = Callable[[Page], list[str]]
PATHS = (
    "",
    "?art=offer&nach=art",
    f"/zelle?ort={ID['stadt']}&spalte=gemeinsam:sprache",
    "/luecken",
    "/raten?art=integrationsrat&stand=2012-11-01",
    "/reichweite",
    "/besetzung",
    "/vergleich?vergleich=2012-11-01",
    "/bericht",
)


@pytest.mark.parametrize("path", PATHS)
def test_no_page_of_the_coverage_hinders_anyone_by_the_rules_of_axe(
    open_page: Opener, violations: Violations, path: str
) -> None:
    """No violation on a desktop, in both languages."""
    for lang in ("de", "en"):
        assert not violations(open_page(f"/{lang}/abdeckung{path}"))


@pytest.mark.parametrize("path", PATHS)
def test_the_coverage_fits_on_a_phone_in_the_dark(open_page: Opener, violations: Violations, path: str) -> None:
    """At 360 pixels nothing runs out of the screen sideways: wide tables scroll in themselves."""
    page = open_page(f"/de/abdeckung{path}", viewport=PHONE, color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not violations(page)


def test_from_the_matrix_to_a_gap_its_candidates_and_the_report(open_page: Opener, tmp_path: Path) -> None:
    """With the keyboard: an empty cell, who could fill it, their page; then the report as a PDF."""
    page = open_page("/de/abdeckung?stand=2012-11-01")
    row = page.get_by_role("row").filter(has_text="Musterstadt")
    empty = row.get_by_role("link", name="nichts bekannt").first
    empty.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zusammenschlüsse · Sprache · Musterstadt")
    expect(page.get_by_text("Hier ist zum Stand nichts bekannt: eine Lücke.")).to_be_visible()
    offered = page.get_by_role("row").filter(has_text="arbeitet kreisweit zu diesem Thema")
    offered.get_by_role("link", name="Kommunales Integrationszentrum Beispielkreis").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kommunales Integrationszentrum")
    page.go_back()
    page.get_by_role("navigation", name="Abdeckung").get_by_role("link", name="Bericht").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Abdeckung und Lücken: Beispielkreis")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Als PDF").click()
    target = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(target)
    assert target.name == "abdeckung-2012-11-01.pdf"
    assert target.read_bytes().startswith(b"%PDF-")


def test_the_form_changes_what_is_counted_and_how_it_is_divided(open_page: Opener) -> None:
    """Offers by kind instead of bodies by theme; the address can be shared."""
    page = open_page("/de/abdeckung?stand=2012-11-01")
    page.get_by_label("Gezählt wird").select_option("offer")
    page.get_by_label("Spalten").select_option("art")
    page.get_by_role("button", name="Anwenden").click()
    expect(page).to_have_url(re.compile("art=offer.*nach=art"))
    expect(page.get_by_role("columnheader", name="Kurse")).to_be_visible()
    expect(page.get_by_text("Gezeigt wird der Stand vom 01.11.2012.")).to_be_visible()


def test_two_dates_are_chosen_in_the_form_and_compared(open_page: Opener) -> None:
    """The second day is typed in; the page says what came in between, with both days in its heads."""
    page = open_page("/de/abdeckung/vergleich?stand=2012-01-01")
    page.get_by_label("Verglichener Stand").fill("2012-11-01")
    page.get_by_role("button", name="Anwenden").click()
    expect(page).to_have_url(re.compile("vergleich=2012-11-01"))
    expect(page.get_by_role("columnheader", name="Beispielkreis, 01.11.2012")).to_be_visible()
    changed = page.locator("section[aria-labelledby=veraendert]")
    expect(changed.get_by_role("link", name="Integrationsrat Musterstadt")).to_be_visible()


def test_colour_only_repeats_what_a_cell_says(open_page: Opener) -> None:
    """Every cell has a sign that is read without colour, and words for who does not see it."""
    page = open_page("/de/abdeckung?stand=2012-11-01")
    cells = page.locator("td.heat a")
    assert cells.count() > 50
    shown = {one.strip() for one in page.locator("td.heat a [aria-hidden]").all_text_contents()}
    assert shown <= {"–", "1", "2", "3", "1 b", "2 b"}, shown
    assert all(one.strip() for one in page.locator("td.heat .kern-sr-only").all_text_contents())


def test_on_paper_the_report_is_its_text_and_tables(open_page: Opener) -> None:
    """Tabs, forms and buttons are not printed; definitions and tables are."""
    page = open_page("/de/abdeckung/bericht?stand=2012-11-01")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Abdeckung")).to_be_hidden()
    expect(page.get_by_role("link", name="Als PDF")).to_be_hidden()
    expect(page.get_by_text("Was es nicht heißt:").first).to_be_visible()
    expect(page.get_by_role("table").first).to_be_visible()
