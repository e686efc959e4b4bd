"""Keeping it true in a real browser: a round answered by phone, the turn of a seat in the papers' network, axe."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from beispielkreis import ID, POSTS, fill_registry
from playwright.sync_api import Page, expect
from serving import served_on_loopback
from signing_in import sign_in_browser
from stores import filled

from registry.access import STAFF_VIEWER
from registry.model import Post, StatementType, Status, Tie
from registry.opening import open_registry
from registry.services import Registry
from registry.services.keeping.rounds import Rounds
from registry.services.mail import Outbox
from web.app import create_app

PHONE = {"width": 360, "height": 740}
Opener = Callable[..., Page]
Violations = Callable[[Page], list[str]]


@pytest.fixture
def record(request: pytest.FixtureRequest) -> str:
    """Which record is served: the Beispielkreis, unless a test asks for the papers."""
    return str(getattr(request, "param", "beispiel"))


@pytest.fixture
def registry(record: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Registry]:
    """A registry that the test may write to."""
    file = tmp_path / "registry.db"
    if record == "papers":
        shutil.copy(filled("sqlite", "papers", request).removeprefix("sqlite:///"), file)
    with closing(open_registry(f"sqlite:///{file}", create=True)) as opened:
        if record == "beispiel":
            fill_registry(opened)
        yield opened


@pytest.fixture
def live(registry: Registry) -> Iterator[str]:
    """Its address; `open_page` opens it."""
    with served_on_loopback(create_app(registry)) as address:
        yield address


@pytest.fixture
def signed(registry: Registry, live: str, open_page: Opener) -> Opener:
    """Opens pages as somebody of the office."""

    def opened(path: str, role: str = "administrator", **options: object) -> Page:
        page = open_page("/de/", **options)
        sign_in_browser(page.context, live, registry, role)
        page.goto(live + path)
        return page

    return opened


def _link(registry: Registry, live: str) -> str:
    """Asks the moderation of the example's network, and takes the address from its mail."""
    Rounds(registry).ask(ID["netzwerk"], "moderation@beispiel.example", lambda token: f"{live}/de/bestaetigen/{token}")
    return Outbox(registry.workspace).mails()[0].body.split(live)[1].split()[0]


