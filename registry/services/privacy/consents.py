"""Consent to keep and show contacts: who gave it, when, for what, until when, by which wording.

Items of the kind `consent`: `owner` is the id of the entity whose contacts it is about, so that it goes with an erased
person; `state` is `given` or `withdrawn`; `at` is the end of its last day, or empty. `registry.services.registering`
writes such items, too, with the consent that a form gives: there the wording is that of the form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

from registry.model import Contact, Invalid, NotFound, new_id
from registry.services.moments import Clock, moment, now, stamp
from registry.services.privacy.kinds import every
from registry.store.workspace import Item, Workspace

KIND: Final = "consent"
_LONGEST: Final = 2000
_FIELDS: Final = {"for": "purpose"}
State = Literal["given", "withdrawn", "ended"]


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent."""

    item: Item = field(repr=False)
    entity: str
    """Id of the entity whose contacts it is about."""
    by: str
    """Who gave it: a name or an office."""
    purpose: str
    """What for: *shown to everyone*, *asked once a year whether the entry is still right*."""
    wording: str
    """The text that was agreed to, or where it is kept; empty where a form of the pages gave it."""
    given: str
    """The day on which it was given, 2026-11-21."""
    until: str
    """The last day on which it holds; empty where it has no end."""
    contacts: tuple[tuple[str, str], ...]
    """Kind and value of each contact that it covers; empty for all of the entity's."""
    recorded_by: str
    """Label of the account that wrote it down; empty where a form of the pages gave it."""
    state: State

    @property
    def id(self) -> str:
        """Opaque."""
        return self.item.id

    def covers(self, contact: Contact) -> bool:
        """Whether it is about this contact."""
        return not self.contacts or (contact.kind, contact.value) in self.contacts


class Consents:
    """Every verb raises Unavailable as the store does."""

    def __init__(self, workspace: Workspace, clock: Clock = now) -> None:
        self._workspace = workspace
        self._clock = clock

    def item(
        self,
        entity: str,
        *,
        by: str,
        purpose: str,
        wording: str,
        recorded_by: str,
        given: str = "",
        until: str = "",
        contacts: Iterable[Contact] = (),
    ) -> Item:
        """A consent to be written together with other items; given today where no day is named. Raises Invalid."""
        texts = {"by": by.strip(), "for": purpose.strip(), "wording": wording.strip()}
        missing = [name for name, text in texts.items() if not text or len(text) > _LONGEST]
        if missing:
            raise Invalid(
                f"a consent needs its {', '.join(missing)} (at most {_LONGEST} characters)",
                where=_FIELDS.get(missing[0], missing[0]),
                remedy="say who agreed to what, in which words",
            )
        began = _day(given or self._clock().date().isoformat(), "given")
        ends = _day(until, "until") if until else ""
        if ends and ends < began:
            raise Invalid("the consent would end before it was given", where="until", remedy="give a later day")
        named = sorted({(one.kind, one.value) for one in contacts})
        data = {**texts, "on": began, "contacts": [{"kind": kind, "value": value} for kind, value in named]}
        return Item(KIND, new_id("c"), {**data, "recorded_by": recorded_by}, entity, "given", _end(ends))

    def give(self, entity: str, **fields: object) -> Consent:
        """Keep a consent; fields as for `item`. Raises Invalid."""
        return self._of(self._workspace.change([self.item(entity, **fields)])[0])  # type: ignore[arg-type]

    def withdraw(self, entity: str, id: str) -> Consent:
        """It was taken back today. Raises NotFound, Conflict."""
        item = self._workspace.get(KIND, [id]).get(id)
        if item is None or item.owner != entity:
            raise NotFound("there is no such consent", where=id, remedy="look at the list of the entry")
        if item.state == "withdrawn":
            return self._of(item)
        present = stamp(self._clock())
        ends = min(present, item.at) if item.at else present
        return self._of(self._workspace.change([item.changed(state="withdrawn", at=ends)])[0])

    def of(self, entity: str) -> list[Consent]:
        """All consents about an entity, the ones that hold first, then by day."""
        found = [self._of(one) for one in self._workspace.find(KIND, owner=entity, limit=1000)]
        return sorted(found, key=lambda one: (one.state != "given", one.given, one.id))

    def ending(self, within: timedelta) -> Iterator[Consent]:
        """Given consents that have ended or end within this time, the earliest first."""
        for item in every(self._workspace, KIND, state="given", before=stamp(self._clock() + within)):
            yield self._of(item)

    def _of(self, item: Item) -> Consent:
        data = item.data
        ended = item.at and moment(item.at) <= self._clock()
        state: State = "withdrawn" if item.state == "withdrawn" else "ended" if ended else "given"
        return Consent(
            item=item,
            entity=item.owner,
            by=data["by"],
            purpose=data["for"],
            wording=data.get("wording", ""),
            given=data["on"][: len("2026-11-21")],
            until=item.at[: len("2026-11-21")],
            contacts=tuple((one["kind"], one["value"]) for one in data["contacts"]),
            recorded_by=data.get("recorded_by", ""),
            state=state,
        )


def without_consent(contacts: Iterable[Contact], consents: Iterable[Consent]) -> tuple[Contact, ...]:
    """The contacts that no consent which holds is about."""
    holding = [one for one in consents if one.state == "given"]
    return tuple(contact for contact in contacts if not any(one.covers(contact) for one in holding))


def _day(text: str, where: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError as error:
        raise Invalid("this is no day", where=where, remedy="write it like 2026-11-21") from error


def _end(day: str) -> str:
    """The end of its last day."""
    return f"{day}T23:59:59Z" if day else ""
