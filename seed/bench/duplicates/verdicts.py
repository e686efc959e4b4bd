"""How good a finder of duplicates is: of every query its best answer counts, if it is sure enough of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from seed.pairs.asking import Asked
from seed.pairs.drawing import Pair

Answer = tuple[str, float]
"""The id of an actor of the record, and how sure the finder is that it is the one asked about."""
Find = Callable[[Asked], Sequence[Answer]]
FIRST = 3


class Answered(NamedTuple):
    """A pair and the first answers, surest first."""

    pair: Pair
    answers: tuple[Answer, ...]

    @property
    def right(self) -> bool:
        """Whether the first answer is the actor that was meant."""
        return self.pair.same and bool(self.answers) and self.answers[0][0] == self.pair.known

    def sure(self, least: float) -> bool:
        """Whether the finder says that there is a duplicate."""
        return bool(self.answers) and self.answers[0][1] >= least


@dataclass(frozen=True, slots=True)
class Verdict:
    """Precision, recall and F1 at a least score, and how often the right one was among the first three."""

    least: float
    precision: float
    recall: float
    first_three: float
    pairs: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __str__(self) -> str:
        return (
            f"F1 {self.f1:.3f}, precision {self.precision:.3f}, recall {self.recall:.3f}, "
            f"first three {self.first_three:.3f}"
        )


def counted(said: Set[frozenset[str]], true: Set[frozenset[str]]) -> Verdict:
    """How good a list of pairs is where `true` are those that are one."""
    right = len(said & true)
    return Verdict(0.0, right / max(1, len(said)), right / max(1, len(true)), 0.0, len(true))


def answered(find: Find, pairs: Iterable[Pair], *, by_name: bool) -> list[Answered]:
    """What `find` answers, asked with all that is known, or with the name alone where the name can tell."""
    chosen = (pair for pair in pairs if pair.by_name or not by_name)
    return [Answered(pair, tuple(find(pair.asked.by_name if by_name else pair.asked)[:FIRST])) for pair in chosen]


def judged(found: Sequence[Answered], least: float) -> Verdict:
    """How good the answers are where those of at least this score count."""
    same = sum(one.pair.same for one in found)
    said = sum(one.sure(least) for one in found)
    right = sum(one.right and one.sure(least) for one in found)
    first = sum(one.pair.same and one.pair.known in [id for id, _ in one.answers] for one in found)
    return Verdict(least, right / max(1, said), right / max(1, same), first / max(1, same), len(found))


def best(found: Sequence[Answered], scores: Iterable[float]) -> Verdict:
    """The verdict at the score at which F1 is highest: more than a finder can know of itself."""
    return max((judged(found, least) for least in scores), key=lambda verdict: verdict.f1)
