"""The Neo4j server of a checkout: `make neo4j`, `make neo4j-stop`, `make run STORE=neo4j`."""

import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import neo4j
import pytest
from neo4j_jars import Missing, jars, java
from neo4j_process import free_port, runs, stop
from neo4j_server import Neo4jPool, keep

SMALL = ("--heap", "256m", "--page-cache", "16m", "--wait", "90")
SCRIPTS = ("neo4j_server.py", "neo4j_process.py", "neo4j_jars.py", "neo4j")


class Place:
    """A folder with a server that the script starts, and that does not outlive the tests."""

    def __init__(self, script: Path, home: Path) -> None:
        self.script, self.home = script, home
        self._keepers: dict[int, subprocess.Popen[bytes]] = {}

    def call(self, *words: object, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the script for this folder."""
        first, *others = words
        return call(self.script, first, "--home", self.home, *others, **variables)

    def start(self, *options: object) -> str:
        """Start it; gives what the script said."""
        done = self.call("start", *SMALL, *options)
        assert done.returncode == 0, done.stderr
        if self.pid not in self._keepers:
            self._keepers[self.pid] = keep(self.pid, self.home)
        return done.stdout

    def stop(self) -> str:
        done = self.call("stop")
        assert done.returncode == 0, done.stderr
        return done.stdout

    @property
    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.home / "server.json").read_text())
        return found

    @property
    def pid(self) -> int:
        pid: int = self.state["pid"]
        return pid

    def query(self, cypher: str) -> list[list[Any]]:
        """The rows of a query, with the address and password that the folder names."""
        password = (self.home / "password").read_text().strip()
        uri = f"neo4j://127.0.0.1:{self.state['bolt']}"
        with neo4j.GraphDatabase.driver(uri, auth=("neo4j", password)) as driver:
            return [record.values() for record in driver.execute_query(cypher).records]

    def close(self) -> None:
        if self._keepers:
            stop(self.pid, self.home)
        for keeper in self._keepers.values():
            keeper.wait()
            assert keeper.stdin is not None
            keeper.stdin.close()


def call(script: Path, *words: object, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script with an environment that has these variables changed."""
    command = [sys.executable, str(script), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **variables})


