"""Start, list and pages of actors in a real browser: keyboard, phone, dark scheme, both languages, axe."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from beispielkreis import ID
from playwright.sync_api import Page, expect

PHONE = {"width": 360, "height": 740}
Opener = Callable[..., Page]
Violations = Callable[[Page], list[str]]
PATHS = (
    "",
    "suche?q=verein",
    "suche",
    "akteure",
    "akteure?art=nichts",
    f"akteure/{ID['ki']}",
    f"akteure/{ID['netzwerk']}",
    f"akteure/{ID['netzwerk']}?stand=2006-06-01",
    f"akteure/{ID['person']}",
    f"gebiete/{ID['stadt']}",
    "aenderungen",
    f"aenderungen/eintrag/{ID['verein']}",
    "nichts",
)


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_no_page_hinders_anyone_by_the_rules_of_axe(
    open_page: Opener, violations: Violations, lang: str, path: str
) -> None:
    """No violation on a desktop, in both languages (what axe can find; the rest is in the tests below)."""
    assert not violations(open_page(f"/{lang}/{path}"))


@pytest.mark.parametrize("path", PATHS)
def test_no_page_hinders_anyone_on_a_phone_in_the_dark(open_page: Opener, violations: Violations, path: str) -> None:
    """Neither at 360 pixels in the dark scheme, where nothing runs out of the screen sideways."""
    page = open_page(f"/de/{path}", viewport=PHONE, color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not violations(page)


def test_the_whole_way_works_with_the_keyboard(open_page: Opener) -> None:
    """Type with an error, choose a suggestion by arrow and Enter, and stand on the actor's page."""
    page = open_page("/de/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.get_by_role("combobox").focus()
    page.keyboard.type("Netzwrk Sprache")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("Netzwerk Sprache Beispielkreis")
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("combobox")).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "-")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Netzwerk Sprache Beispielkreis")


def test_escape_closes_the_suggestions_and_enter_searches(open_page: Opener) -> None:
    """The field stays a plain search for whoever does not want suggestions."""
    page = open_page("/en/akteure")
    field = page.get_by_role("combobox")
    field.fill("verein")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("verein")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/suche\?q=verein$"))


def test_the_search_works_without_script(open_page: Opener) -> None:
    """A form, an answer, a link."""
    page = open_page("/de/", java_script_enabled=False)
    page.locator("input[name=q]").fill("Probedorf")
    page.locator("input[name=q]").press("Enter")
    page.get_by_role("link", name="Integrationsrat Probedorf").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Integrationsrat Probedorf")


def test_filters_leave_what_they_promise_and_go_back(open_page: Opener) -> None:
    """A facet narrows the list, its address can be shared, and removing it brings everything back."""
    page = open_page("/de/akteure")
    page.get_by_role("link", name=re.compile("^Integrationsräte")).click()
    expect(page).to_have_url(re.compile("art=integrationsrat"))
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_role("link", name=re.compile("Integrationsräte .*Filter entfernen")).click()
    expect(page.locator("tbody tr")).to_have_count(50)


def test_a_picture_is_walked_through_with_the_keyboard(open_page: Opener) -> None:
    """Every node is a named link in tab order with a visible focus, and Enter opens its page."""
    page = open_page(f"/de/akteure/{ID['ki']}")
    node = page.locator(".picture__wide a.g-node").filter(has_text="Netzwerk Sprache").first
    node.focus()
    expect(node).to_be_focused()
    expect(node).to_have_accessible_name(re.compile("moderiert: Netzwerk Sprache Beispielkreis"))
    assert node.locator(".g-area").first.evaluate("one => getComputedStyle(one).strokeWidth") == "3px"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Netzwerk Sprache Beispielkreis")


def test_the_stand_is_chosen_in_the_page_and_kept(open_page: Opener) -> None:
    """The form at the foot sets the day; links keep it, and one click leads back to today."""
    page = open_page(f"/de/akteure/{ID['netzwerk']}")
    page.locator("#stand").fill("2006-06-01")
    page.get_by_role("button", name="Anzeigen").click()
    expect(page.get_by_text("Gezeigt wird der Stand vom 01.06.2006.")).to_be_visible()
    page.get_by_role("navigation", name="Hauptnavigation").get_by_role("link", name="Akteure").click()
    expect(page).to_have_url(re.compile(r"/de/akteure\?stand=2006-06-01"))
    page.get_by_role("link", name="Zum heutigen Stand").click()
    expect(page).to_have_url(re.compile(r"/de/akteure$"))


def test_the_language_changes_in_place(open_page: Opener) -> None:
    """The same actor in the other language, with `lang` on the link."""
    page = open_page(f"/de/akteure/{ID['ki']}")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Municipal integration centre of Beispielkreis")


def test_on_paper_only_the_contents_remain(open_page: Opener) -> None:
    """Navigation, search and forms are not printed; the tables are."""
    page = open_page(f"/de/akteure/{ID['netzwerk']}")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Hauptnavigation")).to_be_hidden()
    expect(page.get_by_role("combobox")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("table").first).to_be_visible()


def test_text_may_be_twice_as_large(open_page: Opener) -> None:
    """At 640 pixels, which is 200 % of a usual window, nothing is cut off sideways."""
    page = open_page(f"/de/akteure/{ID['netzwerk']}", viewport={"width": 640, "height": 480})
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
