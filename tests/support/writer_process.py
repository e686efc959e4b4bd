"""Programs that tests start as processes of their own: `python writer_process.py WHAT URL ...`.

Each says what it has achieved by one line on standard output, written at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import sleep, time

from record_making import change, create, netzwerk, person, tie, verein

from registry.model import Conflict, Entity, Put, Tie
from registry.opening import open_store
from registry.store.port import Store
from registry.store.sqlite.connections import Connections
from registry.store.sqlite.migrations import migrate


def say(*words: object) -> None:
    """One line for the test."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def write(url: str) -> None:
    """Commit change sets of nine statements until killed; after each, say its id and those of its statements."""
    with closing(open_store(url, create=True)) as store:
        say("ready")
        while True:
            members, network = [verein(), person(), verein(), verein()], netzwerk()
            ties = [tie(one, "mitglied", network) for one in members]
            written = create(*members, network, *ties)
            store.commit(written)
            say(written.id, *(one.target for one in written.operations))


def churn(url: str) -> None:
    """Create, edit, remove, propose, decide and erase until killed."""
    with closing(open_store(url, create=True)) as store:
        say("ready")
        while True:
            one, network = person("Zyxandra Quorvelle"), netzwerk()
            held = tie(one, "leitung", network)
            store.commit(create(one, network, held))
            store.commit(change(Put(record=held.model_copy(update={"seats": 2}), expected=1)))
            proposed = create(verein())
            store.propose(proposed)
            store.decide(proposed.id, "accepted", "Prüfstelle")
            store.erase(one.id, "Registerstelle", "Antrag")
            say(one.id)


def count(url: str, tie_id: str, entity_id: str, times: str) -> None:
    """Add one to two counters of the record in one change set, as often as asked; say how often it met a conflict."""
    with closing(open_store(url)) as store:
        say("ready")
        conflicts = 0
        for _ in range(int(times)):
            while not _counted(store, tie_id, entity_id):
                conflicts += 1
        say("done", conflicts)


def _counted(store: Store, tie_id: str, entity_id: str) -> bool:
    with store.read() as reading:
        found = reading.get((tie_id, entity_id))
    counter, entity = found[tie_id], found[entity_id]
    assert isinstance(counter, Tie)
    assert isinstance(entity, Entity)
    seats = (counter.seats or 0) + 1
    new = counter.model_copy(update={"seats": seats})
    named = entity.model_copy(update={"name": f"Zähler {seats}"})
    operations = (Put(record=new, expected=new.version), Put(record=named, expected=named.version))
    try:
        store.commit(change(*operations))
    except Conflict:
        return False
    return True


def read(url: str, tie_id: str, entity_id: str, seconds: str) -> None:
    """Read the two counters again and again; say the slowest reading in milliseconds, and whether a pair differed."""
    with closing(open_store(url)) as store:
        say("ready")
        slowest, readings, torn, end = 0.0, 0, 0, time() + float(seconds)
        while time() < end:
            began = time()
            with store.read() as reading:
                counter = reading.get((tie_id,))[tie_id]
                entity = reading.get((entity_id,))[entity_id]
            slowest, readings = max(slowest, time() - began), readings + 1
            assert isinstance(counter, Tie)
            assert isinstance(entity, Entity)
            torn += entity.name != f"Zähler {counter.seats or 0}"
            sleep(0.002)
        say("done", round(slowest * 1000), readings, torn)


def upgrade(path: str, folder: str) -> None:
    """Bring a file to the schema in a folder."""
    connections = Connections(Path(path))
    say("ready")
    migrate(connections.get("write"), Path(folder))
    say("done")


PROGRAMS: dict[str, Callable[..., None]] = {
    "write": write,
    "churn": churn,
    "count": count,
    "read": read,
    "upgrade": upgrade,
}

if __name__ == "__main__":
    PROGRAMS[sys.argv[1]](*sys.argv[2:])
