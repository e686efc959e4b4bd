"""Real Neo4j servers for tests: own ones in temporary folders, or those that INTEGRATIONSNETZ_TEST_NEO4J names.

A Community server has one database, so tests that must not disturb each other use servers of different names
(`Neo4jPool`). Each is started when a test first asks for it, and none outlives the tests, even when they are killed.
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote, unquote, urlsplit

import neo4j
from neo4j_jars import Missing, Trouble
from neo4j_process import HOST, USER, Settings, free_port, launch, log_end, stop, wait_until_ready

KEEPER = Path(__file__).with_name("neo4j_keeper.py")
VARIABLE = "INTEGRATIONSNETZ_TEST_NEO4J"
NAMES = ("scratch", "papers", "beispiel")
"""Who gets a given server first."""
MARK = "integrationsnetz_tests"
_OTHERS = "SHOW TRANSACTIONS YIELD transactionId AS id, currentQuery AS query WHERE NOT query STARTS WITH 'SHOW TRANS'"
_EMPTY = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"
_INDEXES = "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' AND name <> $mark RETURN name"


def keep(pid: int, folder: Path) -> subprocess.Popen[bytes]:
    """A program that kills this server and removes its folder when the tests end, and ends when the server does."""
    command = [sys.executable, "-S", str(KEEPER), str(pid), str(folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)


class Database:
    """A database that tests may write to and empty. `url` is the store's URL, with user and password in it."""

    def __init__(self, url: str) -> None:
        self.url = url
        parts = urlsplit(url)
        self.user, self.password = unquote(parts.username or USER), unquote(parts.password or "")
        self.address = parts.netloc.rpartition("@")[2]
        self.name = parts.path.strip("/") or "neo4j"

    @property
    def bare_url(self) -> str:
        """The URL without user and password, as people see it."""
        return urlsplit(self.url)._replace(netloc=self.address).geturl()

    @property
    def environment(self) -> dict[str, str]:
        """The variables with which another program uses this database as the store."""
        return {
            "INTEGRATIONSNETZ_STORE": self.bare_url,
            "INTEGRATIONSNETZ_NEO4J_USER": self.user,
            "INTEGRATIONSNETZ_NEO4J_PASSWORD": self.password,
        }

    @contextmanager
    def session(self) -> Iterator[neo4j.Session]:
        """A session of a driver of its own, for looking at what is stored or spoiling it."""
        uri, auth = self.bare_url.removesuffix(f"/{self.name}"), (self.user, self.password)
        with (
            neo4j.GraphDatabase.driver(uri, auth=auth, notifications_min_severity="OFF") as driver,
            driver.session(database=self.name) as session,
        ):
            yield session

    def run(self, cypher: str, **parameters: object) -> list[dict[str, object]]:
        """The rows of one query."""
        with self.session() as session:
            return session.run(cypher, parameters).data()

    def wipe(self, *, schema: bool = False) -> None:
        """Remove all nodes and relationships, with `schema` all constraints and indexes too; end what still runs."""
        with self.session() as session:
            if running := [row["id"] for row in session.run(_OTHERS)]:
                session.run("TERMINATE TRANSACTIONS $running", running=running).consume()
            session.run(_EMPTY).consume()
            if schema:
                for name in session.run("SHOW CONSTRAINTS YIELD name").value("name"):
                    session.run("DROP CONSTRAINT $name", name=name).consume()
                for name in session.run(_INDEXES, mark=MARK).value("name"):
                    session.run("DROP INDEX $name", name=name).consume()


class GivenDatabase(Database):
    """A database that somebody lets the tests have; it is marked, and one with contents of others is refused."""

    def claim(self) -> None:
        """Make sure that it may be emptied. Raises Trouble where it holds something that no test has written."""
        with self.session() as session:
            if session.run("SHOW INDEXES YIELD name WHERE name = $mark RETURN name", mark=MARK).single() is not None:
                return
            if session.run("MATCH (n) RETURN n LIMIT 1").single() is not None:
                raise Trouble(f"{self.bare_url} of {VARIABLE} is not empty: tests would delete it; name an empty one.")
            session.run(f"CREATE INDEX {MARK} FOR (n:IntegrationsnetzTests) ON (n.id)").consume()


