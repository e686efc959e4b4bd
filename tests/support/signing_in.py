"""People who are signed in, for tests of pages.

    client = signed_in(app.test_client(), registry, role="staff")
    sign_in_browser(context, live, registry, role="member", actors=[ID["verein"]])

The account is made when it is first asked for; one with the same role and actors is used again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext

from registry.model import Conflict
from registry.services import Registry
from registry.services.accounts import Account, Accounts, Role, Sessions

PASSWORD = "vier Worte ohne Zusammenhang"
_COOKIE = "sitzung"


def account_for(registry: Registry, role: str = "staff", actors: Sequence[str] = (), name: str = "") -> Account:
    """An account with this role that acts for these actors; its password is PASSWORD.

    A `moderator` is a member whose actor moderates something in the record.
    """
    mark = hashlib.sha256("/".join(sorted(actors)).encode()).hexdigest()[:8] if actors else "niemand"
    email = f"{role}.{mark}{'.' + name.split(maxsplit=1)[0].lower() if name else ''}@example.org"
    accounts = Accounts(registry.workspace)
    found = accounts.by_email(email)
    if found is not None:
        return found
    try:
        return accounts.add(
            email,
            Role("member" if role == "moderator" else role),
            name=name or f"Beispielstelle {role}",
            actors=actors,
            password=PASSWORD,
        )
    except Conflict:
        return account_for(registry, role, actors, name)


def posting(client: FlaskClient) -> FlaskClient:
    """The client, whose requests say that a page of ours made them, as browsers do."""
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


def signed_in(
    client: FlaskClient, registry: Registry, role: str = "staff", actors: Sequence[str] = (), name: str = ""
) -> FlaskClient:
    """The client, signed in with an account of this role; without a role, as everybody."""
    posting(client)
    if role and role != "public":
        token = Sessions(registry.workspace).begin(account_for(registry, role, actors, name), device="Test")
        client.set_cookie(_COOKIE, token)
    return client


def sign_in_browser(
    context: BrowserContext,
    live: str,
    registry: Registry,
    role: str = "staff",
    actors: Sequence[str] = (),
    name: str = "",
) -> None:
    """Sign a browser's context in at the application that answers at `live`."""
    token = Sessions(registry.workspace).begin(account_for(registry, role, actors, name), device="Test")
    context.add_cookies([{"name": _COOKIE, "value": token, "url": live, "httpOnly": True, "sameSite": "Lax"}])
