"""Signing in and out on pages: cookies, refusals, what is kept from caches, where a sign-in leads to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from beispielkreis import fill_registry
from flask import Flask
from flask.testing import FlaskClient
from signing_in import PASSWORD, account_for, posting, signed_in
from werkzeug.test import TestResponse

from registry.opening import open_registry
from registry.services import Registry
from web.app import create_app


@pytest.fixture
def own_registry(tmp_path: Path) -> Iterator[Registry]:
    """The Beispielkreis in a store of this test's own, which it may write to."""
    with closing(open_registry(f"sqlite:///{tmp_path}/registry.db", create=True)) as opened:
        fill_registry(opened)
        yield opened


@pytest.fixture
def own_app(own_registry: Registry) -> Flask:
    """The application on it."""
    return create_app(own_registry)


@pytest.fixture
def visitor(own_app: Flask) -> FlaskClient:
    """Somebody who is not signed in, with a browser that says where its requests come from."""
    return posting(own_app.test_client())


def enter(client: FlaskClient, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
    return client.post("/de/anmelden", data={"email": email, "password": password, **more})


def test_who_signs_in_gets_a_new_session_and_goes_on_to_where_they_wanted(
    visitor: FlaskClient, own_registry: Registry
) -> None:
    """The cookie is for this host's pages alone, the page is kept by no cache, and signing out ends the session."""
    account = account_for(own_registry, "administrator")
    asked = visitor.get("/de/konten")
    assert (asked.status_code, asked.headers["Location"]) == (302, "/de/anmelden?next=/de/konten")
    answer = enter(visitor, account.email.upper(), next="/de/konten")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/de/konten")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("sitzung=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    page = visitor.get("/de/konten")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    token = cookie.split("=")[1].split(";")[0]
    assert visitor.post("/de/abmelden").status_code == 303
    visitor.set_cookie("sitzung", token)
    assert visitor.get("/de/konten").status_code == 302


def test_over_https_the_cookie_is_bound_to_the_host(visitor: FlaskClient, own_registry: Registry) -> None:
    account = account_for(own_registry)
    answer = visitor.post(
        "/de/anmelden", data={"email": account.email, "password": PASSWORD}, base_url="https://register.example"
    )
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-sitzung=")
    assert "; Secure;" in cookie


@pytest.mark.parametrize(
    "given", ["//boese.example", "https://boese.example/", "/\\boese.example", "javascript:x", " /"]
)
def test_a_sign_in_leads_to_no_other_host(visitor: FlaskClient, own_registry: Registry, given: str) -> None:
    answer = enter(visitor, account_for(own_registry).email, next=given)
    assert answer.headers["Location"] == "/de/"


def test_a_request_that_another_site_makes_is_refused(own_app: Flask, own_registry: Registry) -> None:
    """By what the browser says of it; where it says nothing of the site, by Origin; where it says nothing at all."""
    email = account_for(own_registry).email
    client = own_app.test_client()
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://boese.example"},
        {"Origin": "null"},
        {},
    ):
        answer = client.post("/de/anmelden", data={"email": email, "password": PASSWORD}, headers=headers)
        assert answer.status_code == 403, headers
        assert "Set-Cookie" not in answer.headers
    answer = client.post(
        "/de/anmelden", data={"email": email, "password": PASSWORD}, headers={"Origin": "http://localhost"}
    )
    assert answer.status_code == 303


def test_public_pages_set_no_cookie_and_show_no_account(visitor: FlaskClient, own_registry: Registry) -> None:
    """Nobody who only reads is known, and the second row of the navigation is for those who are signed in."""
    signed_in(visitor.application.test_client(), own_registry)
    page = visitor.get("/de/")
    assert "Set-Cookie" not in page.headers
    assert "site-work" not in page.text
    assert "Beispielstelle" not in page.text


def test_browsers_keep_static_files_of_people_who_are_signed_in_too(own_app: Flask, own_registry: Registry) -> None:
    """Only pages are personal."""
    client = signed_in(own_app.test_client(), own_registry)
    with client.get("/static/css/base.css") as answer:
        assert "public" in answer.headers["Cache-Control"]
    assert client.get("/de/").headers["Cache-Control"] == "no-store"


def test_staff_see_what_is_for_staff_and_members_do_not(own_app: Flask, own_registry: Registry) -> None:
    """The role decides which viewer reads the record."""
    for role, seen in (
        ("staff", True),
        ("analyst", True),
        ("administrator", True),
        ("member", False),
        ("public", False),
    ):
        client = signed_in(own_app.test_client(), own_registry, role)
        assert ("Verborgener Verein" in client.get("/de/akteure?q=Verborgener").text) == seen, role
