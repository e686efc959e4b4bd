"""Addresses, languages, Stand, headers, errors and health of the application."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from beispielkreis import ID
from flask.testing import FlaskClient

from registry.model import Conflict, Damaged, Erased, Invalid, NotFound, Unavailable
from registry.opening import open_registry
from web.app import create_app
from web.errors import status_of
from web.headers import POLICY

PAGES = (
    "/de/",
    "/en/",
    "/de/suche?q=verein",
    "/en/akteure",
    "/de/aenderungen",
    f"/de/akteure/{ID['ki']}",
    f"/en/gebiete/{ID['stadt']}",
)


@pytest.mark.parametrize(
    ("asked", "expected"), [("de", "/de/"), ("en-GB,en;q=0.8", "/en/"), ("fr", "/de/"), (None, "/de/")]
)
def test_the_root_leads_to_the_language_of_the_browser(client: FlaskClient, asked: str | None, expected: str) -> None:
    """English where it is asked for, German for everyone else."""
    answer = client.get("/", headers={"Accept-Language": asked} if asked else {})
    assert (answer.status_code, answer.headers["Location"]) == (302, expected)
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_its_language_and_forbids_what_it_does_not_need(client: FlaskClient, path: str) -> None:
    """`html lang`, the strict policy, and the other headers are on every page."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert f'<html lang="{path[1:3]}">' in answer.text
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_inline_script_or_style(client: FlaskClient, path: str) -> None:
    """Nothing that the policy would have to forbid."""
    text = client.get(path).text
    assert "<style" not in text
    assert " style=" not in text
    assert " onclick=" not in text
    assert all("src=" in part.split(">")[0] for part in text.split("<script")[1:])


def test_the_language_switch_keeps_page_and_query(client: FlaskClient) -> None:
    """The same list with the same filters in the other language."""
    text = client.get("/de/akteure?art=verein&stand=2012-11-01").text
    assert 'href="/en/akteure?stand=2012-11-01&amp;art=verein"' in text


def test_links_keep_the_stand(client: FlaskClient) -> None:
    """A reader who looks at 2012 stays there until they say otherwise."""
    text = client.get("/de/?stand=2012-11-01").text
    assert 'href="/de/akteure?stand=2012-11-01"' in text
    assert "Gezeigt wird der Stand vom 01.11.2012." in text
    assert "stand=" not in client.get("/de/").text


@pytest.mark.parametrize("stand", ["2012", "30.10.2012", "2012-13-01", "x" * 300, "20121030", "2012-W10-1"])
def test_a_stand_that_is_no_day_is_refused_with_a_remedy(client: FlaskClient, stand: str) -> None:
    """Status 400, in the reader's language, with an example."""
    answer = client.get("/de/akteure", query_string={"stand": stand})
    assert answer.status_code == 400
    assert "ist kein Tag" in answer.text
    assert "2012-10-30" in answer.text
    assert "is not a day" in client.get("/en/akteure", query_string={"stand": stand}).text


@pytest.mark.parametrize(
    "path", ["/nichts", "/de/nichts", f"/en/akteure/e{'a' * 20}", "/de/akteure/unsinn", f"/de/aenderungen/c{'a' * 20}"]
)
def test_what_does_not_exist_is_a_page_that_offers_the_search(client: FlaskClient, path: str) -> None:
    """Status 404 with a search form and no trace of the program."""
    answer = client.get(path)
    assert answer.status_code == 404
    assert 'role="search"' in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("path", ["/de/akteure/", "/en/netzwerk/", "/de/quellen/", "/health/"])
def test_a_slash_too_many_does_no_harm(client: FlaskClient, path: str) -> None:
    """Addresses are copied with and without it."""
    assert client.get(path).status_code == 200


def test_a_merged_record_leads_to_its_successor_for_good(client: FlaskClient) -> None:
    """The address of what was merged still works."""
    answer = client.get(f"/en/akteure/{ID['doppelt']}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/en/akteure/{ID['verein']}")


def test_every_domain_error_has_its_status() -> None:
    """One table from errors to HTTP."""
    kinds = {NotFound: 404, Erased: 410, Invalid: 400, Conflict: 409, Unavailable: 503, Damaged: 500}
    assert {kind: status_of(kind("x")) for kind in kinds} == kinds


def test_health_tells_the_revision(client: FlaskClient) -> None:
    """JSON for whoever watches."""
    assert json.loads(client.get("/health").text) == {"status": "ok", "store": True, "revision": 4}


@pytest.mark.parametrize("query", ["lang=xx", "_external=1&_scheme=javascript", "_method=POST&_anchor=x", "endpoint=a"])
@pytest.mark.parametrize("path", ["/", "/de/", "/de/netzwerk", "/en/netzwerk/matrix", "/de/angebote", "/de/abdeckung"])
def test_words_in_an_address_are_never_taken_for_orders(client: FlaskClient, path: str, query: str) -> None:
    """They are carried on as they are, to the same site; no link leads elsewhere, nothing breaks."""
    page = client.get(f"{path}?{query}", follow_redirects=True)
    assert page.status_code == 200
    assert "javascript:" not in page.text
    links = re.findall(r'hreflang="en" *>|href="([^"]*)"[^>]*hreflang', page.text)
    assert all(one.startswith("/") for one in links if one)


def test_a_store_that_is_gone_gives_503_and_a_plain_page(tmp_path: Path) -> None:
    """Health and pages say so and show no trace."""
    registry = open_registry(f"sqlite:///{tmp_path}/leer.db", create=True)
    client = create_app(registry).test_client()
    assert client.get("/de/").status_code == 200
    registry.close()
    for file in filter(Path.is_file, tmp_path.iterdir()):
        file.unlink()
    assert client.get("/health").status_code == 503
    answer = client.get("/de/")
    assert answer.status_code == 503
    assert "Das Register ist zurzeit nicht erreichbar" in answer.text
    assert "Traceback" not in answer.text


def test_an_unexpected_error_shows_nothing_of_the_program(tmp_path: Path) -> None:
    """Status 500, a plain page, no traceback."""
    app = create_app(open_registry(f"sqlite:///{tmp_path}/leer.db", create=True))
    app.add_url_rule("/de/kaputt", "broken", lambda: 1 / 0)
    answer = app.test_client().get("/de/kaputt")
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.text
    assert "wurde aufgezeichnet" in answer.text


def test_static_files_are_kept_for_good_under_addresses_with_their_hash(client: FlaskClient) -> None:
    """An address with a fingerprint never changes its contents; pages are asked for again."""
    page = client.get("/de/")
    assert page.headers["Cache-Control"] == "no-cache"
    address = page.text.split('href="/static/css/base.css')[1].split('"')[0]
    with client.get(f"/static/css/base.css{address}") as answer:
        assert "immutable" in answer.headers["Cache-Control"]


def test_an_empty_record_still_has_its_pages(tmp_path: Path) -> None:
    """A first start without contents is no error."""
    client = create_app(open_registry(f"sqlite:///{tmp_path}/leer.db", create=True)).test_client()
    for path in ("/de/", "/de/akteure", "/en/suche?q=nichts", "/de/aenderungen", "/de/akteure.csv"):
        assert client.get(path).status_code == 200, path
