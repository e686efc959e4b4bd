"""Rounds of confirmation: somebody who knows is asked by a signed link whether the record is still right.

Items of the kind `confirmation`: `owner` is the network or organisation that is asked about, `state` is `open`,
`answered` or `withdrawn`, `at` is when the link ends. Whom the mail went to is kept nowhere but in the outbox.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from registry.access import STAFF_VIEWER
from registry.model import Conflict, Entity, Invalid, NotFound, new_id
from registry.services.accounts.account import checked_email
from registry.services.accounts.links import Links
from registry.services.accounts.refusals import Spent
from registry.services.mail import Outbox, letter
from registry.services.moments import Clock, moment, now, stamp
from registry.services.registry import Registry
from registry.store.workspace import Item

KIND: Final = "confirmation"
PURPOSE: Final = "confirmation"
LASTS: Final = timedelta(days=30)
About = Literal["members", "entry"]
_TEXTS: Final[dict[About, str]] = {"members": "ask-members", "entry": "ask-entry"}
_ROLES: Final[dict[About, str]] = {"members": "Moderation", "entry": "Organisation selbst"}


@dataclass(frozen=True, slots=True)
class Round:
    """One round, as it is kept."""

    item: Item = field(repr=False)
    about: About
    """`members`: who takes part in a body; `entry`: an organisation's own entry."""
    document: str
    """Id of the document that confirmations cite; it is in the record from the first answer on."""
    made: datetime
    lang: str

    @property
    def id(self) -> str:
        """Opaque."""
        return self.item.id

    @property
    def entity(self) -> str:
        """Id of the network or organisation."""
        return self.item.owner

    @property
    def state(self) -> str:
        """`open`, `answered` or `withdrawn`."""
        return self.item.state

    @property
    def ends(self) -> datetime:
        """From when on its link is not good any more."""
        return moment(self.item.at)

    @property
    def role(self) -> str:
        """In which role whoever has the link answers."""
        return _ROLES[self.about]


class Rounds:
    """Every verb raises Unavailable as the store does."""

    def __init__(self, registry: Registry, clock: Clock = now) -> None:
        self._registry = registry
        self._workspace = registry.workspace
        self._clock = clock

    def ask(self, entity: str, email: str, address: Callable[[str], str], *, lang: str = "de") -> Round:
        """Send a link by mail; `address` gives the address of the page for what stands in the link.

        A body is asked about its members, any other actor about its own entry. Raises NotFound, Invalid.
        """
        to = checked_email(email)
        with self._registry.reading(STAFF_VIEWER) as record:
            asked = record.entity(entity)
        about = self._about(asked)
        made = self._clock()
        data = {"about": about, "document": new_id("e"), "made": stamp(made), "lang": lang}
        item = Item(KIND, new_id("c"), data, entity, "open", stamp(made + LASTS))
        token, link = Links(self._workspace, self._clock).prepare(PURPOSE, item.id, LASTS)
        text = letter(
            _TEXTS[about], lang, name=asked.display_name(lang), link=address(token), until=f"{made + LASTS:%d.%m.%Y}"
        )
        mail = Outbox(self._workspace, self._clock).item(to, text, owner=item.id)
        return _round(self._workspace.change([item, link, mail])[0])

    def of_token(self, token: str) -> Round:
        """The round of a link. Raises Spent where the link is not good, or the round was withdrawn."""
        found = self.get(Links(self._workspace, self._clock).look(token, PURPOSE).owner)
        if found.state == "withdrawn":
            raise Spent
        return found

    def get(self, id: str) -> Round:
        """The round with this id. Raises NotFound."""
        item = self._workspace.get(KIND, [id]).get(id)
        if item is None:
            raise NotFound("there is no such round", where=id, remedy="send a new link")
        return _round(item)

    def of(self, entity: str) -> list[Round]:
        """The rounds about a network or organisation, the latest first."""
        found = self._workspace.find(KIND, owner=entity, latest_first=True, limit=100)
        return [_round(one) for one in found]

    def waiting(self) -> list[Round]:
        """Rounds whose links are good and that nobody has answered, the first to end first."""
        present = stamp(self._clock())
        return [_round(one) for one in self._workspace.find(KIND, state="open", limit=1000) if one.at > present]

    def withdraw(self, id: str) -> Round:
        """Its link is not good any more. Raises NotFound, Conflict."""
        found = self.get(id)
        links = Links(self._workspace, self._clock).of(PURPOSE, id)
        return _round(self._workspace.change([found.item.changed(state="withdrawn")], links)[0])

    def answered(self, id: str) -> None:
        """Somebody has answered. Raises NotFound."""
        item = self.get(id).item
        if item.state == "open":
            with suppress(Conflict):  # two answer at once: either says so
                self._workspace.change([item.changed(state="answered", answered=stamp(self._clock()))])

    def _about(self, asked: Entity) -> About:
        if asked.family != "actor" or self._registry.vocabulary.is_person(asked.kind):
            raise Invalid(
                "only networks and organisations are asked", where=asked.id, remedy="choose a body or an organisation"
            )
        return "members" if self._registry.vocabulary.is_a(asked.kind, "body") else "entry"


def _round(item: Item) -> Round:
    data = item.data
    about: About = "members" if data["about"] == "members" else "entry"
    return Round(item, about, data["document"], moment(data["made"]), data["lang"])
