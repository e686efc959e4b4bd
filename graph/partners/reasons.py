"""Why somebody is suggested, as data: each reason with what it counts and whom and what it names.

Every name and tie in a reason stands in the snapshot and says what the reason says; words are made by pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from graph.columns import BoolArray, IntArray
from graph.partners.asking import KEYS, Key
from graph.partners.ground import Matrix
from graph.partners.signals import Sight

COMMON: Final = "common"
NAMED: Final = 3
"""At most so many are named in a reason; `count` says how many there are."""


@dataclass(frozen=True)
class Reason:
    """One reason for somebody. What the fields name depends on the key; see the functions below."""

    key: Key
    weight: float = 0.0
    strength: float = 0.0
    entities: tuple[str, ...] = ()
    """Ids of whom or what is named, at most `NAMED`."""
    count: int = 0
    """How many there are in all."""
    ties: tuple[str, ...] = ()
    """Ids of the ties that say so, one for each that is named where there is one."""
    terms: tuple[str, ...] = ()
    """Keys of themes or kinds, or tags of languages."""
    said: str | None = None
    """The date for which a tie was attested last (EDTF)."""

    @property
    def points(self) -> float:
        """What it adds to the score."""
        return self.weight * self.strength


def reasons(sight: Sight, number: int) -> tuple[Reason, ...]:
    """Everything that speaks for an entity, in the order of `KEYS`; what has no weight is left out."""
    found = []
    for key in KEYS:
        strength, weight = float(sight.strengths[key][number]), sight.question.weights.get(key, 0.0)
        if strength > 0 and weight > 0:
            found.append(replace(_MAKERS[key](sight, number), weight=weight, strength=strength))
    return tuple(found)


def _theme(sight: Sight, number: int) -> Reason:
    """Terms: the themes asked for that it has."""
    has = [key for key in sight.question.themes if sight.theme_own((key,))[number]]
    return Reason("theme", terms=tuple(has), count=len(has))


def _theme_tie(sight: Sight, number: int) -> Reason:
    """Entities: the other ends of its ties that are about a theme asked for, with these ties; terms: these themes."""
    about = sight.theme_ties(sight.question.themes)
    ties = np.array([one for one in sight.snapshot.ties_of(number).tolist() if about[one]], dtype=np.int32)
    # A tie without a theme is about the body's theme for whoever enters into it, not for the body.
    ties = ties[(sight.snapshot.ties.subject[ties] == number) | (sight.snapshot.ties.theme[ties] >= 0)]
    keys = [key for key in sight.question.themes if sight.theme_ties((key,))[ties].any()]
    return replace(_with_ties("theme_tie", sight, number, ties), terms=tuple(keys))


def _with_ties(key: Key, sight: Sight, number: int, ties: IntArray) -> Reason:
    """A reason that names the other ends of these ties, each once, those attested last first."""
    other = _other_ends(sight, number, ties)
    order = np.lexsort((sight.snapshot.name_rank[other], -sight.ground.said[ties]))
    once: dict[int, int] = {}
    for end, tie in zip(other[order].tolist(), ties[order].tolist(), strict=True):
        once.setdefault(end, tie)
    named = list(once.items())[:NAMED]
    return Reason(
        key,
        entities=tuple(sight.snapshot.ids[end] for end, _ in named),
        ties=tuple(sight.snapshot.ties.ids[tie] for _, tie in named),
        count=len(once),
    )


def _other_ends(sight: Sight, number: int, ties: IntArray) -> IntArray:
    subject, object_ = sight.snapshot.ties.subject[ties], sight.snapshot.ties.object[ties]
    return np.where(subject == number, object_, subject)


def _near(key: Key, areas: Callable[[Sight], Iterable[int]]) -> Callable[[Sight, int], Reason]:
    """Entities: the areas of these, or parts of them, in which it is seated or works."""

    def make(sight: Sight, number: int) -> Reason:
        within = set(areas(sight))
        first, second = sight.snapshot.direct_areas
        own = second[np.searchsorted(first, np.int32(number)) : np.searchsorted(first, np.int32(number), "right")]
        fits = [one for one in own.tolist() if within & set(sight.snapshot.area_parents[one])]
        return Reason(key, entities=_ids(sight, fits[:NAMED]), count=len(fits))

    return make


def _ids(sight: Sight, numbers: Iterable[int]) -> tuple[str, ...]:
    return tuple(sight.snapshot.ids[one] for one in numbers)


def _kind(sight: Sight, number: int) -> Reason:
    """Terms: its kind."""
    return Reason("kind", terms=(sight.snapshot.kind_of(number),), count=1)


def _offered(key: Key, offers: Callable[[Sight], BoolArray]) -> Callable[[Sight, int], Reason]:
    """Entities: its offers that have what was asked for, or itself where it has it itself."""

    def make(sight: Sight, number: int) -> Reason:
        has = offers(sight)
        ties = sight.snapshot.ties_of(number)
        ties = ties[sight.snapshot.tie_shown[ties] & (sight.snapshot.ties.subject[ties] == number)]
        ties = ties[(has & sight.snapshot.of_kinds(("offer",)))[sight.snapshot.ties.object[ties]]]
        made = _with_ties(key, sight, number, ties)
        terms = (sight.question.language,) if key == "language" else ()
        return (
            replace(made, entities=(sight.snapshot.ids[number],), ties=(), count=1, terms=terms)
            if has[number]
            else replace(made, terms=terms)
        )

    return make


def _meets(sight: Sight, number: int) -> Reason:
    """Entities: the bodies in which both take part, the smallest first, with its ties to them."""
    bodies = _row(sight.ground.takes_part, number)
    bodies = bodies[sight.bodies[bodies]]
    bodies = bodies[np.lexsort((sight.snapshot.name_rank[bodies], sight.ground.size[bodies]))]
    ties = tuple(sight.snapshot.ties.ids[_tie_between(sight, number, int(one))] for one in bodies[:NAMED])
    return Reason("meets", entities=_ids(sight, bodies[:NAMED].tolist()), ties=ties, count=len(bodies))


def _row(matrix: Matrix, number: int) -> IntArray:
    return np.asarray(matrix.indices[matrix.indptr[number] : matrix.indptr[number + 1]], dtype=np.int32)


def _tie_between(sight: Sight, number: int, other: int) -> int:
    """The contact between two that was attested last."""
    ties = sight.snapshot.ties_of(number)
    ties = ties[sight.ground.contact[ties]]
    ties = ties[_other_ends(sight, number, ties) == other]
    return int(ties[np.argmax(sight.ground.said[ties])])


def _reached(sight: Sight, number: int) -> Reason:
    """Entities: a moderator or leader, then the body of the asker that they lead; ties: theirs to the suggestion and
    to the body; count: how many such people there are.
    """
    between = _row(sight.ground.touch, number)
    between = between[sight.moderators[between]]
    between = between[np.lexsort((sight.snapshot.name_rank[between], -sight.ground.fresh[between]))]
    one = int(between[0])
    led = _row(sight.ground.steers, one)
    led = led[(sight.bodies | sight.askers)[led]]
    body = int(led[np.argmin(sight.ground.size[led])])
    ties = (_tie_between(sight, number, one), _steering_tie(sight, one, body))
    return Reason(
        "reached",
        entities=_ids(sight, (one, body)),
        ties=tuple(sight.snapshot.ties.ids[tie] for tie in ties),
        count=len(between),
    )


def _steering_tie(sight: Sight, leader: int, body: int) -> int:
    ties = sight.snapshot.ties_of(leader)
    ties = ties[sight.ground.steering[ties] & (sight.snapshot.ties.object[ties] == body)]
    return int(ties[np.argmax(sight.ground.said[ties])])


def _tied(sight: Sight, number: int) -> Reason:
    """Entities: those of the askers with whom it is in touch, with these ties."""
    ties = sight.snapshot.ties_of(number)
    ties = ties[sight.ground.contact[ties]]
    return _with_ties("tied", sight, number, ties[sight.askers[_other_ends(sight, number, ties)]])


def _likely(sight: Sight, number: int) -> Reason:
    """Entities: its contacts that the asker has, too (term `common`); where there are none, those that the asker's
    contacts have. Those with the fewest contacts first.
    """
    near = _row(sight.ground.touch, number)
    common = near[sight.tied[near]]
    shared = common if len(common) else near[sight.beyond[near] & ~sight.askers[near]]
    degree = np.diff(sight.ground.touch.indptr)[shared]
    shared = shared[np.lexsort((sight.snapshot.name_rank[shared], degree))]
    terms = (COMMON,) if len(common) else ()
    return Reason("likely", entities=_ids(sight, shared[:NAMED].tolist()), count=len(shared), terms=terms)


def _fresh(sight: Sight, number: int) -> Reason:
    """Entities: the other end of its contact that was attested last, with that tie and the date."""
    tie = int(sight.ground.newest[number])
    ties = np.array([tie], dtype=np.int32)
    made = _with_ties("fresh", sight, number, ties)
    return replace(made, said=sight.snapshot.ties.attested[tie])


def _contact(_sight: Sight, _number: int) -> Reason:
    """Nothing is named: whoever shows it reads the contacts as they are visible then."""
    return Reason("contact", count=1)


_MAKERS: Final[Mapping[Key, Callable[[Sight, int], Reason]]] = {
    "theme": _theme,
    "theme_tie": _theme_tie,
    "town": _near("town", lambda sight: sight.areas),
    "kreis": _near("kreis", lambda sight: sight.kreise),
    "kind": _kind,
    "language": _offered("language", lambda sight: sight.language_offers),
    "audience": _offered("audience", lambda sight: sight.audience_offers),
    "meets": _meets,
    "reached": _reached,
    "tied": _tied,
    "likely": _likely,
    "fresh": _fresh,
    "contact": _contact,
}
