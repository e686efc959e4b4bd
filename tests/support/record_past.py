"""A record with a past of every sort, and everything that a store says of it, to compare two stores verb by verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from record_making import (
    change,
    changed,
    create,
    document,
    edit,
    everything,
    live,
    netzwerk,
    note,
    observation,
    person,
    post,
    remove,
    source,
    tie,
    verein,
)

from registry.access import STAFF_VIEWER
from registry.model import ChangeSet, Conflict, Entity, Erased, Invalid, NotFound, Put, StatementType
from registry.services import Record, editing
from registry.store.archive import PARTS
from registry.store.port import Reading, Store
from registry.store.workspace import Item

WHO = ("Registerstelle", "Beispiel")
REFUSED = (Conflict, Invalid, Erased, NotFound)


def made(store: Store, make: Callable[..., ChangeSet], *arguments: str) -> ChangeSet:
    """Commit what one of the use cases of editing makes of the present record."""
    with store.read() as reading:
        change_set = make(Record(reading, STAFF_VIEWER), *arguments, *WHO)
    store.commit(change_set)
    return change_set


def live_through(store: Store) -> dict[str, str]:
    """Fill an empty store with a record that was edited, merged, un-merged, removed, written anew, proposed, erased.

    Returns ids by name.
    """
    paper, network, one, other = document(), netzwerk(), verein("Übungsverein „Ä“ ß\u2028𝄞"), verein("Doppelter Verein")
    chair, gone = person("Zyxandra Quorvelle"), verein("Verschwundener Verein")
    told = (source(paper, "Z. 7", "2012"),)
    seat = post(network, pool=(one.id,), note=note('Zeile\nund \\ "Zeile"'))
    ties = [tie(one, "mitglied", network, post=seat.id, sources=told), tie(chair, "leitung", network, sources=told)]
    store.commit(create(paper, network, one, other, chair, gone, seat, *ties, observation(one), kind="seed"))
    store.commit(create(tie(other, "mitglied", network, note=note("wegen Zyxandra Quorvelle"))))
    store.commit(edit(changed(live(store, one), aliases=("ÜV",))))
    store.commit(edit(changed(live(store, one), aliases=("ÜV", "Übung"))))
    made(store, editing.end, ties[0].id, "2013-05")
    store.commit(remove(live(store, gone)))
    store.commit(change(Put(record=gone, expected=2)))
    store.commit(remove(live(store, gone).model_copy(update={"version": 3})))
    made(store, editing.undo, made(store, editing.merge, one.id, other.id).id)
    made(store, editing.merge, one.id, other.id)
    decided = {verdict: create(verein(f"Verein {verdict}"), kind="self_registration") for verdict in VERDICTS}
    waiting = edit(changed(live(store, network), name="Netz von Zyxandra Quorvelle"))
    for proposed in (*decided.values(), waiting):
        store.propose(proposed)
    for verdict, proposed in decided.items():
        store.decide(proposed.id, verdict, "Prüfstelle", f"{verdict} am Dienstag")
    store.workspace.change([Item("judgement", "ab", {"same": False}, owner=one.id, at="2026-01-02"), Item("task", "9")])
    store.workspace.change([Item("session", "s", {"ends": "by itself"})])
    store.erase(chair.id, *WHO)
    named = {"paper": paper, "network": network, "one": one, "other": other, "chair": chair, "gone": gone, "seat": seat}
    return {**{name: each.id for name, each in named.items()}, "waiting": waiting.id}


VERDICTS: tuple[Any, ...] = ("accepted", "declined")


def told(reading: Reading) -> dict[str, object]:
    """What every verb of a view answers, by the verb."""
    touched = reading.touched_since(0)
    ids = [one.id for one in touched]
    changes = reading.changes(limit=10**6)
    proposals = reading.proposals()
    return {
        "revision": reading.revision,
        "get": reading.get(ids),
        "successors": reading.successors(ids),
        "about": {id: reading.about((id,)) for id in ids},
        "about at a place": reading.about(ids, places=("subject", "pool"), limit=5),
        "scan": {type: list(reading.scan(type)) for type in StatementType},
        "everything": everything(reading),
        "entity_rows": list(reading.entity_rows()),
        "tie_rows": list(reading.tie_rows()),
        "counts": reading.counts(),
        "history": {id: reading.history(id) for id in ids},
        "changes": changes,
        "change": [reading.change(one.id) for one in changes],
        "touched_since": [reading.touched_since(revision) for revision in range(reading.revision + 1)],
        "proposals": proposals,
        "decided proposals": [reading.proposals(state) for state in ("open", *VERDICTS)],
        "proposal": [reading.proposal(one.change_set.id) for one in proposals],
        "erased": reading.erased(),
        "archive": {part: list(reading.archive(part)) for part in PARTS},
    }


def asked(store: Store) -> dict[str, object]:
    """The same, of a view opened for it."""
    with store.read() as reading:
        return told(reading)


class Chance:
    """Lives through what a list of numbers says: whatever it is, a store takes some of it and refuses the rest."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.changes: list[str] = []

    def live(self, steps: list[tuple[int, int, int, str]]) -> None:
        """Each step is what to do, with which record, with which other one, and a name."""
        paper = document()
        self._commit(create(paper, verein(), netzwerk(), person("Erika Beispielperson")))
        for what, first, second, name in steps:
            with self.store.read() as reading:
                here = sorted(everything(reading).values(), key=lambda one: one.id)
                waiting = reading.proposals("open")
            entities = [one for one in here if isinstance(one, Entity)]
            if not entities:
                break
            one = here[first % len(here)]
            start, end = (entities[number % len(entities)] for number in (first, second))
            try:
                if what % 9 == 8 and waiting:
                    self.store.decide(waiting[first % len(waiting)].change_set.id, VERDICTS[second % 2], "Prüfstelle")
                else:
                    self._do(what % 8, one, (start, end), name)
            except REFUSED:
                continue

    def _commit(self, change_set: ChangeSet) -> None:
        self.store.commit(change_set)
        self.changes.append(change_set.id)

    def _do(self, what: int, one: Any, ends: tuple[Entity, Entity], name: str) -> None:
        match what:
            case 0:
                self._commit(create((verein, netzwerk, person)[len(name) % 3](name)))
            case 1:
                self._commit(create(tie(ends[0], "mitglied", ends[1], note=note(name))))
            case 2:
                self._commit(edit(_renamed(one, name)))
            case 3:
                self._commit(remove(one, why=name))
            case 4:
                self.changes.append(made(self.store, editing.merge, ends[0].id, ends[1].id).id)
            case 5:
                self.changes.append(made(self.store, editing.undo, self.changes[-1]).id)
            case 6:
                self.store.propose(edit(_renamed(one, name)))
            case 7:
                self.store.erase(one.id, *WHO)


def _renamed(one: Any, name: str) -> Any:
    return changed(one, name=name) if isinstance(one, Entity) else changed(one, note=note(name))
