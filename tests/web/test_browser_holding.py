"""What holds the network together in a real browser: what if by keyboard, two Stände, a phone, print, axe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from beispielkreis import ID
from playwright.sync_api import Page, expect

from graph.holding.meanings import meanings

PHONE = {"width": 360, "height": 740}
Opener = Callable[..., Page]
Violations = Callable[[Page], list[str]]


def test_from_an_actor_to_what_hangs_on_it_and_on_to_who_could_follow(open_page: Opener) -> None:
    page = open_page(f"/de/akteure/{ID['ki']}")
    page.get_by_role("link", name="Was hängt daran?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Was wäre, wenn …")
    expect(page.locator("#antwort")).to_have_text("Kommunales Integrationszentrum Beispielkreis")
    row = page.get_by_role("row", name="Netzwerk Sprache Beispielkreis")
    expect(row.first).to_contain_text("Erika Beispielperson")
    row.first.get_by_role("link", name="Erika Beispielperson").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Erika Beispielperson")


def test_a_name_is_typed_and_asked_with_the_keyboard_alone(open_page: Opener) -> None:
    page = open_page("/de/zusammenhalt/was-waere-wenn")
    field = page.get_by_label("… diese Stelle geht oder endet")
    field.focus()
    page.keyboard.type("Integrationsrat")
    page.keyboard.press("Enter")
    choice = page.get_by_role("alert").get_by_role("link", name="Integrationsrat Musterstadt")
    choice.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#antwort")).to_have_text("Integrationsrat Musterstadt")
    expect(field).to_have_value("Integrationsrat Musterstadt")


def test_the_picture_of_a_body_that_ends_leads_to_what_falls_off(open_page: Opener) -> None:
    page = open_page(f"/de/zusammenhalt/was-waere-wenn?wer={ID['gross']}")
    picture = page.locator(".picture__wide svg")
    expect(picture).to_be_visible()
    picture.get_by_role("link", name="Verein Nr. 00 (Beispiel)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Verein Nr. 00 (Beispiel)")


def test_two_dates_side_by_side_change_with_the_form(open_page: Opener) -> None:
    page = open_page("/de/zusammenhalt/staende?vorher=2014-06-01&stand=2014-06-01")
    expect(page.get_by_text("hat sich nichts geändert")).to_be_visible()
    page.get_by_label("Früherer Stand").fill("2006-01-01")
    page.get_by_role("button", name="Vergleichen").click()
    expect(page.locator(".sides svg")).to_have_count(2)
    left, right = (page.locator(".sides figure").nth(at).bounding_box() for at in (0, 1))
    assert left is not None
    assert right is not None
    assert left["y"] == right["y"]
    assert left["x"] < right["x"]


ADDRESSES = (
    "/zusammenhalt",
    *(f"/zusammenhalt/{key}" for key in meanings() if key != "fusion"),
    f"/zusammenhalt/was-waere-wenn?wer={ID['ki']}",
    f"/zusammenhalt/was-waere-wenn?wer={ID['netzwerk']}&mit={ID['rat_stadt']}",
    "/zusammenhalt/was-waere-wenn?wer=Integrationsrat",
    "/zusammenhalt/staende?vorher=2006-01-01&stand=2014-06-01",
)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_no_page_has_an_axe_violation_or_is_wider_than_a_phone(
    open_page: Opener, violations: Violations, lang: str
) -> None:
    """On a phone and on a desktop; in English those whose words differ in length the most."""
    for address in ADDRESSES if lang == "de" else ADDRESSES[-4:]:
        page = open_page(f"/{lang}{address}", viewport=PHONE)
        if page.locator(".answer-state").count():
            page.wait_for_selector(".answer-state", state="detached")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
        assert violations(page) == [], address
        page.set_viewport_size({"width": 1280, "height": 900})
        assert violations(page) == [], address


def test_the_answer_prints_with_its_picture_and_without_the_form(open_page: Opener) -> None:
    page = open_page(f"/de/zusammenhalt/was-waere-wenn?wer={ID['ki']}")
    page.emulate_media(media="print")
    expect(page.locator("form.filter-row")).to_be_hidden()
    expect(page.locator(".picture__wide svg, .picture__narrow svg").first).to_be_attached()
    expect(page.get_by_text("Was es nicht heißt:")).to_be_visible()
