"""The pages of accounts: invitation, forgotten password, own account, second factor, administration, audit."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pyotp
import pytest
from beispielkreis import ID, fill_registry
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from serving import served_by_command
from signing_in import PASSWORD, account_for, posting, signed_in
from stores import empty
from werkzeug.datastructures import MultiDict

from registry.opening import open_registry
from registry.services import Registry
from registry.services.accounts import Accounts, Role, Sessions
from registry.services.accounts.audit import Audit
from registry.services.accounts.inviting import PATH
from registry.services.mail import Outbox
from web.app import create_app
from web.site import wrote


@pytest.fixture
def kreis(store_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Registry]:
    """The Beispielkreis in a store of each kind that a test may write to."""
    with closing(open_registry(empty(store_kind, tmp_path, request), create=True)) as opened:
        fill_registry(opened)
        yield opened


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Registry]:
    """The Beispielkreis in a file that a test may write to."""
    with closing(open_registry(f"sqlite:///{tmp_path}/registry.db", create=True)) as opened:
        fill_registry(opened)
        yield opened


@pytest.fixture
def site(small: Registry) -> Flask:
    """The application on it."""
    return create_app(small)


def link_in(registry: Registry) -> str:
    """The path in the mail that waits."""
    body = Outbox(registry.workspace).mails(["waiting"])[0].body
    return next(line for line in body.splitlines() if line.startswith("http://")).removeprefix("http://localhost")


def events(registry: Registry) -> list[str]:
    return [one.event for one in Audit(registry.workspace).latest()]


def test_the_whole_way_of_an_account(kreis: Registry) -> None:
    """On every store: invited by an administrator, password by the mailed link, signed in, at work, closed."""
    app = create_app(kreis)
    boss, guest = signed_in(app.test_client(), kreis, "administrator"), posting(app.test_client())
    form = {"email": "verein@example.org", "name": "Musterverein", "language": "de", "role": "member"}
    found = boss.post("/de/konten/neu", data={**form, "suche": "Musterverein", "suchen": "1"})
    assert found.status_code == 200
    assert f'value="{ID["verein"]}"' in found.text
    made = boss.post("/de/konten/neu", data={**form, "actors": ID["verein"]})
    assert made.status_code == 303
    assert "verein@example.org" in boss.get("/de/konten").text
    path = link_in(kreis)
    assert guest.get(path).status_code == 200
    assert guest.post(path, data={"password": PASSWORD, "again": PASSWORD + "x"}).status_code == 422
    assert "12 Zeichen" in guest.post(path, data={"password": "kurz", "again": "kurz"}).text
    assert guest.post(path, data={"password": PASSWORD, "again": PASSWORD}).status_code == 303
    assert guest.get(path).status_code == 410
    assert guest.post("/de/anmelden", data={"email": "verein@example.org", "password": PASSWORD}).status_code == 303
    assert "Musterverein Beispielstadt" in guest.get("/de/konto").text
    assert guest.get("/de/konten").status_code == 403
    address = made.headers["Location"].partition("?")[0]
    assert boss.post(f"{address}/zustand", data={"was": "schliessen"}).status_code == 303
    assert guest.get("/de/konto").status_code == 302
    assert {"invited", "password-set", "signed-in", "closed"} <= set(events(kreis))


def test_the_same_answer_whether_there_is_an_account_or_not(site: Flask, small: Registry) -> None:
    """Letter by letter; only who has one gets a mail."""
    known = account_for(small).email
    client = posting(site.test_client())
    answers = [
        client.post("/de/passwort-vergessen", data={"email": one}) for one in (known, "niemand@example.org", "x")
    ]
    assert len({(one.status_code, one.text) for one in answers}) == 1
    assert [one.to for one in Outbox(small.workspace).mails()] == [known]
    wrong = [
        client.post("/de/anmelden", data={"email": one, "password": "falsch"}) for one in (known, "niemand@example.org")
    ]
    texts = {one.text.replace(known, "…").replace("niemand@example.org", "…") for one in wrong}
    assert len(texts) == 1
    assert {one.status_code for one in wrong} == {422}


def test_a_link_never_leads_to_the_host_that_a_request_names(site: Flask, small: Registry) -> None:
    """Without an address of its own the site sends none; with one it sends that."""
    account_for(small)
    client = posting(site.test_client())
    asked = {"email": account_for(small).email}
    page = client.post("/de/passwort-vergessen", data=asked, base_url="https://boese.example")
    assert "verschickt darum keine Mails" in page.text
    assert Outbox(small.workspace).mails() == []
    app = create_app(small, config={"ADDRESS": "https://register.example"})
    posting(app.test_client()).post("/de/passwort-vergessen", data=asked, base_url="https://boese.example")
    (mail,) = Outbox(small.workspace).mails()
    assert "https://register.example/de/passwort/" in mail.body
    assert "boese" not in mail.body


def test_the_command_line_makes_the_addresses_that_the_pages_answer(site: Flask) -> None:
    with site.test_request_context("/de/"):
        assert site.url_for("accounts.password", lang="en", token="abc.d") == PATH.format(lang="en", token="abc.d")


def test_too_many_attempts_get_a_page_that_says_how_long_to_wait(site: Flask, small: Registry) -> None:
    """429 with Retry-After, in the reader's language; another network goes on."""
    email = account_for(small).email
    client = posting(site.test_client())
    for _ in range(10):
        assert client.post("/en/anmelden", data={"email": email, "password": "falsch"}).status_code == 422
    answer = client.post("/en/anmelden", data={"email": email, "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    client.environ_base["REMOTE_ADDR"] = "192.0.2.9"
    assert client.post("/en/anmelden", data={"email": email, "password": PASSWORD}).status_code == 303


def test_what_visitors_claim_about_a_proxy_counts_only_where_one_is_trusted(small: Registry) -> None:
    """Otherwise a header would be enough for any number of attempts."""
    email = account_for(small).email

    def tries(proxies: int) -> list[int]:
        client = posting(create_app(small, config={"PROXIES": proxies}).test_client())
        client.environ_base["REMOTE_ADDR"] = f"192.0.2.{proxies + 1}"
        return [
            client.post(
                "/de/anmelden",
                data={"email": email, "password": "falsch"},
                headers={"X-Forwarded-For": f"198.51.100.{number}"},
            ).status_code
            for number in range(11)
        ]

    assert tries(0)[-1] == 429
    assert 429 not in tries(1)


def test_the_name_and_the_password_are_changed_on_ones_own_page(site: Flask, small: Registry) -> None:
    """The present password is asked for; other sessions end, this one goes on; the owner is told by mail."""
    client = signed_in(site.test_client(), small, "member")
    account = account_for(small, "member")
    other = Sessions(small.workspace).begin(account)
    assert client.post("/de/konto", data={"name": "Stelle A", "language": "en"}).status_code == 303
    assert client.post("/de/konto", data={"name": "a@example.org", "language": "en"}).status_code == 422
    new = PASSWORD + " neu"
    for present, again, status in (("falsch", new, 422), (PASSWORD, "anders", 422), (PASSWORD, new, 303)):
        data = {"present": present, "password": new, "again": again}
        assert client.post("/de/konto/passwort", data=data).status_code == status
    assert Sessions(small.workspace).of(other) is None
    assert "Stelle A" in client.get("/de/konto").text
    (mail,) = Outbox(small.workspace).mails()
    assert (mail.text, mail.subject) == ("password-set", "Your password at Integrationsnetz was changed")


def test_another_address_counts_once_it_was_read(kreis: Registry) -> None:
    """On every store: asked for with the password, confirmed behind the mailed link; the old one is told."""
    app = create_app(kreis)
    client, guest = signed_in(app.test_client(), kreis, "member"), posting(app.test_client())
    account = account_for(kreis, "member")
    form = {"email": "neu@example.org", "known": PASSWORD}
    for wrong in ({"known": "falsch"}, {"email": "keine"}, {"email": account.email.upper()}):
        answer = client.post("/de/konto/adresse", data=form | wrong)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text or 'aria-invalid="true"' in answer.text
    assert not Outbox(kreis.workspace).mails()
    for _ in range(2):
        assert client.post("/de/konto/adresse", data=form).status_code == 303
    links = [mail.body.split("http://localhost")[1].split()[0] for mail in Outbox(kreis.workspace).mails()]
    spent = [path for path in links if guest.get(path).status_code == 410]
    (good,) = set(links) - set(spent)
    assert len(spent) == 1
    assert "neu@example.org" not in good
    assert "neu@example.org" in guest.get(good).text
    assert Accounts(kreis.workspace).by_email("neu@example.org") is None
    assert guest.post(good).status_code == 303
    assert guest.post(good).status_code == 410
    assert "/anmelden" in client.get("/de/konto").location
    assert Accounts(kreis.workspace).by_email(account.email) is None
    entered = {"email": "neu@example.org", "password": PASSWORD}
    assert guest.post("/de/anmelden", data=entered).status_code == 303
    assert account.email in {mail.to for mail in Outbox(kreis.workspace).mails() if mail.text == "address-changed"}
    assert {"address-asked", "address-changed"} <= set(events(kreis))


def test_an_address_that_somebody_has_gets_no_mail_and_nobody_learns_of_it(site: Flask, small: Registry) -> None:
    """The answer is the same; and who takes an address meanwhile is not pushed out of it."""
    client = signed_in(site.test_client(), small, "member")
    other = account_for(small, "staff")
    taken = client.post("/de/konto/adresse", data={"email": other.email, "known": PASSWORD})
    free = client.post("/de/konto/adresse", data={"email": "frei@example.org", "known": PASSWORD})
    assert (taken.status_code, taken.location) == (free.status_code, free.location)
    (mail,) = Outbox(small.workspace).mails()
    assert mail.to == "frei@example.org"
    Accounts(small.workspace).add("frei@example.org", Role.ANALYST)
    assert client.post(link_in(small)).status_code == 410
    account = account_for(small, "member")
    assert Accounts(small.workspace).by_email(account.email) is not None
    assert "frei@example.org" in client.get("/de/konto/daten.json").text, "what waits is among what is kept"


def test_the_second_factor_is_switched_on_used_and_switched_off(site: Flask, small: Registry) -> None:
    """Its secret is in the page as picture and text, and afterwards nowhere; codes are asked for at the sign-in."""
    client = signed_in(site.test_client(), small, "member")
    account = account_for(small, "member")
    page = client.get("/de/konto/zweiter-faktor").text
    (secret,) = re.findall(r'name="secret" value="([A-Z2-7]{32})"', page)
    assert "data:image/svg+xml;base64," in page
    code = pyotp.TOTP(secret).now()
    for data, status in (
        ({"present": "falsch", "code": code}, 422),
        ({"present": PASSWORD, "code": "1"}, 422),
        ({"present": PASSWORD, "code": code}, 200),
    ):
        done = client.post("/de/konto/zweiter-faktor", data={"secret": secret, **data})
        assert done.status_code == status
    codes = re.findall(r"<code>([a-z2-7-]{19})</code>", done.text)
    assert len(codes) == 10
    assert secret not in client.get("/de/konto").text
    guest = posting(site.test_client())
    half = guest.post("/de/anmelden", data={"email": account.email, "password": PASSWORD, "next": "/de/konto"})
    assert "/anmelden?next=" in half.headers["Location"]
    assert guest.get("/de/konto").status_code == 302
    assert guest.post("/de/anmelden/code", data={"code": code, "next": "/de/konto"}).status_code == 422
    assert guest.post("/de/anmelden/code", data={"code": codes[0], "next": "/de/konto"}).status_code == 303
    assert guest.get("/de/konto").status_code == 200
    assert guest.post("/de/konto/zweiter-faktor/aus", data={"present": PASSWORD}).status_code == 303
    assert guest.post("/de/konto/zweiter-faktor/aus", data={"present": "falsch"}).status_code == 422


def test_what_is_kept_about_somebody_is_a_file_of_theirs_alone(site: Flask, small: Registry) -> None:
    client = signed_in(site.test_client(), small, "member")
    answer = client.get("/de/konto/daten.json")
    assert answer.headers["Cache-Control"] == "no-store"
    assert json.loads(answer.text)["account"]["email"] == account_for(small, "member").email
    assert events(small) == ["data-taken"]


def test_exports_of_people_who_are_signed_in_are_noted(site: Flask, small: Registry) -> None:
    """Which table, by whom; visitors are noted nowhere."""
    site.test_client().get("/de/akteure.csv")
    assert events(small) == []
    signed_in(site.test_client(), small, "analyst").get("/de/akteure.csv")
    (entry,) = Audit(small.workspace).latest()
    assert (entry.event, entry.detail, entry.account) == ("exported", "actors.table", account_for(small, "analyst").id)


def test_an_administrator_changes_roles_and_the_later_of_two_sees_what_was_changed(
    site: Flask, small: Registry
) -> None:
    """Nothing that was typed is lost; the last administrator stays one."""
    client = signed_in(site.test_client(), small, "administrator")
    account = Accounts(small.workspace).add("b@example.org", Role.MEMBER, name="Stelle B", actors=[ID["verein"]])
    was = f"member {ID['verein']}"
    Accounts(small.workspace).entrust(account, role=Role.STAFF, actors=[])
    late = client.post(f"/de/konten/{account.id}", data={"role": "analyst", "actors": ID["ki"], "was": was})
    assert late.status_code == 409
    assert "Jetzt gilt" in late.text
    assert 'value="analyst" checked' in late.text
    assert f'value="{ID["ki"]}" checked' in late.text
    now = re.search(r'name="was" value="([^"]*)"', late.text)
    assert now is not None
    done = client.post(f"/de/konten/{account.id}", data={"role": "analyst", "actors": ID["ki"], "was": now[1]})
    assert done.status_code == 303
    changed = Accounts(small.workspace).one(account.id)
    assert (changed.role, changed.actors) == (Role.ANALYST, (ID["ki"],))
    myself = account_for(small, "administrator")
    refused = client.post(f"/de/konten/{myself.id}", data={"role": "staff", "was": "administrator"})
    assert (refused.status_code, "letzte Konto" in refused.text) == (422, True)
    assert "staff → analyst" in client.get("/de/protokoll").text
    assert client.get("/de/konten/unbekannt").status_code == 404


def test_accounts_show_on_no_public_page(site: Flask, small: Registry) -> None:
    account = account_for(small, "staff", name="Geheimstelle")
    for path in ("/de/", "/de/suche?q=Geheimstelle", "/de/akteure?q=Geheimstelle", "/de/aenderungen", "/health"):
        text = site.test_client().get(path).text
        assert account.id not in text
        assert account.email not in text


def test_who_has_written_sees_it_on_the_next_page(small: Registry) -> None:
    """The answer carries the revision for some minutes; a number that never was does not break a page."""
    app = create_app(small)

    def written() -> str:
        wrote(small.revision())
        return "geschrieben"

    app.add_url_rule("/de/geschrieben", "written", written)
    client = signed_in(app.test_client(), small, "staff")
    answer = client.get("/de/geschrieben")
    assert f"stand={small.revision()};" in answer.headers["Set-Cookie"]
    for given_revision in (str(small.revision()), "999999", "x", "9" * 30):
        client.set_cookie("stand", given_revision)
        assert client.get("/de/akteure").status_code == 200


FIELDS = (
    "email",
    "password",
    "again",
    "present",
    "known",
    "code",
    "secret",
    "name",
    "language",
    "role",
    "actors",
    "was",
    "suche",
)
PLACES = (
    "/de/anmelden",
    "/de/anmelden/code",
    "/de/passwort-vergessen",
    "/de/passwort/x",
    "/de/konto",
    "/de/konto/passwort",
    "/de/konto/sitzungen",
    "/de/konto/adresse",
    "/de/konto/adresse/x",
    "/de/konto/zweiter-faktor",
    "/de/konten/neu",
    "/de/konten/x",
    "/de/konten/x/zustand",
)
MANY = 60
"""How many forms are tried; to look longer, raise it."""


@pytest.fixture
def boss(site: Flask, small: Registry) -> FlaskClient:
    """A signed-in administrator."""
    return signed_in(site.test_client(), small, "administrator")


@settings(max_examples=MANY, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.sampled_from(PLACES),
    fields=st.lists(
        st.tuples(st.sampled_from((*FIELDS, "next", "suchen", "sitzung")), st.text(max_size=60)), max_size=8
    ),
)
def test_no_form_breaks_whatever_is_typed(boss: FlaskClient, place: str, fields: list[tuple[str, str]]) -> None:
    """An answer that says what was wrong, never an error of ours."""
    answer = boss.post(place, data=MultiDict(fields))
    assert answer.status_code in (200, 303, 302, 400, 404, 409, 410, 422, 429), answer.status


def test_the_server_believes_no_header_of_a_visitor(tmp_path: Path) -> None:
    """As users start it: a claimed https makes no cookie secure, and one through a trusted proxy does."""
    url = f"sqlite:///{tmp_path}/registry.db"
    with closing(open_registry(url, create=True)) as registry:
        fill_registry(registry)
        email = account_for(registry).email
    for options, expected in (
        (("--workers", "1", "--no-worker"), False),
        (("--workers", "1", "--no-worker", "--trust-proxy", "1"), True),
    ):
        with served_by_command({"INTEGRATIONSNETZ_STORE": url}, tmp_path / "log", *options) as served:
            served.until(200)
            assert ("__Host-sitzung=" in _cookie_of(served.port, email)) == expected


def _cookie_of(port: int, email: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
        "X-Forwarded-Proto": "https",
    }
    connection.request("POST", "/de/anmelden", urlencode({"email": email, "password": PASSWORD}), headers)
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 303
    return answer.headers["Set-Cookie"]
