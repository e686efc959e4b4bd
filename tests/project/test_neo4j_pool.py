"""The Neo4j servers that tests get are empty when they should be, go on after a kill, and never outlive the tests."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import sleep
from typing import NoReturn

import pytest
from neo4j_jars import Missing, Trouble
from neo4j_process import runs
from neo4j_server import MARK, VARIABLE, Database, Neo4jPool, OwnServer

COUNT = "MATCH (n) RETURN count(n) AS n"
TESTS = """
import sys
from neo4j_server import OwnServer
server = OwnServer()
server.start(wait=False)
print(server.pid, server.home, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def given(neo4j_scratch: Database) -> Iterator[Database]:
    """A database that somebody could let the tests have."""
    neo4j_scratch.run(f"DROP INDEX {MARK} IF EXISTS")
    yield neo4j_scratch
    neo4j_scratch.run(f"DROP INDEX {MARK} IF EXISTS")


def unavailable(reason: str) -> NoReturn:
    raise Missing(reason)


def test_emptying_leaves_no_data_and_the_schema_only_where_it_is_wanted(neo4j_scratch: Database) -> None:
    """Nodes and relationships go, also while somebody holds a lock on them; constraints and indexes go when asked."""
    neo4j_scratch.run("CREATE CONSTRAINT one FOR (a:A) REQUIRE a.id IS UNIQUE")
    neo4j_scratch.run("CREATE INDEX two FOR (b:B) ON (b.id)")
    neo4j_scratch.run("UNWIND range(1, 20) AS i CREATE (:A {id: i})-[:TO]->(:B {id: i})")
    with neo4j_scratch.session() as other:
        other.begin_transaction().run("MATCH (a:A) SET a.held = true").consume()
        neo4j_scratch.wipe()
    assert neo4j_scratch.run(COUNT) == [{"n": 0}]
    assert {"one", "two"} <= schema(neo4j_scratch)
    neo4j_scratch.wipe(schema=True)
    assert not {"one", "two"} & schema(neo4j_scratch)


def schema(database: Database) -> set[object]:
    return {row["name"] for row in database.run("SHOW INDEXES YIELD name")}


def test_a_killed_server_goes_on_at_the_same_address_with_what_was_committed(neo4j_faults: OwnServer) -> None:
    """After a kill and a start the same URL gives the same data."""
    url = neo4j_faults.url
    neo4j_faults.run("CREATE (:Kept)")
    neo4j_faults.kill()
    assert not neo4j_faults.runs
    neo4j_faults.start()
    assert neo4j_faults.url == url
    assert neo4j_faults.run(COUNT) == [{"n": 1}]


def test_a_record_is_filled_once_and_again_after_it_was_emptied(given: Database) -> None:
    """What is filled stays for all who ask for it by that name, until somebody empties it."""
    pool, filled = Neo4jPool(given.url, unavailable), []

    def fill(url: str) -> None:
        filled.append(url)
        given.run("CREATE (:Filled)")

    for _ in range(2):
        assert pool.filled("scratch", fill).run(COUNT) == [{"n": 1}]
    pool.empty("scratch")
    assert pool.filled("scratch", fill).run(COUNT) == [{"n": 1}]
    assert filled == [given.url] * 2


def test_a_given_database_with_contents_of_others_is_refused(given: Database) -> None:
    """Tests empty only a database that was empty when they first got it."""
    given.run("CREATE (:Precious)")
    with pytest.raises(Trouble, match="is not empty"):
        Neo4jPool(given.url, unavailable).empty("scratch")
    assert given.run(COUNT) == [{"n": 1}]
    given.wipe()
    Neo4jPool(given.url, unavailable).server("scratch").run("CREATE (:LeftByATest)")
    assert Neo4jPool(given.url, unavailable).empty("scratch").run(COUNT) == [{"n": 0}]


def test_what_needs_more_than_is_given_says_so(given: Database) -> None:
    """One given database is the scratch one; the others, and one that may be killed, are unavailable."""
    pool = Neo4jPool(given.url, unavailable)
    assert pool.empty("scratch").url == given.url
    with pytest.raises(Missing, match=f"name 2 in {VARIABLE}"):
        pool.server("papers")
    with pytest.raises(Missing, match="stops the server"):
        pool.own()


def test_a_server_does_not_outlive_tests_that_are_killed(root: Path, neo4j_servers: Neo4jPool, tmp_path: Path) -> None:
    """When the process of the tests is killed, its server is killed and its folder removed."""
    neo4j_servers.server("scratch")  # says what is missing, where something is
    paths = os.pathsep.join(str(root / part) for part in ("tests/support", "scripts"))
    environment = {**os.environ, "PYTHONPATH": paths, "TMPDIR": str(tmp_path)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", TESTS], env=environment, text=True, **pipes) as tests:
        assert tests.stdout is not None
        pid, home = tests.stdout.readline().split()
        assert runs(int(pid), Path(home))
        tests.send_signal(signal.SIGKILL)
    while runs(int(pid), Path(home)) or list(tmp_path.iterdir()):
        sleep(0.05)  # for ever, if it were not so: the limit of a test ends it
