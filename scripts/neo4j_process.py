"""Runs a Neo4j server in a folder of its own: its settings, its start, its first password, its end.

For `make neo4j` and for the tests. The server listens on 127.0.0.1 only and reports nothing to anybody.
"""

import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from neo4j_jars import Trouble, jars, java

if TYPE_CHECKING:
    from neo4j import Session

HOST = "127.0.0.1"
USER = "neo4j"
INITIAL = "neo4j"
CONSOLE = "console.log"
PORTS = range(20_000, 32_000)
OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")


class NotYet(Trouble):
    """The server runs and does not answer; it may still come."""


@dataclass(frozen=True)
class Settings:
    """What a server is started with. Sizes are Java's, such as `512m` or `2g`."""

    home: Path
    bolt: int
    heap: str = "2g"
    page_cache: str = "512m"
    http: int | None = None
    """The port for Neo4j Browser, if it is to be served."""
    java: tuple[str, ...] = ("-XX:+UseG1GC",)
    """Further options for Java."""
    more: dict[str, str] = field(default_factory=dict)
    """More settings of the server, or others than these."""

    def lines(self) -> dict[str, str]:
        """The server's settings, as neo4j.conf has them."""
        return {
            "server.default_listen_address": HOST,
            "server.bolt.listen_address": f"{HOST}:{self.bolt}",
            "server.bolt.advertised_address": f"{HOST}:{self.bolt}",
            "server.http.enabled": "true" if self.http else "false",
            **({"server.http.listen_address": f"{HOST}:{self.http}"} if self.http else {}),
            "server.https.enabled": "false",
            "dbms.usage_report.enabled": "false",
            "server.bolt.telemetry.enabled": "false",
            "client.allow_telemetry": "false",
            "server.memory.heap.initial_size": self.heap,
            "server.memory.heap.max_size": self.heap,
            "server.memory.pagecache.size": self.page_cache,
            "dbms.security.allow_csv_import_from_file_urls": "false",
            # What was erased stays in the logs for as long as they are kept; a query's parameters may be personal data.
            "db.tx_log.rotation.retention_policy": "1 files",
            "db.tx_log.rotation.size": "32m",
            "db.logs.query.enabled": "OFF",
            # A client takes a server from which nothing has come for twice this long for one that hangs: a page that
            # waits for one is to say so within five seconds. While a query runs, the server gives signs of life.
            "server.bolt.connection_keep_alive": "1s",
            "server.bolt.connection_keep_alive_probes": "2",
            # Without this it waits ten seconds for nothing when it stops.
            "internal.server.bolt.thread_pool_shutdown_wait_time": "1s",
            **self.more,
        }

    def command(self) -> list[str]:
        """What starts the server. Raises Trouble where Java or the jars are missing."""
        memory = [f"-Xms{self.heap}", f"-Xmx{self.heap}", "-XX:+ExitOnOutOfMemoryError"]
        opened = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED]
        place = [f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}"]
        program = [java(), *memory, *self.java, "-cp", f"{jars()}/*", *opened]
        return [*program, "org.neo4j.server.CommunityEntryPoint", *place]


def launch(settings: Settings) -> subprocess.Popen[bytes]:
    """Write the settings and start the server, apart from this terminal; it is not ready yet.

    Raises Trouble where Java or the jars are missing.
    """
    command = settings.command()
    conf, logs = settings.home / "conf", settings.home / "logs"
    for folder in (settings.home, conf, logs):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lines = (f"{name}={value}\n" for name, value in settings.lines().items())
    (conf / "neo4j.conf").write_text("# Written anew at every start.\n" + "".join(lines), encoding="utf-8")
    with (logs / CONSOLE).open("wb") as console:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
        )


def wait_until_ready(home: Path, bolt: int, pid: int, password: str, seconds: float = 180) -> None:
    """Wait until the server answers queries, and give it its password where it still has the first one.

    Raises Trouble with the end of its log where it ends, NotYet where it does not answer in time.
    """
    limit = time.monotonic() + seconds
    while not (answers(bolt) and _log_in(home, bolt, password)):
        if not runs(pid, home):
            raise Trouble(f"Neo4j ended while it started. {log_end(home)}")
        if time.monotonic() > limit:
            raise NotYet(f"Neo4j did not answer within {seconds:.0f} seconds. {log_end(home)}")
        time.sleep(0.1)


def _log_in(home: Path, bolt: int, password: str) -> bool:
    """Whether the server's database answers to this user; sets the password on a server that is new."""
    from neo4j.exceptions import AuthError, DriverError, Neo4jError

    try:
        with _session(bolt, password, "neo4j") as session:
            session.run("RETURN 1").consume()
            return True
    except AuthError:
        pass
    except (DriverError, Neo4jError):
        return False
    try:
        with _session(bolt, INITIAL, "system") as session:
            session.run("ALTER CURRENT USER SET PASSWORD FROM $old TO $new", old=INITIAL, new=password).consume()
            return False  # and now the database, with the new one
    except AuthError as error:
        raise Trouble(
            "Neo4j runs, but takes neither the password that is kept for it nor the one of a new server: "
            f"write the right one into {home / 'password'}."
        ) from error
    except (DriverError, Neo4jError):
        return False


@contextmanager
def _session(bolt: int, password: str, database: str) -> Iterator["Session"]:
    from neo4j import GraphDatabase

    # With limits, as a server that hangs accepts connections, too.
    uri, auth = f"bolt://{HOST}:{bolt}", (USER, password)
    with (
        GraphDatabase.driver(uri, auth=auth, connection_timeout=5, connection_acquisition_timeout=5) as driver,
        driver.session(database=database) as session,
    ):
        yield session


def log_end(home: Path, lines: int = 15) -> str:
    """The last lines of the server's log, with their place."""
    log = home / "logs" / CONSOLE
    said = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    return f"The end of {log}:\n" + "\n".join(said[-lines:])


# ports and processes


def answers(port: int) -> bool:
    """Whether anything listens there."""
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def is_free(port: int) -> bool:
    """Whether a server could listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that nobody has at this moment.

    None of those that the system gives to outgoing connections: while a server restarts, a client that tries to reach
    it could otherwise be given its port.
    """
    return next(filter(is_free, random.sample(PORTS, len(PORTS))))


def runs(pid: int, home: Path) -> bool:
    """Whether this process is the server of this folder: a number alone may be another's by now."""
    folder = Path(f"/proc/{pid}")
    try:
        while not (line := (folder / "cmdline").read_bytes()):
            # Empty where the process has ended and nobody has taken notice yet, and for an instant where it begins.
            if (folder / "stat").read_text().rpartition(")")[2].split()[0] in "ZX":
                return False
            time.sleep(0.01)
    except OSError:
        return False
    return f"--home-dir={home}".encode() in line.split(b"\0")


def stop(pid: int, home: Path, seconds: float = 120) -> bool:
    """Ask the server to stop and wait for it; False where it has not within this time."""
    limit = time.monotonic() + seconds
    if runs(pid, home):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    while runs(pid, home):
        if time.monotonic() > limit:
            return False
        time.sleep(0.1)
    return True
