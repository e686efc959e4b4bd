"""The list of likely duplicates in the whole record: a task that goes through it, and what it has found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from registry.access import STAFF_VIEWER
from registry.services.duplicates import Ground, LikelyPair, Reason
from registry.services.judgements import Judgements
from registry.services.registry import Registry
from registry.services.tasks import Doing, Queue, Task

TASK: Final = "duplicates"
OWNER: Final = "duplicates"
"""The list belongs to everybody who reviews."""
MOST: Final = 500
"""Pairs that are kept: the likeliest. Who has judged these lets it look again."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Two entities that may be one."""

    one: str
    other: str
    score: float
    reasons: tuple[Ground, ...]
    against: tuple[Ground, ...]

    @property
    def pair(self) -> frozenset[str]:
        """Both ids."""
        return frozenset((self.one, self.other))


def latest_search(queue: Queue) -> Task | None:
    """The latest search through the record, which may still be under way; None where there was none yet."""
    return next(iter(queue.of(OWNER, limit=1)), None)


def suspicions(queue: Queue, judgements: Judgements) -> tuple[Task | None, list[Suspicion]]:
    """The latest finished search and what of it is not judged yet, likeliest first."""
    done = next((one for one in queue.of(OWNER) if one.state == "done"), None)
    if done is None:
        return None, []
    judged = judgements.pairs()
    found = (_suspicion(row) for row in done.result["pairs"])
    return done, [one for one in found if one.pair not in judged]


def look_for_duplicates(registry: Registry, doing: Doing) -> Mapping[str, Any]:
    """Go through the record and keep the likeliest pairs."""
    revision = registry.revision()
    kept = doing.task.kept
    rows: list[dict[str, Any]] = list(kept.get("pairs", []))
    judged = Judgements(registry.workspace).pairs()
    for step in registry.likely_pairs(STAFF_VIEWER, judged=judged, after=kept.get("cursor", "")):
        rows += map(_row, step.pairs)
        rows = sorted(rows, key=lambda row: (-row["score"], row["one"], row["other"]))[:MOST]
        doing.tell(step.done, step.total, {"cursor": step.cursor, "pairs": rows})
    return {"pairs": rows, "revision": revision}


def _row(pair: LikelyPair) -> dict[str, Any]:
    hint = pair.hint
    return {
        "one": pair.one,
        "other": pair.other,
        "score": round(hint.score, 4),
        "reasons": _written(hint.reasons),
        "against": _written(hint.against),
    }


def _written(grounds: Iterable[Ground]) -> list[list[Any]]:
    return [[one.reason.value, one.percent, list(one.words)] for one in grounds]


def _suspicion(row: Mapping[str, Any]) -> Suspicion:
    reasons, against = (
        tuple(Ground(Reason(reason), percent, tuple(words)) for reason, percent, words in row[side])
        for side in ("reasons", "against")
    )
    return Suspicion(row["one"], row["other"], row["score"], reasons, against)