def test_a_moderation_answers_by_phone_from_the_mailed_link_to_the_confirmation(
    registry: Registry, live: str, open_page: Opener, violations: Violations
) -> None:
    """At 360 pixels, without an account: confirm, end with a date, correct; then the network's page tells it."""
    page = open_page(_link(registry, live), viewport=PHONE, has_touch=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Alle noch dabei?")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not violations(page)
    groups = page.get_by_role("group").filter(has=page.get_by_text("noch dabei", exact=True))
    assert groups.count() >= 3
    first, second, third = (groups.nth(one) for one in range(3))
    assert (first.get_by_text("noch dabei", exact=True).bounding_box() or {})["height"] >= 24
    first.get_by_text("noch dabei", exact=True).tap()
    expect(second.get_by_label("seit (wenn bekannt)")).to_be_hidden()
    second.get_by_text("nicht mehr dabei").tap()
    second.get_by_label("seit (wenn bekannt)").fill("kürzlich")
    third.get_by_text("stimmt so nicht").tap()
    third.get_by_label("Was ist zu korrigieren?").fill("Heißt jetzt anders.")
    page.get_by_role("button", name="Antworten senden").tap()
    expect(page.get_by_role("alert")).to_contain_text("Es wurde noch nichts gespeichert")
    expect(second.get_by_label("seit (wenn bekannt)")).to_have_value("kürzlich")
    expect(third.get_by_label("Was ist zu korrigieren?")).to_have_value("Heißt jetzt anders.")
    second.get_by_label("seit (wenn bekannt)").fill("03.2026")
    page.get_by_role("button", name="Antworten senden").tap()
    expect(page.get_by_text("Ihre Antworten stehen im Register")).to_be_visible()
    expect(page.get_by_text("prüft die Registerstelle")).to_be_visible()
    expect(page.get_by_text(re.compile(r"bestätigt am \d\d\.\d\d\.\d{4}"))).to_have_count(1)
    assert not violations(page)
    page.goto(f"{live}/de/akteure/{ID['netzwerk']}")
    note = page.locator(".keeping-note")
    expect(note).to_contain_text(re.compile(r"bestätigt am \d\d\.\d\d\.\d{4}\s+Moderation"))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("record", ["papers"], indirect=True)
def test_the_seat_of_the_integration_councils_turns_year_by_year(registry: Registry, signed: Opener) -> None:
    """Two of six in the order of the alphabet: calendar, preview, change, and the next two the year after."""
    body, post = _councils(registry)
    page = signed(f"/de/akteure/{body}/plaetze")
    section = page.get_by_role("region", name=re.compile("2 der 6 Integrationsräte"))
    expect(section).to_contain_text(
        "je 2 von 6; in alphabetischer Reihenfolge; jährlich wechselnd; Beginn nicht genannt"
    )
    rows = section.locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("Integrationsrat Bergkamen, Integrationsrat Bönen")
    for year, towns in (("2013", ("Bergkamen", "Bönen")), ("2014", ("Kamen", "Lünen"))):
        page.goto(page.url.split("/de/")[0] + f"/de/akteure/{body}/plaetze/{post}/wechsel")
        page.get_by_label("Der neue Zeitraum beginnt").fill(year)
        page.get_by_role("button", name="Vorschau").click()
        shown = page.get_by_role("list", name="Das würde geschrieben")
        for town in towns:
            expect(shown).to_contain_text(f"Integrationsrat {town}")
        page.get_by_role("button", name="So schreiben").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Wechsel im Sitz")
    with registry.reading(STAFF_VIEWER) as found:
        ties = [one for one in found.about([post], places=["post"]) if isinstance(one, Tie) and one.period.start]
        names = found.entities({one.subject for one in ties})
    assert sorted((names[one.subject].name.split()[-1], str(one.period), str(one.status)) for one in ties) == [
        ("Bergkamen", "2013", Status.EXPECTED),
        ("Bönen", "2013", Status.EXPECTED),
        ("Kamen", "2014", Status.EXPECTED),
        ("Lünen", "2014", Status.EXPECTED),
    ]


def _councils(registry: Registry) -> tuple[str, str]:
    with registry.reading(STAFF_VIEWER) as record:
        for one in record.scan(StatementType.POST):
            if isinstance(one, Post) and one.kind == "rotating" and one.order == "alphabetical":
                return one.body, one.id
    raise AssertionError("the papers have a seat that rotates by the alphabet")


PAGES = (
    f"akteure/{ID['netzwerk']}/plaetze",
    f"akteure/{ID['netzwerk']}/plaetze/{POSTS['wechsel']}/wechsel",
    f"akteure/{ID['netzwerk']}/plaetze/{POSTS['offen']}/besetzen",
    f"akteure/{ID['netzwerk']}/bestaetigung",
    "aufgaben/unbestaetigt",
    f"akteure/{ID['verein']}/umbau",
    f"akteure/{ID['verein']}/umbau/teilung",
    f"akteure/{ID['person']}/datenschutz",
    f"akteure/{ID['person']}/loeschen",
    f"auskunft/{ID['person']}",
    "verwaltung/verarbeitung",
    "verwaltung/einstellungen",
)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_no_page_of_keeping_hinders_anyone(
    registry: Registry, live: str, signed: Opener, violations: Violations, lang: str
) -> None:
    """By the rules of axe, at 360 pixels in the dark scheme, in both languages; nothing runs out of the screen."""
    page = signed("/de/", viewport=PHONE, color_scheme="dark")
    troubles = []
    for path in PAGES:
        page.goto(f"{live}/{lang}/{path}")
        wide = page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]
        troubles += [f"{path}: too wide"] if wide else []
        troubles += [f"{path}: {one}" for one in violations(page)]
    assert not troubles, "\n".join(troubles)


def test_previews_hinder_nobody_and_work_with_the_keyboard(live: str, signed: Opener, violations: Violations) -> None:
    """A merger by keys alone: fields, preview, ties that go on, writing."""
    page = signed(f"/de/akteure/{ID['verein']}/umbau/nachfolge")
    page.get_by_label("Wer folgt").focus()
    page.keyboard.type("Neuer Beispielverein")
    page.get_by_label("Das Neue beginnt").focus()
    page.keyboard.type("01.03.2026")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("Das würde geschrieben"))).to_be_visible()
    assert not violations(page)
    box = page.get_by_role("checkbox").first
    box.focus()
    page.keyboard.press("Space")
    expect(box).not_to_be_checked()
    page.get_by_role("button", name="Vorschau erneuern").press("Enter")
    expect(page.get_by_role("checkbox").first).not_to_be_checked()
    page.get_by_role("button", name="So schreiben").press("Enter")
    expect(page).to_have_url(re.compile("/aenderungen/c"))
    page.goto(f"{live}/de/akteure/{ID['verein']}")
    expect(page.locator("main")).to_contain_text("Neuer Beispielverein")
