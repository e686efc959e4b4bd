"""Every address of an application on a record: from its routes, from all entities, and from the links of its lists."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from itertools import islice

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from registry.access import PUBLIC_VIEWER
from registry.model import StatementType
from registry.services import Record, Registry

LANGUAGES = ("de", "en")
QUERIES = ("integration", "Kreis Una", "netzwerk sprache", "verein", "Müttertreff", "kita rucksack", "xyzzyx", "9")
EVERY = 25
"""Of ties, posts and observations every so many-th has its history looked at."""
_PAGES = {
    "actor": "actors.one",
    "area": "areas.one",
    "offer": "offers.one",
    "goal": "goals.one",
    "document": "documents.one",
}
_MORE = {"document": "sources.document", "actor": "actors.in_time"}
ROOMS = frozenset(
    {"root", "health", "start", "actors", "areas", "changes", "network", "offers", "goals", "documents", "sources"}
)
"""The pages that show the record. Forms and what is behind a sign-in have signatures and times in them."""
_LINK = re.compile(r'(?:href|src|action|data-network|data-suggest)="(/[^"#]*)')


def addresses(app: Flask, *, follow: bool = True) -> list[str]:
    """Every page of every entity in both languages, and everything without an id; each once.

    With `follow` also where the pages without an id lead: their filters, orders and further pages.
    """
    registry: Registry = app.extensions["integrationsnetz"].registry
    with app.test_request_context(), registry.reading(PUBLIC_VIEWER) as record:
        single = [*_without_id(app), *_searches()]
        found = [*single, *_of_entities(app, registry, record), *_of_changes(app, record)]
    client = app.test_client()
    for one in single if follow else ():
        found += [link for link in _links(client, one) if _shows_the_record(app, link)]
    return list(dict.fromkeys(found))


def _shows_the_record(app: Flask, address: str) -> bool:
    try:
        endpoint = app.url_map.bind("localhost").match(address.split("?", 1)[0])[0]
    except HTTPException:  # for other methods only, or there is no such page
        return False
    return str(endpoint).split(".", maxsplit=1)[0] in ROOMS


def endpoints(app: Flask, walked: list[str]) -> set[str]:
    """The endpoints of these addresses."""
    match = app.url_map.bind("localhost").match
    return {str(match(one.split("?", 1)[0])[0]) for one in walked}


def answer(client: FlaskClient, address: str) -> tuple[int, str, str | None, bytes]:
    """Status, kind of content, where it leads and the content itself."""
    with client.get(address) as found:
        return found.status_code, found.content_type, found.headers.get("Location"), found.data


def _without_id(app: Flask) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if rule.arguments <= {"lang"} and rule.endpoint.split(".", maxsplit=1)[0] in ROOMS:
            yield from (
                [rule.rule.replace("<any(de,en):lang>", one) for one in LANGUAGES] if rule.arguments else [rule.rule]
            )


def _searches() -> list[str]:
    pages = ("suche?q=", "suche/vorschlaege?id=x&q=", "akteure?q=")
    return [f"/{lang}/{page}{words}" for lang in LANGUAGES for page in pages for words in QUERIES]


def _of_entities(app: Flask, registry: Registry, record: Record) -> Iterator[str]:
    address = _addresses_of(app)
    for row in record.entity_rows():
        family = registry.vocabulary.family(row.kind)
        for lang in LANGUAGES:
            yield address(_PAGES[family], lang, row.id)
            yield address("changes.history", lang, row.id)
            if family in _MORE:
                yield address(_MORE[family], lang, row.id)
    for type in (StatementType.TIE, StatementType.POST, StatementType.OBSERVATION):
        for one in islice(record.scan(type), 0, None, EVERY):
            yield from (address("changes.history", lang, one.id) for lang in LANGUAGES)


def _of_changes(app: Flask, record: Record) -> Iterator[str]:
    address = _addresses_of(app)
    for change in record.changes(limit=200):
        yield from (address("changes.one", lang, change.id) for lang in LANGUAGES)


def _addresses_of(app: Flask) -> Callable[[str, str, str], str]:
    rules = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules()}
    return lambda endpoint, lang, id: rules[endpoint].replace("<any(de,en):lang>", lang).replace("<id>", id)


def _links(client: FlaskClient, address: str) -> list[str]:
    status, kind, _, content = answer(client, address)
    if status != 200 or not kind.startswith("text/html"):
        return []
    found = map(html.unescape, _LINK.findall(content.decode()))
    return [one for one in found if not one.startswith("/static/")]
