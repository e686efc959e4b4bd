"""What a page says when something goes wrong: a sentence in the reader's language, and nothing of the inside."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from registry.model import Conflict, Damaged, Erased, IntegrationsnetzError, Invalid, Unavailable
from registry.opening import open_registry
from registry.services import Registry
from registry.store.late import LateStore
from registry.store.port import Store
from registry.store.sqlite import SqliteStore
from registry.vocabulary import load_vocabulary
from web.app import create_app
from web.outage import PATIENCE, PAUSE, Outage

CLASSES = {
    Invalid: (400, "widerspricht den Regeln des Registers", "goes against the rules of the registry"),
    Conflict: (409, "von anderer Seite geändert", "Someone else has changed"),
    Erased: (410, "auf Wunsch gelöscht", "was erased on request"),
    Unavailable: (503, "Das Register ist zurzeit nicht erreichbar", "The registry can not be reached at present"),
    Damaged: (500, "wurde aufgezeichnet", "was recorded"),
}
INSIDE = "graph.internal.example:7687 <b>"


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[Callable[[IntegrationsnetzError], FlaskClient]]:
    """A client of an application whose page `/de/kaputt` (and `/en/kaputt`) raises an error."""
    with closing(open_registry(f"sqlite:///{tmp_path}/leer.db", create=True)) as registry:

        def made(error: IntegrationsnetzError) -> FlaskClient:
            def broken(lang: str = "") -> str:
                raise error

            app = create_app(registry)
            app.add_url_rule("/<any(de,en):lang>/kaputt", "broken.page", broken)
            return app.test_client()

        yield made


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_class_of_error_has_a_sentence_in_the_readers_language(
    failing: Callable[[IntegrationsnetzError], FlaskClient], kind: type[IntegrationsnetzError], lang: str
) -> None:
    """The words from below are English: they stand below it in small print, marked as English, or not at all."""
    status, german, english = CLASSES[kind]
    answer = failing(kind("it went wrong", where=INSIDE, remedy="ask")).get(f"/{lang}/kaputt")
    assert answer.status_code == status
    assert (german if lang == "de" else english) in answer.text
    assert (english if lang == "de" else german) not in answer.text
    detail = answer.text.partition("<small>")[2].partition("</small>")[0]
    assert ("it went wrong" in answer.text) == ("it went wrong" in detail) == (status < 500)
    assert status >= 500 or '<span lang="en">graph.internal.example:7687 &lt;b&gt;: it went wrong' in detail


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("kind", [Unavailable, Damaged])
def test_a_store_that_fails_is_not_described_to_visitors(
    failing: Callable[[IntegrationsnetzError], FlaskClient],
    caplog: pytest.LogCaptureFixture,
    kind: type[IntegrationsnetzError],
    lang: str,
) -> None:
    """No host, no cause, no trace: those stand in the log."""
    answer = failing(kind("refused by 10.0.0.7", where=INSIDE, remedy="start it")).get(f"/{lang}/kaputt")
    for inside in ("10.0.0.7", "internal", "7687", "Traceback", "start it"):
        assert inside not in answer.text
    assert "refused by 10.0.0.7" in caplog.text


def test_a_page_that_can_not_be_reached_says_when_to_come_back_and_where_to(
    failing: Callable[[IntegrationsnetzError], FlaskClient],
) -> None:
    """`Retry-After` for programs, a link to the same page for people; what is broken for good promises no return."""
    answer = failing(Unavailable("x")).get("/de/kaputt?art=verein&stand=2012-10-30")
    assert int(answer.headers["Retry-After"]) == 30
    assert answer.headers["Cache-Control"] == "no-cache"
    assert 'href="/de/kaputt?art=verein&amp;stand=2012-10-30"' in answer.text
    assert "Retry-After" not in failing(Damaged("x")).get("/de/kaputt").headers


def test_while_a_store_hangs_one_request_at_a_time_waits_for_it() -> None:
    """After an answer that took long to fail, others are told at once; after a pause one of them may ask again."""
    now = 100.0
    state = Outage(lambda: now)
    state.failed(since=now - 0.1)
    assert not state.refuses(), "what fails quickly harms nobody"
    state.failed(since=now - 4)
    assert [state.refuses(), state.refuses()] == [True, True]
    now += PAUSE
    assert [state.refuses(), state.refuses()] == [False, True]
    state.answered()
    assert not state.refuses()
    assert not state.lasts()


class Hanging:
    """A store's place that takes its time and then is not there, until it is."""

    def __init__(self, file: Path) -> None:
        self.file, self.hangs, self.asked = file, True, 0

    def opened(self) -> Store:
        self.asked += 1
        if self.hangs:
            time.sleep(PATIENCE * 1.1)
        return SqliteStore(self.file, load_vocabulary(), create=not self.hangs)


@pytest.fixture
def hanging(tmp_path: Path) -> Hanging:
    """A place without a store."""
    return Hanging(tmp_path / "leer.db")


@pytest.fixture
def waiting(hanging: Hanging) -> Iterator[FlaskClient]:
    """A client of an application that was started before its store was there."""
    with closing(Registry(LateStore(hanging.opened), load_vocabulary(), "late")) as registry:
        yield create_app(registry).test_client()


def test_pages_of_a_store_that_hangs_answer_at_once_after_the_first(waiting: FlaskClient, hanging: Hanging) -> None:
    """One request waits; the next ones, and files and unknown addresses too, do not wait for the store."""
    assert waiting.get("/de/").status_code == 503
    began = time.monotonic()
    assert {waiting.get(f"/en/akteure?seite={page}").status_code for page in range(20)} == {503}
    assert waiting.get("/nichts").status_code == 404
    with waiting.get("/static/css/base.css") as answer:
        assert answer.status_code == 200
    assert hanging.asked == 1
    assert time.monotonic() - began < 1


def test_a_store_that_comes_back_is_found_without_a_restart(waiting: FlaskClient, hanging: Hanging) -> None:
    """The same application that answered 503 gives its pages as soon as the store is there, and then all of them."""
    assert waiting.get("/de/").status_code == 503
    hanging.hangs = False
    ends = time.monotonic() + 2 * PAUSE
    while waiting.get("/de/akteure").status_code == 503:
        assert time.monotonic() < ends, "not found again"
        time.sleep(0.2)
    assert {waiting.get("/en/").status_code for _ in range(5)} == {200}
    assert "Revision 0" in waiting.get("/de/").text


def test_health_of_a_store_that_is_not_there_says_so_and_no_more(waiting: FlaskClient, hanging: Hanging) -> None:
    """503 with a plain reason, without a host; where it answers again, pages need not wait for their turn."""
    answer = waiting.get("/health")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert answer.json == {"status": "unavailable", "store": False, "what": "the store can not be reached"}
    assert waiting.get("/de/").status_code == 503
    hanging.hangs = False
    assert waiting.get("/health").json == {"status": "ok", "store": True, "revision": 0}
    assert waiting.get("/de/").status_code == 200
