"""The page of an outage in a real browser: both languages, phone, dark scheme, axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from serving import served_on_loopback

from registry.opening import late_registry, open_registry
from web.app import create_app

Opener = Callable[..., Page]
PHONE = {"width": 360, "height": 740}
HEADINGS = {"de": "Das Register ist zurzeit nicht erreichbar", "en": "The registry can not be reached at present"}
AGAIN = {"de": "Noch einmal versuchen", "en": "Try again"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the store is to be."""
    return tmp_path / "later.db"


@pytest.fixture
def live(file: Path) -> Iterator[str]:
    """Address of an application whose store is not there yet; `open_page` opens it."""
    with closing(late_registry(f"sqlite:///{file}")) as registry, served_on_loopback(create_app(registry)) as address:
        yield address


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_page_of_an_outage_hinders_nobody_and_leads_back_when_it_is_over(
    open_page: Opener, violations: Callable[[Page], list[str]], file: Path, lang: str
) -> None:
    """Large and small, light and dark; the button asks for the same page, which then is there."""
    for options in ({}, {"viewport": PHONE, "color_scheme": "dark"}):
        page = open_page(f"/{lang}/akteure?art=verein", **options)
        expect(page.get_by_role("heading", level=1)).to_have_text(HEADINGS[lang])
        assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
        assert not violations(page)
    open_registry(f"sqlite:///{file}", create=True).close()
    page.get_by_role("link", name=AGAIN[lang]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text({"de": "Akteure", "en": "Actors"}[lang])
    assert page.url.endswith(f"/{lang}/akteure?art=verein")
