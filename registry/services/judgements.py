"""Judgements: whether two entities are one body, by whom. Items of the kind `judgement`, which this module owns.

What was judged is not asked again, neither in the form nor in the list of likely duplicates. A judgement can be taken
back. It stands twice, once for each of the two, so that it is found from both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, get_args

from registry.model import Conflict, Invalid
from registry.services.moments import Clock, now, stamp
from registry.store.workspace import Item, Workspace

KIND: Final = "judgement"
Verdict = Literal["same", "different", "unsure"]
VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)
_PAGE: Final = 1000


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody found of two entities."""

    one: str
    other: str
    verdict: Verdict
    who: str
    at: str
    """When: ISO 8601 in UTC."""

    @property
    def pair(self) -> frozenset[str]:
        """Both ids."""
        return frozenset((self.one, self.other))


class Judgements:
    """Those of one store. Every verb raises Unavailable as the store does."""

    def __init__(self, workspace: Workspace, clock: Clock = now) -> None:
        self._workspace = workspace
        self._clock = clock

    def judge(self, one: str, other: str, verdict: str, who: str) -> Judgement:
        """Keep a judgement in place of the one there may be. Raises Invalid."""
        if verdict not in VERDICTS or one == other:
            raise Invalid(
                "this is no judgement of two entities", where=verdict, remedy=f"say one of {', '.join(VERDICTS)}"
            )
        while True:
            held = self._held(one, other)
            data = {"who": who}
            written = [item.changed(state=verdict, at=stamp(self._clock()), **data) for item in held]
            try:
                self._workspace.change(written)
            except Conflict:  # two have judged at once: the later one counts
                continue
            return _judgement(written[0])

    def take_back(self, one: str, other: str) -> None:
        """Forget a judgement, so that it is asked about again."""
        self._workspace.change(drops=[item for item in self._held(one, other) if item.version])

    def _held(self, one: str, other: str) -> list[Item]:
        new = [
            Item(KIND, f"{first}.{second}", {"other": second}, owner=first)
            for first, second in ((one, other), (other, one))
        ]
        found = self._workspace.get(KIND, [item.id for item in new])
        return [found.get(item.id, item) for item in new]

    def of(self, id: str) -> list[Judgement]:
        """Those that compare an entity with others."""
        return [_judgement(item) for item in self._workspace.find(KIND, owner=id, limit=_PAGE)]

    def latest(self, limit: int = 50) -> list[Judgement]:
        """The latest, each once."""
        found = self._workspace.find(KIND, latest_first=True, limit=2 * limit)
        return list({one.pair: one for one in map(_judgement, found)}.values())

    def pairs(self, ids: Collection[str] | None = None) -> frozenset[frozenset[str]]:
        """The pairs that were judged: all of them, or those with any of these ids."""
        found: Iterable[Judgement] = self._all() if ids is None else (one for id in ids for one in self.of(id))
        return frozenset(one.pair for one in found)

    def _all(self) -> Iterator[Judgement]:
        part = self._workspace.find(KIND, limit=_PAGE)
        while part:
            yield from map(_judgement, part)
            part = self._workspace.find(KIND, after=(part[-1].at, part[-1].id), limit=_PAGE)


def _judgement(item: Item) -> Judgement:
    return Judgement(item.owner, item.data["other"], item.state, item.data.get("who", ""), item.at)  # type: ignore[arg-type]
