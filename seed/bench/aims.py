"""How quick each store should be, in milliseconds; the aims were set before anything was measured."""

from __future__ import annotations

from typing import Final

from seed.bench.timing import Measured

LOADING: Final = "loading the region"
COLUMNS: Final = "snapshot columns"
OPENED: Final = "opening a warm snapshot"
SEARCH: Final = "search"
SUGGESTIONS: Final = "suggestions over HTTP"
ACTOR_PAGE: Final = "actor page over HTTP"
PICTURE: Final = "network page, first picture in the browser"
_LARGE: Final = 50_000

_AIMS: Final[dict[str, dict[str, float]]] = {
    SEARCH: {"SQLite": 30.0, "Neo4j": 60.0},
    SUGGESTIONS: {"SQLite": 30.0, "Neo4j": 60.0},
    ACTOR_PAGE: {"SQLite": 50.0, "Neo4j": 100.0},
    PICTURE: {"SQLite": 1000.0, "Neo4j": 1000.0},
}
_AIMS_AT_50_000: Final[dict[str, dict[str, float]]] = {
    LOADING: {"SQLite": 60_000.0},
    COLUMNS: {"Neo4j": 5_000.0},
    OPENED: {"SQLite": 10.0},
}


def aim(one: Measured) -> float | None:
    """What the 95th percentile (the median where it ran once) should stay below; None where no aim was set."""
    aims = {**_AIMS, **(_AIMS_AT_50_000 if one.actors == _LARGE else {})}
    kind = SEARCH if one.what.startswith(f"{SEARCH}, ") else one.what
    return aims.get(kind, {}).get(one.store) if one.actors <= _LARGE else None


def met(one: Measured) -> bool | None:
    """Whether the aim was met; None where there is none."""
    wanted = aim(one)
    return None if wanted is None else one.p95 < wanted
