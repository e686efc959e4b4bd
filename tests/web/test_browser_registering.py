"""Sending in, review and editing in a real browser: the whole way, keyboard, phone, English, axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from beispielkreis import ID
from form_filling import link_in_last_mail, own_app, own_registry
from playwright.sync_api import Browser, Page, expect
from serving import served_on_loopback
from signing_in import sign_in_browser
from stores import KINDS, empty

from registry.services import Registry
from registry.services.reviewing import queue

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
Violations = Callable[[Page], list[str]]


@dataclass
class Site:
    """A registry of this test's own, served."""

    registry: Registry
    live: str
    browser: Browser
    troubles: list[str]

    def open(self, path: str, role: str = "", **options: object) -> Page:
        """A page for somebody of this role (nobody's where none is given)."""
        context = self.browser.new_context(**{"viewport": DESKTOP, "locale": "de-DE", **options})  # type: ignore[arg-type]
        if role:
            sign_in_browser(context, self.live, self.registry, role)
        page = context.new_page()
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.goto(self.live + path)
        return page

    def _heard(self, type: str, text: str) -> None:
        if type in ("error", "warning") and "status of 4" not in text:
            self.troubles.append(text)


@pytest.fixture(params=KINDS)
def site(request: pytest.FixtureRequest, tmp_path: Path, browser: Browser) -> Iterator[Site]:
    """The Beispielkreis in a store of each kind; at the end nothing has broken the policy or raised an error."""
    with own_registry(empty(request.param, tmp_path, request)) as registry:
        app = own_app(registry)
        with served_on_loopback(app) as live:
            app.config["ADDRESS"] = live
            troubles: list[str] = []
            yield Site(registry, live, browser, troubles)
            for context in browser.contexts:
                context.close()
            assert not troubles, troubles


def fits(page: Page, violations: Violations) -> None:
    """Nothing runs out of the screen sideways, and axe finds nothing."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not violations(page)


def private_link(site: Site) -> str:
    """The path in the latest mail."""
    from registry.services.mail import Outbox

    mails = Outbox(site.registry.workspace).mails()
    address = next(line for line in mails[0].body.splitlines() if line.startswith("http"))
    return urlsplit(address).path


def filled_in(page: Page) -> None:
    """Type a club that is like one that is there, see that, and type another one."""
    page.get_by_label("Name", exact=True).fill("Musterverein Beispielstatt e. V.")
    hint = page.locator("#alike")
    expect(hint).to_contain_text("Musterverein Beispielstadt", timeout=30_000)
    expect(hint).to_contain_text("ähnlicher Name")
    page.get_by_label("Name", exact=True).fill("Nordlicht Probedorf")
    expect(hint).not_to_contain_text("Musterverein", timeout=30_000)
    page.get_by_label("Art", exact=True).first.select_option("verein")
    page.get_by_label("Ort oder Kreis").fill("Probedorf")
    page.get_by_label("Sprache", exact=True).check()
    page.get_by_role("textbox", name="Angabe").first.fill("nordlicht@verein.example")
    page.get_by_label("Wem diese Kontaktangaben gehören").check()
    page.get_by_label("Wer hat eingewilligt?").fill("Vorstand")
    page.get_by_label("Netzwerk, Gremium oder Organisation").first.fill("Netzwerk Sprache Beispielkreis")
    page.get_by_label("seit").first.fill("2020")
    page.get_by_label("Ihre E-Mail-Adresse").fill("absender@example.org")


def test_the_way_from_a_proposal_to_a_page_and_back(site: Site, violations: Violations) -> None:
    """Propose, see a hint, confirm by the mailed link, review the diff, accept in part, page, history, undo."""
    visitor = site.open("/de/eintragen")
    fits(visitor, violations)
    filled_in(visitor)
    expect(visitor.locator("#draft")).to_contain_text("Gespeichert.")
    visitor.get_by_role("button", name="Zur Prüfung senden").click()
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("Postfach")
    visitor.goto(site.live + private_link(site))
    visitor.get_by_role("button", name="Ja, bitte prüfen").click()
    expect(visitor.locator(".badge").first).to_have_text("wird geprüft")

    staff = site.open("/de/zusendungen", "staff")
    fits(staff, violations)
    staff.get_by_role("link", name="Nordlicht Probedorf").click()
    fits(staff, violations)
    expect(staff.get_by_text("Lücke geschlossen")).to_be_visible()
    staff.get_by_role("checkbox", name="ist Mitglied in").uncheck()
    staff.get_by_label("Frage oder Begründung").fill("Die Mitgliedschaft ist noch nicht belegt.")
    staff.get_by_role("button", name="Auswahl übernehmen").click()
    expect(staff.get_by_text("in Teilen übernommen", exact=True)).to_be_visible()
    fits(staff, violations)

    visitor.reload()
    expect(visitor.get_by_text("Die Mitgliedschaft ist noch nicht belegt.")).to_be_visible()
    visitor.get_by_role("link", name="Der Eintrag, wie ihn alle sehen").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Nordlicht Probedorf")
    visitor.get_by_role("link", name="1 Fassung dieses Eintrags").click()
    expect(visitor.get_by_role("link", name="Selbsteintrag: Nordlicht Probedorf")).to_be_visible()

    staff.get_by_role("link", name="Die Änderung ansehen oder zurücknehmen").click()
    fits(staff, violations)
    staff.get_by_role("button", name="Diese Änderung zurücknehmen").click()
    expect(staff.get_by_text("Nimmt zurück")).to_be_visible()
    visitor.goto(site.live + "/de/akteure?q=Nordlicht")
    expect(visitor.get_by_role("link", name="Nordlicht Probedorf")).to_have_count(0)


@pytest.fixture
def quick(tmp_path: Path, request: pytest.FixtureRequest, browser: Browser) -> Iterator[Site]:
    """The same in SQLite alone."""
    with own_registry(empty("sqlite", tmp_path, request)) as registry, served_on_loopback(own_app(registry)) as live:
        troubles: list[str] = []
        yield Site(registry, live, browser, troubles)
        for context in browser.contexts:
            context.close()
        assert not troubles, troubles


def test_two_entries_are_merged_and_taken_apart_again(quick: Site) -> None:
    """From the entry's own page, over both side by side, and back by the button of the change."""
    staff = quick.open(f"/de/akteure/{ID['verein']}", "staff")
    staff.get_by_role("link", name="Bearbeiten").click()
    staff.get_by_role("link", name="Mit einem anderen Eintrag zusammenführen").click()
    staff.get_by_label("Name", exact=True).fill("Neuverein Probedorf")
    staff.get_by_role("main").get_by_role("button", name="Suchen").click()
    staff.get_by_role("link", name="Neuverein Probedorf").click()
    expect(staff.get_by_role("heading", level=1)).to_be_visible()
    staff.get_by_role("button", name="Zusammenführen").click()
    staff.get_by_role("button", name="Diese Änderung zurücknehmen").click()
    expect(staff.get_by_text("Nimmt zurück")).to_be_visible()
    staff.goto(quick.live + f"/de/akteure/{ID['neu']}")
    expect(staff.get_by_role("heading", level=1)).to_have_text("Neuverein Probedorf")


