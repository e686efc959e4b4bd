"""Target and actual composition of a body: who should be in it by a paper, who is, which seats are empty, who could."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.columns import STATUSES
from graph.coverage.places import Place, mask_in
from graph.coverage.standing import Collective, Coverage
from registry.model import Status, Tie
from registry.vocabulary import Composition, Need

MOST: Final = 8
_UNSURE: Final = tuple(STATUSES.index(one) for one in (Status.EXPECTED, Status.PLANNED, Status.PROPOSED))


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the body, by entity number. `size`: how many they send or, for a collective, are; else 1."""

    number: int
    sure: bool
    """Not only expected, planned or proposed."""
    size: int


@dataclass(frozen=True)
class Filled:
    """One need with who fills it."""

    need: Need
    members: tuple[Member, ...]
    candidates: tuple[int, ...]
    """Entity numbers: of the right kind, where the body works, and not in it; the best connected first. Only
    for what is not filled."""

    @property
    def taken(self) -> int:
        """How many seats are taken, the expected ones among them; never more than there are."""
        number = sum(one.size for one in self.members)
        return number if self.need.seats is None else min(number, self.need.seats)

    @property
    def empty(self) -> int:
        """How many are missing; one where the source does not count and nobody is there."""
        return max((self.need.seats or 1) - self.taken, 0)

    @property
    def only_expected(self) -> bool:
        """Whether everybody there is only expected."""
        return bool(self.members) and not any(one.sure for one in self.members)


@dataclass(frozen=True)
class Compared:
    """A body beside a target composition."""

    body: int
    composition: Composition
    own: bool
    """Whether the source says it of this very body; else it is only compared with a model."""
    needs: tuple[Filled, ...]
    others: tuple[Member, ...]
    """Who is in the body and not asked for."""

    @property
    def empty(self) -> int:
        """Seats missing in all."""
        return sum(one.empty for one in self.needs)


def targets(coverage: Coverage, kreis: Place | None = None) -> tuple[tuple[int, Composition], ...]:
    """Bodies for which a composition is written, with it; only bodies that stand at the Stand, in a Kreis if named."""
    found = []
    for composition in coverage.snapshot.vocabulary.compositions.values():
        fits = coverage.bodies & coverage.snapshot.of_kinds(composition.kinds)
        if kreis is not None:
            fits &= mask_in(coverage.snapshot, coverage.areas, kreis.number)
        for number in np.flatnonzero(fits).tolist():
            if set(coverage.snapshot.all_names[number]) & set(composition.names):
                found.append((int(number), composition))
    return tuple(found)


def compare_with(
    coverage: Coverage,
    body: int,
    composition: Composition,
    seats: Mapping[str, int] | None = None,
) -> Compared:
    """A body beside a composition. Each member fills one need: the one that names them most closely.

    `seats`: how many representatives a tie (by id) sends, where the record counts them.
    """
    snapshot = coverage.snapshot
    sizes = {one.number: one for one in coverage.collectives}
    left = _members(coverage, body, sizes, seats or {})
    filled: dict[int, list[Member]] = {}
    for at in sorted(range(len(composition.needs)), key=lambda one: (not composition.needs[one].names, one)):
        need = composition.needs[at]
        fitting = [pair for pair in left if _fits(coverage, need, *pair)]
        filled[at] = [member for _, member in fitting]
        left = [pair for pair in left if pair not in fitting]
    inside = {member.number for members in filled.values() for member in members}
    needs = []
    for at, need in enumerate(composition.needs):
        one = Filled(need, tuple(filled[at]), ())
        needs.append(Filled(need, one.members, _candidates(coverage, body, need, inside)) if one.empty else one)
    own = bool(set(snapshot.all_names[body]) & set(composition.names))
    return Compared(body, composition, own, tuple(needs), tuple(dict.fromkeys(member for _, member in left)))


def _members(
    coverage: Coverage, body: int, sizes: Mapping[int, Collective], seats: Mapping[str, int]
) -> list[tuple[str, Member]]:
    """Pairs (role, member) of those who take part, by name."""
    snapshot = coverage.snapshot
    roles = snapshot.vocabulary.roles_in("membership", "leadership", "moderation")
    found: dict[tuple[str, int], tuple[bool, int]] = {}
    for tie in snapshot.ties_of(body).tolist():
        subject, role = int(snapshot.ties.subject[tie]), snapshot.roles[snapshot.ties.role[tie]]
        if snapshot.ties.object[tie] == body and role in roles and snapshot.tie_shown[tie]:
            sure = int(snapshot.ties.status[tie]) not in _UNSURE
            size = seats.get(snapshot.ties.ids[tie]) or (sizes[subject].size if subject in sizes else 1)
            known = found.get((role, subject), (False, 0))
            found[role, subject] = (known[0] or sure, max(known[1], size))
    ordered = sorted(found.items(), key=lambda one: int(snapshot.name_rank[one[0][1]]))
    return [(role, Member(number, sure, size)) for (role, number), (sure, size) in ordered]


def _fits(coverage: Coverage, need: Need, role: str, member: Member) -> bool:
    snapshot, vocabulary = coverage.snapshot, coverage.snapshot.vocabulary
    wanted = vocabulary.roles[need.role].group
    same = vocabulary.roles[role].group == wanted if wanted == "membership" else role == need.role
    kind, name = snapshot.kind_of(member.number), snapshot.names[member.number]
    made_of = vocabulary.collective_kind(name) if kind == "kollektiv" else None
    right = vocabulary.fits(kind, need.kinds) or (made_of is not None and vocabulary.fits(made_of, need.kinds))
    return same and right and need.means(name)


def _candidates(coverage: Coverage, body: int, need: Need, inside: set[int]) -> tuple[int, ...]:
    snapshot = coverage.snapshot
    fits = coverage.counted & ~coverage.unsure & snapshot.of_kinds(need.kinds) & ~snapshot.of_kinds(("kollektiv",))
    near = np.zeros(len(snapshot), dtype=np.bool_)
    for area in coverage.direct[1][coverage.direct[0] == body].tolist():
        near |= mask_in(snapshot, coverage.areas, area)
    fits &= near
    fits[[*inside, body]] = False
    numbers = [int(one) for one in np.flatnonzero(fits) if need.means(snapshot.names[one])]
    numbers.sort(key=lambda one: (-int(snapshot.tie_count[one]), int(snapshot.name_rank[one])))
    return tuple(numbers[:MOST])


def tie_seats(statements: Iterable[object]) -> dict[str, int]:
    """How many representatives each tie among these statements sends, where the record counts them."""
    return {one.id: one.seats for one in statements if isinstance(one, Tie) and one.seats is not None}
