"""The Neo4j server is killed, stopped, hangs, is full or not there yet, under pages that are being served."""

from __future__ import annotations

import resource
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from beispielkreis import ID, fill_registry
from neo4j_server import OwnServer
from record_making import create, netzwerk, person, tie, verein
from serving import COMMAND, Served, served_by_command

from registry.access import STAFF_VIEWER
from registry.model import ChangeSet, Unavailable
from registry.opening import late_registry, open_registry
from registry.services import Registry
from web.app import create_app

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
AWAY = {
    "de": ("Das Register ist zurzeit nicht erreichbar", "Versuchen Sie es in etwa einer Minute noch einmal."),
    "en": ("The registry can not be reached at present", "Try again in about a minute."),
}
TAKEN_AWAY = {
    "killed": (OwnServer.kill, OwnServer.start),
    "stopped": (OwnServer.stop, OwnServer.start),
    "hanging": (OwnServer.suspend, OwnServer.resume),
}
COMMITS, WRITERS = 50, 5


@pytest.fixture
def server(neo4j_faults: OwnServer) -> Iterator[OwnServer]:
    """A server with the Beispielkreis; it runs, whatever the test did to it."""
    with closing(open_registry(neo4j_faults.url, create=True)) as registry:
        fill_registry(registry)
    yield neo4j_faults
    neo4j_faults.start()


@pytest.fixture
def served(server: OwnServer, tmp_path: Path) -> Iterator[Served]:
    """The pages on this server, answering."""
    with served_by_command(server.environment, tmp_path / "serve.log") as pages:
        pages.until(200)
        yield pages


def _assert_away(pages: Served, server: OwnServer, path: str) -> None:
    """503 within five seconds, in words for visitors, with nothing of the inside."""
    for lang, texts in AWAY.items():
        found = pages.get(f"/{lang}{path}")
        assert found.status == 503, found.text
        assert found.seconds < 5
        assert int(found.headers["Retry-After"]) > 0
        assert all(text in found.text for text in texts)
        for inside in ("Traceback", "neo4j", "Neo4j", "127.0.0.1", str(server.settings.bolt), server.password):
            assert inside not in found.text


@pytest.mark.parametrize("how", TAKEN_AWAY)
def test_pages_say_that_the_server_is_away_and_come_back_by_themselves(
    served: Served, server: OwnServer, how: str, tmp_path: Path
) -> None:
    """Killed, stopped or hanging: 503 within five seconds; back within a minute, from the same processes."""
    take_away, bring_back = TAKEN_AWAY[how]
    before, workers = served.get("/de/akteure"), served.workers()
    take_away(server)
    for path in ("/akteure", f"/akteure/{ID['ki']}", "/netzwerk", "/suche?q=verein"):
        _assert_away(served, server, path)
    health = served.get("/health")
    assert (health.status, health.seconds < 5) == (503, True)
    assert '"store":false' in health.text
    assert "127.0.0.1" not in health.text
    assert served.get("/static/css/base.css").seconds < 1
    assert served.get("/nichts").status == 404
    began = time.monotonic()
    bring_back(server)
    after = served.until(200, "/de/akteure", seconds=max(20, 60 - (time.monotonic() - began)))
    assert after.text == before.text
    assert served.until(200, "/health", seconds=20).text == '{"revision":4,"status":"ok","store":true}\n'
    assert served.workers() == workers
    said = (tmp_path / "serve.log").read_text(encoding="utf-8")
    assert "Traceback" not in said
    assert server.password not in said


def test_while_the_server_hangs_files_come_at_once_although_everybody_asks_for_pages(
    served: Served, server: OwnServer
) -> None:
    """More readers than threads: once the first have waited in vain, nobody waits behind them for a style sheet."""
    server.suspend()
    readers = [threading.Thread(target=served.get, args=("/de/akteure",)) for _ in range(40)]
    for one in readers:
        one.start()
    time.sleep(5)
    assert served.get("/static/css/base.css").seconds < 1
    assert served.get("/en/akteure").status == 503
    for one in readers:
        one.join()
    server.resume()
    served.until(200, "/en/akteure", seconds=20)


def test_pages_start_before_their_server_and_are_there_when_it_is(server: OwnServer, tmp_path: Path) -> None:
    """Machines start their services in any order: 503 and a sentence for the operator until the server answers."""
    server.stop()
    log = tmp_path / "serve.log"
    with served_by_command(server.environment, log) as pages:
        pages.until(503)
        _assert_away(pages, server, "/")
        workers = pages.workers()
        said = log.read_text(encoding="utf-8")
        assert "Not there yet: Neo4j: the Neo4j server does not answer" in said
        assert "Traceback" not in said
        server.start()
        assert "Revision 4" in pages.until(200, seconds=30).text
        assert pages.workers() == workers


@pytest.mark.parametrize(("change", "what"), [("password", "password"), ("database", "does not exist")])
def test_what_waiting_does_not_help_is_said_at_once(server: OwnServer, tmp_path: Path, change: str, what: str) -> None:
    """A wrong password and a missing database: one sentence, exit code 6, no secret; a page says 503."""
    environment = dict(server.environment)
    if change == "password":
        environment["INTEGRATIONSNETZ_NEO4J_PASSWORD"] = "geheim-und-falsch"
    else:
        environment["INTEGRATIONSNETZ_STORE"] += "/anderswo"
    log = tmp_path / "serve.log"
    with served_by_command(environment, log) as pages:
        assert pages.process.wait(timeout=60) == 6
    said = log.read_text(encoding="utf-8").strip()
    assert said.count("\n") == 0
    assert said.startswith("Error: ")
    assert what in said
    assert "geheim" not in said
    assert server.password not in said


