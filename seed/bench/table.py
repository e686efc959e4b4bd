"""The results as tables for people, and their places in docs/performance.md."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from registry.model import Invalid
from seed.bench.aims import aim, met
from seed.bench.timing import Measured

MEASURED: Final = "measured"
_PEER: Final = "peer: "


def markdown(results: Iterable[Measured]) -> str:
    """For each size a table with columns for each store, and one of the peers."""
    found = list(results)
    sizes = list(dict.fromkeys(one.actors for one in found))
    return "\n\n".join(_size(actors, [one for one in found if one.actors == actors]) for actors in sizes)


def _size(actors: int, results: list[Measured]) -> str:
    stores = list(dict.fromkeys(one.store for one in results if one.store))
    heads = [f"{store}, {what}" for store in stores for what in ("median", "95th percentile")]
    ratio = [" / ".join(stores)] if len(stores) == 2 else []
    rows = dict.fromkeys(one.what for one in results if one.store)
    found = [_row(what, stores, [one for one in results if one.what == what]) for what in rows]
    parts = [table(["What, ms", "Repeats", *heads, *ratio, "Aims", "Remark"], found)]
    if any(one.what.startswith(_PEER) for one in results):
        parts.append(_peers(stores, results))
    return "\n\n".join([f"### {number(actors)} actors", *parts])


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, words: Sequence[str] = ("What, ms", "Remark")) -> str:
    """A Markdown table; all columns but those of `words` have figures."""
    bar = " | ".join("---" if head in words else "---:" for head in heads)
    return "\n".join([_line(heads), f"| {bar} |", *map(_line, rows)])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _row(what: str, stores: list[str], results: list[Measured]) -> list[str]:
    by_store = {one.store: one for one in results}
    repeats = dict.fromkeys(str(len(one.times)) for one in results)
    numbers = [cell for store in stores for cell in _times(by_store.get(store))]
    ratio = [_ratio(*map(by_store.get, stores))] if len(stores) == 2 else []
    aims = ", ".join(filter(None, map(_aim, results)))
    remarks = list(dict.fromkeys(filter(None, (one.remark for one in results))))
    if len(remarks) > 1:
        remarks = [f"{one.store}: {one.remark}" for one in results if one.remark]
    return [what, " / ".join(repeats), *numbers, *ratio, aims, "; ".join(remarks)]


def _times(one: Measured | None) -> tuple[str, str]:
    if one is None:
        return "", ""
    return short(one.median), short(one.p95) if len(one.times) > 1 else ""


def _ratio(first: Measured | None, second: Measured | None) -> str:
    return f"{first.median / second.median:.2f}" if first and second else ""


def _aim(one: Measured) -> str:
    wanted = aim(one)
    return "" if wanted is None else f"{one.store} {short(wanted)} {'met' if met(one) else '**missed**'}"


def _peers(stores: list[str], results: list[Measured]) -> str:
    heads = ["What, ms", "Repeats", "median", "95th percentile", *(f"times {store}'s median" for store in stores)]
    rows = [_peer(one, stores, results) for one in results if one.what.startswith(_PEER)]
    return table([*heads, "Remark"], rows)


def _peer(one: Measured, stores: list[str], results: list[Measured]) -> list[str]:
    kind = one.what.rpartition(", ")[2]
    own = {it.store: it.median for it in results if it.what == f"search, {kind}"}
    times = [f"{one.median / own[store]:.1f}" if store in own else "" for store in stores]
    return [one.what, str(len(one.times)), *_times(one), *times, one.remark]


def number(value: int) -> str:
    """With a space between thousands."""
    return f"{value:,}".replace(",", " ")


def short(milliseconds: float) -> str:
    """With no more digits than mean something."""
    if milliseconds >= 100:
        return number(round(milliseconds))
    return f"{milliseconds:.1f}" if milliseconds >= 1 else f"{milliseconds:.2f}"


def surroundings(reasons: Sequence[str] = (), servers: str = "") -> str:
    """On what it was measured, as far as it matters, and which stores were left out."""
    names = ("numpy", "pydantic", "rapidfuzz", "flask", "neo4j")
    libraries = ", ".join(f"{name} {version(name)}" for name in names)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    said = f"{cores} cores, {python}, {libraries}; the peers' SQLite is {sqlite3.sqlite_version}."
    return " ".join([said, *filter(None, [servers]), *(f"{one}." for one in dict.fromkeys(reasons))])


def between(page: str, name: str, *, where: str) -> tuple[str, str, str]:
    """What stands before, between and after the markers of this name. Raises Invalid where they are missing."""
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
    before, found, rest = page.partition(begin)
    inside, closed, after = rest.partition(end)
    if not found or not closed:
        raise Invalid(
            f"the markers {name!r} are missing", where=where, remedy=f"put {begin.strip()} and {end} around the table"
        )
    return before + begin, inside, end + after


def write(path: Path, text: str, name: str = MEASURED) -> None:
    """Put the text between the markers of the page. Raises Invalid where the markers are missing."""
    before, _, after = between(path.read_text(encoding="utf-8"), name, where=path.name)
    path.write_text(f"{before}{text}\n{after}", encoding="utf-8")
