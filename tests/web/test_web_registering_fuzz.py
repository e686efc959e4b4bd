"""Whatever is sent to a form: an answer that is no error of ours, and nothing half written.

FUZZ_CASES in the environment raises the number of cases of each of the five tests:
`FUZZ_CASES=1000 pytest --timeout=7200 tests/web/test_web_registering_fuzz.py`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from beispielkreis import ID, TIES
from flask.testing import FlaskClient
from form_filling import GOOD, link_in_last_mail, mark_in, own_app, own_registry
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from record_making import create, tie, verein
from signing_in import posting, signed_in

from registry.model import Problem
from registry.services import Registry

CASES = int(os.environ.get("FUZZ_CASES", "60"))
pytestmark = pytest.mark.slow
ALLOWED = {200, 302, 303, 400, 403, 404, 409, 410, 413, 422, 429}
quietly = settings(
    max_examples=CASES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
NASTY = st.sampled_from(
    [
        "",
        "\x00",
        "'\"><script>alert(1)</script>",
        "=1+1",
        "%00%0a",
        "x" * 6000,
        "\u202e\ud83d",
        "../../etc",
        "{{ 7*7 }}",
        "-1",
        "9" * 40,
        ID["netzwerk"],
        ID["geheim"],
        TIES["moderation"],
        "gemeinsam:sprache",
        "netzwerk",
        "2020",
        "31.02.2020",
        "e" + "a" * 20,
    ]
).map(lambda text: text.encode("utf-8", "replace").decode())
VALUE = st.text(max_size=40) | NASTY
NAMES = sorted(
    {
        *GOOD,
        *("area", "area_picked", "aliases", "postal_code", "street", "audience", "languages", "summary", "versions"),
        *("consent_until", "tie-other", "tie-picked", "tie-until", "tie-id", "tie-wrong", "draft", "new_anyway"),
        *("note", "direct", "about"),
    }
)
FIELDS = st.dictionaries(st.sampled_from(NAMES), st.lists(VALUE, max_size=3), max_size=8)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """One registry for all cases."""
    with own_registry(f"sqlite:///{tmp_path_factory.mktemp('fuzz')}/registry.db") as opened:
        yield opened


@pytest.fixture(scope="module")
def visitor(registry: Registry) -> FlaskClient:
    """Nobody in particular."""
    return posting(own_app(registry).test_client())


@pytest.fixture(scope="module")
def staff(registry: Registry) -> FlaskClient:
    """Somebody of the registering staff."""
    return signed_in(own_app(registry).test_client(), registry)


def answered(registry: Registry, client: FlaskClient, path: str, data: dict[str, list[str]]) -> int:
    """The status of an answer; where it is no redirect, nothing was written."""
    registry.workspace.purge("count", "9999")  # rates are tested elsewhere
    before = registry.revision(), registry.workspace.tally("sending")
    status = client.post(path, data=data).status_code
    assert status in ALLOWED
    if status not in (302, 303):
        assert (registry.revision(), registry.workspace.tally("sending")) == before
    return status


def good(changes: dict[str, list[str]], mark: str = "") -> dict[str, list[str]]:
    """The fields of a good form with some of them changed."""
    return {**{key: [value] for key, value in GOOD.items()}, "mark": [mark], "new_anyway": ["1"], **changes}


@quietly
@given(changes=FIELDS, path=st.sampled_from(["eintragen", f"korrektur/{ID['verein']}", f"korrektur/{ID['geheim']}"]))
def test_what_visitors_send(registry: Registry, visitor: FlaskClient, changes: dict[str, list[str]], path: str) -> None:
    """Sent in whole or refused; never in the record."""
    revision = registry.revision()
    mark = mark_in(visitor.get("/de/eintragen").get_data(as_text=True))
    answered(registry, visitor, f"/de/{path}", good(changes, mark))
    assert registry.revision() == revision


@quietly
@given(changes=FIELDS, path=st.sampled_from(["neu", f"{ID['verein']}/bearbeiten", f"{ID['kurs']}/bearbeiten"]))
def test_what_staff_write(registry: Registry, staff: FlaskClient, changes: dict[str, list[str]], path: str) -> None:
    """Written by one change set or not at all; the record keeps its rules."""
    revision = registry.revision()
    answered(registry, staff, f"/de/eintraege/{path}", good(changes))
    assert registry.revision() <= revision + 2  # the two documents that forms cite are made once


@quietly
@given(
    path=st.sampled_from(["aehnlich", "speichern"]),
    changes=FIELDS,
    query=st.dictionaries(st.sampled_from(["about", "direct", "was", "stand"]), VALUE, max_size=2),
)
def test_what_script_asks(
    registry: Registry, visitor: FlaskClient, path: str, changes: dict[str, list[str]], query: dict[str, str]
) -> None:
    """Hints and drafts."""
    registry.workspace.purge("count", "9999")
    answer = visitor.post(f"/de/eintragen/{path}", data=changes, query_string=query)
    assert answer.status_code in ALLOWED
    for part in ("namen", "zeile"):
        answer = visitor.get(f"/de/eintragen/{part}", query_string={**query, "town": query.get("was", "")})
        assert answer.status_code in ALLOWED


@quietly
@given(
    fields=st.dictionaries(st.sampled_from(["aktion", "text", "on", "why", "since", "until", "version"]), VALUE),
    path=st.sampled_from(["zusendung", "beenden", "beziehung", "undo", "vergleich"]),
)
def test_what_other_forms_take(
    registry: Registry, staff: FlaskClient, visitor: FlaskClient, fields: dict[str, str], path: str
) -> None:
    """The private link, ending, ties, undo, comparing."""
    paths = {
        "zusendung": "/de/zusendung/" + quote(fields.get("on") or "x", safe=""),
        "beenden": f"/de/eintraege/{ID['neu']}/beenden",
        "beziehung": f"/de/beziehungen/{TIES['geplant']}",
        "undo": "/de/aenderungen/" + quote(fields.get("on") or "x", safe="") + "/zuruecknehmen",
        "vergleich": f"/de/aenderungen/eintrag/{ID['verein']}/vergleich",
    }
    registry.workspace.purge("count", "9999")
    if path == "vergleich":
        query = {"von": fields.get("since", ""), "bis": fields.get("until", "")}
        assert visitor.get(paths[path], query_string=query).status_code == 200
    else:
        answered(registry, staff, paths[path], {key: [value] for key, value in fields.items()})


@quietly
@given(
    fields=st.dictionaries(st.sampled_from(["urteil", "text", "rest", "version", "nehmen"]), VALUE),
    verdict=st.sampled_from(["accept", "part", "question", "decline", ""]),
)
def test_what_deciding_takes(registry: Registry, staff: FlaskClient, fields: dict[str, str], verdict: str) -> None:
    """A decision is carried out or refused."""
    club = verein("Fuzzverein")
    proposal = create(club, tie(club, "mitglied", ID["netzwerk"]))
    registry.propose(proposal)
    answered(
        registry,
        staff,
        f"/de/zusendungen/{proposal.id}",
        {"urteil": [verdict], "version": ["0"], "nehmen": [club.id], **{k: [v] for k, v in fields.items()}},
    )
    found = registry.proposal(proposal.id)
    assert found is not None
    if found.state == "open":
        registry.decide(proposal.id, "declined", "Test")


def test_the_link_of_a_sending_takes_any_text(registry: Registry, visitor: FlaskClient) -> None:
    """And the record is whole after everything that was sent to it."""
    mark = mark_in(visitor.get("/de/eintragen").get_data(as_text=True))
    registry.workspace.purge("count", "9999")
    assert (
        visitor.post("/de/eintragen", data={**GOOD, "name": "Letzter Verein am Fluss", "mark": mark}).status_code == 303
    )
    link = link_in_last_mail(registry)
    for action in ("", "bestaetigen", "antworten", "x" * 500):
        for text in ("", "\x00", "x" * 6000, "gut"):
            assert visitor.post(link, data={"aktion": action, "text": text}).status_code in ALLOWED
    problems: list[Problem] = registry.check()
    assert problems == []
