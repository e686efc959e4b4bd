"""Answers to a round of confirmation, and what becomes of them.

Whoever has the link answers in their role, without an account: what they confirm or end is written at once, as one
change set that can be undone; what they want corrected, and that an organisation is no more, becomes a proposal that
staff decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal

from pydantic import ValidationError

from registry.access import STAFF_VIEWER, Viewer
from registry.model import (
    ChangeSet,
    Conflict,
    Entity,
    Flag,
    Invalid,
    LocalText,
    Operation,
    Period,
    Problem,
    Put,
    Source,
    Status,
    Tie,
    Visibility,
)
from registry.services.importing.cells import edtf
from registry.services.keeping.attesting import ASKED, REPLY
from registry.services.keeping.ending import Occasion
from registry.services.keeping.reorganising import dissolution
from registry.services.keeping.rounds import Round, Rounds
from registry.services.keeping.seats import stands
from registry.services.keeping.turning import INFERRED
from registry.services.moments import Clock, now
from registry.services.record import Record
from registry.services.registry import Registry

Verdict = Literal["confirmed", "ended", "wrong"]
ASKS_AS: Final = Viewer(Visibility.NETWORK)
"""What whoever has a link sees."""
_LONGEST: Final = 400
_ASKED_STATUS: Final = (Status.EXISTING, Status.EXPECTED)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one tie (or of the entry itself)."""

    id: str
    version: int
    """Of the statement as it was shown."""
    verdict: Verdict
    since: str = ""
    """For `ended`: since when, as it was written; empty where it is not known."""
    text: str = ""
    """For `wrong`: what is to be corrected."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of answers."""

    change: str | None = None
    """Id of the change set that wrote what was confirmed and ended."""
    revision: int | None = None
    proposals: tuple[str, ...] = ()
    late: tuple[Answer, ...] = ()
    """Answers about what somebody else has changed meanwhile: nothing came of them."""


@dataclass(frozen=True)
class Asked:
    """What a round asks about, as the record has it."""

    round: Round
    entity: Entity
    ties: tuple[Tie, ...]
    """For `members`: who takes part, by name; for `entry`: where it takes part, for information."""
    names: dict[str, Entity]
    """Everybody who is mentioned, and the documents of sources."""


def asked(registry: Registry, asking: Round, today: date) -> Asked:
    """What to ask whoever has the link. Raises Missing where the entry is no more."""
    with registry.reading(ASKS_AS) as record:
        entity = record.entity(asking.entity)
        ties = _members(record, asking, registry, today) if asking.about == "members" else _own(record, entity, today)
        named = {end for one in ties for end in (one.subject, one.object)}
        cited = {source.document for one in (entity, *ties) for source in one.sources}
        names = record.entities(named | cited | {entity.id})
    other = "subject" if asking.about == "members" else "object"
    ordered = sorted(ties, key=lambda tie: (names[getattr(tie, other)].name.casefold(), tie.role, tie.id))
    return Asked(asking, entity, tuple(ordered), names)


def _members(record: Record, asking: Round, registry: Registry, today: date) -> list[Tie]:
    """The ties that the round asks about: those that stand today or have been answered in it."""
    roles = registry.vocabulary.roles_in(*ASKED)
    found = [one for one in record.about((asking.entity,), places=["object"]) if isinstance(one, Tie)]
    return [
        one
        for one in found
        if one.role in roles and (_answered(one, asking) or (one.status in _ASKED_STATUS and stands(one, today)))
    ]


def _own(record: Record, entity: Entity, today: date) -> list[Tie]:
    found = record.about((entity.id,), places=["subject"])
    return [one for one in found if isinstance(one, Tie) and one.status in _ASKED_STATUS and stands(one, today)]


def _answered(tie: Tie, asking: Round) -> bool:
    return any(one.document == asking.document for one in tie.sources)


def settle(registry: Registry, asking: Round, answers: Sequence[Answer], today: date, clock: Clock = now) -> Outcome:
    """Write what was confirmed and ended, and propose the rest.

    Raises Invalid with a problem for each answer that can not be understood (then nothing is written), Missing.
    """
    _refuse_unclear(answers)
    with registry.reading(STAFF_VIEWER) as record:
        work = _Work(registry, record, asking, asked(registry, asking, today), today)
        late = tuple(one for one in answers if not work.knows(one))
        timely = [one for one in answers if one not in late]
        change = work.change(timely)
        proposals = [work.proposal(one) for one in timely if work.is_proposal(one)]
    outcome = Outcome(late=late)
    if change is not None:
        try:
            outcome = replace(outcome, revision=registry.commit(change), change=change.id)
        except Conflict as error:
            # Somebody wrote between the reading and now: those answers are shown again, nothing was written.
            moved = tuple(one for one in timely if one.id in error.records) or tuple(timely)
            return Outcome(late=(*late, *moved))
    for one in proposals:
        registry.propose(one)
    if timely:
        Rounds(registry, clock).answered(asking.id)
    return replace(outcome, proposals=tuple(one.id for one in proposals))