def test_a_page_on_a_wrong_password_is_unavailable_and_keeps_it_to_itself(server: OwnServer) -> None:
    """As when the password was changed under running pages: 503, without user or password."""
    url = server.url.replace(server.url.split(":")[2].split("@")[0], "geheim-und-falsch")
    with closing(late_registry(url)) as registry:
        answer = create_app(registry).test_client().get("/de/")
    assert answer.status_code == 503
    assert AWAY["de"][0] in answer.text
    assert "geheim" not in answer.text


def test_commands_say_in_one_sentence_that_the_server_is_away(server: OwnServer) -> None:
    """Exit code 6, one line, no trace, no word of the driver's own attempts; within ten seconds."""
    server.stop()
    command = [*COMMAND[:-1], "find", "verein"]
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, env=server.environment, timeout=60, check=False)
    assert done.returncode == 6
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("Error: Neo4j: the Neo4j server does not answer → start it, or wait")
    assert time.monotonic() - began < 10


def _nine_statements() -> ChangeSet:
    members, network = [verein(), person(), verein(), verein()], netzwerk()
    return create(*members, network, *(tie(one, "mitglied", network) for one in members))


class Writers:
    """Threads that commit change sets; one that is not acknowledged is repeated, when all may go on, with its id."""

    def __init__(self, registry: Registry) -> None:
        self.waiting = [_nine_statements() for _ in range(COMMITS)]
        self.all = list(self.waiting)
        self.acknowledged: dict[str, int] = {}
        self.repeated: set[str] = set()
        self.may_go_on = threading.Event()
        self._registry = registry
        self._threads = [threading.Thread(target=self._write) for _ in range(WRITERS)]
        for one in self._threads:
            one.start()

    def _write(self) -> None:
        while self.waiting:
            try:
                change_set = self.waiting.pop()
            except IndexError:
                return
            while not self._landed(change_set):
                self.repeated.add(change_set.id)
                assert self.may_go_on.wait(timeout=240)

    def _landed(self, change_set: ChangeSet) -> bool:
        try:
            self.acknowledged[change_set.id] = self._registry.commit(change_set)
        except Unavailable:
            return False
        return True

    def until_acknowledged(self, number: int) -> None:
        """Return as soon as so many commits are acknowledged."""
        limit = time.monotonic() + 120
        while len(self.acknowledged) < number:
            assert time.monotonic() < limit
            time.sleep(0.001)

    def join(self) -> None:
        """Wait for all."""
        for one in self._threads:
            one.join(timeout=240)


def _assert_whole(registry: Registry, writers: Writers) -> int:
    """Every acknowledged change set is there under its revision, and every one that is there is whole; how many."""
    by_id = {one.id: one for one in writers.all}
    acknowledged = dict(writers.acknowledged)
    with registry.reading(STAFF_VIEWER) as record:
        landed = [one for one in record.changes(limit=1000) if one.id in by_id]
        revisions = {one.id: one.revision for one in landed}
        assert acknowledged.items() <= revisions.items()
        assert len(set(revisions.values())) == len(landed)
        for change in landed:
            targets = {one.target for one in by_id[change.id].operations}
            assert change.touched == 9
            assert set(record.get(targets)) == targets
        missing = [one for one in by_id.values() if one.id not in revisions]
        assert not record.get([operation.target for one in missing for operation in one.operations])
    return len(landed)


@pytest.mark.parametrize("moment", [10, 30])
def test_a_kill_of_the_server_during_fifty_commits_loses_nothing_and_leaves_nothing_half(
    served: Served, server: OwnServer, moment: int
) -> None:
    """Acknowledged ones are there, others whole or not at all; repeated with its id each lands once; pages go on."""
    workers = served.workers()
    with closing(open_registry(server.url)) as registry:
        writers = Writers(registry)
        writers.until_acknowledged(moment)
        server.kill()
        _assert_away(served, server, "/akteure")
        server.start()
        landed = _assert_whole(registry, writers)
        assert moment <= landed < COMMITS
        writers.may_go_on.set()
        writers.join()
        assert len(writers.acknowledged) == COMMITS
        assert writers.repeated, "the kill came when nothing was being written"
        assert _assert_whole(registry, writers) == COMMITS
        assert registry.check() == []
        revision = registry.revision()
    assert revision == 4 + COMMITS
    assert f"Revision {revision}" in served.until(200, seconds=60).text
    assert served.workers() == workers


@contextmanager
def _full_disk(server: OwnServer) -> Iterator[None]:
    """No file of the server may grow, as on a disk without space."""
    before = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, before)


def test_a_full_disk_refuses_the_change_and_loses_nothing(served: Served, server: OwnServer) -> None:
    """A sentence and nothing half; with space again, and the server restarted, the same change set lands once."""
    written = _nine_statements()
    with closing(open_registry(server.url)) as registry:
        with _full_disk(server), pytest.raises(Unavailable) as caught:
            registry.commit(written)
        assert "free space" in caught.value.remedy
        server.restart()
        registry.commit(written)
        assert registry.commit(written) == registry.revision()
        assert registry.check() == []
    served.until(200, seconds=60)
