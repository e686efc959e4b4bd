"""The results as a table for people, and its place in docs/performance.md."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Final

from registry.model import Invalid
from seed.bench.timing import Measured

BEGIN: Final = "<!-- measured: begin -->"
END: Final = "<!-- measured: end -->"
_HEAD: Final = ("What", "Actors", "Repeats", "Median, ms", "95th percentile, ms", "Aim, ms", "Remark")


def markdown(results: Iterable[Measured]) -> str:
    """The results as a Markdown table, with a ratio where a peer answered the same queries."""
    found = list(results)
    lines = ["| " + " | ".join(_HEAD) + " |", "| --- |" + " ---: |" * 5 + " --- |"]
    lines += ["| " + " | ".join(_cells(one, found)) + " |" for one in found]
    return "\n".join(lines)


def _cells(one: Measured, results: list[Measured]) -> list[str]:
    aim = "" if one.aim is None else f"{_short(one.aim)} {'met' if one.p95 < one.aim else '**missed**'}"
    remark = ", ".join(filter(None, (one.remark, _ratio(one, results))))
    numbers = [_short(one.median), _short(one.p95) if len(one.times) > 1 else ""]
    return [one.what, f"{one.actors:,}".replace(",", " "), str(len(one.times)), *numbers, aim, remark]


def _ratio(one: Measured, results: list[Measured]) -> str:
    if not one.what.startswith("peer: "):
        return ""
    kind = one.what.rpartition(", ")[2]
    own = next((it for it in results if it.what == f"search, {kind}" and it.actors == one.actors), None)
    return f"{one.median / own.median:.1f} times our median" if own else ""


def _short(milliseconds: float) -> str:
    if milliseconds >= 100:
        return f"{milliseconds:,.0f}".replace(",", " ")
    return f"{milliseconds:.1f}" if milliseconds >= 1 else f"{milliseconds:.2f}"


def surroundings() -> str:
    """On what it was measured, as far as it matters."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "pydantic", "rapidfuzz", "flask"))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{cores} cores, {python}, {libraries}; the peers' SQLite is {sqlite3.sqlite_version}."


def write(path: Path, text: str) -> None:
    """Put the text between the markers of the page. Raises Invalid where the markers are missing."""
    page = path.read_text(encoding="utf-8")
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise Invalid("the markers are missing", where=path.name, remedy=f"put {BEGIN} and {END} around the table")
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")
