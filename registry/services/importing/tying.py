"""The ties that drafts speak of: to towns and areas, and to other actors of the record or of the same table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from registry.model import Period, Source, Status, Tie
from registry.services.importing.drafts import Draft, TieDraft
from registry.services.importing.joining import name_key
from registry.services.importing.known import PLACES, Known
from registry.services.importing.matching import Match
from registry.services.importing.problems import RowProblem
from registry.store.port import TieRow
from registry.vocabulary import Vocabulary

_SEAT, _WORK = PLACES
_PART: Final = 2000
_Key = tuple[str, str, str]
"""Subject, role, object."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A tie that a draft says there is."""

    draft: Draft
    subject: str
    role: str
    target: str
    column: str
    since: str | None = None

    @property
    def key(self) -> _Key:
        """What it is compared with ties of the record by."""
        return self.subject, self.role, self.target

    def problem(self, rule: str, value: str, **details: object) -> RowProblem:
        """A problem of its cell."""
        return RowProblem(self.draft.row, self.column, value, rule, details)


@dataclass
class Tying:
    """Compares the ties that a table speaks of with those of the record."""

    known: Known
    vocabulary: Vocabulary
    matches: Sequence[Match]
    _own: dict[str, list[str]] = field(default_factory=dict)
    _new: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        own: dict[str, list[str]] = defaultdict(list)
        for match in self.matches:
            if match.id and match.draft.name:
                own[name_key(match.draft.name)].append(match.id)
                self._new[match.id] = match.draft.name
        self._own = dict(own)

    def wanted(self, match: Match, kind: str) -> Iterator[Wanted | RowProblem]:
        """The ties of one draft, or why one can not be."""
        draft, id = match.draft, match.id or ""
        seat = _SEAT if self.vocabulary.fits(kind, self.vocabulary.roles[_SEAT].subject) else _WORK
        for name, role in (("town", seat), ("area", _WORK)):
            for area in draft.lists.get(name, ()):
                yield Wanted(draft, id, role, area, draft.columns.get(name, ""))
        for tie in draft.ties:
            other = self._other(draft, tie, self.vocabulary.family(kind))
            if isinstance(other, RowProblem):
                yield other
            else:
                ends = (other, tie.role, id) if tie.inverse else (id, tie.role, other)
                yield Wanted(draft, *ends, tie.column, tie.since)

    def _other(self, draft: Draft, tie: TieDraft, family: str) -> str | RowProblem:
        """The id of the other actor, in the record or in the table."""
        said = tie.other
        if said.id:
            found: str | None = self.known.successor(said.id)
            return found or RowProblem(draft.row, tie.column, said.id, "other_unknown", {})
        key = name_key(said.name)
        ids: list[str] = sorted({*self._fitting(tie, family, self.known.names.get(key, ())), *self._own.get(key, ())})
        if len(ids) == 1:
            return ids[0]
        exact = [id for id in ids if self._written(id).casefold() == said.name.casefold()]
        if len(exact) == 1:
            return exact[0]
        rule = "other_ambiguous" if ids else "other_unknown"
        return RowProblem(
            draft.row, tie.column, said.name, rule, {"candidates": ", ".join(f"[{id}]" for id in ids[:5])}
        )

    def _fitting(self, tie: TieDraft, family: str, ids: Iterable[str]) -> list[str]:
        """Of things that are called alike those of a family that can be at this end: a plan is no member's body."""
        role = self.vocabulary.roles.get(tie.role)
        if role is None:
            return list(ids)
        ends = role.subject if tie.inverse else role.object
        families = {family} if role.same_family else {self.vocabulary.family(kind) for kind in ends}
        return [id for id in ids if self.known.families[id] in families]

    def _written(self, id: str) -> str:
        return self.known.written.get(id) or self._new.get(id, "")

    def present(self, wanted: Iterable[Wanted]) -> dict[_Key, list[TieRow]]:
        """The ties of the record with the same ends and role that have not ended."""
        keys = {one.key for one in wanted}
        subjects, roles = sorted({key[0] for key in keys}), {key[1] for key in keys}
        found: dict[_Key, list[TieRow]] = defaultdict(list)
        for at in range(0, len(subjects), _PART):
            for row in self.known.record.tie_rows(subjects[at : at + _PART], roles=roles):
                # Seats are kept whatever is wanted: a second seat elsewhere is asked about.
                if row.status != Status.ENDED and ((row.subject, row.role, row.object) in keys or row.role == _SEAT):
                    found[row.subject, row.role, row.object].append(row)
        return dict(found)


def moved(wanted: Wanted, seats: Mapping[str, set[str]]) -> bool:
    """Whether the record has the actor's seat elsewhere, and not here."""
    there = seats.get(wanted.subject, set())
    return wanted.role == _SEAT and bool(there) and wanted.target not in there


def seats_of(present: Iterable[_Key]) -> dict[str, set[str]]:
    """By actor, where the record has its seat."""
    found: dict[str, set[str]] = defaultdict(set)
    for subject, role, object_ in present:
        if role == _SEAT:
            found[subject].add(object_)
    return found


def made(wanted: Wanted, id: str, source: Source) -> Tie:
    """The new tie."""
    period = Period(start=wanted.since) if wanted.since else Period()
    return Tie(id=id, subject=wanted.subject, role=wanted.role, object=wanted.target, period=period, sources=(source,))
