"""Where a Neo4j database is, and who logs in: from the store's URL and the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from registry.model import Invalid, Unavailable

SCHEMES: Final = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
USER: Final = "INTEGRATIONSNETZ_NEO4J_USER"
PASSWORD: Final = "INTEGRATIONSNETZ_NEO4J_PASSWORD"  # noqa: S105 - the name of a variable
PASSWORD_FILE: Final = "INTEGRATIONSNETZ_NEO4J_PASSWORD_FILE"  # noqa: S105
_FORM: Final = f"name it neo4j://host:port or neo4j://host:port/database; the password comes from {PASSWORD}"


@dataclass(frozen=True, slots=True)
class Address:
    """A database and the account that opens it. `uri` names no account, so that it may be shown to operators."""

    uri: str
    database: str | None
    """None for the server's default database."""
    user: str
    password: str = field(repr=False)


def parse(url: str, environment: Mapping[str, str] = os.environ) -> Address:
    """The address that a store's URL names. Raises Invalid for a URL of no known form, Unavailable without password.

    User and password in the URL win over the environment.
    """
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    database = parts.path.strip("/")
    if parts.scheme not in SCHEMES or not host or parts.query or parts.fragment or "/" in database:
        # A password with a slash that is not written %2F is no part of the host: nothing before the last @ is shown.
        scheme, _, rest = url.partition("://")
        shown = f"{scheme}://{rest.rpartition('@')[2]}"
        raise Invalid("the store's URL has no known form", where=shown, remedy=_FORM)
    return Address(
        f"{parts.scheme}://{host}",
        database or None,
        unquote(parts.username or "") or environment.get(USER) or "neo4j",
        unquote(parts.password or "") or _password(environment),
    )


def _password(environment: Mapping[str, str]) -> str:
    if given := environment.get(PASSWORD):
        return given
    if not (file := environment.get(PASSWORD_FILE)):
        raise Unavailable("no password for Neo4j is given", where=PASSWORD, remedy=f"set it, or name {PASSWORD_FILE}")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable(
            f"the password file can not be read ({type(error).__name__})",
            where=PASSWORD_FILE,
            remedy="check its name and permissions",
        ) from error