def _refuse_unclear(answers: Iterable[Answer]) -> None:
    problems = []
    for one in answers:
        if one.verdict == "ended" and one.since:
            try:
                Period(start=edtf(one.since))
            except (ValueError, ValidationError):
                problems.append(Problem("since", one.id, "this is no date", "write 2026, 03/2026 or 21.11.2026"))
        if one.verdict == "wrong" and not 0 < len(one.text.strip()) <= _LONGEST:
            what = f"what is to be corrected needs 1 to {_LONGEST} characters"
            problems.append(Problem("text", one.id, what, "say it in one or two sentences"))
    if problems:
        raise Invalid.of(problems)


class _Work:
    """Makes change sets of answers."""

    def __init__(self, registry: Registry, record: Record, asking: Round, found: Asked, today: date) -> None:
        self._vocabulary = registry.vocabulary
        self._record = record
        self._round = asking
        self._today = today
        self._entity = found.entity
        shown = [found.entity.id] if asking.about == "entry" else [one.id for one in found.ties]
        self._known = record.get(shown)
        self._why = f"Rückmeldung zu „{found.entity.name}“"[:400]
        self._who = f"{asking.role} (per Link)"

    def knows(self, answer: Answer) -> bool:
        """Whether what was answered is what the record has."""
        found = self._known.get(answer.id)
        return found is not None and found.version == answer.version

    def is_proposal(self, answer: Answer) -> bool:
        """Whether staff have to decide it."""
        return answer.verdict == "wrong" or (answer.verdict == "ended" and self._round.about == "entry")

    def change(self, answers: Iterable[Answer]) -> ChangeSet | None:
        """The change set of what was confirmed and ended; None where nothing was."""
        puts = [self._put(one) for one in answers if not self.is_proposal(one)]
        changed: list[Operation] = [one for one in puts if one.record != self._known[one.record.id]]
        if not changed:
            return None
        return ChangeSet(kind="edit", who=self._who, why=self._why, operations=(*self._document(), *changed))

    def proposal(self, answer: Answer) -> ChangeSet:
        """What staff have to decide: the doubt kept with the statement, or the end of the organisation."""
        if answer.verdict == "ended":
            on = edtf(answer.since) if answer.since else self._today.isoformat()
            why = f"{self._why}: besteht nicht mehr"
            return dissolution(self._record, self._vocabulary, self._round.entity, Occasion(on, self._who, why))
        text = "".join(one for one in " ".join(answer.text.split()) if one.isprintable()) or "?"
        doubt = Flag(kind="doubtful", note=LocalText(de=f"Rückmeldung ({self._round.role}): {text}"))
        doubted = self._changed(answer, flags=(*self._known[answer.id].flags, doubt))
        return ChangeSet(kind="edit", who=self._who, why=f"{self._why}: {text}"[:500], operations=(_put(doubted),))

    def _put(self, answer: Answer) -> Put:
        found = self._known[answer.id]
        said = Source(document=self._round.document, locator=self._round.role, as_of=self._today.isoformat())
        others = tuple(one for one in found.sources if one.document != self._round.document)
        changes: dict[str, Any] = {"sources": (*others, said)}
        if answer.verdict == "ended":
            changes |= {"status": Status.ENDED, "period": self._ended(answer)}
        else:
            changes |= {"status": Status.EXISTING, "flags": tuple(one for one in found.flags if one != INFERRED)}
            if found.type != "observation" and found.status is Status.ENDED:
                changes["period"] = self._before(answer).period  # they have thought again
        return _put(self._changed(answer, **changes))

    def _before(self, answer: Answer) -> Any:
        """The statement before anything was answered in this asking."""
        for one in reversed(self._record.history(answer.id)):
            if one.statement and all(source.document != self._round.document for source in one.statement.sources):
                return one.statement
        return self._known[answer.id]

    def _ended(self, answer: Answer) -> Period:
        found = self._known[answer.id]
        start = found.period.start
        try:
            return Period(start=start, end=edtf(answer.since) if answer.since else None)
        except ValidationError as error:
            problem = Problem("since", answer.id, f"it began {start}, after that date", "give a later date")
            raise Invalid.of([problem]) from error

    def _changed(self, answer: Answer, **changes: Any) -> Any:
        return self._known[answer.id].model_copy(update=changes)

    def _document(self) -> list[Operation]:
        """The document of the round, where it is not in the record yet (or not any more)."""
        id = self._round.document
        if self._record.get((id,)):
            return []
        versions = self._record.history(id)
        day = self._today
        document = Entity(
            id=id,
            family="document",
            kind=REPLY,
            name=f"Rückmeldung: {self._entity.name}"[:480] + f", {day:%d.%m.%Y}",
            translations={"en": f"Reply: {self._entity.display_name('en')}"[:480] + f", {day:%d.%m.%Y}"},
            period=Period.on(day.isoformat()),
            visibility=self._entity.visibility,
            summary=LocalText(
                de=f"Abfrage „Alle noch dabei?“, beantwortet in der Rolle: {self._round.role}.",
                en=f"Round “Is everybody still with you?”, answered as: {self._round.role}.",
            ),
        )
        return [Put(record=document, expected=versions[-1].version if versions else 0)]


def _put(statement: Any) -> Put:
    return Put(record=statement, expected=statement.version)
