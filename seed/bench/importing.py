"""Importing a workbook of made-up associations: reading, planning (matching every row with the record), writing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from time import perf_counter
from typing import Final

from registry.access import STAFF_VIEWER
from registry.services.importing import Order, Plan, commit_steps, finished, open_table, plan_steps, propose_mapping
from registry.services.tables import Table, xlsx_bytes
from seed.bench.stores import Target
from seed.bench.timing import Measured, WrongResult, short_hash

_ROWS: Final = 20_000
_KNOWN: Final = 0.1
"""Share of the rows that name an actor of the record."""
_HEAD: Final = ("Name", "Art", "Ort", "Themen", "E-Mail", "Telefon", "Gegründet am", "Mitglied von", "Kurzbeschreibung")
_WHAT: Final = (
    "Lese",
    "Garten",
    "Tanz",
    "Sport",
    "Eltern",
    "Frauen",
    "Jugend",
    "Musik",
    "Koch",
    "Rad",
    "Theater",
    "Chor",
)
_FORM: Final = ("verein", "kreis", "gruppe", "treff", "initiative", "bund", "werkstatt")


def imports(target: Target) -> Iterator[Measured]:
    """Read, plan and write one workbook; planned again, it must find nothing left to change. Raises WrongResult."""
    size = min(_ROWS, 2 * target.region.actors)
    data = _workbook(target, size)
    start = perf_counter()
    table = open_table(data, "liste.xlsx", target.registry.vocabulary)
    yield _measured(target, "import, reading", start, size, "XLSX")
    if len(table.sheet.rows) != size:
        raise WrongResult(f"{len(table.sheet.rows)} of {size} rows were read")
    mapping = propose_mapping(table.sheet.header, target.registry.vocabulary)
    order = Order(file=table.file, digest=table.digest, who="Benchmark", mapping=mapping)
    start = perf_counter()
    plan = finished(plan_steps(target.registry, table.sheet, order))
    yield _measured(target, "import, matching and planning", start, size, _told(plan))
    if plan.counts["new"] < size // 2:
        raise WrongResult(f"too little is new: {dict(plan.counts)}")
    start = perf_counter()
    finished(commit_steps(target.registry, plan))
    yield _measured(target, "import, writing", start, size, f"{len(plan.operations)} statements")
    again = finished(plan_steps(target.registry, table.sheet, order))
    if again.operations:
        raise WrongResult(f"imported again it would write {len(again.operations)} statements")


def _measured(target: Target, what: str, start: float, size: int, said: str) -> Measured:
    spent = perf_counter() - start
    remark = f"{size} rows, {size / spent:.0f} rows a second; {said}"
    return Measured(what, target.region.actors, (spent * 1000,), remark, target.store, (short_hash(said),))


def _told(plan: Plan) -> str:
    return ", ".join(f"{number} {what.replace('_', ' ')}" for what, number in sorted(plan.counts.items()) if number)


def _workbook(target: Target, size: int) -> bytes:
    """The same rows for every store: a tenth of the names are known, the rest is new."""
    chance = random.Random(5)  # noqa: S311 - made-up rows
    with target.registry.reading(STAFF_VIEWER) as record:
        rows = list(record.entity_rows())
    towns = [row.names[0] for row in rows if row.family == "area" and row.kind == "gemeinde"]
    bodies = [row.names[0] for row in rows if row.kind == "netzwerk"][:200]
    known = [row.names[0] for row in rows if row.family == "actor"]
    made = [_row(chance, number, towns, bodies, known) for number in range(size)]
    return xlsx_bytes([Table("Liste", _HEAD, made)])


def _row(chance: random.Random, number: int, towns: list[str], bodies: list[str], known: list[str]) -> list[str]:
    name = f"{chance.choice(_WHAT)}{chance.choice(_FORM)} {_word(chance)} {_word(chance)} e. V."
    if chance.random() < _KNOWN:
        name = chance.choice(known)
    contact = (f"kontakt{number}@example.org", f"0000 {number:06d}")
    text = "Ein Satz darüber, was der Verein tut."
    return [name, "e. V.", chance.choice(towns), "Sprache | Sport", *contact, "01.02.2012", chance.choice(bodies), text]


def _word(chance: random.Random) -> str:
    return "".join(chance.choice("bdfgklmnprstvw") + chance.choice("aeiou") for _ in range(3)).capitalize()
