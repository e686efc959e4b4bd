"""The pages of accounts in a real browser: by keyboard, small and large, both languages, without a finding of axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from beispielkreis import ID, fill_registry
from playwright.sync_api import Page, expect
from serving import served_on_loopback
from signing_in import PASSWORD, account_for, sign_in_browser

from registry.opening import open_registry
from registry.services import Registry
from registry.services.accounts.audit import Audit
from registry.services.accounts.links import Links
from registry.services.mail import Outbox
from web.app import create_app

Opener = Callable[..., Page]
Violations = Callable[[Page], list[str]]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Registry]:
    """The Beispielkreis in a file that a test may write to."""
    with closing(open_registry(f"sqlite:///{tmp_path}/registry.db", create=True)) as opened:
        fill_registry(opened)
        yield opened


@pytest.fixture
def live(own: Registry) -> Iterator[str]:
    """Address of the application on it; `open_page` opens it."""
    with served_on_loopback(create_app(own)) as address:
        yield address


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_somebody_signs_in_by_keyboard_alone_and_out_again(open_page: Opener, own: Registry) -> None:
    """From the page they wanted, over a wrong password, to that page."""
    email = account_for(own, "administrator").email
    page = open_page("/de/konten")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    page.get_by_label("E-Mail-Adresse").focus()
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.keyboard.type("falsch")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("hat nicht geklappt")
    expect(page.get_by_label("E-Mail-Adresse")).to_have_value(email)
    page.get_by_label("Passwort", exact=True).focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Konten")
    page.get_by_role("button", name="Abmelden").press("Enter")
    expect(page.get_by_role("link", name="Anmelden")).to_be_visible()
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")


def test_an_invited_member_finds_their_way_on_a_phone(open_page: Opener, violations: Violations, own: Registry) -> None:
    """Invited on a large screen with an actor that was searched for; the password and the second factor on a phone."""
    desk = open_page("/de/")
    sign_in_browser(desk.context, desk.url.rstrip("/").removesuffix("/de"), own, "administrator")
    desk.goto(desk.url + "konten/neu")
    desk.get_by_label("E-Mail-Adresse").fill("verein@example.org")
    desk.get_by_label("Name", exact=True).fill("Musterverein")
    desk.get_by_label("Akteure suchen").fill("Musterverein")
    desk.get_by_role("button", name="Suchen").last.click()
    desk.get_by_label("Musterverein Beispielstadt").check()
    assert not violations(desk)
    desk.get_by_role("button", name="Einladen").click()
    expect(desk.get_by_text("liegt im Postausgang")).to_be_visible()
    body = Outbox(own.workspace).mails()[0].body
    path = next(line for line in body.splitlines() if line.startswith("http")).partition("/de/")[2]
    phone = open_page(f"/de/{path}", viewport=PHONE, has_touch=True)
    for label in ("Neues Passwort", "Noch einmal"):
        phone.get_by_label(label).fill(PASSWORD)
    assert fits(phone)
    assert not violations(phone)
    phone.get_by_role("button", name="Passwort festlegen").tap()
    phone.get_by_label("E-Mail-Adresse").fill("verein@example.org")
    phone.get_by_label("Passwort", exact=True).fill(PASSWORD)
    phone.locator("main").get_by_role("button", name="Anmelden").tap()
    phone.get_by_role("link", name="Mein Konto").tap()
    expect(phone.get_by_role("link", name="Musterverein Beispielstadt")).to_be_visible()
    assert fits(phone)
    phone.get_by_role("link", name="Zweiten Faktor einschalten").tap()
    secret = phone.locator("code").inner_text().replace(" ", "")
    expect(phone.locator("img.qr")).to_be_visible()
    assert fits(phone)
    assert not violations(phone)
    phone.get_by_label("Code").fill(pyotp.TOTP(secret).now())
    phone.get_by_label("Jetziges Passwort").fill(PASSWORD)
    phone.get_by_role("button", name="Einschalten").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Wiederherstellungscodes")
    assert phone.locator(".recovery code").count() == 10
    assert fits(phone)
    assert not violations(phone)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_page_of_accounts_hinders_nobody(
    open_page: Opener, violations: Violations, own: Registry, live: str, lang: str
) -> None:
    """Large and light, small and dark: no finding of axe, nothing wider than the screen."""
    member = account_for(own, "member", [ID["ki"]])
    Audit(own.workspace).note("signed-in", member)
    token = Links(own.workspace).make("address", member.id, timedelta(hours=1), {"email": "neu@example.org"})
    public = ("anmelden", "passwort-vergessen", "passwort/ungueltig", "konto/adresse/x", f"konto/adresse/{token}")
    signed = ("konto", "konto/zweiter-faktor", "konten", "konten/neu", f"konten/{member.id}", "protokoll")
    for options in ({}, {"viewport": PHONE, "color_scheme": "dark"}):
        page = open_page(f"/{lang}/", **options)
        for path in (*public, *signed):
            if path == signed[0]:
                sign_in_browser(page.context, live, own, "administrator", [ID["ki"]])
            page.goto(f"{live}/{lang}/{path}")
            assert fits(page), (path, options)
            assert not violations(page), (path, options, violations(page))
