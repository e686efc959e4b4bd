"""Every page says the same on every kind of store, letter by letter: text, tables, pictures, data for programs, links.

Nothing is normalised. Both stores have the same record with the same past (`stores.filled`).
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
from click.testing import CliRunner
from flask import Flask
from stores import KINDS, RecordName, filled
from walking import ROOMS, addresses, answer, endpoints

from registry.cli import main
from registry.opening import open_registry, open_store
from registry.store.moving import fingerprint
from web.app import create_app

Apps = Callable[[RecordName], list[Flask]]


@pytest.fixture(scope="module")
def apps(request: pytest.FixtureRequest) -> Iterator[Apps]:
    """The application on a record, once for each kind of store."""
    with ExitStack() as stack:

        def opened(record: RecordName) -> list[Flask]:
            urls = [filled(kind, record, request) for kind in KINDS]
            return [create_app(stack.enter_context(closing(open_registry(url)))) for url in urls]

        yield opened


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("record", ["beispiel", "papers"])
def test_every_page_is_the_same_on_both_stores(apps: Apps, record: RecordName) -> None:
    """All routes, all entities, all lists with their filters, both languages: no byte differs.

    The papers came in one change set; the Beispielkreis has pages with a past.
    """
    ours, other = apps(record)
    walked = addresses(ours, follow=record == "papers")
    shown = {str(rule.endpoint) for rule in ours.url_map.iter_rules() if rule.endpoint.split(".")[0] in ROOMS}
    assert endpoints(ours, walked) == shown
    assert len(walked) > (3000 if record == "papers" else 400)
    first, second = ours.test_client(), other.test_client()
    for address in walked:
        expected, found = answer(first, address), answer(second, address)
        assert found == expected, _difference(address, expected, found)


def _difference(address: str, expected: tuple[object, ...], found: tuple[object, ...]) -> str:
    texts = [str(one[-1], errors="replace").splitlines() for one in (expected, found)]  # type: ignore[call-overload]
    lines = list(difflib.unified_diff(*texts, *KINDS, n=0, lineterm=""))
    return "\n".join([address, str(expected[:-1]), str(found[:-1]), *lines[:20]])


@pytest.mark.parametrize("words", [("export",), ("export", "--for", "public"), ("check", "--json", "--hash")])
def test_exports_and_checks_are_the_same_on_both_stores(request: pytest.FixtureRequest, words: tuple[str, ...]) -> None:
    """What the command line writes for other programs has the same bytes, and the record the same content hash."""
    results = [CliRunner().invoke(main, [*words, "--store", filled(kind, "papers", request)]) for kind in KINDS]
    assert [one.exit_code for one in results] == [0, 0]
    assert results[0].stdout == results[1].stdout
    assert json.loads(results[0].stdout)


@pytest.mark.parametrize("record", ["beispiel", "papers"])
def test_both_stores_hold_the_same_rows(request: pytest.FixtureRequest, record: RecordName) -> None:
    """The pages above are compared on one record: change sets, versions, proposals and erased ids are the same."""
    found = []
    for kind in KINDS:
        with closing(open_store(filled(kind, record, request))) as store, store.read() as reading:
            found.append(fingerprint(reading))
    assert found[0] == found[1]
    assert found[0]["versions"].rows > 100