class OwnServer(Database):
    """A server of the tests' own in a temporary folder, which tests may stop and kill; it keeps its port and data.

    `more` are further settings, as neo4j.conf has them. Raises Missing without Java, or without jars and Maven.
    """

    def __init__(self, *, heap: str = "512m", page_cache: str = "64m", more: Mapping[str, str] | None = None) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="integrationsnetz-neo4j-"))
        small = {"server.memory.heap.initial_size": "64m", "db.tx_log.rotation.size": "8m"}
        # Tests end before code that is compiled best pays: measured, half of the time.
        java = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms64m")
        settings = {**small, "db.tx_log.preallocate": "false", **(more or {})}
        self.settings = Settings(self.home, free_port(), heap, page_cache, java=java, more=settings)
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper: subprocess.Popen[bytes] | None = None
        super().__init__(f"neo4j://{USER}:{quote(secrets.token_urlsafe(12))}@{HOST}:{self.settings.bolt}")
        atexit.register(self.close)

    @property
    def pid(self) -> int:
        """The process of the server; raises AssertionError where it has never been started."""
        assert self._process is not None, "the server was not started"
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether the server's process is there (it may be starting still)."""
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> str:
        """The end of what the server has said."""
        return log_end(self.home)

    def start(self, *, wait: bool = True) -> None:
        """Start it, if it does not run, on the data it had; with `wait`, return when it answers. Raises Trouble.

        One that a failed test left hanging goes on.
        """
        if self.runs:
            self.resume()
        else:
            self._process = launch(self.settings)
            self._keeper = keep(self._process.pid, self.home)
        if wait:
            self.wait()

    def wait(self, seconds: float = 90) -> None:
        """Return when it answers. Raises Trouble where it does not within this time."""
        wait_until_ready(self.home, self.settings.bolt, self.pid, self.password, seconds)

    def stop(self) -> None:
        """Stop it as an operator would: what runs is ended, everything is written down."""
        if self.runs:
            self.resume()
            self._after(stop(self.pid, self.home))

    def kill(self) -> None:
        """End it like a power cut."""
        if self.runs:
            os.kill(self.pid, signal.SIGKILL)
            self._after(True)

    def restart(self) -> None:
        """Stop it and start it on the same data."""
        self.stop()
        self.start()

    def suspend(self) -> None:
        """Let it hang: connections stay open, nothing is answered until `resume`. It hangs when this returns."""
        os.kill(self.pid, signal.SIGSTOP)
        # The signal is taken by one thread, which stops the others: on a busy machine they answer for a while yet.
        limit = time.monotonic() + 60
        while not self._hangs():
            assert time.monotonic() < limit, "the server did not stop answering"
            time.sleep(0.005)

    def _hangs(self) -> bool:
        """Whether every thread has stopped."""
        for stat in Path(f"/proc/{self.pid}/task").glob("*/stat"):
            with suppress(OSError):  # a thread may end while this looks
                if stat.read_text().rpartition(")")[2].split()[0] not in "TX":
                    return False
        return True

    def resume(self) -> None:
        """Let it go on after `suspend`."""
        os.kill(self.pid, signal.SIGCONT)

    def close(self) -> None:
        """End it for good and remove its folder."""
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)
        atexit.unregister(self.close)

    def _after(self, ended: bool) -> None:
        assert ended, f"Neo4j did not stop. {self.log}"
        assert self._process is not None
        self._process.wait()
        if self._keeper is not None and self._keeper.stdin is not None:
            self._keeper.wait()  # it ends with the server: only then the pipe may close, or the folder would go
            self._keeper.stdin.close()


class Neo4jPool:
    """The servers of a run by name. Where one can not be had, `unavailable` is called with the reason.

    Servers are those of INTEGRATIONSNETZ_TEST_NEO4J where it is set (URIs with user and password, separated by
    spaces), in the order of NAMES, then as they are asked for; else own ones.
    """

    def __init__(self, given: str, unavailable: Callable[[str], NoReturn]) -> None:
        self._given = given.split()
        self._places = list(NAMES)
        self.unavailable = unavailable
        """Skips the test; in CI, fails it."""
        self._servers: dict[str, Database] = {}
        self._filled: set[str] = set()
        self._failed: Exception | None = None

    def server(self, name: str) -> Database:
        """The server of this name, running, as the last test left it."""
        if name not in self._servers:
            self._servers[name] = self._from_given(name) if self._given else self._started()
        server = self._servers[name]
        if isinstance(server, OwnServer):
            server.start()
        return server

    def empty(self, name: str, *, schema: bool = False) -> Database:
        """The server of this name without any data, with `schema` without constraints and indexes too."""
        server = self.server(name)
        server.wipe(schema=schema)
        self._filled.discard(name)
        return server

    def filled(self, name: str, fill: Callable[[str], object]) -> Database:
        """The server of this name with what `fill(url)` writes into it once a run; only for tests that read."""
        if name not in self._filled:
            fill(self.empty(name).url)
            self._filled.add(name)
        return self.server(name)

    def own(self, name: str = "faults") -> OwnServer:
        """A server of this name that the test may stop and kill; it runs, as the last test left it."""
        if self._given:
            self.unavailable(f"the test stops the server, which it does not with those of {VARIABLE}")
        server = self.server(name)
        assert isinstance(server, OwnServer)
        return server

    def close(self) -> None:
        """End all own servers."""
        for server in self._servers.values():
            if isinstance(server, OwnServer):
                server.close()

    def _from_given(self, name: str) -> Database:
        if name not in self._places:
            self._places.append(name)
        place = self._places.index(name)
        if place >= len(self._given):
            self.unavailable(f"the test needs a server of its own: name {place + 1} in {VARIABLE}, or none")
        database = GivenDatabase(self._given[place])
        database.claim()
        return database

    def _started(self) -> OwnServer:
        """A new server. What went wrong once is not tried again by every test."""
        if self._failed is not None:
            raise self._failed
        server = None
        try:
            server = OwnServer()
            server.start()
        except Missing as missing:
            self.unavailable(str(missing))
        except Trouble as trouble:
            self._failed = trouble
            raise
        return server
