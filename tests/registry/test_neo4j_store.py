"""What is Neo4j's own: opening, foreign databases, lost updates, dead writers, renewed graphs, servers that go away."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from neo4j_server import Database, OwnServer
from processes import line, started
from record_making import change, changed, create, edit, everything, live, netzwerk, person, tie, verein

from registry.model import Conflict, Damaged, Entity, Invalid, Put, Unavailable
from registry.opening import open_registry, open_store
from registry.store.neo4j_store import Neo4jStore, cypher
from registry.store.neo4j_store import preparing as preparing_module
from registry.store.neo4j_store.address import PASSWORD, PASSWORD_FILE, USER, parse
from registry.store.neo4j_store.asking import Within
from registry.store.neo4j_store.writing import lock
from registry.vocabulary import Vocabulary, load_vocabulary

THREADS, TIMES, RUNS = 8, 200, 10


@pytest.fixture
def neo4j_store(neo4j_scratch: Database) -> Iterator[Neo4jStore]:
    """An empty store on the server, with this release's class."""
    with closing(Neo4jStore.at(neo4j_scratch.url, load_vocabulary(), create=True)) as store:
        yield store


# Where it is, and who logs in.


def test_user_and_password_come_from_the_url_or_the_environment(tmp_path: Any) -> None:
    file = tmp_path / "password"
    file.write_text("aus der Datei\n")
    given = {USER: "dienst", PASSWORD_FILE: str(file)}
    assert (parse("neo4j://host:1", given).user, parse("neo4j://host:1", given).password) == ("dienst", "aus der Datei")
    assert parse("bolt://host", {**given, PASSWORD: "direkt"}).password == "direkt"
    own = parse("neo4j+s://ein%40er:ge%2Fheim@host:7687/register", given)
    assert (own.uri, own.database, own.user, own.password) == ("neo4j+s://host:7687", "register", "ein@er", "ge/heim")
    assert "ge/heim" not in repr(own)


@pytest.mark.parametrize(
    "url",
    [
        "neo4j://",
        "neo4j:///x",
        "neo4j://u:geheim@host/a/b",
        "neo4j://host?x=1",
        "http://host",
        "bolt://h#x",
        "neo4j://u:ge/heim#geheim@host:1",
    ],
)
def test_an_address_of_no_known_form_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(Invalid, match="no known form") as caught:
        parse(url, {PASSWORD: "x"})
    assert "heim" not in str(caught.value)


def test_a_missing_password_is_named(tmp_path: Any) -> None:
    with pytest.raises(Unavailable, match="no password"):
        parse("neo4j://host", {})
    with pytest.raises(Unavailable, match="can not be read"):
        parse("neo4j://host", {PASSWORD_FILE: str(tmp_path / "none")})


def test_a_wrong_password_is_said_to_be_one_and_shown_nowhere(neo4j_scratch: Database) -> None:
    url = neo4j_scratch.url.replace(neo4j_scratch.password, "falschfalsch")
    with pytest.raises(Unavailable, match="user or the password") as caught:
        open_store(url)
    assert "falschfalsch" not in str(caught.value)


def test_a_database_that_is_not_there_is_named(neo4j_scratch: Database) -> None:
    with pytest.raises(Unavailable, match="does not exist"):
        open_store(f"{neo4j_scratch.url}/gibtesnicht")


def test_the_url_that_pages_show_has_no_secret(neo4j_scratch: Database) -> None:
    with closing(open_registry(neo4j_scratch.url, create=True)) as registry:
        assert neo4j_scratch.password not in registry.url
        assert neo4j_scratch.address in registry.url


# What is in the database.


def test_without_a_record_a_store_is_only_opened_to_make_one(neo4j_scratch: Database) -> None:
    with pytest.raises(Unavailable, match="no record in this database"):
        open_store(neo4j_scratch.url)
    assert neo4j_scratch.run("MATCH (n) RETURN n") == []


def test_a_database_with_something_else_in_it_is_left_alone(neo4j_scratch: Database) -> None:
    neo4j_scratch.run("CREATE (:Film {title: 'Beispielfilm'})")
    with pytest.raises(Damaged, match="something else"):
        open_store(neo4j_scratch.url, create=True)
    assert neo4j_scratch.run("MATCH (n) RETURN count(n) AS number") == [{"number": 1}]


