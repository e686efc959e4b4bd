"""Partners in a real browser: from the form over reasons and a way to the list; phone, keyboard, print, axe."""

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
    "partner",
    f"partner?wer={ID['person']}&thema=gemeinsam:sprache",
    f"partner?thema=gemeinsam:teilhabe&gebiet={ID['stadt']}&art=verein&streng=1",
    "partner?name=Integrationsrat",
    "partner?name=Qxyzzy&sprache=Quatsch",
    f"partner/wege?von={ID['verein']}&nach={ID['rat_stadt']}",
    f"partner/wege?von={ID['verein']}&nach_name=Integrationsrat",
    f"partner/bruecken?a={ID['netzwerk']}&b={ID['rat_stadt']}",
    f"partner/liste?id={ID['ki']}&id={ID['person']}",
)


def settled(page: Page) -> Page:
    """The page once what is read beside has been read: it loads itself again then."""
    expect(page.locator(".answer-state")).to_have_count(0, timeout=15_000)
    return page


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_no_page_hinders_anyone_by_the_rules_of_axe(
    open_page: Opener, violations: Violations, lang: str, path: str
) -> None:
    """No violation, in both languages, the weights unfolded."""
    page = settled(open_page(f"/{lang}/{path}"))
    for summary in page.locator(".partner-form summary").all():
        if not summary.evaluate("one => one.parentElement.open"):
            summary.click()
    assert not violations(page)


@pytest.mark.parametrize("path", PATHS)
def test_no_page_hinders_anyone_on_a_phone_in_the_dark(open_page: Opener, violations: Violations, path: str) -> None:
    """Neither at 360 pixels in the dark scheme, where nothing runs out of the screen sideways."""
    page = settled(open_page(f"/de/{path}", viewport=PHONE, color_scheme="dark"))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not violations(page)


def test_from_the_form_over_reasons_and_a_way_to_the_list(open_page: Opener) -> None:
    """Type who one is, read why somebody fits, look how to get there, tick them, and take their contacts along."""
    page = settled(open_page("/de/partner"))
    page.get_by_label("Ihre Organisation, Ihr Gremium").fill("Integrationsrat Musterstadt")
    page.get_by_label("Thema", exact=True).select_option("gemeinsam:sprache")
    page.get_by_role("button", name="Partner suchen").click()
    settled(page)
    expect(page).to_have_url(re.compile(rf"/de/partner\?wer={ID['rat_stadt']}&thema=gemeinsam"))
    row = page.locator(".partner-row").filter(has=page.get_by_role("heading", name="Kommunales Integrationszentrum"))
    expect(row).to_contain_text("arbeitet selbst zum Thema Sprache")
    expect(row).to_contain_text("steht schon mit Ihnen in Verbindung")
    row.get_by_role("link", name=re.compile("Wege dorthin")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wege von einem Akteur zum anderen")
    node = page.locator(".picture__wide a.g-node").filter(has_text="Kommunales Integrationszentrum").first
    node.focus()
    expect(node).to_be_focused()
    expect(node).to_have_accessible_name(re.compile("Kommunales Integrationszentrum Beispielkreis"))
    page.go_back()
    row.get_by_role("checkbox", name=re.compile("auswählen")).check()
    page.get_by_role("button", name="Ausgewählte als Liste").first.click()
    expect(page).to_have_url(re.compile(rf"/de/partner/liste\?id={ID['ki']}"))
    expect(page.get_by_role("link", name="ki@beispiel.example")).to_have_attribute("href", "mailto:ki@beispiel.example")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("CSV")).click()
    assert "ki@beispiel.example" in download.value.path().read_text(encoding="utf-8-sig")


def test_weights_are_changed_in_the_form_and_kept(open_page: Opener) -> None:
    """A reason set to nought is gone from the page, and its weight stands in the address and in the form."""
    page = settled(open_page(f"/de/partner?wer={ID['person']}"))
    expect(page.get_by_text(re.compile("trifft sich mit Ihnen")).first).to_be_visible()
    page.locator("#gewichte summary").click()
    page.get_by_label("gemeinsame Gremien").fill("0")
    page.get_by_role("button", name="Partner suchen").click()
    settled(page)
    expect(page).to_have_url(re.compile(r"g_meets=0"))
    expect(page.get_by_text(re.compile("trifft sich mit Ihnen"))).to_have_count(0)


def test_names_are_offered_while_typing(open_page: Opener) -> None:
    """The field suggests names, forgiving a wrong letter, and stays a plain field without script."""
    page = open_page("/de/partner")
    page.get_by_label("Ihre Organisation, Ihr Gremium").press_sequentially("Netzwrk Spra")
    expect(page.locator("#namen option[value='Netzwerk Sprache Beispielkreis']")).to_have_count(1)


def test_everything_works_without_script(open_page: Opener) -> None:
    """A form, an answer, a list."""
    page = open_page("/de/partner", java_script_enabled=False)
    page.get_by_label("Ihre Organisation, Ihr Gremium").fill("Musterverein Beispielstadt")
    page.get_by_role("button", name="Partner suchen").click()
    page.locator(".partner-row input[type=checkbox]").first.check()
    page.get_by_role("button", name="Ausgewählte als Liste").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Liste zum Mitnehmen")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_the_list_prints_without_the_form(open_page: Opener) -> None:
    """On paper stand the suggestions with their reasons and the list with its contacts, and no form."""
    page = settled(open_page(f"/de/partner?wer={ID['person']}"))
    page.emulate_media(media="print")
    expect(page.locator(".partner-form")).to_be_hidden()
    expect(page.locator(".partner-reasons").first).to_be_visible()
    page.goto(page.url.split("?")[0] + f"/liste?id={ID['ki']}")
    expect(page.get_by_text("ki@beispiel.example").first).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("CSV"))).to_be_hidden()


@pytest.mark.parametrize(("form", "begins"), [("SVG", b"<svg"), ("PNG", b"\x89PNG")])
def test_the_picture_of_the_ways_is_saved_on_its_own(open_page: Opener, form: str, begins: bytes) -> None:
    """As SVG and as PNG, without links and with all its names; black on white in the dark scheme, too."""
    page = open_page(f"/de/partner/wege?von={ID['verein']}&nach={ID['rat_stadt']}", color_scheme="dark")
    with page.expect_download() as download:
        page.get_by_role("group", name="Bild speichern").get_by_role("button", name=form).click()
    assert download.value.suggested_filename == f"wege.{form.lower()}"
    data = download.value.path().read_bytes()
    assert data.startswith(begins)
    if form == "SVG":
        text = data.decode()
        assert "<a " not in text
        assert "Canvas" not in text
        assert "Kommunales" in text
    else:
        assert len(data) > 5000
