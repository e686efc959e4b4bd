"""The list of likely duplicates in the whole record: a task that goes through it, and what it has found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from registry.access import STAFF_VIEWER
from registry.services.judgements import Judgements
from registry.services.registry import Registry
from registry.services.tasks import Doing

TASK: Final = "duplicates"
OWNER: Final = "duplicates"
"""The list belongs to everybody who reviews."""
MOST: Final = 500
"""Pairs that are kept: the likeliest. Who has judged these lets it look again."""


def look_for_duplicates(registry: Registry, doing: Doing) -> Mapping[str, Any]:
    """Go through the record and keep the likeliest pairs, as `[one, other, score]`."""
    revision = registry.revision()
    kept = doing.task.kept
    pairs: list[list[Any]] = list(kept.get("pairs", []))
    judged = Judgements(registry.workspace).pairs()
    for step in registry.likely_pairs(STAFF_VIEWER, judged=judged, after=kept.get("cursor", "")):
        pairs += [[pair.one, pair.other, round(pair.hint.score, 4)] for pair in step.pairs]
        pairs = sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))[:MOST]
        doing.tell(step.done, step.total, {"cursor": step.cursor, "pairs": pairs})
    return {"pairs": pairs, "revision": revision}
