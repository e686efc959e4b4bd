"""Link prediction: whom one does not know yet, but is near to; over common contacts, or over common bodies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from graph.columns import FloatArray, IntArray
from graph.measures.ordering import inverse, ordered
from graph.measures.telling import QUIET, Tell
from graph.networks import Affiliation, Network, Starts

How = Literal["common_neighbours", "adamic_adar", "resource_allocation", "popularity"]
HOWS: Final[tuple[How, ...]] = get_args(How)
"""Score of a pair i, j, summed over whoever stands between them (k, with d(k) contacts):

- `common_neighbours`: 1 each, so their number;
- `adamic_adar`: 1 / log d(k) (L. Adamic and E. Adar, Social Networks 25, 211-230, 2003);
- `resource_allocation`: 1 / d(k) (T. Zhou, L. Lü and Y.-C. Zhang, Eur. Phys. J. B 71, 623-630, 2009);
- `popularity`: d(i) d(j), whoever stands between them (preferential attachment: M. E. J. Newman, Phys. Rev. E 64,
  025102, 2001). The yardstick: a method that is no better has found nothing.
"""
_AT_ONCE: Final = 1024


@dataclass(frozen=True, eq=False)
class Likely:
    """Suggestions for one actor, best first; of equal scores the first place first."""

    places: IntArray
    scores: FloatArray


@dataclass(frozen=True, eq=False)
class Likeliest:
    """Suggestions for many actors: a row each, best first; places are -1 where there are no more."""

    places: NDArray[np.int32]
    scores: NDArray[np.float64]

    def of(self, row: int) -> Likely:
        """The suggestions in one row."""
        held = self.places[row] >= 0
        return Likely(self.places[row][held], self.scores[row][held])


def likely(
    network: Network, place: int, how: How = "resource_allocation", limit: int = 10, *, weighted: bool = False
) -> Likely:
    """Whom this actor is not in contact with and most likely should be; see `HOWS`.

    With `weighted` each contact between counts with the product of the weights of both its edges. Cost: the contacts
    of the actor's contacts.
    """
    rows = np.array([place], dtype=np.int32)
    if how == "popularity":
        return _popular_contacts(network, rows, limit, QUIET).of(0)
    weights = network.weights if weighted else np.empty(0)
    labels = np.arange(len(network), dtype=np.int32)
    return _scored(_Rows(network.starts, network.neighbours, weights, labels), rows, how, limit, QUIET).of(0)


def likely_for_all(
    network: Network,
    how: How = "resource_allocation",
    limit: int = 10,
    *,
    weighted: bool = False,
    tell: Tell = QUIET,
) -> Likeliest:
    """The same for every place. Cost: the sum of the squared numbers of contacts."""
    places = np.arange(len(network), dtype=np.int32)
    if how == "popularity":
        return _popular_contacts(network, places, limit, tell)
    if weighted:
        return _scored(_Rows(network.starts, network.neighbours, network.weights, places), places, how, limit, tell)
    near = ordered(network)  # scores then lie near each other in memory
    found = _scored(_Rows(near.starts, near.neighbours, np.empty(0), near.order), places, how, limit, tell)
    back = inverse(near.order)
    return Likeliest(found.places[back], found.scores[back])


@dataclass(frozen=True, eq=False)
class _Rows:
    """A network in some order; `labels` are its places."""

    starts: Starts
    neighbours: IntArray
    weights: FloatArray
    labels: IntArray


def _scored(of: _Rows, rows: IntArray, how: How, limit: int, tell: Tell) -> Likeliest:
    from graph.kernels import prediction as kernels

    factor, found = factors(np.diff(of.starts).astype(np.int32), how), _empty(len(rows), limit)
    for begin in range(0, len(rows), _AT_ONCE):
        tell(begin, len(rows))
        part = slice(begin, begin + _AT_ONCE)
        kernels.best(
            rows[part], of.starts, of.neighbours, of.weights, of.starts, of.neighbours, of.weights, factor, of.starts,
            of.neighbours, of.labels, found.places[part], found.scores[part],
        )  # fmt: skip
    tell(len(rows), len(rows))
    return found


def _popular_contacts(network: Network, rows: IntArray, limit: int, tell: Tell) -> Likeliest:
    degree = network.degree
    return _popular(rows, degree, degree, network.starts, network.neighbours, True, limit, tell)


def likely_meetings(
    both: Affiliation, rows: IntArray, known: Network, how: How = "resource_allocation", limit: int = 10,
    tell: Tell = QUIET,
) -> Likeliest:  # fmt: skip
    """Whom these actors (places in `both.actors`) meet in bodies without knowing them, for each of them.

    Score: as `HOWS` says, with the bodies in which both take part between them and their sizes for d(k); for
    `popularity` the numbers of bodies. `known` has the same actors (its `entities` are `both.actors`) and says who is
    in contact anyway. Cost: the sizes of the actor's bodies. Raises ValueError where `known` has other actors.
    """
    from graph.kernels import prediction as kernels

    if not np.array_equal(known.entities, both.actors):
        raise ValueError("the known contacts must be a network of the same actors")
    if how == "popularity":
        degree = np.diff(both.starts).astype(np.int32)
        return _popular(rows, degree, degree, known.starts, known.neighbours, True, limit, tell)
    found, none, factor = _empty(len(rows), limit), np.empty(0), factors(both.sizes, how)
    labels = np.arange(len(both.actors), dtype=np.int32)
    for begin in range(0, len(rows), _AT_ONCE):
        tell(begin, len(rows))
        part = slice(begin, begin + _AT_ONCE)
        kernels.best(
            rows[part], both.starts, both.columns, none, both.body_starts, both.rows, none, factor, known.starts,
            known.neighbours, labels, found.places[part], found.scores[part],
        )  # fmt: skip
    tell(len(rows), len(rows))
    return found


def likely_bodies(
    both: Affiliation, rows: IntArray, how: How = "resource_allocation", limit: int = 10, tell: Tell = QUIET
) -> Likeliest:
    """Which bodies (places in `both.bodies`) these actors (places in `both.actors`) most likely should take part in.

    Score of a body: the sum over paths actor - own body - someone met there - body, each as `HOWS` says with the size
    of the own body, times the same with the number of bodies of the one met. `popularity`: the number of the actor's
    bodies times the size. Cost: the sizes of the actor's bodies, times the bodies of those met.
    """
    from graph.kernels import prediction as kernels

    taken = np.diff(both.starts).astype(np.int32)
    if how == "popularity":
        return _popular(rows, taken, both.sizes, both.starts, both.columns, False, limit, tell)
    found, factor, others = _empty(len(rows), limit), factors(both.sizes, how), factors(taken, how)
    labels = np.arange(len(both.bodies), dtype=np.int32)
    for begin in range(0, len(rows), _AT_ONCE):
        tell(begin, len(rows))
        part = slice(begin, begin + _AT_ONCE)
        kernels.best_bodies(
            rows[part], both.starts, both.columns, factor, both.body_starts, both.rows, others, labels,
            found.places[part], found.scores[part],
        )  # fmt: skip
    tell(len(rows), len(rows))
    return found


def factors(degree: IntArray, how: How) -> FloatArray:
    """What each of those between counts, see `HOWS`; 0 for who has fewer than two contacts and joins nobody."""
    between = degree >= 2
    number = np.where(between, degree, 2).astype(np.float64)
    if how == "common_neighbours":
        value = np.ones(len(degree))
    elif how == "adamic_adar":
        value = 1 / np.log(number)
    elif how == "resource_allocation":
        value = 1 / number
    else:
        raise ValueError(f"{how!r} does not go by who stands between; there are {', '.join(HOWS)}")
    return np.where(between, value, 0.0)


def _popular(
    rows: IntArray, own: IntArray, degree: IntArray, known_starts: Starts, known: IntArray, same: bool, limit: int,
    tell: Tell,
) -> Likeliest:  # fmt: skip
    from graph.kernels import prediction as kernels

    ranked = np.argsort(-degree, kind="stable").astype(np.int32)
    found = _empty(len(rows), limit)
    tell(0, len(rows))
    kernels.popular(rows, ranked, degree.astype(np.float64), known_starts, known, int(same), found.places, found.scores)
    tell(len(rows), len(rows))
    factor = own[rows][:, None]
    return Likeliest(np.where(factor > 0, found.places, np.int32(-1)), found.scores * factor)


def _empty(rows: int, limit: int) -> Likeliest:
    return Likeliest(np.full((rows, limit), -1, dtype=np.int32), np.zeros((rows, limit)))
