"""What is measured at one size, step by step, each on every store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final

from seed.bench.analysis import analysis
from seed.bench.browser import first_picture
from seed.bench.columns import compiled_columns
from seed.bench.importing import imports
from seed.bench.pages import pages
from seed.bench.record import backups, checks, columns, commits, fill
from seed.bench.searching import peers, searching
from seed.bench.sharing import sharing
from seed.bench.stores import Target
from seed.bench.timing import Measured, agreeing

PARTS: Final = (
    "load",
    "commit",
    "columns",
    "sharing",
    "search",
    "peers",
    "pages",
    "analysis",
    "check",
    "backup",
    "import",
    "browser",
    "duplicates",
    "partners",
    "measures",
)
"""In this order, whatever the order in which they are asked for.

`browser`, `duplicates` and `partners` are measured at a size of their own; `duplicates`, `partners` and `measures`
without a store (see duplicates/, partners.py and measures.py).
"""


def steps(
    targets: Sequence[Target], parts: Collection[str], repeats: int, compiled: str | None = None
) -> Iterator[Measured]:
    """Fill the empty stores and measure these parts on each. `compiled` is a Python for the columns on Neo4j.

    Raises WrongResult where a store answers something else than it must, or than another store.
    """
    loaded = list(agreeing([[fill(target)] for target in targets]))
    if "load" in parts:
        yield from loaded
    for part in (part for part in PARTS if part in parts):
        if part in _STEPS:
            yield from agreeing([list(_STEPS[part](target, repeats)) for target in targets])
        if part == "peers":
            yield from peers(targets[0], repeats)
        if part == "columns" and compiled:
            for target in targets:
                yield from compiled_columns(target, compiled) if target.store == "Neo4j" else ()


_STEPS: Final[dict[str, Callable[[Target, int], Iterator[Measured]]]] = {
    "commit": commits,
    "columns": lambda target, _: columns(target),
    "sharing": lambda target, _: sharing(target),
    "search": searching,
    "pages": pages,
    "analysis": analysis,
    "check": lambda target, _: checks(target),
    "backup": lambda target, _: backups(target),
    "import": lambda target, _: imports(target),
    "browser": lambda target, repeats: first_picture(target, min(repeats, 20)),
}
