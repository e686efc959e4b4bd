"""What is known of two bodies besides their names: where they are, how they are reached, their numbers and kinds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final

from registry.services.duplicates.contacting import Key, same_exchange
from registry.services.duplicates.places import Lie, Places

SORTS: Final = ("email", "phone", "host", "address", "body")
Findings = dict[str, float]
BySort = Mapping[str, frozenset[Key]]


def by_sort(keys: Iterable[Key]) -> dict[str, frozenset[Key]]:
    """Keys by what they are."""
    found: dict[str, set[Key]] = {}
    for key in keys:
        found.setdefault(key.sort, set()).add(key)
    return {sort: frozenset(own) for sort, own in found.items()}


def compare_places(
    mine: Collection[str], named: Collection[str], theirs: Collection[str], row: Collection[str], places: Places
) -> Findings:
    """Whether they are in one place, by ties (mine, theirs) and by the words of their names (named, row)."""
    by_name = places.lie_by_name(named, row)
    if by_name is Lie.APART:
        return {"other town by name": 1.0}
    lies = {by_name, places.lie(mine, theirs), places.lie(named, theirs), places.lie(mine, row)}
    if Lie.SAME in lies:
        # What name and tie say need not be one: a seat in one town, work in the next. It proves nothing then.
        return {"towns at odds": 1.0} if Lie.APART in lies else {"same town": 1.0}
    if Lie.APART in lies:
        return {"other town": 1.0}
    return {"within": 1.0} if Lie.WITHIN in lies else {}


def compare_keys(mine: BySort, theirs: BySort, bearers: Callable[[Key], int]) -> Findings:
    """Contacts and numbers: what both have, worth less where many have it, and where each has one and not the same."""
    found: Findings = {}
    for sort in SORTS:
        if sort in mine and sort in theirs:
            common = mine[sort] & theirs[sort]
            found.update({f"same {sort}": _rarest(common, bearers)} if common else {f"other {sort}": 1.0})
    if "other phone" in found and any(same_exchange(a.value, b.value) for a in mine["phone"] for b in theirs["phone"]):
        del found["other phone"]
        found["same exchange"] = 1.0
    schemes = [sort for sort in mine if sort.startswith("id:") and sort in theirs]
    if schemes:
        same = any(mine[scheme] & theirs[scheme] for scheme in schemes)
        found["same identifier" if same else "other identifier"] = 1.0
    return found


def _rarest(keys: Iterable[Key], bearers: Callable[[Key], int]) -> float:
    return float(max(max(1, bearers(key)) ** -0.5 for key in keys))


def compare_kinds(mine: str | None, theirs: str, lineage: Callable[[str], tuple[str, ...]]) -> Findings:
    """Whether they are of two kinds, neither of which is a broader one of the other."""
    if mine is None or mine == theirs or mine in lineage(theirs) or theirs in lineage(mine):
        return {}
    return {"other kind": 1.0}