@pytest.fixture(scope="module")
def place(root: Path, neo4j_servers: Neo4jPool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """One folder for these tests; whether its server runs is not for them to rely on."""
    try:
        java()
        jars()
    except Missing as missing:
        neo4j_servers.unavailable(str(missing))
    made = Place(root / "scripts" / "neo4j_server.py", tmp_path_factory.mktemp("neo4j") / "server")
    yield made
    made.close()


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """The scripts in a checkout without jars, and without any program beside it."""
    for name in SCRIPTS:
        given = root / "scripts" / name
        (shutil.copytree if given.is_dir() else shutil.copy)(given, tmp_path / "scripts" / name)
    (tmp_path / "bin").mkdir()
    return tmp_path


@pytest.fixture(autouse=True)
def _folder_of_scripts(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()


def made_program(path: Path, text: str) -> None:
    """A program for the path, as a shell script."""
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


# a server in its life


def test_a_server_starts_once_and_says_where_it_is(place: Place) -> None:
    """A start ends when the server answers; a second one finds it and says the same address."""
    said = place.start()
    [uri] = re.findall(r"neo4j://\S+", said.splitlines()[0])
    assert uri == f"neo4j://127.0.0.1:{place.state['bolt']}"
    assert place.query("RETURN 42") == [[42]]
    pid = place.pid
    again = place.start()
    assert again.splitlines()[0] == f"Neo4j runs already: {uri}"
    assert place.pid == pid


def test_what_the_server_keeps_is_its_owners_alone(place: Place) -> None:
    """The folder, the password and the data can be read by nobody else, and the password is not the first one."""
    place.start()
    assert mode(place.home) == "0o700"
    assert mode(place.home / "password") == "0o600"
    assert mode(place.home / "data") == "0o700"
    assert len((place.home / "password").read_text().strip()) >= 24
    with (
        neo4j.GraphDatabase.driver(f"bolt://127.0.0.1:{place.state['bolt']}", auth=("neo4j", "neo4j")) as driver,
        pytest.raises(neo4j.exceptions.AuthError),
    ):
        driver.verify_connectivity()


def test_the_server_listens_on_this_machine_only(place: Place) -> None:
    """Its one listening port is bound to 127.0.0.1."""
    place.start()
    assert listening(place.pid) == {("127.0.0.1", place.state["bolt"])}


def listening(pid: int) -> set[tuple[str, int]]:
    """Addresses and ports on which a process listens, from the system's tables of sockets."""
    own = {str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path("/proc/net", table).read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and f"socket:[{words[9]}]" in own:
                address, port = words[1].split(":")
                found.add((readable(bytes.fromhex(address)), int(port, 16)))
    return found


def readable(address: bytes) -> str:
    """An address of the table, whose groups of four bytes are reversed; IPv4 within IPv6 as IPv4."""
    turned = b"".join(address[at : at + 4][::-1] for at in range(0, len(address), 4))
    if turned[:12] == bytes(10) + b"\xff\xff":
        turned = turned[12:]
    return socket.inet_ntop(socket.AF_INET if len(turned) == 4 else socket.AF_INET6, turned)


def test_the_server_reports_nothing_to_its_makers_and_keeps_no_list_of_queries(place: Place) -> None:
    """Usage reports, telemetry and the log of queries are off in the settings that the server says it has."""
    place.start()
    wanted = {
        "dbms.usage_report.enabled": "false",
        "server.bolt.telemetry.enabled": "false",
        "client.allow_telemetry": "false",
        "db.logs.query.enabled": "OFF",
    }
    names = ", ".join(map(repr, wanted))
    assert dict(place.query(f"SHOW SETTINGS {names} YIELD name, value")) == wanted


def test_a_server_that_hangs_is_not_waited_for_without_end(place: Place) -> None:
    """Where the server does not answer in time, the start says so, and how to go on."""
    place.start()
    os.kill(place.pid, signal.SIGSTOP)
    try:
        failed = place.call("start", "--wait", "1")
    finally:
        os.kill(place.pid, signal.SIGCONT)
    assert failed.returncode == 1
    assert "did not answer within 1 seconds" in failed.stderr
    assert failed.stderr.endswith("'make neo4j' waits for it again, 'make neo4j-stop' ends it.\n")


def test_a_password_that_is_not_the_servers_is_named(place: Place) -> None:
    """Where the password in the folder is not the server's any more, a start says which file to correct."""
    place.start()
    right = (place.home / "password").read_text()
    (place.home / "password").write_text("another one\n")
    try:
        failed = place.call("start")
    finally:
        (place.home / "password").write_text(right)
    assert failed.returncode == 1
    assert failed.stderr.endswith(f"write the right one into {place.home / 'password'}.\n")
    place.start()


@pytest.mark.slow
def test_a_killed_server_starts_again_on_its_data_though_its_port_was_taken(place: Place) -> None:
    """A start after a kill finds everything that was committed; where another program has its port, on another one."""
    place.start()
    before, port = place.pid, place.state["bolt"]
    place.query("CREATE (:Kept {by: 'kill'})")
    os.kill(before, signal.SIGKILL)
    assert stop(before, place.home)
    assert place.stop() == "Neo4j does not run.\n"
    with socket.create_server(("127.0.0.1", port)):
        refused = place.call("start", *SMALL, "--port", port)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr.startswith(f"Port {port} is taken by another program")
        place.start()
    assert place.state["bolt"] != port
    assert place.query("MATCH (k:Kept {by: 'kill'}) RETURN count(k)") == [[1]]


def test_the_number_of_another_process_is_not_taken_for_the_server(place: Place) -> None:
    """A process that has got the number of a server that ended is left alone."""
    place.start()
    real = place.state
    (place.home / "server.json").write_text(json.dumps({**real, "pid": os.getpid()}))
    try:
        assert place.stop() == "Neo4j does not run.\n"
    finally:
        (place.home / "server.json").write_text(json.dumps(real))


@pytest.mark.slow
def test_a_command_has_the_server_as_its_store_with_the_data_from_before_a_stop(place: Place) -> None:
    """A stop waits until the process is gone; `use` starts the server again, with its data and its address, and gives
    the command the address as its store and the password as a file."""
    place.start()
    before, port = place.pid, place.state["bolt"]
    place.query("CREATE (:Kept {by: 'stop'})")
    assert place.stop() == "Neo4j has stopped.\n"
    assert not runs(before, place.home)
    shown = "import os, json; print(json.dumps({k: v for k, v in os.environ.items() if 'INTEGRATIONSNETZ' in k}))"
    command = (sys.executable, "-c", shown)
    done = place.call("use", *SMALL, "--", *command, INTEGRATIONSNETZ_NEO4J_PASSWORD="another")
    place.start()  # it runs already; from here on it does not outlive the tests
    given = json.loads(done.stdout)
    assert given["INTEGRATIONSNETZ_STORE"] == f"neo4j://127.0.0.1:{port}"
    assert given["INTEGRATIONSNETZ_NEO4J_PASSWORD_FILE"] == str(place.home / "password")
    assert "INTEGRATIONSNETZ_NEO4J_PASSWORD" not in given
    assert place.query("MATCH (k:Kept {by: 'stop'}) RETURN count(k)") == [[1]]


@pytest.mark.slow
def test_browser_is_served_when_asked_for_and_the_files_of_a_stopped_server_can_be_dumped(
    place: Place, tmp_path: Path
) -> None:
    """`--http` serves Neo4j Browser to this machine only and says where; `admin` runs neo4j-admin on the files."""
    place.start()
    assert "was started without" in place.start("--http")
    place.stop()
    done = place.call("admin", "--", "database", "dump", "neo4j", f"--to-path={tmp_path}")
    assert done.returncode == 0, done.stderr
    assert mode(tmp_path / "neo4j.dump") == "0o600"
    [port] = re.findall(r"http://127\.0\.0\.1:(\d+)/browser/", place.start("--http"))
    with socket.create_connection(("127.0.0.1", int(port)), timeout=20) as connection:
        connection.sendall(b"GET /browser/ HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        answer = connection.makefile("rb").read()
    assert b" 200 " in answer.splitlines()[0]
    assert b"<title>Neo4j Browser</title>" in answer
    assert {host for host, _ in listening(place.pid)} == {"127.0.0.1"}
    place.stop()


def test_a_server_that_does_not_come_up_says_why(place: Place, tmp_path: Path) -> None:
    """A start that fails ends with status 1 and the end of the log."""
    failed = Place(place.script, tmp_path / "server").call("start", "--heap", "1k")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr.startswith("Neo4j ended while it started. The end of ")
    assert "heap" in failed.stderr


# what a machine may lack


@pytest.mark.parametrize(
    ("version", "sentence"),
    [(None, "there is no java"), ('openjdk version "11.0.2"', "is Java 11"), ('java version "1.8.0_9"', "is Java 8")],
)
def test_a_missing_or_old_java_is_named(copy: Path, version: str | None, sentence: str) -> None:
    """Without a Java of at least 17 the start ends with one sentence that says so and what to install."""
    if version:
        made_program(copy / "bin/java", f"echo '{version}' >&2")
    done = call(copy / "scripts/neo4j_server.py", "start", PATH=str(copy / "bin"), JAVA_HOME="")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert sentence in done.stderr
    assert "apt-get install default-jre-headless" in done.stderr


def test_a_missing_maven_is_named(copy: Path) -> None:
    """Without the jars and without Maven the start ends with a sentence that says what to install."""
    made_program(copy / "bin/java", "echo 'openjdk version \"17.0.1\"' >&2")
    done = call(copy / "scripts/neo4j_server.py", "start", PATH=str(copy / "bin"), JAVA_HOME="")
    assert done.returncode == 1
    assert "apt-get install maven" in done.stderr


@pytest.mark.parametrize(
    ("maven", "sentence"),
    [
        ("echo '[ERROR] nobody answers'; exit 1", "[ERROR] nobody answers"),
        (
            'for w in "$@"; do d=${w#-DoutputDirectory=}; [ "$d" = "$w" ] || /bin/mkdir -p "$d"; done',
            "are not those of",
        ),
    ],
    ids=["offline", "other jars"],
)
def test_jars_that_can_not_be_had_or_are_others_are_refused(copy: Path, maven: str, sentence: str) -> None:
    """What Maven says is shown where it fails; jars whose hashes are not known are not kept."""
    made_program(copy / "bin/mvn", maven)
    done = call(copy / "scripts/neo4j_jars.py", PATH=str(copy / "bin"))
    assert done.returncode == 1
    assert sentence in done.stderr
    assert not (copy / ".neo4j/lib").exists()


# the words of make


@pytest.mark.parametrize("goal", ["run", "load"])
def test_make_uses_the_server_where_the_store_is_called_neo4j(root: Path, goal: str) -> None:
    """With STORE=neo4j commands run on the checkout's server; with a URL they run on what it names."""
    own, other = (dry(root, goal, store) for store in ("neo4j", "neo4j://host:7687"))
    assert "scripts/neo4j_server.py use --heap 2g --page-cache 512m -- .venv/bin/" in own
    assert "neo4j_server.py" not in other


def dry(root: Path, goal: str, store: str) -> str:
    """What make would do."""
    command = ["make", "--dry-run", "--no-print-directory", goal, f"STORE={store}"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout


def test_the_sources_are_loaded_only_where_there_is_no_record(root: Path, tmp_path: Path) -> None:
    """The first load makes the store, a second call does nothing, and a store that can not be had is an error."""
    script, store = root / "scripts" / "load_if_empty.py", f"sqlite:///{tmp_path}/registry.db"
    first = call(script, INTEGRATIONSNETZ_STORE=store)
    assert first.returncode == 0, first.stderr
    assert "created" in first.stdout
    second = call(script, INTEGRATIONSNETZ_STORE=store)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    wrong = call(script, INTEGRATIONSNETZ_STORE=f"neo4j://127.0.0.1:{free_port()}", INTEGRATIONSNETZ_NEO4J_PASSWORD="x")
    assert wrong.returncode == 6
    assert wrong.stderr.startswith("Loading the papers") or "Error:" in wrong.stderr
