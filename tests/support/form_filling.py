"""Forms for tests of pages: a registry to write to, the fields of a good form, the private link of the last mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from beispielkreis import fill_registry
from flask import Flask

from registry.opening import open_registry
from registry.services import Registry
from registry.services.mail import Outbox
from web.app import create_app

GOOD = {
    "kind": "verein",
    "name": "Nordlicht Probedorf",
    "town": "Probedorf",
    "themes": "gemeinsam:sprache",
    "contact-kind": "email",
    "contact-value": "nordlicht@verein.example",
    "contact-visibility": "public",
    "consent": "1",
    "consent_by": "Vorstand",
    "consent_for": "Erreichbarkeit im Register",
    "tie-role": "mitglied",
    "tie-other_name": "Netzwerk Sprache Beispielkreis",
    "tie-since": "2020",
    "email": "absender@example.org",
    "aktion": "send",
}


@contextmanager
def own_registry(url: str) -> Iterator[Registry]:
    """The Beispielkreis, to be written to."""
    with closing(open_registry(url, create=True)) as opened:
        fill_registry(opened)
        yield opened


def own_app(registry: Registry, **config: Any) -> Flask:
    """An application on it whose forms may be sent at once."""
    return create_app(registry, config={"FORM_SECONDS": 0, "ADDRESS": "http://localhost", **config})


def file_url(folder: Path) -> str:
    """The URL of a new SQLite store."""
    return f"sqlite:///{folder}/own/registry.db"


def mark_in(html: str) -> str:
    """The mark that a form was given out with."""
    return hidden_in(html, "mark")


def hidden_in(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no field {name}"
    return found[1]


def link_in_last_mail(registry: Registry) -> str:
    """The private link's path in the latest mail."""
    mails = Outbox(registry.workspace).mails()
    found = re.search(r"http://localhost(?::\d+)?(/\S+)", mails[0].body)
    assert found, "no link in the mail"
    return found[1]
