"""Which actor of the record a row is about: the same, a new one, or unsure, which somebody must decide."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, Protocol

from registry.access import STAFF_VIEWER, Viewer
from registry.services.duplicates import Hint, Query
from registry.services.importing.drafts import Draft
from registry.services.importing.joining import name_key
from registry.services.importing.known import Known, identifier_key
from registry.services.importing.problems import RowProblem
from registry.vocabulary import Vocabulary

Verdict = Literal["same", "new", "unsure", "wrong", "left_out"]
How = Literal["id", "identifier", "name", "decided", "earlier", "", "likeness"]
ASKED: Final = 0.25
"""From this score on somebody is asked: one of four of such pairs is one body, and nothing may get in twice unseen."""
LEFT_OUT: Final = "skip"
NEW: Final = "new"
_SHOWN: Final = 3
_STEP: Final = 50


class Duplicates(Protocol):
    """Who of the record is like somebody (a `Registry` is one)."""

    def duplicates(
        self, query: Query, viewer: Viewer, *, judged: Set[frozenset[str]] = frozenset(), limit: int = 5
    ) -> list[Hint]:
        """The likeliest first."""
        ...


class Progress(NamedTuple):
    """How far a step is: `read`, `match`, `plan` or `commit`, and how much of how much."""

    step: Literal["read", "match", "plan", "commit"]
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """An actor of the record that a row may be about. `hint` has the reasons, where likeness found it."""

    id: str
    name: str
    score: float
    hint: Hint | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """What became of a draft: `id` is that of the actor, of the record or new."""

    draft: Draft
    verdict: Verdict
    how: How = ""
    id: str | None = None
    candidates: tuple[Candidate, ...] = ()
    problem: RowProblem | None = None


@dataclass(frozen=True)
class Matcher:
    """Matches drafts with the record as `known` has it.

    `decisions`: by number of a row an id, `new` or `skip`. `new_ids`: by number of a row the id under which this file
    would enter it: where that is in the record already, the row was imported before.
    """

    known: Known
    duplicates: Duplicates
    decisions: Mapping[int, str]
    new_ids: Mapping[int, str]
    vocabulary: Vocabulary
    kind: str | None = None
    """Of rows that name none."""

    def matches(self, drafts: Sequence[Draft]) -> Generator[Progress, None, list[Match]]:
        """The match of each draft, in their order; gives word of progress meanwhile."""
        named = [id for draft in drafts for id in self.known.names.get(name_key(draft.name), ())]
        towns = self.known.towns(named)
        found = []
        for number, draft in enumerate(drafts):
            if number % _STEP == 0:
                yield Progress("match", number, len(drafts))
            found.append(self._match(draft, towns))
        return _without_twins(found)

    def _match(self, draft: Draft, towns: Mapping[str, Set[str]]) -> Match:
        decided = next((self.decisions[row] for row in draft.rows if row in self.decisions), None)
        if decided == LEFT_OUT:
            return Match(draft, "left_out", "decided")
        if decided and decided != NEW:
            return self._by_id(draft, decided, "decided")
        if draft.id:
            return self._by_id(draft, draft.id, "id")
        if not draft.name:
            return Match(draft, "wrong", problem=draft.problem("name", "name_missing"))
        earlier = self.known.successor(self.new_ids[draft.row])
        if earlier:
            return Match(draft, "same", "earlier", earlier)
        if decided == NEW or draft.single.get("new"):
            return self._new(draft, "decided")
        return self._by_identifier(draft) or self._by_name(draft, towns) or self._by_likeness(draft)

    def _new(self, draft: Draft, how: How = "") -> Match:
        return Match(draft, "new", how, self.new_ids[draft.row])

    def _by_id(self, draft: Draft, id: str, how: How) -> Match:
        found = self.known.successor(id)
        if found is None:
            return Match(draft, "wrong", problem=draft.problem("id", "id_unknown", id))
        return Match(draft, "same", how, found)

    def _by_identifier(self, draft: Draft) -> Match | None:
        found = {
            id
            for scheme, value in draft.identifiers.items()
            for id in self.known.identified.get((scheme, identifier_key(value)), ())
        }
        if len(found) == 1:
            return Match(draft, "same", "identifier", next(iter(found)))
        return self._unsure(draft, found) if found else None

    def _by_name(self, draft: Draft, towns: Mapping[str, Set[str]]) -> Match | None:
        """Same where the name is the same and the town, too, or neither has one."""
        family = self._family(draft)
        ids = [id for id in self.known.names.get(name_key(draft.name), ()) if self.known.families[id] == family]
        here = set(draft.lists.get("town", ())) or set(draft.lists.get("area", ()))
        same = [id for id in ids if (here & towns.get(id, set())) or not (here or towns.get(id))]
        if len(same) == 1:
            return Match(draft, "same", "name", same[0])
        half = same or [id for id in ids if not (here and towns.get(id))]
        return self._unsure(draft, half) if half else None

    def _unsure(self, draft: Draft, ids: Set[str] | Sequence[str]) -> Match:
        candidates = [Candidate(id, self.known.written.get(id, ""), 1.0) for id in sorted(ids)[:_SHOWN]]
        return self._asked(draft, candidates)

    def _by_likeness(self, draft: Draft) -> Match:
        hints = self.duplicates.duplicates(_query(draft, self._family(draft)), STAFF_VIEWER, limit=_SHOWN)
        likely = [Candidate(one.id, self.known.written.get(one.id, one.name), one.score, one) for one in hints]
        likely = [one for one in likely if one.score >= ASKED and one.id in self.known.ids]
        return self._asked(draft, likely) if likely else self._new(draft)

    def _family(self, draft: Draft) -> str:
        kind = str(draft.single.get("kind", self.kind))
        return self.vocabulary.family(kind) if kind in self.vocabulary.kinds else "actor"

    def _asked(self, draft: Draft, candidates: Sequence[Candidate]) -> Match:
        names = "; ".join(f"{one.name} [{one.id}]" for one in candidates)
        problem = draft.problem("name", "unsure", draft.name, candidates=names)
        return Match(draft, "unsure", "likeness", None, tuple(candidates), problem)


def _query(draft: Draft, family: str) -> Query:
    return Query(
        name=draft.name,
        kind=draft.single.get("kind"),
        family=family,
        places=(*draft.lists.get("town", ()), *draft.lists.get("area", ())),
        contacts=tuple((one.kind, one.value) for one in draft.contacts),
        identifiers=draft.identifiers,
        aliases=draft.lists.get("aliases", ()),
    )


def _without_twins(matches: Sequence[Match]) -> list[Match]:
    """Two drafts that are the same actor of the record are a problem of the later one."""
    first: dict[str, Draft] = {}
    found = []
    for match in matches:
        if match.verdict == "same" and match.id:
            other = first.setdefault(match.id, match.draft)
            if other is not match.draft:
                problem = match.draft.problem("name", "twin", match.draft.name, row=other.row)
                found.append(Match(match.draft, "wrong", problem=problem))
                continue
        found.append(match)
    return found
