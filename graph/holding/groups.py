"""Communities: actors that have more to do with each other than with the rest, named by their themes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.columns import FloatArray, IntArray
from graph.communities import communities
from graph.holding.ground import Ground
from graph.measures.telling import QUIET, Tell
from graph.networks import Network
from graph.snapshot import Snapshot

NAMED: Final = 2
"""So many themes are in a name at most."""
FEW: Final = 2
SHARE: Final = 0.2
"""A theme names a community only where at least so many and this share of its actors have it."""


@dataclass(frozen=True)
class Community:
    """One community. It carries its names, so that it can be shown beside a newer record."""

    number: int
    size: int
    members: tuple[tuple[str, str], ...]
    """(id, name) of its actors, those with most contacts within it first."""
    inner: int
    """Contacts within it."""
    outer: int
    """Contacts of its actors with others."""
    themes: tuple[tuple[str, int], ...]
    """(key, number of its actors that have it): themes of the common scheme that tell it from the rest, best first."""
    centre: str
    """Name of its most connected body, else actor: what it is called where no theme tells it from the rest."""


@dataclass(frozen=True)
class Communities:
    """All communities of at least two actors, largest first."""

    groups: tuple[Community, ...]
    between: tuple[tuple[int, int, int], ...]
    """(number, number, contacts between the two), most first."""
    modularity: float
    """M. E. J. Newman, M. Girvan, Phys. Rev. E 69, 026113 (2004): 0 is no more than chance, above 0.3 marked."""
    apart: int
    """Actors without any contact, who are in no community."""


def find_communities(ground: Ground, tell: Tell = QUIET) -> Communities:
    """Leiden's method with modularity over the contacts (V. A. Traag et al., Sci. Rep. 9, 5233, 2019): the same
    record gives the same communities. Less than a second at 50,000 actors.
    """
    network = ground.network
    first, second, _ = network.edges
    tell(0, 0)
    group = communities(len(network), first, second)
    return Communities(
        groups=tuple(_described(network, group)),
        between=_between(group, first, second),
        modularity=_modularity(network, group),
        apart=int((group < 0).sum()),
    )


def _described(network: Network, group: IntArray) -> Iterator[Community]:
    first, second, _ = network.edges
    same = group[first] == group[second]
    inner = np.bincount(group[first[same]], minlength=int(group.max(initial=-1)) + 1)
    outer = np.bincount(np.concatenate((group[first[~same]], group[second[~same]])), minlength=len(inner))
    within = np.bincount(np.concatenate((first[same], second[same])), minlength=len(network))
    themes = _themes(network, group, len(inner))
    order = np.lexsort((network.entities, -within, group))
    order = order[group[order] >= 0]
    for number, members in enumerate(np.split(order, np.flatnonzero(np.diff(group[order])) + 1) if len(order) else []):
        yield _community(network, number, members, (int(inner[number]), int(outer[number])), themes[number])


def _community(
    network: Network,
    number: int,
    members: NDArray[np.intp],
    contacts: tuple[int, int],
    themes: tuple[tuple[str, int], ...],
) -> Community:
    snapshot, entities = network.snapshot, network.entities[members]
    bodies = entities[snapshot.of_kinds(("body",))[entities]]
    return Community(
        number=number,
        size=len(members),
        members=tuple((snapshot.ids[one], snapshot.names[one]) for one in entities.tolist()),
        inner=contacts[0],
        outer=contacts[1],
        themes=themes,
        centre=snapshot.names[int((bodies if len(bodies) else entities)[0])],
    )


def _themes(network: Network, group: IntArray, count: int) -> list[tuple[tuple[str, int], ...]]:
    """Of each community the themes that tell it from the rest.

    A theme of the common scheme is the better a name, the more of the community have it and the fewer others: by the
    number of its actors there, times the share of all actors with the theme who are in the community.
    """
    keys, number = _table(network, group, count)
    whole = np.maximum(number.sum(axis=0), 1)
    sizes = np.bincount(group[group >= 0], minlength=count)[:, np.newaxis]
    telling = (number >= FEW) & (number >= SHARE * sizes)
    score: FloatArray = np.where(telling, number * (number / whole), 0.0)
    found = []
    for row in range(count):
        best = [at for at in np.argsort(-score[row], kind="stable")[:NAMED].tolist() if score[row, at] > 0]
        found.append(tuple((keys[at], int(number[row, at])) for at in best))
    return found


def _table(network: Network, group: IntArray, count: int) -> tuple[list[str], FloatArray]:
    """Themes of the common scheme, and for each community how many of its actors have each."""
    snapshot = network.snapshot
    common = [at for at, key in enumerate(snapshot.themes) if _names(snapshot, key)]
    column = np.full(len(snapshot.themes) + 1, -1)
    column[common] = np.arange(len(common))
    entities, themes = snapshot.theme_pairs
    fits = (network.place[entities] >= 0) & (column[themes] >= 0)
    found, themes = group[network.place[entities[fits]]], themes[fits]
    table = np.zeros((count, len(common)))
    np.add.at(table, (found[found >= 0], column[themes[found >= 0]]), 1)
    return [snapshot.themes[at] for at in common], table


def _names(snapshot: Snapshot, theme: str) -> bool:
    return theme.startswith("gemeinsam:") and theme in snapshot.vocabulary.themes


def _between(group: IntArray, first: IntArray, second: IntArray) -> tuple[tuple[int, int, int], ...]:
    low, high = np.minimum(group[first], group[second]), np.maximum(group[first], group[second])
    apart = low != high
    counts = Counter(zip(low[apart].tolist(), high[apart].tolist(), strict=True))
    return tuple(sorted(((*pair, count) for pair, count in counts.items()), key=lambda one: (-one[2], one)))


def _modularity(network: Network, group: IntArray) -> float:
    first, second, weights = network.edges
    whole = float(weights.sum())
    if not whole:
        return 0.0
    inner = float(weights[group[first] == group[second]].sum())
    strength = np.bincount(np.concatenate((group[first], group[second])), weights=np.tile(weights, 2))
    return inner / whole - float(((strength / (2 * whole)) ** 2).sum())
