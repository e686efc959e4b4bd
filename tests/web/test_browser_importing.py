"""An import in a real browser: a messy German workbook from upload to undo, with progress, by phone, for axe.

The table has 300 rows; `IMPORT_ROWS=5000 pytest tests/web/test_browser_importing.py` takes a larger one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from record_making import create, entity, netzwerk, tie, verein
from serving import served_on_loopback
from signing_in import sign_in_browser
from workbooks import workbook

from registry.access import STAFF_VIEWER
from registry.opening import open_registry
from registry.services import Registry
from registry.services.jobs import HANDLERS
from registry.services.tasks import Worker
from web.app import create_app

ROWS = int(os.environ.get("IMPORT_ROWS", "300"))
PATIENCE = 60_000 + 200 * ROWS
"""Milliseconds that a worker may take on a busy machine."""
TOWN = entity("gemeinde", "Beispielstadt", family="area")
NETWORK = netzwerk("Netzwerk Beispielkreis")
OLD = verein("Musterverein Garten")
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
Violations = Callable[[Page], list[str]]


def messy(sheet: Any) -> None:
    """Title lines, a head in two rows, merged cells, dates as text, a wrong one, a doubtful one, blank rows."""
    sheet.merge_range("A1:F1", "Vereine im Beispielkreis, Stand Mai 2024")
    sheet.merge_range("A3:A4", "Name des Vereins")
    sheet.merge_range("B3:B4", "Ort")
    sheet.merge_range("C3:D3", "Kontakt")
    sheet.write_row("C4", ["E-Mail", "Telefon"])
    sheet.merge_range("E3:E4", "Gegründet am")
    sheet.merge_range("F3:F4", "Tätigkeitsfelder")
    for number in range(ROWS):
        name = f"Musterverein {WORDS[number % len(WORDS)]} {number} e. V."
        row = [name, "59000 Beispielstadt", f"v{number}@example.org", "", "01.02.2012", "Sprache; Bewegung"]
        sheet.write_row(4 + number, 0, row)
    sheet.write_row(4 + ROWS, 0, ["Musterverein Garten", "", "", "", "1.2.13", ""])
    sheet.write_row(5 + ROWS, 0, ["Musterverein Garten", "", "", "", "", "Sport"])


WORDS = ("Lesen", "Tanz", "Kochen", "Chor", "Theater", "Schach", "Rad", "Film", "Foto", "Nähen")


@pytest.fixture
def served(tmp_path: Path, browser: Browser) -> Iterator[tuple[Registry, str]]:
    """A registry in SQLite, served, with a worker beside it."""
    with closing(open_registry(f"sqlite:///{tmp_path}/registry.db", create=True)) as registry:
        registry.commit(create(TOWN, NETWORK, OLD, tie(OLD, "sitz", TOWN)))
        ended = Event()
        worker = Thread(target=Worker(registry, HANDLERS).run, args=(ended, 0.1))
        worker.start()
        try:
            with served_on_loopback(create_app(registry)) as live:
                yield registry, live
                for context in browser.contexts:
                    context.close()
        finally:
            ended.set()
            worker.join()


def opened(browser: Browser, registry: Registry, live: str, viewport: dict[str, int]) -> tuple[Page, list[str]]:
    """The page of imports for staff, and what goes wrong on it."""
    troubles: list[str] = []
    context = browser.new_context(viewport=viewport, locale="de-DE")  # type: ignore[arg-type]
    sign_in_browser(context, live, registry, "staff")
    page = context.new_page()
    page.on("console", lambda one: troubles.append(one.text) if one.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"{live}/de/importe")
    return page, troubles


def fits(page: Page, violations: Violations) -> None:
    """Nothing runs out of the screen sideways, and axe finds nothing."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not violations(page)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_messy_workbook_is_imported(
    served: tuple[Registry, str], browser: Browser, violations: Violations, tmp_path: Path, viewport: dict[str, int]
) -> None:
    """Upload, columns, words, progress, a doubtful row decided, problems as a file, writing, undo."""
    registry, live = served
    path = tmp_path / "vereine.xlsx"
    path.write_bytes(workbook(messy))
    page, troubles = opened(browser, registry, live, viewport)
    fits(page, violations)
    page.get_by_label("Datei (.xlsx oder .csv)").set_input_files(path)
    page.get_by_label("Stand der Liste").fill("2024-05")
    page.get_by_role("button", name="Datei lesen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Was steht in welcher Spalte?", timeout=PATIENCE)
    expect(page.get_by_label("Kontakt – E-Mail")).to_have_value("email")
    fits(page, violations)
    page.get_by_label("Art neuer Akteure").select_option("verein")
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wofür stehen diese Wörter?", timeout=PATIENCE)
    fits(page, violations)
    page.get_by_label("Bewegung").select_option("gemeinsam:sport")
    page.get_by_role("button", name="Prüfen, was sich ändert").click()
    expect(page.get_by_role("heading", name="Schon im Register?")).to_be_visible(timeout=PATIENCE)
    fits(page, violations)
    page.get_by_label("derselbe wie").check()
    page.get_by_role("button", name="Entscheidungen übernehmen").click()
    expect(page.get_by_role("button", name="In das Register schreiben")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("heading", name="Was nicht übernommen wird")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="rest.csv").click()
    assert "1.2.13" in taken.value.path().read_text(encoding="utf-8-sig")
    page.get_by_role("button", name="In das Register schreiben").click()
    expect(page.get_by_text("Dieser Import ist geschrieben.")).to_be_visible(timeout=PATIENCE)
    fits(page, violations)
    with registry.reading(STAFF_VIEWER) as record:
        assert record.counts()["entity"] == 3 + ROWS + 1
    page.get_by_role("button", name="Diesen Import ganz zurücknehmen").click()
    expect(page.get_by_text("Dieser Import ist ganz zurückgenommen.")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("link", name="Was er geändert hat").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE)
    fits(page, violations)
    with registry.reading(STAFF_VIEWER) as record:
        assert record.counts()["entity"] == 3
    assert not troubles, troubles
