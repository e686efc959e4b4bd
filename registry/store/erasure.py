"""What an erasure has to write, worked out for every store: the person leaves, the seat stays, anonymous."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from registry.model import ChangeSet, Entity, Erased, Invalid, NotFound, Put, statement_json
from registry.rules.blotting import Words, anonymous, blot_json, blot_text, near, words_of
from registry.store.port import AnyStatement, Reading, Version
from registry.store.rows import decoded
from registry.vocabulary import Vocabulary

_WORTHLESS: Final = frozenset({"account", "mail"})
"""Kinds of items that go where a word of theirs has to go."""
_OPAQUE: Final = frozenset({"import_part"})
"""Kinds of items that nobody can look into here: files on their way. They go, with the import they belong to."""


class Payload(NamedTuple):
    """What one version says."""

    id: str
    type: str
    version: int
    payload: str
    live: bool


class ChangeTexts(NamedTuple):
    """The free texts of a committed change set."""

    revision: int
    who: str
    why: str


class ProposalTexts(NamedTuple):
    """The free texts of a proposal, decided or not."""

    number: int
    payload: str
    decided_by: str | None
    decision_note: str | None


class ItemTexts(NamedTuple):
    """An item of the workspace, with its data as JSON text."""

    kind: str
    id: str
    owner: str
    payload: str

    @property
    def name(self) -> tuple[str, str]:
        """Kind and id."""
        return self.kind, self.id


class Held(Protocol):
    """Everything in a store that can speak of a person."""

    def merged_into(self, id: str) -> Collection[str]:
        """Ids of removed statements whose successor is this one, directly."""
        ...

    def payloads(self) -> Iterator[Payload]:
        """Every version, live and past, that has a payload."""
        ...

    def changes_of(self, ids: Collection[str]) -> Collection[int]:
        """Revisions of the change sets that touched any of these statements."""
        ...

    def change_texts(self) -> Iterator[ChangeTexts]:
        """Those of every committed change set."""
        ...

    def proposal_texts(self) -> Iterator[ProposalTexts]:
        """Those of every proposal."""
        ...

    def item_texts(self) -> Iterator[ItemTexts]:
        """Every item of the workspace."""
        ...


@dataclass
class Erasure:
    """What is to be written, all in one transaction."""

    ids: tuple[str, ...]
    """The person's id, then those of what was merged into it."""
    log: ChangeSet
    """Who does it and why, without the person's names."""
    payloads: dict[tuple[str, int], str] = field(default_factory=dict)
    """New payload of past versions, and of live ones before they get their new version, by id and version."""
    rewritten: list[tuple[AnyStatement, AnyStatement]] = field(default_factory=list)
    """Live statements, as they were and as they are to be; each gets a version of its own."""
    digests: set[int] = field(default_factory=set)
    """Revisions whose digest is to be forgotten: it would let a guess about the person be confirmed."""
    changes: list[ChangeTexts] = field(default_factory=list)
    proposals: list[ProposalTexts] = field(default_factory=list)
    items: list[ItemTexts] = field(default_factory=list)
    """Items of the workspace in other words."""
    dropped: list[tuple[str, str]] = field(default_factory=list)
    """Items that go, by kind and id."""


class _Person(NamedTuple):
    """Whom an erasure is about."""

    ids: tuple[str, ...]
    last: Version | None
    """The last version under their id; None where only proposals know them."""
    known: tuple[Entity, ...]
    """Everything that the record ever said under these ids, the last version last."""
    proposed: tuple[Entity, ...]
    """What proposals say under these ids."""

    @property
    def latest(self) -> Entity:
        """What was said of them last, in the record if it knows them."""
        return (*self.proposed, *self.known)[-1]

    def anonymous(self, id: str, version: int = 0) -> Entity:
        """What stays of them under one of their ids, as visible as they were last."""
        return anonymous(id, self.latest.visibility, version)

    def blank(self) -> dict[str, str]:
        """The payload that stays under each of their ids."""
        return {id: statement_json(self.anonymous(id)) for id in self.ids}


def plan_erasure(held: Held, reading: Reading, id: str, log: ChangeSet, vocabulary: Vocabulary) -> Erasure:
    """What erasing a person writes; `log` says who does it and why. Raises NotFound, Erased, Invalid.

    The person is what is known by the id and by the ids that were merged into it: all names, aliases and contacts
    of every version. Full names and contacts are blotted out wherever they stand; a name of a single word only in what
    refers to the person and in the seats they hold or held, because others bear it too. Words that only a proposal has
    leave the proposals that speak of the person: nobody has reviewed them, and they must not blot out the record.
    Live statements that are blotted get a new version, so that a change prepared before can not bring the words back.
    """
    person = _person(held, reading, id, vocabulary)
    words = words_of(person.known)
    texts = {"who": blot_text(log.who, words.close), "why": blot_text(log.why, words.close)}
    plan = Erasure(person.ids, log.model_copy(update=texts))
    blank = person.blank()
    if person.last is not None and person.last.statement is not None:
        plan.rewritten.append((person.last.statement, person.anonymous(id, person.last.version)))
    close, changed = _blot_statements(held, blank, words, plan)
    plan.digests = set(held.changes_of({*changed, *person.ids}))
    _blot_changes(held, close, words, plan)
    everything = words_of((*person.proposed, *person.known))
    _blot_proposals(held, blank, close, (words, everything), plan)
    _blot_items(held, blank, everything, plan)
    return plan