PUBLIC = ("eintragen", f"korrektur/{ID['verein']}", "eintragen/danke", f"aenderungen/eintrag/{ID['verein']}/vergleich")
STAFF = (
    "zusendungen",
    "eintraege/neu",
    f"eintraege/{ID['verein']}/bearbeiten",
    f"eintraege/{ID['verein']}/beenden",
    f"eintraege/{ID['verein']}/beziehungen",
    f"eintraege/{ID['verein']}/zusammenfuehren",
    f"beziehungen/t{'a' * 20}",
)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_no_page_hinders_anyone(quick: Site, violations: Violations, lang: str) -> None:
    """On a desktop and, in the dark, on a phone; in both languages."""
    for options in ({}, {"viewport": PHONE, "color_scheme": "dark"}):
        visitor, staff = quick.open("/de/eintragen/danke", **options), quick.open("/de/konto", "staff", **options)  # type: ignore[arg-type]
        for page, paths in ((visitor, PUBLIC), (staff, STAFF)):
            for path in paths:
                page.goto(f"{quick.live}/{lang}/{path}")
                fits(page, violations)


def test_errors_are_read_first_and_stand_at_their_fields_on_a_phone(quick: Site, violations: Violations) -> None:
    """The list of them has the focus, and its links lead to the fields."""
    page = quick.open("/de/eintragen", viewport=PHONE)
    page.get_by_role("button", name="Zur Prüfung senden").click()
    expect(page.locator("#fehler")).to_be_focused()
    fits(page, violations)
    page.get_by_label("Ihre E-Mail-Adresse").fill("absender@example.org")
    page.get_by_role("button", name="Zur Prüfung senden").click()
    page.locator("#fehler").get_by_role("link", name="Name").click()
    page.keyboard.type("Weiter mit der Tastatur")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Weiter mit der Tastatur")


def test_rows_are_added_and_names_offered(quick: Site) -> None:
    """A new row is typed into at once; the list under the field has what begins like that."""
    page = quick.open("/de/eintragen")
    page.get_by_role("button", name="Weitere Beziehung").click()
    expect(page.get_by_label("Netzwerk, Gremium oder Organisation")).to_have_count(2)
    expect(page.get_by_label("Rolle").nth(1)).to_be_focused()
    page.get_by_label("Netzwerk, Gremium oder Organisation").nth(1).press_sequentially("Netzwerk Spr")
    expect(page.locator("#namen option").first).to_have_attribute("value", "Netzwerk Sprache Beispielkreis")


def test_a_proposal_is_decided_by_keyboard(quick: Site) -> None:
    """J and K go through the lines, N and A choose; unchosen entries take their ties with them."""
    test_helper = quick.open("/de/eintragen")
    filled_in(test_helper)
    test_helper.get_by_role("button", name="Zur Prüfung senden").click()
    expect(test_helper.get_by_role("heading", level=1)).to_contain_text("Postfach")
    test_helper.goto(quick.live + link_in_last_mail(quick.registry))
    test_helper.get_by_role("button", name="Ja, bitte prüfen").click()
    (waiting,) = queue(quick.registry)
    staff = quick.open(f"/de/zusendungen/{waiting.proposal.change_set.id}", "staff")
    boxes = staff.locator("[data-lines] input[type=checkbox]")
    boxes.first.focus()
    staff.keyboard.press("n")
    expect(staff.locator("[data-lines] input:checked")).to_have_count(0)
    staff.keyboard.press("j")
    expect(boxes.nth(1)).to_be_focused()
    staff.keyboard.press("Space")
    expect(boxes.first).to_be_checked()  # the entry that the tie needs
    boxes.first.focus()
    staff.keyboard.press("Space")
    expect(staff.locator("[data-lines] input:checked")).to_have_count(0)
    staff.keyboard.press("a")
    expect(staff.locator("[data-lines] input:checked")).to_have_count(3)
    staff.get_by_role("button", name="Alles übernehmen").press("Enter")
    expect(staff.get_by_text("Beispielstelle staff").last).to_be_visible()
