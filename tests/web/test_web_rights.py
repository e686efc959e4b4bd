"""Every route with every role and method: who is let in stands in one table, and nothing is open that is not in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing

import pytest
from beispielkreis import ID, fill_registry
from flask import Flask
from route_table import EVERYONE, ROLES, ROUTES
from signing_in import signed_in
from werkzeug.routing import AnyConverter, Rule
from werkzeug.routing.converters import NumberConverter
from werkzeug.test import TestResponse

from registry.opening import open_registry
from registry.services import Registry
from web.app import create_app
from web.rights import needs

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")
ACTORS = {"member": [ID["verein"]], "moderator": [ID["ki"]]}
LET_IN = (200, 301, 302, 303, 304, 400, 404, 409, 410, 413, 422, 429)
"""What a view may answer whom it lets in, when it is asked with an empty form and made-up ids."""


@pytest.fixture(scope="module")
def kreis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """The Beispielkreis in a store that these tests may write to."""
    with closing(open_registry(f"sqlite:///{tmp_path_factory.mktemp('rights')}/registry.db", create=True)) as opened:
        fill_registry(opened)
        yield opened


@pytest.fixture(scope="module")
def guarded(kreis: Registry) -> Flask:
    """The whole application, with one more route that somebody forgot to declare."""
    app = create_app(kreis)
    app.add_url_rule("/de/vergessen", "forgotten_view", lambda: "offen", methods=["POST"])
    app.add_url_rule("/de/nur-stelle", "staff_view", needs("staff")(lambda: "offen"), methods=["GET", "POST"])
    return app


OWN = ("forgotten_view", "staff_view")


def test_every_route_stands_in_the_table(guarded: Flask) -> None:
    """A new route needs a line; a line without a route is a leftover."""
    offered = {
        f"{method} {rule.endpoint}"
        for rule in guarded.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint not in OWN
    }
    assert offered - ROUTES.keys() == set(), "routes without a line in tests/support/route_table.py"
    assert ROUTES.keys() - offered == set(), "lines of tests/support/route_table.py without a route"


def by_address(app: Flask) -> dict[str, dict[str, str]]:
    """The endpoint by address and method."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in OWN:
            found[address(rule)] |= dict.fromkeys(rule.methods or (), rule.endpoint)
    return found


def address(rule: Rule) -> str:
    """The address of a route with made-up ids."""
    values = {name: _value(rule, name) for name in rule.arguments}
    _, path = rule.build(values, append_unknown=False) or ("", "")
    return path


def _value(rule: Rule, name: str) -> object:
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 1 if isinstance(converter, NumberConverter) else "unbekannt"


@pytest.mark.parametrize("role", ROLES)
def test_every_route_lets_in_whom_the_table_names_and_nobody_else(guarded: Flask, kreis: Registry, role: str) -> None:
    """By every method. Who may not is sent to the sign-in if they only look and are nobody, else told so."""
    troubles = []
    client = signed_in(guarded.test_client(), kreis, role, ACTORS.get(role, ()))
    for path, endpoints in by_address(guarded).items():
        for method in METHODS:
            answer = client.open(path, method=method)
            if answer.headers.get("Set-Cookie"):  # this one has ended the session
                client = signed_in(guarded.test_client(), kreis, role, ACTORS.get(role, ()))
            expected = _expected(endpoints, method, role)
            if _kind(answer) != expected:
                troubles.append(f"{role} {method} {path}: {answer.status} instead of {expected}")
    assert not troubles, "\n".join(troubles)


def _expected(endpoints: dict[str, str], method: str, role: str) -> str:
    if method not in endpoints:
        return "no such method"
    if method == "OPTIONS":
        return "let in"
    allowed = ROUTES.get(f"{'GET' if method == 'HEAD' else method} {endpoints[method]}", frozenset())
    if role in allowed:
        return "let in"
    return "sent to sign in" if role == "public" and method in ("GET", "HEAD") else "refused"


def _kind(answer: TestResponse) -> str:
    to_sign_in = answer.status_code == 302 and "/anmelden?next=" in answer.headers["Location"]
    if to_sign_in:
        return "sent to sign in"
    kinds = {405: "no such method", 403: "refused"}
    return kinds.get(answer.status_code, "let in" if answer.status_code in LET_IN else answer.status)


@pytest.mark.parametrize("role", ROLES)
def test_a_view_that_declares_nothing_is_open_to_nobody(guarded: Flask, kreis: Registry, role: str) -> None:
    """Not even to administrators, so that it is noticed at once."""
    client = signed_in(guarded.test_client(), kreis, role)
    assert client.post("/de/vergessen").status_code == 403


def test_a_need_holds_for_every_method_of_a_view(guarded: Flask, kreis: Registry) -> None:
    for role in ROLES:
        client = signed_in(guarded.test_client(), kreis, role, ACTORS.get(role, ()))
        allowed = role in ("staff", "administrator")
        assert (client.get("/de/nur-stelle").status_code == 200) == allowed
        assert (client.post("/de/nur-stelle").status_code == 200) == allowed


def test_no_role_gets_past_the_check_of_where_a_request_comes_from(guarded: Flask, kreis: Registry) -> None:
    """Every route that is not only read, asked by another site in an administrator's name, changes nothing."""
    client = signed_in(guarded.test_client(), kreis, "administrator")
    before = kreis.revision(), kreis.workspace.tally("account"), kreis.workspace.tally("audit")
    for path, endpoints in by_address(guarded).items():
        for method in {"POST", "PUT", "PATCH", "DELETE"} & endpoints.keys():
            for told in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
                assert client.open(path, method=method, headers=told).status_code == 403, path
    assert (kreis.revision(), kreis.workspace.tally("account"), kreis.workspace.tally("audit")) == before


def test_the_table_knows_no_other_roles() -> None:
    assert all(allowed <= EVERYONE for allowed in ROUTES.values())