def _person(held: Held, reading: Reading, id: str, vocabulary: Vocabulary) -> _Person:
    """The person, who may have been removed, or may stand in proposals only."""
    if id in reading.erased():
        raise Erased("this person was erased already", where=id, remedy="nothing is left to be done")
    history = reading.history(id)
    ids = _same(held, id)
    known = [one.statement for one_id in reversed(ids) for one in reading.history(one_id)]
    entities = tuple(one for one in known if isinstance(one, Entity))
    person = _Person(ids, history[-1] if history else None, entities, tuple(_proposed(reading, ids)))
    if not (person.known or person.proposed):
        raise NotFound("nothing is known under this id", where=id, remedy="look the person up by name")
    if not vocabulary.is_person(person.latest.kind):
        raise Invalid(
            "only persons are erased",
            where=id,
            remedy="organisations and bodies are ended or removed by a change set",
        )
    if history and history[-1].successor is not None:
        raise NotFound("this entry was merged into another", where=id, remedy=f"erase {history[-1].successor}")
    return person


def _same(held: Held, id: str) -> tuple[str, ...]:
    """The id and all that were ever merged into it, directly or by way of others."""
    found = [id]
    for one in found:
        found += [each for each in held.merged_into(one) if each not in found]
    return tuple(found)


def _proposed(reading: Reading, ids: Collection[str]) -> Iterator[Entity]:
    """What proposals, decided or not, say under these ids."""
    for proposal in reading.proposals():
        for one in proposal.change_set.operations:
            if isinstance(one, Put) and isinstance(one.record, Entity) and one.record.id in ids:
                yield one.record


def _blot_statements(held: Held, blank: dict[str, str], words: Words, plan: Erasure) -> tuple[set[str], set[str]]:
    """Blot every payload, live and past, that mentions the person; every one of the person's own is made blank.

    Returns the ids of the person and of what is near to them, and the ids of what was changed.
    """
    others = (row for row in held.payloads() if row.id not in blank)
    close = near((decoded(*row[:4]) for row in others), blank)
    changed = set()
    for row in held.payloads():
        if row.id in blank:
            plan.payloads[row.id, row.version] = blank[row.id]
            continue
        blotted = blot_json(row.payload, words.close if row.id in close else words.wide)
        if blotted == row.payload:
            continue
        changed.add(row.id)
        plan.payloads[row.id, row.version] = blotted
        if row.live:
            plan.rewritten.append((decoded(*row[:4]), decoded(row.id, row.type, row.version, blotted)))
    return close | set(blank), changed


def _blot_changes(held: Held, close: Collection[str], words: Words, plan: Erasure) -> None:
    """Names in who made a change, and why."""
    touched = set(held.changes_of(close))
    for one in held.change_texts():
        pattern = words.close if one.revision in touched else words.wide
        blotted = ChangeTexts(one.revision, blot_text(one.who, pattern), blot_text(one.why, pattern))
        if blotted != one:
            plan.changes.append(blotted)
            plan.digests.add(one.revision)


def _blot_proposals(
    held: Held, blank: dict[str, str], close: Collection[str], words: tuple[Words, Words], plan: Erasure
) -> None:
    """Names in proposals, decided or not; the second words are for those that speak of the person."""
    plain, proposed = words
    for one in held.proposal_texts():
        pattern = plain.close if any(id in one.payload for id in close) else plain.wide
        if any(id in one.payload for id in blank):
            pattern = proposed.close
        texts = [text and blot_text(text, pattern) for text in (one.decided_by, one.decision_note)]
        payload = blot_json(_without_person(one.payload, blank), pattern)
        plan.proposals.append(ProposalTexts(one.number, payload, *texts))


def _blot_items(held: Held, blank: dict[str, str], words: Words, plan: Erasure) -> None:
    """Names and contacts in what is kept beside the record.

    What belongs to the person goes, and so does what is worth nothing without the words that were taken out (their
    account, a mail to them), with everything that belongs to that, and files that wait to be imported: who erases
    somebody does not want them back by a list that was uploaded before.
    """
    found = list(held.item_texts())
    blotted = {one.name: one._replace(payload=_blotted_item(one.payload, blank, words)) for one in found}
    gone = set(blank)
    gone |= {one.id for one in found if one.kind in _WORTHLESS and blotted[one.name] != one}
    opaque = {one.owner.partition("-")[0] for one in found if one.kind in _OPAQUE}
    plan.dropped = [
        one.name
        for one in found
        if one.owner in gone
        or (one.kind in _WORTHLESS and one.id in gone)
        or one.kind in _OPAQUE
        or (one.kind == "import" and one.id in opaque)
    ]
    dropped = set(plan.dropped)
    plan.items = [blotted[one.name] for one in found if blotted[one.name] != one and one.name not in dropped]


def _blotted_item(payload: str, blank: dict[str, str], words: Words) -> str:
    pattern = words.close if any(id in payload for id in blank) else words.wide
    return blot_json(payload, pattern, all_free=True)


def _without_person(payload: str, blank: dict[str, str]) -> str:
    """A proposal in which the person is anonymous. It stays whole, so that accepting it meets Erased."""
    data = json.loads(payload)
    for one in data["operations"]:
        if one["op"] == "put" and (anonymous := blank.get(one["record"]["id"])):
            one["record"] = {"type": "entity", **json.loads(anonymous)}
    return json.dumps(data, ensure_ascii=False)
