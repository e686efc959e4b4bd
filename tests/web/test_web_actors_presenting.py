"""Dates, standings and numbers in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from beispielkreis import ID
from flask import Flask
from hypothesis import strategies as st

from registry.model import Contact, Observation, Period, Source, Status
from web.actors.profile import contact_address
from web.presenting.dates import date_text, period_text
from web.presenting.observations import value_text
from web.presenting.references import line_address
from web.presenting.standings import standing_note

STAND = date(2020, 6, 1)
DAYS = st.dates(date(1950, 1, 1), date(2050, 1, 1))


@pytest.fixture(autouse=True)
def _german(app: Flask) -> Iterator[None]:
    with app.test_request_context("/de/"):
        app.preprocess_request()
        yield


@pytest.mark.parametrize(
    ("edtf", "text"),
    [
        ("2012", "2012"),
        ("2012-10", "Oktober 2012"),
        ("2012-10-30", "30.10.2012"),
        ("2007-21", "Frühjahr 2007"),
        ("2010~", "um 2010"),
        ("2013-10?", "Oktober 2013 (unsicher)"),
        ("2013%", "um 2013 (unsicher)"),
    ],
)
def test_a_date_reads_as_people_write_it(edtf: str, text: str) -> None:
    """Every form of date that the record knows has its words."""
    assert date_text(edtf, "de") == text


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (Period(), ""),
        (Period(start="2005", end="2006"), "2005 – 2006"),
        (Period(start="2013"), "ab 2013"),
        (Period(end="2014"), "bis 2014"),
        (Period(start="2013", end=".."), "seit 2013, unbefristet"),
        (Period.on("2015-04-02"), "02.04.2015"),
    ],
)
def test_a_period_claims_no_more_than_is_known(period: Period, text: str) -> None:
    """A missing end is left out, and only an open one is called open."""
    assert period_text(period, "de") == text


@pytest.mark.parametrize(
    ("period", "status", "as_of", "text", "shown"),
    [
        (Period(), Status.EXISTING, "2012-10-30", "belegt 2012", True),
        (Period(start="2013"), Status.EXISTING, None, "belegt 2013", True),
        (Period(start="2013", end=".."), Status.EXISTING, "2012", "gilt zum Stand", True),
        (Period(start="2005", end="2006"), Status.EXISTING, "2012", "beendet 2006", False),
        (Period(start="2030"), Status.EXISTING, "2012", "beginnt 2030", False),
        (Period(), Status.EXISTING, "2024", "zum Stand nicht belegt (erst 2024)", False),
        (Period(), Status.EXPECTED, "2012", "erwartet (2012)", True),
        (Period(), Status.ENDED, "2012", "beendet", False),
        (Period.on("2015-04-02"), Status.EVENT, "2015", "02.04.2015", True),
        (Period(), Status.EXISTING, None, "belegt, ohne Datum", True),
    ],
)
def test_a_standing_has_its_words(period: Period, status: Status, as_of: str | None, text: str, shown: bool) -> None:
    """What stands is told from what ended, is to come, or is not attested."""
    sources = (Source(document=ID["konzept"], as_of=as_of),)
    note = standing_note(period, status, sources, STAND, "de")
    assert (note.text, note.shown) == (text, shown)


def observed(**fields: object) -> Observation:
    """A count of an area."""
    return Observation(
        **{"id": "o" + "a" * 20, "subject": ID["stadt"], "indicator": "anzahl", "unit": "count", **fields}
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"value": 49011}, "49.011"),
        ({"value": 400000, "approximate": True}, "rund 400.000"),
        ({"value": 25.3, "unit": "percent"}, "25,3 %"),
        ({"value": 3, "upper": 5}, "3 – 5"),
        ({"value": None}, "ohne Angabe"),
        ({"value": 0}, "0"),
        ({"value": 1200, "unit": "euro"}, "1.200 €"),
    ],
)
def test_a_figure_is_written_as_its_language_does(fields: dict[str, object], text: str) -> None:
    """Unit, about, range; and nothing is made up where the source gives no value."""
    assert value_text(observed(**fields), "de") == text


@pytest.mark.parametrize(
    ("locator", "anchor"),
    [("Z. 258", "?zeile=258#l258"), ("Z. 27–28", "?zeile=27#l27"), ("Z. 254; 258", "?zeile=254#l254"), ("Seite", "")],
)
def test_a_source_link_leads_to_the_line(locator: str, anchor: str) -> None:
    """The page and the anchor are those of the first line that is cited."""
    assert line_address(ID["konzept"], locator).endswith(f"{ID['konzept']}{anchor}")


@pytest.mark.parametrize(
    ("kind", "value", "address"),
    [
        ("email", "a@beispiel.example", "mailto:a@beispiel.example"),
        ("email", "siehe Aushang", ""),
        ("phone", "0 23 03 / 27-0", "tel:02303270"),
        ("web", "beispiel.example", "https://beispiel.example"),
        ("web", "javascript:alert(1)", "https://javascript:alert(1)"),
        ("address", "Musterweg 1", ""),
    ],
)
def test_a_contact_links_only_to_what_it_is(kind: str, value: str, address: str) -> None:
    """No contact can become a script."""
    assert contact_address(Contact(kind=kind, value=value)) == address  # type: ignore[arg-type]