def test_a_newer_schema_is_refused(neo4j_store: Neo4jStore, neo4j_scratch: Database) -> None:
    neo4j_scratch.run("MATCH (r:Registry) SET r.schema = 99")
    with pytest.raises(Unavailable, match="schema 99"):
        open_store(neo4j_scratch.url)


def test_an_older_server_is_refused(neo4j_scratch: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is of this release; what is asked for is not."""
    monkeypatch.setattr(preparing_module, "OLDEST", (9999, 0))
    with pytest.raises(Unavailable, match="too old"):
        open_store(neo4j_scratch.url, create=True)


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("5.26.30", (5, 26)), ("2025.08.0", (2025, 8)), ("5.26-aura", (5, 26)), ("4.4", (4, 4)), ("6", (6, 0))],
)
def test_versions_of_servers_are_compared_by_their_numbers(version: str, numbers: tuple[int, int]) -> None:
    assert preparing_module._numbers(version) == numbers


def test_constraints_and_indexes_are_made_again_where_they_are_missing(neo4j_servers: Any) -> None:
    """As after a start that was killed in the middle: the next one completes it."""
    database = neo4j_servers.empty("scratch", schema=True)
    database.run(cypher.SCHEMA[0][0])
    database.run(cypher.SCHEMA[0][3])
    with closing(open_store(database.url, create=True)) as store:
        store.commit(create(verein()))
    made = {row["name"] for row in database.run("SHOW INDEXES YIELD name RETURN name")}
    named = {statement.split()[2] for step in cypher.SCHEMA for statement in step}
    assert named <= made


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        ("MATCH (v:Version {type: 'tie'}) SET v.payload = 'x'", "integrity"),
        ("MATCH (v:Version {type: 'tie'}) SET v.columns = '[]'", "columns"),
        ("MATCH (v:Version {type: 'tie'}) SET v.role = 'leitung'", "columns"),
        ("MATCH (:Version {type: 'tie'})-[r:REFERS {place: 'object'}]->() DELETE r", "references"),
        ("MATCH (v:Version {version: 1, type: 'entity'}) WHERE v.until IS NOT NULL DETACH DELETE v", "history"),
        ("MATCH (v:Version) WHERE v.until IS NOT NULL SET v.until = 99", "history"),
        ("MATCH (c:ChangeSet {revision: 1}) DETACH DELETE c", "history"),
        ("MATCH (c:ChangeSet {revision: 1}) SET c.touched = 7", "history"),
        ("MATCH (n:Verein) SET n.name = 'Anders'", "graph"),
        ("MATCH (n:Verein) SET n:Schule", "graph"),
        ("MATCH ()-[r:MODERIERT]->() DELETE r", "graph"),
        ("MATCH ()-[r:MODERIERT]->() SET r.status = 'ended'", "graph"),
        ("MATCH (a:Verein) MATCH (b:Netzwerk) CREATE (a)-[:LEITET {id: 'x'}]->(b)", "graph"),
        ("MATCH (n:Verein) DETACH DELETE n", "graph"),
    ],
)
def test_check_finds_what_somebody_has_changed_by_hand(
    neo4j_store: Neo4jStore, neo4j_scratch: Database, harm: str, found: str
) -> None:
    one, network = verein("Vorher"), netzwerk()
    neo4j_store.commit(create(one, network, tie(one, "moderation", network)))
    neo4j_store.commit(edit(changed(live(neo4j_store, one), name="Nachher")))
    assert neo4j_store.check() == []
    neo4j_scratch.run(harm)
    problems = neo4j_store.check()
    assert {each.rule for each in problems} == {found}, problems


def test_check_says_nothing_wrong_while_others_write(neo4j_store: Neo4jStore, neo4j_scratch: Database) -> None:
    """It looks at the graph of the last commit, and the history of its own view."""
    network = netzwerk()
    neo4j_store.commit(create(network))
    ended = threading.Event()

    def write() -> None:
        with closing(open_store(neo4j_scratch.url)) as other:
            while not ended.is_set():
                one = verein()
                other.commit(create(one, tie(one, "mitglied", network)))
                other.commit(edit(changed(live(other, network), name=f"Netz {time.monotonic()}")))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert [neo4j_store.check() for _ in range(5)] == [[]] * 5
    finally:
        ended.set()
        writer.join()
    assert neo4j_store.check() == []


def test_the_graph_is_made_anew_where_the_vocabulary_says_otherwise(
    neo4j_store: Neo4jStore, neo4j_scratch: Database
) -> None:
    one, network = verein(themes=("gemeinsam:sprache",)), netzwerk()
    neo4j_store.commit(create(one, network, tie(one, "moderation", network)))
    with closing(Neo4jStore.at(neo4j_scratch.url, _other_words(), create=True)) as store:
        assert store.check() == []
        assert everything_of(store) == everything_of(neo4j_store)
    assert neo4j_scratch.run("MATCH ()-[r:LENKT]->() RETURN count(r) AS number") == [{"number": 1}]
    assert {each.rule for each in neo4j_store.check()} == {"graph"}
    with closing(open_store(neo4j_scratch.url, create=True)) as store:
        assert store.check() == []


def _other_words() -> Vocabulary:
    shipped = load_vocabulary()
    role = shipped.roles["moderation"].model_copy(update={"relationship_": "LENKT"})
    return Vocabulary(
        shipped.kinds, shipped.groups, {**shipped.roles, "moderation": role}, shipped.indicators, shipped.schemes,
        shipped.themes,
    )  # fmt: skip


def everything_of(store: Neo4jStore) -> dict[str, Any]:
    """All live statements."""
    with store.read() as reading:
        return everything(reading)


# Many writers, and writers that die.


@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_eight_threads_that_edit_one_record_lose_no_update_in_ten_runs(neo4j_store: Neo4jStore) -> None:
    """Each reads, adds one and commits, two hundred times, and repeats on Conflict; ten times over."""
    conflicts = 0
    for run in range(RUNS):
        counter = verein("0", aliases=(f"Lauf {run}",))
        neo4j_store.commit(create(counter))
        totals: list[int] = []
        threads = [threading.Thread(target=_count, args=(neo4j_store, counter, totals)) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(totals) == THREADS
        conflicts += sum(totals)
        assert live(neo4j_store, counter).name == str(THREADS * TIMES)
        assert live(neo4j_store, counter).version == THREADS * TIMES + 1
    assert conflicts > 0
    with neo4j_store.read() as reading:
        assert reading.revision == RUNS * (THREADS * TIMES + 1)


def _count(store: Neo4jStore, counter: Entity, totals: list[int]) -> None:
    conflicts, chance = 0, random.Random()
    for _ in range(TIMES):
        while True:
            now = live(store, counter)
            try:
                store.commit(edit(changed(now, name=str(int(now.name) + 1))))
                break
            except Conflict:
                conflicts += 1
                time.sleep(chance.uniform(0.05, 0.25))  # who tries again at once meets the same crowd
    totals.append(conflicts)


def test_a_commit_that_nobody_published_is_seen_after_a_moment(neo4j_store: Neo4jStore, vocabulary: Vocabulary) -> None:
    """Its writer died between the two transactions: who looks next sees the state before, and soon the commit."""
    one = verein()
    neo4j_store._publish = lambda _: None  # type: ignore[method-assign] # the writer dies here
    neo4j_store.commit(create(one))
    with closing(Neo4jStore(neo4j_store._address, vocabulary)) as other:
        with other.read() as reading:
            assert reading.revision == 0
        end = time.monotonic() + 10
        while True:
            with other.read() as reading:
                if reading.revision == 1:
                    break
            assert time.monotonic() < end
            time.sleep(0.1)
        assert live(other, one).name == one.name


def test_what_landed_without_word_is_published_by_the_next_commit(
    neo4j_store: Neo4jStore, vocabulary: Vocabulary
) -> None:
    first, second = verein(), verein()
    with closing(Neo4jStore(neo4j_store._address, vocabulary)) as dying:
        dying._publish = lambda _: None  # type: ignore[method-assign]
        dying.commit(create(first))
    assert neo4j_store.commit(create(second)) == 2
    assert live(neo4j_store, first).name == first.name


def test_a_slow_writer_delays_no_reader(neo4j_store: Neo4jStore) -> None:
    """Somebody has the lock for long: pages go on, on the state before."""
    neo4j_store.commit(create(verein()))
    with _locked(neo4j_store):
        began = time.monotonic()
        with neo4j_store.read() as reading:
            assert reading.counts()["entity"] == 1
        assert time.monotonic() - began < 2


@contextmanager
def _locked(store: Neo4jStore) -> Iterator[None]:
    with store._connection.session() as session, session.begin_transaction() as transaction:
        lock(Within(transaction))  # type: ignore[arg-type]
        yield


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_writer_that_is_killed_while_it_holds_the_lock_holds_up_nobody(neo4j_scratch: Database) -> None:
    """The server ends a transaction whose client is gone."""
    with closing(open_store(neo4j_scratch.url, create=True)) as store:
        for _ in range(10):
            with started("write", neo4j_scratch.url) as process:
                assert line(process) == ["ready"], process.communicate()[1]
                line(process)
                os.kill(process.pid, signal.SIGKILL)
            began = time.monotonic()
            store.commit(create(verein()))
            assert time.monotonic() - began < 10
        assert store.check() == []


# A server that goes away.


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_store_goes_on_after_its_server_was_restarted_or_killed(neo4j_faults: OwnServer) -> None:
    """The same instance: it says that the server is away, and works again when it is back; nothing is lost."""
    one = verein("Vorher")
    with closing(open_store(neo4j_faults.url, create=True)) as store:
        store.commit(create(one))
        for end in (neo4j_faults.stop, neo4j_faults.kill):
            end()
            began = time.monotonic()
            with pytest.raises(Unavailable, match="does not answer"), store.read():
                raise AssertionError("there is no server")
            assert time.monotonic() - began < 6
            change_set = edit(changed(one, version=1, name="Währenddessen"))
            with pytest.raises(Unavailable, match="does not answer"):
                store.commit(change_set)
            neo4j_faults.start()
            assert live(store, one).name == "Vorher"
        assert store.commit(change_set) == 2
        assert store.commit(change_set) == 2
        assert live(store, one).version == 2
        assert store.check() == []


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_server_killed_in_the_middle_of_a_transaction_has_none_of_it(neo4j_faults: OwnServer) -> None:
    before = [verein(f"Verein {number}") for number in range(3)]
    with closing(Neo4jStore.at(neo4j_faults.url, load_vocabulary(), create=True)) as store:
        store.commit(create(*before))
        half = create(*(person() for _ in range(5)))

        def die(tx: Within, revision: int, *rest: Any) -> None:
            tx.do(cypher.LOG, properties={"revision": revision, "id": half.id})
            neo4j_faults.kill()
            tx.rows(cypher.HEAD)

        with pytest.raises(Unavailable, match="does not answer"):
            store._connection.write(lambda tx: die(tx, 2))
        neo4j_faults.start()
        with store.read() as reading:
            assert (reading.revision, reading.change(half.id)) == (1, None)
            assert set(everything(reading)) == {one.id for one in before}
        assert store.commit(half) == 2
        assert store.check() == []


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.usefixtures("neo4j_faults")  # where no server can be had, or none of our own, this says so
def test_an_import_too_large_for_the_server_is_refused_whole() -> None:
    """The memory for a transaction is bounded; the error says what helps, and nothing is written."""
    server = OwnServer(more={"db.memory.transaction.max": "4m"})
    try:
        server.start()
        with closing(open_store(server.url, create=True)) as store:
            with pytest.raises(Unavailable, match="memory"):
                store.commit(create(*(verein(f"Musterverein {number}") for number in range(5000))))
            with store.read() as reading:
                assert (reading.revision, everything(reading)) == (0, {})
            assert store.commit(change(Put(record=verein(), expected=0))) == 1
    finally:
        server.close()
